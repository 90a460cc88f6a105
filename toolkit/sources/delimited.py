"""Delimited text (CSV and its kin): every record with the physical line on which it starts."""

import csv
import io
import re
from collections import Counter

from toolkit.errors import SourceError
from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.grids import Broken, Grid

__all__ = ["ends_open", "find_delimiter", "read_delimited"]

_DELIMITERS = (",", "\t", ";", "|", "，")
_SAMPLE_LINES = 60
_FIELD_LIMIT = 8 * 1024 * 1024
_MAX_RESTARTS = 50
_LONE = re.compile("[\ud800-\udfff]")
_END_MARK = "\x1a"


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
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def read_delimited(content: bytes, name: str, *, delimiter: str | None = None) -> Grid:
    """Read every record of a delimited text as text cells.

    Blank lines are no records. A record with undecodable bytes, a zero byte, or a quotation mark that never closes is
    broken; reading goes on after it.

    Args:
        content: bytes of the file.
        name: its name, for messages.
        delimiter: found by itself if not given; a text without any is one column.

    Raises:
        SourceError: the file is empty or no text.
    """
    decoded = decode_text(content, name)
    if not decoded.text.strip("\x00\x1a\r\n\t "):
        message = f"{name!r} is empty: there is no row to read"
        raise SourceError(message)
    cut = delimiter or find_delimiter(decoded.text) or ","
    grid = Grid("line", [], [])
    suspicious = decoded.damaged or "\x00" in decoded.text or _END_MARK in decoded.text
    text, offset = decoded.text, 0
    for restart in range(_MAX_RESTARTS + 1):
        resume = _read_records(text, offset, cut, grid, suspicious=suspicious, literal=restart == _MAX_RESTARTS)
        if resume is None:
            break
        text = _after_lines(text, resume - offset)
        offset = resume
    return grid


def _read_records(text: str, offset: int, delimiter: str, grid: Grid, *, suspicious: bool, literal: bool) -> int | None:  # noqa: PLR0913
    """Append records to ``grid``; give the line after which to start again if a quotation mark never closes."""
    csv.field_size_limit(_FIELD_LIMIT)
    stream = io.StringIO(text, newline="")
    reader = csv.reader(stream, delimiter=delimiter, quoting=csv.QUOTE_NONE) if literal else csv.reader(stream, delimiter=delimiter)
    numbers, rows = grid.numbers, grid.rows
    before = 0
    while True:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            return _break_line(text, offset, before, grid)
        first, before = before + 1, reader.line_num
        if not row:
            continue
        if suspicious and (reason := _flaw(row)):
            grid.broken.append(Broken(offset + first, reason, show_bytes(delimiter.join(row)).replace("\x00", "\\x00")))
            continue
        numbers.append(offset + first)
        rows.append(row)
    if not literal and rows and numbers[-1] > offset and ends_open(_after_lines(text, numbers[-1] - offset - 1), delimiter):
        start = numbers.pop() - offset
        rows.pop()
        return _break_line(text, offset, start - 1, grid)
    return None


def _break_line(text: str, offset: int, before: int, grid: Grid) -> int:
    line = _after_lines(text, before).split("\n", 1)[0].rstrip("\r")
    grid.broken.append(Broken(offset + before + 1, "source_unclosed_quote", show_bytes(line).replace("\x00", "\\x00")))
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
