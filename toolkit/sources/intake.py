"""Rows of a tabular source on their way to facts: fields by name, every row kept or set aside."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.sources.clocks import WrittenTimes, read_times
from toolkit.sources.cut_lines import cut_lines
from toolkit.sources.figures import DecimalMark, find_column_mark
from toolkit.sources.formats import read_grids
from toolkit.sources.grids import Grid
from toolkit.sources.headers import dimension_of
from toolkit.sources.opening import Opened, open_source
from toolkit.sources.overrides import flatten_mapping
from toolkit.sources.raw_rows import as_texts, clean_cells, write_locators
from toolkit.sources.sections import Section, find_sections, make_section
from toolkit.sources.set_aside import SetAside
from toolkit.sources.taken_section import TakenSection, take_cut, take_section
from toolkit.sources.values import read_moment
from toolkit.tables import Source

__all__ = ["ABSENT", "Intake"]

ABSENT = frozenset({"", "-", "--", "---", "—", "－", "/", "N/A", "n/a", "null", "NULL", "-0-"})
"""Cells that say nothing."""
_SEPARATOR = "\t"
_AS_WRITTEN = frozenset({"name", "name_chinese", "name_latin", "aliases", "weak_aliases", "previous_names", "address", "description"})
"""Fields of words, whose width and marks belong to what was written."""


class Intake:
    """The rows of facts in one tabular source.

    ``frame`` has one text column a field (NA where the cell says nothing) and ``locator``; ``taken`` holds, a section, the
    raw rows beside it and the rows of totals that were set aside.
    """

    def __init__(
        self,
        source: Opened | Source | str | Path,
        layout: str,
        *,
        mapping: Mapping[str, object] | None = None,
        units: Mapping[str, str] | None = None,
        grids: Sequence[Grid] | None = None,
    ) -> None:
        """Open the source, find its sheets and headers, and set aside what are no rows of facts."""
        opened = source if isinstance(source, Opened) else open_source(source)
        self.layout = layout
        self.source = opened.source
        self.aside = SetAside(opened.source)
        self.rows_read = 0
        chosen = flatten_mapping(mapping, layout)
        cut = cut_lines(opened, (layout, None) if chosen else (layout,)) if grids is None else None
        others: list[Grid] = []
        if cut is not None:
            section = make_section(cut.head, cut.header, layout, mapping=chosen, units=units)
            self.taken = [take_cut(section, cut)]
        else:
            grids = read_grids(opened) if grids is None else grids
            sections, others = find_sections(grids, layout, opened.source.name, mapping=chosen, units=units)
            self.taken = [take_section(section) for section in sections]
        for taken in self.taken:
            self._set_aside_rows(taken)
        for grid in others:
            self._set_aside_grid(grid)
        self.frame = pd.concat([_fields_of(part, taken) for part, taken in enumerate(self.taken)], ignore_index=True)

    @property
    def sections(self) -> list[Section]:
        """The sections, in the order of the file."""
        return [taken.section for taken in self.taken]

    @property
    def zone(self) -> str | None:
        """Zone that the publisher of the layout states."""
        return self.taken[0].section.match.zone

    def _set_aside_grid(self, grid: Grid) -> None:
        for number, row in grid.numbered():
            self.aside.add(grid.locate(number), "source_no_header", _SEPARATOR.join(row))
        self.rows_read += len(grid.rows)
        self._set_aside_broken(grid)

    def _set_aside_broken(self, grid: Grid) -> None:
        for broken in grid.broken:
            self.aside.add(grid.locate(broken.number), broken.reason, broken.raw)
        self.rows_read += len(grid.broken)

    def _set_aside_rows(self, taken: TakenSection) -> None:
        grid = taken.section.grid
        self._set_aside_broken(grid)
        for number, reason, cells in taken.aside:
            self.aside.add(grid.locate(number), reason, _SEPARATOR.join(cells))
        self.rows_read += len(taken.rows) + len(taken.aside)

    def field(self, name: str) -> pd.Series:
        """Give the text of a field, NA where absent or where no column carries it."""
        if name in self.frame.columns:
            return self.frame[name]
        return pd.Series([None] * len(self.frame), index=self.frame.index, dtype="str")

    def column(self, name: str) -> pa.Array:
        """Give the text of a field as an array, null where absent."""
        found = pa.array(self.field(name).array)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found

    def texts(self, name: str) -> list[str | None]:
        """Give the text of a field as a list, ``None`` where absent."""
        found: list[str | None] = self.column(name).to_pylist() if self.has(name) else [None] * len(self.frame)
        return found

    def containers(self) -> pd.Series:
        """Give container numbers without spacing, in capitals: the form in which tables are joined by them."""
        return self.field("container_id").str.upper().str.replace(r"[\s\-/]", "", regex=True)

    def has(self, *names: str) -> bool:
        """Tell whether any of these fields has a column."""
        return any(name in self.frame.columns for name in names)

    def raw_cells(self, part: int, column: int) -> list[str]:
        """Give what stands in a column, counted from 1, of the rows of one section that are kept."""
        places = self.frame.loc[self.frame["_section"] == part, "_place"].to_numpy()
        cells = self.taken[part].rows.columns[column - 1]
        found: list[str] = (cells if len(places) == len(cells) else cells.take(pa.array(places))).to_pylist()
        return found

    def set_aside(self, mask: "pd.Series", reason: str) -> None:
        """Set rows aside that stay in the frame."""
        chosen = self.frame.loc[mask.to_numpy(dtype=bool), ["locator", "_section", "_place"]]
        for locator, part, place in chosen.itertuples(index=False):
            self.aside.add(locator, reason, _SEPARATOR.join(self.taken[part].rows.row(place)))

    def drop(self, mask: "pd.Series", reason: str) -> None:
        """Set rows aside, and keep the others."""
        if mask.any():
            self.set_aside(mask, reason)
            self.frame = self.frame[~mask.to_numpy(dtype=bool)].reset_index(drop=True)

    @cached_property
    def decimal_marks(self) -> list[DecimalMark]:
        """What parts the decimals in each section, by all of its amounts."""
        found: list[DecimalMark] = []
        for part, taken in enumerate(self.taken):
            names = [name for name in taken.section.match.columns if dimension_of(name) is not None or name == "quantity"]
            inside = pa.array(self.frame["_section"] == part)
            found.append(find_column_mark(self.column(name).filter(inside) for name in names))
        return found

    def moments(self, name: str, *, zone: str | None = None) -> tuple[list[str | None], "pd.Series"]:
        """Read a field as moments; also which rows hold text that is no date, or whose day and month are ambiguous."""
        texts = self.texts(name)
        found = [None if text is None else read_moment(text, zone) for text in texts]
        bad = [text is not None and moment is None for text, moment in zip(texts, found, strict=True)]
        return [None if moment is None else moment.text for moment in found], pd.Series(bad, index=self.frame.index, dtype=bool)

    def times(self, name: str, *, zone: str | None = None, day_first: bool | None = None) -> tuple[WrittenTimes, "pd.Series"]:
        """Read a field as times with their basis and precision; also which rows hold text of which no one reading exists.

        The zone that the publisher of the layout states goes before the analyst's.
        """
        basis = "layout" if self.zone else "analyst"
        times = read_times(self.texts(name), zone=self.zone or zone, zone_basis=basis, day_first=day_first)
        bad = [text is not None and moment is None for text, moment in zip(times.time_original, times.moments, strict=True)]
        return times, pd.Series(bad, index=self.frame.index, dtype=bool)

    def close(self, tables: Mapping[str, Mapping[str, str]]) -> Source:
        """Close the account.

        Args:
            tables: ``{table or table.role: {table column: field}}``.

        Returns:
            The source with counts and mapping. Where tables order their columns differently, the mapping of a later one stands
            under ``table@sheet``, or ``table@sheet#row`` where it begins further down.
        """
        mapping: dict[str, dict[str, int]] = {}
        seen: set[str | None] = set()
        for section in self.sections:
            for table, columns in tables.items():
                placed = {column: section.match.columns[name] for column, name in columns.items() if name in section.match.columns}
                if not placed:
                    continue
                if table not in mapping:
                    mapping[table] = placed
                elif section.grid.sheet in seen:
                    mapping[f"{table}@{section.grid.sheet or ''}#{section.grid.numbers[0]}"] = placed
                elif mapping[table] != placed:
                    mapping[f"{table}@{section.grid.sheet}"] = placed
            seen.add(section.grid.sheet)
        return self.aside.close(self.layout, self.rows_read, mapping)


def _fields_of(part: int, taken: TakenSection) -> pd.DataFrame:
    """Give the fields of one section, with where each row stands: ``_section``, its number, its place among the raw rows."""
    rows, grid = taken.rows, taken.section.grid
    fields = {name: _read_field(rows.columns[column - 1], name) for name, column in taken.section.match.columns.items()}
    frame = pd.DataFrame(fields, index=range(len(rows)))
    frame["locator"] = write_locators(grid.locate(0)[: -len("0")], rows.numbers)
    frame["_section"] = part
    frame["_number"] = rows.numbers.to_numpy()
    frame["_place"] = np.arange(len(rows))
    return frame


def _read_field(column: pa.Array | pa.ChunkedArray, name: str) -> pd.Series:
    cells = clean_cells(column, as_written=name.rpartition(".")[2] in _AS_WRITTEN)
    absent = pc.is_in(cells, pa.array(sorted(ABSENT), pa.large_string()))
    return as_texts(pc.if_else(absent, pa.scalar(None, pa.large_string()), cells) if pc.any(absent).as_py() else cells)
