"""Workbooks (xlsx): each cell as the text that the file stores, never as a number that nobody typed.

The parts of the package are read directly (ECMA-376, *Office Open XML File Formats*, part 1, sections 18.3, 18.4 and
18.8), because a float on the way loses digits: an identity number of 18 digits that was typed as a number is stored
with 15 of them, and only the stored text shows it.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from posixpath import join, normpath
from typing import Any
from zipfile import ZipFile

from toolkit.errors import SourceError
from toolkit.sources.decoding import show_bytes
from toolkit.sources.grids import Grid, Marks
from toolkit.sources.opening import Opened, expand_member, open_archive
from toolkit.sources.problems import Problem
from toolkit.sources.stored_cells import Style, Styles, write_number

__all__ = ["read_workbook"]

_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576
_MAX_CELLS = 40_000_000
_MAX_MERGED = 100_000
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_COUNT = re.compile(r"[0-9]{1,9}")
_SUM = re.compile(r"\s*\+?(?:SUM|SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)


def read_workbook(opened: Opened) -> list[Grid]:
    """Read every sheet of a workbook, hidden ones too.

    Returns:
        A grid a sheet, in the workbook's order. Numbers are written with at most the 15 digits that a spreadsheet
        keeps, dates as ISO 8601, booleans as TRUE and FALSE, formulas as their stored results, or as they are written where
        no program has computed them yet. What is hidden, struck through, computed or merged is marked.

    Raises:
        SourceError: damaged, encrypted, or larger than a workbook can be.
    """
    name = opened.source.name
    with open_archive(opened.content, opened.source.name) as archive:
        parts = frozenset(archive.namelist())
        relations = {e.get("Id", ""): e.get("Target", "") for e in _stream(archive, "xl/_rels/workbook.xml.rels", name, "Relationship")}
        if "xl/workbook.xml" not in parts:
            message = Problem("problem_nameless_sheets", name=name)
            raise SourceError(message)
        epoch = any(e.get("date1904") in ("1", "true") for e in _stream(archive, "xl/workbook.xml", name, "workbookPr"))
        shared = _shared_strings(archive, relations, name)
        styles = Styles(())
        if "xl/styles.xml" in parts:
            styles = Styles.read(_parse(archive, "xl/styles.xml", name), epoch_1904=epoch)
        grids = []
        for sheet in _stream(archive, "xl/workbook.xml", name, "sheet"):
            part = _part(relations.get(next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""), ""))
            if part not in parts or "chartsheet" in part:
                continue
            hidden = sheet.get("state", "visible") != "visible"
            grids.append(_Sheet(sheet.get("name", ""), shared, styles, name, hidden=hidden).read(archive, part))
    return grids


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _refuse_part(part: str, name: str, error: object) -> SourceError:
    return SourceError(f"{name!r}: part {part!r} is not well-formed or not allowed ({error!r}); ask for the file again")


def _parse(archive: ZipFile, part: str, name: str) -> Any:  # noqa: ANN401 - lxml carries no types
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(expand_member(archive, part, name), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refuse_part(part, name, error) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise _refuse_part(part, name, "it declares a document type")
    return root


def _stream(archive: ZipFile, part: str, name: str, *tags: str) -> Iterator[Any]:
    """Go through the elements of some names, each forgotten after use, so that a sheet never stands in memory as a tree."""
    from lxml import etree

    content = expand_member(archive, part, name)
    elements = etree.iterparse(
        BytesIO(content), events=("end",), tag=[f"{{*}}{tag}" for tag in tags], resolve_entities=False, no_network=True, load_dtd=False
    )
    checked = False
    try:
        for _, element in elements:
            if not checked and element.getroottree().docinfo.internalDTD is not None:
                raise _refuse_part(part, name, "it declares a document type")
            checked = True
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _refuse_part(part, name, error) from error


def _shared_strings(archive: ZipFile, relations: dict[str, str], name: str) -> list[tuple[str, bool]]:
    part = next((_part(t) for t in relations.values() if t.lower().endswith("sharedstrings.xml")), None)
    if part is None or part not in archive.namelist():
        return []
    return [_plain_text(item) for item in _stream(archive, part, name, "si")]


def _plain_text(item: Any) -> tuple[str, bool]:  # noqa: ANN401 - lxml carries no types
    """Join the runs of a text, and tell whether all are struck; readings (rPh) of Japanese and Chinese cells are no part."""
    parts: list[str] = []
    struck: list[bool] = []
    for child in item:
        tag = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
        if tag == "t":
            parts.append(child.text or "")
        elif tag == "r":
            parts.extend(e.text or "" for e in child.iterfind("{*}t"))
            strikes = child.findall("{*}rPr/{*}strike")
            struck.append(any(e.get("val", "1") not in ("0", "false") for e in strikes))
    return _unescape("".join(parts)), bool(struck) and all(struck)


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    return show_bytes(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)) if "_x" in text else text


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, sheet: str, shared: list[tuple[str, bool]], styles: Styles, name: str, *, hidden: bool) -> None:
        self.sheet = sheet
        self.shared = shared
        self.styles = styles
        self.name = name
        self.hidden = hidden
        self.grid = Grid("row", [], [], sheet)
        self.cells = 0
        self.damaged: set[tuple[int, int]] = set()
        self.struck: set[tuple[int, int]] = set()
        self.formulas: set[tuple[int, int]] = set()
        self.sums: set[tuple[int, int]] = set()

    def read(self, archive: ZipFile, part: str) -> Grid:
        rows, columns, merged = set[int](), set[int](), list[tuple[int, int, int, int]]()
        number = 0
        for element in _stream(archive, part, self.name, "row", "col", "mergeCell"):
            tag = element.tag.rpartition("}")[2]
            if tag == "row":
                written = element.get("r")
                number = int(written) if written and _COUNT.fullmatch(written) else number + 1
                if _is_hidden(element) or element.get("ht") == "0":
                    rows.add(number)
                self._take_row(element, number)
            elif tag == "col" and _is_hidden(element):
                columns.update(_span(element.get("min"), element.get("max")))
            elif tag == "mergeCell" and len(merged) < _MAX_MERGED and (area := _area(element.get("ref", ""))):
                merged.append(area)
        marks = Marks(
            self.hidden,
            frozenset(rows),
            frozenset(columns),
            frozenset(self.struck),
            frozenset(self.formulas),
            frozenset(self.sums),
            tuple(merged),
        )
        return Grid("row", self.grid.numbers, self.grid.rows, self.sheet, damaged=frozenset(self.damaged), marks=marks)

    def _take_row(self, row: Any, number: int) -> None:  # noqa: ANN401 - lxml carries no types
        texts: list[str] = []
        column = 0
        for cell in row.iterchildren("{*}c"):
            column = _column_number(cell.get("r"), column + 1)
            if column > _MAX_COLUMNS or number > _MAX_ROWS:
                message = Problem("problem_beyond", name=self.name, sheet=self.sheet, rows=_MAX_ROWS, columns=_MAX_COLUMNS)
                raise SourceError(message)
            text = self._take_cell(cell, number, column)
            if text:
                if len(texts) < column - 1:
                    texts.extend([""] * (column - 1 - len(texts)))
                texts.append(text)
        self.cells += len(texts)
        if self.cells > _MAX_CELLS:
            message = Problem("problem_cells", name=self.name, sheet=self.sheet, most=_MAX_CELLS)
            raise SourceError(message)
        if any(text.strip() for text in texts):
            self.grid.numbers.append(number)
            self.grid.rows.append(texts)

    def _take_cell(self, cell: Any, row: int, column: int) -> str:  # noqa: ANN401 - lxml carries no types
        style = self.styles.of(cell.get("s"))
        stored, struck = "", style.struck
        formula: str | None = None
        for child in cell:
            tag = child.tag
            if tag.endswith("}v"):
                stored = child.text or ""
            elif tag.endswith("}f"):
                formula = child.text or ""
            elif tag.endswith("}is"):
                stored, runs = _plain_text(child)
                struck |= runs
        if formula is not None:
            self.formulas.add((row, column))
            if _SUM.match(formula):
                self.sums.add((row, column))
        text, lost, runs = self._show(cell.get("t", "n"), stored, style) if stored else (f"={formula}" if formula else "", False, False)
        if lost:
            self.damaged.add((row, column))
        if text and (struck or runs):
            self.struck.add((row, column))
        return text

    def _show(self, kind: str, stored: str, style: Style) -> tuple[str, bool, bool]:
        """Give the text of a stored value, whether a spreadsheet lost digits of it, and whether its runs are struck through."""
        if kind == "s":
            position = int(stored) if _COUNT.fullmatch(stored) else -1
            text, struck = self.shared[position] if 0 <= position < len(self.shared) else (f"#REF!{stored}", False)
            return text, False, struck
        if kind == "n":
            return *write_number(stored, style), False
        if kind == "b":
            return ("TRUE" if stored == "1" else "FALSE"), False, False
        return (stored if kind == "inlineStr" else _unescape(stored)), False, False


def _is_hidden(element: Any) -> bool:  # noqa: ANN401 - lxml carries no types
    return element.get("hidden") in ("1", "true")


def _span(first: str | None, last: str | None) -> range:
    start, end = ((int(t) if t and _COUNT.fullmatch(t) else 0) for t in (first, last))
    return range(max(start, 1), min(end, _MAX_COLUMNS) + 1)


def _area(reference: str) -> tuple[int, int, int, int] | None:
    corners = [_REFERENCE.fullmatch(corner) for corner in reference.split(":")]
    if len(corners) != 2 or None in corners:  # noqa: PLR2004 - two corners make an area
        return None
    (top, left), (bottom, right) = ((int(m[2]), _column_number(m[0], 1)) for m in corners if m)
    return top, left, bottom, right


def _column_number(reference: str | None, expected: int) -> int:
    if not reference:
        return expected
    column = 0
    for letter in reference.rstrip("0123456789"):
        place = ord(letter) - 64
        if not 1 <= place <= 26:  # noqa: PLR2004 - letters of the alphabet
            return expected
        column = column * 26 + place
        if column > _MAX_COLUMNS:
            return column
    return column or expected
