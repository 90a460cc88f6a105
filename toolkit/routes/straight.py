"""Straight ways by sea: between places so near each other that lanes are too coarse for them."""

import numpy as np
import numpy.typing as npt

from toolkit.geo import haversine_m, land_exists, measure_steps_on_land_km
from toolkit.routes.passages import GATES

__all__ = ["measure_straight"]

FURTHEST_M = 600_000.0
"""Lanes of the open ocean are five degrees apart: between places further off than this they are fine enough."""
_SPECK_KM = 1.0

Floats = npt.NDArray[np.float64]


def measure_straight(from_lon: Floats, from_lat: Floats, to_lon: Floats, to_lat: Floats, access_land_km: Floats) -> tuple[Floats, Floats]:
    """Measure the great circle between pairs of places, where a ship can take it.

    She can if it is at most 600 km long, goes over no more land than the ways from both places to the lanes do (a port often
    lies a little inside the outline of the land), and through no named passage.

    Args:
        from_lon: degrees, as all places.
        from_lat: the same.
        to_lon: the same.
        to_lat: the same.
        access_land_km: kilometres on land of the ways from both places to the lanes.

    Returns:
        Metres, infinite where she cannot; and the kilometres of it on land.
    """
    from shapely import MultiLineString, intersects, linestrings, prepare

    metres, land_km = haversine_m(from_lon, from_lat, to_lon, to_lat), np.zeros(len(from_lon))
    near = np.flatnonzero(metres <= FURTHEST_M) if land_exists() else np.zeros(0, dtype=np.int64)
    able = np.zeros(len(metres), dtype=np.bool_)
    if len(near):
        # an end beyond the antimeridian is taken to the other's side, where no passage is
        east = from_lon[near] + (to_lon[near] - from_lon[near] + 180.0) % 360.0 - 180.0
        lines = linestrings(np.stack([np.column_stack([from_lon[near], from_lat[near]]), np.column_stack([east, to_lat[near]])], axis=1))
        gates = MultiLineString([list(gate) for gate in GATES.values()])
        prepare(gates)
        near = near[~intersects(gates, lines)]
        land_km[near] = measure_steps_on_land_km(from_lon[near], from_lat[near], to_lon[near], to_lat[near])
        able[near] = land_km[near] <= access_land_km[near] + _SPECK_KM
    return np.where(able, metres, np.inf), land_km
