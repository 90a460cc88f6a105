"""Stops and loitering: a ship that stayed where she was, or drifted."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.geo import NAUTICAL_MILE_M, haversine_m, to_lonlat, to_xyz
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.ports import HARBOUR_KM, load_ports, measure_port_m
from toolkit.routes.rows import Row, make_event, show, to_events
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


def find_stops(tracks: pd.DataFrame, *, min_stop_h: float = MIN_STOP_H) -> pd.DataFrame:
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
    return to_events(stop_rows(read_fixes(tracks), min_stop_h))


def find_loitering(
    tracks: pd.DataFrame,
    ports: pd.DataFrame | None = None,
    *,
    min_loitering_h: float = MIN_LOITERING_H,
) -> pd.DataFrame:
    """Find stretches in which a ship lay or drifted away from ports.

    Definition (Starboard Maritime Intelligence): below 2 kn for at least 4 h. Global Fishing Watch asks for an average below
    2 kn at 20 nautical miles or more from shore; here at least 10 km from a port are asked for instead.

    Args:
        tracks: a ``positions`` table, cleaned and split.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`, an empty table leaves harbours unexcluded.
        min_loitering_h: hours.

    Returns:
        ``events`` of kind ``loitering``; ``distance_m`` is the way made.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    ports = load_ports() if ports is None else ports
    tables.check(ports, "ports")
    return to_events(loitering_rows(read_fixes(tracks), ports, min_loitering_h))


def stop_rows(fixes: Fixes, min_stop_h: float) -> list[Row]:
    """Make the rows of :func:`find_stops`."""
    speed = speed_kn(fixes)
    return [
        _stop(fixes, first, last)
        for first, last in runs(hold(speed <= STOP_KN, speed >= START_KN, fixes), fixes, bridged_h=BRIDGED_H)
        if fixes.time[last] - fixes.time[first] >= min_stop_h * HOUR_US
    ]


def loitering_spans(fixes: Fixes, min_h: float) -> list[tuple[int, int]]:
    """Give first and last fix of each stretch below 2 kn that lasts long enough, harbours among them."""
    with np.errstate(invalid="ignore"):
        slow = speed_kn(fixes) < SLOW_KN
    found = runs(slow, fixes, bridged_h=BRIDGED_H)
    return [(first, last) for first, last in found if fixes.time[last] - fixes.time[first] >= min_h * HOUR_US]


class Drift(NamedTuple):
    """A stretch of loitering: first and last fix, its middle, and the nearest port (``None`` without ports)."""

    first: int
    last: int
    lon: float
    lat: float
    port_km: float
    port: str | None


def find_drifts(fixes: Fixes, ports: pd.DataFrame, min_h: float) -> list[Drift]:
    """Give the stretches of loitering at least 10 km from a port."""
    spans = loitering_spans(fixes, min_h)
    if not spans:
        return []
    middles = [_middle(fixes, first, last) for first, last in spans]
    port_m, port = measure_port_m([m[0] for m in middles], [m[1] for m in middles], ports)
    names = ports["name"].astype("str").tolist()
    return [
        Drift(*span, *middle, float(metres) / 1000, names[which] if which >= 0 else None)
        for span, middle, metres, which in zip(spans, middles, port_m, port, strict=True)
        if metres >= HARBOUR_KM * 1000
    ]


def loitering_rows(fixes: Fixes, ports: pd.DataFrame, min_h: float) -> list[Row]:
    """Make the rows of :func:`find_loitering`."""
    rows = []
    for drift in find_drifts(fixes, ports, min_h):
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
    return rows


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
    if away < _ANCHORED_KM:
        against.append(make_reason("route_at_anchor", km=round(away, 2)))
    return reasons, against


def _way_m(fixes: Fixes, drift: Drift) -> float:
    lon, lat = fixes.lon[drift.first : drift.last + 1], fixes.lat[drift.first : drift.last + 1]
    return float(haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]).sum())


def _middle(fixes: Fixes, first: int, last: int) -> tuple[float, float]:
    lon, lat = to_lonlat(to_xyz(fixes.lon[first : last + 1], fixes.lat[first : last + 1]).mean(axis=0))
    return float(lon), float(lat)


def _stop(fixes: Fixes, first: int, last: int) -> Row:
    lon, lat = _middle(fixes, first, last)
    refs = fixes.refs(first, last)
    radius = float(haversine_m(fixes.lon[first : last + 1], fixes.lat[first : last + 1], lon, lat).max())
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
