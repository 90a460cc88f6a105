"""Parties as screening sees them: every form of their names with the record it comes from, and what tells homonyms apart."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit import names
from toolkit.errors import TableError

__all__ = ["FAMILIES", "Form", "Party", "gather_parties"]

FAMILIES: dict[str, tuple[str, ...]] = {
    "Person": ("person",),
    "Company": ("company",),
    "Organization": ("company",),
    "PublicBody": ("company",),
    "LegalEntity": ("company", "person"),
    "Vessel": ("vessel",),
}
"""Kind of a record → how its name is read. A LegalEntity is a person or a company: nobody said which."""

_OTHER_KINDS = frozenset(
    {
        "Address",
        "Airplane",
        "Article",
        "Asset",
        "BankAccount",
        "Call",
        "Consignment",
        "Container",
        "Contract",
        "CryptoWallet",
        "Document",
        "EconomicActivity",
        "Event",
        "Identification",
        "License",
        "Message",
        "Package",
        "Passport",
        "Position",
        "Project",
        "RealEstate",
        "Security",
        "Seizure",
        "Thing",
        "Trip",
        "Vehicle",
    }
)
"""Kinds that are not screened; any other word is taken for a mistake."""
_JOINING = "ofac_uid"
"""The identifier that joins an alias, which some lists publish as a row of its own, to its entry."""


@dataclass(frozen=True, slots=True)
class Form:
    """One way in which a party's name is written."""

    name: names.PreparedName
    record_id: str
    """The record that gives this form: the party's own, or that of an alias."""
    column: str
    """``name`` or ``aliases``."""
    alias: bool
    weak: bool
    """The list itself holds the alias to be broad or seldom used."""


@dataclass(frozen=True, slots=True)
class Party:
    """Who is asked about, or listed."""

    record_id: str
    kind: str
    forms: tuple[Form, ...]
    identifiers: Mapping[str, Collection[str]]
    dates: Mapping[str, str | Collection[str]]
    countries: frozenset[str]
    gender: str | None


def gather_parties(records: pd.DataFrame) -> list[Party]:
    """Prepare the persons, companies and vessels of a ``records`` table, in the order of their ids.

    Records of role ``alias`` give their names to the record that bears the same ``ofac_uid``; those whose record is not in
    the table stand for themselves, and since they do not say what bears the alias, it is read in every way.

    Raises:
        TableError: a kind is none of FollowTheMoney or of this toolkit.
    """
    kinds = records["kind"].astype("str").tolist()
    unknown = sorted({kind for kind in kinds if kind not in FAMILIES and kind not in _OTHER_KINDS})
    if unknown:
        allowed = [*FAMILIES, *sorted(_OTHER_KINDS)]
        message = f"table 'records', column 'kind': {unknown} are no kinds that are known; known: {allowed}"
        raise TableError(message)
    wanted = ("record_id", "name", "aliases", "country", "identifiers", "dates", "extra", "role")
    columns = [records[name].tolist() if name in records.columns else [None] * len(records) for name in wanted]
    rows = sorted((row for row in zip(*columns, kinds, strict=True) if row[-1] in FAMILIES), key=lambda row: str(row[0]))
    joined = {value: str(row[0]) for row in rows if row[7] != "alias" for value in _identifiers(row[4]).get(_JOINING, ())}
    written: dict[str, list[tuple[str, str, str, bool, bool]]] = {}
    heads = []
    for row in rows:
        record_id, name, aliases, extra, role = str(row[0]), row[1], row[2], _mapping(row[6]), row[7]
        heirs = {joined[value] for value in _identifiers(row[4]).get(_JOINING, ()) if value in joined} if role == "alias" else set()
        weak = set(map(str, _sequence(extra.get("weak_aliases"))))
        found = [(name, record_id, "name", role == "alias", False)]
        found += [(alias, record_id, "aliases", True, alias in weak) for alias in _sequence(aliases)]
        for heir in heirs or {record_id}:
            written.setdefault(heir, []).extend(form for form in found if isinstance(form[0], str) and form[0].strip())
        if not heirs:
            heads.append((row, tuple(names.KINDS) if role == "alias" else FAMILIES[row[-1]]))
    prepared = {
        family: names.prepare_names((form[0] for row, read in heads if family in read for form in written.get(str(row[0]), ())), family)
        for family in names.KINDS
    }
    return [_make_party(row, written.get(str(row[0]), []), [prepared[family] for family in read]) for row, read in heads]


def _make_party(
    row: tuple[object, ...], written: list[tuple[str, str, str, bool, bool]], prepared: list[dict[str, names.PreparedName]]
) -> Party:
    record_id, _, _, country, identifiers, dates, extra, _, kind = row
    more = _mapping(extra)
    # The entry's own name stands first, and of two equal forms the stronger.
    order = sorted(range(len(written)), key=lambda at: (written[at][1] != record_id, written[at][2] != "name", written[at][4], at))
    distinct = {(written[at][0], number): written[at] for at in reversed(order) for number in range(len(prepared))}
    forms = [
        Form(ready, found[1], found[2], alias=found[3], weak=found[4])
        for (text, number), found in reversed(distinct.items())
        if (ready := prepared[number][text]).words
    ]
    moments: dict[str, str | Collection[str]] = {str(what): str(moment) for what, moment in _mapping(dates).items() if moment}
    if births := [str(moment) for moment in _sequence(more.get("births"))]:
        moments["birth"] = list(dict.fromkeys([*([str(moments["birth"])] if "birth" in moments else []), *births]))
    countries = {str(country)} if isinstance(country, str) and country else set()
    gender = more.get("gender")
    return Party(
        str(record_id),
        str(kind),
        tuple(forms),
        {scheme: frozenset(values) for scheme, values in _identifiers(identifiers).items()},
        moments,
        frozenset(countries | {str(code).upper() for code in _sequence(more.get("countries"))}),
        str(gender).strip().lower() or None if gender else None,
    )


def _mapping(cell: object) -> Mapping[str, object]:
    return cell if isinstance(cell, Mapping) else {}


def _sequence(cell: object) -> Iterable[str]:
    return cell if isinstance(cell, (list, tuple)) else ()


def _identifiers(cell: object) -> dict[str, list[str]]:
    return {str(scheme): [str(value) for value in _sequence(values)] for scheme, values in _mapping(cell).items()}
