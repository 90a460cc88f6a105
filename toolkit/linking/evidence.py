"""What speaks for and against a pair, each reason with the very cells it rests on."""

import math

from toolkit import names
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_ref
from toolkit.linking.keys import Parties
from toolkit.linking.weights import COMPARISONS
from toolkit.tables import Reason, make_reason

__all__ = ["BEST_NAMES", "Row", "find_conflicts", "list_evidence", "weigh_names"]

Row = dict[str, list[str]]
_COLUMN = {
    "birth": "dates.birth",
    "birth_year": "dates.birth",
    "incorporated": "dates.incorporated",
    "address": "address",
    "country": "country",
}
_CONFLICT_WEIGHT = -20.0
_ALIKE = 0.93
_CLOSE = 0.85
_SOMEWHAT = 0.7
_NAME_WEIGHTS = ((_ALIKE, 11.0), (_CLOSE, 8.0), (_SOMEWHAT, 2.0))
_UNLIKE = -4.0
BEST_NAMES = _NAME_WEIGHTS[0][1]
"""The most bits that names can add where no key of theirs agrees."""


def list_evidence(left: str, right: str, a: Row, b: Row) -> tuple[list[Reason], list[Reason], bool]:
    """Say which comparisons agree and which differ.

    Returns:
        Reasons for, reasons against, and whether anything beside names and countries agrees.
    """
    reasons: list[Reason] = []
    against: list[Reason] = []
    independent = False
    for comparison in COMPARISONS:
        if not all(any(row[column] for column in comparison.filled) for row in (a, b)):
            continue
        for level in comparison.levels:
            shared = sorted(set(a[level.column]) & set(b[level.column])) if level.column else []
            if level.column and not shared:
                continue
            weight = math.log2(level.m / level.u)
            if level.code and level.column:
                independent |= comparison.independent
                reasons.append(_agreement(level.code, level.column, shared, weight, (left, right)))
            elif level.code == "countries_differ":
                refs = _refs(left, right, "country")
                against.append(make_reason(level.code, weight=weight, refs=refs, left=a["country"], right=b["country"]))
            break
    return reasons, against, independent


def _agreement(code: str, column: str, shared: list[str], weight: float, pair: tuple[str, str]) -> Reason:
    left, right = pair
    if column in IDENTIFIERS:
        refs = _refs(left, right, f"identifiers.{column}")
        if code == "shared_identifier":
            return make_reason(code, weight=weight, refs=refs, scheme=column, value=shared[0])
        return make_reason(code, weight=weight, refs=refs, value=shared[0])
    return make_reason(code, weight=weight, refs=_refs(left, right, _COLUMN.get(column, "name")), value=shared[0])


def _refs(left: str, right: str, column: str) -> list[str]:
    return [make_ref("records", left, column=column), make_ref("records", right, column=column)]


def weigh_names(
    left: tuple[names.PreparedName, ...], right: tuple[names.PreparedName, ...]
) -> tuple[float, names.Alignment, str, str] | None:
    """Find the pair of names that agree best, and the bits that it is worth where no key agrees.

    Returns:
        Weight, alignment and both names; ``None`` where a side has none.
    """
    best: tuple[float, names.Alignment, str, str] | None = None
    for a in left:
        for b in right:
            if best is not None and set(a.skeletons).isdisjoint(b.skeletons):
                continue
            alignment = names.align_names(a, b)
            if best is None or alignment.score > best[1].score:
                weight = next((bits for floor, bits in _NAME_WEIGHTS if alignment.score >= floor), _UNLIKE)
                best = (weight, alignment, a.text, b.text)
    return best


def find_conflicts(left: str, right: str, parties: Parties, others: Parties | None = None) -> list[Reason]:
    """Find what keeps a machine from merging two records.

    Two different valid numbers of a scheme that a holder keeps for life, numbers in names that differ although the
    words agree (sister ships, numbered branches), birth dates or dates of incorporation that exclude each other, and
    one company dissolved before the other was incorporated. ``others`` holds the right record where it is not among
    ``parties``.
    """
    others = others or parties
    found: list[Reason] = []
    own, other = parties.identifiers[left], others.identifiers[right]
    for scheme in sorted(own.keys() & other.keys()):
        if IDENTIFIERS.get(scheme) and IDENTIFIERS[scheme].lifelong and not own[scheme] & other[scheme]:
            values = {"scheme": scheme, "left": min(own[scheme]), "right": min(other[scheme])}
            found.append(
                make_reason("identifiers_differ", weight=_CONFLICT_WEIGHT, refs=_refs(left, right, f"identifiers.{scheme}"), **values)
            )
    mine, theirs = parties.dates[left], others.dates[right]
    for kind in ("birth", "incorporated"):
        if kind in mine and kind in theirs and not _compatible(mine[kind], theirs[kind]):
            values = {"left": mine[kind], "right": theirs[kind]}
            found.append(make_reason(f"{kind}_dates_differ", weight=_CONFLICT_WEIGHT, refs=_refs(left, right, f"dates.{kind}"), **values))
    for before, ends, after, begins in ((left, mine, right, theirs), (right, theirs, left, mine)):
        ended, begun = ends.get("dissolved"), begins.get("incorporated")
        if ended and begun and _earlier(ended, begun):
            values = {"dissolved": ended, "incorporated": begun}
            refs = [make_ref("records", before, column="dates.dissolved"), make_ref("records", after, column="dates.incorporated")]
            found.append(make_reason("lifetimes_apart", weight=_CONFLICT_WEIGHT, refs=refs, **values))
    numbers = _differing_numbers(parties.names[left], others.names[right])
    if numbers and not _share_lifelong(own, other):
        refs = _refs(left, right, "name")
        found.append(make_reason("name_numbers_differ", weight=_CONFLICT_WEIGHT, refs=refs, left=numbers[0], right=numbers[1]))
    return found


def _share_lifelong(own: dict[str, frozenset[str]], other: dict[str, frozenset[str]]) -> bool:
    """A hull that is renamed keeps its IMO number: then differing numbers in names say nothing."""
    return any(IDENTIFIERS[s].lifelong and own[s] & other[s] for s in own.keys() & other.keys() if s in IDENTIFIERS)


def _differing_numbers(left: tuple[names.PreparedName, ...], right: tuple[names.PreparedName, ...]) -> tuple[list[str], list[str]] | None:
    """Give the numbers of both sides if every pair of numbered names differs in them."""
    numbered = [(a.numbers, b.numbers) for a in left for b in right if a.numbers and b.numbers]
    if not numbered or any(a == b for a, b in numbered):
        return None
    return sorted(numbered[0][0]), sorted(numbered[0][1])


def _compatible(a: str, b: str) -> bool:
    """Two dates of different precision fit if one begins the other; 1970 fits 1970-05-01."""
    size = min(len(a), len(b), len("2024-05-12"))
    return a[:size] == b[:size]


def _earlier(a: str, b: str) -> bool:
    """Whether ``a`` surely lies before ``b``, at the precision that both give."""
    size = min(len(a), len(b), len("2024-05-12"))
    return a[:size] < b[:size]
