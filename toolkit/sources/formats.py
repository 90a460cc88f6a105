"""Any tabular file as grids: the format is told by content, never by name."""

from toolkit.errors import SourceError
from toolkit.sources.columnar import read_parquet
from toolkit.sources.delimited import read_delimited
from toolkit.sources.grids import Grid
from toolkit.sources.json_lines import is_json_lines, read_json_lines
from toolkit.sources.opening import GZIP, Opened
from toolkit.sources.workbook import read_workbook

__all__ = ["SPREADSHEET", "read_grids"]

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ADVICE = {
    "application/x-ole-storage": "an old or encrypted office file; save it as .xlsx without a password",
    "application/pdf": "a PDF print; ask for the table behind it as .xlsx or .csv",
    "application/zip": "an archive; unpack it and add each file",
    "application/xml": "XML; read_watchlist reads the consolidated list of the United Nations",
}


def read_grids(opened: Opened) -> list[Grid]:
    """Read a file as grids of text cells.

    Raises:
        SourceError: the file is of no tabular format, damaged, empty or too large.
    """
    name = opened.source.name
    head = opened.content[:4]
    if not opened.content:
        message = f"{name!r} is empty: there is no row to read"
        raise SourceError(message)
    if opened.source.media_type == SPREADSHEET or head == b"PK\x03\x04":
        return read_workbook(opened)
    if head == b"PAR1":
        return [read_parquet(opened.content, name)]
    media_type = opened.source.media_type
    if media_type not in ("text/plain", GZIP, "application/octet-stream"):
        message = f"{name!r} is no table: it is {_ADVICE.get(media_type, media_type)}"
        raise SourceError(message)
    if is_json_lines(opened.content):
        return [read_json_lines(opened.content, name)]
    return [read_delimited(opened.content, name)]
