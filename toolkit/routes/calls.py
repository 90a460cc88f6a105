"""Port calls: a ship came near a port, stopped, and left."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.geo import haversine_m
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.ports import PortCells
from toolkit.routes.reception import HeardHours
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.routes.states import START_KN, STOP_KN, hold, runs, speed_kn
from toolkit.tables import make_reason

__all__ = ["MIN_CALL_H", "find_port_calls"]

METHOD = "routes.port_calls/1"
ENTER_M, LEAVE_M = 3_000.0, 4_000.0
MIN_CALL_H = 3.0
PORT_GAP_H = 4.0

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def find_port_calls(tracks: TracksSource, ports: pd.DataFrame, *, min_call_h: float = MIN_CALL_H) -> pd.DataFrame:
    """Find calls at ports.

    Definition (Global Fishing Watch, "Anchorages, ports and voyages", 2021): a visit begins within 3 km of a port and ends
    beyond 4 km; a stop in it begins at 0.2 kn or less and ends at 0.5 kn or more; a silence of 4 h or more inside stands for a
    stop. The two thresholds keep a ship on the line from coming and going with each position. A call lasts at least
    ``min_call_h``. Distances are true metres. The port is the one nearest to the stop; a neighbouring port within 3 km is named.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        ports: a ``ports`` table.
        min_call_h: hours from entry to exit.

    Returns:
        ``events`` of kind ``port_call``; ``other_id`` is the port. ``ended_at`` is missing while the ship is still there when the
        record ends.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    tables.check(ports, "ports")
    if ports.empty:
        return tables.empty("events")
    near, seen = PortCells(ports, LEAVE_M), HeardHours()
    vague: dict[str, float] = {}
    found: list[tuple[int, int, Row]] = []
    for fixes in read_blocks(tracks):
        seen.add(fixes)
        vague |= fixes.vague
        distance, port = near.measure(fixes.lon, fixes.lat)
        inside = hold(distance <= ENTER_M, distance >= LEAVE_M, fixes)
        spans = runs(inside, fixes)
        speed = speed_kn(fixes)
        stopped = inside & (hold(speed <= STOP_KN, speed >= START_KN, fixes) | _before_silence(fixes))
        harbour = _Harbour(fixes, ports, distance, port, stopped)
        for first, last in zip(*(side.tolist() for side in spans), strict=True):
            for stay in harbour.stays(first, last):
                start, end = int(fixes.time[stay.entry]), int(fixes.time[stay.leave])
                if end - start >= min_call_h * HOUR_US:
                    found.append((start, end, harbour.row(stay)))
    starts, ends = (np.array([stay[side] for stay in found], dtype=np.int64) for side in (0, 1))
    # hours in which the record heard nobody show no stay
    long = (ends - starts) / HOUR_US - seen.count().dark_hours(starts, ends) >= min_call_h
    return to_events(soften_rows((row for (_, _, row), enough in zip(found, long.tolist(), strict=True) if enough), vague))


def _before_silence(fixes: Fixes) -> Flags:
    silent = fixes.joined & (fixes.step_us >= PORT_GAP_H * HOUR_US)
    return np.append(silent, False)


class _Stay(NamedTuple):
    """A visit to one port: fixes at entry and exit, and those at which the ship was stopped."""

    entry: int
    leave: int
    stops: Ints
    is_open: bool


@dataclass(frozen=True, slots=True)
class _Harbour:
    """Fixes beside the ports nearest to them."""

    fixes: Fixes
    ports: pd.DataFrame
    distance: npt.NDArray[np.float64]
    port: Ints
    stopped: Flags

    def stays(self, first: int, last: int) -> list[_Stay]:
        """Cut a stretch inside into stays, one for each port stopped at in turn."""
        at = np.flatnonzero(self.stopped[first : last + 1]) + first
        if not len(at):
            return []
        groups = np.split(at, np.flatnonzero(np.diff(self.port[at])) + 1)
        still = last == self.fixes.first[self.fixes.track[first] + 1] - 1
        return [
            _Stay(
                first if n == 0 else int(group[0]),
                last if n == len(groups) - 1 else int(groups[n + 1][0]),
                group,
                is_open=still and n == len(groups) - 1,
            )
            for n, group in enumerate(groups)
        ]

    def neighbours(self, row: int) -> list[str]:
        """Name the ports within 3 km of a port."""
        lon, lat = self.ports["lon"].to_numpy(np.float64), self.ports["lat"].to_numpy(np.float64)
        beside = haversine_m(lon, lat, lon[row], lat[row]) <= ENTER_M
        beside[row] = False
        return sorted(self.ports["name"].astype("str")[beside])[:3]

    def row(self, stay: _Stay) -> Row:
        """Make the event."""
        fixes, (entry, leave, stops, is_open) = self.fixes, stay
        nearest = int(stops[int(np.argmin(self.distance[stops]))])
        metres, which = float(self.distance[nearest]), int(self.port[stops[0]])
        port = self.ports.iloc[which]
        refs = fixes.refs(entry, leave)
        reasons = [
            make_reason(
                "route_port_call",
                refs=refs,
                port=str(port["name"]),
                km=round(metres / 1000, 2),
                start=show(fixes.time[entry]),
                end=show(fixes.time[leave]),
                stop_start=show(fixes.time[stops[0]]),
            ),
        ]
        against = []
        others = self.neighbours(which)
        if others:
            against.append(make_reason("route_port_neighbour", ports=others))
        if is_open:
            against.append(make_reason("route_port_still_there", end=show(fixes.time[leave])))
        return make_event(
            "port_call",
            fixes.tracks[fixes.track[entry]],
            fixes.time[entry],
            None if is_open else fixes.time[leave],
            until=fixes.time[leave],
            method=METHOD,
            other_id=str(port["port_id"]),
            lon=fixes.lon[nearest],
            lat=fixes.lat[nearest],
            distance_m=metres,
            strength="strong" if len(stops) > 1 else "moderate",
            reasons=reasons,
            against=against,
            refs=refs,
        )
