"""The raw value at a place of a file: what a statement rests on, read again from the bytes."""

import re
from functools import cached_property, lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

from toolkit.errors import EvidenceError, RefError
from toolkit.ids import parse_locator
from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.delimited import read_delimited
from toolkit.sources.formats import read_grids
from toolkit.sources.grids import Grid
from toolkit.sources.images import IMAGE_TYPES, examine_image
from toolkit.sources.mail import Mail
from toolkit.sources.merged import shared_text
from toolkit.sources.nmea import is_nmea
from toolkit.sources.ofac import ofac_file
from toolkit.sources.opening import Opened, open_source, read_stored
from toolkit.sources.portable import read_box
from toolkit.sources.un_list import parse_xml
from toolkit.tables import Source

__all__ = ["find_column", "read_cell"]

_STEP = re.compile(r"([A-Za-z_][\w.-]*)(?:\[(\d{1,7})\])?")
_LINE_END = re.compile(r"\r\n|\r|\n")


def read_cell(source: Source | str | Path, locator: str) -> str:
    r"""Read what stands at a place.

    Args:
        source: a source or the path of a file; its hash is checked where it is known.
        locator: as the tables carry it: ``line=12`` (the whole record, cells joined by tabs), ``line=12;column=3``,
            ``sheet=进口;row=4;column=3`` (of a merged cell the text that it shows), ``row=5;column=2``, ``line=3;chars=0-120``
            (characters from the start of that line), ``path=/a/b[3]``, ``part=2;chars=0-120`` (of an e-mail; part 0 is its
            heading), ``page=2;box=x,y,w,h`` (of a PDF, in points from the upper left corner), ``image=1``, ``box=x,y,w,h`` (says
            which part of which image, since a picture has no text).

    Returns:
        The raw text.

    Raises:
        RefError: the locator cannot be read, or there is nothing at that place.
        SourceError: the file cannot be read.
        EvidenceError: it is not the file that was recorded.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "goods.csv"
    ...     _ = file.write_text("No,HS\n1,390110\n2,391590\n", encoding="utf-8")
    ...     read_cell(file, "line=3;column=2")
    '391590'
    """
    parts = parse_locator(locator)
    checked, _ = read_stored(source)
    parsed = _parse(str(checked.path), checked.sha256)
    opened = parsed.opened
    elsewhere = _read_elsewhere(parsed, parts, locator)
    if elsewhere is not None:
        return elsewhere
    row, grid = _find_row(parsed, parts, locator)
    if "column" not in parts:
        return "\t".join(row)
    column = _number(parts["column"], locator)
    if grid.marks.merged and not "".join(row[column - 1 : column]):
        return shared_text(grid, _number(parts[grid.counter], locator), column)
    if not 1 <= column <= max(len(row), 1):
        return "" if column >= 1 else _nothing(locator, opened.source.name)
    return row[column - 1] if row else ""


def find_column(source: Source, table: str, column: str, locator: str, *, role: str | None = None) -> int | None:
    """Find the column of the file that a table's column was read from.

    Args:
        source: a source after reading, with its mapping.
        table: such as ``"goods"``.
        column: of the table, such as ``"value"``.
        locator: place of the row; its sheet decides where sheets order their columns differently.
        role: of a record.

    Returns:
        The column's number from 1, ``None`` if the mapping does not name it.

    >>> find_column(Source("s", Path("f"), "f", "0", 1, mapping={"goods": {"value": 7}}), "goods", "value", "line=2")
    7
    """
    key = f"{table}.{role}" if role else table
    place = parse_locator(locator)
    sheet, number = f"{key}@{place.get('sheet', '')}", place.get("row") or place.get("line") or "0"
    further = [
        (int(start), name)
        for name in source.mapping
        for of, mark, start in [name.rpartition("#")]
        if mark and of == sheet and start.isdigit()
    ]
    begun = [entry for entry in further if number.isdigit() and entry[0] <= int(number)]
    for name in (*([max(begun)[1]] if begun else []), sheet, key):
        if name in source.mapping:
            return source.mapping[name].get(column)
    return None


def _nothing(locator: str, name: str) -> str:
    message = f"there is nothing at {locator!r} in {name!r}; the locator belongs to another file, or counts from 0"
    raise RefError(message)


def _number(text: str, locator: str) -> int:
    if not text.isdigit():
        message = f"{locator!r}: {text!r} is no number; lines, rows and columns count from 1"
        raise RefError(message)
    return int(text)


class _Parsed:
    """A file that was read once, with what its cells are looked up in."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened

    @cached_property
    def grids(self) -> list[tuple[Grid, dict[int, list[str]]]]:
        grids = [_headerless(self.opened)] if _looks_headerless(self.opened) else read_grids(self.opened)
        return [(grid, dict(zip(grid.numbers, grid.rows, strict=True))) for grid in grids]

    @cached_property
    def root(self) -> Element:
        return parse_xml(self.opened.content, self.opened.source.name)

    @cached_property
    def text(self) -> str:
        return decode_text(self.opened.content, self.opened.source.name).text


@lru_cache(maxsize=2)
def _parse(path: str, sha256: str) -> _Parsed:
    """Parse content that was just found to have this hash; another content is another entry."""
    opened = open_source(path)
    if opened.source.sha256 != sha256:
        message = f"{path!r} changed while it was read; restore the stored copy"
        raise EvidenceError(message)
    return _Parsed(opened)


def _looks_headerless(opened: Opened) -> bool:
    return opened.content[:1].isdigit() and ofac_file(_headerless(opened).rows[:30]) is not None


def _headerless(opened: Opened) -> Grid:
    return read_delimited(opened.content, opened.source.name, delimiter=",")


def _read_elsewhere(parsed: "_Parsed", parts: dict[str, str], locator: str) -> str | None:
    """Read a place that is no cell of a table; ``None`` if it is one."""
    opened = parsed.opened
    if "page" in parts:
        return _read_page(opened, parts, locator)
    if "part" in parts:
        return _read_part(parsed, parts, locator)
    if opened.source.media_type in IMAGE_TYPES or "box" in parts or "image" in parts:
        facts = examine_image(opened.content, opened.source.name)
        part = f"part {parts['box']} of " if "box" in parts else ""
        return f"{part}image {opened.source.sha256}, {facts.width_px} x {facts.height_px} pixels, {facts.bit_depth} bit"
    if "path" in parts:
        return _read_path(parsed.root, parts["path"], locator)
    if "chars" in parts or is_nmea(opened.content):
        return _read_characters(parsed, parts, locator)
    return None


def _read_page(opened: Opened, parts: dict[str, str], locator: str) -> str:
    page = _number(parts["page"], locator)
    found = read_box(opened.content, opened.source.name, opened.source.sha256, page=page, box=parts.get("box", ""))
    return _nothing(locator, opened.source.name) if found is None else found


def _read_part(parsed: "_Parsed", parts: dict[str, str], locator: str) -> str:
    name = parsed.opened.source.name
    text = Mail(parsed.opened.content, name).text_of(_number(parts["part"], locator))
    first, dash, last = parts.get("chars", "").partition("-")
    if text is None or not dash:
        return _nothing(locator, name)
    return text[_number(first, locator) : _number(last, locator)]


def _find_row(parsed: _Parsed, parts: dict[str, str], locator: str) -> tuple[list[str], Grid]:
    counter = "line" if "line" in parts else "row"
    number = _number(parts.get(counter, ""), locator)
    for grid, rows in parsed.grids:
        if grid.counter != counter or (grid.sheet is not None and grid.sheet != parts.get("sheet", grid.sheet)):
            continue
        if number in rows:
            return rows[number], grid
        for broken in grid.broken:
            if broken.number == number:
                return [broken.raw], grid
    _nothing(locator, parsed.opened.source.name)
    return [], Grid(counter, [], [])


def _read_characters(parsed: _Parsed, parts: dict[str, str], locator: str) -> str:
    text, name = parsed.text, parsed.opened.source.name
    line = _number(parts.get("line", "1"), locator)
    start = 0
    for _ in range(line - 1):
        match = _LINE_END.search(text, start)
        if match is None:
            _nothing(locator, name)
            return ""
        start = match.end()
    if "chars" not in parts:
        end = _LINE_END.search(text, start)
        return show_bytes(text[start : end.start() if end else len(text)])
    first, dash, last = parts["chars"].partition("-")
    if not dash:
        _nothing(locator, name)
    return show_bytes(text[start + _number(first, locator) : start + _number(last, locator)])


def _read_path(root: Element, path: str, locator: str) -> str:
    steps = path.strip("/").split("/")
    element: Element | None = root
    for depth, step in enumerate(steps):
        match = _STEP.fullmatch(step)
        if match is None or element is None:
            return _nothing(locator, "the XML")
        if depth == 0:
            element = root if root.tag == match[1] else None
            continue
        found = element.findall(match[1])
        index = int(match[2] or 1)
        element = found[index - 1] if 1 <= index <= len(found) else None
    if element is None:
        return _nothing(locator, "the XML")
    return " ".join("".join(element.itertext()).split()) if len(element) else (element.text or "").strip()
