"""Places that a caller names: by port id, or by longitude and latitude."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.routes.ports import load_ports

__all__ = ["Place", "locate_places"]

_PAIR = 2


class Place(NamedTuple):
    """A named point."""

    name: str
    lon: float
    lat: float


def locate_places(places: object, argument: str, ports: pd.DataFrame | None = None) -> list[Place]:
    """Read one place or a list of places.

    Args:
        places: a port id, a pair (longitude, latitude), or a list of these.
        argument: the caller's argument, named in errors.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`.

    Raises:
        ArgumentError: for an unknown port or a pair that is no place.

    >>> locate_places((121.5, 31.2), "to")[0].name
    '121.5,31.2'
    """
    if isinstance(places, str) or _is_pair(places):
        places = [places]
    if not isinstance(places, (Sequence, np.ndarray, pd.Series)):
        message = f"{argument}={places!r}; give a port id such as 'CNSHG', a pair (longitude, latitude), or a list of these"
        raise ArgumentError(message)
    known = _known_ports() if ports is None else _index(ports)
    return [_locate(place, argument, known) for place in places]


@cache
def _known_ports() -> dict[str, tuple[str, float, float]]:
    return _index(load_ports())


def _index(ports: pd.DataFrame) -> dict[str, tuple[str, float, float]]:
    tables.check(ports, "ports")
    return dict(zip(ports["port_id"], zip(ports["name"], ports["lon"], ports["lat"], strict=True), strict=True))


def _is_pair(place: object) -> bool:
    return (
        isinstance(place, (tuple, list, np.ndarray)) and len(place) == _PAIR and all(isinstance(x, (int, float, np.number)) for x in place)
    )


def _locate(place: object, argument: str, known: dict[str, tuple[str, float, float]]) -> Place:
    if isinstance(place, str) and place in known:
        _, lon, lat = known[place]
        return Place(place, float(lon), float(lat))
    if isinstance(place, str):
        alike = sorted(port_id for port_id, (name, _, _) in known.items() if str(name).lower() == place.lower())
        hint = f"; a port of that name is {alike[0]!r}" if alike else ""
        message = f"{argument}={place!r} is no port_id of the port list{hint}; pass ports=, or (longitude, latitude)"
        raise ArgumentError(message)
    if _is_pair(place) and isinstance(place, (tuple, list, np.ndarray)):
        lon, lat = float(place[0]), float(place[1])
        if abs(lon) <= 180 and abs(lat) <= 90:  # noqa: PLR2004 - the globe
            return Place(f"{lon:g},{lat:g}", lon, lat)
    message = f"{argument}={place!r}; give a port id, or longitude −180..180 and latitude −90..90, in this order"
    raise ArgumentError(message)
