"""How the neighbours of each container were declared."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import log2

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.declared import Declared
from toolkit.scans.neighbours import find_neighbours

__all__ = ["MIN_PEERS", "MIN_RIVALS", "Vote", "count_votes"]

MIN_RIVALS = 5
"""A heading that fewer containers were declared under than this is not held against any other."""

PRIOR = 1.0
"""How many neighbours the base rate counts for in what neighbours a heading usually has: nothing is impossible."""

MIN_PEERS = 6
"""A heading that fewer other containers were declared under is compared by its chapter, or not at all."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Vote:
    """The neighbours of one container, counted by what they were declared as."""

    subject: str
    scans: list[int]
    """Rows of the library that show this container."""
    digits: int
    """Digits of the HS code that were compared: 4, or 2 where the heading is rare; 0 where neither can be."""
    declared: frozenset[str]
    """Codes of that many digits declared for the container."""
    neighbours: list[int]
    agreeing: list[int]
    """Neighbours declared as this container was."""
    other: str = ""
    """The code whose containers usually have such neighbours; empty if none can be told."""
    others: list[int] = field(default_factory=list)
    """Neighbours declared so."""
    bits: float = float("nan")
    """How far the neighbours speak for the declaration against ``other``, in bits a neighbour: the binary logarithm of how
    likely such neighbours are for containers declared alike over how likely they are for those declared as ``other``."""
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
    assessable = np.array([row for row in members.tolist() if declared.headings[row]], np.int64)
    near, _ = find_neighbours(vectors, members, assessable, k, declared.ties)
    scans: dict[str, list[int]] = {}
    heard: dict[str, list[int]] = {}
    for row, found in zip(members.tolist(), near.tolist(), strict=True):
        scans.setdefault(declared.subjects[row], []).append(row)
        heard.setdefault(declared.subjects[row], []).extend(neighbour for neighbour in found if neighbour >= 0)
    votes: dict[str, Vote] = {}
    for digits in (2, 4):  # four digits replace two where the heading is common enough
        tallies = [_tally(subject, rows, list(dict.fromkeys(heard[subject])), declared, digits) for subject, rows in scans.items()]
        votes |= {vote.subject: vote for vote in _weigh(tallies, declared) if vote.digits or vote.subject not in votes}
    return [votes[subject] for subject in scans]


def _weigh(tallies: list[Vote], declared: Declared) -> list[Vote]:
    """Compare each container's neighbours with those that containers of each code usually have.

    For each code the declared codes of the neighbours of its containers are averaged (its own left out where the container
    is of that code) and mixed with the base rate; the neighbours of one container are weighed by these shares as if drawn
    independently. That they are not is why the sum is given for one neighbour and the bar was set on simulated loads.
    """
    voting = [tally for tally in tallies if tally.declared and tally.neighbours]
    counts = {tally.subject: _count_codes(tally, declared) for tally in voting}
    by_code: dict[str, list[Vote]] = {}
    for tally in voting:
        for code in sorted(tally.declared):
            by_code.setdefault(code, []).append(tally)
    base = {code: len(alike) / len(voting) for code, alike in by_code.items()}
    sums = {code: _add_up(counts[tally.subject] for tally in alike) for code, alike in by_code.items()}
    weighed = []
    for tally in tallies:
        own = [code for code in sorted(tally.declared) if len(by_code.get(code, ())) > MIN_PEERS]
        rivals = [code for code in sums if code not in tally.declared and len(by_code[code]) >= MIN_RIVALS]
        if tally.subject not in counts or not own or not rivals:
            weighed.append(replace(tally, digits=0))
            continue
        mine = counts[tally.subject]
        support = max(_typicality(mine, sums[code], base, without=mine) for code in own)
        other, against = max(((code, _typicality(mine, sums[code], base)) for code in sorted(rivals)), key=lambda pair: pair[1])
        others = [row for row in tally.neighbours if other in _codes(declared, row, tally.digits)]
        peers = len({peer.subject for code in own for peer in by_code[code]} - {tally.subject})
        weighed.append(replace(tally, other=other, others=others, bits=support - against, peers=peers, base=base[other]))
    return weighed


def _count_codes(tally: Vote, declared: Declared) -> dict[str, float]:
    found: dict[str, float] = {}
    for row in tally.neighbours:
        codes = sorted(_codes(declared, row, tally.digits))
        for code in codes:
            found[code] = found.get(code, 0.0) + 1 / len(codes)
    return found


def _add_up(counts: Iterable[dict[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for count in counts:
        for code, votes in count.items():
            total[code] = total.get(code, 0.0) + votes
    return total


def _typicality(
    mine: dict[str, float], usual: dict[str, float], base: dict[str, float], *, without: dict[str, float] | None = None
) -> float:
    n = sum(mine.values())
    whole = sum(usual.values()) - (n if without else 0.0)
    weight = PRIOR / n  # the base rate counts as one neighbour beside the n that are averaged
    bits = 0.0
    for code, votes in mine.items():
        seen = usual.get(code, 0.0) - (without or {}).get(code, 0.0)
        share = (max(seen, 0.0) / whole if whole > 0 else 0.0) + weight * base.get(code, 0.0)
        bits += votes * log2(max(share / (1 + weight), 1e-6))
    return bits / n


def _codes(declared: Declared, row: int, digits: int) -> frozenset[str]:
    return frozenset(heading[:digits] for heading in declared.headings[row])


def _tally(subject: str, rows: Sequence[int], neighbours: list[int], declared: Declared, digits: int) -> Vote:
    own = frozenset(code for row in rows for code in _codes(declared, row, digits))
    agreeing = [row for row in neighbours if _codes(declared, row, digits) & own]
    return Vote(subject, list(rows), digits, own, neighbours, agreeing)
