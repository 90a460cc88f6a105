"""What a number stored in a workbook shows: date, padded code, or the digits that were typed."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import Element

__all__ = ["Style", "Styles", "write_number"]

_KEPT_DIGITS = 15  # a spreadsheet keeps 15 significant digits of a number; what follows was typed by nobody
_BUILTIN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)})
_COUNT = re.compile(r"[0-9]{1,9}")
_DOUBLE_EXPONENT = 400
"""No number that a spreadsheet can hold has a larger exponent; written out, one would fill the memory."""
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_LEAP_BUG = 60  # day 60 of the 1900 epoch is 29 February 1900, which never was


@dataclass(frozen=True, slots=True)
class Style:
    """How a number is shown: as a date, with how many digits at least, counted from which epoch."""

    is_date: bool = False
    digits: int = 0
    epoch_1904: bool = False


_PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Styles:
    """The cell styles of a workbook by their index."""

    by_index: tuple[Style, ...]

    @classmethod
    def read(cls, root: Element | None, book: Element) -> "Styles":
        """Read number formats of ``xl/styles.xml`` (ECMA-376 part 1, 18.8.30)."""
        epoch = any(e.get("date1904") in ("1", "true") for e in book.iter() if e.tag.endswith("}workbookPr"))
        if root is None:
            return cls(())
        codes = {e.get("numFmtId", ""): e.get("formatCode", "") for e in root.iter() if e.tag.endswith("}numFmt")}
        cells = next((e for e in root.iter() if e.tag.endswith("}cellXfs")), None)
        if cells is None:
            return cls(())
        return cls(tuple(_style(xf.get("numFmtId", "0"), codes, epoch_1904=epoch) for xf in cells))

    def of(self, index: str | None) -> Style:
        """Give the style of a cell by the text of its ``s`` attribute."""
        position = int(index) if index and _COUNT.fullmatch(index) else 0
        return self.by_index[position] if position < len(self.by_index) else _PLAIN


def _style(format_id: str, codes: dict[str, str], *, epoch_1904: bool) -> Style:
    code = _LITERAL.sub("", codes.get(format_id, "")).split(";")[0]
    builtin = bool(_COUNT.fullmatch(format_id)) and int(format_id) in _BUILTIN_DATES
    is_date = (builtin and format_id not in codes) or (
        bool(re.search(r"[ymdhs年月日]", code, re.IGNORECASE)) and "general" not in code.lower()
    )
    digits = len(code) if re.fullmatch("0{2,}", code) else 0
    return Style(is_date, digits, epoch_1904)


def write_number(stored: str, style: Style = _PLAIN) -> tuple[str, bool]:
    """Write a stored number as the text that was typed, so far as the file still knows it.

    Args:
        stored: content of the cell, such as ``"1.1000000000000001"``.
        style: its number format.

    Returns:
        The text, and whether digits were lost: an integer of 16 or more digits cannot have survived.

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
