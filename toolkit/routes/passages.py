"""Named passages of the sea: which edges of the network go through them."""

import numpy as np
import numpy.typing as npt

__all__ = ["CANALS", "GATES", "PASSAGES", "label_edges"]

PASSAGES = (
    "babalmandab",
    "bering",
    "bosporus",
    "chili",
    "dardanelles",
    "gibraltar",
    "malacca",
    "northwest",
    "ormuz",
    "panama",
    "south_africa",
    "suez",
    "sunda",
)
"""Named passages of the network; ``northwest`` is avoided unless asked for by ``via``."""

CANALS = ("panama", "suez")
"""Passages that ships make through land; what outlines of the land show there is no land crossed."""

_EDGE_GATES = {
    "bering": (((170.0, 66.0), (180.0, 66.0)), ((-180.0, 66.0), (-165.0, 66.0))),
    "south_africa": (((21.0, -34.4), (21.0, -75.0)),),
}
"""Lines that nobody crosses without going through the passage. The package leaves some edges that do unnamed: with its own
names alone, a route that must avoid the Cape goes around it a few hundred kilometres further south."""

Point = tuple[float, float]

GATES: dict[str, tuple[Point, Point]] = {
    "babalmandab": ((43.10, 12.40), (43.60, 12.75)),
    "bering": ((-170.50, 66.20), (-167.80, 65.60)),
    "bosporus": ((28.95, 41.10), (29.15, 41.10)),
    "chili": ((-70.00, -52.40), (-70.00, -75.00)),
    "dardanelles": ((26.20, 40.17), (26.60, 40.13)),
    "gibraltar": ((-5.61, 36.10), (-5.61, 35.75)),
    "malacca": ((100.30, 2.00), (101.50, 3.40)),
    "northwest": ((-100.00, 66.50), (-100.00, 80.00)),
    "ormuz": ((56.45, 26.20), (56.50, 27.20)),
    "panama": ((-79.85, 9.00), (-79.55, 9.25)),
    "south_africa": ((20.02, -34.70), (20.02, -75.00)),
    "suez": ((32.00, 30.60), (32.70, 30.60)),
    "sunda": ((105.60, -5.70), (106.10, -6.20)),
}
"""A line across each passage, from shore to shore, longitude and latitude of its ends."""

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
_HALF = 180.0


def label_edges(lon: Floats, lat: Floats, start: Ints, end: Ints, passage: npt.NDArray[np.str_]) -> npt.NDArray[np.str_]:
    """Name the unnamed edges that cross a passage; the others keep their names."""
    from shapely import LineString, intersects, linestrings

    labelled = passage.copy()
    own = np.flatnonzero(~np.isin(passage, PASSAGES) & (np.abs(lon[start] - lon[end]) < _HALF))
    edges = linestrings(np.stack([np.column_stack([lon[side[own]], lat[side[own]]]) for side in (start, end)], axis=1))
    for name, gates in _EDGE_GATES.items():
        for gate in gates:
            labelled[own[intersects(edges, LineString(gate))]] = name
    return labelled
