"""Any tabular file as grids: the format is told by content, never by name."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from zipfile import is_zipfile

from toolkit.errors import SourceError
from toolkit.sources.columnar import read_parquet
from toolkit.sources.damage import find_damaged_cells
from toolkit.sources.delimited import read_delimited
from toolkit.sources.grids import Grid
from toolkit.sources.json_lines import read_json_lines
from toolkit.sources.json_tables import read_json_tables
from toolkit.sources.kinds import tell_kind
from toolkit.sources.old_workbook import read_old_workbook
from toolkit.sources.open_document import read_open_document
from toolkit.sources.opening import Opened
from toolkit.sources.passwords import decrypt_office
from toolkit.sources.portable import read_portable
from toolkit.sources.problems import Problem
from toolkit.sources.stacked import part_tables
from toolkit.sources.web_tables import read_web_tables
from toolkit.sources.workbook import read_workbook

__all__ = ["SPREADSHEET", "read_grids"]

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def read_grids(opened: Opened) -> list[Grid]:
    """Read a file as grids of text cells, one a table; tables that stand one below the other share their sheet.

    Raises:
        SourceError: the file is of no tabular format, damaged, empty or too large.
        PasswordError: it is under a password and none that fits was given.
    """
    name = opened.source.name
    kind = tell_kind(opened.content)
    if kind == "encrypted":
        opened = replace(opened, content=decrypt_office(opened.content, name, opened.source.sha256))
        kind = tell_kind(opened.content)
    return [part for grid in _read(kind, opened, name) for part in part_tables(_with_damage(grid))]


def _read(kind: str, opened: Opened, name: str) -> list[Grid]:
    if kind in _READERS:
        return _READERS[kind](opened)
    if kind == "empty":
        message = Problem("problem_no_row", name=name)
    elif kind == "zip" and not is_zipfile(BytesIO(opened.content)):
        message = Problem("problem_damaged_archive", name=name)
    else:
        message = Problem("problem_no_table", name=name, what=f"file_{kind}")
    raise SourceError(message)


_READERS: dict[str, Callable[[Opened], list[Grid]]] = {
    "xlsx": read_workbook,
    "xls": read_old_workbook,
    "ods": read_open_document,
    "pdf": read_portable,
    "html": lambda opened: read_web_tables(opened.content, opened.source.name),
    "json": lambda opened: read_json_tables(opened.content, opened.source.name),
    "jsonl": lambda opened: [read_json_lines(opened.content, opened.source.name)],
    "parquet": lambda opened: [read_parquet(opened.content, opened.source.name)],
    "text": lambda opened: [read_delimited(opened.content, opened.source.name)],
}


def _with_damage(grid: Grid) -> Grid:
    """Mark what a spreadsheet had lost before it wrote a text file."""
    found = find_damaged_cells(grid)
    return replace(grid, damaged=grid.damaged | found) if found else grid
