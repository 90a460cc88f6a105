"""Tables of web pages, and of workbooks that are web pages in truth: many offices export ``.xls`` that way."""

import re
from typing import Any

from toolkit.errors import SourceError
from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.grids import Cell, Grid, Marks
from toolkit.sources.problems import Problem

__all__ = ["read_web_tables"]

_MAX_SPAN = 1_000
_MAX_CELLS = 500_000
"""Most cells that merged ones may span together."""
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_COUNT = re.compile(r"[0-9]{1,9}")
Node = Any
"""An element; lxml carries no types."""


def read_web_tables(content: bytes, name: str) -> list[Grid]:
    """Read each table of a page as a sheet named ``table N``; a table inside a cell is one of its own.

    Nothing is fetched and no script is run.

    Raises:
        SourceError: no table, or a page that cannot be read.
    """
    from lxml import etree, html

    stated = _CHARSET.search(content[:4096])
    text = decode_text(content, name, stated=stated[1].decode("ascii") if stated else None).text
    parser = html.HTMLParser(no_network=True, encoding="utf-8")
    try:
        root = html.document_fromstring(show_bytes(text).replace("\x00", "").encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        message = Problem("problem_web_page", name=name, error=error)
        raise SourceError(message) from error
    grids = [_read_table(table, f"table {number}", name) for number, table in enumerate(root.iter("table"), start=1)]
    if not grids:
        message = Problem("problem_web_page_without_table", name=name)
        raise SourceError(message)
    return grids


def _read_table(table: Node, sheet: str, name: str) -> Grid:
    numbers, rows = list[int](), list[list[str]]()
    hidden, struck, merged = set[int](), set[Cell](), list[tuple[int, int, int, int]]()
    taken: set[Cell] = set()
    for number, row in enumerate(_rows_of(table), start=1):
        texts: list[str] = []
        column = 0
        if _HIDDEN.search(row.get("style", "")):
            hidden.add(number)
        for cell in row.iterchildren("td", "th"):
            column += 1
            while (number, column) in taken:
                column += 1
            across, down = _span(cell.get("colspan")), _span(cell.get("rowspan"))
            if len(taken) + across * down > _MAX_CELLS:
                message = Problem("problem_spans", name=name, sheet=sheet, most=_MAX_CELLS)
                raise SourceError(message)
            if across * down > 1:
                merged.append((number, column, number + down - 1, column + across - 1))
                taken.update((number + i, column + j) for i in range(down) for j in range(across))
            text = _text_of(cell)
            if text:
                texts.extend([""] * (column - 1 - len(texts)))
                texts.append(text)
                if _is_struck(cell):
                    struck.add((number, column))
            column += across - 1
        if any(text.strip() for text in texts):
            numbers.append(number)
            rows.append(texts)
    marks = Marks(hidden_rows=frozenset(hidden), struck=frozenset(struck), merged=tuple(merged))
    return Grid("row", numbers, rows, sheet, marks=marks)


def _rows_of(table: Node) -> list[Node]:
    """Give the rows of a table, without those of tables inside its cells."""
    rows: list[Node] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(child.iterchildren("tr"))
    return rows


def _span(written: str | None) -> int:
    return min(max(int(written), 1), _MAX_SPAN) if written and _COUNT.fullmatch(written.strip()) else 1


def _text_of(cell: Node) -> str:
    parts: list[str] = []
    for node in cell.iter():
        if node.tag == "br":
            parts.append("\n")
        elif node.tag in ("script", "style", "table") or not isinstance(node.tag, str):
            parts.append(node.tail or "") if node is not cell else None
            continue
        parts.append(node.text or "")
        if node is not cell:
            parts.append(node.tail or "")
    lines = [" ".join(line.replace("\xa0", " ").split(" ")) for line in "".join(parts).split("\n")]
    return "\n".join(line.strip(" \r") for line in lines).strip("\n ")


def _is_struck(cell: Node) -> bool:
    """Tell whether all the text of a cell is struck through."""
    if _STRUCK.search(cell.get("style", "")):
        return True
    whole = "".join(cell.itertext()).split()
    for node in cell.iter("s", "strike", "del", "span"):
        if (node.tag != "span" or _STRUCK.search(node.get("style", ""))) and "".join(node.itertext()).split() == whole:
            return True
    return False
