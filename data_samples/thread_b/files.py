"""Files whose bytes depend on their content alone."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

__all__ = ["Rows", "write_csv", "write_workbook"]

Rows = Iterable[Sequence[str | float | None]]

_STAMPS = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def write_csv(path: Path, rows: Rows, *, encoding: str) -> None:
    """Write rows as comma-separated text with CRLF line ends, one line a row."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def write_workbook(path: Path, sheets: Mapping[str, Rows], *, merge_title: bool = True) -> None:
    """Write sheets of rows. Numbers stay numbers, text stays text, and neither clock nor file order leaves a trace."""
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        width = 0
        for row in rows:
            sheet.append(list(row))
            width = max(width, len(row))
        for cells in sheet.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    cell.number_format = "@"  # text: a spreadsheet must not turn an 18-digit number into a float
        if merge_title:
            sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=width)
    fresh = io.BytesIO()
    book.save(fresh)
    path.parent.mkdir(parents=True, exist_ok=True)
    with ZipFile(fresh) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda part: (part != "[Content_Types].xml", part)):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMPS.sub(rb"\g<1>2025-06-30T00:00:00Z", content)
            new.writestr(ZipInfo(name, (2025, 6, 30, 0, 0, 0)), content, ZIP_DEFLATED)
