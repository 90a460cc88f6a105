"""Distances by sea between many places at once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from toolkit.routes.lanes import Lanes, load_lanes
from toolkit.routes.plans import shut_passages
from toolkit.routes.straight import measure_straight

__all__ = ["measure_sea_km"]

_SOURCES_AT_ONCE = 500

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def measure_sea_km(
    from_lon: npt.ArrayLike,
    from_lat: npt.ArrayLike,
    to_lon: npt.ArrayLike,
    to_lat: npt.ArrayLike,
    avoid: Sequence[str] = (),
) -> Floats:
    """Measure the shortest way by sea between pairs of points in kilometres; infinite where there is none.

    The figures are those of :func:`plan_routes`, whose rules hold.

    Raises:
        ArgumentError: for an unknown passage.

    >>> measure_sea_km([121.5], [31.2], [129.0], [35.1]).round(-2).tolist()
    [900.0]
    """
    from scipy.sparse.csgraph import dijkstra

    shut = shut_passages((), avoid)
    lanes = load_lanes()
    ends = [np.atleast_1d(np.asarray(degrees, dtype=np.float64)) for degrees in (from_lon, from_lat, to_lon, to_lat)]
    (start, to_start, land_start), (goal, from_goal, land_goal) = _snap_each(lanes, *ends[:2]), _snap_each(lanes, *ends[2:])
    low, high = np.minimum(start, goal), np.maximum(start, goal)
    sources, which = np.unique(low, return_inverse=True)
    metres = np.zeros(len(low))
    for first in range(0, len(sources), _SOURCES_AT_ONCE):
        own = (which >= first) & (which < first + _SOURCES_AT_ONCE)
        reached = dijkstra(lanes.matrix(shut), indices=sources[first : first + _SOURCES_AT_ONCE])
        metres[own] = reached[which[own] - first, high[own]]
    straight, _ = measure_straight(ends[0], ends[1], ends[2], ends[3], land_start + land_goal)
    kilometres: Floats = np.minimum(metres.round(3) + to_start + from_goal, straight) / 1000
    return kilometres


def _snap_each(lanes: Lanes, lon: Floats, lat: Floats) -> tuple[Ints, Floats, Floats]:
    """Snap points of which many may be the same."""
    each, which = np.unique(np.column_stack([lon, lat]), axis=0, return_inverse=True)
    node, metres, land_km = lanes.snap(each[:, 0], each[:, 1])
    return node[which], metres[which], land_km[which]
