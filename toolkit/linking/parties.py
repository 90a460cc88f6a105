"""Records as the linker sees them: one row a party, and everything that can be compared as keys."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.identifiers import IDENTIFIERS
from toolkit.linking.addresses import address_key, list_places, split_address
from toolkit.linking.context import collect_context
from toolkit.linking.dates import DIGITS, FIRST_OF_JANUARY, digits_of, is_day, list_births, list_parts, mask_digits, read_dates
from toolkit.linking.details import list_details
from toolkit.linking.door import check_records
from toolkit.linking.families import FAMILIES, FAMILY_CODES
from toolkit.linking.keys import NOTHING, Keys, find_texts, hash_texts, join_keys, salt
from toolkit.linking.name_keys import NameBook, key_names

__all__ = ["Parties", "extend_parties", "prepare_parties"]

COLUMNS = ("record_id", "source_id", "kind", "name", "aliases", "country", "address", "identifiers", "dates", "extra")
_DIGIT = re.compile(r"\d")
_FULL_DATE = 10
_YEAR = 4
_BATCH = 50_000
Entries = dict[str, tuple[list[int], list[str]]]
"""Aspect → rows and texts, before the texts are hashed."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Comparable records and their keys."""

    records: pd.DataFrame
    """The records as they are, persons, companies and vessels alone; row ``i`` of every key is row ``i`` here."""
    family: NDArray[np.int8]
    """0 person, 1 company, 2 vessel."""
    keys: Mapping[str, Keys]
    """Aspect → keys: name, sound, word, start, number, birth, address_piece, one for each scheme of numbers …"""
    names: NameBook
    cells: Mapping[str, NDArray[np.object_]]
    """``identifiers`` and ``dates`` of each record, where a frame is too slow to look into."""
    days: Mapping[str, NDArray[np.uint8]]
    """``birth`` and ``founded`` → the eight digits of the one day that a record tells; zeros where it tells none, or several."""
    _place: dict[str, int] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        """Count records."""
        return len(self.records)

    def of(self, aspect: str) -> Keys:
        """Give the keys of one aspect; none where no record has any."""
        return self.keys.get(aspect, NOTHING)

    @property
    def ids(self) -> pd.api.extensions.ExtensionArray:
        """The record id of each row."""
        ids: pd.api.extensions.ExtensionArray = self.records["record_id"].array
        return ids

    @property
    def place(self) -> Mapping[str, int]:
        """Record id → row, for looking up one after another; it is made at first use and takes as much memory as the names."""
        if not self._place:
            self._place.update(zip(self.ids, range(len(self)), strict=True))
        return self._place

    def find(self, record_ids: pd.Series) -> NDArray[np.int64]:
        """Give the row of each of many records, -1 of one that is not here."""
        return find_texts(record_ids, self.records["record_id"])


def prepare_parties(records: pd.DataFrame, *, relations: pd.DataFrame | None = None, goods: pd.DataFrame | None = None) -> Parties:
    """Prepare persons, companies and vessels for linking, once; other kinds are left out.

    What comes back can be given to :func:`suggest_links` in place of records, as often as needed: nothing is prepared
    again when records are added.

    Args:
        records: a ``records`` table.
        relations: a ``relations`` table; who stands beside a record is evidence (:mod:`toolkit.linking.context`).
        goods: a ``goods`` table, likewise.

    Returns:
        The records in the order of their ids, with their keys.

    Raises:
        TableError: ``records`` lacks a required column, repeats an id, or holds a cell of another type.

    >>> here = {"source_id": "s", "locator": "line=1", "kind": "Person"}
    >>> parties = prepare_parties(pd.DataFrame({"record_id": ["b", "a"], "name": ["Li Na", "李娜"]}).assign(**here))
    >>> parties.records["record_id"].tolist(), len(set(parties.of("name").keys.tolist()))
    (['a', 'b'], 1)
    """
    check_records(records)
    known = records[records["kind"].astype("str").isin(FAMILIES)].sort_values("record_id", kind="stable")
    known = known[[column for column in COLUMNS if column in known.columns]].reset_index(drop=True).astype({"record_id": "str"})
    family = known["kind"].astype("str").map(FAMILIES).map(FAMILY_CODES).to_numpy().astype(np.int8)
    book = NameBook.collect(_column(known, "name"), _column(known, "aliases"), family)
    keys = key_names(book)
    for read in (_read_numbers, _read_dates, _read_addresses, _read_details):
        keys |= _read_batches(known, read)
    if relations is not None or goods is not None:
        keys["context"] = _read_context(known, records, relations, goods)
    keys["lifelong"] = _join_lifelong(keys)
    return Parties(
        known, family, {aspect: found for aspect, found in keys.items() if len(found)}, book, _list_cells(known), _list_days(known)
    )


def extend_parties(parties: Parties, further: Parties) -> Parties:
    """Put prepared records behind others.

    Raises:
        ArgumentError: a record stands in both.
    """
    shared = sorted(further.ids[parties.find(further.records["record_id"]) >= 0])
    if shared:
        message = f"records {shared[:3]} are among those that were linked before ({len(shared)} in all); pass new records only"
        raise ArgumentError(message)
    size = len(parties)
    aspects = parties.keys.keys() | further.keys.keys()
    records = pd.concat([parties.records, further.records], ignore_index=True)
    return Parties(
        records,
        np.concatenate([parties.family, further.family]),
        {aspect: join_keys(parties.of(aspect), further.of(aspect).shift(size)) for aspect in sorted(aspects)},
        parties.names.extend(further.names, size),
        _list_cells(records),
        {kind: np.concatenate([digits, further.days[kind]]) for kind, digits in parties.days.items()},
    )


def _list_cells(records: pd.DataFrame) -> dict[str, NDArray[np.object_]]:
    return {column: records[column].to_numpy(dtype=object) for column in ("identifiers", "dates") if column in records.columns}


def _list_days(known: pd.DataFrame) -> dict[str, NDArray[np.uint8]]:
    days = {kind: np.zeros((len(known), DIGITS), dtype=np.uint8) for kind in ("birth", "founded")}
    for row, (cell, numbers) in enumerate(zip(_column(known, "dates"), _column(known, "identifiers"), strict=True)):
        dates = cell if isinstance(cell, Mapping) else {}
        told = {
            "birth": list_births(dates, numbers if isinstance(numbers, Mapping) else {}),
            "founded": read_dates(dates.get("incorporated")),
        }
        for kind, moments in told.items():
            if len(moments) == 1 and is_day(moments[0]):
                days[kind][row] = np.frombuffer(digits_of(moments[0]).encode("ascii"), dtype=np.uint8)
    return days


def _column(frame: pd.DataFrame, column: str) -> list[object]:
    return frame[column].tolist() if column in frame.columns else [None] * len(frame)


def _read_batches(known: pd.DataFrame, read: Callable[[pd.DataFrame], Entries]) -> dict[str, Keys]:
    """Read some records at a time: texts are large, their hashes are not."""
    parts: dict[str, list[Keys]] = {}
    for start in range(0, len(known), _BATCH):
        for aspect, (rows, texts) in read(known.iloc[start : start + _BATCH]).items():
            parts.setdefault(aspect, []).append(Keys.gather(rows, hash_texts(texts)).shift(start))
    return {
        aspect: Keys(np.concatenate([p.rows for p in found]), np.concatenate([p.keys for p in found])) for aspect, found in parts.items()
    }


def _add(entries: Entries, aspect: str, row: int, text: str) -> None:
    rows, texts = entries.setdefault(aspect, ([], []))
    rows.append(row)
    texts.append(text)


def _read_numbers(known: pd.DataFrame) -> Entries:
    entries: Entries = {}
    for row, cell in enumerate(_column(known, "identifiers")):
        if isinstance(cell, Mapping):
            for scheme, values in cell.items():
                if scheme in IDENTIFIERS and isinstance(values, (list, tuple)):
                    for value in values:
                        _add(entries, scheme, row, str(value))
    return entries


def _join_lifelong(keys: Mapping[str, Keys]) -> Keys:
    """Put the numbers that a holder keeps for life together: one of them shared is enough, whichever it is."""
    lifelong = [(at, scheme) for at, scheme in enumerate(IDENTIFIERS) if IDENTIFIERS[scheme].lifelong and scheme in keys]
    if not lifelong:
        return NOTHING
    rows = np.concatenate([keys[scheme].rows for _, scheme in lifelong])
    return Keys.gather(rows, np.concatenate([salt(keys[scheme].keys, at) for at, scheme in lifelong]))


def _read_dates(known: pd.DataFrame) -> Entries:
    entries: Entries = {}
    for row, (cell, numbers) in enumerate(zip(_column(known, "dates"), _column(known, "identifiers"), strict=True)):
        for moment in list_births(cell if isinstance(cell, Mapping) else {}, numbers if isinstance(numbers, Mapping) else {}):
            for aspect, text in _birth_keys(moment):
                _add(entries, aspect, row, text)
        if not isinstance(cell, Mapping):
            continue
        for moment in read_dates(cell.get("incorporated")):
            _add(entries, "founded_year", row, moment[:_YEAR])
            if len(moment) >= _FULL_DATE:
                _add(entries, "founded", row, moment[:_FULL_DATE])
        if read_dates(cell.get("first_seen")) and read_dates(cell.get("last_seen")):
            _add(entries, "seen", row, "seen")
        for moment in read_dates(cell.get("dissolved")):
            _add(entries, "dissolved_year", row, moment[:_YEAR])
    return entries


def _birth_keys(moment: str) -> Iterator[tuple[str, str]]:
    yield "birth_year", moment[:_YEAR]
    if len(moment) >= _FULL_DATE:
        day = moment[:_FULL_DATE]
        yield ("birth_new_year" if day.endswith(FIRST_OF_JANUARY) else "birth"), day
        yield from (("birth_digits", masked) for masked in mask_digits(day))
        yield from (("birth_parts", part) for part in list_parts(day))


def _read_addresses(known: pd.DataFrame) -> Entries:
    entries: Entries = {}
    split: dict[str, list[str]] = {}
    for row, text in enumerate(_column(known, "address")):
        if not isinstance(text, str) or not text.strip():
            continue
        if text not in split:
            split[text] = split_address(text)
        pieces = split[text]
        if key := address_key(pieces):
            _add(entries, "address", row, key)
        for piece in pieces:
            _add(entries, "address_number" if _DIGIT.search(piece) else "address_word", row, piece)
        for piece in list_places(pieces, spaced=text.isascii()):
            _add(entries, "address_piece", row, piece)
    return entries


def _read_details(known: pd.DataFrame) -> Entries:
    entries: Entries = {}
    for row, (extra, country) in enumerate(zip(_column(known, "extra"), _column(known, "country"), strict=True)):
        for name, value in list_details(extra):
            _add(entries, "detail", row, f"{name}={value}")
            _add(entries, f"detail_{name}", row, value)
        if isinstance(country, str) and country:
            _add(entries, "country", row, country)
    return entries


def _read_context(known: pd.DataFrame, records: pd.DataFrame, relations: pd.DataFrame | None, goods: pd.DataFrame | None) -> Keys:
    place = {record_id: at for at, record_id in enumerate(known["record_id"])}
    found = [(place[record_id], label) for record_id, label in collect_context(records, relations, goods) if record_id in place]
    return Keys.gather([row for row, _ in found], hash_texts([label for _, label in found])) if found else NOTHING
