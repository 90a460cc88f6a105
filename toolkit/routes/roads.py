"""Roads: bounded by the straight line, unless the user gives a network."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids
from toolkit.errors import ArgumentError, TableError
from toolkit.geo import haversine_m, to_xyz
from toolkit.routes.places import locate_places
from toolkit.tables import Reason, make_reason

__all__ = ["plan_roads"]

METHOD = "routes.roads/1"
MAX_KMH = 100.0
USUAL_CIRCUITY = 1.4
"""Ways by road over straight lines: 1.417 on average in a nationwide comparison (Boscoe, Henry and Zdeb 2012, The Professional
Geographer 64); by country up to 2.1 (Ballou, Rahardja and Sakai 2002, Transportation Research A 36)."""
_NEAR_KM = 20.0
_EDGES = ("from_lon", "from_lat", "to_lon", "to_lat")
_COLUMNS = ["road_id", "from_place", "to_place", "least_km", "usual_km", "network_km", "least_h", "method", "reasons"]

Floats = npt.NDArray[np.float64]


def plan_roads(
    from_: object, to: object, *, network: pd.DataFrame | None = None, ports: pd.DataFrame | None = None, max_kmh: float = MAX_KMH
) -> pd.DataFrame:
    """Bound ways by road: no road is shorter than the straight line, and roads are usually longer by a known share.

    Args:
        from_: a port id of ``ports``, a pair (longitude, latitude), or a list of these.
        to: the same; a list must be as long as ``from_``.
        network: the user's roads, an edge a row, passable both ways: ``from_lon, from_lat, to_lon, to_lat`` and, where known, ``km``.
            Its shortest way is given beside the bounds, if both places lie within 20 km of it.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`.
        max_kmh: the fastest mean speed.

    Returns:
        ``road_id, from_place, to_place, least_km`` (straight), ``usual_km`` (1.4 times that), ``network_km`` (missing without a network,
        or without a way on it), ``least_h`` at ``max_kmh`` for the longer of straight line and network, ``method, reasons``.

    Raises:
        ArgumentError: for an unknown place, or lists of different lengths.
        TableError: if ``network`` lacks a column.

    >>> road = plan_roads((121.5, 31.2), (118.8, 32.1)).iloc[0]
    >>> round(road["least_km"]), round(road["usual_km"])
    (274, 384)
    """
    starts, goals = locate_places(from_, "from_", ports), locate_places(to, "to", ports)
    if len(starts) != len(goals):
        message = f"from_ names {len(starts)} places and to {len(goals)}; give lists of one length"
        raise ArgumentError(message)
    ends = np.array([[a.lon, a.lat, b.lon, b.lat] for a, b in zip(starts, goals, strict=True)], dtype=np.float64).reshape(-1, 4)
    straight = haversine_m(*ends.T) / 1000
    by_road = np.full(len(ends), np.nan) if network is None else _measure(network, ends)
    longest = np.fmax(straight, by_road)
    rows = [
        {
            "road_id": ids.make_id("road", a.name, b.name),
            "from_place": a.name,
            "to_place": b.name,
            "least_km": float(straight[n]),
            "usual_km": float(straight[n]) * USUAL_CIRCUITY,
            "network_km": float(by_road[n]),
            "least_h": float(longest[n]) / max_kmh,
            "method": METHOD,
            "reasons": _why(float(straight[n]), float(by_road[n]), given=network is not None),
        }
        for n, (a, b) in enumerate(zip(starts, goals, strict=True))
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _why(straight: float, by_road: float, *, given: bool) -> list[Reason]:
    reasons = [make_reason("route_road", km=round(straight, 1), usual=round(straight * USUAL_CIRCUITY, 1), circuity=USUAL_CIRCUITY)]
    if given and np.isnan(by_road):
        reasons.append(make_reason("route_road_off_network", limit=_NEAR_KM))
    elif given:
        reasons.append(make_reason("route_road_network", km=round(by_road, 1)))
    return reasons


def _measure(network: pd.DataFrame, ends: Floats) -> Floats:
    """Measure the shortest ways over the user's network, with the straight lines to it; NaN where there is none."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra
    from scipy.spatial import cKDTree

    missing = [name for name in _EDGES if name not in network.columns]
    if missing:
        message = f"network lacks column {missing[0]!r} (found: {list(network.columns)})"
        raise TableError(message)
    if network.empty or not len(ends):
        return np.full(len(ends), np.nan)
    points = network[list(_EDGES)].to_numpy(np.float64).reshape(-1, 2)
    nodes, number = np.unique(points, axis=0, return_inverse=True)
    start, end = number.reshape(-1, 2).T
    straight = haversine_m(*network[list(_EDGES)].to_numpy(np.float64).T) / 1000
    km = network["km"].to_numpy(np.float64) if "km" in network.columns else straight
    # of two roads between the same places the shorter one; a length of 0 would be no road
    edges = pd.DataFrame(
        {"a": np.minimum(start, end), "b": np.maximum(start, end), "km": np.maximum(np.where(np.isnan(km), straight, km), 1e-6)}
    )
    edges = edges[edges["a"] != edges["b"]].groupby(["a", "b"], sort=True)["km"].min().reset_index()
    graph = csr_array((edges["km"], (edges["a"], edges["b"])), shape=(len(nodes), len(nodes)))
    tree = cKDTree(to_xyz(nodes[:, 0], nodes[:, 1]))
    (_, near_start), (_, near_end) = tree.query(to_xyz(ends[:, 0], ends[:, 1])), tree.query(to_xyz(ends[:, 2], ends[:, 3]))
    access = [
        haversine_m(ends[:, 2 * n], ends[:, 2 * n + 1], nodes[near, 0], nodes[near, 1]) / 1000
        for n, near in enumerate((near_start, near_end))
    ]
    sources, which = np.unique(near_start, return_inverse=True)
    way = dijkstra(graph, directed=False, indices=sources)[which, near_end]
    reached = np.isfinite(way) & (access[0] <= _NEAR_KM) & (access[1] <= _NEAR_KM)
    total: Floats = np.where(reached, way + access[0] + access[1], np.nan)
    return total
