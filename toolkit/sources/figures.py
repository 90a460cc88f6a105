"""Amounts as people write them: with a decimal comma, with their unit in the cell, in brackets where they are negative."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from toolkit.sources.values import read_decimal
from toolkit.units import Dimension, Unit, parse_unit

__all__ = ["DecimalMark", "find_column_mark", "find_decimal_mark", "read_figure", "read_with_unit"]

DecimalMark = Literal[".", ",", "?"]
"""What parts the decimals in a table; ``?`` where some of its cells show the one and some the other."""

_COMMA_SURE = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,})|\d{1,3}(?:\.\d{3}){2,})")
_POINT_SURE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{1,3}(?:,\d{3}){2,})")
_SURE: dict[DecimalMark, re.Pattern[str]] = {",": _COMMA_SURE, ".": _POINT_SURE}
_EITHER = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_WITH_COMMA = re.compile(r"[+-]?(?:\d{1,3}(?:[. ]\d{3})+|\d+)(?:,\d+)?")
_DRESSED = re.compile(
    r"(?P<open>\()?\s*(?P<before>[^\d\s()+.,-]{1,4})?\s*(?P<number>[+-]?\d[\d., ]*)\s*"
    r"(?P<after>[^\d\s()+.,-][^\d()]{0,11})?\s*(?P<close>\))?"
)
_NOT_PLAIN = r"[^\x21-\x7e]"
_LONGEST = 40
_SYMBOLS = frozenset("$¥")  # of several currencies: the amount is plain, the currency is not


def find_decimal_mark(texts: Iterable[str | None]) -> DecimalMark:
    """Tell which mark parts the decimals, by the numbers that can be read in one way only.

    >>> find_decimal_mark(["1.234,05", "1.500"]), find_decimal_mark(["1,234.5", "1,500"]), find_decimal_mark(["1,5", "1.5"])
    (',', '.', '?')
    """
    comma = point = False
    for text in texts:
        if text is None or text.isdigit():
            continue
        plain = _fold(text)
        comma = comma or bool(_COMMA_SURE.fullmatch(plain))
        point = point or bool(_POINT_SURE.fullmatch(plain))
        if comma and point:
            return "?"
    return "," if comma else "."


def find_column_mark(columns: Iterable[pa.Array | pa.ChunkedArray]) -> DecimalMark:
    """Tell which mark parts the decimals in columns of text, as :func:`find_decimal_mark` does.

    >>> find_column_mark([pa.array(["1.234,05", None]), pa.array(["1.500"])])
    ','
    """
    marks: set[DecimalMark] = set()
    shown = []
    for column in columns:
        for mark, pattern in _SURE.items():
            if pc.any(pc.match_substring_regex(column, f"^(?:{pattern.pattern})$")).as_py():
                marks.add(mark)
        odd = column.filter(pc.match_substring_regex(column, _NOT_PLAIN))
        shown += pc.unique(odd).to_pylist()
    folded = find_decimal_mark(shown)
    if folded == "?" or {",", "."} <= marks or (folded == "," and "." in marks):
        return "?"
    return "," if folded == "," or "," in marks else "."


@lru_cache(maxsize=200_000)
def read_figure(text: str, mark: DecimalMark = ".") -> Decimal | None:
    """Read a number by the mark that parts the decimals of its table.

    Returns:
        ``None`` for what is no number, and for what could be two where the table shows both marks.

    >>> read_figure("1.500", ","), read_figure("1,5", ","), read_figure("1,500"), read_figure("1,500", "?")
    (Decimal('1500'), Decimal('1.5'), Decimal('1500'), None)
    """
    if mark == ".":
        return read_decimal(text)
    plain = _fold(text)
    if mark == "?":
        return None if _EITHER.fullmatch(plain) else read_decimal(text)
    if not _WITH_COMMA.fullmatch(plain):
        return None
    return read_decimal(plain.replace(".", "").replace(" ", "").replace(",", "."))


@lru_cache(maxsize=50_000)
def read_with_unit(text: str, dimension: Dimension, mark: DecimalMark = ".") -> tuple[Decimal, Unit | None] | None:
    """Read a number that its cell dresses: with a unit of its dimension, a sign of money, brackets around a negative amount.

    Returns:
        The number and the unit that the cell states, if any; ``None`` for what cannot be read so.

    >>> read_with_unit("25.2 kg", "mass")[1].name, read_with_unit("(1,234.50)", "money"), read_with_unit("约500", "money")
    ('kg', (Decimal('-1234.50'), None), None)
    """
    match = _DRESSED.fullmatch(_fold(text)) if len(text) <= _LONGEST else None
    if match is None or (match["before"] and match["after"]) or bool(match["open"]) != bool(match["close"]):
        return None
    value = read_figure(match["number"].strip(), mark)
    if value is None or (match["open"] and match["number"][0] in "+-"):
        return None
    signed = -value if match["open"] else value
    word = (match["before"] or match["after"] or "").strip()
    if not word or (dimension == "money" and word in _SYMBOLS):
        return signed, None
    unit = parse_unit(word, dimension)
    return None if unit is None else (signed, unit)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().replace("−", "-")
