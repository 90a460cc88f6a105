"""How the neighbours of each container were declared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.declared import Declared
from toolkit.scans.neighbours import find_neighbours
from toolkit.scans.pools import MIN_RIVALS, Pools, pool_codes

__all__ = ["MIN_NEIGHBOURS", "MIN_PEERS", "Vote", "count_votes"]

MIN_PEERS = 6
"""A code that fewer other containers were declared under (or under one that looks the same) is compared by fewer digits, or
not at all."""

MIN_NEIGHBOURS = 8
"""Fewer neighbours with a declaration of so many digits than this, and fewer digits are compared, or nothing is said."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vote:
    """The neighbours of one container, counted by what they were declared as."""

    subject: str
    scans: list[int]
    """Rows of the library that show this container."""
    digits: int
    """Digits of the HS code that were compared: 6; 4 or 2 where a subheading or heading is rare; 0 where none can be."""
    declared: frozenset[str]
    """Codes of that many digits declared for the container."""
    neighbours: list[int]
    agreeing: list[int] = field(default_factory=list)
    """Neighbours declared as this container was, or under a code that scans do not tell from it."""
    pooled: list[str] = field(default_factory=list)
    """The declared codes and those that the scans do not tell from them."""
    other: list[str] = field(default_factory=list)
    """The code whose containers usually have such neighbours, with those not told from it; empty if none can be told."""
    others: list[int] = field(default_factory=list)
    """Neighbours declared so."""
    bits: float = float("nan")
    """How far the neighbours speak for the declaration against ``other``, in bits a neighbour: the binary logarithm of how
    likely such neighbours are for containers declared alike over how likely they are for those declared as ``other``."""
    apart: float = float("nan")
    """Bits a neighbour by which containers of the two usually differ."""
    peers: int = 0
    """How many other containers were declared alike."""
    base: float = 0.0
    """Share of all declared containers that were declared as ``other``."""


def count_votes(vectors: NDArray[np.float32], members: Rows, declared: Declared, k: int) -> list[Vote]:
    """Count, for each container, how the scans that most resemble it were declared.

    Args:
        vectors: one row a scan of the library, of length 1.
        members: rows that take part.
        declared: what was declared for each scan; scans of one container, lot or declarant do not vote for each other.
        k: neighbours a scan.

    Returns:
        One vote a container, in the order in which the containers are first met.
    """
    assessable = np.array([row for row in members.tolist() if declared.codes[row]], np.int64)
    near, _ = find_neighbours(vectors, members, assessable, k, declared.ties)
    scans: dict[str, list[int]] = {}
    heard: dict[str, list[int]] = {}
    for row, found in zip(members.tolist(), near.tolist(), strict=True):
        scans.setdefault(declared.subjects[row], []).append(row)
        heard.setdefault(declared.subjects[row], []).extend(neighbour for neighbour in found if neighbour >= 0)
    votes: dict[str, Vote] = {}
    for digits in (2, 4, 6):  # more digits replace fewer where the code is common enough
        tallies = [_tally(subject, rows, list(dict.fromkeys(heard[subject])), declared, digits) for subject, rows in scans.items()]
        votes |= {vote.subject: vote for vote in _weigh(tallies, declared) if _is_better(vote, votes)}
    return [votes[subject] for subject in scans]


def _is_better(vote: Vote, votes: dict[str, Vote]) -> bool:
    return vote.subject not in votes or bool(vote.digits and len(vote.neighbours) >= MIN_NEIGHBOURS)


def _weigh(tallies: list[Vote], declared: Declared) -> list[Vote]:
    """Compare each container's neighbours with those that containers of each code usually have; see ``pools``."""
    voting = [tally for tally in tallies if tally.declared and tally.neighbours]
    if not voting:
        return tallies
    codes = sorted({code for tally in tallies for code in tally.declared})
    place = {code: number for number, code in enumerate(codes)}
    counts, members = np.zeros((len(voting), len(codes))), np.zeros((len(voting), len(codes)), np.bool_)
    for number, tally in enumerate(voting):
        members[number, [place[code] for code in tally.declared]] = True
        for row in tally.neighbours:
            found = [place[code] for code in declared.at(row, tally.digits)]
            counts[number, found] += 1 / len(found)
    pools = pool_codes(codes, counts, members)
    rows = {tally.subject: number for number, tally in enumerate(voting)}
    return [_weigh_one(tally, rows[tally.subject], pools, declared) if tally.subject in rows else tally for tally in tallies]


def _weigh_one(tally: Vote, row: int, pools: Pools, declared: Declared) -> Vote:
    mine, sizes = pools.members[row], pools.sizes
    own = np.flatnonzero(mine & (sizes > MIN_PEERS))
    rivals = np.flatnonzero(~mine & (sizes >= MIN_RIVALS))
    peers = int(pools.members[:, own].any(axis=1).sum()) - 1 if len(own) else 0
    if not len(own) or not len(rivals):
        return replace(tally, digits=0, peers=peers)
    other = int(rivals[pools.bits[row, rivals].argmax()])
    nearest = int(own[pools.bits[row, own].argmax()])
    pooled = sorted({code for pool in np.flatnonzero(mine) for code in pools.codes[pool]})
    return replace(
        tally,
        pooled=pooled,
        agreeing=_declared_as(pooled, tally, declared),
        other=list(pools.codes[other]),
        others=_declared_as(pools.codes[other], tally, declared),
        bits=float(pools.bits[row, nearest] - pools.bits[row, other]),
        apart=float(pools.apart[nearest, other]),
        peers=peers,
        base=float(sizes[other] / len(pools.members)),
    )


def _declared_as(codes: Iterable[str], tally: Vote, declared: Declared) -> list[int]:
    wanted = set(codes)
    return [row for row in tally.neighbours if declared.at(row, tally.digits) & wanted]


def _tally(subject: str, rows: Sequence[int], neighbours: list[int], declared: Declared, digits: int) -> Vote:
    own = frozenset(code for row in rows for code in declared.at(row, digits))
    heard = [row for row in neighbours if declared.at(row, digits)]
    return Vote(subject, list(rows), digits if own else 0, own, heard)
