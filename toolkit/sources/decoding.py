"""Tell the encoding of a text by its bytes: UTF-8, UTF-16 or GB18030; never by the system's settings."""

import codecs
import re
from dataclasses import dataclass

from toolkit.errors import SourceError

__all__ = ["Decoded", "decode_text", "show_bytes"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_MOSTLY = 0.3
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, its encoding, and whether some bytes of it could not be decoded (they stand as lone surrogates)."""

    text: str
    encoding: str
    damaged: bool


def decode_text(content: bytes, name: str = "the file") -> Decoded:
    """Decode a text file.

    A byte order mark decides; then zero bytes in every other place (UTF-16); then whichever of UTF-8 and GB18030
    fails on fewer lines, UTF-8 on equal terms. Bytes that do not decode stay visible as lone surrogates, so that only
    their rows are set aside.

    Raises:
        SourceError: the bytes are no text (many zero bytes).

    >>> decode_text("毛重(千克)".encode("gb18030")).encoding
    'gb18030'
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decode(content[len(mark) :], encoding)
    sample = content[:_SAMPLE]
    if sample and sample.count(0) > len(sample) * _MOSTLY:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        if max(even, odd) > 4 * min(even, odd) + 1:  # Latin text: one half of each pair is zero
            return _decode(content, "utf-16-be" if even > odd else "utf-16-le")
        message = f"{name!r} is not a text: {sample.count(0)} of its first {len(sample)} bytes are zero; name what made the file"
        raise SourceError(message)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", damaged=False)
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("gb18030")
        return Decoded(text, "gb18030", damaged=bool(_LONE.search(text)))
    except UnicodeDecodeError:
        pass
    lines = content.split(b"\n")
    return _decode(content, "utf-8" if _failures(lines, "utf-8") <= _failures(lines, "gb18030") else "gb18030")


def _failures(lines: list[bytes], encoding: str) -> int:
    failed = 0
    for line in lines:
        try:
            line.decode(encoding)
        except UnicodeDecodeError:
            failed += 1
    return failed


def _decode(content: bytes, encoding: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode(encoding, "tidewaiter_visible")
    return Decoded(text, encoding, damaged=bool(_LONE.search(text)))


def _keep_visible(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : error.end]), error.end


codecs.register_error("tidewaiter_visible", _keep_visible)


def show_bytes(text: str) -> str:
    r"""Write undecodable bytes as escapes, so that the text can be stored.

    >>> show_bytes("a\udcff")
    'a\\udcff'
    """
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
