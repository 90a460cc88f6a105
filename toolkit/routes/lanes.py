"""The network of sea lanes that the package searoute carries, as a sparse matrix."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.geo import haversine_m, land_exists, measure_steps_on_land_km, to_xyz
from toolkit.routes.passages import CANALS, PASSAGES, label_edges

__all__ = ["Lanes", "load_lanes"]

LAND_COST = 10.0
"""A kilometre on land weighs as much as so many kilometres of way around, where an edge or a way to the network is chosen."""

_NEIGHBOURS = 6  # nodes that a place may join the network at
_INLAND_M = 200_000.0
_SEAM_M = 1.0
_MILLIMETRE = 0.001
_GOLDEN = (5**0.5 - 1) / 2  # its multiples fill the unit evenly (Knuth, The Art of Computer Programming 3, 6.4)
_SPECK_KM = 1.0  # the outlines are no better than this

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Lanes:
    """Nodes and edges of the largest connected part; each edge stands there both ways, in order of its two nodes."""

    lon: Floats
    lat: Floats
    start: Ints
    end: Ints
    metres: Floats
    """Great-circle length of each edge."""
    land_km: Floats
    """How much of each edge lies on land, canals aside; zero where the outlines of the land are not installed."""
    passage: npt.NDArray[np.str_]
    tree: Any
    matrices: dict[frozenset[str], Any] = field(default_factory=dict, repr=False)
    """Distances without the passages to avoid, those asked for so far."""

    def matrix(self, avoid: frozenset[str]) -> Any:  # noqa: ANN401 - scipy's matrix
        """Give the sparse matrix of distances without the passages to avoid.

        Each edge is longer by a part of a millimetre of its own, so that of two ways around a square of lanes one is the shorter.
        """
        from scipy.sparse import csr_array

        if avoid in self.matrices:
            return self.matrices[avoid]
        open_ = ~np.isin(self.passage, sorted(avoid))
        # a distance of 0 would be no edge: the two names of one point on the antimeridian lie a metre apart
        n = len(self.lon)
        low, high = np.minimum(self.start, self.end)[open_], np.maximum(self.start, self.end)[open_]
        metres = np.maximum(self.metres[open_], _SEAM_M) + _MILLIMETRE * ((low * n + high) * _GOLDEN % 1.0)
        self.matrices[avoid] = csr_array((metres, (self.start[open_], self.end[open_])), shape=(n, n))
        return self.matrices[avoid]

    def snap(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Ints, Floats, Floats]:
        """Choose the node where each point joins the network; measure how far it is in metres, and the kilometres of that on land.

        It is the nearest one, unless the straight way there goes over land and another near one is reached over less of it.
        For a point deep inland there is no choice to make.
        """
        x, y = np.atleast_1d(np.asarray(lon, dtype=np.float64)), np.atleast_1d(np.asarray(lat, dtype=np.float64))
        _, near = self.tree.query(to_xyz(x, y), k=min(_NEIGHBOURS, len(self.lon)))
        metres = haversine_m(x[:, None], y[:, None], self.lon[near], self.lat[near])
        land_km = np.full(metres.shape, np.inf)
        land_km[:, 0] = measure_steps_on_land_km(x, y, self.lon[near[:, 0]], self.lat[near[:, 0]]) if land_exists() else 0.0
        # a node that is further than the nearest one costs cannot be the better one
        maybe = (metres < metres[:, :1] + LAND_COST * 1000 * land_km[:, :1]) & (metres < _INLAND_M)
        maybe[:, 0] = False
        row, column = np.nonzero(maybe)
        node = near[row, column]
        land_km[row, column] = measure_steps_on_land_km(x[row], y[row], self.lon[node], self.lat[node])
        rows, best = np.arange(len(x)), (metres + LAND_COST * 1000 * land_km).argmin(axis=1)
        return near[rows, best].astype(np.int64), metres[rows, best], land_km[rows, best]

    def edges_of(self, paths: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
        """Give the edges of paths of nodes, end to end, and of which path each is."""
        nodes = np.fromiter(chain.from_iterable(paths), dtype=np.int64)
        counts = np.array([len(path) for path in paths], dtype=np.int64)
        path = np.repeat(np.arange(len(paths)), counts)
        inside = path[1:] == path[:-1]
        key = nodes[:-1][inside] * len(self.lon) + nodes[1:][inside]
        return np.searchsorted(self.keys, key), path[1:][inside]

    def passages_of(self, paths: Sequence[Sequence[int]]) -> list[tuple[str, ...]]:
        """Name the passages that each path of nodes goes through, in their order."""
        edge, path = self.edges_of(paths)
        taken: list[dict[str, None]] = [{} for _ in paths]
        for at in np.flatnonzero(self.named[edge]).tolist():
            taken[path[at]][str(self.passage[edge[at]])] = None
        return [tuple(names) for names in taken]

    def measure_land_km(self, paths: Sequence[Sequence[int]]) -> Floats:
        """Measure how much of each path of nodes lies on land."""
        edge, path = self.edges_of(paths)
        on_land: Floats = np.bincount(path, weights=self.land_km[edge], minlength=len(paths)).astype(np.float64)
        return on_land

    @cached_property
    def named(self) -> npt.NDArray[np.bool_]:
        """Which edges go through a passage."""
        named: npt.NDArray[np.bool_] = self.passage != ""
        return named

    @cached_property
    def keys(self) -> Ints:
        """Number each edge by its two nodes, in their order."""
        return self.start * len(self.lon) + self.end


@cache
def load_lanes() -> Lanes:
    """Load the network once: 9,708 nodes, of which the largest connected part is kept.

    Edges over land are left out where going around costs less, a kilometre on land counted as :data:`LAND_COST` further ones.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree
    from searoute.data.marnet_dict import edge_list

    nodes = {node: number for number, node in enumerate(sorted({(float(x), float(y)) for x, y in edge_list}))}
    # each way once, whichever of the two the package lists
    both: dict[tuple[int, int], str] = {}
    for (ax, ay), others in edge_list.items():
        for (bx, by), edge in others.items():
            a, b = nodes[float(ax), float(ay)], nodes[float(bx), float(by)]
            name = str(edge.get("passage") or "")
            both[a, b] = both[b, a] = both.get((a, b)) or (name if name in PASSAGES else "")
    pairs = sorted(both)
    start, end = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    passage = np.array([both[pair] for pair in pairs])
    _, part = connected_components(csr_array((np.ones(len(start)), (start, end)), shape=(len(nodes), len(nodes))), directed=False)
    main = part == np.bincount(part).argmax()
    number = np.cumsum(main) - 1
    keep = main[start]
    lon, lat = np.array(list(nodes))[main].T.copy()
    start, end, passage = number[start[keep]], number[end[keep]], passage[keep]
    passage = label_edges(lon, lat, start, end, passage)
    metres = haversine_m(lon[start], lat[start], lon[end], lat[end])
    land_km = _edges_on_land(lon, lat, start, end, passage)
    keep = _worth_it(start, end, metres, land_km, len(lon))
    tree = cKDTree(to_xyz(lon, lat))
    return Lanes(lon, lat, start[keep], end[keep], metres[keep], land_km[keep], passage[keep], tree)


def _edges_on_land(lon: Floats, lat: Floats, start: Ints, end: Ints, passage: npt.NDArray[np.str_]) -> Floats:
    """Measure each edge one way, and give the other way the same."""
    if not land_exists():
        return np.zeros(len(start))
    low, high = np.minimum(start, end), np.maximum(start, end)
    _, first, which = np.unique(low * len(lon) + high, return_index=True, return_inverse=True)
    a, b = low[first], high[first]
    return np.where(np.isin(passage, CANALS), 0.0, measure_steps_on_land_km(lon[a], lat[a], lon[b], lat[b])[which])


def _worth_it(start: Ints, end: Ints, metres: Floats, land_km: Floats, n: int) -> npt.NDArray[np.bool_]:
    """Tell which edges are part of the cheapest way between their own ends: no cheapest way goes over any other."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    keep = np.ones(len(start), dtype=np.bool_)
    dry = np.flatnonzero(land_km > _SPECK_KM)
    if not len(dry):
        return keep
    cost = np.maximum(metres, _SEAM_M) + LAND_COST * 1000 * land_km
    sources, row = np.unique(start[dry], return_inverse=True)
    least = dijkstra(csr_array((cost, (start, end)), shape=(n, n)), indices=sources, limit=float(cost[dry].max()))
    keep[dry] = least[row, end[dry]] >= cost[dry] * (1 - 1e-9)
    return keep
