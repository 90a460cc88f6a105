"""States along a track: on and off with two thresholds, and the runs in which they hold."""

import numpy as np
import numpy.typing as npt

from toolkit.geo import NAUTICAL_MILE_M
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["SLOW_KN", "START_KN", "STOP_KN", "hold", "runs", "speed_kn"]

STOP_KN, START_KN = 0.2, 0.5
"""A stop begins at the one and ends at the other: the thresholds of Global Fishing Watch's port visits."""
SLOW_KN = 2.0
"""Below this a ship drifts, waits or lies beside another (Starboard Maritime Intelligence; Miller et al. 2018)."""

Flags = npt.NDArray[np.bool_]


def hold(on: Flags, off: Flags, fixes: Fixes) -> Flags:
    """Switch on and off with two thresholds along each track; what is neither keeps the state before it."""
    if not len(fixes):
        return on
    decided = np.where(on | off, np.arange(len(on)), -1)
    starts = fixes.first[:-1]
    decided[starts] = starts
    state: Flags = on[np.maximum.accumulate(decided)]
    return state


def runs(flags: Flags, fixes: Fixes, *, bridged_h: float = np.inf) -> list[tuple[int, int]]:
    """Give first and last index of each run of flags within a track; a step longer than ``bridged_h`` ends it."""
    if not len(fixes):
        return []
    joined = fixes.joined & (np.diff(fixes.time) <= bridged_h * HOUR_US)
    begins = flags & np.concatenate([[True], ~flags[:-1] | ~joined])
    ends = flags & np.concatenate([~flags[1:] | ~joined, [True]])
    return [(int(a), int(b)) for a, b in zip(np.flatnonzero(begins), np.flatnonzero(ends), strict=True)]


def speed_kn(fixes: Fixes) -> npt.NDArray[np.float64]:
    """Give the speed as reported, else as implied by the step to the next fix of the track (before it, for the last one)."""
    if not len(fixes):
        return fixes.speed
    hours = np.diff(fixes.time) / HOUR_US
    with np.errstate(divide="ignore", invalid="ignore"):
        implied = np.where(fixes.joined & (hours > 0), fixes.step_m() / NAUTICAL_MILE_M / hours, np.nan)
    ahead, behind = np.append(implied, np.nan), np.concatenate([[np.nan], implied])
    speed = np.where(np.isnan(fixes.speed), ahead, fixes.speed)
    return np.where(np.isnan(speed), behind, speed)
