"""The coastal network's extract, in the MarineCadastre layout: one row a report, in order of time, UTC."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np

from data_samples.thread_a.figures import OPENING
from data_samples.thread_a.reports import Reports
from data_samples.thread_a.vessel import Span

__all__ = ["CoastalLines", "write_coastal"]

_NO_PLACE, _NO_SPEED, _TWICE = 0.0003, 0.0015, 0.0005
HEADER = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass"


@dataclass(frozen=True)
class CoastalLines:
    """Where each ship's reports stand in the file: her key to (seconds, line) in order."""

    lines: dict[str, list[tuple[int, int]]]

    def inside(self, key: str, span: Span) -> list[int]:
        """Give the lines of a ship's reports within a span."""
        return [line for time_s, line in self.lines[key] if span[0] <= time_s <= span[1]]

    def around(self, key: str, span: Span) -> tuple[int, int]:
        """Give the last line before a span and the first after it."""
        before = [line for time_s, line in self.lines[key] if time_s <= span[0]]
        after = [line for time_s, line in self.lines[key] if time_s >= span[1]]
        return before[-1], after[0]


def write_coastal(heard: list[Reports], path: Path, *, seed: int) -> CoastalLines:
    """Write the extract, with the blemishes such extracts have, and say where each report stands.

    Blemishes: speed and position marked not available (102.3, 91/181), and reports that came in twice.
    """
    rng = np.random.default_rng([seed, 61])
    rows: list[tuple[int, str, str, str]] = []
    for reports in heard:
        blemish = rng.random(len(reports.time_s))
        for number, time_s in enumerate(reports.time_s):
            row = (int(time_s), reports.vessel.mmsi, reports.vessel.key, _write_row(reports, number, float(blemish[number])))
            rows.extend([row, row] if blemish[number] > 1 - _TWICE else [row])
    rows.sort(key=lambda row: row[:3])
    lines: dict[str, list[tuple[int, int]]] = {}
    for line, (time_s, _, key, _) in enumerate(rows, start=2):
        lines.setdefault(key, []).append((time_s, line))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        file.writelines(row[3] for row in rows)
    return CoastalLines(lines)


def _write_row(reports: Reports, number: int, blemish: float) -> str:
    vessel, time_s = reports.vessel, int(reports.time_s[number])
    lon, lat, speed = reports.lon[number], reports.lat[number], reports.speed_kn[number]
    if blemish < _NO_PLACE:
        lon, lat = 181.0, 91.0
    elif blemish < _NO_SPEED:
        speed = 102.3
    course = reports.course_deg[number]
    draught = vessel.draught_at(time_s)
    fields = (
        vessel.mmsi,
        (OPENING + timedelta(seconds=time_s)).strftime("%Y-%m-%dT%H:%M:%S"),
        f"{lat:.5f}",
        f"{lon:.5f}",
        f"{speed:.1f}",
        f"{course:.1f}",
        "511" if vessel.transceiver == "B" else str(int(course) % 360),
        vessel.name_at(time_s),
        f"IMO{vessel.imo}" if vessel.imo else "",
        vessel.call_sign,
        str(vessel.type_code),
        "" if vessel.transceiver == "B" else str(int(reports.status[number])),
        str(vessel.length_m),
        str(vessel.width_m),
        f"{draught:.1f}" if draught else "",
        str(vessel.type_code),
        vessel.transceiver,
    )
    return ",".join(fields) + "\n"
