"""Ids, refs and locators: how a statement names what it rests on.

* An **id** is hashed from what a row is about, so the same subject gets the same id in every run.
* A **locator** names a place inside one file: ``line=12``, ``sheet=Sheet1;row=4;column=3``.
* A **ref** names a row of a table, or a part of it: ``goods:goods_0a1b``, ``goods:goods_0a1b@value``,
  ``positions:source_77aa#120-188``.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from json.encoder import encode_basestring
from pathlib import Path
from urllib.parse import quote, unquote

from toolkit.errors import ArgumentError, RefError

__all__ = ["Ref", "hash_file", "make_id", "make_ids", "make_locator", "make_ref", "parse_locator", "parse_ref"]

_KIND = re.compile(r"[a-z][a-z0-9_]*")
_REF = re.compile(
    r"(?P<table>[a-z][a-z0-9_]*):(?P<key>[^@#\s]+)(?:@(?P<column>[A-Za-z0-9_.]+))?(?:#(?P<first>\d+)(?:-(?P<last>\d+))?)?",
)
_SAFE_IN_LOCATOR = " /[],.:!()'*+-_"
_canonical = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode  # made once: ids are hashed by the million
_HEX_DIGITS = 20  # 80 bits: a collision among a billion rows has odds of about one in a million


def make_id(kind: str, *parts: object) -> str:
    """Hash what a row is about into a short stable id.

    Args:
        kind: lower-case word that opens the id, such as ``"link"``.
        parts: subject keys; text, numbers, ``None`` or nested lists of these. Never a score, and never an end that may
            still grow.

    Returns:
        ``kind`` + ``_`` + 20 hexadecimal digits (80 bits of SHA-256 over canonical JSON).

    Raises:
        ArgumentError: if ``kind`` is not a lower-case word or no parts are given.

    >>> make_id("link", "a", "b") == make_id("link", "a", "b")
    True
    >>> make_id("link", "a", "b") == make_id("link", "ab")
    False
    """
    _check_kind(kind)
    if not parts:
        message = f"make_id({kind!r}) needs at least one part that says what the row is about"
        raise ArgumentError(message)
    return f"{kind}_{hashlib.sha256(_encode(_canonical(parts))).hexdigest()[:_HEX_DIGITS]}"


def make_ids(kind: str, source_id: str, locators: Iterable[str]) -> list[str]:
    """Hash the place of each row of one source into an id: what :func:`make_id` gives of both, a million rows at a time.

    Args:
        kind: lower-case word that opens the ids, such as ``"goods"``.
        source_id: source of all rows.
        locators: place of each row in it.

    Raises:
        ArgumentError: if ``kind`` is not a lower-case word.

    >>> make_ids("goods", "s1", ["line=2"]) == [make_id("goods", "s1", "line=2")]
    True
    """
    _check_kind(kind)
    opening = hashlib.sha256(_encode(_canonical((source_id, ""))[: -len('""]')]))
    found = []
    for locator in locators:
        whole = opening.copy()
        whole.update(_encode(encode_basestring(locator) + "]"))
        found.append(f"{kind}_{whole.hexdigest()[:_HEX_DIGITS]}")
    return found


def _check_kind(kind: str) -> None:
    if not _KIND.fullmatch(kind):
        message = f"kind={kind!r} is not a lower-case word; use a table's singular, such as 'link'"
        raise ArgumentError(message)


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def hash_file(path: Path) -> str:
    """Give the SHA-256 of a whole file, 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Ref:
    """A parsed ref: a row of a table, one column of it, or a range of lines of a source."""

    table: str
    key: str
    column: str | None = None
    first: int | None = None
    last: int | None = None

    def __str__(self) -> str:
        """Give the ref back as text."""
        return make_ref(self.table, self.key, column=self.column, first=self.first, last=self.last)


def make_ref(
    table: str,
    key: str,
    *,
    column: str | None = None,
    first: int | None = None,
    last: int | None = None,
) -> str:
    """Write a ref.

    Args:
        table: name of a table, such as ``"goods"``.
        key: the row's key; for ``positions`` the source id. A key of two columns is joined by ``|``.
        column: the table's column that holds the value, if one cell is meant.
        first: first line (or character, for ``texts``), counted from 1 (characters from 0).
        last: last line of a range, inclusive.

    Raises:
        RefError: if the parts do not make a ref that :func:`parse_ref` reads back.

    >>> make_ref("goods", "goods_0a1b", column="value")
    'goods:goods_0a1b@value'
    >>> make_ref("positions", "source_77aa", first=120, last=188)
    'positions:source_77aa#120-188'
    """
    text = f"{table}:{key}"
    if column is not None:
        text += f"@{column}"
    if first is not None:
        text += f"#{first}" if last is None or last == first else f"#{first}-{last}"
    if not _REF.fullmatch(text):
        message = f"cannot write a ref from table={table!r}, key={key!r}, column={column!r}"
        raise RefError(message)
    return text


def parse_ref(text: str) -> Ref:
    """Read a ref.

    Raises:
        RefError: if ``text`` is not of the form ``table:key[@column][#first[-last]]``.

    >>> parse_ref("positions:source_77aa#120-188").last
    188
    """
    match = _REF.fullmatch(text)
    if match is None:
        message = f"{text!r} is not a ref; expected table:key[@column][#first[-last]]"
        raise RefError(message)
    first, last = match["first"], match["last"]
    return Ref(
        match["table"],
        match["key"],
        match["column"],
        None if first is None else int(first),
        int(last) if last is not None else None if first is None else int(first),
    )


def make_locator(**parts: str | int) -> str:
    """Write the place of a row or cell inside its file.

    Usual parts, in this order: ``sheet``, ``line`` (text files, from 1), ``row`` (spreadsheets and Parquet, from 1),
    ``column`` (from 1), ``chars`` (``"0-14"``), ``path`` (XML), ``box`` (``"x,y,width,height"`` in pixels).

    Raises:
        RefError: if no part is given.

    >>> make_locator(sheet="进口", row=4)
    'sheet=进口;row=4'
    """
    if not parts:
        message = "a locator needs at least one part, such as line=12"
        raise RefError(message)
    return ";".join(f"{name}={_escape(str(value))}" for name, value in parts.items())


def _escape(value: str) -> str:
    return "".join(c if ord(c) > 127 or c in _SAFE_IN_LOCATOR else quote(c) for c in value)  # noqa: PLR2004 - ASCII ends here


def parse_locator(text: str) -> dict[str, str]:
    """Read a locator into its parts.

    Raises:
        RefError: if a part has no ``=``.

    >>> parse_locator("sheet=进口;row=4")
    {'sheet': '进口', 'row': '4'}
    """
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, equals, value = part.partition("=")
        if not equals:
            message = f"{text!r} is not a locator; expected name=value parts joined by ';'"
            raise RefError(message)
        parts[name] = unquote(value)
    return parts
