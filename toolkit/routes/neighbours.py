"""Which tracks may have met, read from files that are larger than memory.

A meeting of two hours holds, of each two hours of the clock, the first mark or the one after it: those two marks of twelve
are searched over the whole record, and only the tracks and hours found so are looked at in full. The file is walked twice,
however large it is: for the search, and to deal out what was found.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.routes.blocks import Tracks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.marks import MARK_US, Marks, Pairs, find_daily_pairs, read_marks
from toolkit.routes.spills import Part, deal_out

__all__ = ["Candidates", "measure_pairs", "read_candidates"]

_ROWS_AT_ONCE = 2_000_000
_PAIRS_AT_ONCE = 2_000_000
_PAIRS_A_PART = 12_000_000  # pairs of marks that a part may have to hold
_SEARCHED, _TWELVE = 2, 12
_REACH = _TWELVE + 1  # so many marks before and after a searched one, a meeting that holds it may begin or end
_SHORTEST_H = 2.0
_SURELY = 24  # so many of the searched marks, a day of them, before it is said that two were never apart
_MARGIN = 3 * HOUR_US // MARK_US  # marks; what is asked of an hour before and after a meeting must have been read

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of tracks, and the marks from low up to, not with, high, between which they may have met."""

    left: Ints
    right: Ints
    low: Ints
    high: Ints
    share: Floats
    """Of the marks at which both were heard in the whole record, how many found them together: 1 is never apart."""
    north: Floats
    """How far north two tracks first were together, as the z of earth-centred places."""

    def rows(self, chosen: Ints) -> "Candidates":
        """Give some of them."""
        return Candidates(*(getattr(self, name)[chosen] for name in ("left", "right", "low", "high", "share", "north")))


def read_candidates(blocks: Tracks, within_m: float, hours: float, *, see: Callable[[Fixes], None]) -> Iterator[tuple[Fixes, Candidates]]:
    """Give, some at a time, the fixes of tracks that may have met, and when; shorter than two hours all marks are searched.

    What two tracks had with each other is never parted. Before the first are given, ``see`` is shown every block, for what is
    asked of whole tracks: the fixes that are given hold only the hours in question.
    """
    names: list[str] = []
    first_of: list[int] = []
    parts: list[Marks] = []
    searched = _SEARCHED if hours >= _SHORTEST_H else _TWELVE
    for fixes in blocks:
        see(fixes)
        marks = read_marks(fixes, of_twelve=searched)
        first_of.append(len(names))
        none = np.zeros(0)
        parts.append(Marks(marks.track + len(names), marks.mark, marks.xyz, none, none.astype(np.int64)))
        names += fixes.tracks
    if not parts:
        return
    every = Marks(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("track", "mark", "xyz", "speed", "fix")))
    del parts
    candidates = _cover(every, within_m, len(names))
    del every
    yield from _read_in_parts(blocks, candidates, np.array(first_of), names)


class _Stretches(NamedTuple):
    """Unbroken company of two tracks, in order of their key and the mark: first and last mark, at how many they were together, where."""

    key: Ints
    first: Ints
    last: Ints
    together: Ints
    north: Floats


def _cover(every: Marks, within_m: float, n: int) -> Candidates:
    """Join the hours around each pair of marks; they come in the order of tracks and mark."""
    none = np.zeros(0, dtype=np.int64)
    # a day of pairs is joined before the next is searched: most of them lie in harbour together all day
    days = [_Stretches(none, none, none, none, np.zeros(0))]
    for left, right in find_daily_pairs(every, within_m):
        mark, key = every.mark[left], every.track[left] * np.int64(n) + every.track[right]
        days.append(_join_stretches(_Stretches(key, mark, mark, np.ones_like(mark), every.xyz[left, 2])))
    met = _join_stretches(_Stretches(*(np.concatenate(side) for side in zip(*days, strict=True))))
    new = np.diff(met.key, prepend=-1) != 0
    pair = np.cumsum(new) - 1
    share = _shares(every, met.key[new], np.add.reduceat(met.together, np.flatnonzero(new)) if len(met.key) else none, n)
    return Candidates(met.key // n, met.key % n, met.first - _REACH, met.last + _REACH + 1, share[pair], met.north[new][pair])


def _join_stretches(some: _Stretches) -> _Stretches:
    """Sort stretches, and join those of one pair that reach each other."""
    order = np.lexsort((some.first, some.key))
    if not len(order):
        return some
    key, first, last, together = (side[order] for side in some[:4])
    starts = np.flatnonzero(np.concatenate([[True], (np.diff(key) != 0) | (first[1:] - last[:-1] > 2 * _REACH)]))
    return _Stretches(
        key[starts], first[starts], np.maximum.reduceat(last, starts), np.add.reduceat(together, starts), some.north[order[starts]]
    )


def _shares(every: Marks, both: Ints, together: Ints, n: int) -> npt.NDArray[np.float64]:
    """Give for each pair of tracks the share of their common marks at which they were together."""
    edges = np.searchsorted(every.track, np.arange(n + 1))
    share = np.zeros(len(both))
    for which in np.flatnonzero(together >= _SURELY).tolist():
        a, b = int(both[which] // n), int(both[which] % n)
        common = np.intersect1d(every.mark[edges[a] : edges[a + 1]], every.mark[edges[b] : edges[b + 1]], assume_unique=True)
        share[which] = together[which] / len(common)
    return share


def _read_in_parts(blocks: Tracks, candidates: Candidates, first_of: Ints, names: list[str]) -> Iterator[tuple[Fixes, Candidates]]:
    if not len(candidates.left):
        return
    if blocks.count == 1:
        yield blocks.read(0), candidates
        return
    chosen = [candidates.rows(rows) for rows in _cut_into_strips(candidates)]
    parts = [_hours_of(some) for some in chosen]
    for some, part, fixes in zip(chosen, parts, deal_out(blocks, parts, first_of, names), strict=True):
        left, right = (np.searchsorted(np.unique(part.track), side) for side in (some.left, some.right))
        yield fixes, Candidates(left, right, some.low, some.high, some.share, some.north)


def _cut_into_strips(candidates: Candidates) -> list[Ints]:
    """Cut them into parts that fit into memory, by where they were together: who lies in one harbour is read once, for all its company.

    The parts are strips of the earth from south to north, so that few harbours lie across a cut.
    """
    order = np.lexsort((candidates.low, candidates.right, candidates.left, candidates.north))
    ordered = candidates.rows(order)
    ends = np.append((np.diff(ordered.left) != 0) | (np.diff(ordered.right) != 0), True)
    hours: dict[int, tuple[int, int]] = {}
    cuts, rows, pairs = [0], 0, 0
    for n, (left, right, low, high, is_last) in enumerate(
        zip(*(side.tolist() for side in (ordered.left, ordered.right, ordered.low, ordered.high, ends)), strict=True)
    ):
        pairs += high - low
        for track in (left, right):
            since, until = hours.get(track, (low, low - 2 * _MARGIN))
            hours[track] = min(low, since), max(high, until)
            rows += hours[track][1] - hours[track][0] - (until - since)
        if is_last and (rows > _ROWS_AT_ONCE or pairs > _PAIRS_A_PART):
            cuts.append(n + 1)
            hours, rows, pairs = {}, 0, 0
    # within a part in the order of tracks and mark
    return [np.sort(part) for part in np.split(order, cuts[1:]) if len(part)]


def _hours_of(own: Candidates) -> Part:
    """Give the hours for which tracks are needed, joined where they reach each other."""
    track = np.concatenate([own.left, own.right])
    low, high = np.tile(own.low - _MARGIN, 2), np.tile(own.high + _MARGIN, 2)
    order = np.lexsort((low, track))
    track, low, high = track[order], low[order], high[order]
    base, span = int(low.min()), int(high.max() - low.min()) + 1
    reach = np.maximum.accumulate(track * span + high - base)
    starts = np.flatnonzero(np.concatenate([[True], (track * span + low - base)[1:] > reach[:-1]]))
    track, low = track[starts], low[starts]
    high = reach[np.append(starts[1:], len(reach)) - 1] - track * span + base
    return Part(track, low * MARK_US, high * MARK_US)


def measure_pairs(marks: Marks, candidates: Candidates, within_m: float) -> Pairs:
    """Measure the candidates at every mark of their hours, and keep what is near enough; in order of tracks and mark."""
    none = np.zeros(0, dtype=np.int64)
    if not len(candidates.left) or not len(marks.mark):
        return Pairs(none, none, np.zeros(0))
    base = int(marks.mark.min())
    span = int(marks.mark.max()) - base + 1
    # marks are in order of track and mark: each is found by its key
    key = marks.track * np.int64(span) + (marks.mark - base)
    low, high = (np.clip(side - base, 0, span) for side in (candidates.low, candidates.high))
    size = np.maximum(high - low, 0)
    parts = [Pairs(none, none, np.zeros(0))]
    for rows in np.split(np.arange(len(size)), np.flatnonzero(np.diff(np.cumsum(size) // _PAIRS_AT_ONCE)) + 1):
        some = size[rows]
        offset = np.arange(int(some.sum())) - np.repeat(np.cumsum(some) - some, some)
        left, right = (_find(key, side[rows] * np.int64(span) + low[rows], some, offset) for side in (candidates.left, candidates.right))
        both = np.flatnonzero((left >= 0) & (right >= 0))
        left, right = left[both], right[both]
        apart = marks.xyz[left] - marks.xyz[right]
        chord = np.sqrt(np.einsum("ij,ij->i", apart, apart))
        near = chord <= within_m
        parts.append(Pairs(left[near], right[near], chord[near]))
    return Pairs(*(np.concatenate([getattr(part, name) for part in parts]) for name in ("left", "right", "distance")))


def _find(keys: Ints, start: Ints, size: Ints, offset: Ints) -> Ints:
    """Give the places of the keys ``start``, ``start + 1`` … of each run, −1 where there is none; most runs have no hole."""
    wanted = np.repeat(start, size) + offset
    at = np.minimum(np.repeat(np.searchsorted(keys, start), size) + offset, len(keys) - 1)
    missed = np.flatnonzero(keys[at] != wanted)
    at[missed] = np.minimum(np.searchsorted(keys, wanted[missed]), len(keys) - 1)
    at[missed[keys[at[missed]] != wanted[missed]]] = -1
    found: Ints = at
    return found
