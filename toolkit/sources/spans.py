"""From when to when the rows of a sheet reach, and what is known of the zones of their times."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.sources.headers import published_for
from toolkit.sources.values import Moment, read_moments

__all__ = ["Span", "span_of"]

_SAMPLE = 50
_MOST = 0.6
_DATE_WORD = re.compile(r"日期|时间|時間|日时|年月日|date|time|\bday\b|_at$|日付|날짜", re.IGNORECASE)
_PARTED = re.compile(r"\d[-/.:年月时]\d|[A-Za-z]{3}")
_SHAPE = str.maketrans("123456789", "000000000")
_SORTABLE = re.compile(r"0000-00-00(?:[T ]00:00(?::00)?Z?)?")


@dataclass(slots=True)
class Span:
    """First and last moment as text, states of zones (stated, layout, unknown, dates), and how many dates are ambiguous."""

    first: str | None = None
    last: str | None = None
    zones: set[str] = field(default_factory=set)
    ambiguous: int = 0

    def widen(self, other: "Span") -> None:
        """Take another span in."""
        for text in (other.first, other.last):
            if text is not None:
                self.first = text if self.first is None else min(self.first, text)
                self.last = text if self.last is None else max(self.last, text)
        self.zones |= other.zones
        self.ambiguous += other.ambiguous


def span_of(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Span:
    """Find the columns of dates of a sheet, and how far they reach.

    A column holds dates if most of its cells read as one to the day or finer, and either its header says so or the dates are
    written with separators: eight digits alone may be anything.
    """
    span = Span()
    zone = published_for(headers)[1]
    for column, header in enumerate(headers):
        cells = [row[column] for row in rows if row[column]]
        if not cells or not _holds_dates(header, cells[:_SAMPLE]):
            continue
        span.widen(_span_of_cells(cells, zone))
    return span


def _holds_dates(header: str, sample: Sequence[str]) -> bool:
    named = bool(_DATE_WORD.search(header))
    good = sum(_dated(text) is not None and (named or bool(_PARTED.search(text))) for text in sample)
    return good >= _MOST * len(sample)


@lru_cache(maxsize=100_000)
def _dated(text: str) -> tuple[Moment, ...] | None:
    readings = read_moments(text)
    return readings if readings and readings[0].precision in ("day", "minute", "second") else None


def _span_of_cells(cells: Sequence[str], zone: str | None) -> Span:
    span = Span()
    distinct = set(cells)
    shapes = {text.translate(_SHAPE) for text in distinct}
    if len(shapes) == 1 and _SORTABLE.fullmatch(next(iter(shapes))):
        distinct = {min(distinct), max(distinct)}
    else:
        span.ambiguous = sum(len(_dated(text) or ()) > 1 for text in cells)
    for text in distinct:
        for moment in _dated(text) or ():
            written = moment.text
            span.first = written if span.first is None else min(span.first, written)
            span.last = written if span.last is None else max(span.last, written)
            span.zones.add("stated" if moment.zoned else "dates" if not moment.is_time else "layout" if zone else "unknown")
    return span
