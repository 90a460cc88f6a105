"""Company: whether another ship lay beside one for a while of her time."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.routes.blocks import Tracks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.marks import MARK_US, Marks, locate_marks, read_marks
from toolkit.routes.spans import close_stretches

__all__ = ["Watch", "have_company", "watch_track"]

_MARGIN_US = HOUR_US  # half an hour of company across an end of a stretch is to be known for one
_LEAST_US = HOUR_US // 2
_MARKS_AT_ONCE = 500_000

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class Watch(NamedTuple):
    """A stretch of a track, in microseconds since 1970, and where the ship was at each mark of it and of the margins around it."""

    track: str
    start: int
    end: int
    mark: Ints
    xyz: Floats


def watch_track(fixes: Fixes, marks: Marks, first: int, end: int) -> Watch:
    """Watch the track of a fix from that one until ``end``; the marks are those of the fixes."""
    track, start = int(fixes.track[first]), int(fixes.time[first])
    low, high = np.searchsorted(marks.track, [track, track + 1])
    low, high = low + np.searchsorted(marks.mark[low:high], [(start - _MARGIN_US) // MARK_US, (end + _MARGIN_US) // MARK_US + 1])
    # copied, so that the marks of all others are let go
    return Watch(fixes.tracks[track], start, end, marks.mark[low:high].copy(), marks.xyz[low:high].copy())


def have_company(blocks: Tracks, watches: Sequence[Watch], within_m: float) -> list[bool]:
    """Tell for each stretch whether another track was that near for half an hour or more, within it or across one of its ends."""
    from scipy.spatial import cKDTree

    met = [False] * len(watches)
    which = np.repeat(np.arange(len(watches)), [len(watch.mark) for watch in watches])
    if not len(which):
        return met
    mark = np.concatenate([watch.mark for watch in watches])
    base = int(mark.min())
    watched = np.zeros(int(mark.max()) - base + 1, dtype=np.bool_)
    watched[mark - base] = True
    tree = cKDTree(locate_marks(np.concatenate([watch.xyz for watch in watches]), mark - base, within_m))
    for fixes in blocks:
        for marks in _timely(read_marks(fixes), watched, base):
            beside = cKDTree(locate_marks(marks.xyz, marks.mark - base, within_m), balanced_tree=False, compact_nodes=False)
            found = beside.sparse_distance_matrix(tree, within_m, output_type="ndarray")
            other, watch, at = marks.track[found["i"]], which[found["j"]], mark[found["j"]]
            order = np.lexsort((at, other, watch))
            other, watch, at = other[order], watch[order], at[order]
            for first, last in zip(*(side.tolist() for side in close_stretches(at, watch, other)), strict=True):
                asked = watches[watch[first]]
                since, until = int(at[first]) * MARK_US, int(at[last]) * MARK_US
                is_other = fixes.tracks[other[first]] != asked.track
                if is_other and until - since >= _LEAST_US and since < asked.end and until > asked.start:
                    met[watch[first]] = True
    return met


def _timely(marks: Marks, watched: npt.NDArray[np.bool_], base: int) -> Iterator[Marks]:
    """Give the marks at which anyone is looked at, some whole tracks at a time."""
    rows = np.flatnonzero((marks.mark >= base) & (marks.mark < base + len(watched)))
    rows = rows[watched[marks.mark[rows] - base]]
    if not len(rows):
        return
    cuts = np.searchsorted(marks.track[rows], np.unique(marks.track[rows][::_MARKS_AT_ONCE]))
    for part in np.split(rows, cuts[1:]):
        yield Marks(marks.track[part], marks.mark[part], marks.xyz[part], marks.speed[part], marks.fix[part])
