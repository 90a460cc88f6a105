"""Scans that contradict their declaration: the neighbours were declared as something else.

For each container the scans that most resemble it are found, none of the same container, lot or declarant among them,
and their declared headings are counted. A container stands out if fewer of its neighbours agree with its declaration than
for nearly all others declared alike, while another heading is far more common among them than in the library at large.
Declarations of neighbours may be false themselves: a few wrong ones are outvoted, a custom of lying is not.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.ids import make_id, make_ref
from toolkit.scans.declared import Declared, read_declared
from toolkit.scans.library import ScanLibrary
from toolkit.scans.neighbours import find_neighbours

__all__ = ["MIN_NEIGHBOURS", "MIN_PEERS", "find_mismatches"]

METHOD = "scans.mismatches/1"
MIN_NEIGHBOURS = 8
"""Fewer neighbours with a declaration than this, and nothing is said."""
MIN_PEERS = 6
"""A heading that fewer other containers were declared under is compared by its chapter, or not at all."""
LOW_QUANTILE = 0.10
"""A container is suspect only if it agrees less than this share of the containers declared alike."""
LIFT = 2.0
"""The other heading must be this many times as common among the neighbours as in the library."""


@dataclass(frozen=True, slots=True)
class _Vote:
    """How the neighbours of one container were declared."""

    subject: str
    scans: list[int]
    declared: frozenset[str]
    neighbours: list[int]
    agree: int
    other: str
    other_count: int

    @property
    def share(self) -> float:
        return self.agree / len(self.neighbours) if self.neighbours else float("nan")


def find_mismatches(library: ScanLibrary, goods: pd.DataFrame, *, k: int = 20, block: str | None = None) -> pd.DataFrame:
    """Hold each container's declared heading against the declarations of the scans that resemble it.

    Args:
        library: scans.
        goods: a ``goods`` table; scans are joined to it by container number.
        k: neighbours a container.
        block: ``"physics"`` or ``"cnn"``; by default the material where both energies were scanned, else the shapes.
            The two are never added up: on loads packed at random, shapes would drown the material.

    Returns:
        A ``checks`` table of kind ``scan_mismatch``, one row a container: ``observed`` is the share of neighbours declared
        under the same heading, ``expected_low`` what nine in ten containers declared alike reach. ``below`` means that it
        resembles goods of another heading, never that it is one; ``not_assessable`` comes with its reason.

    Raises:
        TableError: ``goods`` is not a goods table.
    """
    goods = tables.conform(goods, "goods")
    if not len(library):
        return tables.empty("checks")
    declared = read_declared(library.metadata, goods)
    names = library.metadata["scan_id"].tolist()
    dual = library.vectors("physics").any(axis=1)
    rows = []
    for name, members in (("physics", dual), ("cnn", ~dual)) if block is None else ((block, library.vectors(block).any(axis=1)),):
        rows += _check_block(library.vectors(name), np.flatnonzero(members), declared, names, k, name)
    if not rows:
        return tables.empty("checks")
    checks = pd.DataFrame(rows).drop_duplicates("check_id")  # of a container scanned both ways the material speaks
    return tables.conform(checks, "checks").sort_values("subject_id", ignore_index=True)


def _check_block(
    vectors: NDArray[np.float32], members: NDArray[np.int64], declared: Declared, names: list[str], k: int, block: str
) -> list[dict[str, object]]:
    assessable = np.array([row for row in members if declared.headings[row]], np.int64)
    near, _ = find_neighbours(vectors, members, assessable, k, declared.ties)
    by_subject: dict[str, list[int]] = {}
    for position, row in enumerate(members.tolist()):
        by_subject.setdefault(declared.subjects[row], []).append(position)
    rarity = _count_containers(declared, members)
    votes = {
        (subject, digits): _count_votes(subject, positions, members, near, declared, digits)
        for subject, positions in by_subject.items()
        for digits in (4, 2)
    }
    levels = {subject: _level_of(votes[subject, 4].declared, rarity) for subject in by_subject}
    base = Counter(heading for row in assessable.tolist() for heading in declared.headings[row])
    rows = []
    for subject, digits in levels.items():
        vote = votes[subject, digits or 4]
        peers = [
            votes[other, digits].share
            for other in by_subject
            if digits and other != subject and votes[other, digits].declared & vote.declared and votes[other, digits].neighbours
        ]
        total = sum(count for heading, count in base.items() if heading.startswith(vote.other)) if vote.other else 0
        rows.append(_as_check(vote, digits, peers, total / max(1, len(assessable)), declared, names, block))
    return rows


def _count_containers(declared: Declared, members: NDArray[np.int64]) -> Counter[str]:
    seen = {
        (declared.subjects[row], heading[:digits]) for row in members.tolist() for heading in declared.headings[row] for digits in (4, 2)
    }
    return Counter(heading for _, heading in seen)


def _level_of(headings: frozenset[str], containers: Counter[str]) -> int:
    if not headings:
        return 0
    return next((digits for digits in (4, 2) if max(containers[h[:digits]] for h in headings) > MIN_PEERS), 0)


def _count_votes(
    subject: str, positions: Sequence[int], members: NDArray[np.int64], near: NDArray[np.int64], declared: Declared, digits: int
) -> _Vote:
    scans = [int(members[position]) for position in positions]
    own = frozenset(heading[:digits] for row in scans for heading in declared.headings[row])
    neighbours = list(dict.fromkeys(int(row) for position in positions for row in near[position] if row >= 0))
    theirs = [frozenset(heading[:digits] for heading in declared.headings[row]) for row in neighbours]
    others = Counter(heading for headings in theirs if not headings & own for heading in headings)
    other, count = min(others.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    return _Vote(subject, scans, own, neighbours, sum(bool(headings & own) for headings in theirs), other, count)


def _as_check(
    vote: _Vote, digits: int, peers: list[float], base: float, declared: Declared, names: list[str], block: str
) -> dict[str, object]:
    own_refs = [make_ref("scans", names[row]) for row in vote.scans]
    goods_refs = list(dict.fromkeys(ref for row in vote.scans for ref in declared.refs[row]))
    n = len(vote.neighbours)
    check: dict[str, object] = {
        "check_id": make_id("check", "scan_mismatch", vote.subject),
        "kind": "scan_mismatch",
        "subject_id": vote.subject,
        "outcome": "not_assessable",
        "n": n,
        "unit": "share",
        "method": METHOD,
        "refs": own_refs + goods_refs,
        "against": [],
    }
    stated = sorted(vote.declared)
    if not vote.declared:
        check["reasons"] = [tables.make_reason("scan_not_declared", refs=own_refs)]
    elif not digits or len(peers) < MIN_PEERS:
        check["reasons"] = [tables.make_reason("scan_heading_rare", refs=goods_refs, declared=stated, needed=MIN_PEERS)]
    elif n < MIN_NEIGHBOURS:
        check["reasons"] = [tables.make_reason("scan_few_neighbours", refs=own_refs, n=n, needed=MIN_NEIGHBOURS)]
    else:
        check |= _judge(vote, peers, base, names, own_refs + goods_refs, block, declared, digits)
    return check


def _judge(
    vote: _Vote, peers: list[float], base: float, names: list[str], refs: list[str], block: str, declared: Declared, digits: int
) -> dict[str, object]:
    n = len(vote.neighbours)
    low = float(np.quantile(peers, LOW_QUANTILE))
    lift = vote.other_count / n / base if base else 0.0
    suspect = vote.share <= low and vote.other_count > vote.agree and lift >= LIFT
    agreeing = [make_ref("scans", names[row]) for row in vote.neighbours if {h[:digits] for h in declared.headings[row]} & vote.declared]
    against = [make_ref("scans", names[row]) for row in vote.neighbours if vote.other in {h[:digits] for h in declared.headings[row]}]
    stated = sorted(vote.declared)
    agree = tables.make_reason("scan_neighbours_agree", refs=agreeing, k=vote.agree, n=n, declared=stated)
    lower = sum(peer <= vote.share for peer in peers)
    if not suspect:
        return {
            "outcome": "within",
            "observed": vote.share,
            "expected_low": min(low, vote.share),
            "expected_high": 1.0,
            "reasons": [agree],
            "against": [tables.make_reason("scan_cannot_show")],
            "refs": refs + agreeing,
        }
    return {
        "outcome": "below",
        "observed": vote.share,
        "expected_low": low,
        "expected_high": 1.0,
        "reasons": [
            tables.make_reason(
                "resembles_other_heading", weight=log2(lift), refs=against, n=n, k=vote.other_count, heading=vote.other, declared=stated
            ),
            tables.make_reason("scan_agrees_less", refs=refs, k=vote.agree, n=n, declared=stated, lower=lower, peers=len(peers)),
            tables.make_reason("scan_compared_by", block=block),
        ],
        "against": [
            tables.make_reason("scan_base_rate", share_percent=100 * base, heading=vote.other),
            *([agree] if vote.agree else []),
            tables.make_reason("scan_cannot_show"),
            tables.make_reason("scan_neighbours_may_err"),
        ],
        "refs": refs + against,
    }
