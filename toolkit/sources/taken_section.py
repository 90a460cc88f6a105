"""Rows of one section told apart: facts by their columns, and what is set aside, each with its reason."""

from dataclasses import dataclass

from toolkit.sources.cut_lines import CutLines
from toolkit.sources.merged import find_shared_cells
from toolkit.sources.raw_rows import RawRows
from toolkit.sources.sections import Section, is_remark_row, is_total_row

__all__ = ["TakenSection", "take_cut", "take_section"]


@dataclass(frozen=True, slots=True)
class TakenSection:
    """One section, its rows of facts, and the others as (number, reason, cells)."""

    section: Section
    rows: RawRows
    aside: list[tuple[int, str, list[str]]]
    totals: list[tuple[int, list[str]]]
    """Rows of totals, at the width of the header."""
    shared: dict[int, dict[int, str]]
    """Cells that a merged cell above covers: {row number: {column: text}}."""


def take_section(section: Section) -> TakenSection:
    """Tell the rows of a section apart, row by row."""
    grid, width = section.grid, len(section.headers)
    shared = find_shared_cells(section) if grid.marks.merged else {}
    aside = [(grid.numbers[index], "source_title_row", grid.rows[index]) for index in section.titles]
    totals: list[tuple[int, list[str]]] = []
    rows: list[list[str]] = []
    numbers: list[int] = []
    for place, row in zip(grid.numbers[section.first :], grid.rows[section.first :], strict=True):
        fitted = row if len(row) == width else _fit_row(row, width, padded=grid.counter == "row" or width == 1)
        if fitted is not None and place in shared:
            fitted = [cell or shared[place].get(column, "") for column, cell in enumerate(fitted, start=1)]
        reason = _why_aside(section, place, row, fitted)
        if reason is not None or fitted is None:
            aside.append((place, reason or "source_field_count", row))
            if reason == "control_total" and fitted is not None:
                totals.append((place, fitted))
        else:
            numbers.append(place)
            rows.append(fitted)
    return _without_empty(TakenSection(section, RawRows.from_rows(numbers, rows, width), aside, totals, shared))


def take_cut(section: Section, cut: CutLines) -> TakenSection:
    """Take the rows of a text that was cut into columns."""
    width = len(section.headers)
    totals = [(number, _pad(cells, width)) for number, reason, cells in cut.aside if reason == "control_total"]
    return _without_empty(TakenSection(section, cut.rows, cut.aside, totals, {}))


def _without_empty(taken: TakenSection) -> TakenSection:
    """Set rows without a word aside."""
    import pyarrow.compute as pc

    empty = taken.rows.find_empty()
    found = pc.indices_nonzero(empty).to_pylist()
    if not found:
        return taken
    aside = [(taken.rows.numbers[index].as_py(), "source_empty_row", taken.rows.row(index)) for index in found]
    return TakenSection(taken.section, taken.rows.only(pc.invert(empty)), [*taken.aside, *aside], taken.totals, taken.shared)


def _why_aside(section: Section, place: int, row: list[str], fitted: list[str] | None) -> str | None:
    """Say why a row below the header is no row of facts; ``None`` where it is one."""
    if fitted is None:
        return "source_remark_row" if is_remark_row(_pad(row, len(section.headers))) else "source_field_count"
    if place in section.totals or is_total_row(fitted):
        return "control_total"
    if is_remark_row(fitted):
        return "source_remark_row"
    return "source_header_again" if fitted[0] == section.headers[0] and fitted == section.headers else None


def _fit_row(row: list[str], width: int, *, padded: bool) -> list[str] | None:
    """Bring a row to the width of its header; ``None`` if that would lose cells or invent them.

    Workbooks leave trailing empty cells out; in delimited text only a row of totals may be short.
    """
    if any(cell.strip() for cell in row[width:]):
        return None
    fitted = _pad(row, width)[:width]
    return fitted if padded or len(row) >= width or is_total_row(fitted) else None


def _pad(row: list[str], width: int) -> list[str]:
    return [*row, *[""] * (width - len(row))]
