"""What linking asks of its arguments before it computes anything."""

from collections.abc import Mapping
from numbers import Integral, Real

import pandas as pd

from toolkit.errors import ArgumentError, TableError
from toolkit.linking.families import FAMILIES, NO_PARTIES
from toolkit.tables import check

__all__ = ["check_records", "check_share", "check_top"]

_SHOWN = 80


def check_records(records: pd.DataFrame) -> None:
    """Refuse records that could only be linked in part: what is of another type would be passed over in silence.

    Raises:
        TableError: it is no frame, a column is missing, an id is repeated or no text, a kind is unknown, a cell is of
            another type, or a text cannot be written as UTF-8.

    >>> records = pd.DataFrame({"record_id": ["a"], "source_id": "s", "locator": "line=1", "kind": "Person", "aliases": "Li Na"})
    >>> check_records(records)
    Traceback (most recent call last):
    toolkit.errors.TableError: table 'records', column 'aliases', record 'a': 'Li Na' is of type str; give a list of texts
    """
    check(records, "records", columns=("kind",))
    _check_kinds(records["kind"])
    ids = records["record_id"].tolist()
    # A column of text holds text, and text that can be written: there is nothing to look for.
    loose = {column for column in records.columns if not isinstance(records[column].dtype, pd.StringDtype)}
    for record_id in ids if "record_id" in loose else ():
        if not isinstance(record_id, str):
            message = f"table 'records', column 'record_id': {record_id!r} is of type {type(record_id).__name__}; give texts"
            raise TableError(message)
    for column, (fits, wanted) in _CELLS.items():
        told = column in loose or (fits is not _is_text and column in records.columns)
        for record_id, cell in zip(ids, records[column].tolist() if told else (), strict=False):
            if not (fits(cell) or _is_absent(cell)):
                _refuse(column, record_id, cell, f"is of type {type(cell).__name__}; give {wanted}")
    for column in ("record_id", *_WRITTEN):
        for record_id, cell in zip(ids, records[column].tolist() if column in loose else (), strict=False):
            if _is_broken(cell):
                _refuse(column, record_id, cell, _BROKEN)


def check_share(argument: str, value: float) -> None:
    """Refuse what is no number from 0 to 1.

    Raises:
        ArgumentError: naming the argument.
    """
    if not (isinstance(value, Real) and 0 <= value <= 1):
        message = f"{argument}={value!r} is not a probability; give a number from 0 to 1"
        raise ArgumentError(message)


def check_top(top: int) -> None:
    """Refuse what is no count.

    Raises:
        ArgumentError: ``top`` is below 1, or no integer.
    """
    if not isinstance(top, Integral) or top < 1:
        message = f"top={top!r}; ask for at least one entry, by an integer"
        raise ArgumentError(message)


def _check_kinds(kinds: pd.Series) -> None:
    unknown = sorted(set(kinds.dropna().unique()) - FAMILIES.keys() - NO_PARTIES, key=str)
    if unknown:
        message = (
            f"table 'records', column 'kind': {unknown[:5]} are unknown kinds; linked are {', '.join(FAMILIES)}, "
            f"left alone are {', '.join(sorted(NO_PARTIES))}, and records without a kind (NA)"
        )
        raise TableError(message)


_WRITTEN = ("name", "aliases", "address")
_BROKEN = "holds half of a character (a lone surrogate) and cannot be written as UTF-8; read the file in its own encoding"


def _is_text(cell: object) -> bool:
    return isinstance(cell, str)


def _is_texts(cell: object) -> bool:
    return isinstance(cell, (list, tuple))


def _is_mapping(cell: object) -> bool:
    return isinstance(cell, Mapping)


def _is_numbers(cell: object) -> bool:
    return isinstance(cell, Mapping) and all(_lists_texts(values) for values in cell.values())


def _lists_texts(values: object) -> bool:
    return values is None or (isinstance(values, (list, tuple)) and all(isinstance(value, str) for value in values))


_CELLS = {
    "name": (_is_text, "a text"),
    "country": (_is_text, "a text"),
    "address": (_is_text, "a text"),
    "aliases": (_is_texts, "a list of texts"),
    "identifiers": (_is_numbers, "a mapping from scheme to a list of texts, such as {'imo': ['9074729']}"),
    "dates": (_is_mapping, "a mapping such as {'birth': '1970-05-01'}"),
    "extra": (_is_mapping, "a mapping from header to value"),
}
"""Column → what fits, and how it is told. A missing cell fits everywhere."""


def _is_absent(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124 - NaN differs from itself


def _is_broken(cell: object) -> bool:
    if isinstance(cell, (list, tuple)):
        return any(_is_broken(text) for text in cell)
    if not isinstance(cell, str) or cell.isascii():
        return False
    try:
        cell.encode()
    except UnicodeEncodeError:
        return True
    return False


def _refuse(column: str, record_id: str, cell: object, why: str) -> None:
    shown = ascii(cell) if why == _BROKEN else repr(cell)
    shown = shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
    message = f"table 'records', column {column!r}, record {record_id!a}: {shown} {why}"
    raise TableError(message)
