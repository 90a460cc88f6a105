"""What a file is, told by its bytes and never by its name: a workbook may be called ``.csv``, a web page ``.xls``."""

import json
import re
from io import BytesIO
from zipfile import BadZipFile, ZipFile

__all__ = ["CONTAINERS", "IMAGES", "TABULAR", "media_type_of_kind", "tell_kind"]

TABULAR = frozenset({"xlsx", "xls", "ods", "html", "parquet", "json", "jsonl", "text", "pdf"})
"""Kinds that can hold rows."""
CONTAINERS = frozenset({"zip", "eml"})
"""Kinds that can hold further files."""
IMAGES = frozenset({"png", "jpeg", "tiff"})

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "gzip"),
    (b"\x93NUMPY", "npy"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 16_384
_PDF_WITHIN = 1024  # ISO 32000: readers accept the mark anywhere in the first 1,024 bytes
_BLANK = b"\xef\xbb\xbf \t\r\n"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|table|head|body|meta|style)[\s>]", re.IGNORECASE)
_MAIL_HEADER = re.compile(rb"[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_MAIL_NAMES = frozenset({b"from", b"to", b"date", b"subject", b"message-id", b"mime-version", b"received", b"return-path", b"content-type"})
_MAIL_NEEDS = 3
_CONTROLS = 0.02
_ZEROS = 0.3
_MAX_DEPTH = 8
_OFFICE_PARTS = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("word/document.xml", "docx"), ("ppt/presentation.xml", "pptx"))


def tell_kind(content: bytes) -> str:
    r"""Tell what a file is by its content.

    Returns:
        xlsx, xls, ods, xlsb, docx, pptx, html, xml, json, jsonl, parquet, text, eml, pdf, png, jpeg, tiff, npy, zip, gzip,
        rar, 7z, encrypted (an office file under a password), ole (another old office file), binary, or empty.

    >>> tell_kind(b"<html><table><tr><td>1</td></tr></table></html>"), tell_kind(b"a,b\n1,2\n"), tell_kind(b"")
    ('html', 'text', 'empty')
    """
    if not content:
        return "empty"
    head = content[:_HEAD]
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _tell_zip(content)
    if head.startswith(_OLE):
        return _tell_ole(content)
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return "pdf"
    return _tell_text(head, content)


def media_type_of_kind(kind: str) -> str:
    """Give the media type of a kind, as :func:`toolkit.tables.media_type_of` gives it for files."""
    return _MEDIA_TYPES.get(kind, "application/octet-stream")


_MEDIA_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "tiff": "image/tiff",
    "pdf": "application/pdf",
    "parquet": "application/vnd.apache.parquet",
    "gzip": "application/gzip",
    "xls": "application/x-ole-storage",
    "ole": "application/x-ole-storage",
    "encrypted": "application/x-ole-storage",
    "npy": "application/x-npy",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    **dict.fromkeys(("zip", "ods", "docx", "pptx", "xlsb"), "application/zip"),
    **dict.fromkeys(("text", "html", "json", "jsonl", "eml"), "text/plain"),
}


def _tell_zip(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _PDF_WITHIN:
                declared = archive.read("mimetype")
                if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return "ods"
    except (BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return "zip"
    return next((kind for part, kind in _OFFICE_PARTS if part in names), "zip")


def _tell_ole(content: bytes) -> str:
    """Names in a compound file stand in its directory as UTF-16."""
    for name, kind in (("EncryptedPackage", "encrypted"), ("Workbook", "xls"), ("Book", "xls")):
        if name.encode("utf-16-le") + b"\x00\x00" in content:
            return kind
    return "ole"


def _tell_text(head: bytes, content: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _tell_marked(head.decode("utf-16", "ignore").encode("utf-8", "ignore"))
    plain = head.lstrip(_BLANK)
    if plain.startswith(b"<?xml") and not _HTML.search(head[:2048]):
        return "xml"
    if plain.startswith(b"<") and _HTML.search(head):
        return "html"
    if b"\x00" in head and not _is_wide(head):
        return "binary" if _controls(head) > _CONTROLS * len(head) or head.count(0) > _ZEROS * len(head) else "text"
    if plain[:1] in (b"{", b"["):
        return _tell_json(content)
    return "eml" if _is_mail(plain) else "text"


def _tell_marked(head: bytes) -> str:
    plain = head.lstrip(_BLANK)
    return "html" if plain.startswith(b"<") and _HTML.search(plain) else "xml" if plain.startswith(b"<?xml") else "text"


def _controls(head: bytes) -> int:
    """Count the bytes that no text holds."""
    return sum(head.count(bytes([code])) for code in (*range(1, 9), *range(14, 26), *range(28, 32)))


def _is_wide(head: bytes) -> bool:
    """Tell UTF-16 without a mark: one half of each pair is mostly zero."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    return max(even, odd) > 4 * min(even, odd) + 1 and max(even, odd) * 4 > len(head)


def _tell_json(content: bytes) -> str:
    """One object a line is JSON Lines; anything else that begins as JSON is JSON."""
    first = content[:1_048_576].lstrip(_BLANK).split(b"\n", 1)
    line = first[0].strip()
    if line.startswith(b"{") and line.endswith(b"}"):
        rest = first[1].lstrip(_BLANK)[:1] if len(first) > 1 else b""
        return "jsonl" if rest == b"{" or (not rest and not _lists_objects(line)) else "json"
    if line.startswith(b"[") and not re.match(rb"\[\s*(?:[\[{\"\]\d-]|true|false|null|$)", line):
        return "text"
    return "json"


def _lists_objects(line: bytes) -> bool:
    """Tell whether a single object lists others, and is therefore a document and no record (``FEATURES`` are parts of one)."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return _has_list(found, 0)


def _has_list(value: object, depth: int) -> bool:
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        return _lists_otherwise(value) or any(_has_list(member, depth + 1) for key, member in value.items() if key != "FEATURES")
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict) and depth > 0


def _lists_otherwise(value: dict[str, object]) -> bool:
    from toolkit.sources.json_tables import as_objects

    return bool(as_objects(value))


def _is_mail(plain: bytes) -> bool:
    """Tell a message (RFC 5322): it opens with header fields, three or more of them those that messages bear."""
    seen: set[bytes] = set()
    at = 0
    while match := _MAIL_HEADER.match(plain, at):
        name = match[0].split(b":", 1)[0].lower()
        seen.add(name)
        at = match.end()
    return len(seen & _MAIL_NAMES) >= _MAIL_NEEDS
