"""Spans: the unbroken meetings of two tracks, from the marks at which they were near each other."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.routes.fixes import HOUR_US
from toolkit.routes.marks import MARK_US, Marks, Pairs
from toolkit.routes.meetings import ALONGSIDE_M, CLOSE_M, NEAR_M

__all__ = ["Span", "close_spans", "close_stretches", "find_spans", "is_strict"]

_MISSED_MARKS = 1  # one mark further than 500 m or unread does not end a meeting
_APART_M = 150.0

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Span(NamedTuple):
    """First and last pair of a meeting, and for how many hours the two were near each other around it."""

    first: int
    last: int
    near_h: float
    parts: tuple[tuple[int, int], ...] = ()
    """The stretches alongside, where they are a part of it."""


def close_spans(marks: Marks, pairs: Pairs) -> tuple[Ints, Ints]:
    """Give first and last pair of each unbroken meeting of two tracks."""
    return close_stretches(marks.mark[pairs.left], marks.track[pairs.left], marks.track[pairs.right])


def close_stretches(mark: Ints, one: Ints, other: Ints) -> tuple[Ints, Ints]:
    """Give first and last row of each unbroken stretch of marks of the same two, in whose order the rows are."""
    if not len(mark):
        return mark, mark
    new = (np.diff(one) != 0) | (np.diff(other) != 0) | (np.diff(mark) > 1 + _MISSED_MARKS)
    starts = np.concatenate([[0], np.flatnonzero(new) + 1])
    return starts, np.concatenate([starts[1:] - 1, [len(mark) - 1]])


def is_strict(marks: Marks, pairs: Pairs) -> Flags:
    """Tell which pairs of marks end 10 min within 50 m, or 30 min within 200 m, of the same two tracks."""
    follows = np.zeros(len(pairs.left), dtype=np.bool_)
    follows[1:] = np.diff(marks.mark[pairs.left]) == 1
    follows[1:] &= (np.diff(marks.track[pairs.left]) == 0) & (np.diff(marks.track[pairs.right]) == 0)
    close, near = (_join_steps(follows, pairs.distance <= metres) for metres in (CLOSE_M, NEAR_M))
    near[3:] &= near[2:-1] & near[1:-2]
    near[:3] = False
    return close | near


def _join_steps(follows: Flags, within: Flags) -> Flags:
    """Tell which marks end a step of ten minutes with both its ends within a distance."""
    step = follows & within
    step[1:] &= within[:-1]
    return step


def find_spans(marks: Marks, pairs: Pairs, hours: float, *, strict: bool = False) -> list[Span]:
    """Give the meetings that are long enough, or strict, and where two came alongside for a part of a long one, these parts."""
    first, last = close_spans(marks, pairs)
    if not len(first):
        return []
    mark = marks.mark[pairs.left]
    if strict:
        met = np.flatnonzero(np.logical_or.reduceat(is_strict(marks, pairs), first))
        return [
            Span(a, b, float(mark[b] - mark[a]) * MARK_US / HOUR_US) for a, b in zip(first[met].tolist(), last[met].tolist(), strict=True)
        ]
    long = (mark[last] - mark[first]) * MARK_US >= hours * HOUR_US
    alongside = pairs.distance <= ALONGSIDE_M
    alongside[1:-1] |= alongside[:-2] & alongside[2:]
    beside = np.add.reduceat(alongside, first)
    least = hours * HOUR_US / MARK_US
    mixed = long & (beside > least) & (last - first + 1 - beside > least)
    spans = []
    for n in np.flatnonzero(long).tolist():
        a, b = int(first[n]), int(last[n])
        near_h = float(mark[b] - mark[a]) * MARK_US / HOUR_US
        parts = _come_alongside(mark[a : b + 1], alongside[a : b + 1], pairs.distance[a : b + 1], least) if mixed[n] else []
        spans.append(Span(a, b, near_h, tuple((a + i, a + j) for i, j in parts)))
    return spans


def _come_alongside(mark: Ints, alongside: Flags, distance: Floats, least: float) -> list[tuple[int, int]]:
    """Give the long stretches alongside of two that else lay well apart; none where they did not."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], alongside, [False]])))
    runs = [(int(i), int(j) - 1) for i, j in zip(edges[::2], edges[1::2], strict=True) if mark[j - 1] - mark[i] >= least]
    rest = distance[~alongside]
    return runs if runs and float(np.sort(rest)[len(rest) // 2]) >= _APART_M else []
