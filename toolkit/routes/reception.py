"""Reception control: whether a ship fell silent, or the receivers did."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from toolkit.geo import haversine_m, to_xyz
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["DARK_SHARE", "MIN_ASSETS", "Hours", "count_fallen_silent", "count_hours"]

DARK_SHARE = 0.05
"""An hour is dark when fewer than this share of the assets that were heard before and after it were heard in it."""
MIN_ASSETS = 10
"""With fewer assets than this to be heard, nothing can be said of an hour."""
CELL_KM = 50.0
"""Neighbours are the assets heard within this distance: within a coastal receiver's reach, about 40 to 60 nautical miles."""

_BEFORE_US = 2 * HOUR_US
_ONSET_US = 1 * HOUR_US

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hours:
    """How many assets could be heard in each hour, and how many were."""

    first: int
    """The first hour, in hours since 1970."""
    expected: Ints
    """Assets heard both before the hour's end and after its start."""
    heard: Ints
    dark: npt.NDArray[np.bool_]

    def dark_hours(self, start: Ints, end: Ints) -> npt.NDArray[np.float64]:
        """Sum the dark hours, whole ones, inside each interval of microseconds."""
        total = np.concatenate([[0], np.cumsum(self.dark)])
        low = np.clip(-(-start // HOUR_US) - self.first, 0, len(self.dark))
        high = np.clip(end // HOUR_US - self.first, 0, len(self.dark))
        hours: npt.NDArray[np.float64] = np.maximum(total[np.maximum(low, high)] - total[low], 0).astype(np.float64)
        return hours

    def spans(self) -> list[tuple[int, int]]:
        """Give the stretches of dark hours as (start, end) in microseconds."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.dark.astype(np.int8), [0]])))
        return [(int(a + self.first) * HOUR_US, int(b + self.first) * HOUR_US) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def count_hours(fixes: Fixes) -> Hours:
    """Count, hour by hour, the assets that could be heard and those that were, over all sources together."""
    if not len(fixes):
        none = np.zeros(0, dtype=np.int64)
        return Hours(0, none, none, none.astype(np.bool_))
    hour = fixes.time // HOUR_US
    start, n_hours = int(hour.min()), int(hour.max() - hour.min()) + 1
    keep = np.concatenate([[True], (np.diff(hour) != 0) | ~fixes.joined])
    heard = np.bincount(hour[keep] - start, minlength=n_hours)
    bounds = fixes.first
    alive = np.zeros(n_hours + 1, dtype=np.int64)
    np.add.at(alive, hour[bounds[:-1]] - start, 1)
    np.add.at(alive, hour[bounds[1:] - 1] - start + 1, -1)
    expected = np.cumsum(alive)[:-1]
    dark = (expected >= MIN_ASSETS) & (heard < DARK_SHARE * expected)
    return Hours(start, expected, heard, dark)


def count_fallen_silent(fixes: Fixes, at: Ints, until: Ints) -> tuple[Ints, Ints]:
    """Count the neighbours of each silence, and those of them that fell silent at the same time.

    Args:
        fixes: all of them.
        at: index of the last fix before each silence.
        until: microseconds at which each silence ends, or the record.

    Returns:
        Neighbours (other assets heard within 50 km in the two hours before) and how many of them have a silence of at least
        half as long that begins within an hour of the same instant.
    """
    by_time = np.argsort(fixes.time, kind="stable")
    clock = fixes.time[by_time]
    xyz = to_xyz(fixes.lon, fixes.lat)
    base, width = int(fixes.time.min()) if len(fixes) else 0, int(np.ptp(fixes.time)) + 2 if len(fixes) else 1
    key = fixes.track * width + (fixes.time - base)
    end_of_track = fixes.first[1:]
    others, silent = np.zeros(len(at), dtype=np.int64), np.zeros(len(at), dtype=np.int64)
    for n, (i, end) in enumerate(zip(at, until, strict=True)):
        start = int(fixes.time[i])
        low, high = np.searchsorted(clock, [start - _BEFORE_US, start + 1])
        near = by_time[low:high]
        near = near[np.abs(xyz[near] - xyz[i]).max(axis=1) <= CELL_KM * 1000]
        near = near[haversine_m(fixes.lon[near], fixes.lat[near], fixes.lon[i], fixes.lat[i]) <= CELL_KM * 1000]
        neighbours = np.unique(fixes.track[near])
        neighbours = neighbours[neighbours != fixes.track[i]]
        if not len(neighbours):
            continue
        length = int(end) - start
        # the last fix at or before the onset's end; the silence that follows it is the one to compare
        onset = np.minimum(start + _ONSET_US - base, width - 1)
        last = np.searchsorted(key, neighbours * width + onset, side="right") - 1
        after = last + 1
        ends = np.where(after < end_of_track[neighbours], fixes.time[np.minimum(after, len(fixes) - 1)], int(end))
        began_late = fixes.time[last] >= start - _BEFORE_US
        others[n] = len(neighbours)
        silent[n] = int(((ends - np.maximum(fixes.time[last], start) >= length / 2) & began_late).sum())
    return others, silent
