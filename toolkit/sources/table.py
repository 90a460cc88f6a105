"""Any tabular file as one frame of text cells, and the mapping that a reader guessed."""

from pathlib import Path

import pandas as pd

from toolkit.errors import SourceError
from toolkit.sources.formats import read_grids
from toolkit.sources.headers import match_headers
from toolkit.sources.layouts import recognise
from toolkit.sources.opening import open_source
from toolkit.sources.sections import find_header
from toolkit.sources.set_aside import SetAside
from toolkit.sources.taken_rows import TakenRows, take_rows
from toolkit.tables import Source

__all__ = ["read_table", "show_mapping"]

_EXAMPLES = 3


def read_table(source: Source | str | Path) -> tuple[pd.DataFrame, Source]:
    r"""Read any tabular file as text cells.

    Args:
        source: CSV, xlsx, Parquet or JSON Lines: a source or the path of a file.

    Returns:
        ``(frame, source)``: a text column a header (empty headers are ``column N``, repeated ones get their column number) and
        ``locator``, and ``marks`` where the file hides or strikes through cells or a spreadsheet has damaged them. Wrappers of
        codes (``'``, tabs, ``="…"``) are taken off; :func:`read_cell` gives the cell as it stands. Sheets are stacked; a cell
        that a sheet lacks is NA. Title rows and rows of totals are set aside, as are
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
        taken = take_rows(grid)
        for number, reason, raw in taken.aside:
            aside.add(grid.locate(number), reason, raw)
        frames.append(_as_frame(taken))
        read += len(taken.rows) + len(taken.aside)
    frame = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame({"locator": pd.Series(dtype="str")})
    return frame, aside.close("table", read)


def _as_frame(taken: TakenRows) -> pd.DataFrame:
    columns = list(zip(*taken.rows, strict=True)) if taken.rows else [()] * len(taken.names)
    frame = pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in zip(taken.names, columns, strict=True)})
    frame["locator"] = pd.Series([taken.grid.locate(number) for number in taken.numbers], dtype="str")
    marks = taken.marks()
    if any(marks):
        frame["marks"] = pd.Series(["; ".join(found) or None for found in marks], dtype="str")
    return frame


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
        headers = found.headers
        match = match_headers(headers, name) if name not in ("unknown", "texts", "scan_image") else None
        fields = {number: field for field, number in match.columns.items()} if match else {}
        first = found.after
        for number, header in enumerate(headers, start=1):
            shown = [row[number - 1] for row in grid.rows[first : first + 20] if len(row) >= number and row[number - 1].strip()]
            unit = match.units.get(fields.get(number, "")) if match else None
            rows.append((grid.sheet, number, header, fields.get(number), unit.name if unit else None, shown[:_EXAMPLES]))
    if not rows:
        message = f"{opened.source.name!r} has no headers to map; ask recognise() what the file is"
        raise SourceError(message)
    return pd.DataFrame(rows, columns=["sheet", "column", "header", "field", "unit", "examples"])
