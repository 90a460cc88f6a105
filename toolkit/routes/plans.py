"""Plausible sea routes: the shortest ways over the network of lanes, and those that remain when a passage is shut."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids
from toolkit.errors import ArgumentError
from toolkit.geo import haversine_m, land_exists, measure_steps_on_land_km, split_line
from toolkit.routes.lanes import PASSAGES, Lanes, load_lanes
from toolkit.routes.places import Place, locate_places
from toolkit.tables import Reason, make_reason

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["measure_sea_km", "plan_routes"]

METHOD = "routes.plans/1"
_DEFAULT_AVOID = frozenset({"northwest"})
_THROUGH = 0.5  # a passage counts as gone through when at least half of its length is
_EXPANSIONS = 12

Path = tuple[float, list[int]]
Gate = tuple[int, int]


def plan_routes(  # noqa: PLR0913 - the contract names five
    from_: object,
    to: object,
    via: Sequence[object] = (),
    avoid: Sequence[str] = (),
    k: int = 3,
    *,
    ports: pd.DataFrame | None = None,
) -> "GeoDataFrame":
    """Plan the shortest routes by sea, at most ``k`` for each pair, that differ in the passages they take.

    The network is that of the package searoute (after Eurostat's marnet); distances are great-circle. A restriction is
    never broken in silence: where none is left there is one row without geometry that says "no route". The Northwest
    Passage is avoided unless ``via`` names it.

    Args:
        from_: a port id of ``ports`` (UN/LOCODE), a pair (longitude, latitude), or a list of these.
        to: the same; a list must be as long as ``from_``.
        via: passages (see :data:`PASSAGES`) or places that every route goes through, in this order.
        avoid: passages that no route goes through.
        k: how many routes a pair, 1 or more; further ones each shut a passage that a shorter one takes.
        ports: a ``ports`` table that ids are looked up in; ``None`` takes :func:`load_ports`.

    Returns:
        A GeoDataFrame in EPSG:4326, no line crosses the antimeridian: route_id, from_place, to_place, rank (1 is shortest; 0 for
        no route), distance_km, access_km (straight lines from the places to the network, included in the distance), land_km
        (missing if the outlines of the land are not installed), passages, method, reasons, geometry.

    Raises:
        ArgumentError: an unknown port or passage, lists of different lengths, or ``k`` below 1.

    >>> route = plan_routes("CNSHG", "NLRTM", k=1).iloc[0]
    >>> route["passages"]
    ['malacca', 'babalmandab', 'suez', 'gibraltar']
    >>> int(plan_routes("ROCND", "NLRTM", avoid=["bosporus"]).iloc[0]["rank"])
    0
    """
    from geopandas import GeoDataFrame

    if k < 1:
        message = f"k={k!r}; give 1 or more routes a pair"
        raise ArgumentError(message)
    _check_passages(avoid, "avoid")
    starts, goals = locate_places(from_, "from_", ports), locate_places(to, "to", ports)
    if len(starts) != len(goals):
        message = f"from_ names {len(starts)} places and to {len(goals)}; give lists of one length"
        raise ArgumentError(message)
    stages = [_stage(stop, ports) for stop in via]
    shut = (_DEFAULT_AVOID - {stop for stop in via if isinstance(stop, str)}) | frozenset(avoid)
    clash = sorted(shut & {stop for stop in via if isinstance(stop, str)})
    if clash:
        message = f"via and avoid both name {clash[0]!r}; leave it out of one"
        raise ArgumentError(message)
    network = _Network(load_lanes())
    rows = [row for start, goal in zip(starts, goals, strict=True) for row in _plan(network, start, goal, stages, shut, k)]
    _measure_land(network.lanes, rows)
    columns = [
        "route_id",
        "from_place",
        "to_place",
        "rank",
        "distance_km",
        "access_km",
        "land_km",
        "passages",
        "method",
        "reasons",
        "geometry",
    ]
    return GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs="EPSG:4326")


def measure_sea_km(
    from_lon: npt.ArrayLike,
    from_lat: npt.ArrayLike,
    to_lon: npt.ArrayLike,
    to_lat: npt.ArrayLike,
    avoid: Sequence[str] = (),
) -> npt.NDArray[np.float64]:
    """Measure the shortest way by sea between pairs of points in kilometres; infinite where there is none.

    Raises:
        ArgumentError: for an unknown passage.

    >>> measure_sea_km([121.5], [31.2], [129.0], [35.1]).round(-2).tolist()
    [900.0]
    """
    from scipy.sparse.csgraph import dijkstra

    _check_passages(avoid, "avoid")
    lanes = load_lanes()
    start, to_start = lanes.snap(from_lon, from_lat)
    goal, from_goal = lanes.snap(to_lon, to_lat)
    sources, which = np.unique(start, return_inverse=True)
    metres = dijkstra(lanes.matrix(_DEFAULT_AVOID | frozenset(avoid)), indices=sources) if len(sources) else np.zeros((0, 0))
    kilometres: npt.NDArray[np.float64] = (metres[which, goal] + to_start + from_goal) / 1000 if len(sources) else np.zeros(0)
    return kilometres


def _check_passages(names: Sequence[str], argument: str) -> None:
    for name in names:
        if name not in PASSAGES:
            message = f"{argument}={name!r} is no passage of the network; it has {', '.join(PASSAGES)}"
            raise ArgumentError(message)


def _stage(stop: object, ports: pd.DataFrame | None) -> str | Place:
    if isinstance(stop, str) and stop in PASSAGES:
        return stop
    if isinstance(stop, str) and stop.islower():
        _check_passages([stop], "via")
    return locate_places(stop, "via", ports)[0]


@dataclass
class _Network:
    """The lanes, and the searches already made over them."""

    lanes: Lanes
    _searches: dict[tuple[frozenset[str], int], tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]] = field(default_factory=dict)

    def search(self, node: int, shut: frozenset[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]:
        from scipy.sparse.csgraph import dijkstra

        if (shut, node) not in self._searches:
            self._searches[shut, node] = dijkstra(self.lanes.matrix(shut), indices=node, return_predecessors=True)
        return self._searches[shut, node]

    def path(self, start: int, goal: int, shut: frozenset[str]) -> Path | None:
        metres, before = self.search(start, shut)
        if not np.isfinite(metres[goal]):
            return None
        nodes = [goal]
        while nodes[-1] != start:
            nodes.append(int(before[nodes[-1]]))
        return float(metres[goal]), nodes[::-1]

    def through(self, start: int, goal: int, stages: Sequence[str | Place], shut: frozenset[str]) -> Path | None:
        """Find the shortest path through every stage in turn."""
        reached: dict[int, Path] = {start: (0.0, [start])}
        for stage in stages:
            following: dict[int, Path] = {}
            for entry, leave in self.gates(stage, shut):
                across = self.path(entry, leave, shut)
                if across is None:
                    continue
                for node, so_far in reached.items():
                    way = self.path(node, entry, shut)
                    if way is not None:
                        total = so_far[0] + way[0] + across[0]
                        if leave not in following or total < following[leave][0]:
                            following[leave] = (total, [*so_far[1], *way[1][1:], *across[1][1:]])
            reached = following
        ways = [(so_far, self.path(node, goal, shut)) for node, so_far in reached.items()]
        whole = [(so_far[0] + way[0], [*so_far[1], *way[1][1:]]) for so_far, way in ways if way is not None]
        return min(whole, default=None)

    def gates(self, stage: str | Place, shut: frozenset[str]) -> list[Gate]:
        """Give pairs of nodes between which a stage is gone through, either way."""
        if isinstance(stage, Place):
            node = int(self.lanes.snap(stage.lon, stage.lat)[0][0])
            return [(node, node)]
        inside = self.lanes.passage == stage
        outside = np.union1d(self.lanes.start[~inside], self.lanes.end[~inside])
        ends = np.intersect1d(np.union1d(self.lanes.start[inside], self.lanes.end[inside]), outside).tolist()
        others = frozenset(PASSAGES) - {stage} | shut
        lengths = {
            (a, b): float(haversine_m(self.lanes.lon[a], self.lanes.lat[a], self.lanes.lon[b], self.lanes.lat[b]))
            for a in ends
            for b in ends
            if a != b and self._joined(a, b, stage, others)
        }
        longest = max(lengths.values(), default=0.0)
        return [gate for gate, length in lengths.items() if length >= _THROUGH * longest]

    def _joined(self, a: int, b: int, stage: str, others: frozenset[str]) -> bool:
        way = self.path(a, b, others)
        return way is not None and self.lanes.passages_of(way[1]) == [stage]


def _plan(  # noqa: PLR0913, PLR0917 - one call
    network: _Network,
    start: Place,
    goal: Place,
    stages: Sequence[str | Place],
    shut: frozenset[str],
    k: int,
) -> list[dict[str, object]]:
    (a, b), access = network.lanes.snap([start.lon, goal.lon], [start.lat, goal.lat])
    needed = {stage for stage in stages if isinstance(stage, str)}
    waiting, tried = [shut], {shut}
    found: dict[tuple[str, ...], Path] = {}
    for _ in range(_EXPANSIONS):
        if not waiting:
            break
        closed = waiting.pop(0)
        path = network.through(int(a), int(b), stages, closed)
        if path is None:
            continue
        taken = tuple(network.lanes.passages_of(path[1]))
        if taken not in found or path[0] < found[taken][0]:
            found[taken] = path
        if k == 1:
            break
        for passage in taken:
            if passage not in needed and closed | {passage} not in tried:
                tried.add(closed | {passage})
                waiting.append(closed | {passage})
    ranked = sorted(found.items(), key=lambda item: (item[1][0], item[0]))[:k]
    if not ranked:
        return [_row(network.lanes, start, goal, 0, None, float(access.sum()), (), _no_route(start, goal, shut, needed))]
    return [
        _row(network.lanes, start, goal, rank, path, float(access.sum()), taken, _why(path, taken, shut, float(access.sum())))
        for rank, (taken, path) in enumerate(ranked, start=1)
    ]


def _no_route(start: Place, goal: Place, shut: frozenset[str], needed: set[str]) -> list[Reason]:
    return [make_reason("route_none", start=start.name, goal=goal.name, avoid=sorted(shut), via=sorted(needed))]


def _why(path: Path, taken: tuple[str, ...], shut: frozenset[str], access: float) -> list[Reason]:
    km = round((path[0] + access) / 1000)
    return [make_reason("route_plan", km=km, passages=list(taken) or ["–"], avoid=sorted(shut), access_km=round(access / 1000, 1))]


def _row(  # noqa: PLR0913, PLR0917 - one call
    lanes: Lanes,
    start: Place,
    goal: Place,
    rank: int,
    path: Path | None,
    access: float,
    taken: tuple[str, ...],
    reasons: list[Reason],
) -> dict[str, object]:
    from shapely import MultiLineString, linestrings

    nodes = [] if path is None else path[1]
    ends = [(start.lon, start.lat), (goal.lon, goal.lat)]
    points = [ends[0], *zip(lanes.lon[nodes].tolist(), lanes.lat[nodes].tolist(), strict=True), ends[1]] if nodes else []
    parts = split_line(points)
    return {
        "route_id": ids.make_id("route", start.name, goal.name, list(taken), rank == 0),
        "from_place": start.name,
        "to_place": goal.name,
        "rank": rank,
        "distance_km": float("nan") if path is None else (path[0] + access) / 1000,
        "access_km": access / 1000,
        "land_km": float("nan"),
        "nodes": nodes,
        "ends": ends,
        "passages": list(taken),
        "method": METHOD,
        "reasons": reasons,
        "geometry": None if not parts else linestrings(np.array(parts[0])) if len(parts) == 1 else MultiLineString(parts),
    }


def _measure_land(lanes: Lanes, rows: list[dict[str, object]]) -> None:
    """Measure the land on all routes at once, the straight lines at their ends included."""
    planned = [row for row in rows if row["rank"]]
    if not planned or not land_exists():
        return
    paths = [cast("list[int]", row["nodes"]) for row in planned]
    ends = np.array([row["ends"] for row in planned], dtype=np.float64)
    at = np.array([[path[0], path[-1]] for path in paths])
    access = measure_steps_on_land_km(ends[..., 0].ravel(), ends[..., 1].ravel(), lanes.lon[at].ravel(), lanes.lat[at].ravel())
    for row, own, on_land in zip(planned, access.reshape(-1, 2).sum(axis=1), lanes.measure_land_km(paths), strict=True):
        row["land_km"] = float(own) + on_land
