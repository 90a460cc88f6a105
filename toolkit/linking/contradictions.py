"""What cannot be true of one party: numbers for life that differ, dates that exclude each other, sister names."""

from collections.abc import Collection, Mapping

from toolkit import names
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_ref
from toolkit.linking.dates import differs_by_slips, list_births, read_dates
from toolkit.tables import Reason, make_reason

__all__ = ["find_contradictions"]

Dates = Mapping[str, str | Collection[str]]
"""What happened → when, at the precision that is known; several moments where a source gives several."""

_WEIGHT = -20.0
_DAY = len("2024-05-12")


def find_contradictions(
    records: tuple[str, str],
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    dates: tuple[Dates, Dates],
    prepared: tuple[tuple[names.PreparedName, ...], tuple[names.PreparedName, ...]],
    *,
    slips: bool = True,
) -> list[Reason]:
    """Find what keeps a machine from merging two records.

    Two different valid numbers of a scheme that a holder keeps for life, birth dates or dates of incorporation that exclude
    each other at the precision that both give and are more than slips of the hand apart, a company dissolved before the
    other was incorporated, and numbers in names that differ although neither shares a number for life (sister ships,
    numbered branches). A Chinese identity number tells a birth date as well as a date does.

    Args:
        records: both record ids, left and right; the reasons refer to them.
        identifiers: scheme → normalised values, of each.
        dates: what → moment or moments, of each.
        prepared: the names of each.
        slips: whether dates that may be one typed wrongly are let pass.

    Returns:
        One reason a contradiction, none where nothing excludes the two from being one.

    >>> found = find_contradictions(("a", "b"), ({}, {}), ({"birth": "1970"}, {"birth": ["1970-05-01", "1971"]}), ((), ()))
    >>> found
    []
    >>> found = find_contradictions(("a", "b"), ({"imo": ["9074729"]}, {"imo": ["9074731"]}), ({}, {}), ((), ()))
    >>> found[0]["code"], found[0]["refs"]
    ('identifiers_differ', ['records:a@identifiers.imo', 'records:b@identifiers.imo'])
    """
    found = _differing_identifiers(records, *identifiers)
    found += _differing_births(records, identifiers, dates, slips=slips)
    found += _differing_foundings(records, *dates, slips=slips)
    found += _lifetimes_apart(records, *dates)
    numbers = _differing_numbers(*prepared)
    if numbers and not _share_lifelong(*identifiers):
        refs = _refs(records, "name")
        found.append(make_reason("name_numbers_differ", weight=_WEIGHT, refs=refs, left=numbers[0], right=numbers[1]))
    return found


def _refs(records: tuple[str, str], column: str) -> list[str]:
    return [make_ref("records", record, column=column) for record in records]


def _differing_identifiers(
    records: tuple[str, str], left: Mapping[str, Collection[str]], right: Mapping[str, Collection[str]]
) -> list[Reason]:
    found = []
    for scheme in sorted(left.keys() & right.keys()):
        own, other = set(left[scheme]), set(right[scheme])
        if scheme in IDENTIFIERS and IDENTIFIERS[scheme].lifelong and own and other and own.isdisjoint(other):
            refs = _refs(records, f"identifiers.{scheme}")
            found.append(make_reason("identifiers_differ", weight=_WEIGHT, refs=refs, scheme=scheme, left=min(own), right=min(other)))
    return found


def _differing_births(
    records: tuple[str, str],
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    dates: tuple[Dates, Dates],
    *,
    slips: bool,
) -> list[Reason]:
    own, other = (list_births(dates[side], identifiers[side]) for side in (0, 1))
    if not own or not other or any(_compatible(a, b) or (slips and differs_by_slips(a, b)) for a in own for b in other):
        return []
    refs = [
        make_ref("records", record, column="dates.birth" if read_dates(given.get("birth")) else "identifiers.cn_id")
        for record, given in zip(records, dates, strict=True)
    ]
    return [make_reason("birth_dates_differ", weight=_WEIGHT, refs=refs, left=own[0], right=other[0])]


def _differing_foundings(records: tuple[str, str], left: Dates, right: Dates, *, slips: bool) -> list[Reason]:
    own, other = read_dates(left.get("incorporated")), read_dates(right.get("incorporated"))
    if not own or not other or any(_compatible(a, b) or (slips and differs_by_slips(a, b)) for a in own for b in other):
        return []
    refs = _refs(records, "dates.incorporated")
    return [make_reason("incorporated_dates_differ", weight=_WEIGHT, refs=refs, left=own[0], right=other[0])]


def _lifetimes_apart(records: tuple[str, str], left: Dates, right: Dates) -> list[Reason]:
    found = []
    pairs = ((records, left, right), ((records[1], records[0]), right, left))
    for (before, after), ends, begins in pairs:
        ended, begun = read_dates(ends.get("dissolved")), read_dates(begins.get("incorporated"))
        if ended and begun and all(_earlier(end, start) for end in ended for start in begun):
            refs = [make_ref("records", before, column="dates.dissolved"), make_ref("records", after, column="dates.incorporated")]
            values = {"dissolved": max(ended), "incorporated": min(begun)}
            found.append(make_reason("lifetimes_apart", weight=_WEIGHT, refs=refs, **values))
    return found


def _compatible(a: str, b: str) -> bool:
    """Two dates of different precision fit if one begins the other: 1970 fits 1970-05-01."""
    size = min(len(a), len(b), _DAY)
    return a[:size] == b[:size]


def _earlier(a: str, b: str) -> bool:
    """Whether ``a`` surely lies before ``b``, at the precision that both give."""
    size = min(len(a), len(b), _DAY)
    return a[:size] < b[:size]


def _share_lifelong(left: Mapping[str, Collection[str]], right: Mapping[str, Collection[str]]) -> bool:
    """A hull that is renamed keeps its IMO number: then differing numbers in names say nothing."""
    return any(
        IDENTIFIERS[scheme].lifelong and not set(left[scheme]).isdisjoint(right[scheme])
        for scheme in left.keys() & right.keys()
        if scheme in IDENTIFIERS
    )


def _differing_numbers(left: tuple[names.PreparedName, ...], right: tuple[names.PreparedName, ...]) -> tuple[list[str], list[str]] | None:
    """Give the numbers of both sides if every pair of numbered names differs in them."""
    numbered = [(a.numbers, b.numbers) for a in left for b in right if a.numbers and b.numbers]
    if not numbered or any(a == b for a, b in numbered):
        return None
    return sorted(numbered[0][0]), sorted(numbered[0][1])
