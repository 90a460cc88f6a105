"""The network of sea lanes that the package searoute carries, as a sparse matrix."""

from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.geo import haversine_m, measure_steps_on_land_km, to_xyz

__all__ = ["PASSAGES", "Lanes", "load_lanes"]

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

_SEAM_M = 1.0

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lanes:
    """Nodes and edges of the largest connected part; distances are great-circle metres."""

    lon: Floats
    lat: Floats
    start: Ints
    end: Ints
    metres: Floats
    passage: npt.NDArray[np.str_]
    tree: Any
    on_land: dict[tuple[int, int], float] = field(default_factory=dict, repr=False)
    """Kilometres on land of the edges measured so far."""
    matrices: dict[frozenset[str], Any] = field(default_factory=dict, repr=False)
    """Distances without the passages to avoid, those asked for so far."""

    def matrix(self, avoid: frozenset[str]) -> Any:  # noqa: ANN401 - scipy's matrix
        """Give the sparse matrix of distances without the passages to avoid."""
        from scipy.sparse import csr_array

        if avoid in self.matrices:
            return self.matrices[avoid]
        open_ = ~np.isin(self.passage, sorted(avoid))
        # a distance of 0 would be no edge: the two names of one point on the antimeridian lie a metre apart
        metres = np.maximum(self.metres[open_], _SEAM_M)
        n = len(self.lon)
        self.matrices[avoid] = csr_array((metres, (self.start[open_], self.end[open_])), shape=(n, n))
        return self.matrices[avoid]

    def snap(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Ints, Floats]:
        """Give the nearest node to each point, and how far it is in metres."""
        x, y = np.atleast_1d(np.asarray(lon, dtype=np.float64)), np.atleast_1d(np.asarray(lat, dtype=np.float64))
        _, node = self.tree.query(to_xyz(x, y))
        nodes = np.asarray(node, dtype=np.int64)
        return nodes, haversine_m(x, y, self.lon[nodes], self.lat[nodes])

    def passages_of(self, path: list[int]) -> list[str]:
        """Name the passages that a path of nodes goes through, in their order."""
        named = [self._names.get((a, b), "") for a, b in pairwise(path)]
        return list(dict.fromkeys(name for name in named if name in PASSAGES))

    def measure_land_km(self, paths: list[list[int]]) -> list[float]:
        """Measure how much of each path of nodes lies on land; an edge is measured once, whichever routes take it."""
        edges = [[(a, b) if a < b else (b, a) for a, b in pairwise(path)] for path in paths]
        new = sorted({edge for path in edges for edge in path} - self.on_land.keys())
        if new:
            a, b = np.array(new).T
            measured = measure_steps_on_land_km(self.lon[a], self.lat[a], self.lon[b], self.lat[b])
            self.on_land.update(zip(new, measured.tolist(), strict=True))
        return [sum(self.on_land[edge] for edge in path) for path in edges]

    @property
    def _names(self) -> dict[tuple[int, int], str]:
        return _named_edges()


@cache
def _named_edges() -> dict[tuple[int, int], str]:
    lanes = load_lanes()
    named = np.flatnonzero(np.isin(lanes.passage, PASSAGES))
    return {(int(lanes.start[e]), int(lanes.end[e])): str(lanes.passage[e]) for e in named}


@cache
def load_lanes() -> Lanes:
    """Load the network once: 9,708 nodes, of which the largest connected part is kept."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree
    from searoute.data.marnet_dict import edge_list

    nodes = {node: number for number, node in enumerate(sorted({(float(x), float(y)) for x, y in edge_list}))}
    ends = [
        (nodes[float(a[0]), float(a[1])], nodes[float(b[0]), float(b[1])], str(edge.get("passage") or ""))
        for a, others in edge_list.items()
        for b, edge in others.items()
    ]
    start, end = (np.array([e[side] for e in ends], dtype=np.int64) for side in (0, 1))
    passage = np.array([e[2] for e in ends])
    _, part = connected_components(csr_array((np.ones(len(start)), (start, end)), shape=(len(nodes), len(nodes))), directed=False)
    main = part == np.bincount(part).argmax()
    number = np.cumsum(main) - 1
    keep = main[start]
    points = np.array(list(nodes))[main]
    lon, lat = points[:, 0], points[:, 1]
    start, end, passage = number[start[keep]], number[end[keep]], passage[keep]
    # each way once, whichever of the two the package lists
    both: dict[tuple[int, int], str] = {}
    for a, b, name in zip(start.tolist(), end.tolist(), passage.tolist(), strict=True):
        both[a, b] = both.get((a, b)) or name
        both[b, a] = both.get((b, a)) or name
    pairs = sorted(both)
    start, end = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    metres = haversine_m(lon[start], lat[start], lon[end], lat[end])
    return Lanes(lon, lat, start, end, metres, np.array([both[pair] for pair in pairs]), cKDTree(to_xyz(lon, lat)))
