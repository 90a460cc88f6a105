"""Flights: the great circle between two airports, and the least time it takes."""

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit import ids
from toolkit.errors import ArgumentError
from toolkit.geo import haversine_m, split_line, to_lonlat, to_xyz
from toolkit.tables import make_reason

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["plan_flights"]

METHOD = "routes.flights/1"
FASTEST_KMH = 1150.0
"""Mach 0.9, about as fast as airliners fly, is 956 km/h at −56 °C (ICAO Doc 7488, standard atmosphere: 295 m/s); with a tail wind
of 200 km/h beside."""
_STEP_KM = 100.0
_IATA, _ICAO = 3, 4


def plan_flights(from_: str | list[str], to: str | list[str]) -> "GeoDataFrame":
    """Plan flights by the great circle, which no flight is shorter than.

    Args:
        from_: an airport by its IATA or ICAO code, or a list of these (package airportsdata, MIT).
        to: the same; a list must be as long as ``from_``.

    Returns:
        GeoDataFrame in EPSG:4326, cut at the antimeridian: ``flight_id, from_airport, to_airport, distance_km, least_h`` (in the air, at
        1,150 km/h; a stop, the climb and the ground come on top), ``method, reasons, geometry``.

    Raises:
        ArgumentError: for an unknown airport, or lists of different lengths.

    >>> flight = plan_flights("PVG", "LAX").iloc[0]
    >>> int(flight["distance_km"].round(-2)), float(flight["least_h"].round(1))
    (10400, 9.1)
    """
    from geopandas import GeoDataFrame
    from shapely import MultiLineString

    starts, goals = (_listed(codes) for codes in (from_, to))
    if len(starts) != len(goals):
        message = f"from_ names {len(starts)} airports and to {len(goals)}; give lists of one length"
        raise ArgumentError(message)
    rows = []
    for start, goal in zip(starts, goals, strict=True):
        (x1, y1), (x2, y2) = _place(start, "from_"), _place(goal, "to")
        km = float(haversine_m(x1, y1, x2, y2)) / 1000
        share = np.linspace(0, 1, max(2, round(km / _STEP_KM)))
        rows.append(
            {
                "flight_id": ids.make_id("flight", start, goal),
                "from_airport": start,
                "to_airport": goal,
                "distance_km": km,
                "least_h": km / FASTEST_KMH,
                "method": METHOD,
                "reasons": [
                    make_reason("route_flight", start=start, goal=goal, km=round(km), hours=round(km / FASTEST_KMH, 1), kmh=FASTEST_KMH)
                ],
                "geometry": MultiLineString(split_line(_arc((x1, y1), (x2, y2), share))),
            }
        )
    columns = ["flight_id", "from_airport", "to_airport", "distance_km", "least_h", "method", "reasons", "geometry"]
    return GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs="EPSG:4326")


def _listed(codes: str | list[str]) -> list[str]:
    return [codes] if isinstance(codes, str) else list(codes)


def _arc(
    start: tuple[float, float], goal: tuple[float, float], share: "np.ndarray[tuple[int], np.dtype[np.float64]]"
) -> list[tuple[float, float]]:
    """Draw the great circle at even angles; between opposite points it goes over whichever side the numbers fall to."""
    a, b = to_xyz(*start) / np.linalg.norm(to_xyz(*start)), to_xyz(*goal) / np.linalg.norm(to_xyz(*goal))
    angle = float(np.arctan2(np.linalg.norm(np.cross(a, b)), a @ b))
    if angle == 0:
        return [start, goal]
    lon, lat = to_lonlat((np.sin((1 - share) * angle)[:, None] * a + np.sin(share * angle)[:, None] * b) / np.sin(angle))
    middle = list(zip(lon[1:-1].tolist(), lat[1:-1].tolist(), strict=True))
    return [start, *middle, goal]


@cache
def _airports(scheme: str) -> dict[str, tuple[float, float]]:
    import airportsdata

    return {code: (float(airport["lon"]), float(airport["lat"])) for code, airport in airportsdata.load(scheme).items()}  # type: ignore[arg-type, unused-ignore]


def _place(code: str, argument: str) -> tuple[float, float]:
    scheme = {_IATA: "IATA", _ICAO: "ICAO"}.get(len(code))
    if scheme is None or code not in _airports(scheme):
        message = f"{argument}={code!r} is no airport that is known by its IATA code (three letters) or ICAO code (four)"
        raise ArgumentError(message)
    return _airports(scheme)[code]
