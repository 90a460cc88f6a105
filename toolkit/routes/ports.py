"""Ports that a route may begin, stop or end at."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.geo import EARTH_RADIUS_M, make_cells, mark_cells, to_xyz

__all__ = ["HARBOUR_KM", "ONE_PORT_KM", "PortCells", "list_neighbours", "load_ports", "measure_port_m"]

HARBOUR_KM = 10.0
"""Nearer to a port than this, ships lie still and side by side for every reason (after Miller et al. 2018: 10 km from an anchorage)."""

ONE_PORT_KM = 50.0
"""Papers name a port, positions a basin of it, and the basins of one port lie some tens of kilometres apart.
A bound of ours, not a definition."""

SOURCE = "package:searoute"


def load_ports() -> pd.DataFrame:
    """Load the port list that the package searoute carries (Apache-2.0): 3,955 ports with UN/LOCODE.

    Returns:
        A ``ports`` table; ``source_id`` names the package, ``locator`` the row in its list. Coordinates are good to a minute
        of arc at best, about 1.8 km: a berth may lie further from the point than a port's own basin is wide.

    >>> load_ports().set_index("port_id").loc["CNSHG", "country"]
    'CN'
    """
    return _ports().copy()


@cache
def _ports() -> pd.DataFrame:
    from searoute.data.ports_dict import node_list

    rows = [
        {
            "port_id": str(port["port"]),
            "source_id": SOURCE,
            "locator": f"row={number}",
            "name": str(port["name"]),
            "country": str(port["port"])[:2],
            "lon": float(lon),
            "lat": float(lat),
        }
        for number, ((lon, lat), port) in enumerate(node_list.items(), start=1)
        if port.get("port")
    ]
    return tables.conform(pd.DataFrame(rows).drop_duplicates("port_id").sort_values("port_id"), "ports")


def measure_port_m(
    lon: npt.ArrayLike,
    lat: npt.ArrayLike,
    ports: pd.DataFrame,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Measure the great-circle distance from points to the nearest port, in metres, and which port it is (row number).

    Without ports the distances are infinite and the rows −1.
    """
    from scipy.spatial import cKDTree

    points = to_xyz(lon, lat).reshape(-1, 3)
    if ports.empty:
        return np.full(len(points), np.inf), np.full(len(points), -1, dtype=np.int64)
    chord, row = cKDTree(to_xyz(ports["lon"], ports["lat"])).query(points)
    arc: npt.NDArray[np.float64] = 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chord / (2 * EARTH_RADIUS_M), 0.0, 1.0))
    return arc, row.astype(np.int64)


def list_neighbours(ports: pd.DataFrame, within_km: float = ONE_PORT_KM) -> dict[str, frozenset[str]]:
    """List for each port the others within so many kilometres, by port id.

    >>> ports = pd.DataFrame({"port_id": ["a", "b", "c"], "lon": [0.0, 0.2, 9.0], "lat": 0.0})
    >>> {port: sorted(others) for port, others in list_neighbours(ports).items()}
    {'a': ['b'], 'b': ['a'], 'c': []}
    """
    from scipy.spatial import cKDTree

    names = ports["port_id"].astype("str").tolist()
    chord = 2 * EARTH_RADIUS_M * np.sin(within_km * 1000 / (2 * EARTH_RADIUS_M))
    xyz = to_xyz(ports["lon"], ports["lat"]).reshape(-1, 3)
    near = cKDTree(xyz).query_ball_point(xyz, chord) if len(names) else []
    return {name: frozenset(names[other] for other in others) - {name} for name, others in zip(names, near, strict=True)}


class PortCells:
    """Ports by the cells around them: only positions in such a cell are measured."""

    def __init__(self, ports: pd.DataFrame, within_m: float) -> None:
        """Mark the cells from which a port may be that near."""
        self._ports = ports
        self._near = mark_cells(ports["lon"], ports["lat"], within_m)
        self._xyz = to_xyz(ports["lon"], ports["lat"])

    def measure(self, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """Measure as :func:`measure_port_m` does; what is further from every port than the cells reach is infinitely far, port −1."""
        cell = make_cells(lon, lat)
        near = np.where(cell < 0, 0, self._near[cell])
        distance, port = np.full(len(near), np.inf), np.full(len(near), -1, dtype=np.int64)
        one = np.flatnonzero(near > 0)
        port[one] = near[one] - 1
        chord = np.sqrt(((to_xyz(lon[one], lat[one]) - self._xyz[port[one]]) ** 2).sum(axis=1))
        distance[one] = 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chord / (2 * EARTH_RADIUS_M), 0.0, 1.0))
        several = np.flatnonzero(near < 0)
        if len(several):
            distance[several], port[several] = measure_port_m(lon[several], lat[several], self._ports)
        return distance, port
