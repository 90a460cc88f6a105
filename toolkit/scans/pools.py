"""Which codes the scans cannot tell apart, and how typical the neighbours of a container are of each of the rest.

Virgin and regranulated pellets go by two headings and are one thing to X-rays. Kept apart, they split the votes of every
container of either; so codes whose containers have the same neighbours are counted as one. The library itself says which.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["MIN_APART", "MIN_RIVALS", "Pools", "pool_codes"]

MIN_APART = 0.2
"""Bits a neighbour by which two codes must differ to count as two. Pellets under two headings differed by .06 at most (ten
sample cases of 71 scans), pellets and waste by .36 at least."""

MIN_RIVALS = 5
"""A code that fewer containers were declared under than this is not held against any other."""

PRIOR = 1.0
"""How many neighbours the base rate counts for in what neighbours a code usually has: nothing is impossible."""

_LEAST = 1e-6
_CHUNK = 4096

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pools:
    """Codes, those that look alike put together."""

    codes: list[tuple[str, ...]]
    """Codes of each pool; most hold one."""
    members: NDArray[np.bool_]
    """(containers, pools): what each container was declared as."""
    bits: Floats
    """(containers, pools): binary logarithm of how typical the neighbours of a container are of a pool, a neighbour; of its
    own pool without itself."""
    apart: Floats
    """(pools, pools): bits a neighbour by which two pools differ; infinite for rare ones."""

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Containers declared in each pool."""
        return np.asarray(self.members.sum(axis=0), np.int64)


def pool_codes(codes: Sequence[str], counts: Floats, members: NDArray[np.bool_]) -> Pools:
    """Put codes together whose containers have neighbours declared alike.

    Two codes are as far apart as the neighbours of the middle container of either speak for its own code against the other,
    the mean of both ways. The closest two become one until all are further apart than ``MIN_APART``.

    Args:
        codes: names of the columns.
        counts: (containers, codes): neighbours declared under each code; every row has some.
        members: (containers, codes): what each container was declared as.

    >>> counts = np.array([[5, 5, 0]] * 12 + [[0, 0, 10]] * 6, float)
    >>> members = np.repeat(np.eye(3, dtype=bool), 6, axis=0)
    >>> pool_codes(["3901", "3902", "7204"], counts, members).codes
    [('3901', '3902'), ('7204',)]
    """
    pools = [[place] for place in range(len(codes))]
    while True:
        counted = np.stack([counts[:, pool].sum(axis=1) for pool in pools], axis=1)
        belong = np.stack([members[:, pool].any(axis=1) for pool in pools], axis=1)
        bits = _weigh_typicality(counted, belong)
        apart = _measure_distances(bits, belong)
        pairs = _closest_pairs(apart)
        if not pairs:
            return Pools([tuple(codes[place] for place in pool) for pool in pools], belong, bits, apart)
        pools = sorted(
            [sorted(pools[one] + pools[two]) for one, two in pairs]
            + [pool for place, pool in enumerate(pools) if not any(place in pair for pair in pairs)]
        )


def _weigh_typicality(counts: Floats, members: NDArray[np.bool_]) -> Floats:
    """Average the neighbours of each pool's containers, mix in the base rate, and weigh those of each container by it.

    The neighbours of one container are weighed as if drawn independently. That they are not is why the sum is given for one
    neighbour and the bar was set on simulated loads.
    """
    sums, base = members.T.astype(float) @ counts, members.mean(axis=0)
    heard = counts.sum(axis=1)
    bits = np.zeros(members.shape)
    for n in np.unique(heard):
        rows = heard == n
        bits[rows] = counts[rows] @ _log_shares(sums, base, np.full(len(sums), n)).T / n
    containers, own = np.nonzero(members)
    for start in range(0, len(own), _CHUNK):
        rows, pools = containers[start : start + _CHUNK], own[start : start + _CHUNK]
        without = np.maximum(sums[pools] - counts[rows], 0)  # a container is no example of its own heading
        bits[rows, pools] = (counts[rows] * _log_shares(without, base, heard[rows])).sum(axis=1) / heard[rows]
    return bits


def _log_shares(sums: Floats, base: Floats, heard: Floats) -> Floats:
    whole = sums.sum(axis=1, keepdims=True)
    weight = PRIOR / heard[:, None]  # the base rate counts as one neighbour beside those that are averaged
    shares = (np.divide(sums, whole, out=np.zeros_like(sums), where=whole > 0) + weight * base) / (1 + weight)
    return np.asarray(np.log2(np.maximum(shares, _LEAST)))


def _measure_distances(bits: Floats, members: NDArray[np.bool_]) -> Floats:
    count = members.shape[1]
    apart = np.full((count, count), np.inf)
    common = np.flatnonzero(members.sum(axis=0) >= MIN_RIVALS)
    for pool in common:
        own = bits[members[:, pool]]
        apart[pool, common] = np.median(own[:, [pool]] - own[:, common], axis=0)
    both: Floats = (apart + apart.T) / 2
    np.fill_diagonal(both, np.inf)
    return both


def _closest_pairs(apart: Floats) -> list[tuple[int, int]]:
    """Give pairs below the bar, each the closest to the other, so that a round may join several."""
    ones, twos = np.nonzero(np.triu(apart < MIN_APART))
    order = np.argsort(apart[ones, twos], kind="stable")
    taken: set[int] = set()
    pairs = []
    for one, two in zip(ones[order].tolist(), twos[order].tolist(), strict=True):
        if not taken & {one, two}:
            pairs.append((one, two))
        taken |= {one, two}
    return pairs
