"""E-mails (RFC 5322): who wrote what to whom and when, the text, and what is attached. Nothing is fetched or run."""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cached_property

from toolkit.errors import SourceError
from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.problems import Problem

__all__ = ["Attachment", "Mail"]

_SHOWN = ("From", "To", "Cc", "Date", "Subject", "Message-ID")
_MAX_PARTS = 2_000
_FAULTS = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, IndexError, OverflowError)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside an e-mail: the number of its part, its name as written, its bytes."""

    part: int
    name: str
    content: bytes


class Mail:
    """One e-mail; part 0 is its heading, further parts are numbered as they come."""

    def __init__(self, content: bytes, name: str) -> None:
        """Read the structure of a message.

        Raises:
            SourceError: it is no message that can be read.
        """
        self.name = name
        try:
            self.message: Message = email.message_from_bytes(content)
            self._parts = list(_walk(self.message))
        except _FAULTS as error:
            message = Problem("problem_damaged", name=name, what="file_mail", error=error)
            raise SourceError(message) from error

    @cached_property
    def heading(self) -> str:
        """The fields that say who, to whom, when and what about."""
        found = ((name, self.header(name)) for name in _SHOWN)
        return "\n".join(f"{name}: {value}" for name, value in found if value)

    def header(self, name: str) -> str:
        """Give a field of the heading, decoded; empty if there is none."""
        return _decode_field(self.message.get(name))

    @property
    def sent_at(self) -> str | None:
        """The instant that the heading states, ISO 8601 with its offset; ``None`` where it states no offset or no time."""
        try:
            sent = parsedate_to_datetime(self.header("Date"))
        except _FAULTS:
            return None
        if sent.tzinfo is None and self.header("Date").rstrip().endswith("-0000"):
            sent = sent.replace(tzinfo=UTC)  # RFC 5322, 3.3: Universal Time, said on a clock of no known place
        return None if sent.tzinfo is None else sent.isoformat(timespec="seconds")

    def bodies(self) -> list[tuple[int, str]]:
        """Give the number and text of each part that is text and no attachment."""
        return [(number, text) for number, part in enumerate(self._parts, start=1) if (text := self._text_of(part)) is not None]

    def attachments(self) -> list[Attachment]:
        """Give what is attached, messages inside the message too."""
        found = []
        for number, part in enumerate(self._parts, start=1):
            if part.is_multipart() and part.get_content_type() != "message/rfc822":
                continue
            if self._text_of(part) is None:
                found.append(Attachment(number, _name_of(part, number), _bytes_of(part)))
        return found

    def text_of(self, number: int) -> str | None:
        """Give the text of a part, the heading for 0; ``None`` if it is no text."""
        return self.heading if number == 0 else dict(self.bodies()).get(number)

    def _text_of(self, part: Message) -> str | None:
        if part.is_multipart() or part.get_content_maintype() != "text" or _is_attached(part):
            return None
        content = _bytes_of(part)
        stated = part.get_content_charset()
        try:
            text = decode_text(content, self.name, stated=stated).text
        except SourceError:
            return None
        text = show_bytes(text).replace("\x00", "\\x00").replace("\r\n", "\n")
        return _strip_tags(text) if part.get_content_subtype() == "html" else text


def _walk(message: Message) -> Iterator[Message]:
    """Go through the parts; a message inside is one part, and is opened as an attachment."""
    waiting = [message]
    for _ in range(_MAX_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        yield part
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            inside = part.get_payload()
            waiting.extend(reversed([p for p in inside if isinstance(p, Message)] if isinstance(inside, list) else []))


def _is_attached(part: Message) -> bool:
    try:
        return part.get_content_disposition() == "attachment" or bool(part.get_filename())
    except _FAULTS:
        return True


def _name_of(part: Message, number: int) -> str:
    try:
        name = _decode_field(part.get_filename())
    except _FAULTS:
        name = ""
    ending = "eml" if part.get_content_type() == "message/rfc822" else re.sub(r"\W", "", part.get_content_subtype())[:8]
    return " ".join(name.split()) or f"part {number}.{ending}"


def _bytes_of(part: Message) -> bytes:
    try:
        if part.get_content_type() == "message/rfc822":
            inside = part.get_payload()
            return inside[0].as_bytes() if isinstance(inside, list) and inside and isinstance(inside[0], Message) else b""
        content = part.get_payload(decode=True)
    except _FAULTS:
        return b""
    return content if isinstance(content, bytes) else b""


def _decode_field(value: object) -> str:
    """Decode a field: encoded words (RFC 2047), and the bare bytes that some programs write instead."""
    if value is None:
        return ""
    written = str(value)
    try:
        parts = decode_header(written.encode("utf-8", "surrogateescape").decode("latin-1") if _is_bare(written) else written)
        text = "".join(_decode_part(part, charset) for part, charset in parts)
    except _FAULTS:
        text = str(value)
    return " ".join(show_bytes(text).replace("\x00", "\\x00").split())


def _is_bare(written: str) -> bool:
    return any("\udc80" <= c <= "\udcff" for c in written)


def _decode_part(part: object, charset: str | None) -> str:
    if isinstance(part, str):
        if part.isascii() or any(ord(c) > 255 for c in part):  # noqa: PLR2004 - beyond Latin-1 nothing is bytes in disguise
            return part
        part = part.encode("latin-1")
    return decode_text(part, "a field", stated=charset).text if isinstance(part, bytes) else ""


def _strip_tags(text: str) -> str:
    from lxml import etree, html

    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=html.HTMLParser(no_network=True, encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return text
    for node in root.iter("script", "style"):
        node.text = ""
    for node in root.iter("br", "p", "div", "tr", "li"):
        node.tail = "\n" + (node.tail or "")
    return str(root.text_content()).strip()
