"""Any tabular file as one frame of text cells."""

from pathlib import Path

import pandas as pd

from toolkit.sources.columns import take_columns
from toolkit.sources.formats import read_grids
from toolkit.sources.grids import locate_row
from toolkit.sources.opening import open_source
from toolkit.sources.set_aside import SetAside
from toolkit.sources.taken_rows import TakenRows, take_rows
from toolkit.tables import Source

__all__ = ["read_table"]


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
    columns = take_columns(opened)
    if columns is not None:
        for number, reason, raw in columns.aside:
            aside.add(locate_row("line", number), reason, raw)
        return columns.frame, aside.close("table", len(columns.frame) + len(columns.aside))
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
