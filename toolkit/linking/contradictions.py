"""What cannot be true of one party: numbers for life that differ, dates that exclude each other, sister names."""

from collections.abc import Collection, Iterator, Mapping

from toolkit import names
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_ref
from toolkit.linking.dates import DAY, differs_by_slips, list_births, read_dates
from toolkit.tables import Reason, make_reason

__all__ = ["CONFLICT", "LIFELONG", "contradicts", "find_contradictions", "share_lifelong"]

Dates = Mapping[str, str | Collection[str]]
"""What happened → when, at the precision that is known; several moments where a source gives several."""

LIFELONG = tuple(scheme for scheme, known in IDENTIFIERS.items() if known.lifelong)
"""Schemes of numbers that a holder keeps for life."""
CONFLICT = -20.0
"""Bits that a contradiction counts for."""
_NATION = 2
_ONE_NAME = 0.9
"""Names that score as much are one name, written in two ways."""


def find_contradictions(  # noqa: PLR0913 - four things that two records tell, and two ways to read them
    records: tuple[str, str],
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    dates: tuple[Dates, Dates],
    prepared: tuple[tuple[names.PreparedName, ...], tuple[names.PreparedName, ...]],
    *,
    flags: tuple[str | None, str | None] = (None, None),
    slips: bool = True,
) -> list[Reason]:
    """Find what keeps a machine from merging two records.

    Two different valid numbers of a scheme that a holder keeps for life, birth dates or dates of incorporation that exclude
    each other at the precision that both give and are more than slips of the hand apart, a company dissolved before the
    other was incorporated, and numbers in names that differ although neither shares a number for life (sister ships,
    numbered branches); so do two call signs of ships that bear no name in common. A Chinese identity number tells a birth
    date as well as a date does.

    Args:
        records: both record ids, left and right; the reasons refer to them.
        identifiers: scheme → normalised values, of each.
        dates: what → moment or moments, of each.
        prepared: the names of each.
        flags: the flag that each ship flew from ``first_seen`` to ``last_seen``; a ship flies one at a time (UNCLOS, article 92).
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
    found = [
        make_reason(
            "identifiers_differ", weight=CONFLICT, refs=_refs(records, f"identifiers.{scheme}"), scheme=scheme, left=own, right=other
        )
        for scheme, own, other in _differing_identifiers(*identifiers)
    ]
    for own, other in _differing_births(identifiers, dates, slips=slips):
        refs = [
            make_ref("records", record, column="dates.birth" if read_dates(given.get("birth")) else "identifiers.cn_id")
            for record, given in zip(records, dates, strict=True)
        ]
        found.append(make_reason("birth_dates_differ", weight=CONFLICT, refs=refs, left=own, right=other))
    for own, other in _differing_foundings(*dates, slips=slips):
        refs = _refs(records, "dates.incorporated")
        found.append(make_reason("incorporated_dates_differ", weight=CONFLICT, refs=refs, left=own, right=other))
    for side, ended, begun in _lifetimes_apart(*dates):
        before, after = records[side], records[1 - side]
        refs = [make_ref("records", before, column="dates.dissolved"), make_ref("records", after, column="dates.incorporated")]
        found.append(make_reason("lifetimes_apart", weight=CONFLICT, refs=refs, dissolved=ended, incorporated=begun))
    found.extend(
        make_reason("name_numbers_differ", weight=CONFLICT, refs=_refs(records, "name"), left=own, right=other)
        for own, other in _differing_numbers(identifiers, prepared)
    )
    found.extend(
        make_reason("call_signs_differ", weight=CONFLICT, refs=_refs(records, "identifiers.call_sign"), left=own, right=other)
        for own, other in _differing_call_signs(identifiers, prepared)
    )
    found.extend(
        make_reason("flags_overlap", weight=CONFLICT, refs=_refs(records, "country"), left=own, right=other, start=start, end=end)
        for own, other, start, end in _overlapping_flags(identifiers, dates, flags)
    )
    return found


def contradicts(
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    dates: tuple[Dates, Dates],
    prepared: tuple[tuple[names.PreparedName, ...], tuple[names.PreparedName, ...]],
    flags: tuple[str | None, str | None] = (None, None),
) -> bool:
    """Say whether :func:`find_contradictions` would find anything, slips let pass.

    >>> contradicts(({"imo": ["9074729"]}, {"imo": ["9074731"]}), ({}, {}), ((), ()))
    True
    """
    kinds = (
        _differing_identifiers(*identifiers),
        _differing_births(identifiers, dates, slips=True),
        _differing_foundings(*dates, slips=True),
        _lifetimes_apart(*dates),
        _differing_numbers(identifiers, prepared),
        _differing_call_signs(identifiers, prepared),
        _overlapping_flags(identifiers, dates, flags),
    )
    return any(next(iter(found), None) is not None for found in kinds)


def _refs(records: tuple[str, str], column: str) -> list[str]:
    return [make_ref("records", record, column=column) for record in records]


def _differing_identifiers(left: Mapping[str, Collection[str]], right: Mapping[str, Collection[str]]) -> Iterator[tuple[str, str, str]]:
    """Give each scheme of which a holder has one number for life, where both have a number and none in common."""
    for scheme in sorted(left.keys() & LIFELONG & right.keys()):
        own, other = set(left[scheme]), set(right[scheme])
        if own and other and own.isdisjoint(other):
            yield scheme, min(own), min(other)


def _differing_births(
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]], dates: tuple[Dates, Dates], *, slips: bool
) -> Iterator[tuple[str, str]]:
    own, other = list_births(dates[0], identifiers[0]), list_births(dates[1], identifiers[1])
    if own and other and not _agree(own, other, slips=slips):
        yield own[0], other[0]


def _differing_foundings(left: Dates, right: Dates, *, slips: bool) -> Iterator[tuple[str, str]]:
    own, other = read_dates(left.get("incorporated")), read_dates(right.get("incorporated"))
    if own and other and not _agree(own, other, slips=slips):
        yield own[0], other[0]


def _agree(own: list[str], other: list[str], *, slips: bool) -> bool:
    return any(_compatible(a, b) or (slips and differs_by_slips(a, b)) for a in own for b in other)


def _lifetimes_apart(left: Dates, right: Dates) -> Iterator[tuple[int, str, str]]:
    """Give which of the two ended before the other began, and both dates."""
    for side, ends, begins in ((0, left, right), (1, right, left)):
        ended, begun = read_dates(ends.get("dissolved")), read_dates(begins.get("incorporated"))
        if ended and begun and all(_earlier(end, start) for end in ended for start in begun):
            yield side, max(ended), min(begun)


def _compatible(a: str, b: str) -> bool:
    """Two dates of different precision fit if one begins the other: 1970 fits 1970-05-01."""
    size = min(len(a), len(b), DAY)
    return a[:size] == b[:size]


def _earlier(a: str, b: str) -> bool:
    """Whether ``a`` surely lies before ``b``, at the precision that both give."""
    size = min(len(a), len(b), DAY)
    return a[:size] < b[:size]


def share_lifelong(left: Mapping[str, Collection[str]], right: Mapping[str, Collection[str]]) -> bool:
    """Say whether two records share a number for life.

    A hull that is renamed keeps its IMO number: then differing numbers in names say nothing.

    >>> share_lifelong({"imo": ["9074729"]}, {"imo": ["9074729"], "mmsi": ["477000002"]})
    True
    """
    return any(not set(left[scheme]).isdisjoint(right[scheme]) for scheme in LIFELONG if scheme in left and scheme in right)


def _differing_numbers(
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    prepared: tuple[tuple[names.PreparedName, ...], tuple[names.PreparedName, ...]],
) -> Iterator[tuple[list[str], list[str]]]:
    """Give the numbers of both sides if every pair of numbered names differs in them."""
    numbered = [(a.numbers, b.numbers) for a in prepared[0] if a.numbers for b in prepared[1] if b.numbers]
    if numbered and all(a != b for a, b in numbered) and not share_lifelong(*identifiers):
        yield sorted(numbered[0][0]), sorted(numbered[0][1])


def _differing_call_signs(
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    prepared: tuple[tuple[names.PreparedName, ...], tuple[names.PreparedName, ...]],
) -> Iterator[tuple[str, str]]:
    """Give call signs that two ships bear: of other names or numbers, or allotted by one country and more than a slip apart.

    A ship that changes its flag gets another call sign; the first two characters tell the country (ITU Radio Regulations,
    Appendix 42).
    """
    own, other = set(identifiers[0].get("call_sign", ())), set(identifiers[1].get("call_sign", ()))
    if not own or not other or not own.isdisjoint(other) or share_lifelong(*identifiers):
        return
    one_name = any(a.numbers == b.numbers and names.score_names(a, b) >= _ONE_NAME for a in prepared[0] for b in prepared[1])
    other_name = all(prepared) and not one_name
    if other_name or all(a[:_NATION] == b[:_NATION] and not _is_slip(a, b) for a in own for b in other):
        yield min(own), min(other)


def _is_slip(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) <= 1


def _overlapping_flags(
    identifiers: tuple[Mapping[str, Collection[str]], Mapping[str, Collection[str]]],
    dates: tuple[Dates, Dates],
    flags: tuple[str | None, str | None],
) -> Iterator[tuple[str, str, str, str]]:
    """Give two flags that were flown at the same time, and the first and last day of it; of days that meet, none."""
    own, other = flags
    if not own or not other or own == other or share_lifelong(*identifiers):
        return
    starts, ends = ([told[0] for side in dates if (told := read_dates(side.get(kind)))] for kind in ("first_seen", "last_seen"))
    if len(starts) == len(ends) == len(dates) and _earlier(max(starts), min(ends)):
        yield own, other, max(starts), min(ends)
