"""Stops and loitering: a ship that stayed where she was, or drifted."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.geo import EARTH_RADIUS_M, NAUTICAL_MILE_M, haversine_m, land_exists, measure_shore_km, to_lonlat, to_xyz
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.ports import HARBOUR_KM, load_ports, measure_port_m
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.routes.states import SLOW_KN, START_KN, STOP_KN, hold, runs, speed_kn
from toolkit.tables import Reason, make_reason

__all__ = [
    "MIN_LOITERING_H",
    "MIN_STOP_H",
    "Drift",
    "explain_drift",
    "find_drifts",
    "find_loitering",
    "find_stops",
    "loitering_rows",
    "stop_rows",
]

STOP_METHOD, LOITERING_METHOD = "routes.stops/1", "routes.loitering/1"
MIN_STOP_H = 1.0
MIN_LOITERING_H = 4.0
BRIDGED_H = 2.0
_ANCHORED_KM = 0.5
_OFFSHORE_KM = 37.04  # 20 nautical miles, what Global Fishing Watch asks of loitering

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def find_stops(tracks: TracksSource, *, min_stop_h: float = MIN_STOP_H) -> pd.DataFrame:
    """Find stretches in which a ship lay still.

    Definition: begins at 0.2 kn or less, ends at 0.5 kn or more (the thresholds of Global Fishing Watch's port visits), lasts at
    least ``min_stop_h``; a step of more than 2 h between positions ends it. The speed is as reported, else as implied by the step.

    Returns:
        ``events`` of kind ``stop``; ``distance_m`` is the largest distance from the middle.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:412000001", "lon": 121.9, "lat": 30.0, "speed_kn": 0.1})
    >>> tracks["time"] = pd.to_datetime(["2025-05-12T00:00Z", "2025-05-12T01:30Z"])
    >>> find_stops(tracks)[["kind", "duration_h"]].values.tolist()
    [['stop', 1.5]]
    """
    return to_events(row for fixes in read_blocks(tracks) for row in stop_rows(fixes, min_stop_h))


def find_loitering(
    tracks: TracksSource,
    ports: pd.DataFrame | None = None,
    *,
    min_loitering_h: float = MIN_LOITERING_H,
) -> pd.DataFrame:
    """Find stretches in which a ship lay or drifted away from ports.

    Definition (Starboard Maritime Intelligence): below 2 kn for at least 4 h. Global Fishing Watch asks for an average below
    2 kn at 20 nautical miles or more from shore; here at least 10 km from a port are asked for, and whether the shore is that far
    is said.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`, an empty table leaves harbours unexcluded.
        min_loitering_h: hours.

    Returns:
        ``events`` of kind ``loitering``; ``distance_m`` is the way made.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    ports = load_ports() if ports is None else ports
    tables.check(ports, "ports")
    return to_events(row for fixes in read_blocks(tracks) for row in loitering_rows(fixes, ports, min_loitering_h))


def stop_rows(fixes: Fixes, min_stop_h: float, speed: Floats | None = None) -> list[Row]:
    """Make the rows of :func:`find_stops`; the speed of each fix may be given."""
    speed = speed_kn(fixes) if speed is None else speed
    first, last = _long(fixes, hold(speed <= STOP_KN, speed >= START_KN, fixes), min_stop_h)
    if not len(first):
        return []
    circles = measure_circles(fixes, first, last)
    stops = (_stop(fixes, *span) for span in zip(first.tolist(), last.tolist(), *(c.tolist() for c in circles), strict=True))
    return soften_rows(stops, fixes.vague)


def _long(fixes: Fixes, flags: npt.NDArray[np.bool_], hours: float) -> tuple[Ints, Ints]:
    """Give the runs of flags that last long enough."""
    first, last = runs(flags, fixes, bridged_h=BRIDGED_H)
    long = fixes.time[last] - fixes.time[first] >= hours * HOUR_US
    return first[long], last[long]


def _indices(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Give the indices first..last of each span one after another, and where each span begins among them."""
    size = last - first + 1
    begins = np.cumsum(size) - size
    return np.arange(int(size.sum())) - np.repeat(begins - first, size), begins


def measure_circles(fixes: Fixes, first: Ints, last: Ints) -> tuple[Floats, Floats, Floats]:
    """Give the middle of each span, longitude and latitude, and how far from it the ship was at most, in metres."""
    index, begins = _indices(first, last)
    xyz = to_xyz(fixes.lon[index], fixes.lat[index])
    middle = np.add.reduceat(xyz, begins, axis=0)
    middle *= EARTH_RADIUS_M / np.sqrt((middle**2).sum(axis=1))[:, None]
    xyz -= np.repeat(middle, last - first + 1, axis=0)
    chord = np.sqrt(np.maximum.reduceat((xyz**2).sum(axis=1), begins))
    lon, lat = to_lonlat(middle)
    return lon, lat, 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chord / (2 * EARTH_RADIUS_M), 0.0, 1.0))


class Drift(NamedTuple):
    """A stretch of loitering: first and last fix, its middle, nearest port (``None`` without ports), and shore (NaN without outlines)."""

    first: int
    last: int
    lon: float
    lat: float
    port_km: float
    port: str | None
    shore_km: float


def find_drifts(fixes: Fixes, ports: pd.DataFrame, min_h: float, speed: Floats | None = None) -> list[Drift]:
    """Give the stretches of loitering at least 10 km from a port."""
    speed = speed_kn(fixes) if speed is None else speed
    with np.errstate(invalid="ignore"):
        first, last = _long(fixes, speed < SLOW_KN, min_h)
    if not len(first):
        return []
    lon, lat, _ = measure_circles(fixes, first, last)
    port_m, port = measure_port_m(lon, lat, ports)
    away = np.flatnonzero(port_m >= HARBOUR_KM * 1000)
    shore = measure_shore_km(lon[away], lat[away]) if land_exists() else np.full(len(away), np.nan)
    names = ports["name"].astype("str").tolist()
    return [
        Drift(
            int(first[n]), int(last[n]), float(lon[n]), float(lat[n]), float(port_m[n]) / 1000, names[port[n]] if port[n] >= 0 else None, km
        )
        for n, km in zip(away.tolist(), shore.tolist(), strict=True)
    ]


def loitering_rows(fixes: Fixes, ports: pd.DataFrame, min_h: float, speed: Floats | None = None) -> list[Row]:
    """Make the rows of :func:`find_loitering`; the speed of each fix may be given."""
    rows = []
    for drift in find_drifts(fixes, ports, min_h, speed):
        reasons, against = explain_drift(fixes, drift)
        rows.append(
            make_event(
                "loitering",
                fixes.tracks[fixes.track[drift.first]],
                fixes.time[drift.first],
                fixes.time[drift.last],
                method=LOITERING_METHOD,
                lon=drift.lon,
                lat=drift.lat,
                distance_m=_way_m(fixes, drift),
                reasons=reasons,
                against=against,
                refs=fixes.refs(drift.first, drift.last),
            ),
        )
    return soften_rows(rows, fixes.vague)


def explain_drift(fixes: Fixes, drift: Drift) -> tuple[list[Reason], list[Reason]]:
    """Give what speaks for a stretch of loitering, and against."""
    first, last = drift.first, drift.last
    away = float(haversine_m(fixes.lon[first], fixes.lat[first], fixes.lon[last], fixes.lat[last])) / 1000
    hours = (fixes.time[last] - fixes.time[first]) / HOUR_US
    reasons = [
        make_reason(
            "route_loitering",
            refs=fixes.refs(first, last),
            hours=round(hours, 2),
            knots=round(_way_m(fixes, drift) / NAUTICAL_MILE_M / hours, 2),
            start=show(fixes.time[first]),
            end=show(fixes.time[last]),
        ),
    ]
    against = [make_reason("route_loitering_may_be")]
    if drift.port is None:
        against.append(make_reason("route_no_ports"))
    else:
        reasons.append(make_reason("route_far_from_port", km=round(drift.port_km, 1), port=drift.port))
    if not np.isnan(drift.shore_km):
        code = "route_loitering_offshore" if drift.shore_km >= _OFFSHORE_KM else "route_loitering_near_shore"
        (reasons if drift.shore_km >= _OFFSHORE_KM else against).append(make_reason(code, km=round(drift.shore_km, 1)))
    if away < _ANCHORED_KM:
        against.append(make_reason("route_at_anchor", km=round(away, 2)))
    return reasons, against


def _way_m(fixes: Fixes, drift: Drift) -> float:
    lon, lat = fixes.lon[drift.first : drift.last + 1], fixes.lat[drift.first : drift.last + 1]
    return float(haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def _stop(fixes: Fixes, first: int, last: int, lon: float, lat: float, radius: float) -> Row:  # noqa: PLR0913, PLR0917 - one call
    refs = fixes.refs(first, last)
    hours = (fixes.time[last] - fixes.time[first]) / HOUR_US
    why = make_reason(
        "route_stop",
        refs=refs,
        hours=round(hours, 2),
        metres=round(radius),
        start=show(fixes.time[first]),
        end=show(fixes.time[last]),
    )
    return make_event(
        "stop",
        fixes.tracks[fixes.track[first]],
        fixes.time[first],
        fixes.time[last],
        method=STOP_METHOD,
        lon=lon,
        lat=lat,
        distance_m=radius,
        reasons=[why],
        refs=refs,
    )
