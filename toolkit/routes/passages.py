"""Named passages of the sea: which edges of the network go through them."""

import numpy as np
import numpy.typing as npt

__all__ = ["CANALS", "PASSAGES", "label_edges"]

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
