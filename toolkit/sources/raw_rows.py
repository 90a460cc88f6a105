"""Rows of one table as they stand in the file, held column by column, and columns of them as text of facts."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.sources.decoding import show_bytes
from toolkit.sources.values import unwrap_cell

__all__ = ["RawRows", "as_texts", "clean_cells", "find_matches", "write_locators"]

_BLANK = r"\s\p{Z}\x0b\x1c-\x1f\x{85}"
_BLANK_ENDS = f"^[{_BLANK}]|[{_BLANK}]$"
_WRAPPED = f"^[{_BLANK}'’‘`=]|[{_BLANK}]$|[０-９]"


@dataclass(frozen=True, slots=True)
class RawRows:
    """Rows with their numbers in the file; each column as long as ``numbers``."""

    numbers: pa.Array
    columns: list[pa.Array | pa.ChunkedArray]

    @classmethod
    def from_rows(cls, numbers: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> "RawRows":
        """Take rows of equal width.

        >>> RawRows.from_rows([2, 3], [["1", "a"], ["2", "b"]], 2).row(1)
        ['2', 'b']
        """
        columns = zip(*rows, strict=True) if rows else [()] * width
        return cls(pa.array(numbers, pa.int64()), [_as_column(column) for column in columns])

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.numbers)

    def row(self, index: int) -> list[str]:
        """Give one row, counted from 0."""
        return [column[index].as_py() for column in self.columns]

    def only(self, kept: pa.Array) -> "RawRows":
        """Give the rows for which ``kept`` is true."""
        return RawRows(self.numbers.filter(kept), [column.filter(kept) for column in self.columns])

    def find_empty(self) -> pa.Array | pa.ChunkedArray:
        """Tell which rows hold nothing but blanks."""
        empty = None if self.columns else pa.array([True] * len(self), pa.bool_())
        for column in self.columns:
            blank = pc.match_substring_regex(column, f"^[{_BLANK}]*$")
            empty = blank if empty is None else pc.and_(empty, blank)
            if not pc.any(empty).as_py():
                break
        return empty


def _as_column(cells: Sequence[str]) -> pa.Array:
    try:
        return pa.array(cells, pa.large_string())
    except UnicodeEncodeError:  # half of a character, which no text of ours holds
        return pa.array([show_bytes(cell) for cell in cells], pa.large_string())


def find_matches(column: pa.Array | pa.ChunkedArray, pattern: str) -> list[int]:
    """Give the indexes of the cells in which a pattern is found."""
    matched = pc.match_substring_regex(column, pattern)
    if not pc.any(matched).as_py():
        return []
    found: list[int] = pc.indices_nonzero(matched).to_pylist()
    return found


def clean_cells(column: pa.Array | pa.ChunkedArray, *, as_written: bool = False) -> pa.Array | pa.ChunkedArray:
    """Take blanks off the ends of cells and, unless they are kept ``as_written``, what wraps a code; see :func:`unwrap_cell`.

    >>> clean_cells(pa.array(["'0012", " a", "１２"])).to_pylist()
    ['0012', 'a', '12']
    """
    found = find_matches(column, _BLANK_ENDS if as_written else _WRAPPED)
    if not found:
        return column
    cells = column.to_pylist()
    clean = str.strip if as_written else unwrap_cell
    for index in found:
        cells[index] = clean(cells[index])
    return pa.array(cells, pa.large_string())


def as_texts(column: pa.Array | pa.ChunkedArray) -> pd.Series:
    """Give a column as a series of text."""
    return pd.Series(pd.array(column, dtype="str"))


def write_locators(prefix: str, numbers: pa.Array) -> pd.Series:
    """Write the locators of rows: what stands before their number, and the number.

    >>> write_locators("line=", pa.array([2, 3])).tolist()
    ['line=2', 'line=3']
    """
    text = pa.large_string()
    return as_texts(pc.binary_join_element_wise(pa.scalar(prefix, text), pc.cast(numbers, text), pa.scalar("", text)))
