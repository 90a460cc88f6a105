"""When things happened, at the precision that is known, and in a named zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd

from toolkit.errors import ArgumentError

__all__ = ["Span", "check_zone", "read_span", "write_span"]

_MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in Unix seconds; a date without a clock covers the whole of it."""

    start: float
    end: float
    written: str
    """The date as it stands in the table, where no instant is known; else empty."""

    def meets(self, low: float, high: float) -> bool:
        """Say whether any of it lies from ``low`` up to, but not at, ``high``; its own end is not in it either."""
        return self.start < high and (self.end > low or self.start == self.end == low)


def check_zone(zone: str) -> str:
    """Give the zone back if this machine knows it.

    Raises:
        ArgumentError: if it does not.
    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:
        message = f"zone={zone!r} is no time zone; write a name of the IANA list, such as UTC or Asia/Shanghai"
        raise ArgumentError(message) from error
    return zone


def read_span(start: object, end: object = None) -> Span | None:
    """Read an instant or a moment; ``None`` where the time is unknown.

    >>> read_span("2024-05")
    Span(start=1714521600.0, end=1717200000.0, written='2024-05')
    >>> read_span("2024-05-12T15:40:00Z", "2024-05-12T16:00:00Z").end
    1715529600.0
    """
    first, last = _read(start), _read(end)
    if first is None:
        return None
    return first if last is None else Span(first.start, max(first.end, last.end), first.written)


def write_span(span: Span, zone: str, no_zone: str) -> str:
    """Write a span with its zone; a date stays a date, followed by the words that its zone is not known.

    >>> write_span(read_span("2024-05-12T15:40:00Z"), "Asia/Shanghai", "zone not stated")
    '2024-05-12 23:40:00 Asia/Shanghai (UTC+08:00)'
    >>> write_span(read_span("2024-05-12"), "UTC", "zone not stated")
    '2024-05-12 (zone not stated)'
    """
    if span.written:
        return f"{span.written} ({no_zone})"
    begun, ended = (datetime.fromtimestamp(edge, ZoneInfo(zone)) for edge in (span.start, span.end))
    offset = f"{begun:%z}"
    tail = zone if zone == "UTC" else f"{zone} (UTC{offset[:3]}:{offset[3:5]})"
    return f"{begun:%Y-%m-%d %H:%M:%S} {tail}" if begun == ended else f"{begun:%Y-%m-%d %H:%M:%S} – {ended:%Y-%m-%d %H:%M:%S} {tail}"


def _read(value: object) -> Span | None:
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return None
    if isinstance(value, datetime):
        seconds = value.timestamp()
        return Span(seconds, seconds, "")
    text = str(value)
    if "T" not in text:
        return _read_date(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        return _read(moment)
    # without a zone the clock may be off by half a day: the date is what is known
    day = _read_date(text.partition("T")[0])
    return None if day is None else Span(day.start, day.end, text)


def _read_date(text: str) -> Span | None:
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 1, month or 1, day or 1)
    except ValueError:
        return None
    return Span(_seconds(first), _seconds(_after(first, month, day)), text)


def _after(first: date, month: int | None, day: int | None) -> date:
    if day is not None:
        return first + timedelta(days=1)
    if month is not None:
        return date(first.year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return date(first.year + 1, 1, 1)


def _seconds(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
