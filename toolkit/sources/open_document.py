"""Sheets of OpenDocument (ods): the value that each cell stores, not the one that a window happened to show.

OASIS, *Open Document Format for Office Applications* 1.3, part 3, sections 9 (tables) and 19 (attributes). Repeated rows
and cells are written out as far as they hold something, never further.
"""

import re
from typing import Any

from toolkit.errors import SourceError
from toolkit.sources.decoding import show_bytes
from toolkit.sources.grids import Cell, Grid, Marks
from toolkit.sources.opening import Opened, expand_member, open_archive
from toolkit.sources.passwords import PasswordError
from toolkit.sources.problems import Problem
from toolkit.sources.stored_cells import write_number

__all__ = ["read_open_document"]

_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576
_MAX_CELLS = 4_000_000
_MAX_REPEATED = 10_000
"""A row or cell with content that repeats more often than this was made to fill the memory."""
_COUNT = re.compile(r"[0-9]{1,9}")
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2})(?:\.\d+)?)?")
_CLOCK = re.compile(r"PT(\d{1,3})H(\d{1,2})M(\d{1,2})(?:\.\d+)?S")
_SUM = re.compile(r"(?:of:)?=\s*(?:SUM|SUBTOTAL)\(", re.IGNORECASE)
Node = Any
"""An element; lxml carries no types."""


def read_open_document(opened: Opened) -> list[Grid]:
    """Read every sheet, hidden ones too; as :func:`toolkit.sources.workbook.read_workbook` gives them.

    Raises:
        SourceError: damaged, under a password, or larger than a sheet can be.
    """
    from lxml import etree

    name = opened.source.name
    with open_archive(opened.content, opened.source.name) as archive:
        members = archive.namelist()
        if "META-INF/manifest.xml" in members and b"encryption-data" in expand_member(archive, "META-INF/manifest.xml", name):
            message = Problem("problem_opendocument_password", name=name)
            raise PasswordError(message)
        content = expand_member(archive, "content.xml", name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        message = Problem("problem_not_well_formed", name=name, error=repr(error))
        raise SourceError(message) from error
    if root.getroottree().docinfo.internalDTD is not None:
        message = Problem("problem_document_type", name=name)
        raise SourceError(message)
    hidden = frozenset(_attribute(style, "name") for style in root.iterfind(".//{*}style") if _hides(style))
    struck = frozenset(_attribute(style, "name") for style in root.iterfind(".//{*}style") if _strikes(style))
    tables = root.iterfind("{*}body/{*}spreadsheet/{*}table")
    return [_Table(table, struck, name, hidden=_attribute(table, "style-name") in hidden).read() for table in tables]


def _attribute(node: Node, name: str, default: str = "") -> str:
    return next((str(v) for k, v in node.attrib.items() if k.rpartition("}")[2] == name), default)


def _hides(style: Node) -> bool:
    return any(_attribute(e, "display") == "false" for e in style.iterfind("{*}table-properties"))


def _strikes(style: Node) -> bool:
    found = (_attribute(e, "text-line-through-style", "none") for e in style.iterfind("{*}text-properties"))
    return any(line != "none" for line in found)


def _times(node: Node, name: str) -> int:
    written = _attribute(node, name, "1")
    return max(int(written), 1) if _COUNT.fullmatch(written) else 1


class _Table:
    """One sheet while it is read."""

    def __init__(self, table: Node, struck: frozenset[str], name: str, *, hidden: bool) -> None:
        self.table = table
        self.struck_styles = struck
        self.name = name
        self.hidden = hidden
        self.sheet = _attribute(table, "name")
        self.cells = 0
        self.damaged: set[Cell] = set()
        self.struck: set[Cell] = set()
        self.formulas: set[Cell] = set()
        self.sums: set[Cell] = set()
        self.merged: list[tuple[int, int, int, int]] = []

    def read(self) -> Grid:
        numbers: list[int] = []
        rows: list[list[str]] = []
        hidden_rows: set[int] = set()
        number = 0
        for row in self.table.iter("{*}table-row"):
            times = _times(row, "number-rows-repeated")
            texts = self._read_row(row, number + 1)
            if any(text.strip() for text in texts):
                if times > _MAX_REPEATED or number + times > _MAX_ROWS:
                    message = Problem("problem_repeats", name=self.name, sheet=self.sheet, n=times)
                    raise SourceError(message)
                numbers += range(number + 1, number + times + 1)
                rows += [list(texts) for _ in range(times)]
                if _attribute(row, "visibility") in ("collapse", "filter"):
                    hidden_rows.update(range(number + 1, number + times + 1))
                self._count(len(texts) * times)
            number += times
        return Grid(
            "row",
            numbers,
            rows,
            self.sheet,
            damaged=frozenset(self.damaged),
            marks=Marks(
                self.hidden,
                frozenset(hidden_rows),
                self._hidden_columns(),
                frozenset(self.struck),
                frozenset(self.formulas),
                frozenset(self.sums),
                tuple(self.merged),
            ),
        )

    def _count(self, cells: int) -> None:
        self.cells += cells
        if self.cells > _MAX_CELLS:
            message = Problem("problem_cells", name=self.name, sheet=self.sheet, most=_MAX_CELLS)
            raise SourceError(message)

    def _hidden_columns(self) -> frozenset[int]:
        hidden: set[int] = set()
        at = 0
        for column in self.table.iter("{*}table-column"):
            times = min(_times(column, "number-columns-repeated"), _MAX_COLUMNS - at)
            if _attribute(column, "visibility") in ("collapse", "filter"):
                hidden.update(range(at + 1, at + times + 1))
            at += times
        return frozenset(hidden)

    def _read_row(self, row: Node, number: int) -> list[str]:
        texts: list[str] = []
        at = 0
        for cell in row:
            tag = cell.tag.rpartition("}")[2] if isinstance(cell.tag, str) else ""
            if tag not in ("table-cell", "covered-table-cell"):
                continue
            times = _times(cell, "number-columns-repeated")
            text = self._read_cell(cell, number, at + 1) if tag == "table-cell" else ""
            if text:
                if at + times > _MAX_COLUMNS:
                    message = Problem("problem_beyond", name=self.name, sheet=self.sheet, rows=_MAX_ROWS, columns=_MAX_COLUMNS)
                    raise SourceError(message)
                texts.extend([""] * (at - len(texts)))
                texts.extend([text] * times)
            at += times
        return texts

    def _read_cell(self, cell: Node, row: int, column: int) -> str:
        across, down = _times(cell, "number-columns-spanned"), _times(cell, "number-rows-spanned")
        if across * down > 1:
            self.merged.append((row, column, row + down - 1, column + across - 1))
        formula = _attribute(cell, "formula")
        if formula:
            self.formulas.add((row, column))
            if _SUM.match(formula):
                self.sums.add((row, column))
        paragraphs = [_shown(p) for p in cell.iterfind("{*}p")]
        shown = "\n".join(text for text, _ in paragraphs)
        runs = bool(paragraphs) and all(styles and styles <= self.struck_styles for _, styles in paragraphs)
        if runs or _attribute(cell, "style-name") in self.struck_styles:
            self.struck.add((row, column))
        return self._value(cell, shown, row, column)

    def _value(self, cell: Node, shown: str, row: int, column: int) -> str:
        kind = _attribute(cell, "value-type")
        if kind in ("float", "currency", "percentage"):
            stored = _attribute(cell, "value")
            text, lost = write_number(stored)
            if lost:
                self.damaged.add((row, column))
            padded = shown.strip()
            return padded if padded.isdigit() and padded.lstrip("0") == text.lstrip("0") else text
        if kind == "date" and (day := _DAY.fullmatch(_attribute(cell, "date-value"))):
            return day[1] if day[2] in (None, "00:00:00") else f"{day[1]}T{day[2]}"
        if kind == "time" and (clock := _CLOCK.fullmatch(_attribute(cell, "time-value"))):
            return f"{int(clock[1]):02d}:{int(clock[2]):02d}:{int(clock[3]):02d}"
        if kind == "boolean":
            return _attribute(cell, "boolean-value").upper()
        return show_bytes(shown)


def _shown(paragraph: Node) -> tuple[str, set[str]]:
    """Give the text of a paragraph and the styles of its spans, if spans make up all of it."""
    parts = [paragraph.text or ""]
    styles: set[str] = set()
    loose = bool((paragraph.text or "").strip())
    for child in paragraph.iter():
        tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if child is paragraph:
            continue
        if tag == "s":
            parts.append(" " * min(_times(child, "c"), 1000))
        elif tag in ("tab", "line-break"):
            parts.append("\t" if tag == "tab" else "\n")
        elif tag in ("span", "a"):
            parts.append(child.text or "")
            if tag == "span":
                styles.add(_attribute(child, "style-name"))
        loose |= bool((child.tail or "").strip()) and child.getparent() is paragraph
        parts.append(child.tail or "")
    return "".join(parts), set() if loose else styles
