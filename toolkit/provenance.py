"""From any statement back to the file it rests on: its hash, the very cell, and what stands in it.

A fact names its source and locator; a claim names facts, or other claims that do. :func:`locate` follows one fact to
its cell, :func:`locate_all` follows a claim to all the facts beneath it. The stored copy is held against its SHA-256
before anything is read from it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from toolkit.case import Case
from toolkit.errors import ArgumentError, RefError
from toolkit.ids import Ref, make_ref, parse_locator, parse_ref
from toolkit.tables import SCHEMAS, Source
from toolkit.tables.claims import CLAIMS
from toolkit.tables.facts import FACTS
from toolkit.wording import say_label

__all__ = ["Place", "locate", "locate_all"]

_FACTS = frozenset(schema.name for schema in FACTS)
_CLAIMS = frozenset(schema.name for schema in CLAIMS)
_WORDS = {"notes": "text", "statements": "text", "decisions": "note"}  # what people wrote, by the column that holds their words
_LINE_SHOWN = 2_000  # characters of a line that no reader took a row from
_PICTURES = ("image", "box")  # locators of what has no text
_PERSON_NUMBERS = ("cn_id", "hk_id", "passport", "person_id")  # read from one column, sorted by their form
_TWINS = {"name": "name_original", "name_original": "name"}  # one cell, cleaned and as written


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact stands: file, hash, cell, raw value, and the row that was made of it."""

    ref: str
    source_id: str
    path: str
    """Name of the file as it was added."""
    stored: Path
    """The copy in the case, whose SHA-256 was checked."""
    sha256: str
    locator: str
    """Place inside the file; empty for the whole file."""
    value: str | None
    """Text of the cell as the file has it; of the whole record where the ref names no column; ``None`` where no single
    cell holds the column, and for pictures and whole files."""
    row: Mapping[str, Any]
    """The table's row, without what is missing; empty where the line was not taken as a fact."""
    language: str = "en"
    """Language of the labels: that of the case."""

    def __str__(self) -> str:
        """Tell it in one line."""
        value = "" if self.value is None else f" · {self.value!r}"
        return f"{self.path} · {self._where}{value} · SHA-256 {self.sha256}"

    @property
    def _where(self) -> str:
        return self.locator or say_label("place_whole_file", language=self.language)

    def _repr_html_(self) -> str:
        names = [say_label(f"place_{name}", language=self.language) for name in ("file", "where", "value", "sha256", "ref")]
        lines: dict[str, object] = dict(zip(names, (self.path, self._where, self.value, self.sha256, self.ref), strict=True))
        lines |= {name: cell for name, cell in self.row.items() if name not in ("source_id", "locator")}
        rows = "".join(
            f"<tr><th scope='row'>{escape(str(k))}</th><td>{escape('–' if v is None else str(v))}</td></tr>" for k, v in lines.items()
        )
        return f"<table><tbody>{rows}</tbody></table>"


def locate(case: Case, ref: str) -> Place:
    """Find the place of one fact.

    Args:
        case: an open case; its stored copy is read, never the original path.
        ref: of a fact: ``goods:ID``, ``goods:ID@value`` (one cell), ``positions:SOURCE#120-188`` (its first line is
            read; :func:`locate_all` gives both ends), ``sources:ID``, ``sources:ID#12`` (a line of a text);
            or of what a person wrote: ``notes:ID``,
            ``statements:ID``, ``decisions:ID``, whose place is the entry of the ledger and its hash.

    Returns:
        The place, with the raw text of the cell, or of the whole record if the ref names no column.

    Raises:
        RefError: the ref is malformed, or names a table, row or column that is not there; or it is a claim's.
        EvidenceError: the stored copy no longer has its SHA-256.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     note = Path(folder) / "note.txt"
    ...     _ = note.write_text("seen at the pier", encoding="utf-8")
    ...     with Case.create(Path(folder) / "case") as case:
    ...         source = case.add_source(note)
    ...         print(locate(case, f"sources:{source.source_id}").path)
    note.txt
    """
    parsed = parse_ref(ref)
    if parsed.table in _CLAIMS:
        message = f"{ref!r} is a claim, which rests on several places; use locate_all(case, ref)"
        raise RefError(message)
    if parsed.table in _WORDS:
        return _locate_entry(case, parsed)
    if parsed.table not in _FACTS:
        message = f"{ref!r} names the table {parsed.table!r}, which holds no facts; facts are in {', '.join(sorted(_FACTS))}"
        raise RefError(message)
    if parsed.table == "sources":
        return _locate_source(case, parsed)
    if parsed.table == "positions":
        return _locate_line(case, parsed)
    row = _rows_of(case).find(case, parsed)
    source = _source(case, str(row["source_id"]), ref)
    locator = str(row["locator"])
    column = _column_of(parsed, row, source, locator)
    place = row.get("extra", {}).get("places", {}).get(parsed.column)
    if column is None and place is not None:  # a print has no columns; its reader says where each value stands
        return _place(case, ref, source, place, _read(case, source, place), row)
    if column is None:
        quotable = parsed.column is None and not set(_PICTURES) & set(parse_locator(locator))
        value = _read(case, source, locator) if quotable else None
        return _place(case, ref, source, locator, value, row)
    locator = f"{locator};column={column}"
    return _place(case, ref, source, locator, _read(case, source, locator), row)


def locate_all(case: Case, ref: str) -> tuple[Place, ...]:
    """Find every place that a claim rests on, through the claims and reasons beneath it.

    Args:
        case: an open case.
        ref: of a claim (``links:ID``, ``events:ID``, ``findings:ID``, ``matches:QUERY|SCAN`` ...) or of a fact.

    Returns:
        The places, each once, in the order in which they are cited; a range of positions gives its first and last
        line. Empty if the claim cites nothing.

    Raises:
        RefError: the ref, or one beneath it, names nothing.
        EvidenceError: a stored copy no longer has its SHA-256.
    """
    return tuple(locate(case, fact) for fact in dict.fromkeys(_walk(case, ref, set())))


def _walk(case: Case, ref: str, seen: set[str]) -> Iterator[str]:
    if ref in seen:
        return
    seen.add(ref)
    parsed = parse_ref(ref)
    if parsed.table == "positions" and parsed.last is not None and parsed.last != parsed.first:
        yield make_ref("positions", parsed.key, column=parsed.column, first=parsed.first)
        yield make_ref("positions", parsed.key, column=parsed.column, first=parsed.last)
    elif parsed.table not in _CLAIMS:
        yield ref
    else:
        row = _rows_of(case).find(case, parsed)
        if parsed.table == "entities":
            yield make_ref("records", str(row["record_id"]))
        cited = list(row.get("refs", []))
        for reason in [*row.get("reasons", []), *row.get("against", [])]:
            cited += reason.get("refs", [])
        for further in cited:
            yield from _walk(case, further, seen)


def _place(case: Case, ref: str, source: Source, locator: str, value: str | None, row: Mapping[str, Any]) -> Place:  # noqa: PLR0913, PLR0917 - fields of a place
    return Place(ref, source.source_id, source.name, source.path, source.sha256, locator, value, row, case.language)


def _locate_source(case: Case, parsed: Ref) -> Place:
    """Give a whole file, or a line of a text of which no reader kept a row."""
    source = _source(case, parsed.key, str(parsed))
    if parsed.first is None:
        return _place(case, str(parsed), source, "", None, {})
    locator = f"line={parsed.first}"
    return _place(case, str(parsed), source, locator, _read(case, source, f"{locator};chars=0-{_LINE_SHOWN}"), {})


def _locate_entry(case: Case, parsed: Ref) -> Place:
    row = _rows_of(case).find(case, parsed)
    entry = case.entry(parsed.key)
    ledger = case.path / "ledger.sqlite"
    value = row.get(parsed.column or _WORDS[parsed.table])
    return Place(
        str(parsed), "", ledger.name, ledger, entry.hash, f"entry={entry.seq}", None if value is None else str(value), row, case.language
    )


def _locate_line(case: Case, parsed: Ref) -> Place:
    ref = str(parsed)
    if parsed.first is None:
        message = f"{ref!r} names no line; write positions:SOURCE#first-last"
        raise RefError(message)
    source = _source(case, parsed.key, ref)
    row = _rows_of(case).find_line(case, parsed.key, parsed.first)
    locator = f"line={parsed.first}"
    column = _column_of(parsed, row, source, locator)
    locator += "" if column is None else f";column={column}"
    return _place(case, ref, source, locator, _read(case, source, locator), row)


def _source(case: Case, source_id: str, ref: str) -> Source:
    try:
        return case.source(source_id)
    except ArgumentError as error:
        message = f"{ref!r} leads to the source {source_id!r}, which is not in this case"
        raise RefError(message) from error


def _column_of(parsed: Ref, row: Mapping[str, Any], source: Source, locator: str) -> int | None:
    if parsed.column is None:
        return None
    if parsed.column.partition(".")[0] not in SCHEMAS[parsed.table].names:
        message = (
            f"{str(parsed)!r} names the column {parsed.column!r}; columns of {parsed.table} are {', '.join(SCHEMAS[parsed.table].names)}"
        )
        raise RefError(message)
    from toolkit.sources import find_column

    for role in dict.fromkeys((row.get("role"), None)):
        for name in dict.fromkeys((parsed.column, _TWINS.get(parsed.column, parsed.column), *_parts_of(parsed.column))):
            found = find_column(source, parsed.table, name, locator, role=role)
            if found is not None:
                return found
    return None


def _parts_of(column: str) -> tuple[str, ...]:
    """Names under which a file's column may carry one entry of a cell that holds several, such as ``identifiers.cn_id``."""
    whole, _, entry = column.partition(".")
    return (entry, *(("person_id",) if whole == "identifiers" and entry in _PERSON_NUMBERS else ()), whole) if entry else ()


def _read(case: Case, source: Source, locator: str) -> str:
    """Read a cell once a case and head; the stored copy was held against its hash by whoever calls."""
    from toolkit.sources import read_cell

    cells = _rows_of(case).cells
    key = (source.source_id, locator)
    if key not in cells:
        cells[key] = read_cell(source, locator)
    return cells[key]


class _Rows:
    """Rows of a case by their key, each table read and indexed once for a head of the ledger."""

    def __init__(self, head: str) -> None:
        self.head = head
        self.cells: dict[tuple[str, str], str] = {}
        self._tables: dict[str, tuple[pd.DataFrame, pd.Index]] = {}
        self._lines: dict[str, pd.DataFrame] = {}

    def find(self, case: Case, parsed: Ref) -> dict[str, Any]:
        """Give a row; RefError if there is none."""
        if parsed.table not in self._tables:
            frame = case.table(parsed.table)
            keys = [frame[column].astype("str") for column in SCHEMAS[parsed.table].key]
            joined = keys[0] if len(keys) == 1 else pd.Series(["|".join(key) for key in zip(*keys, strict=True)], dtype="str")
            index = pd.Index(joined.str.replace(" ", "%20", regex=False), dtype="str")  # a ref holds no blank
            self._tables[parsed.table] = (frame, index)
        frame, index = self._tables[parsed.table]
        at = int(index.get_indexer(pd.Index([parsed.key]))[0])
        if at < 0:
            message = f"{str(parsed)!r} names no row of {parsed.table} in this case; it may have been superseded"
            raise RefError(message)
        return _present(frame.iloc[at])

    def find_line(self, case: Case, source_id: str, line: int) -> dict[str, Any]:
        """Give the position on a line; empty if the line was not taken as one."""
        if source_id not in self._lines:
            if "positions" not in self._tables:
                self._tables["positions"] = (case.table("positions"), pd.Index([]))
            frame = self._tables["positions"][0]
            self._lines[source_id] = frame[frame["source_id"] == source_id].sort_values("line", ignore_index=True)
        frame = self._lines[source_id]
        at = int(np.searchsorted(frame["line"].to_numpy(dtype="int64"), line))
        return _present(frame.iloc[at]) if at < len(frame) and frame["line"].iloc[at] == line else {}


_indexed: WeakKeyDictionary[Case, _Rows] = WeakKeyDictionary()


def _rows_of(case: Case) -> _Rows:
    rows = _indexed.get(case)
    head = case.head
    if rows is None or rows.head != head:
        rows = _indexed[case] = _Rows(head)
    return rows


def _present(row: pd.Series) -> dict[str, Any]:
    return {str(name): cell for name, cell in row.items() if not _missing(cell)}


def _missing(cell: object) -> bool:
    if cell is None or cell is pd.NA or cell is pd.NaT:
        return True
    return cell != cell if isinstance(cell, float) else isinstance(cell, (list, dict)) and not cell  # noqa: PLR0124 - NaN differs from itself
