"""Where ships may go: ports and the lanes between them, on the network of the searoute package."""

from functools import lru_cache

import numpy as np

__all__ = ["HARBOURS", "KNOT_M_S", "METRES_A_DEGREE", "Place", "bearing_deg", "distance_m", "plan_lane", "shift_place"]

Place = tuple[float, float]
"""Longitude and latitude in degrees."""

METRES_A_DEGREE = 111_195.0
KNOT_M_S = 1852 / 3600
_BERTHS_M = 4_000.0

# Port points as searoute's list carries them, so that a port list read by an investigator knows these places.
HARBOURS: dict[str, Place] = {
    "Yangshan": (122.069, 30.625),
    "Zhoushan": (122.1, 30.017),
    "Haimen": (121.45, 28.7),
    "Putian": (119.037, 25.427),
    "Xiamen": (118.086, 24.44),
    "Keelung": (121.74, 25.148),
    "Taichung": (120.535, 24.275),
    "Kaohsiung": (120.272, 22.642),
    "Naha": (127.65, 26.2),
    "Pusan": (129.036, 35.098),
}

# The network is coarse: at these nodes it touches an islet. Each is moved seaward by as much as clears it.
_STAND_OFF: dict[Place, Place] = {
    (121.3, 27.8): (121.62, 27.62),
    (120.79, 26.98): (121.05, 26.8),
    (120.06, 23.48): (119.92, 23.48),
    (120.68, 24.66): (120.5, 24.75),
    (120.84, 24.88): (120.75, 25.02),
    (120.25, 22.71): (120.2, 22.62),
    (118.14, 24.39): (118.14, 24.33),
    (118.5, 24.37): (118.5, 24.27),
    (122.2, 29.85): (122.18, 29.85),
    (122.28, 29.77): (122.19, 29.72),
    (127.44, 34.1): (127.5, 33.9),
}


def distance_m(here: Place, there: Place) -> float:
    """Give the distance in metres on a plane that touches the sphere between both; good to 0.1 % below 300 km."""
    east, north = _metres(here, there)
    return float(np.hypot(east, north))


def bearing_deg(here: Place, there: Place) -> float:
    """Give the direction from one place to another, 0..360 degrees from north."""
    east, north = _metres(here, there)
    return float(np.degrees(np.arctan2(east, north)) % 360)


def _metres(here: Place, there: Place) -> tuple[float, float]:
    middle = np.radians((here[1] + there[1]) / 2)
    return (there[0] - here[0]) * METRES_A_DEGREE * np.cos(middle), (there[1] - here[1]) * METRES_A_DEGREE


def shift_place(place: Place, east_m: float = 0.0, north_m: float = 0.0) -> Place:
    """Move a place by metres east and north."""
    return (
        place[0] + east_m / (METRES_A_DEGREE * float(np.cos(np.radians(place[1])))),
        place[1] + north_m / METRES_A_DEGREE,
    )


def plan_lane(start: Place, end: Place) -> tuple[Place, ...]:
    """Plan the way by sea between two places along searoute's network, both ends included."""
    nodes = list(_plan_nodes(_port_of(start), _port_of(end)))
    return (start, *(_without_turning_back(start, nodes, end)), end)


def _port_of(place: Place) -> Place:
    """Give the port that a berth belongs to, so that one plan serves all its berths."""
    return next((harbour for harbour in HARBOURS.values() if distance_m(place, harbour) < _BERTHS_M), place)


@lru_cache(maxsize=4096)
def _plan_nodes(start: Place, end: Place) -> tuple[Place, ...]:
    import searoute

    route = searoute.searoute(start, end, append_orig_dest=False)
    return tuple(_stand_off((float(lon), float(lat))) for lon, lat in route.geometry["coordinates"])


def _stand_off(node: Place) -> Place:
    for touched, moved in _STAND_OFF.items():
        if distance_m(node, touched) < 3_000:
            return moved
    return node


def _without_turning_back(start: Place, nodes: list[Place], end: Place) -> list[Place]:
    """Drop an end node that a ship would pass only to turn back: the network's nearest node may lie behind her."""
    kept = list(nodes)
    if len(kept) > 1 and _is_behind(start, kept[0], kept[1]):
        kept = kept[1:]
    if len(kept) > 1 and _is_behind(end, kept[-1], kept[-2]):
        kept = kept[:-1]
    return kept


def _is_behind(here: Place, first: Place, second: Place) -> bool:
    turn = abs((bearing_deg(here, first) - bearing_deg(first, second) + 180) % 360 - 180)
    return turn > 100 and distance_m(here, second) < 150_000
