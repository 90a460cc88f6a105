"""Rows of a sheet told apart: facts, titles, totals, and what the format could not deliver. None is dropped."""

from dataclasses import dataclass

from toolkit.sources.aside_rows import fit_row, tell_aside
from toolkit.sources.grids import Grid, mark_row
from toolkit.sources.sections import Header, find_header, is_sum_row
from toolkit.sources.values import unwrap_cell

__all__ = ["TakenRows", "take_rows", "unique_names"]

_SEPARATOR = "\t"
_RESERVED = ("locator", "marks")


@dataclass(frozen=True, slots=True)
class TakenRows:
    """The rows of one sheet: those of facts under ``names``, and those set aside as (number, reason, raw)."""

    grid: Grid
    header: Header
    names: list[str]
    """Headers, each once: empty ones are ``column N``, repeated ones get their column number."""
    numbers: list[int]
    rows: list[list[str]]
    aside: list[tuple[int, str, str]]

    @property
    def totals(self) -> int:
        """How many rows of totals there are."""
        return sum(reason == "control_total" for _, reason, _ in self.aside)

    def marks(self) -> list[list[str]]:
        """Name the marks of each row of facts."""
        if not (self.grid.marks or self.grid.damaged):
            return [[] for _ in self.rows]
        return [mark_row(self.grid, number, self.names) for number in self.numbers]


def take_rows(grid: Grid) -> TakenRows:
    """Tell the rows of a sheet apart.

    Rows of facts have as many cells as there are names. A row of a text file that is shorter or longer is set aside; a row of a
    workbook that is shorter ends in empty cells, which workbooks leave out.
    """
    found = find_header(grid) or Header(None, None, [f"column {i + 1}" for i in range(max((len(row) for row in grid.rows), default=0))])
    width = len(found.headers)
    aside = [(broken.number, broken.reason, broken.raw) for broken in grid.broken]
    aside += [(grid.numbers[i], "source_title_row", _SEPARATOR.join(grid.rows[i])) for i in range(found.first or 0)]
    numbers: list[int] = []
    rows: list[list[str]] = []
    is_text = grid.counter == "line" and width > 1
    for number, row in zip(grid.numbers[found.after :], grid.rows[found.after :], strict=True):
        fitted = fit_row(row, width, padded=not is_text)
        reason = tell_aside(found.headers, row, fitted, is_sum=is_sum_row(grid, number, row))
        if reason is not None or fitted is None:
            aside.append((number, reason or "source_field_count", _SEPARATOR.join(row)))
        else:
            numbers.append(number)
            rows.append([unwrap_cell(cell) for cell in fitted])
    return TakenRows(grid, found, unique_names(found.headers), numbers, rows, aside)


def unique_names(headers: list[str]) -> list[str]:
    """Give each header once: empty ones are ``column N``, repeated ones get their column number."""
    names: dict[str, None] = {}
    for number, header in enumerate(headers, start=1):
        name = header or f"column {number}"
        names[name if name not in names and name not in _RESERVED else f"{name} ({number})"] = None
    return list(names)
