"""Rows of a tabular source on their way to facts: fields by name, every row kept or set aside."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.sources.clocks import WrittenTimes, read_times
from toolkit.sources.figures import DecimalMark, find_decimal_mark, read_figure, read_with_unit
from toolkit.sources.formats import read_grids
from toolkit.sources.grids import Grid, mark_row
from toolkit.sources.headers import dimension_of, fields_of
from toolkit.sources.merged import find_shared_cells
from toolkit.sources.opening import Opened, open_source
from toolkit.sources.sections import Section, find_sections, is_remark_row, is_total_row
from toolkit.sources.set_aside import SetAside
from toolkit.sources.values import read_moment, scale_exactly, unwrap_cell
from toolkit.tables import Source
from toolkit.units import Unit, parse_unit

__all__ = ["ABSENT", "Intake"]

ABSENT = frozenset({"", "-", "--", "---", "—", "－", "/", "N/A", "n/a", "null", "NULL", "-0-"})
"""Cells that say nothing."""
_SEPARATOR = "\t"
_READ, _BAD, _NO_UNIT = "read", "bad", "no_unit"
_AS_WRITTEN = frozenset({"name", "name_chinese", "name_latin", "aliases", "weak_aliases", "previous_names", "address", "description"})
"""Fields of words, whose width and marks belong to what was written."""


class Intake:
    """The rows of facts in one tabular source.

    ``frame`` has one text column a field (NA where the cell says nothing) and ``locator``; ``cells`` the raw rows beside
    it, ``totals`` the rows of totals that were set aside, with the section that they stand in.
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
        self.totals: list[tuple[Section, int, list[str]]] = []
        grids = read_grids(opened) if grids is None else grids
        chosen = flatten_mapping(mapping, layout)
        self.sections, others = find_sections(grids, layout, opened.source.name, mapping=chosen, units=units)
        self._shared: dict[int, dict[int, dict[int, str]]] = {}
        frames = [self._take_section(number, section) for number, section in enumerate(self.sections)]
        for grid in others:
            self._set_aside_grid(grid)
        self.cells: list[list[str]] = [row for _, rows in frames for row in rows]
        frame = pd.concat([part for part, _ in frames], ignore_index=True)
        self.frame = frame

    @property
    def zone(self) -> str | None:
        """Zone that the publisher of the layout states."""
        return self.sections[0].match.zone

    def _set_aside_grid(self, grid: Grid) -> None:
        for number, row in zip(grid.numbers, grid.rows, strict=True):
            self._refuse(grid, number, "source_no_header", row)
        self._count_broken(grid)

    def _count_broken(self, grid: Grid) -> None:
        for broken in grid.broken:
            self.rows_read += 1
            self.aside.add(grid.locate(broken.number), broken.reason, broken.raw)

    def _refuse(self, grid: Grid, number: int, reason: str, row: Iterable[str]) -> None:
        self.rows_read += 1
        self.aside.add(grid.locate(number), reason, _SEPARATOR.join(row))

    def _take_section(self, number: int, section: Section) -> tuple[pd.DataFrame, list[list[str]]]:
        grid, width = section.grid, len(section.headers)
        shared = self._shared[number] = find_shared_cells(section) if grid.marks.merged else {}
        self._count_broken(grid)
        for index in section.titles:
            self._refuse(grid, grid.numbers[index], "source_title_row", grid.rows[index])
        rows: list[list[str]] = []
        numbers: list[int] = []
        for place, row in zip(grid.numbers[section.first :], grid.rows[section.first :], strict=True):
            fitted = row if len(row) == width else _fit_row(row, width, padded=grid.counter == "row" or width == 1)
            if fitted is not None and place in shared:
                fitted = [cell or shared[place].get(column, "") for column, cell in enumerate(fitted, start=1)]
            reason = _why_aside(section, place, row, fitted)
            if reason is not None or fitted is None:
                self._refuse(grid, place, reason or "source_field_count", row)
                if reason == "control_total" and fitted is not None:
                    self.totals.append((section, place, fitted))
            else:
                numbers.append(place)
                rows.append(fitted)
        self.rows_read += len(rows)
        columns = list(zip(*rows, strict=True)) if rows else [()] * width
        fields = {name: _texts(columns[column - 1], name) for name, column in section.match.columns.items()}
        frame = pd.DataFrame(fields, index=range(len(rows)))
        prefix = grid.locate(0)[: -len("0")]
        frame["locator"] = pd.Series([f"{prefix}{place}" for place in numbers], dtype="str")
        frame["_section"] = number
        frame["_number"] = numbers
        empty = [not any(map(str.strip, row)) for row in rows]
        if any(empty):
            for place, row, void in zip(numbers, rows, empty, strict=True):
                if void:
                    self.aside.add(grid.locate(place), "source_empty_row", _SEPARATOR.join(row))
            frame = frame[[not void for void in empty]]
            rows = [row for row, void in zip(rows, empty, strict=True) if not void]
        return frame, rows

    def field(self, name: str) -> pd.Series:
        """Give the text of a field, NA where absent or where no column carries it."""
        if name in self.frame.columns:
            return self.frame[name]
        return pd.Series([None] * len(self.frame), index=self.frame.index, dtype="str")

    def texts(self, name: str) -> list[str | None]:
        """Give the text of a field as a list, ``None`` where absent."""
        if name not in self.frame.columns:
            return [None] * len(self.frame)
        return [cell if isinstance(cell, str) else None for cell in self.frame[name].tolist()]

    def containers(self) -> pd.Series:
        """Give container numbers without spacing, in capitals: the form in which tables are joined by them."""
        return self.field("container_id").str.upper().str.replace(r"[\s\-/]", "", regex=True)

    def has(self, *names: str) -> bool:
        """Tell whether any of these fields has a column."""
        return any(name in self.frame.columns for name in names)

    def drop(self, mask: "pd.Series", reason: str) -> None:
        """Set rows aside, and keep the others."""
        if not mask.any():
            return
        flags = mask.tolist()
        for locator, row, dropped in zip(self.frame["locator"].tolist(), self.cells, flags, strict=True):
            if dropped:
                self.aside.add(locator, reason, _SEPARATOR.join(row))
        self.cells = [row for row, dropped in zip(self.cells, flags, strict=True) if not dropped]
        self.frame = self.frame[[not dropped for dropped in flags]].reset_index(drop=True)

    def amounts(self, name: str, *, unit_field: str | None = None) -> tuple[list[Decimal | None], "pd.Series", "pd.Series"]:
        """Read a field as exact amounts in the canonical unit of its dimension.

        Returns:
            The amounts; which rows hold text that is no number; which rows hold a number whose unit is not known (their
            amount is ``None``: a unit is never guessed).
        """
        texts = self.field(name)
        if not self.has(name):
            none = pd.Series([False] * len(texts), index=texts.index, dtype=bool)
            return [None] * len(texts), none, none
        written = self.texts(name)
        stated = self.texts(unit_field) if unit_field else [None] * len(texts)
        parts = self.frame["_section"].tolist()
        read = [
            (None, _READ) if text is None else self.read_amount(text, name, part, stated_unit=named)
            for text, part, named in zip(written, parts, stated, strict=True)
        ]
        bad = pd.Series([state is _BAD for _, state in read], index=texts.index, dtype=bool)
        lost = pd.Series([state is _NO_UNIT for _, state in read], index=texts.index, dtype=bool)
        return [value for value, _ in read], bad, lost

    def read_amount(self, text: str, name: str, part: int, *, stated_unit: str | None = None) -> tuple[Decimal | None, str]:
        """Read one cell of a field as an amount in the canonical unit; ``part`` is the section that it stands in.

        The unit that the cell itself states goes before that of its row, and that before the one of its header.

        Returns:
            The amount, and whether the cell was ``read``, is ``bad`` (no number), or a number with ``no_unit`` that is known.
        """
        dimension, mark = dimension_of(name), self._marks_of_numbers[part]
        value, unit = read_figure(text, mark), None
        if value is None and dimension is not None and (dressed := read_with_unit(text, dimension, mark)):
            value, unit = dressed
        if value is None:
            return None, _BAD
        if dimension is None:
            return scale_exactly(value), _READ
        if unit is None:
            unit = self._unit_of(self.sections[part], name) if stated_unit is None else parse_unit(stated_unit, dimension)
        return (None, _NO_UNIT) if unit is None else (scale_exactly(value, unit.factor), _READ)

    @cached_property
    def _marks_of_numbers(self) -> list[DecimalMark]:
        """What parts the decimals in each section, by all of its amounts."""
        found: list[DecimalMark] = []
        for part, section in enumerate(self.sections):
            names = [name for name in section.match.columns if dimension_of(name) is not None or name == "quantity"]
            inside = self.frame["_section"] == part
            found.append(find_decimal_mark(cell for name in names for cell in self.frame.loc[inside, name].dropna()))
        return found

    @staticmethod
    def _unit_of(section: Section, name: str) -> Unit | None:
        unit = section.match.units.get(name)
        if unit is None and dimension_of(name) == "money" and name not in section.match.unknown_units:
            return Unit("1", "money", Decimal(1))  # an amount of money is in units of its currency
        return unit

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

    def extras(self, unread: Mapping[str, "pd.Series"] | None = None) -> list[dict[str, str]]:
        """Give, a row, the columns that no field takes, by header, and fields that could not be read, as written."""
        parts = self.frame["_section"].tolist()
        free: list[list[tuple[int, str]]] = []
        for section in self.sections:
            taken = set(section.match.columns.values())
            free.append([(i, header or f"column {i + 1}") for i, header in enumerate(section.headers) if i + 1 not in taken])
        extra = [
            {header: row[i] for i, header in free[part] if row[i].strip() not in ABSENT}
            for part, row in zip(parts, self.cells, strict=True)
        ]
        for name, mask in (unread or {}).items():
            for index, (part, unreadable) in enumerate(zip(parts, mask.tolist(), strict=True)):
                if unreadable:
                    column = self.sections[part].match.columns[name]
                    extra[index][self.sections[part].headers[column - 1] or name] = self.cells[index][column - 1]
        for entry, marks in zip(extra, self.marks(), strict=True):
            if marks:
                entry["marks"] = "; ".join(marks)
        return extra

    def marks(self) -> list[list[str]]:
        """Name, a row, what the file hides or strikes through, what a spreadsheet has damaged, and a comma that parts decimals."""
        parts = self.frame["_section"].tolist()
        shown = self._shown_marks(parts)
        if "," not in self._marks_of_numbers:
            return shown
        return [
            [*found, "decimal_comma"] if self._marks_of_numbers[part] == "," else found for found, part in zip(shown, parts, strict=True)
        ]

    def _shown_marks(self, parts: Sequence[int]) -> list[list[str]]:
        sections = enumerate(self.sections)
        marked = [bool(section.grid.marks or section.grid.damaged or self._shared[part]) for part, section in sections]
        if not any(marked):
            return [[] for _ in range(len(self.frame))]
        places = zip(parts, self.frame["_number"].tolist(), strict=True)
        return [self._mark_row(part, number) if marked[part] else [] for part, number in places]

    def _mark_row(self, part: int, number: int) -> list[str]:
        headers = self.sections[part].headers
        merged = [f"merged:{headers[column - 1]}" for column in self._shared[part].get(number, ())]
        return mark_row(self.sections[part].grid, number, headers) + merged

    def damaged(self, name: str) -> "pd.Series":
        """Tell in which rows a spreadsheet has lost digits of a field."""
        flags = [False] * len(self.frame)
        for number, section in enumerate(self.sections):
            column = section.match.columns.get(name)
            if column is None or not section.grid.damaged:
                continue
            for index, (part, place) in enumerate(zip(self.frame["_section"], self.frame["_number"], strict=True)):
                flags[index] = flags[index] or (part == number and (place, column) in section.grid.damaged)
        return pd.Series(flags, index=self.frame.index, dtype=bool)

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


def flatten_mapping(mapping: Mapping[str, object] | None, layout: str) -> dict[str, str | int] | None:
    """Bring an override to ``{field: header or column}``.

    Both ``{"value": "总价"}`` and the form of ``Source.mapping``, ``{"goods": {"value": 7}, "records.importer": {"name": 4}}``,
    are taken.

    Raises:
        ArgumentError: an entry is neither a header nor a column number.
    """
    if mapping is None:
        return None
    flat: dict[str, str | int] = {}
    for key, value in mapping.items():
        if isinstance(value, Mapping):
            role = key.partition(".")[2].partition("@")[0]
            if "@" in key:
                continue
            for name, place in value.items():
                particular = f"{role}.{name}"
                flat[particular if particular in fields_of(layout) else str(name)] = place
        elif isinstance(value, (str, int)) and not isinstance(value, bool):
            flat[key] = value
        else:
            message = f"mapping[{key!r}]={value!r}; give a header or a column number from 1"
            raise ArgumentError(message)
    return flat


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


def _texts(cells: Iterable[str], name: str) -> pd.Series:
    clean = str.strip if name.rpartition(".")[2] in _AS_WRITTEN else unwrap_cell
    stripped = [clean(cell) for cell in cells]
    return pd.Series([None if cell in ABSENT else cell for cell in stripped], dtype="str")
