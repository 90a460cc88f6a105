"""Any tabular file as one frame of text cells, and the mapping that a reader guessed."""

from pathlib import Path

import pandas as pd

from toolkit.errors import SourceError
from toolkit.sources.formats import read_grids
from toolkit.sources.grids import Grid
from toolkit.sources.headers import match_headers
from toolkit.sources.layouts import recognise
from toolkit.sources.opening import open_source
from toolkit.sources.sections import find_header, is_total_row
from toolkit.sources.set_aside import SetAside
from toolkit.tables import Source

__all__ = ["read_table", "show_mapping"]

_EXAMPLES = 3


def read_table(source: Source | str | Path) -> tuple[pd.DataFrame, Source]:
    r"""Read any tabular file as text cells.

    Args:
        source: CSV, xlsx, Parquet or JSON Lines: a source or the path of a file.

    Returns:
        ``(frame, source)``: a text column a header (empty headers are ``column N``, repeated ones get their column number) and
        ``locator``. Sheets are stacked; a cell that a sheet lacks is NA. Title rows and rows of totals are set aside, as are
        rows that the format could not deliver or that have another number of fields.

    Raises:
        SourceError: no table, damaged, empty or too large.
        EvidenceError: it is not the file that was recorded.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "goods.csv"
    ...     _ = file.write_text("No,HS\n1,390110\n2,391590\n", encoding="utf-8")
    ...     frame, source = read_table(file)
    >>> frame.to_numpy().tolist(), source.rows_read
    ([['1', '390110', 'line=2'], ['2', '391590', 'line=3']], 2)
    """
    opened = open_source(source)
    aside = SetAside(opened.source)
    frames, read = [], 0
    for grid in read_grids(opened):
        frame, count = _take_grid(grid, aside)
        frames.append(frame)
        read += count
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"locator": pd.Series(dtype="str")})
    return frame, aside.close("table", read)


def _take_grid(grid: Grid, aside: SetAside) -> tuple[pd.DataFrame, int]:
    for broken in grid.broken:
        aside.add(grid.locate(broken.number), broken.reason, broken.raw)
    found = find_header(grid)
    if found is None:
        index, headers = -1, [f"column {i + 1}" for i in range(max((len(row) for row in grid.rows), default=0))]
    else:
        index, headers = (-1 if found[0] is None else found[0]), found[1]
    names = _unique(headers)
    for number, row in zip(grid.numbers[: max(index, 0)], grid.rows[: max(index, 0)], strict=True):
        aside.add(grid.locate(number), "source_title_row", "\t".join(row))
    cells: list[list[str]] = []
    places: list[str] = []
    for number, row in zip(grid.numbers[index + 1 :], grid.rows[index + 1 :], strict=True):
        place = grid.locate(number)
        short = grid.counter == "line" and len(row) < len(names)
        if is_total_row([*row, *[""] * (len(names) - len(row))]):
            aside.add(place, "control_total", "\t".join(row))
        elif short or any(cell.strip() for cell in row[len(names) :]):
            aside.add(place, "source_field_count", "\t".join(row))
        else:
            cells.append([*row[: len(names)], *[""] * (len(names) - len(row))])
            places.append(place)
    columns = list(zip(*cells, strict=True)) if cells else [()] * len(names)
    frame = pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in zip(names, columns, strict=True)})
    frame["locator"] = pd.Series(places, dtype="str")
    rows = len(grid.rows) - (1 if found is not None and found[0] is not None else 0)
    return frame, rows + len(grid.broken)


def _unique(headers: list[str]) -> list[str]:
    names: list[str] = []
    for number, header in enumerate(headers, start=1):
        name = header or f"column {number}"
        names.append(name if name not in names and name != "locator" else f"{name} ({number})")
    return names


def show_mapping(source: Source | str | Path, *, layout: str | None = None) -> pd.DataFrame:
    """Show which column is taken for which field, with examples, before anything is read.

    Args:
        source: a source or the path of a file.
        layout: taken from :func:`recognise` if not given.

    Returns:
        A row a column of each sheet: ``sheet, column, header, field`` (NA where no field takes it), ``unit`` (NA where none is
        stated or known), ``examples``.

    Raises:
        SourceError: the file is no table with headers of a layout.
    """
    opened = open_source(source)
    name = layout or recognise(source).name
    rows = []
    for grid in read_grids(opened):
        found = find_header(grid, None if name == "unknown" else name)
        if found is None:
            continue
        headers = found[1]
        match = match_headers(headers, name) if name not in ("unknown", "texts", "scan_image") else None
        fields = {number: field for field, number in match.columns.items()} if match else {}
        first = 0 if found[0] is None else found[0] + 1
        for number, header in enumerate(headers, start=1):
            shown = [row[number - 1] for row in grid.rows[first : first + 20] if len(row) >= number and row[number - 1].strip()]
            unit = match.units.get(fields.get(number, "")) if match else None
            rows.append((grid.sheet, number, header, fields.get(number), unit.name if unit else None, shown[:_EXAMPLES]))
    if not rows:
        message = f"{opened.source.name!r} has no headers to map; ask recognise() what the file is"
        raise SourceError(message)
    return pd.DataFrame(rows, columns=["sheet", "column", "header", "field", "unit", "examples"])
