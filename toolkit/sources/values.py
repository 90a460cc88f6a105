"""Cells as values: numbers and dates exactly as far as the text states them, never further."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import Context, Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from toolkit.errors import ArgumentError
from toolkit.sources.written_dates import write_plainly

__all__ = ["Moment", "clean_name", "open_zone", "read_decimal", "read_moment", "read_moments", "scale_exactly", "unwrap_cell"]

_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_MAX_DIGITS = 29  # decimal128(38, 9) holds 29 digits before the point
_PLACES = 9
_FINEST = Decimal(1).scaleb(-_PLACES)
_WIDE = Context(prec=100)
_YMD = re.compile(
    r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?"
    r"(?:[T\s]*(\d{1,2})(?::|时|点)(\d{1,2})?(?:(?::|分)(\d{1,2})?(\.\d+)?秒?)?)?\s*(Z|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?)?(Z)?")
_YM = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?")
_YEAR = re.compile(r"(\d{4})年?")
_DMY_WORD = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3,9})[\s-](\d{4})")
_MDY_WORD = re.compile(r"([A-Za-z]{3,9})\s+(\d{1,2}),?\s+(\d{4})")
_MY_WORD = re.compile(r"([A-Za-z]{3,9})\s+(\d{4})")
_XXY = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TWELVE = 12
_OFFSET = re.compile(r"(?:UTC|GMT)([+-])(\d{1,2})(?::?(\d{2}))?")
_FORMULA_TEXT = re.compile(r'=\s*(?:T\()?"((?:[^"]|"")*)"\)?')
_CODE = re.compile(r"(?=.*\d)[0-9A-Za-z０-９][0-9A-Za-z０-９./ -]*")
_WIDE_DIGIT = re.compile("[０-９]")


def unwrap_cell(text: str) -> str:
    """Take off what a spreadsheet or a clerk wrapped a code in: ``'``, a tab, ``="…"``; write full-width codes in ASCII.

    >>> unwrap_cell('="0901210000"'), unwrap_cell("'0012"), unwrap_cell("１２３"), unwrap_cell("'s-Hertogenbosch")
    ('0901210000', '0012', '123', "'s-Hertogenbosch")
    """
    plain = text.strip()
    if not plain:
        return plain
    first = plain[0]
    if first == "=" and (match := _FORMULA_TEXT.fullmatch(plain)):
        plain = match[1].replace('""', '"')
    elif first in "'’‘`" and _CODE.fullmatch(plain[1:]):
        plain = plain[1:]
    if not plain.isascii() and _WIDE_DIGIT.search(plain):
        folded = unicodedata.normalize("NFKC", plain)
        plain = folded if folded.isascii() else plain
    return plain


def clean_name(text: str) -> str:
    """Bring width and spacing of a name to one form; script, case and letters stay.

    >>> clean_name("ＡＢＣ　Trading   Co. ")
    'ABC Trading Co.'
    """
    return " ".join(unicodedata.normalize("NFKC", text).split())


@lru_cache(maxsize=200_000)
def read_decimal(text: str) -> Decimal | None:
    """Read a number exactly.

    Returns:
        ``None`` for text that is no number or whose point and comma could mean two things (``"1,5"``, ``"1.234,5"``).

    >>> read_decimal("１2,345.60"), read_decimal("1,5")
    (Decimal('12345.60'), None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    elif not _PLAIN.fullmatch(plain):
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value == 0 or value.adjusted() < _MAX_DIGITS else None


def scale_exactly(value: Decimal, factor: Decimal = Decimal(1)) -> Decimal | None:
    """Multiply without loss, then round to the nine places that a table keeps (half to even).

    Returns:
        ``None`` where the product is too large for a table.

    >>> scale_exactly(Decimal("25.2"), Decimal(1000))
    Decimal('25200.0')
    """
    product = _WIDE.multiply(value, factor)
    exponent = product.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_PLACES:
        product = _WIDE.quantize(product, _FINEST)
    return product if product == 0 or product.adjusted() < _MAX_DIGITS else None


@dataclass(frozen=True, slots=True)
class Moment:
    """A written date or time: ISO 8601 at the precision it has, and whether it names its zone.

    ``text`` of a time without a zone has no offset: it is local to nobody knows where.
    """

    text: str
    precision: str
    zoned: bool

    @property
    def is_time(self) -> bool:
        """Tell whether a time of day is known."""
        return self.precision in ("second", "minute")

    def instant(self, zone: str | None = None) -> datetime | None:
        """Give the instant in UTC, if the zone is known and the local time exists once only."""
        if not self.is_time:
            return None
        moment = datetime.fromisoformat(self.text)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        if zone is None:
            return None
        local = moment.replace(tzinfo=open_zone(zone))
        instant = local.astimezone(UTC)
        if local.replace(fold=1).utcoffset() != local.replace(fold=0).utcoffset():
            return None  # the hour that a change of clocks repeats or leaves out
        return instant


@lru_cache
def open_zone(zone: str) -> ZoneInfo | timezone:
    """Open a zone by its IANA name or as an offset such as ``+08:00``.

    Raises:
        ArgumentError: there is no such zone.

    >>> str(open_zone("+08:00"))
    'UTC+08:00'
    """
    offset = re.fullmatch(r"([+-])(\d{2}):?(\d{2})", zone)
    if offset:
        delta = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(delta if offset[1] == "+" else -delta)
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"zone={zone!r} is no zone; give an IANA name such as 'Asia/Shanghai', or an offset such as '+08:00'"
        raise ArgumentError(message) from error


@lru_cache(maxsize=200_000)
def read_moment(text: str, zone: str | None = None) -> Moment | None:
    """Read a date or time at the precision that it is written in.

    Args:
        text: English or Chinese date, with or without a time and an offset.
        zone: zone of times that state none, vouched for by the layout or by a named analyst.

    Returns:
        ``None`` for text that is no date, and for a date whose day and month could be either (``"03/04/2024"``); see
        :func:`read_moments`. Dates with points are read day first, as everywhere that writes them so.

    >>> read_moment("2024年5月12日").text, read_moment("2024-05-12 23:40", "Asia/Shanghai").text
    ('2024-05-12', '2024-05-12T15:40:00Z')
    >>> read_moment("03/04/2024") is None
    True
    """
    readings = read_moments(text, zone)
    return readings[0] if len(readings) == 1 else None


def read_moments(text: str, zone: str | None = None) -> tuple[Moment, ...]:
    """Read a date or time in every way that it can be read: two ways where day and month could be either, day first.

    >>> [moment.text for moment in read_moments("03/04/2024")]
    ['2024-04-03', '2024-03-04']
    >>> read_moments("二〇二四年五月十二日")[0].text, read_moments("2024/5/12 下午 3:20")[0].text
    ('2024-05-12', '2024-05-12T15:20:00')
    """
    plain = write_plainly(" ".join(unicodedata.normalize("NFKC", text).split()))
    found: list[Moment] = []
    for date, clock, offset in _parts(plain):
        try:
            moment = _moment(date, clock, offset, zone)
        except ValueError:
            continue
        if moment not in found:
            found.append(moment)
    return tuple(found)


_Parts = tuple[tuple[int, ...], tuple[int, ...], str | None]


def _parts(text: str) -> list[_Parts]:  # noqa: PLR0911 - a form each
    if match := _YMD.fullmatch(text) or _COMPACT.fullmatch(text):
        groups = match.groups()
        clock = tuple(int(g or 0) for g in groups[3:5]) + ((int(groups[5]),) if groups[5] else ()) if groups[3] else ()
        return [(tuple(int(g) for g in groups[:3]), clock, groups[-1])]
    if match := _YM.fullmatch(text):
        return [((int(match[1]), int(match[2])), (), None)]
    if match := _YEAR.fullmatch(text):
        return [((int(match[1]),), (), None)]
    if (match := _DMY_WORD.fullmatch(text)) and (month := _month(match[2])):
        return [((int(match[3]), month, int(match[1])), (), None)]
    if (match := _MDY_WORD.fullmatch(text)) and (month := _month(match[1])):
        return [((int(match[3]), month, int(match[2])), (), None)]
    if (match := _MY_WORD.fullmatch(text)) and (month := _month(match[1])):
        return [((int(match[2]), month), (), None)]
    if match := _XXY.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        clock = tuple(int(g) for g in match.groups()[4:] if g is not None)
        day_first: _Parts = ((year, second, first), clock, None)
        month_first: _Parts = ((year, first, second), clock, None)
        if match[2] == "." or first > _TWELVE:
            return [day_first]
        return [month_first] if second > _TWELVE else [day_first, month_first]
    return []


def _write_offset(match: re.Match[str]) -> str:
    return f"{match[1]}{int(match[2]):02d}:{match[3] or '00'}"


def _month(word: str) -> int:
    short = word[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _moment(date: tuple[int, ...], clock: tuple[int, ...], offset: str | None, zone: str | None) -> Moment:
    year, month, day = (*date, 1, 1)[:3]
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    stamp = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is added below, where it is known
    if not clock:
        names = ("year", "month", "day")
        widths = (4, 7, 10)
        return Moment(stamp.date().isoformat()[: widths[len(date) - 1]], names[len(date) - 1], zoned=False)
    precision = "second" if len(clock) > 2 else "minute"  # noqa: PLR2004 - hour, minute, second
    if offset:
        upper = offset.upper()
        place = UTC if upper in ("Z", "UTC", "GMT") else open_zone(_OFFSET.sub(_write_offset, upper))
        return Moment(stamp.replace(tzinfo=place).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), precision, zoned=True)
    local = Moment(stamp.isoformat(timespec="seconds"), precision, zoned=False)
    instant = local.instant(zone) if zone else None
    return local if instant is None else Moment(instant.strftime("%Y-%m-%dT%H:%M:%SZ"), precision, zoned=True)
