"""What a number stored in a workbook shows: date, padded code, or the digits that were typed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

__all__ = ["Style", "Styles", "write_number"]

_KEPT_DIGITS = 15  # a spreadsheet keeps 15 significant digits of a number; what follows was typed by nobody
_BUILTIN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_COUNT = re.compile(r"[0-9]{1,9}")
_DOUBLE_EXPONENT = 400
"""No number that a spreadsheet can hold has a larger exponent; written out, one would fill the memory."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_OVERFLOWN = -(2**31)
_LEAP_BUG = 60  # day 60 of the 1900 epoch is 29 February 1900, which never was


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is shown: as a date, with how many digits at least, counted from which epoch, struck through or not."""

    is_date: bool = False
    digits: int = 0
    epoch_1904: bool = False
    struck: bool = False

    @classmethod
    def of_code(cls, format_id: int, code: str | None, *, epoch_1904: bool, struck: bool = False) -> "Style":
        """Read a number format: its number, and its code where the file writes one (ECMA-376 part 1, 18.8.30)."""
        plain = _LITERAL.sub("", code or "").split(";")[0]
        is_date = (code is None and format_id in _BUILTIN_DATES) or (
            bool(re.search(r"[ymdhs年月日]", plain, re.IGNORECASE)) and "general" not in plain.lower()
        )
        return cls(is_date, len(plain) if re.fullmatch("0{2,}", plain) else 0, epoch_1904, struck)


_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles of a workbook by their index."""

    by_index: tuple[Style, ...]

    @classmethod
    def read(cls, root: Any, *, epoch_1904: bool) -> "Styles":  # noqa: ANN401 - lxml carries no types
        """Read number formats and strokes of ``xl/styles.xml``."""
        codes = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iterfind(".//{*}numFmt")}
        fonts = [_is_struck(font) for font in root.iterfind("{*}fonts/{*}font")]
        styles = []
        for xf in root.iterfind("{*}cellXfs/{*}xf"):
            number, font = xf.get("numFmtId", "0"), xf.get("fontId", "0")
            at = int(font) if _COUNT.fullmatch(font) else 0
            format_id = int(number) if _COUNT.fullmatch(number) else 0
            struck = at < len(fonts) and fonts[at]
            styles.append(Style.of_code(format_id, codes.get(number), epoch_1904=epoch_1904, struck=struck))
        return cls(tuple(styles))

    def of(self, index: str | None) -> Style:
        """Give the style of a cell by the text of its ``s`` attribute."""
        position = int(index) if index and _COUNT.fullmatch(index) else 0
        return self.by_index[position] if position < len(self.by_index) else _PLAIN


def _is_struck(font: Any) -> bool:  # noqa: ANN401 - lxml carries no types
    return any(strike.get("val", "1") not in ("0", "false") for strike in font.iterfind("{*}strike"))


@lru_cache(maxsize=65_536)
def write_number(stored: str, style: Style = _PLAIN) -> tuple[str, bool]:
    """Write a stored number as the text that was typed, so far as the file still knows it.

    Args:
        stored: content of the cell, such as ``"1.1000000000000001"``.
        style: its number format.

    Returns:
        The text, and whether digits were lost: an integer of 16 or more digits cannot have survived, and neither did the
        code that a spreadsheet stores as -2147483648, the least number of 32 bits.

    >>> write_number("1.1000000000000001")
    ('1.1', False)
    >>> write_number("901210000", Style(digits=10))
    ('0901210000', False)
    >>> write_number("1.10101199003071E+17")
    ('1.10101199003071E+17', True)
    """
    try:
        value = Decimal(stored)
    except InvalidOperation:
        return stored, False
    if not value.is_finite() or abs(value.adjusted()) > _DOUBLE_EXPONENT:
        return stored, False
    if style.is_date:
        moment = _as_moment(value, epoch_1904=style.epoch_1904)
        if moment is not None:
            return moment, False
    if value == _OVERFLOWN:
        return stored, True
    if value.adjusted() >= _KEPT_DIGITS and value == value.to_integral_value():
        return stored, True
    if len(value.normalize().as_tuple().digits) > _KEPT_DIGITS:
        value = Decimal(format(float(value), f".{_KEPT_DIGITS}g"))
    text = format(value, "f")
    if "." in text and ("E" in stored.upper() or len(stored) > _KEPT_DIGITS):
        text = text.rstrip("0").rstrip(".")
    text = text.removesuffix(".0")
    return (text.zfill(style.digits) if style.digits and text.isdigit() else text), False


def _as_moment(value: Decimal, *, epoch_1904: bool) -> str | None:
    days = int(value)
    if value < 0 or days > 2_958_465:  # noqa: PLR2004 - 31 December 9999, the last day a spreadsheet knows
        return None
    start = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 31) if days < _LEAP_BUG else datetime(1899, 12, 30)  # noqa: DTZ001
    seconds = round((value - days) * 86_400)
    moment = start + timedelta(days=days, seconds=seconds)
    if days == 0:
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if seconds == 0 else moment.isoformat(timespec="seconds")
