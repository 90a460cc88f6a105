"""Large delimited texts cut into columns at once: the same rows, places and reasons as row by row, in a tenth of the time.

Only where nothing is doubtful: every record on one line, quotation marks at the ends of fields alone, no bytes that do not
decode, one table. Whatever is doubtful is read row by row.
"""

import re
from collections.abc import Sequence
from csv import reader
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.sources.aside_rows import pad_row
from toolkit.sources.damage import find_damaged_cells
from toolkit.sources.decoding import decode_text
from toolkit.sources.delimited import ends_open, find_delimiter, read_delimited
from toolkit.sources.grids import Cell, Grid
from toolkit.sources.kinds import tell_kind
from toolkit.sources.opening import Opened
from toolkit.sources.raw_rows import RawRows, find_matches
from toolkit.sources.sections import Header, find_header, is_remark_row, is_total_row
from toolkit.sources.stacked import names_table

__all__ = ["CutLines", "cut_lines", "is_large_text"]

_LEAST_BYTES = 4 * 1024 * 1024
_HEAD_LINES = 200
"""As many as are looked at for a header, and for the width of a table without one."""
_HEAD_BYTES = 256 * 1024
"""Those of the characters by which a delimiter is told."""
_OTHER_COLUMNS = 6
_OTHERS = (
    "(?i)合\\s*计|小\\s*计|总\\s*计|共\\s*计|累\\s*计|合\\s*計|小\\s*計|總\\s*計|共\\s*計|total|итого|汇总|总和"
    "|^\\W*(?:备|附|注|说明|制\\s*表|填|审|复|经办|打印|导出|报表|统计|盖章|備|製|審|列印|第|共|以下空白|完)"
    "|^\\W*(?:note|remark|prepared|checked|approved|printed|exported|report|page|end)"
)
_SUSPECT = r"^\d{15}0{1,5}$|[eE]\+?\d\d$|^-2147483648$"
_LONG = r"^\p{Nd}{16,20}$"
_ROUNDED = r"^\d{15}0{1,5}$"


@dataclass(frozen=True, slots=True)
class CutLines:
    """Rows of facts of a text, and what stands beside them."""

    header: Header
    head: Grid
    """The rows down to the header, and the cells below it that a spreadsheet has damaged."""
    rows: RawRows
    aside: list[tuple[int, str, list[str]]]
    """(line, reason, cells), in the order of the file."""


def is_large_text(opened: Opened) -> bool:
    """Tell a text that is worth cutting into columns."""
    return len(opened.content) >= _LEAST_BYTES and tell_kind(opened.content) == "text"


def cut_lines(opened: Opened, layouts: Sequence[str | None] = (None,)) -> CutLines | None:
    """Cut a large delimited text into columns.

    Args:
        opened: the file.
        layouts: what its header must name, the first that one does; ``None`` is a header of anything.

    Returns:
        ``None`` if it is small, has no such header, or anything in it is doubtful.
    """
    if not is_large_text(opened):
        return None
    content = _as_utf8(opened)
    if content is None:
        return None
    delimiter = find_delimiter(content[:_HEAD_BYTES].decode("utf-8", "ignore"))
    if delimiter is None or len(delimiter.encode()) != 1 or not _is_plain(content, delimiter.encode()):
        return None
    top = read_delimited(_take_head(content), opened.source.name, delimiter=delimiter)
    header = next((found for layout in layouts if (found := find_header(top, layout))), None)
    if header is None or header.last is None or top.numbers[header.last] != header.last + 1 or len(header.headers) == 1:
        return None
    skipped = header.last + 1
    parsed = _parse(content, delimiter, len(header.headers), skipped)
    lines = content.count(b"\n") + (not content.endswith(b"\n"))
    if parsed is None or parsed[0].num_rows + len(parsed[1]) != lines - skipped:
        return None
    return _tell_apart(*parsed, header, top)


def _as_utf8(opened: Opened) -> bytes | None:
    decoded = decode_text(opened.content, opened.source.name)
    if decoded.damaged or "\x00" in decoded.text or "\x1a" in decoded.text:
        return None
    if decoded.encoding == "utf-8":
        return opened.content.removeprefix(b"\xef\xbb\xbf")
    return decoded.text.encode("utf-8")


def _take_head(content: bytes) -> bytes:
    end = 0
    for _ in range(_HEAD_LINES):
        end = content.find(b"\n", end) + 1
        if not end:
            return content
    return content[:end]


def _is_plain(content: bytes, delimiter: bytes) -> bool:
    """Tell whether each line is a record and each quotation mark stands at an end of a field."""
    if content.startswith((b"\n", b"\r")) or b"\n\n" in content or b"\n\r\n" in content:
        return False
    if content.count(b"\r") != content.count(b"\r\n"):
        return False
    if b'"' not in content:
        return True
    inside = re.compile(b'[^%b\n\r"]"[^%b\n\r"]' % (re.escape(delimiter), re.escape(delimiter)))
    last = content[content.rstrip(b"\r\n").rfind(b"\n") + 1 :]
    return inside.search(content) is None and not ends_open(last.decode("utf-8"), delimiter.decode())


def _parse(content: bytes, delimiter: str, width: int, skipped: int) -> tuple[pa.Table, list[tuple[int, list[str]]]] | None:
    from pyarrow import csv

    invalid: list[tuple[int, list[str]]] = []

    def keep(row: Any) -> str:  # noqa: ANN401 - pyarrow carries no types
        invalid.append((row.number, next(reader([row.text], delimiter=delimiter), [])))
        return "skip"

    names = [str(number) for number in range(width)]
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            csv.ReadOptions(use_threads=False, skip_rows=skipped, column_names=names, block_size=8 * 1024 * 1024),
            csv.ParseOptions(delimiter=delimiter, invalid_row_handler=keep),
            csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False),
        )
    except (pa.ArrowException, ValueError):
        return None
    return table, invalid


def _tell_apart(table: pa.Table, invalid: list[tuple[int, list[str]]], header: Header, top: Grid) -> CutLines | None:
    width, skipped = len(header.headers), header.after
    wrong = {number for number, _ in invalid}
    if None in wrong or any(len(cells) > width and not any(map(str.strip, cells[width:])) for _, cells in invalid):
        return None  # cells beyond the header that are empty cost no row
    lines = range(skipped + 1, skipped + table.num_rows + len(wrong) + 1)
    rows = RawRows(pa.array([n for n in lines if n not in wrong] if wrong else lines, pa.int64()), table.columns)
    if _holds_another(rows, invalid, header.headers):
        return None
    aside = [(top.numbers[index], "source_title_row", top.rows[index]) for index in range(header.first or 0)]
    for number, cells in invalid:
        aside.append((number, _tell_reason(pad_row(cells, width), short=len(cells) < width), cells))
    others = _find_others(rows, header.headers)
    if others:
        aside += [(rows.numbers[index].as_py(), reason, rows.row(index)) for index, reason in others.items()]
        rows = rows.only(pa.array([index not in others for index in range(len(rows))]))
    aside.sort(key=itemgetter(0))  # a total sums what stands above it
    head = Grid("line", top.numbers[:skipped], top.rows[:skipped], damaged=_find_damaged(rows, [(n, cells) for n, _, cells in aside]))
    return CutLines(header, head, rows, aside)


def _holds_another(rows: RawRows, invalid: list[tuple[int, list[str]]], headers: list[str]) -> bool:
    """Tell whether a table of other headers begins below, which is then read apart."""
    worded: list[int] | None = None
    for column in rows.columns:
        part = column if worded is None else column.take(worded)
        found = pc.indices_nonzero(pc.invert(pc.match_substring_regex(part, r"\d"))).to_pylist()
        worded = found if worded is None else [worded[index] for index in found]
        if not worded:
            break
    below = [*(cells for _, cells in invalid), *(rows.row(index) for index in worded or ())]
    return any(cells != headers and names_table(cells) for cells in below)


def _find_others(rows: RawRows, headers: list[str]) -> dict[int, str]:
    """Find rows that are no facts, each with why."""
    again = pc.indices_nonzero(pc.equal(rows.columns[0], headers[0])).to_pylist()
    found = {index: "source_header_again" for index in again if rows.row(index) == headers}
    late = RawRows(rows.numbers, rows.columns[:_OTHER_COLUMNS]).find_empty()
    doubtful = set(pc.indices_nonzero(late).to_pylist())
    for column in rows.columns[:_OTHER_COLUMNS]:
        doubtful.update(find_matches(column, _OTHERS))
    for index in sorted(doubtful - found.keys()):
        reason = _tell_reason(rows.row(index))
        if reason != "source_field_count":
            found[index] = reason
    return found


def _tell_reason(row: list[str], *, short: bool = True) -> str:
    """Say why a row that may be no fact is none; the number of its fields if nothing else is wrong with it."""
    if short and is_total_row(row):
        return "control_total"
    return "source_remark_row" if is_remark_row(row) else "source_field_count"


def _find_damaged(rows: RawRows, others: list[tuple[int, list[str]]]) -> frozenset[Cell]:
    """Look at the rows that may be damaged, beside the others and a row of each column that keeps its digits elsewhere."""
    chosen: set[int] = set()
    for column in rows.columns:
        suspect = find_matches(column, _SUSPECT)
        chosen.update(suspect)
        if suspect:
            whole = pc.and_not(pc.match_substring_regex(column, _LONG), pc.match_substring_regex(column, _ROUNDED))
            first = pc.index(whole, value=True).as_py()
            chosen.update([first] if first >= 0 else [])
    order = pa.array(sorted(chosen), pa.int64())
    cells = [list(row) for row in zip(*(column.take(order).to_pylist() for column in rows.columns), strict=True)]
    numbers = rows.numbers.take(order).to_pylist()
    beside = {number for number, _ in others}
    found = find_damaged_cells(Grid("line", [*numbers, *(number for number, _ in others)], [*cells, *(row for _, row in others)]))
    return frozenset(cell for cell in found if cell[0] not in beside)
