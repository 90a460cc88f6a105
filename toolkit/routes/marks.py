"""Tracks read off at common marks of time, and the pairs that were close at a mark."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from toolkit.geo import EARTH_RADIUS_M, NAUTICAL_MILE_M, to_xyz
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["MARK_US", "Marks", "Pairs", "find_daily_pairs", "locate_marks", "read_marks"]

MARK_US = HOUR_US // 6
MAX_BRIDGED_US = HOUR_US

_MARKS_A_BLOCK = 144
_TWELVE = 12
_CHORD_SLACK = 1.0001

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marks:
    """Tracks at marks ten minutes apart, in order of track and mark."""

    track: Ints
    mark: Ints
    """Number of the mark: ten minutes since 1970."""
    xyz: Floats
    speed: Floats
    """Knots: as reported, between reports interpolated; implied by the step where not reported."""
    fix: Ints
    """Index of the fix at or before the mark."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two tracks close at a mark, in order of tracks and mark; ``left`` and ``right`` index the marks."""

    left: Ints
    right: Ints
    distance: Floats


def read_marks(fixes: Fixes, *, of_twelve: int = 12) -> Marks:
    """Interpolate along great circles at marks ten minutes apart; nothing is read off across a gap of more than an hour.

    Args:
        fixes: the positions.
        of_twelve: read off only the first so many marks of each two hours.
    """
    if not len(fixes):
        none = np.zeros(0, dtype=np.int64)
        return Marks(none, none, np.zeros((0, 3)), np.zeros(0), none)
    time = fixes.time
    step = np.append(np.diff(time), 0)
    joined = np.append(fixes.joined, False) & (step <= MAX_BRIDGED_US)
    first = -(-time // MARK_US)
    # a step owns the marks from its start up to, not with, its end; the last fix before a gap owns one that it lies on
    end = np.where(joined, -(-np.append(time[1:], 0) // MARK_US), np.where(time % MARK_US == 0, first + 1, first))
    count = np.maximum(end - first, 0)
    fix = np.repeat(np.arange(len(fixes)), count)
    mark = np.arange(len(fix)) - np.repeat(np.cumsum(count) - count, count) + first[fix]
    if of_twelve < _TWELVE:
        wanted = mark % _TWELVE < of_twelve
        fix, mark = fix[wanted], mark[wanted]
    share = np.where(step[fix] > 0, (mark * MARK_US - time[fix]) / np.maximum(step[fix], 1), 0.0)
    after = np.minimum(fix + 1, len(fixes) - 1)
    after = np.where(joined[fix], after, fix)
    if of_twelve < _TWELVE:
        at = to_xyz(fixes.lon[fix], fixes.lat[fix]) * (1 - share)[:, None]
        at += to_xyz(fixes.lon[after], fixes.lat[after]) * share[:, None]
    else:
        xyz = to_xyz(fixes.lon, fixes.lat)
        at = xyz[fix] * (1 - share)[:, None]
        at += xyz[after] * share[:, None]
    at *= (EARTH_RADIUS_M / np.sqrt((at**2).sum(axis=1)))[:, None]
    return Marks(fixes.track[fix], mark, at, _speed(fixes, fix, after, share, step), fix)


def _speed(fixes: Fixes, fix: Ints, after: Ints, share: Floats, step: Ints) -> Floats:
    before, behind = fixes.speed[fix], fixes.speed[after]
    reported = before * (1 - share) + behind * share
    hours = step[fix] / HOUR_US
    unknown = np.flatnonzero(np.isnan(reported) & (after != fix) & (hours > 0))
    reported[unknown] = fixes.step_m(fix[unknown]) / NAUTICAL_MILE_M / hours[unknown]
    return reported


def locate_marks(xyz: Floats, mark: Ints, within_m: float) -> Floats:
    """Give places with time as a fourth axis, on which neighbouring marks lie further apart than ``within_m``."""
    return np.column_stack([xyz, mark * (within_m * 3)])


def find_daily_pairs(marks: Marks, within_m: float) -> Iterator[tuple[Ints, Ints]]:
    """Give, day by day, the pairs of tracks at most ``within_m`` apart at a mark: left and right, in no order.

    One tree finds the pairs of a whole day of marks.
    """
    from scipy.spatial import cKDTree

    by_mark = np.argsort(marks.mark, kind="stable")
    cuts = np.concatenate([[0], np.flatnonzero(np.diff(marks.mark[by_mark] // _MARKS_A_BLOCK)) + 1, [len(by_mark)]])
    for low, high in pairwise(cuts.tolist()):
        rows = by_mark[low:high]
        if len(rows) < 2:  # noqa: PLR2004 - a pair is two
            continue
        places = locate_marks(marks.xyz[rows], marks.mark[rows] - marks.mark[rows[0]], within_m)
        tree = cKDTree(places, balanced_tree=False, compact_nodes=False)
        found = tree.query_pairs(within_m * _CHORD_SLACK, output_type="ndarray")
        left, right = rows[found[:, 0]], rows[found[:, 1]]
        other = marks.track[left] != marks.track[right]
        left, right = left[other], right[other]
        swap = marks.track[left] > marks.track[right]
        yield np.where(swap, right, left), np.where(swap, left, right)
