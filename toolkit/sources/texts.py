"""Tips and notes as plain text: a paragraph a row, with the time that it states and the zone that is known."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit.errors import SourceError
from toolkit.ids import make_id
from toolkit.sources.decoding import show_bytes
from toolkit.sources.opening import open_source
from toolkit.sources.passages import Passage, find_passages
from toolkit.sources.set_aside import SetAside
from toolkit.sources.values import Moment, open_zone, read_moment
from toolkit.tables import Source, Tables, empty

__all__ = ["find_time", "read_texts"]

_MAX_PARAGRAPH = 100_000
_HEADING = re.compile(r"(?:日期|时间|Date)\s*[:：]\s*[^。\n]{6,30}", re.IGNORECASE)
_ZONE = (
    r"\s*(?P<zone>Z\b|UTC(?:[+-]\d{1,2}(?::?\d{2})?)?|GMT|[+-]\d{2}:?\d{2}\b|\((?:UTC|GMT)\)|北京时间|协调世界时|世界时|Beijing time|CST)?"
)
_HALF = r"(?:约|大约)?\s*(?P<half>凌晨|早上|清晨|上午|中午|下午|傍晚|晚上|晚|夜间|夜里)?\s*"
_CLOCK = (
    r"(?P<h>[01]?\d|2[0-3])(?::|时|点)(?P<m>[0-5]\d)?(?:(?::|分)(?P<s>[0-5]\d)?秒?)?"
    r"(?:\s*(?P<ap>[ap]\.?m\b\.?))?(?:\s*(?:hours|hrs|h)\b)?"
)
_MONTH = r"(?P<word>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+"
_BEFORE = r"(?P<before>北京时间|协调世界时|世界时|UTC|GMT)?\s*"
_NUMERIC = r"(?P<y>\d{4})(?:[-/.]|年)(?P<mo>\d{1,2})(?:[-/.]|月)(?P<d>\d{1,2})日?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_BEFORE}{_NUMERIC}(?:\s*(?:T|at|,)?\s*{_HALF}{_CLOCK}{_ZONE})?",
        rf"{_BEFORE}{_DAY}{_MONTH}\s+(?P<y>\d{{4}})(?:\s*(?:at|,)?\s*{_CLOCK}{_ZONE})?",
        rf"{_BEFORE}{_CLOCK}{_ZONE}\s*(?:on|,)?\s*(?:the\s+)?{_DAY}(?:of\s+)?{_MONTH}\s+(?P<y>\d{{4}})",
    )
)
_AFTERNOON = ("下午", "傍晚", "晚上", "晚", "夜间", "夜里", "pm")
_MORNING = ("凌晨", "早上", "清晨", "上午", "am")
_NOON = 12
_LOOSE_CLOCK = re.compile(
    _HALF.removeprefix("(?:约|大约)?") + r"(?<![\d:.])(?P<h>[01]?\d|2[0-3])(?::|时|点)(?P<m>[0-5]\d)分?(?![\d:])(?:\s*(?P<ap>[ap]\.?m\b))?"
)
_BEIJING = ("北京时间", "beijing time")
_UNIVERSAL = ("z", "utc", "gmt", "(utc)", "(gmt)", "协调世界时", "世界时")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as a text writes it."""

    original: str
    moment: Moment | None
    stated_zone: str | None
    clock: str | None = None
    """Time of day, where it stands alone."""


def find_time(text: str) -> WrittenTime | None:
    """Find the first date (with or without a time of day) that a text writes, else a time of day alone.

    A time of day without a date stays without: it never borrows the date of another paragraph.

    >>> find_time("海上巡查 2024年5月12日23时40分 见两船并靠").moment.text
    '2024-05-12T23:40:00'
    """
    folded = unicodedata.normalize("NFKC", text)
    source = text if len(folded) != len(text) else folded  # offsets must hold in the text as written
    first = min((m for form in _FORMS for m in form.finditer(source)), key=lambda m: (m.start(), -m.end()), default=None)
    if first is None:
        clock = _LOOSE_CLOCK.search(source)
        return WrittenTime(text[clock.start() : clock.end()].strip(), None, None, _time_of_day(clock)) if clock else None
    groups = first.groupdict()
    month = _MONTHS.index(groups["word"][:3].lower()) + 1 if groups.get("word") else int(groups["mo"])
    stamp = f"{groups['y']}-{month:02d}-{int(groups['d']):02d}"
    if groups.get("h"):
        stamp += f" {_time_of_day(first)}"
    zone = _zone(groups.get("zone") or groups.get("before"))
    return WrittenTime(text[first.start() : first.end()].strip(), read_moment(stamp), zone)


def _time_of_day(match: re.Match[str]) -> str:
    groups = match.groupdict()
    seconds = f":{groups['s']}" if groups.get("s") else ""
    return f"{_hour(int(groups['h']), groups.get('half') or groups.get('ap')):02d}:{groups['m'] or '00'}{seconds}"


def _hour(hour: int, half: str | None) -> int:
    """Read an hour by the half of the day that stands beside it."""
    word = (half or "").replace(".", "").lower()
    if word in _AFTERNOON and hour < _NOON:
        return hour + _NOON
    return 0 if word in _MORNING and hour == _NOON else hour


def _sent(passage: Passage) -> WrittenTime:
    """Give the time that the heading of an e-mail states with its offset."""
    moment = read_moment(passage.sent_at or "")
    return WrittenTime(passage.sent_as or "", moment, "UTC" if moment is not None else None)


def _zone(words: str | None) -> str | None:
    if not words:
        return None
    plain = words.strip().lower()
    if plain in _BEIJING:
        return "Asia/Shanghai"
    if plain in _UNIVERSAL:
        return "UTC"
    offset = re.fullmatch(r"(?:utc)?([+-])(\d{1,2}):?(\d{2})?", plain)
    return f"{offset[1]}{int(offset[2]):02d}:{offset[3] or '00'}" if offset else None  # CST names three zones: none is taken


def read_texts(source: Source | str | Path, *, zone: str | None = None) -> tuple[Tables, Source]:
    """Read a plain text, an e-mail or a PDF, a paragraph a row; of a PDF, a line.

    Args:
        source: a source or the path of a file.
        zone: zone of times that state none, such as ``"Asia/Shanghai"``, vouched for by a named analyst.

    Returns:
        ``(tables, source)``: ``texts``. ``written_at`` is the first time that the paragraph states, in UTC, where its zone is
        stated there (``time_basis`` ``stated``) or named by the analyst (``analyst``); else NaT (``unknown``). A date alone is
        never midnight. A time of day alone takes the date of the last paragraph that is nothing but a heading such as
        ``日期：2025年5月12日`` (``date_original``, ``date_locator``), and none otherwise. The
        locator gives the line on which the paragraph begins and its characters from there; in an e-mail its part and
        characters, the heading first; in a PDF its page and box. A page that is a picture is set aside as such.

    Raises:
        SourceError: the file is empty or no text.
        ArgumentError: there is no such zone.
        EvidenceError: it is not the file that was recorded.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     note = Path(folder) / "note.txt"
    ...     _ = note.write_text("2025-05-12 23:40 two ships alongside", encoding="utf-8")
    ...     tables, source = read_texts(note, zone="Asia/Shanghai")
    >>> tables["texts"]["written_at"].iloc[0].isoformat(), source.rows_kept
    ('2025-05-12T15:40:00+00:00', 1)
    """
    if zone is not None:
        open_zone(zone)
    opened = open_source(source)
    passages = find_passages(opened)
    if not passages:
        message = f"{opened.source.name!r} is empty: there is no paragraph to read"
        raise SourceError(message)
    aside = SetAside(opened.source)
    rows = []
    heading: Passage | None = None
    for passage in passages:
        reason = passage.reason or _flaw(passage.text)
        if reason:
            aside.add(passage.locator, reason, passage.text)
            continue
        heading = passage if _HEADING.fullmatch(passage.text.strip()) else heading
        rows.append(_row(opened.source.source_id, passage, zone, heading))
    frame = pd.DataFrame(rows) if rows else empty("texts")
    return Tables({"texts": frame}), aside.close("texts", len(passages))


def _flaw(text: str) -> str | None:
    if "\x00" in text:
        return "source_zero_byte"
    if len(text) > _MAX_PARAGRAPH:
        return "source_too_long"
    return "source_undecodable" if show_bytes(text) != text else None


def _row(source_id: str, passage: Passage, zone: str | None, heading: Passage | None) -> dict[str, object]:
    text = passage.text
    written = find_time(text) if passage.sent_at is None else _sent(passage)
    dated = find_time(heading.text) if heading is not None and written is not None and written.moment is None else None
    if written is not None and dated is not None and dated.moment is not None and dated.moment.precision == "day":
        written = WrittenTime(written.original, read_moment(f"{dated.moment.text} {written.clock}"), dated.stated_zone)
    row: dict[str, object] = {
        "text_id": make_id("text", source_id, passage.locator),
        "source_id": source_id,
        "locator": passage.locator,
        "text": text,
        "written_at": None,
        "time_original": written.original if written else None,
        "time_basis": "unknown" if written else None,
        "time_precision": written.moment.precision if written and written.moment else None,
        "zone": None,
        "date_original": dated.original if dated else None,
        "date_locator": heading.locator if dated and heading else None,
    }
    if written is None or written.moment is None or not written.moment.is_time:
        return row
    used = written.stated_zone or zone
    instant = written.moment.instant(used)
    if instant is not None:
        row.update(written_at=instant, time_basis="stated" if written.stated_zone else "analyst", zone=used)
    return row
