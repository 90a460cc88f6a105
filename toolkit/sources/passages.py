"""Passages of writing, each with its place: paragraphs of a text, parts of an e-mail, lines of a PDF."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.sources.decoding import decode_text
from toolkit.sources.kinds import tell_kind
from toolkit.sources.mail import Mail
from toolkit.sources.opening import Opened
from toolkit.sources.portable import Page, read_pages

__all__ = ["Passage", "cut_paragraphs", "find_passages"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as written and its place; ``sent_at`` and ``sent_as`` of the heading of an e-mail, ``reason`` if it is set aside."""

    locator: str
    text: str
    sent_at: str | None = None
    sent_as: str | None = None
    reason: str = ""


def find_passages(opened: Opened) -> list[Passage]:
    """Cut a file into passages.

    Raises:
        SourceError: no text, damaged, or under a password.
    """
    kind = tell_kind(opened.content)
    if kind == "eml":
        return list(_of_mail(Mail(opened.content, opened.source.name)))
    if kind == "pdf":
        pages = read_pages(opened.content, opened.source.name, opened.source.sha256)
        return [passage for page in pages for passage in _of_page(page)]
    text = decode_text(opened.content, opened.source.name).text
    return [Passage(f"line={line};chars=0-{len(part)}", part) for line, _, part in cut_paragraphs(text)]


def cut_paragraphs(text: str) -> list[tuple[int, int, str]]:
    r"""Cut a text at blank lines: the line on which each paragraph begins (from 1), its first character (from 0), its text.

    >>> cut_paragraphs("a\nb\n\nc\n")
    [(1, 0, 'a\nb'), (4, 5, 'c')]
    """
    found: list[tuple[int, int, str]] = []
    first, start, parts = 0, 0, list[str]()
    for number, match in enumerate(_LINE.finditer(text), start=1):
        line = match[0]
        if line.strip():
            if not first:
                first, start = number, match.start()
            parts.append(line)
        elif parts:
            found.append((first, start, "".join(parts).rstrip("\r\n")))
            first, parts = 0, []
    if parts:
        found.append((first, start, "".join(parts).rstrip("\r\n")))
    return found


def _of_mail(mail: Mail) -> Iterator[Passage]:
    if mail.heading:
        yield Passage(f"part=0;chars=0-{len(mail.heading)}", mail.heading, mail.sent_at, mail.header("Date") or None)
    for number, text in mail.bodies():
        for _, start, part in cut_paragraphs(text):
            yield Passage(f"part={number};chars={start}-{start + len(part)}", part)


def _of_page(page: Page) -> Iterator[Passage]:
    if page.is_image:
        yield Passage(f"page={page.number}", f"page {page.number} is a picture without text", reason="source_page_is_image")
    for line in page.lines:
        left, top = min(box.x for box in line), min(box.y for box in line)
        right, bottom = max(box.x + box.width for box in line), max(box.y + box.height for box in line)
        place = ",".join(f"{value:.{_DECIMALS}f}" for value in (left, top, right - left, bottom - top))
        yield Passage(f"page={page.number};box={place}", " ".join(box.text for box in line))
