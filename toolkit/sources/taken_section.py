"""Rows of one section told apart: facts by their columns, and what is set aside, each with its reason."""

from dataclasses import dataclass

import pyarrow.compute as pc

from toolkit.sources.aside_rows import fit_row, pad_row, tell_aside
from toolkit.sources.cut_lines import CutLines
from toolkit.sources.merged import find_shared_cells
from toolkit.sources.raw_rows import RawRows
from toolkit.sources.sections import Section

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
        fitted = fit_row(row, width, padded=grid.counter == "row" or width == 1)
        if fitted is not None and place in shared:
            fitted = [cell or shared[place].get(column, "") for column, cell in enumerate(fitted, start=1)]
        reason = tell_aside(section.headers, row, fitted, is_sum=place in section.totals)
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
    totals = [(number, pad_row(cells, width)) for number, reason, cells in cut.aside if reason == "control_total"]
    return _without_empty(TakenSection(section, cut.rows, cut.aside, totals, {}))


def _without_empty(taken: TakenSection) -> TakenSection:
    """Set rows without a word aside."""
    empty = taken.rows.find_empty()
    found = pc.indices_nonzero(empty).to_pylist()
    if not found:
        return taken
    aside = [(taken.rows.numbers[index].as_py(), "source_empty_row", taken.rows.row(index)) for index in found]
    return TakenSection(taken.section, taken.rows.only(pc.invert(empty)), [*taken.aside, *aside], taken.totals, taken.shared)
