"""Turns: a ship that came to a place, waited, and went back the way she came."""

from typing import NamedTuple

import numpy as np

from toolkit.geo import to_xyz
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["BACK_DEG", "Turn", "measure_turn"]

BACK_DEG = 135.0
"""From here on she went back rather than on: within an eighth of a circle of the way she came."""
_BEFORE_H, _SPARE_H = 3.0, 1.0
_LEAST_M = 18_520.0  # ten nautical miles: less is drifting about, not a course


class Turn(NamedTuple):
    """The angle between the ways to a place and from it, 0 straight on and 180 back, and how long both were."""

    degrees: float
    came_km: float
    went_km: float


def measure_turn(fixes: Fixes, first: int, last: int) -> Turn | None:
    """Measure the turn of a ship around a wait, from where she was 3 h before to where she was 3 h after.

    Returns:
        ``None`` where she was not heard about then (within an hour of it), or had made less than ten nautical miles.
    """
    track = fixes.track[first]
    low, high = fixes.first[track : track + 2]
    time = fixes.time[low:high]
    ends = []
    for moment in (fixes.time[first] - _BEFORE_H * HOUR_US, fixes.time[last] + _BEFORE_H * HOUR_US):
        near = low + np.argmin(np.abs(time - moment))
        if abs(fixes.time[near] - moment) > _SPARE_H * HOUR_US:
            return None
        ends.append(near)
    at = np.array([ends[0], first, last, ends[1]])
    before, come, leave, after = to_xyz(fixes.lon[at], fixes.lat[at])
    way_in, way_out = come - before, after - leave
    came, went = (float(np.sqrt(way @ way)) for way in (way_in, way_out))
    if min(came, went) < _LEAST_M:
        return None
    degrees = float(np.degrees(np.arccos(np.clip(way_in @ way_out / (came * went), -1.0, 1.0))))
    return Turn(degrees, came / 1000, went / 1000)
