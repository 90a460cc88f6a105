"""Parties as screening sees them: every form of their names with the record it comes from, and what tells homonyms apart."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pandas as pd

from toolkit import names
from toolkit.errors import TableError
from toolkit.linking.families import READ_AS

__all__ = ["Form", "Party", "gather_parties"]

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


_NO_IDENTIFIERS: Mapping[str, frozenset[str]] = MappingProxyType({})
_NO_COUNTRIES: frozenset[str] = frozenset()
_NOTHING: Mapping[str, object] = MappingProxyType({})
"""Most records say nothing in most columns; one shared empty mapping keeps a list of a million light."""


class Form(NamedTuple):
    """One way in which a party's name is written."""

    name: names.PreparedName
    record_id: str
    """The record that gives this form: the party's own, or that of an alias."""
    column: str
    """``name`` or ``aliases``."""
    alias: bool
    weak: bool
    """The list itself holds the alias to be broad or seldom used."""


class Party(NamedTuple):
    """Who is asked about, or listed."""

    record_id: str
    kind: str
    forms: tuple[Form, ...]
    identifiers: Mapping[str, Collection[str]]
    dates: Mapping[str, str | Collection[str]]
    countries: frozenset[str]
    gender: str | None


class _Row(NamedTuple):
    """One record as its table gives it."""

    record_id: str
    kind: str
    role: object
    name: object
    aliases: tuple[str, ...]
    country: object
    identifiers: Mapping[str, frozenset[str]]
    dates: Mapping[str, object]
    extra: Mapping[str, object]

    @property
    def is_alias(self) -> bool:
        return self.role == "alias"

    @property
    def joins(self) -> list[str]:
        return sorted(self.identifiers.get(_JOINING, ()))

    @property
    def written(self) -> list["_Written"]:
        """Every form that the record gives, in its order."""
        weak = set(_sequence(self.extra.get("weak_aliases")))
        found = [_Written(self.name, self.record_id, "name", alias=self.is_alias, weak=False)] if isinstance(self.name, str) else []
        found += [_Written(alias, self.record_id, "aliases", alias=True, weak=alias in weak) for alias in self.aliases]
        return [form for form in found if form.text.strip()]


class _Written(NamedTuple):
    """A form before it is prepared."""

    text: str
    record_id: str
    column: str
    alias: bool
    weak: bool


def gather_parties(records: pd.DataFrame) -> list[Party]:
    """Prepare the persons, companies and vessels of a ``records`` table, in the order of their ids.

    Records of role ``alias`` give their names to the record that bears the same ``ofac_uid``; those whose record is not in
    the table stand for themselves, and since they do not say what bears the alias, it is read in every way.

    Raises:
        TableError: a kind is none of FollowTheMoney or of this toolkit.
    """
    every = _read_rows(records)
    unknown = sorted({row.kind for row in every} - READ_AS.keys() - _OTHER_KINDS)
    if unknown:
        message = f"table 'records', column 'kind': {unknown} are not known; known kinds: {[*READ_AS, *sorted(_OTHER_KINDS)]}"
        raise TableError(message)
    heads = {value: row.record_id for row in every if not row.is_alias and row.kind != "Address" for value in row.joins}
    written: dict[str, list[_Written]] = defaultdict(list)
    parties: list[tuple[_Row, tuple[str, ...]]] = []
    for row in every:
        if row.kind not in READ_AS:
            continue
        entries = list(dict.fromkeys(heads[value] for value in row.joins if value in heads)) if row.is_alias else []
        for record_id in entries or [row.record_id]:
            written[record_id].extend(row.written)
        if not entries:
            parties.append((row, names.KINDS if row.is_alias else READ_AS[row.kind]))
    prepared = {
        family: names.prepare_names((form.text for row, read in parties if family in read for form in written[row.record_id]), family)
        for family in names.KINDS
    }
    return [_make_party(row, written[row.record_id], [prepared[family] for family in read]) for row, read in parties]


def _read_rows(records: pd.DataFrame) -> list[_Row]:
    wanted = ("role", "name", "aliases", "country", "identifiers", "dates", "extra")
    columns = (records[name].tolist() if name in records.columns else [None] * len(records) for name in wanted)
    rows = (
        _Row(
            str(record_id), str(kind), role, name, _sequence(aliases), country, _identifiers(identifiers), _mapping(dates), _mapping(extra)
        )
        for record_id, kind, role, name, aliases, country, identifiers, dates, extra in zip(
            records["record_id"].tolist(), records["kind"].tolist(), *columns, strict=True
        )
    )
    return sorted(rows, key=lambda row: row.record_id)


def _make_party(row: _Row, written: list[_Written], prepared: list[dict[str, names.PreparedName]]) -> Party:
    forms = [
        Form(ready, form.record_id, form.column, form.alias, form.weak)
        for form in (_order_forms(row.record_id, written) if len(written) > 1 else written)
        for ready in [family[form.text] for family in prepared]
        if ready.words
    ]
    moments: Mapping[str, str | Collection[str]] = _NO_IDENTIFIERS
    births = _sequence(row.extra.get("births"))
    if row.dates or births:
        moments = {str(what): str(moment) for what, moment in row.dates.items() if moment}
        if births:
            moments["birth"] = tuple(dict.fromkeys([*([str(row.dates["birth"])] if row.dates.get("birth") else []), *births]))
    countries = _NO_COUNTRIES
    if isinstance(row.country, str) and row.country:
        countries = frozenset([row.country, *(code.upper() for code in _sequence(row.extra.get("countries")))])
    gender = row.extra.get("gender")
    return Party(
        row.record_id,
        row.kind,
        tuple(forms),
        row.identifiers,
        moments,
        countries,
        str(gender).strip().lower() or None if gender else None,
    )


def _order_forms(record_id: str, written: list[_Written]) -> Iterable[_Written]:
    """Put the record's own name first, and of two equal forms keep the stronger one."""
    ordered = sorted(written, key=lambda form: (form.record_id != record_id, form.column != "name", form.weak))
    distinct: dict[str, _Written] = {}
    for form in ordered:
        distinct.setdefault(form.text, form)
    return distinct.values()


def _mapping(cell: object) -> Mapping[str, object]:
    return cell if isinstance(cell, Mapping) and cell else _NOTHING


def _sequence(cell: object) -> tuple[str, ...]:
    return tuple(item for item in cell if isinstance(item, str)) if isinstance(cell, (list, tuple)) else ()


def _identifiers(cell: object) -> Mapping[str, frozenset[str]]:
    written = _mapping(cell)
    return {str(scheme): frozenset(_sequence(values)) for scheme, values in written.items()} if written else _NO_IDENTIFIERS
