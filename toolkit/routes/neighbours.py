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
_SEARCHED, _TWELVE = 2, 12
_REACH = _TWELVE + 1  # so many marks before and after a searched one, a meeting that holds it may begin or end
_SHORTEST_H = 2.0
_SURELY = 24  # so many of the searched marks, a day of them, before it is said that two were never apart
_MARGIN_US = 3 * HOUR_US  # what is asked of an hour before and after a meeting must have been read

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of tracks, and the marks from low up to, not with, high, between which they may have met."""

    left: Ints
    right: Ints
    low: Ints
    high: Ints
    share: npt.NDArray[np.float64]
    """Of the marks at which both were heard in the whole record, how many found them together: 1 is never apart."""

    def rows(self, chosen: npt.NDArray[np.bool_]) -> "Candidates":
        """Give some of them."""
        return Candidates(self.left[chosen], self.right[chosen], self.low[chosen], self.high[chosen], self.share[chosen])


def read_candidates(blocks: Tracks, within_m: float, hours: float, *, see: Callable[[Fixes], None]) -> Iterator[tuple[Fixes, Candidates]]:
    """Give, some tracks at a time, the fixes of tracks that may have met, and when; shorter than two hours all marks are searched.

    The pairs of a left track are never parted, and come in the order of their names. Before the first are given, ``see`` is
    shown every block, for what is asked of whole tracks: the fixes that are given hold only the hours in question.
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
    """Unbroken company of two tracks, in order of their key and the mark: first and last mark, and at how many they were together."""

    key: Ints
    first: Ints
    last: Ints
    together: Ints


def _cover(every: Marks, within_m: float, n: int) -> Candidates:
    """Join the hours around each pair of marks; they come in the order of tracks and mark."""
    none = np.zeros(0, dtype=np.int64)
    # a day of pairs is joined before the next is searched: most of them lie in harbour together all day
    days = [_Stretches(none, none, none, none)]
    for left, right in find_daily_pairs(every, within_m):
        mark = every.mark[left]
        days.append(_join_stretches(_Stretches(every.track[left] * np.int64(n) + every.track[right], mark, mark, np.ones_like(mark))))
    met = _join_stretches(_Stretches(*(np.concatenate(side) for side in zip(*days, strict=True))))
    new = np.diff(met.key, prepend=-1) != 0
    share = _shares(every, met.key[new], np.add.reduceat(met.together, np.flatnonzero(new)) if len(met.key) else none, n)
    return Candidates(met.key // n, met.key % n, met.first - _REACH, met.last + _REACH + 1, share[np.cumsum(new) - 1])


def _join_stretches(some: _Stretches) -> _Stretches:
    """Sort stretches, and join those of one pair that reach each other."""
    order = np.lexsort((some.first, some.key))
    key, first, last, together = (side[order] for side in some)
    if not len(key):
        return some
    starts = np.flatnonzero(np.concatenate([[True], (np.diff(key) != 0) | (first[1:] - last[:-1] > 2 * _REACH)]))
    return _Stretches(key[starts], first[starts], np.maximum.reduceat(last, starts), np.add.reduceat(together, starts))


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
    lefts = _order_by_company(candidates, len(names))
    shares, parts = [], []
    while lefts:
        chosen = lefts[: _fitting(candidates, lefts, len(names))]
        lefts = lefts[len(chosen) :]
        shares.append(candidates.rows(np.isin(candidates.left, chosen)))
        parts.append(_hours_of(shares[-1], len(names)))
    for own, part, fixes in zip(shares, parts, deal_out(blocks, parts, first_of, names), strict=True):
        left, right = (np.searchsorted(part.track, side) for side in (own.left, own.right))
        yield fixes, Candidates(left, right, own.low, own.high, own.share)


def _order_by_company(candidates: Candidates, n: int) -> list[int]:
    """Order the left tracks so that those with common neighbours follow each other, and little is read twice."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    ends = (np.concatenate([candidates.left, candidates.right]), np.concatenate([candidates.right, candidates.left]))
    order = reverse_cuthill_mckee(csr_array((np.ones(len(ends[0])), ends), shape=(n, n)), symmetric_mode=True)
    place = np.empty(n, dtype=np.int64)
    place[order] = np.arange(n)
    lefts = np.unique(candidates.left)
    ordered: list[int] = lefts[np.argsort(place[lefts], kind="stable")].tolist()
    return ordered


def _fitting(candidates: Candidates, lefts: list[int], n: int) -> int:
    """Tell how many of the left tracks to read at once, by the marks that they and their neighbours need."""
    low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1, dtype=np.int64)
    held = 0
    for count, left in enumerate(lefts):
        rows = slice(*np.searchsorted(candidates.left, [left, left + 1]).tolist())
        both = np.append(candidates.right[rows], left)
        met = np.unique(both)
        held -= _marks_between(low[met], high[met])
        np.minimum.at(low, both, np.append(candidates.low[rows], candidates.low[rows].min()))
        np.maximum.at(high, both, np.append(candidates.high[rows], candidates.high[rows].max()))
        held += _marks_between(low[met], high[met])
        if count and held > _ROWS_AT_ONCE:
            return count
    return len(lefts)


def _marks_between(low: Ints, high: Ints) -> int:
    """Count the marks of the hours of some tracks, the margins read around them included; none where the end is −1."""
    return int(np.where(high >= 0, high - low + 2 * _MARGIN_US // MARK_US, 0).sum())


def _hours_of(own: Candidates, n: int) -> Part:
    """Give the tracks that are needed, and from when to when."""
    low, high = np.full(n, np.iinfo(np.int64).max), np.full(n, -1, dtype=np.int64)
    for side in (own.left, own.right):
        np.minimum.at(low, side, own.low * MARK_US - _MARGIN_US)
        np.maximum.at(high, side, own.high * MARK_US + _MARGIN_US)
    track = np.flatnonzero(high >= 0)
    return Part(track, low[track], high[track])


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
