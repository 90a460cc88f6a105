"""One receiver's log: NMEA sentences behind tag blocks that carry the time, broken as such logs are.

The tag block is that of NMEA 0183 version 4: ``s`` names the station, ``c`` the seconds since 1970.
"""

from pathlib import Path

import numpy as np

from data_samples.thread_a.figures import OPENING
from data_samples.thread_a.reports import Reports
from data_samples.thread_a.vessel import Vessel

__all__ = ["write_receiver_log"]

STATION = "SLACK07"
_STATIC_EVERY = 20
_BROKEN = 0.04


def write_receiver_log(heard: list[Reports], path: Path, *, seed: int) -> None:
    """Write the log: positions as messages 1 and 18, static data as message 5 in two parts.

    About four lines in a hundred are damaged: cut short, a wrong checksum, noise, a part of two that never came, a tag
    block without a time.
    """
    rng = np.random.default_rng([seed, 71])
    entries: list[tuple[int, str, int, list[str]]] = []
    for reports in heard:
        vessel = reports.vessel
        said: list[tuple[str, float]] = []
        for number, time_s in enumerate(reports.time_s.tolist()):
            entries.append((time_s, vessel.mmsi, 1, _encode_position(reports, number)))
            says = (vessel.name_at(time_s), vessel.draught_at(time_s))
            if number % _STATIC_EVERY == 0 or says not in said[-2:-1]:  # a change is said twice, since one may be lost
                said.append(says)
                entries.append((time_s - 2, vessel.mmsi, 5, _encode_static(vessel, time_s, number)))
    entries.sort(key=lambda entry: entry[:3])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="ascii", newline="") as file:
        for time_s, _, _, sentences in entries:
            lines = [_tag(time_s) + sentence for sentence in sentences]
            if rng.random() < _BROKEN:
                lines = _damage(lines, rng)
            file.writelines(line + "\r\n" for line in lines)


def _tag(time_s: int) -> str:
    body = f"s:{STATION},c:{int(OPENING.timestamp()) + time_s}"
    return f"\\{body}*{_checksum(body)}\\"


def _checksum(body: str) -> str:
    value = 0
    for character in body.encode("ascii"):
        value ^= character
    return f"{value:02X}"


def _encode_position(reports: Reports, number: int) -> list[str]:
    from pyais import encode_dict

    vessel = reports.vessel
    course = float(reports.course_deg[number])
    fields = {
        "mmsi": vessel.mmsi,
        "speed": float(reports.speed_kn[number]),
        "lon": float(reports.lon[number]),
        "lat": float(reports.lat[number]),
        "course": course,
        "heading": int(course) % 360 if vessel.transceiver == "A" else 511,
        "second": int(reports.time_s[number]) % 60,
    }
    if vessel.transceiver == "A":
        fields |= {"type": 1, "status": int(reports.status[number])}
    else:
        fields |= {"type": 18}
    return list(encode_dict(fields, talker_id="AI", sentence_type="VDM"))


def _encode_static(vessel: Vessel, time_s: int, number: int) -> list[str]:
    from pyais import encode_dict

    fields = {
        "type": 5,
        "mmsi": vessel.mmsi,
        "imo": int(vessel.imo or 0),
        "callsign": vessel.call_sign,
        "shipname": vessel.name_at(time_s),
        "ship_type": vessel.type_code,
        "to_bow": vessel.length_m - 20,
        "to_stern": 20,
        "to_port": vessel.width_m // 2,
        "to_starboard": vessel.width_m - vessel.width_m // 2,
        "epfd": 1,
        "draught": vessel.draught_at(time_s),
    }
    return list(encode_dict(fields, talker_id="AI", sentence_type="VDM", seq_id=number // _STATIC_EVERY % 10))


def _damage(lines: list[str], rng: np.random.Generator) -> list[str]:
    kind = int(rng.integers(0, 5))
    if len(lines) > 1:
        return lines[:1] if kind % 2 else lines[1:]  # the other part never came
    line = lines[0]
    if kind == 0:
        return [line[: len(line) // 2 + int(rng.integers(0, 20))]]
    if kind == 1:
        return [f"{line[:-2]}{(int(line[-2:], 16) ^ 0x15):02X}"]
    if kind == 2:
        return [line, "$" + "".join(chr(int(code)) for code in rng.integers(48, 123, 24))]
    if kind == 3:
        return [line[line.index("!") :]]  # no tag block, so no time
    return [line.replace("c:", "c:x", 1)]
