"""Outlines of the land, read from the TopoJSON files of world-atlas (Natural Earth, public domain)."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from toolkit.errors import ArgumentError, MissingPackageError
from toolkit.geo.distance import EARTH_RADIUS_M, haversine_m, to_lonlat, to_xyz
from toolkit.geo.meridian import unwrap_lon

if TYPE_CHECKING:
    from shapely import Geometry

__all__ = ["decode_topology", "land_exists", "load_land", "measure_land_km", "measure_shore_km", "measure_steps_on_land_km"]

DETAILS = ("50m", "110m")
Floats = npt.NDArray[np.float64]
_HALF = 180.0
_POLE = 90.0
_STEP_M = 2_000.0  # sampling step along a line; land narrower than this may be missed
_RUN = 16  # points whose box is asked about at once
_CORNERS = 4  # a closed ring has at least four points


def land_exists(detail: str = "50m") -> bool:
    """Tell whether the outlines were built into this installation."""
    return files("toolkit.geo").joinpath(f"land-{_known(detail)}.json").is_file()


@cache
def load_land(detail: str = "50m") -> "tuple[Geometry, ...]":
    """Load the land as polygons, none of which crosses the antimeridian.

    Args:
        detail: ``"50m"`` or ``"110m"``, the scale 1 : 50 or 110 million.

    Returns:
        Valid shapely polygons, EPSG:4326.

    Raises:
        ArgumentError: for another detail.
        MissingPackageError: if the outlines were not built into this installation.
    """
    if not land_exists(detail):
        message = f"toolkit/geo/land-{detail}.json is missing; build the package (its build copies the outlines of npm world-atlas)"
        raise MissingPackageError(message)
    return decode_topology(json.loads(files("toolkit.geo").joinpath(f"land-{detail}.json").read_text(encoding="utf-8")))


def decode_topology(topology: Mapping[str, Any], name: str = "land") -> "tuple[Geometry, ...]":
    """Decode one object of a TopoJSON topology into valid polygons cut at the antimeridian.

    Args:
        topology: parsed TopoJSON (https://github.com/topojson/topojson-specification), quantised or not.
        name: which object.

    Raises:
        ArgumentError: if there is no such object.
    """
    if name not in topology.get("objects", {}):
        message = f"name={name!r} is no object of the topology; it has {sorted(topology.get('objects', {}))}"
        raise ArgumentError(message)
    arcs = _arcs(topology)
    polygons: list[Geometry] = []
    for rings in _polygons_of(topology["objects"][name]):
        polygons.extend(_polygon([_ring(ring, arcs) for ring in rings]))
    return tuple(polygons)


def _known(detail: str) -> str:
    if detail not in DETAILS:
        message = f"detail={detail!r}; allowed: {DETAILS}"
        raise ArgumentError(message)
    return detail


def _arcs(topology: Mapping[str, Any]) -> list[Floats]:
    transform = topology.get("transform")
    arcs = [np.asarray(arc, dtype=np.float64)[:, :2] for arc in topology["arcs"]]
    if transform is None:
        return arcs
    scale, translate = np.asarray(transform["scale"]), np.asarray(transform["translate"])
    return [np.cumsum(arc, axis=0) * scale + translate for arc in arcs]


def _polygons_of(shape: Mapping[str, Any]) -> list[list[list[int]]]:
    kind = shape["type"]
    if kind == "GeometryCollection":
        return [polygon for member in shape["geometries"] for polygon in _polygons_of(member)]
    if kind == "MultiPolygon":
        return list(shape["arcs"])
    return [shape["arcs"]] if kind == "Polygon" else []


def _ring(indices: Sequence[int], arcs: Sequence[Floats]) -> Floats:
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def _polygon(rings: Sequence[Floats]) -> "list[Geometry]":
    from shapely import MultiPolygon, Polygon, box, make_valid
    from shapely.affinity import translate

    flat = [_flat(ring) for ring in rings if len(ring) >= _CORNERS]
    if not flat:
        return []
    shape = make_valid(Polygon(flat[0], flat[1:]))
    found: list[Geometry] = []
    west, _, east, _ = shape.bounds
    for turn in range(int(np.floor((west + _HALF) / 360)), int(np.ceil((east - _HALF) / 360)) + 1):
        world = box(-_HALF + 360 * turn, -_POLE, _HALF + 360 * turn, _POLE)
        piece = translate(shape.intersection(world), xoff=-360.0 * turn)
        members = piece.geoms if hasattr(piece, "geoms") else [piece]
        for member in members:
            found.extend(
                g for g in (member.geoms if isinstance(member, MultiPolygon) else [member]) if isinstance(g, Polygon) and g.area > 0
            )
    return found


def _flat(ring: Floats) -> Floats:
    """Unroll a ring; one that goes around a pole is closed over it."""
    lon = unwrap_lon(ring[:, 0])
    flat = np.column_stack([lon, ring[:, 1]])
    if abs(lon[-1] - lon[0]) < _HALF:
        return flat
    pole = _POLE if ring[:, 1].mean() > 0 else -_POLE
    return np.vstack([flat, [lon[-1], pole], [lon[0], pole], flat[:1]])


@cache
def _tree(detail: str) -> Any:  # noqa: ANN401 - shapely's tree
    from shapely import STRtree, prepare

    land = load_land(detail)
    prepare(list(land))  # without it each question walks all corners of Eurasia
    return STRtree(land)


def _on_land(lon: Floats, lat: Floats, detail: str) -> npt.NDArray[np.bool_]:
    """Tell which points lie on land, asking each polygon about all points in its box at once."""
    from shapely import contains_xy, points

    point, polygon = _tree(detail).query(points(lon, lat))
    found = np.zeros(len(lon), dtype=np.bool_)
    for which in np.unique(polygon):
        here = point[polygon == which]
        found[here] |= contains_xy(load_land(detail)[which], lon[here], lat[here])
    return found


def measure_land_km(lon: npt.ArrayLike, lat: npt.ArrayLike, detail: str = "50m") -> float:
    """Measure how much of a path lies on land, in kilometres, sampled each 2 km along great circles.

    Raises:
        MissingPackageError: if the outlines were not built into this installation.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    return float(measure_steps_on_land_km(x[:-1], y[:-1], x[1:], y[1:], detail).sum())


def measure_steps_on_land_km(from_lon: Floats, from_lat: Floats, to_lon: Floats, to_lat: Floats, detail: str = "50m") -> Floats:
    """Measure how much of each step lies on land, in kilometres, as :func:`measure_land_km` does."""
    if not len(from_lon):
        return np.zeros(0)
    lengths = haversine_m(from_lon, from_lat, to_lon, to_lat)
    counts = np.maximum(1, np.ceil(lengths / _STEP_M)).astype(np.int64)
    step = np.repeat(np.arange(len(counts)), counts)
    share = (np.arange(len(step)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / counts[step]
    at = to_xyz(from_lon, from_lat)[step] * (1 - share)[:, None]
    at += to_xyz(to_lon, to_lat)[step] * share[:, None]
    on_land = step[_runs_on_land(*to_lonlat(at), detail)]
    return np.bincount(on_land, minlength=len(counts)) * (lengths / counts) / 1000


def _runs_on_land(lon: Floats, lat: Floats, detail: str) -> npt.NDArray[np.bool_]:
    """Tell which points lie on land, as :func:`_on_land` does, but faster where neighbours in the order lie near each other.

    The tree is asked about the boxes of runs of points, not about each point.
    """
    from shapely import box, contains_xy

    first = np.arange(0, len(lon), _RUN)
    sides = [reach.reduceat(degrees, first) for degrees in (lon, lat) for reach in (np.minimum, np.maximum)]
    run, polygon = _tree(detail).query(box(sides[0], sides[2], sides[1], sides[3]))
    found = np.zeros(len(lon), dtype=np.bool_)
    order = np.argsort(polygon, kind="stable")
    run, polygon = run[order], polygon[order]
    for runs in np.split(np.arange(len(run)), np.flatnonzero(np.diff(polygon)) + 1) if len(run) else ():
        here = (first[run[runs]][:, None] + np.arange(_RUN)).ravel()
        here = here[here < len(lon)]
        found[here] |= contains_xy(load_land(detail)[polygon[runs[0]]], lon[here], lat[here])
    return found


def measure_shore_km(lon: npt.ArrayLike, lat: npt.ArrayLike, detail: str = "50m") -> Floats:
    """Measure the distance from points to the nearest corner of a coastline, in kilometres; 0 on land.

    The outlines have a corner every few kilometres at ``50m``: the figure may exceed the true distance by about as much.

    Raises:
        MissingPackageError: if the outlines were not built into this installation.
    """
    x, y = np.atleast_1d(np.asarray(lon, dtype=np.float64)), np.atleast_1d(np.asarray(lat, dtype=np.float64))
    known = np.isfinite(x) & np.isfinite(y)
    if not known.all():
        shore_of_known = np.full(len(x), np.nan)
        shore_of_known[known] = measure_shore_km(x[known], y[known], detail)
        return shore_of_known
    chord, _ = _corners(detail).query(to_xyz(x, y))
    # a chord is shorter than its arc; 2 R asin(chord / 2 R) gives the arc back
    shore: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.clip(chord / (2 * EARTH_RADIUS_M), 0, 1)) / 1000
    shore[_on_land(x, y, detail)] = 0.0
    return shore


@cache
def _corners(detail: str) -> Any:  # noqa: ANN401 - scipy's tree
    from scipy.spatial import cKDTree
    from shapely import get_coordinates

    corners = get_coordinates(load_land(detail))
    corners = corners[(np.abs(corners[:, 0]) < _HALF) & (np.abs(corners[:, 1]) < _POLE)]
    return cKDTree(to_xyz(corners[:, 0], corners[:, 1]))
