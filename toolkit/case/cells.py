"""The texts that stand in a table part, each distinct one with the rows that hold it."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.tables import SCHEMAS
from toolkit.tables.schema import Column

__all__ = ["KEPT", "Cell", "read_cells"]

KEPT = 20
"""Rows that are kept of one text; of the others only the number."""

_OURS = r"^[a-z][a-z0-9_]*_[0-9a-f]{20}$"  # toolkit.ids.make_id: computed by us, nobody looks for it
_KINDS = ("text", "category", "moment", "texts", "mapping", "decimal")
_NOT_TEXT = frozenset({"source_id", "locator", "reason", "time_original", "time_basis", "time_precision", "quality"})
_COLUMN = re.compile(r"[A-Za-z0-9_.]+")


class Cell(NamedTuple):
    """One distinct text of one column."""

    column: str
    """Column, with the entry behind a dot where the cell is a mapping, such as ``identifiers.imo``."""
    text: str
    places: int
    """How many rows hold it."""
    keys: tuple[str, ...]
    """Keys of the first of these rows, as a ref names them."""
    source_id: str
    """Source of the first row; empty where the table names none."""


def read_cells(table: pa.Table, name: str) -> Iterator[Cell]:
    """Go through the texts of a part, column by column.

    Args:
        table: the part, with the columns of its table.
        name: the table.

    Returns:
        Each distinct text of each column that a person may look for; ids that we made ourselves are left out.
    """
    for column in SCHEMAS[name].columns:
        if column.kind in _KINDS and column.name not in _NOT_TEXT and column.name in table.column_names:
            yield from _read_column(table, name, column)


def _read_column(table: pa.Table, name: str, column: Column) -> Iterator[Cell]:
    array = table[column.name].combine_chunks()
    if column.kind == "decimal":
        array = pc.utf8_rtrim(pc.utf8_rtrim(array.cast(pa.string()), "0"), ".")
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    values = array.dictionary.cast(pa.string())
    ours = pc.match_substring_regex(values, _OURS).to_numpy(zero_copy_only=False).astype(bool)
    codes = pc.fill_null(array.indices.cast(pa.int64()), -1).to_numpy()
    order = np.argsort(codes, kind="stable")
    found, starts, counts = np.unique(codes[order], return_index=True, return_counts=True)
    shown = [(code, start, count) for code, start, count in zip(found.tolist(), starts.tolist(), counts.tolist(), strict=True) if code >= 0]
    shown = [(code, start, count) for code, start, count in shown if not ours[code]]
    texts = values.to_pylist()
    if column.kind in ("texts", "mapping"):
        pieces = _gather_pieces(column, texts, [(code, order[start : start + count]) for code, start, count in shown])
    else:
        pieces = [(column.name, texts[code], count, order[start : start + min(count, KEPT)]) for code, start, count in shown]
    yield from _name_rows(table, name, pieces)


_Piece = tuple[str, str, int, np.ndarray]


def _gather_pieces(column: Column, texts: list[str], cells: list[tuple[int, np.ndarray]]) -> list[_Piece]:
    """Take lists and mappings, stored as JSON, apart; the same entry of different cells is one text."""
    counts: dict[tuple[str, str], int] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    for code, places in cells:
        for entry in dict.fromkeys(_take_apart(column.name, json.loads(texts[code]))):
            counts[entry] = counts.get(entry, 0) + len(places)
            kept = rows.setdefault(entry, [])
            if len(kept) < KEPT:
                kept += places[: KEPT - len(kept)].tolist()
    return [(*entry, count, np.array(sorted(rows[entry]), dtype=np.int64)) for entry, count in counts.items()]


def _take_apart(name: str, cell: object) -> Iterator[tuple[str, str]]:
    if isinstance(cell, dict):
        for entry, value in cell.items():
            yield from _take_apart(f"{name}.{entry}" if _COLUMN.fullmatch(entry) else name, value)
    elif isinstance(cell, list):
        for value in cell:
            yield from _take_apart(name, value)
    elif cell is not None:
        yield name, str(cell)


def _name_rows(table: pa.Table, name: str, pieces: list[_Piece]) -> Iterator[Cell]:
    """Put the keys that a ref names in place of row numbers."""
    if not pieces:
        return
    rows = pa.array(np.concatenate([places for *_, places in pieces]))
    keys = ["source_id", "line"] if name == "positions" else list(SCHEMAS[name].key)
    columns = [[_as_key(cell) for cell in table[key].take(rows).to_pylist()] for key in keys]
    joined = columns[0] if len(columns) == 1 else [("#" if name == "positions" else "|").join(key) for key in zip(*columns, strict=True)]
    sources = table["source_id"].take(rows).to_pylist() if "source_id" in table.column_names else [""] * len(rows)
    at = 0
    for column, text, count, places in pieces:
        if text:
            yield Cell(column, text, count, tuple(joined[at : at + len(places)]), str(sources[at]))
        at += len(places)


def _as_key(cell: object) -> str:
    return str(cell).replace(" ", "%20")
