"""PDF: the text of each page with its box; pages that are pictures of paper are marked as images.

Words that stand side by side become cells, lines become rows, and cells that stand above one another become columns.
Boxes are in points from the upper left corner of the page: ``page=2;box=x,y,width,height``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from threading import RLock
from typing import Any

from toolkit.errors import SourceError
from toolkit.sources.decoding import show_bytes
from toolkit.sources.grids import Broken, Grid
from toolkit.sources.opening import Opened
from toolkit.sources.passwords import ask_password
from toolkit.sources.problems import Problem

__all__ = ["Box", "Page", "read_box", "read_pages", "read_portable"]

_MAX_PAGES = 5_000
_MAX_CHARACTERS = 200_000
_GAP = 1.2
"""Cells are apart where the gap is wider than this many letters."""
_LINE = 0.5
"""Words stand on one line if their middles are nearer than this share of their height."""
_AMOUNT = re.compile(r"\d{1,6}(?:\.\d{1,4})?|inf")
_ONE_AT_A_TIME = RLock()  # PDFium is not safe for threads


@dataclass(frozen=True, slots=True)
class Box:
    """A run of text on a page, in points from the upper left corner."""

    text: str
    x: float
    y: float
    width: float
    height: float

    @property
    def place(self) -> str:
        """Write the box as a locator does."""
        return ",".join(f"{value:.1f}" for value in (self.x, self.y, self.width, self.height))


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its lines of boxes, and whether it is a picture without text."""

    number: int
    lines: tuple[tuple[Box, ...], ...]
    is_image: bool


def read_pages(content: bytes, name: str, digest: str) -> list[Page]:
    """Read every page of a PDF.

    Raises:
        SourceError: damaged, or of too many pages.
        PasswordError: under a password, and none that fits was given.
    """
    with _ONE_AT_A_TIME:
        document = _open(content, name, digest)
        try:
            if len(document) > _MAX_PAGES:
                message = Problem("problem_pages", name=name, n=len(document), most=_MAX_PAGES)
                raise SourceError(message)
            return [_read_page(document, index, name) for index in range(len(document))]
        finally:
            document.close()


def _open(content: bytes, name: str, digest: str) -> Any:  # noqa: ANN401 - pypdfium2 carries no types
    import pypdfium2
    from pypdfium2 import PdfiumError

    found: list[Any] = []

    def fits(password: str | None) -> bool:
        try:
            found.append(pypdfium2.PdfDocument(content, password=password))
        except PdfiumError as error:
            if "password" in str(error).lower():
                return False
            message = Problem("problem_damaged", name=name, what="file_pdf", error=error)
            raise SourceError(message) from error
        return True

    if not fits(None):
        ask_password(digest, name, fits)
    return found[0]


def _read_page(document: Any, index: int, name: str) -> Page:  # noqa: ANN401 - pypdfium2 carries no types
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
        textpage = page.get_textpage()
    except PdfiumError as error:
        message = Problem("problem_page", name=name, page=index + 1, error=error)
        raise SourceError(message) from error
    try:
        if textpage.count_chars() > _MAX_CHARACTERS:
            message = Problem("problem_page_characters", name=name, page=index + 1, n=textpage.count_chars())
            raise SourceError(message)
        height = page.get_height()
        boxes = list(_boxes(textpage, height))
        return Page(index + 1, tuple(_lines(boxes)), is_image=not boxes)
    finally:
        textpage.close()
        page.close()


def _boxes(textpage: Any, height: float) -> Iterator[Box]:  # noqa: ANN401 - pypdfium2 carries no types
    """Cut the characters of a page into runs, wherever a gap or a new line stands between them."""
    text: list[str] = []
    edges: tuple[float, float, float, float] | None = None
    size = 0.0
    content = textpage.get_text_range()
    for index in range(textpage.count_chars()):
        character = content[index] if index < len(content) else ""
        left, bottom, right, top = textpage.get_charbox(index, loose=True)
        if not character or character in "\r\n\x00\ufffe\uffff" or right <= left or top <= bottom:
            continue
        if edges is not None and _is_apart(edges, (left, bottom, right, top), size):
            yield from _close(text, edges, height)
            text, edges = [], None
        if character.isspace() and edges is None:
            continue
        text.append(character)
        size = max(top - bottom, 1.0)
        edges = (
            (left, bottom, right, top)
            if edges is None
            else (min(edges[0], left), min(edges[1], bottom), max(edges[2], right), max(edges[3], top))
        )
    if edges is not None:
        yield from _close(text, edges, height)


def _is_apart(edges: tuple[float, float, float, float], box: tuple[float, float, float, float], size: float) -> bool:
    middle = (box[1] + box[3]) / 2
    other_line = not edges[1] <= middle <= edges[3]
    return other_line or box[0] - edges[2] > _GAP * size / 2 or box[2] < edges[0]


def _close(text: list[str], edges: tuple[float, float, float, float], height: float) -> Iterator[Box]:
    shown = show_bytes("".join(text).strip()).replace("\x00", "")
    if shown:
        left, bottom, right, top = edges
        yield Box(shown, left, height - top, right - left, top - bottom)


def _lines(boxes: Sequence[Box]) -> Iterator[tuple[Box, ...]]:
    line: list[Box] = []
    for box in sorted(boxes, key=lambda box: (box.y + box.height / 2, box.x)):
        if line and abs(_middle(box) - median(_middle(other) for other in line[-5:])) > _LINE * max(box.height, line[0].height):
            yield tuple(sorted(line, key=lambda other: other.x))
            line = []
        line.append(box)
    if line:
        yield tuple(sorted(line, key=lambda other: other.x))


def _middle(box: Box) -> float:
    return box.y + box.height / 2


def read_portable(opened: Opened) -> list[Grid]:
    """Read the pages of a PDF as sheets named ``page N``: lines as rows, texts that stand above one another as columns.

    A page without text is one broken row: a picture, which nobody has read.

    Raises:
        SourceError: damaged, or of too many pages.
        PasswordError: under a password, and none that fits was given.
    """
    pages = read_pages(opened.content, opened.source.name, opened.source.sha256)
    return [_as_grid(page) for page in pages]


def _as_grid(page: Page) -> Grid:
    sheet = f"page {page.number}"
    if page.is_image:
        return Grid("row", [], [], sheet, broken=[Broken(1, "source_page_is_image", f"page {page.number} is a picture without text")])
    columns = _columns(page.lines)
    rows = []
    for line in page.lines:
        row = [""] * len(columns)
        for box in line:
            at = max(range(len(columns)), key=lambda index, box=box: _overlap(box, columns[index]))  # type: ignore[misc]
            row[at] = f"{row[at]} {box.text}".strip()
        rows.append(row)
    return Grid("row", list(range(1, len(rows) + 1)), rows, sheet)


def _columns(lines: Sequence[Sequence[Box]]) -> list[tuple[float, float]]:
    """Find columns: spans of the lines with most cells, widened by cells of other lines that touch one of them only."""
    fullest = max(len(line) for line in lines)
    spans = [(box.x, box.x + box.width) for box in next(line for line in lines if len(line) == fullest)]
    for line in lines:
        if len(line) < 2:  # noqa: PLR2004 - a title spans whatever it likes
            continue
        for box in line:
            touched = [i for i, span in enumerate(spans) if _overlap(box, span) > 0]
            if len(touched) == 1:
                start, end = spans[touched[0]]
                spans[touched[0]] = (min(start, box.x), max(end, box.x + box.width))
            elif not touched:
                spans.append((box.x, box.x + box.width))
                spans.sort()
    return spans


def _overlap(box: Box, span: tuple[float, float]) -> float:
    """Tell how far a box lies within a span; how far it lies outside, below zero."""
    return min(box.x + box.width, span[1]) - max(box.x, span[0])


def read_box(content: bytes, name: str, digest: str, *, page: int, box: str) -> str | None:
    """Give the text inside a box of a page, of the whole page if ``box`` is empty; ``None`` if there is no such page or box."""
    parts = box.split(",") if box else ["0", "0", "inf", "inf"]
    if len(parts) != 4 or not all(_AMOUNT.fullmatch(part) for part in parts):  # noqa: PLR2004 - x, y, width, height
        return None
    x, y, width, height = (float(part) for part in parts)
    for found in read_pages(content, name, digest):
        if found.number == page:
            inside = (b for line in found.lines for b in line)
            return " ".join(b.text for b in inside if x - 1 <= b.x + b.width / 2 <= x + width + 1 and y - 1 <= _middle(b) <= y + height + 1)
    return None
