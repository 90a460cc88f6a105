"""How the neighbours of each container were declared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.declared import Declared
from toolkit.scans.neighbours import find_neighbours

__all__ = ["MIN_PEERS", "Vote", "count_votes"]

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
    other: str
    """The code most common among the neighbours that disagree; empty if none does."""
    others: list[int]
    """Neighbours declared so."""
    peer_shares: tuple[float, ...] = ()
    """What share of neighbours agrees for each other container declared alike."""
    base: float = 0.0
    """Share of all declared scans that were declared as ``other``."""

    @property
    def share(self) -> float:
        """Share of the neighbours that agree; NaN without neighbours."""
        return len(self.agreeing) / len(self.neighbours) if self.neighbours else float("nan")


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
    tallies = {
        digits: {subject: _tally(subject, rows, list(dict.fromkeys(heard[subject])), declared, digits) for subject, rows in scans.items()}
        for digits in (4, 2)
    }
    alike = {digits: _share_by_code(tallies[digits]) for digits in (4, 2)}
    base = {digits: Counter(c for row in assessable.tolist() for c in _codes(declared, row, digits)) for digits in (4, 2)}
    votes = []
    for subject in scans:
        digits = next((d for d in (4, 2) if len(_peers(alike[d], tallies[d][subject])) >= MIN_PEERS), 0)
        tally = tallies[digits or 4][subject]
        peers = _peers(alike[digits], tally) if digits else ()
        votes.append(
            Vote(
                subject,
                tally.scans,
                digits,
                tally.declared,
                tally.neighbours,
                tally.agreeing,
                tally.other,
                tally.others,
                peers,
                base[digits or 4][tally.other] / max(1, len(assessable)),
            )
        )
    return votes


def _codes(declared: Declared, row: int, digits: int) -> frozenset[str]:
    return frozenset(heading[:digits] for heading in declared.headings[row])


def _tally(subject: str, rows: Sequence[int], neighbours: list[int], declared: Declared, digits: int) -> Vote:
    own = frozenset(code for row in rows for code in _codes(declared, row, digits))
    theirs = {row: _codes(declared, row, digits) for row in neighbours}
    counts = Counter(code for codes in theirs.values() if not codes & own for code in codes)
    other = min(counts, key=lambda code: (-counts[code], code), default="")
    agreeing = [row for row, codes in theirs.items() if codes & own]
    others = [row for row, codes in theirs.items() if other in codes and not codes & own]
    return Vote(subject, list(rows), digits, own, neighbours, agreeing, other, others)


def _share_by_code(tallies: dict[str, Vote]) -> dict[str, dict[str, float]]:
    shares: dict[str, dict[str, float]] = {}
    for subject, tally in tallies.items():
        for code in tally.declared if tally.neighbours else ():
            shares.setdefault(code, {})[subject] = tally.share
    return shares


def _peers(shares: dict[str, dict[str, float]], tally: Vote) -> tuple[float, ...]:
    alike = {subject: share for code in sorted(tally.declared) for subject, share in shares.get(code, {}).items()}
    return tuple(share for subject, share in alike.items() if subject != tally.subject)
