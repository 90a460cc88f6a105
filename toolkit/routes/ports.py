"""Ports that a route may begin, stop or end at."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.geo import EARTH_RADIUS_M, to_xyz

__all__ = ["HARBOUR_KM", "load_ports", "measure_port_m"]

HARBOUR_KM = 10.0
"""Nearer to a port than this, ships lie still and side by side for every reason (after Miller et al. 2018: 10 km from an anchorage)."""

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
