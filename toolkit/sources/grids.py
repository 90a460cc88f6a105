"""What every tabular format is turned into first: numbered rows of text cells, nothing interpreted."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.ids import make_locator

__all__ = ["Broken", "Grid", "Marks", "locate_row", "mark_row"]

Cell = tuple[int, int]
"""(row number, column), both from 1."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that the format itself could not deliver: its number, why, and what stands there."""

    number: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Marks:
    """How a sheet shows its cells: what is hidden, struck through, computed or merged. Nothing of it is left out."""

    hidden_sheet: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    struck: frozenset[Cell] = frozenset()
    formulas: frozenset[Cell] = frozenset()
    sums: frozenset[Cell] = frozenset()
    """Those formulas that are a sum over other cells."""
    merged: tuple[tuple[int, int, int, int], ...] = ()
    """(first row, first column, last row, last column); only the first cell holds the text."""

    def of_row(self, number: int, headers: list[str]) -> list[str]:
        """Name the marks of one row: ``hidden_sheet``, ``hidden_row``, ``hidden:HEADER``, ``struck:HEADER``."""
        found = ["hidden_sheet"] if self.hidden_sheet else []
        if number in self.hidden_rows:
            found.append("hidden_row")
        found += [f"hidden:{header}" for column, header in enumerate(headers, start=1) if column in self.hidden_columns]
        if self.struck:
            found += [f"struck:{header}" for column, header in enumerate(headers, start=1) if (number, column) in self.struck]
        return found

    def __bool__(self) -> bool:
        """Tell whether anything is hidden or struck through."""
        return self.hidden_sheet or bool(self.hidden_rows or self.hidden_columns or self.struck)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or file: rows of text cells with their numbers in the file, counted from 1.

    ``counter`` is ``line`` for text files (the physical line on which the record starts) and ``row`` for workbooks, JSON
    and Parquet. A missing cell is the empty text.
    """

    counter: str
    numbers: list[int]
    rows: list[list[str]]
    sheet: str | None = None
    header: list[str] | None = None
    """Column names, where the format carries them apart from the rows (Parquet)."""
    broken: list[Broken] = field(default_factory=list)
    damaged: frozenset[Cell] = frozenset()
    """Numbers whose digits a spreadsheet has already lost."""
    marks: Marks = Marks()

    def locate(self, number: int) -> str:
        """Write the locator of a row."""
        return locate_row(self.counter, number, self.sheet)

    def numbered(self) -> Iterator[tuple[int, list[str]]]:
        """Go through the rows with their numbers."""
        return zip(self.numbers, self.rows, strict=True)


def mark_row(grid: Grid, number: int, headers: list[str]) -> list[str]:
    """Name the marks of a row, ``damaged:HEADER`` where a spreadsheet has lost digits among them."""
    found = grid.marks.of_row(number, headers)
    if grid.damaged:
        found += [f"damaged:{header}" for column, header in enumerate(headers, start=1) if (number, column) in grid.damaged]
    return found


def locate_row(counter: str, number: int, sheet: str | None = None) -> str:
    """Write the locator of a row.

    >>> locate_row("row", 4, "进口")
    'sheet=进口;row=4'
    """
    place: dict[str, str | int] = {} if sheet is None else {"sheet": sheet}
    return make_locator(**place, **{counter: number})
