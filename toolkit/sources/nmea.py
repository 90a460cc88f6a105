"""Raw AIS sentences (NMEA 0183 VDM and VDO) with or without tag blocks; a broken one never stops the file."""

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce
from typing import Any

import pandas as pd

from toolkit.errors import SourceError
from toolkit.sources.opening import Opened
from toolkit.sources.parties import Parties
from toolkit.sources.set_aside import SetAside
from toolkit.tables import Source, Tables

__all__ = ["is_nmea", "read_nmea"]

_SENTENCE = re.compile(rb"!(?:AB|AD|AI|AN|AR|AS|AT|AX|BS|SA)VD[MO],(\d),(\d),(\d?),([A-Za-z0-9]?),([^,*]*),([0-5])\*([0-9A-Fa-f]{2})\s*$")
_TAGGED = re.compile(rb"\\([^\\]*)\\(.*)$", re.DOTALL)
_TAG = re.compile(rb"(.*)\*([0-9A-Fa-f]{2})$", re.DOTALL)
_CLOCK = re.compile(rb"(?:^|,)c:(\d{9,16})(?=,|$)")
_STATION = re.compile(rb"(?:^|,)s:([^,*]{1,64})(?=,|$)")
_HEAD_LINES = 20
_MAX_PENDING = 1000
_POSITIONS = (1, 2, 3, 18, 19, 27)
_STATIC = (5, 19, 24)
_MAX_LINE = 1024
_MILLISECONDS = 100_000_000_000
_LAST_SECOND = 4_133_980_799  # the end of 2100; a later clock was never set
_NO_SPEED, _NO_COURSE, _NO_LAT, _NO_LON = 102.3, 360.0, 91.0, 181.0
_NO_SPEED_27, _NO_COURSE_27 = 63, 511
_STEP_27_M = 185.0  # type 27 gives a tenth of a minute of arc
_SHIPS = range(201_000_000, 776_000_000)  # other numbers are stations ashore, buoys, aircraft and beacons


def is_nmea(content: bytes) -> bool:
    """Tell by the first lines whether a file holds AIS sentences."""
    lines = [line for line in content[:16_384].splitlines()[:_HEAD_LINES] if line.strip()]
    return any(re.match(rb"(?:\\[^\\]*\\)?!(?:AI|AB|BS|SA|A[DNRSTX])VD[MO],", line) for line in lines)


@dataclass(slots=True)
class _Message:
    """Sentences of one message with their lines."""

    lines: list[int]
    parts: list[bytes]
    count: int
    time: datetime | None
    station: str | None = None


@dataclass(slots=True)
class _Reading:
    """What has been read of one file."""

    aside: SetAside
    parties: Parties
    rows: list[dict[str, Any]] = field(default_factory=list)
    static: dict[int, dict[str, Any]] = field(default_factory=dict)
    raw: dict[int, bytes] = field(default_factory=dict)

    def refuse(self, lines: list[int], reason: str) -> None:
        for line in lines:
            self.aside.add(f"line={line}", reason, self.raw.pop(line, b"").decode("latin-1"))


def read_nmea(opened: Opened) -> tuple[Tables, Source]:
    r"""Read positions and static data from raw AIS sentences, through pyais.

    **A row is a line that is not blank.** It is kept if it is (part of) a whole message that gives a position (types 1, 2,
    3, 18, 19, 27) or static data (5, 19, 24). It is set aside if its check sum fails, it is no sentence, its payload is empty,
    its other parts are missing, or the message is of a type that says neither.

    A time is taken from the tag block (``c:``, seconds or milliseconds since 1970 in UTC, NMEA 0183 version 4.10) and from
    nothing else: without one ``time`` is NaT and ``time_basis`` is ``unknown``. Static data of a vessel fill name, IMO
    number, call sign, length and draught of its **later** positions, never of earlier ones. A message that spans several
    lines stands at its first; ``receiver_id`` is the station that the tag block names (``s:``), a report of type 27 may be 185 m
    off (``uncertainty_m``); ``speed``, ``course`` and positions that the standard (ITU-R M.1371-5) reserves for "not
    available" are NaN, and a report without a position is set aside.

    Raises:
        SourceError: no line is an AIS sentence.
    """
    reading = _Reading(SetAside(opened.source), Parties(opened.source.source_id))
    pending: OrderedDict[tuple[bytes, ...], _Message] = OrderedDict()
    read = 0
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", opened.content), start=1):
        if not line.strip():
            continue
        read += 1
        reading.raw[number] = line
        _take_line(number, line, reading, pending)
    for message in pending.values():
        reading.refuse(message.lines, "source_nmea_part_missing")
    if read == 0 or (not reading.rows and not reading.static and read == len(reading.aside)):
        found = reading.aside.close("positions", read)
        if read == 0 or not is_nmea(opened.content):
            complaint = f"{opened.source.name!r} holds no AIS sentence; ask recognise() what the file is"
            raise SourceError(complaint)
        return Tables({"positions": _table(reading, opened.source.source_id)}), found
    tables = {"positions": _table(reading, opened.source.source_id), "records": reading.parties.table()}
    return Tables(tables), reading.aside.close("positions", read)


def _take_line(number: int, line: bytes, reading: _Reading, pending: "OrderedDict[tuple[bytes, ...], _Message]") -> None:
    time: datetime | None = None
    station: str | None = None
    tagged = _TAGGED.match(line)
    if tagged:
        block = _TAG.match(tagged[1])
        if block is None or _check_sum(block[1]) != int(block[2], 16):
            reading.refuse([number], "source_nmea_tag_block")
            return
        time, station = _clock(block[1]), _station(block[1])
        line = tagged[2]
    sentence = _SENTENCE.match(line) if len(line) <= _MAX_LINE else None
    if sentence is None:
        reading.refuse([number], "source_nmea_no_sentence")
        return
    if _check_sum(line[1 : line.rindex(b"*")]) != int(sentence[7], 16):
        reading.refuse([number], "source_nmea_check_sum")
        return
    if not sentence[5]:
        reading.refuse([number], "source_nmea_empty")
        return
    count, part = int(sentence[1]), int(sentence[2])
    if count == 1:
        _take_message(_Message([number], [line], 1, time, station), reading)
        return
    _join_part((line[1:6], sentence[1], sentence[3], sentence[4]), part, _Message([number], [line], count, time, station), reading, pending)


def _join_part(
    slot: tuple[bytes, ...], part: int, message: _Message, reading: _Reading, pending: "OrderedDict[tuple[bytes, ...], _Message]"
) -> None:
    """Put a part behind those of its message that wait; parts come in order, or the message is broken."""
    waiting = pending.pop(slot, None)
    if waiting is not None and part == len(waiting.parts) + 1:
        waiting.lines.extend(message.lines)
        waiting.parts.extend(message.parts)
        waiting.time, waiting.station = waiting.time or message.time, waiting.station or message.station
        if part == message.count:
            _take_message(waiting, reading)
        else:
            pending[slot] = waiting
        return
    if waiting is not None:
        reading.refuse(waiting.lines, "source_nmea_part_missing")
    if part != 1:
        reading.refuse(message.lines, "source_nmea_part_missing")
        return
    pending[slot] = message
    if len(pending) > _MAX_PENDING:
        reading.refuse(pending.popitem(last=False)[1].lines, "source_nmea_part_missing")


def _check_sum(content: bytes) -> int:
    return reduce(lambda total, byte: total ^ byte, content, 0)


def _clock(block: bytes) -> datetime | None:
    match = _CLOCK.search(block)
    if match is None:
        return None
    stamp = int(match[1])
    seconds = stamp / 1000 if stamp >= _MILLISECONDS else stamp
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds <= _LAST_SECOND else None


def _station(block: bytes) -> str | None:
    """Give the station that a tag block names: the receiver whose clock gave the time."""
    match = _STATION.search(block)
    return match[1].decode("latin-1") if match else None


def _take_message(message: _Message, reading: _Reading) -> None:
    from pyais import decode

    try:
        found = decode(*message.parts).asdict(enum_as_int=True)
    except Exception:  # noqa: BLE001 - hostile payloads fail in many ways inside the decoder; each costs one message
        reading.refuse(message.lines, "source_nmea_undecodable")
        return
    kind, mmsi = found.get("msg_type"), found.get("mmsi")
    if not isinstance(mmsi, int) or kind not in (*_POSITIONS, *_STATIC):
        reading.refuse(message.lines, "source_nmea_other_type")
        return
    if kind in _STATIC:
        _take_static(message, mmsi, found, reading)
    if kind in _POSITIONS and not _take_position(message, mmsi, found, reading):
        reading.refuse(message.lines, "source_no_position")
        return
    for line in message.lines:
        reading.raw.pop(line, None)


def _take_static(message: _Message, mmsi: int, found: dict[str, Any], reading: _Reading) -> None:
    known = reading.static.setdefault(mmsi, {})
    bow, stern = found.get("to_bow"), found.get("to_stern")
    length = bow + stern if isinstance(bow, int) and isinstance(stern, int) and bow + stern > 0 else None
    imo = found.get("imo")
    values = {
        "name": _text(found.get("shipname")),
        "imo": f"{imo:07d}" if isinstance(imo, int) and imo > 0 else None,
        "call_sign": _text(found.get("callsign")),
        "vessel_type": str(found["ship_type"]) if found.get("ship_type") else None,
        "length_m": float(length) if length else None,
        "draught_m": float(found["draught"]) if found.get("draught") else None,
    }
    known.update({name: value for name, value in values.items() if value is not None})
    reading.parties.add(
        f"line={message.lines[0]}",
        "Vessel",
        "vessel",
        known.get("name"),
        identifiers=(("mmsi", f"{mmsi:09d}"), ("imo", known.get("imo")), ("call_sign", known.get("call_sign"))),
    )


def _text(value: object) -> str | None:
    text = str(value or "").replace("@", " ").strip()
    return text or None


def _take_position(message: _Message, mmsi: int, found: dict[str, Any], reading: _Reading) -> bool:
    lat, lon = found.get("lat"), found.get("lon")
    if not isinstance(lat, (int, float)) or not isinstance(lon, (int, float)) or abs(lat) >= _NO_LAT or abs(lon) >= _NO_LON:
        return False
    speed, course = found.get("speed"), found.get("course")
    is_27 = found.get("msg_type") == 27  # noqa: PLR2004 - message type with its own reserved values
    reading.rows.append(
        {
            "line": message.lines[0],
            "asset_id": f"mmsi:{mmsi:09d}",
            "time": message.time,
            "lon": float(lon),
            "lat": float(lat),
            "speed_kn": None if speed is None or speed >= (_NO_SPEED_27 if is_27 else _NO_SPEED) else float(speed),
            "course_deg": None if course is None or course >= (_NO_COURSE_27 if is_27 else _NO_COURSE) else float(course),
            **reading.static.get(mmsi, {}),
            "asset_kind": "vessel" if mmsi in _SHIPS else None,
            "sensor": "ais",
            "receiver_id": message.station,
            "uncertainty_m": _STEP_27_M if is_27 else None,
            "time_basis": "unknown" if message.time is None else "stated",
            "time_precision": None if message.time is None else "second",
        }
    )
    return True


_COLUMNS = ("line", "asset_id", "time", "lon", "lat", "speed_kn", "course_deg", "draught_m", "length_m", "uncertainty_m")
_NAMES = ("name", "imo", "call_sign", "vessel_type", "asset_kind", "sensor", "receiver_id", "time_basis", "time_precision")


def _table(reading: _Reading, source_id: str) -> pd.DataFrame:
    frame = pd.DataFrame(reading.rows, columns=[*_COLUMNS, *_NAMES])
    frame["source_id"] = source_id
    return frame
