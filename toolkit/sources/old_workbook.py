"""Workbooks of Excel 97 to 2003 (xls): records of the binary file format, cells as the doubles that it stores.

Read directly ([MS-XLS], *Excel Binary File Format*), because hidden rows, struck-through cells and number formats such as
``0000000000`` reach nobody otherwise. Excel 5 and 95 are read through python-calamine, values alone.
"""

import struct
from collections.abc import Iterator
from io import BytesIO

from toolkit.errors import SourceError
from toolkit.sources.biff_strings import Strings, read_string
from toolkit.sources.grids import Cell, Grid, Marks
from toolkit.sources.opening import Opened
from toolkit.sources.passwords import decrypt_office
from toolkit.sources.problems import Problem
from toolkit.sources.stored_cells import Style, write_number

__all__ = ["read_old_workbook"]

_BOF, _EOF, _CONTINUE, _FILEPASS = 0x809, 0x0A, 0x3C, 0x2F
_BIFF8 = 0x0600
_MAX_RECORDS = 60_000_000
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
Record = tuple[int, bytes, list[bytes]]
"""Kind, content, and the contents of the records that continue it."""


def read_old_workbook(opened: Opened) -> list[Grid]:
    """Read every sheet of an old workbook, hidden ones too; as :func:`toolkit.sources.workbook.read_workbook` gives them.

    Raises:
        SourceError: damaged, or under a password that nobody gave.
    """
    name = opened.source.name
    stream = _open_stream(opened.content, name)
    try:
        if any(kind == _FILEPASS for kind, _, _ in _records(stream, 0, stop=_EOF)):
            stream = _open_stream(decrypt_office(opened.content, name, opened.source.sha256), name)
        if stream[:4] and struct.unpack_from("<HHH", stream)[2] != _BIFF8:
            return _read_by_calamine(opened)
        return _Book(stream).read()
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
        message = Problem("problem_damaged", name=name, what="file_workbook", error=error)
        raise SourceError(message) from error


def _open_stream(content: bytes, name: str) -> bytes:
    import olefile

    try:
        with olefile.OleFileIO(BytesIO(content)) as compound:
            found = next((n for n in ("Workbook", "Book") if compound.exists(n)), None)
            if found is None:
                message = Problem("problem_no_workbook", name=name)
                raise SourceError(message)
            return bytes(compound.openstream(found).read())
    except (OSError, ValueError, IndexError, struct.error, AttributeError, TypeError) as error:
        message = Problem("problem_damaged", name=name, what="file_workbook", error=error)
        raise SourceError(message) from error


def _records(stream: bytes, at: int, *, stop: int) -> Iterator[Record]:
    """Go through the records from a place up to the end of that part."""
    depth = 0
    pending: Record | None = None
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        content = stream[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _CONTINUE and pending is not None:
            pending[2].append(content)
            continue
        if pending is not None:
            yield pending
        pending = (kind, content, [])
        depth += (kind == _BOF) - (kind == stop)  # a chart inside a sheet brings its own beginning and end
        if kind == stop and depth <= 0:
            break
    if pending is not None:
        yield pending


class _Book:
    """The parts that all sheets share."""

    def __init__(self, stream: bytes) -> None:
        self.stream = stream
        self.sheets: list[tuple[str, int, bool]] = []
        self.strings: list[str] = []
        self.formats: dict[int, str] = {}
        self.fonts: list[bool] = []
        self.looks: list[tuple[int, int]] = []
        self.epoch_1904 = False
        for kind, content, further in _records(stream, 0, stop=_EOF):
            self._take(kind, content, further)
        self.styles = [self._style(font, number) for font, number in self.looks]

    def _take(self, kind: int, content: bytes, further: list[bytes]) -> None:
        if kind == 0x85:  # noqa: PLR2004 - BoundSheet8
            place, state, sort = struct.unpack_from("<IBB", content)
            if sort == 0:
                self.sheets.append((read_string(content, 6, wide_count=False), place, state != 0))
        elif kind == 0xFC:  # noqa: PLR2004 - SST
            self.strings = Strings([content, *further]).read_all()
        elif kind == 0x31:  # noqa: PLR2004 - Font
            self.fonts.append(bool(struct.unpack_from("<HH", content)[1] & 0x08))
        elif kind == 0x41E:  # noqa: PLR2004 - Format
            self.formats[struct.unpack_from("<H", content)[0]] = read_string(content, 2, wide_count=True)
        elif kind == 0xE0:  # noqa: PLR2004 - XF
            font, number = struct.unpack_from("<HH", content)
            self.looks.append((font, number))
        elif kind == 0x22:  # noqa: PLR2004 - Date1904
            self.epoch_1904 = struct.unpack_from("<H", content)[0] == 1

    def _style(self, font: int, number: int) -> Style:
        at = font - (font > 4)  # noqa: PLR2004 - [MS-XLS] 2.5.129: there is no font 4
        struck = at < len(self.fonts) and self.fonts[at]
        return Style.of_code(number, self.formats.get(number), epoch_1904=self.epoch_1904, struck=struck)

    def read(self) -> list[Grid]:
        return [_Sheet(self, name, hidden=hidden).read(place) for name, place, hidden in self.sheets]


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, book: _Book, name: str, *, hidden: bool) -> None:
        self.book = book
        self.name = name
        self.hidden = hidden
        self.texts: dict[int, dict[int, str]] = {}
        self.damaged: set[Cell] = set()
        self.struck: set[Cell] = set()
        self.formulas: set[Cell] = set()
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.merged: list[tuple[int, int, int, int]] = []
        self.waiting: Cell | None = None

    def read(self, place: int) -> Grid:
        for kind, content, further in _records(self.book.stream, place, stop=_EOF):
            take = _TAKEN.get(kind)
            if take is not None:
                take(self, content, further)
        numbers = sorted(number for number, row in self.texts.items() if any(text.strip() for text in row.values()))
        rows = [[self.texts[n].get(c, "") for c in range(1, max(self.texts[n]) + 1)] for n in numbers]
        marks = Marks(
            self.hidden,
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            frozenset(self.struck),
            frozenset(self.formulas),
            merged=tuple(self.merged),
        )
        return Grid("row", numbers, rows, self.name, damaged=frozenset(self.damaged), marks=marks)

    def put(self, row: int, column: int, look: int, text: str) -> None:
        style = self.book.styles[look] if look < len(self.book.styles) else Style()
        if style.struck:
            self.struck.add((row + 1, column + 1))
        if text:
            self.texts.setdefault(row + 1, {})[column + 1] = text

    def put_number(self, row: int, column: int, look: int, value: float) -> None:
        style = self.book.styles[look] if look < len(self.book.styles) else Style()
        text, lost = write_number(repr(value), style)
        if lost:
            self.damaged.add((row + 1, column + 1))
        self.put(row, column, look, text)


def _row(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    if struct.unpack_from("<H", content, 12)[0] & 0x20:
        sheet.hidden_rows.add(struct.unpack_from("<H", content)[0] + 1)


def _columns(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    first, last, _width, _look, flags = struct.unpack_from("<HHHHH", content)
    if flags & 1:
        sheet.hidden_columns.update(range(first + 1, min(last, 255) + 2))


def _merged(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    for index in range(min(struct.unpack_from("<H", content)[0], (len(content) - 2) // 8)):
        top, bottom, left, right = struct.unpack_from("<HHHH", content, 2 + 8 * index)
        sheet.merged.append((top + 1, left + 1, bottom + 1, right + 1))


def _shared_text(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column, look, index = struct.unpack_from("<HHHI", content)
    strings = sheet.book.strings
    sheet.put(row, column, look, strings[index] if index < len(strings) else f"#REF!{index}")


def _own_text(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column, look = struct.unpack_from("<HHH", content)
    sheet.put(row, column, look, read_string(content, 6, wide_count=True))


def _number(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column, look, value = struct.unpack_from("<HHHd", content)
    sheet.put_number(row, column, look, value)


def _small_number(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column, look, packed = struct.unpack_from("<HHHI", content)
    sheet.put_number(row, column, look, _unpack(packed))


def _small_numbers(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column = struct.unpack_from("<HH", content)
    for index in range((len(content) - 6) // 6):
        look, packed = struct.unpack_from("<HI", content, 4 + 6 * index)
        sheet.put_number(row, column + index, look, _unpack(packed))


def _unpack(packed: int) -> float:
    """Unpack a number of 30 bits ([MS-XLS] 2.5.217)."""
    if packed & 2:
        value = float((packed if packed < 2**31 else packed - 2**32) >> 2)
    else:
        value = float(struct.unpack("<d", struct.pack("<II", 0, packed & 0xFFFFFFFC))[0])
    return value / 100 if packed & 1 else value


def _formula(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column, look = struct.unpack_from("<HHH", content)
    sheet.formulas.add((row + 1, column + 1))
    result = content[6:14]
    if result[6:8] != b"\xff\xff":
        sheet.put_number(row, column, look, struct.unpack("<d", result)[0])
    elif result[0] == 0:
        sheet.waiting = (row, column)
        sheet.put(row, column, look, "")
    elif result[0] == 1:
        sheet.put(row, column, look, "TRUE" if result[2] else "FALSE")
    elif result[0] == 2:  # noqa: PLR2004 - an error value
        sheet.put(row, column, look, _ERRORS.get(result[2], "#N/A"))


def _result(sheet: _Sheet, content: bytes, further: list[bytes]) -> None:
    if sheet.waiting is not None:
        row, column = sheet.waiting
        sheet.texts.setdefault(row + 1, {})[column + 1] = Strings([content, *further]).read_one()
        sheet.waiting = None


def _truth(sheet: _Sheet, content: bytes, _: list[bytes]) -> None:
    row, column, look, value, is_error = struct.unpack_from("<HHHBB", content)
    sheet.put(row, column, look, _ERRORS.get(value, "#N/A") if is_error else "TRUE" if value else "FALSE")


_TAKEN = {
    0x208: _row,
    0x7D: _columns,
    0xE5: _merged,
    0xFD: _shared_text,
    0x204: _own_text,
    0xD6: _own_text,
    0x203: _number,
    0x27E: _small_number,
    0xBD: _small_numbers,
    0x06: _formula,
    0x207: _result,
    0x205: _truth,
}


def _read_by_calamine(opened: Opened) -> list[Grid]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_filelike(BytesIO(opened.content)) as book:
            grids = []
            for sheet in book.sheets_metadata:
                values = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                rows = [[_plain(value) for value in row] for row in values]
                kept = [(n, row) for n, row in enumerate(rows, start=1) if any(text.strip() for text in row)]
                marks = Marks(sheet.visible != SheetVisibleEnum.Visible)
                grids.append(Grid("row", [n for n, _ in kept], [row for _, row in kept], sheet.name, marks=marks))
    except (CalamineError, OSError, ValueError) as error:
        message = Problem("problem_excel_95", name=opened.source.name, error=error)
        raise SourceError(message) from error
    return grids


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return write_number(repr(value))[0]
    isoformat = getattr(value, "isoformat", None)
    return str(isoformat()) if isoformat is not None else str(value)
