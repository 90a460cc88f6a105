"""Workbooks (xlsx): each cell as the text that the file stores, never as a number that nobody typed.

The parts of the package are read directly (ECMA-376, *Office Open XML File Formats*, part 1, sections 18.3, 18.4 and
18.8), because a float on the way loses digits: an identity number of 18 digits that was typed as a number is stored
with 15 of them, and only the stored text shows it.
"""

import re
from collections.abc import Iterator
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from toolkit.errors import SourceError
from toolkit.sources.decoding import show_bytes
from toolkit.sources.grids import Grid
from toolkit.sources.opening import Opened, expand_member, open_archive
from toolkit.sources.stored_cells import Styles, write_number

__all__ = ["read_workbook"]

_MAX_COLUMNS = 16_384
_MAX_ROWS = 1_048_576
_MAX_CELLS = 40_000_000
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_COUNT = re.compile(r"[0-9]{1,9}")


def read_workbook(opened: Opened) -> list[Grid]:
    """Read every sheet of a workbook.

    Returns:
        A grid a sheet, in the workbook's order. Numbers are written with at most the 15 digits that a spreadsheet
        keeps, dates as ISO 8601, booleans as TRUE and FALSE, formulas as their stored results, or as they are written where
        no program has computed them yet.

    Raises:
        SourceError: damaged, encrypted, or larger than a workbook can be.
    """
    name = opened.source.name
    with open_archive(opened) as archive:
        relations = {e.get("Id", ""): e.get("Target", "") for e in _children(archive, "xl/_rels/workbook.xml.rels", name)}
        book = _parse(archive, "xl/workbook.xml", name)
        shared = _shared_strings(archive, relations, name)
        styles = Styles.read(_parse(archive, "xl/styles.xml", name) if "xl/styles.xml" in archive.namelist() else None, book)
        grids = []
        for sheet in _each(book, "sheet"):
            target = relations.get(next((v for k, v in sheet.attrib.items() if k.endswith("}id")), ""), "")
            part = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            if part not in archive.namelist() or "chartsheet" in part:
                continue
            grids.append(_read_sheet(_parse(archive, part, name), sheet.get("name", ""), shared, styles, name))
    return grids


def _parse(archive: ZipFile, part: str, name: str) -> Element:
    try:
        root: Element = fromstring(expand_member(archive, part, name), forbid_dtd=True)
    except (DefusedXmlException, ParseError, ValueError) as error:
        message = f"{name!r}: part {part!r} is not well-formed or not allowed ({error!r}); ask for the file again"
        raise SourceError(message) from error
    return root


def _children(archive: ZipFile, part: str, name: str) -> list[Element]:
    return list(_parse(archive, part, name))


def _each(element: Element, tag: str) -> Iterator[Element]:
    return (e for e in element.iter() if e.tag.rpartition("}")[2] == tag)


def _shared_strings(archive: ZipFile, relations: dict[str, str], name: str) -> list[str]:
    part = next((t for t in relations.values() if t.lower().endswith("sharedstrings.xml")), None)
    if part is None:
        return []
    path = part.lstrip("/") if part.startswith("/") else normpath(join("xl", part))
    if path not in archive.namelist():
        return []
    return [_plain_text(item) for item in _children(archive, path, name)]


def _plain_text(item: Element) -> str:
    """Join the runs of a text; readings (rPh) that Japanese and Chinese cells carry are no part of it."""
    parts = []
    for child in item:
        tag = child.tag.rpartition("}")[2]
        if tag == "t":
            parts.append(child.text or "")
        elif tag == "r":
            parts.extend(e.text or "" for e in child if e.tag.rpartition("}")[2] == "t")
    return _unescape("".join(parts))


_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _unescape(text: str) -> str:
    return show_bytes(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)) if "_x" in text else text


def _read_sheet(root: Element, sheet: str, shared: list[str], styles: Styles, name: str) -> Grid:
    grid = Grid("row", [], [], sheet)
    damaged: set[tuple[int, int]] = set()
    number = 0
    cells = 0
    for row in _each(root, "row"):
        number = _row_number(row.get("r"), number + 1)
        texts: list[str] = []
        column = 0
        for cell in row:
            if cell.tag.rpartition("}")[2] != "c":
                continue
            column = _column_number(cell.get("r"), column + 1)
            if column > _MAX_COLUMNS or number > _MAX_ROWS:
                message = (
                    f"{name!r}: sheet {sheet!r} has a cell beyond row {_MAX_ROWS:,} or column {_MAX_COLUMNS:,}; this is no sound workbook"
                )
                raise SourceError(message)
            text, lost = _cell_text(cell, shared, styles)
            if lost:
                damaged.add((number, column))
            if text:
                texts.extend([""] * (column - 1 - len(texts)))
                texts.append(text)
        cells += len(texts)
        if cells > _MAX_CELLS:
            message = f"{name!r}: sheet {sheet!r} holds more than {_MAX_CELLS:,} cells; export it as CSV"
            raise SourceError(message)
        if any(text.strip() for text in texts):
            grid.numbers.append(number)
            grid.rows.append(texts)
    return Grid("row", grid.numbers, grid.rows, sheet, damaged=frozenset(damaged))


def _row_number(text: str | None, expected: int) -> int:
    return int(text) if text and _COUNT.fullmatch(text) else expected


def _column_number(reference: str | None, expected: int) -> int:
    match = _REFERENCE.fullmatch(reference or "")
    if match is None:
        return expected
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return column


def _cell_text(cell: Element, shared: list[str], styles: Styles) -> tuple[str, bool]:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return next((_plain_text(e) for e in cell if e.tag.rpartition("}")[2] == "is"), ""), False
    stored = next((e.text or "" for e in cell if e.tag.rpartition("}")[2] == "v"), "")
    if not stored:
        formula = next((e.text for e in cell if e.tag.rpartition("}")[2] == "f"), None) if kind == "n" else None
        return (f"={formula}" if formula else ""), False
    if kind == "s":
        index = int(stored) if _COUNT.fullmatch(stored) else -1
        return (shared[index] if 0 <= index < len(shared) else f"#REF!{stored}"), False
    if kind == "b":
        return ("TRUE" if stored == "1" else "FALSE"), False
    if kind == "n":
        return write_number(stored, styles.of(cell.get("s")))
    return _unescape(stored), False
