"""Plausible sea routes: the shortest ways over the network of lanes, and those that remain when a passage is shut."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids
from toolkit.errors import ArgumentError
from toolkit.geo import land_exists, split_line
from toolkit.routes.lanes import Lanes, load_lanes
from toolkit.routes.passages import PASSAGES
from toolkit.routes.places import Place, locate_places
from toolkit.routes.searches import Path, Searches
from toolkit.routes.straight import measure_straight
from toolkit.tables import Reason, make_reason

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["plan_routes", "shut_passages"]

METHOD = "routes.plans/2"
_DEFAULT_AVOID = frozenset({"northwest"})
_EXPANSIONS = 40
_AT_ONCE, _AT_ONCE_WITH_FURTHER = 1000, 80  # pairs whose searches are held in memory together: about 100 MB
_HALF = 180.0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for of every pair."""

    stages: Sequence[str | Place]
    shut: frozenset[str]
    k: int


@dataclass(frozen=True, slots=True)
class _Plan:
    """One route, or none, of a pair."""

    start: Place
    goal: Place
    access: tuple[float, float]
    """Metres from both places to the network, and kilometres of that on land."""
    rank: int
    path: Path | None
    shortest_m: float
    taken: tuple[str, ...]
    reasons: list[Reason]


_Way = tuple[tuple[str, ...], Path, tuple[float, float]]
"""Passages, path over the network, and metres and land of the straight lines at its ends; a straight way is nothing but such a line."""


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
    Passage is avoided unless ``via`` names it. A place joins the network where the straight way there crosses least land; two
    within 600 km, with neither land nor a passage between them, are joined by the straight line where that is shorter.
    What is asked for together does not change what each pair gets; there and back are as long.

    Args:
        from_: a port id of ``ports`` (UN/LOCODE), a pair (longitude, latitude), or a list of these.
        to: the same; a list must be as long as ``from_``.
        via: passages (see :data:`PASSAGES`) or places that every route goes through, in this order.
        avoid: passages that no route goes through.
        k: how many routes a pair, 1 or more; further ones each shut a passage that a shorter one takes.
        ports: a ``ports`` table that ids are looked up in; ``None`` takes :func:`load_ports`.

    Returns:
        A GeoDataFrame in EPSG:4326, no line crosses the antimeridian: route_id, from_place, to_place, rank (1 is shortest; 0 for
        no route), distance_km, detour_ratio (distance over that of rank 1), access_km (straight lines from the places to the
        network, included in the distance), land_km (on land, the canals of Panama and Suez aside; the outlines show lakes such as
        the Great Lakes as land; missing if they are not installed), passages, method, reasons, geometry.

    Raises:
        ArgumentError: an unknown port or passage, lists of different lengths, or ``k`` below 1.

    >>> route = plan_routes("CNSHG", "NLRTM", k=1).iloc[0]
    >>> route["passages"]
    ['malacca', 'babalmandab', 'suez', 'gibraltar']
    >>> int(plan_routes("ROCND", "NLRTM", avoid=["bosporus"]).iloc[0]["rank"])
    0
    """
    if k < 1:
        message = f"k={k!r}; give 1 or more routes a pair"
        raise ArgumentError(message)
    starts, goals = locate_places(from_, "from_", ports), locate_places(to, "to", ports)
    if len(starts) != len(goals):
        message = f"from_ names {len(starts)} places and to {len(goals)}; give lists of one length"
        raise ArgumentError(message)
    ask = _Ask([_stage(stop, ports) for stop in _listed(via, "via")], shut_passages(via, avoid), k)
    lanes = load_lanes()
    size = _AT_ONCE if k == 1 else _AT_ONCE_WITH_FURTHER
    plans: list[_Plan] = []
    for first in range(0, len(starts), size):
        plans += _plan_pairs(lanes, starts[first : first + size], goals[first : first + size], ask)
    return _frame(lanes, plans)


def _listed(names: Sequence[object], argument: str) -> Sequence[object]:
    if isinstance(names, str):
        message = f"{argument}={names!r}; give a list, such as [{names!r}]"
        raise ArgumentError(message)
    return names


def shut_passages(via: Sequence[object], avoid: Sequence[str]) -> frozenset[str]:
    """Tell which passages no route may take."""
    named = {stop for stop in via if isinstance(stop, str)}
    _check_passages([str(name) for name in _listed(avoid, "avoid")], "avoid")
    clash = sorted(named & set(avoid))
    if clash:
        message = f"via and avoid both name {clash[0]!r}; leave it out of one"
        raise ArgumentError(message)
    return (_DEFAULT_AVOID - named) | frozenset(avoid)


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


def _plan_pairs(lanes: Lanes, starts: Sequence[Place], goals: Sequence[Place], ask: _Ask) -> Iterator[_Plan]:
    """Plan pairs whose first searches are made together."""
    n = len(starts)
    lon, lat = (np.array([place[side] for place in (*starts, *goals)], dtype=np.float64) for side in (1, 2))
    node, metres, land_km = lanes.snap(lon, lat)
    access_m, access_land_km = metres[:n] + metres[n:], land_km[:n] + land_km[n:]
    straight_m = np.full(n, np.inf)
    pairs = list(zip(node[:n].tolist(), node[n:].tolist(), strict=True))
    searches = Searches(lanes)
    if not ask.stages:
        straight_m, straight_land_km = measure_straight(lon[:n], lat[:n], lon[n:], lat[n:], access_land_km)
        searches.prepare(pairs, ask.shut)
    for i, (start, goal, pair) in enumerate(zip(starts, goals, pairs, strict=True)):
        access = (float(access_m[i]), float(access_land_km[i]))
        ways: list[_Way] = [(taken, path, access) for taken, path in _paths(searches, *pair, ask)]
        if straight_m[i] < min((path[0] + access[0] for _, path, _ in ways), default=np.inf):
            direct: _Way = ((), (0.0, []), (float(straight_m[i]), float(straight_land_km[i])))
            ways = [direct, *(way for way in ways if way[0])][: ask.k]
        if not ways:
            yield _Plan(start, goal, access, 0, None, float("nan"), (), _no_route(start, goal, ask))
        for rank, (taken, path, own) in enumerate(ways, start=1):
            shortest = ways[0][1][0] + ways[0][2][0]
            yield _Plan(start, goal, own, rank, path, shortest, taken, _why(path, taken, ask.shut, own[0]))


def _paths(searches: Searches, start: int, goal: int, ask: _Ask) -> list[tuple[tuple[str, ...], Path]]:
    """Find up to ``k`` shortest paths that differ in their passages, by shutting one more passage of a path found.

    What is left when more is shut is never shorter: the passages of a path longer than the best ``k`` need not be shut as well.
    """
    needed = {stage for stage in ask.stages if isinstance(stage, str)}
    waiting, tried = [(0.0, 0, ask.shut)], {ask.shut}
    found: dict[tuple[str, ...], Path] = {}
    for _ in range(1 if ask.k == 1 else _EXPANSIONS):
        if not waiting or waiting[0][0] >= _furthest(found, ask.k):
            break
        closed = heappop(waiting)[2]
        path = searches.through(start, goal, ask.stages, closed)
        if path is None:
            continue
        (taken,) = searches.lanes.passages_of([path[1]])
        if taken not in found or path[0] < found[taken][0]:
            found[taken] = path
        for passage in taken:
            if passage not in needed and closed | {passage} not in tried:
                tried.add(closed | {passage})
                heappush(waiting, (path[0], len(tried), closed | {passage}))
    return sorted(found.items(), key=lambda item: (item[1][0], item[0]))[: ask.k]


def _furthest(found: dict[tuple[str, ...], Path], k: int) -> float:
    """Give the length of the longest of the best ``k`` paths, infinite while there are fewer."""
    lengths = sorted(path[0] for path in found.values())
    return lengths[k - 1] if len(lengths) >= k else np.inf


def _no_route(start: Place, goal: Place, ask: _Ask) -> list[Reason]:
    needed = sorted(stage for stage in ask.stages if isinstance(stage, str))
    return [make_reason("route_none", start=start.name, goal=goal.name, avoid=sorted(ask.shut), via=needed)]


def _why(path: Path, taken: tuple[str, ...], shut: frozenset[str], access_m: float) -> list[Reason]:
    km = round((path[0] + access_m) / 1000)
    return [make_reason("route_plan", km=km, passages=list(taken) or ["–"], avoid=sorted(shut), access_km=round(access_m / 1000, 1))]


def _frame(lanes: Lanes, plans: Sequence[_Plan]) -> "GeoDataFrame":
    from geopandas import GeoDataFrame

    metres = np.array([float("nan") if plan.path is None else plan.path[0] + plan.access[0] for plan in plans], dtype=np.float64)
    shortest = np.array([plan.shortest_m for plan in plans], dtype=np.float64)
    columns = {
        "route_id": [ids.make_id("route", p.start.name, p.goal.name, list(p.taken), p.rank == 0) for p in plans],
        "from_place": [plan.start.name for plan in plans],
        "to_place": [plan.goal.name for plan in plans],
        "rank": np.array([plan.rank for plan in plans], dtype=np.int64),
        "distance_km": metres / 1000,
        "detour_ratio": np.divide(metres, shortest, out=np.where(np.isnan(metres), np.nan, 1.0), where=shortest > 0),
        "access_km": np.array([plan.access[0] / 1000 for plan in plans], dtype=np.float64),
        "land_km": _land_km(lanes, plans),
        "passages": [list(plan.taken) for plan in plans],
        "method": METHOD,
        "reasons": [plan.reasons for plan in plans],
        "geometry": _draw(lanes, plans),
    }
    return GeoDataFrame(pd.DataFrame(columns), geometry="geometry", crs="EPSG:4326")


def _land_km(lanes: Lanes, plans: Sequence[_Plan]) -> Floats:
    """Add up the land on all routes at once, the straight lines at their ends included."""
    planned = [(row, plan.path[1], plan.access[1]) for row, plan in enumerate(plans) if plan.path is not None]
    land_km = np.full(len(plans), np.nan)
    if planned and land_exists():
        rows, paths, access = zip(*planned, strict=True)
        land_km[list(rows)] = np.array(access) + lanes.measure_land_km(paths)
    return land_km


def _draw(lanes: Lanes, plans: Sequence[_Plan]) -> list[object]:
    """Draw all routes at once; only those that touch the antimeridian are cut one by one."""
    from shapely import MultiLineString, linestrings

    lines: list[object] = [None] * len(plans)
    planned = [(row, plan, plan.path[1]) for row, plan in enumerate(plans) if plan.path is not None]
    if not planned:
        return lines
    points = [np.empty((len(nodes) + 2, 2)) for _, _, nodes in planned]
    for own, (_, plan, nodes) in zip(points, planned, strict=True):
        own[0], own[-1] = (plan.start.lon, plan.start.lat), (plan.goal.lon, plan.goal.lat)
        own[1:-1, 0], own[1:-1, 1] = lanes.lon[nodes], lanes.lat[nodes]
    whole = linestrings(np.concatenate(points), indices=np.repeat(np.arange(len(points)), [len(own) for own in points]))
    for (row, _, _), own, line in zip(planned, points, whole.tolist(), strict=True):
        if np.abs(own[:, 0]).max() < _HALF and np.abs(np.diff(own[:, 0])).max() < _HALF:
            lines[row] = line
        else:
            lines[row] = MultiLineString(split_line([(float(x), float(y)) for x, y in own.tolist()]))
    return lines
