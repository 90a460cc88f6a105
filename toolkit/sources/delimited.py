"""Delimited text (CSV and its kin): every record with the physical line on which it starts."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from toolkit.errors import SourceError
from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.grids import Broken, Grid
from toolkit.sources.problems import Problem

__all__ = ["ends_open", "find_delimiter", "read_delimited"]

_DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 60
_FIELD_LIMIT = 8 * 1024 * 1024
_MAX_RESTARTS = 50
_LONE = re.compile("[\ud800-\udfff]")
_END_MARK = "\x1a"
_UNCLOSED = "source_unclosed_quote"


def find_delimiter(text: str) -> str | None:
    r"""Tell the delimiter by the first lines: the one that cuts most of them into equally many fields.

    Returns:
        One of comma, tab, semicolon, bar, full-width comma; ``None`` if none cuts two lines alike.

    >>> find_delimiter("a;b\n1,5;2\n")
    ';'
    """
    lines = "\n".join(text[: 64 * 1024].splitlines()[:_SAMPLE_LINES])
    best: tuple[float, int, int] = (0.0, 0, 0)
    found: str | None = None
    for order, delimiter in enumerate(_DELIMITERS):
        widths = [len(row) for row in _parse_sample(lines, delimiter) if row]
        if not widths:
            continue
        width, times = Counter(w for w in widths if w > 1).most_common(1)[0] if max(widths) > 1 else (1, 0)
        score = (times / len(widths) * min(width, 8), times, -order)
        if width > 1 and score > best:
            best, found = score, delimiter
    return found


def _parse_sample(text: str, delimiter: str) -> list[list[str]]:
    """Cut the first lines; where a quotation mark swallows them, mark by mark."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if len(rows) > 1 or '"' not in text:
            return rows
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    except csv.Error:
        return []


def read_delimited(content: bytes, name: str, *, delimiter: str | None = None) -> Grid:
    """Read every record of a delimited text as text cells.

    Blank lines are no records. A record with undecodable bytes, a zero byte, or a quotation mark that never closes is
    broken; reading goes on after it. A mark that swallows records up to the next one, which opens a cell further down, never
    closes either. Of a header that is broken so, the cells are taken for names, and its line stands as broken.

    Args:
        content: bytes of the file.
        name: its name, for messages.
        delimiter: found by itself if not given; a text without any is one column.

    Raises:
        SourceError: the file is empty or no text.
    """
    decoded = decode_text(content, name)
    if not decoded.text.strip("\x00\x1a\r\n\t "):
        message = Problem("problem_no_row", name=name)
        raise SourceError(message)
    cut = delimiter or find_delimiter(decoded.text) or ","
    grid = Grid("line", [], [])
    suspicious = decoded.damaged or "\x00" in decoded.text or _END_MARK in decoded.text
    text, offset = decoded.text, 0
    for _ in range(_MAX_RESTARTS):
        resume = _read_records(text, offset, cut, grid, suspicious=suspicious)
        if resume is None:
            break
        text = _after_lines(text, resume - offset)
        offset = resume
    else:
        _read_lines(text, offset, cut, grid)
    return _name_columns(grid, cut)


def _name_columns(grid: Grid, delimiter: str) -> Grid:
    """Take the cells of a first line whose quotation mark never closes for the header, if they can be one."""
    first = grid.broken[0] if grid.broken else None
    if first is None or first.reason != _UNCLOSED or not grid.rows or first.number > grid.numbers[0]:
        return grid
    cells = [cell.replace('"', "").strip() for cell in next(csv.reader([first.raw], delimiter=delimiter, quoting=csv.QUOTE_NONE))]
    is_header = len(cells) > 1 and len(cells) == len(grid.rows[0]) and len(set(cells)) == len(cells) and all(map(_is_name, cells))
    return replace(grid, header=cells) if is_header else grid


def _is_name(cell: str) -> bool:
    return any(map(str.isalpha, cell)) and not any(map(str.isdigit, cell))


def _read_records(text: str, offset: int, delimiter: str, grid: Grid, *, suspicious: bool) -> int | None:
    """Append records to ``grid``; give the line after which to start again if a quotation mark never closes."""
    csv.field_size_limit(_FIELD_LIMIT)
    taken: list[str] = []
    lines = _keep_lines(io.StringIO(text, newline=""), taken)
    reader = csv.reader(lines, delimiter=delimiter)
    numbers, rows = grid.numbers, grid.rows
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            return _break_line(text, offset, before, grid)
        if len(taken) > 1 and _swallows(taken, delimiter, rows[-1:]):
            return _break_line(text, offset, before, grid)
        taken.clear()
        first, before = before + 1, reader.line_num
        if not row:
            continue
        if suspicious:
            _take_checked(grid, offset + first, row, delimiter)
        else:
            numbers.append(offset + first)
            rows.append(row)
    if rows and numbers[-1] > offset and ends_open(_after_lines(text, numbers[-1] - offset - 1), delimiter):
        start = numbers.pop() - offset
        rows.pop()
        return _break_line(text, offset, start - 1, grid)
    return None


def _read_lines(text: str, offset: int, delimiter: str, grid: Grid) -> None:
    """Append each line as a record of its own: what is left to do where quotation marks are broken over and over."""
    for number, line in enumerate(io.StringIO(text, newline=""), start=offset + 1):
        try:
            row = None if ends_open(line, delimiter) else next(csv.reader([line], delimiter=delimiter), [])
        except csv.Error:
            row = None
        if row is None:
            grid.broken.append(Broken(number, _UNCLOSED, _show(line.rstrip("\r\n"))))
        elif row:
            _take_checked(grid, number, row, delimiter)


def _take_checked(grid: Grid, number: int, row: list[str], delimiter: str) -> None:
    if reason := _flaw(row):
        grid.broken.append(Broken(number, reason, _show(delimiter.join(row))))
    else:
        grid.numbers.append(number)
        grid.rows.append(row)


def _show(text: str) -> str:
    return show_bytes(text).replace("\x00", "\\x00")


def _keep_lines(stream: io.StringIO, taken: list[str]) -> Iterator[str]:
    for line in stream:
        taken.append(line)
        yield line


def _swallows(lines: list[str], delimiter: str, above: list[list[str]]) -> bool:
    """Tell a record over several lines whose mark is closed by one that opens a cell, and the next of which is a record itself.

    Args:
        lines: of the record.
        delimiter: between cells.
        above: the row above, as wide as a record is, if there is any.
    """
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        alone = len(next(csv.reader([lines[1]], delimiter=delimiter), []))
        return "expected after" in str(error) and (alone == len(above[0]) if above else alone > 1)
    return False


def _break_line(text: str, offset: int, before: int, grid: Grid) -> int:
    line = _after_lines(text, before).split("\n", 1)[0].rstrip("\r")
    grid.broken.append(Broken(offset + before + 1, _UNCLOSED, _show(line)))
    return offset + before + 1


def _flaw(row: list[str]) -> str | None:
    joined = "".join(row)
    if joined == _END_MARK:
        return "source_end_mark"
    if "\x00" in joined:
        return "source_zero_byte"
    return "source_undecodable" if _LONE.search(joined) else None


def ends_open(text: str, delimiter: str) -> bool:
    """Tell whether the last record, with which a text begins, runs into its end inside quotation marks."""
    if '"' not in text:
        return False
    try:
        list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False


_LINE_END = re.compile(r"\r\n|\r|\n")


def _after_lines(text: str, count: int) -> str:
    position = 0
    for _ in range(count):
        match = _LINE_END.search(text, position)
        if match is None:
            return ""
        position = match.end()
    return text[position:]
