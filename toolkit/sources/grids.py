"""What every tabular format is turned into first: numbered rows of text cells, nothing interpreted."""

from dataclasses import dataclass, field

from toolkit.ids import make_locator

__all__ = ["Broken", "Grid", "locate_row"]


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that the format itself could not deliver: its number, why, and what stands there."""

    number: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet or file: rows of text cells with their numbers in the file, counted from 1.

    ``counter`` is ``line`` for text files (the physical line on which the record starts) and ``row`` for workbooks and
    Parquet. A missing cell is the empty text.
    """

    counter: str
    numbers: list[int]
    rows: list[list[str]]
    sheet: str | None = None
    header: list[str] | None = None
    """Column names, where the format carries them apart from the rows (Parquet)."""
    broken: list[Broken] = field(default_factory=list)
    damaged: frozenset[tuple[int, int]] = frozenset()
    """(row number, column from 1) of numbers whose digits a spreadsheet has already lost."""

    def locate(self, number: int) -> str:
        """Write the locator of a row."""
        return locate_row(self.counter, number, self.sheet)


def locate_row(counter: str, number: int, sheet: str | None = None) -> str:
    """Write the locator of a row.

    >>> locate_row("row", 4, "进口")
    'sheet=进口;row=4'
    """
    place: dict[str, str | int] = {} if sheet is None else {"sheet": sheet}
    return make_locator(**place, **{counter: number})
