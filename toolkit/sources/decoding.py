"""Tell the encoding of a text by its bytes, never by the system's settings."""

import codecs
import re
from dataclasses import dataclass

from toolkit.errors import SourceError
from toolkit.sources.old_encodings import guess_encoding
from toolkit.sources.problems import Problem

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


def decode_text(content: bytes, name: str = "the file", *, stated: str | None = None) -> Decoded:
    """Decode a text file.

    A byte order mark decides; then zero bytes in every other place (UTF-16); then UTF-8, if all of it is; then what the file
    ``stated`` of itself; then the older encoding in which it reads as writing; then whichever of UTF-8 and GB18030
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
        message = Problem("problem_zeros", name=name, zeros=sample.count(0), size=len(sample))
        raise SourceError(message)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", damaged=False)
    except UnicodeDecodeError:
        pass
    for older in (_known(stated), guess_encoding(content)):
        if older is None:
            continue
        try:
            text = content.decode(older)
        except UnicodeDecodeError:
            continue
        return Decoded(text, older, damaged=bool(_LONE.search(text)))
    lines = content.split(b"\n")
    return _decode(content, "utf-8" if _failures(lines, "utf-8") <= _failures(lines, "gb18030") else "gb18030")


def _known(stated: str | None) -> str | None:
    """Give the name of an encoding that turns bytes into text; pages that say GB2312 hold GBK."""
    try:
        name = codecs.lookup(stated).name if stated else ""
    except LookupError:
        return None
    return "gb18030" if name in ("gb2312", "gbk") else name if name in _TEXT_ENCODINGS else None


_TEXT_ENCODINGS = frozenset(
    {"utf-8", "gb18030", "big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "iso2022_jp", "euc_kr", "cp949"}
)
_TEXT_ENCODINGS |= {f"cp125{n}" for n in range(9)} | {"koi8-r", "iso8859-1", "iso8859-2", "iso8859-5", "iso8859-15", "utf-16", "hz"}


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
