"""Corridors: how many tracks moved from one cell of the sea, or of the road, to the next."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.geo import haversine_m, split_line, to_lonlat, to_xyz
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.exports import BRIDGED_H
from toolkit.routes.fixes import HOUR_US, Fixes

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["find_corridors"]

CELL_DEG = 1.0
_LEAST_DEG, _LARGEST_DEG = 0.01, 10.0
_COLUMNS = ["from_lon", "from_lat", "to_lon", "to_lat", "tracks", "moves", "share", "n_tracks", "geometry"]

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def find_corridors(tracks: TracksSource, *, cell_deg: float = CELL_DEG, min_tracks: int = 2) -> "GeoDataFrame":
    """Count the flow between cells of the globe: how many tracks, and how often, moved from one to the next.

    A step is followed along the great circle through the cells under it; steps over a silence of more than an hour are left out, for
    nobody saw where they led.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        cell_deg: side of a cell in degrees, 0.01 to 10.
        min_tracks: flows of fewer tracks are left out.

    Returns:
        GeoDataFrame in EPSG:4326, most tracks first: ``from_lon, from_lat, to_lon, to_lat`` (middles of the cells), ``tracks``,
        ``moves``, ``share`` of all ``n_tracks`` that moved from a cell to another at all, and a line, cut at the antimeridian.

    Raises:
        ArgumentError: ``cell_deg`` is out of range, or ``min_tracks`` below 1.
        TableError: if ``tracks`` is no ``positions`` table.
    """
    from geopandas import GeoDataFrame
    from shapely import MultiLineString

    if not _LEAST_DEG <= cell_deg <= _LARGEST_DEG:
        message = f"cell_deg={cell_deg!r}; give {_LEAST_DEG} to {_LARGEST_DEG} degrees"
        raise ArgumentError(message)
    if min_tracks < 1:
        message = f"min_tracks={min_tracks!r}; give 1 or more"
        raise ArgumentError(message)
    columns = int(np.ceil(360.0 / cell_deg))
    moves = [_moves(fixes, cell_deg, columns) for fixes in read_blocks(tracks)]
    whole = pd.concat(moves, ignore_index=True) if moves else pd.DataFrame({"track": [], "start": [], "end": [], "moves": []})
    n_tracks = int(whole["track"].nunique())
    flows = whole.groupby(["start", "end"], sort=True).agg(tracks=("track", "nunique"), moves=("moves", "sum")).reset_index()
    flows = flows[flows["tracks"] >= min_tracks].sort_values(["tracks", "moves", "start", "end"], ascending=[False, False, True, True])
    for end, cell in (("from", "start"), ("to", "end")):
        number = flows[cell].to_numpy(np.int64)
        flows[f"{end}_lon"] = np.minimum((number % columns + 0.5) * cell_deg - 180.0, 180.0)
        flows[f"{end}_lat"] = np.minimum((number // columns + 0.5) * cell_deg - 90.0, 90.0)
    ends = flows[["from_lon", "from_lat", "to_lon", "to_lat"]].to_numpy(np.float64).tolist()
    flows["geometry"] = [MultiLineString(split_line([(x1, y1), (x2, y2)])) for x1, y1, x2, y2 in ends]
    flows["share"], flows["n_tracks"] = flows["tracks"] / max(n_tracks, 1), n_tracks
    return GeoDataFrame(flows[_COLUMNS].reset_index(drop=True), geometry="geometry", crs="EPSG:4326")


def _moves(fixes: Fixes, cell_deg: float, columns: int) -> pd.DataFrame:
    """Count the moves of each track from cell to cell, along the way of each step that was not made in silence."""
    heard = np.flatnonzero(fixes.joined & (fixes.step_us <= BRIDGED_H * HOUR_US)) if len(fixes) else np.zeros(0, dtype=np.int64)
    lon, lat = fixes.lon, fixes.lat
    # samples at most a quarter of a cell apart, at its narrowest
    narrow = np.cos(np.radians(np.minimum(np.abs(lat[heard]), 89.0)))
    metres = haversine_m(lon[heard], lat[heard], lon[heard + 1], lat[heard + 1])
    counts = np.maximum(1, np.ceil(metres / (cell_deg * 111_195.0 / 4 * narrow))).astype(np.int64)
    step = np.repeat(np.arange(len(heard)), counts + 1)
    part = np.arange(len(step)) - np.repeat(np.cumsum(counts + 1) - counts - 1, counts + 1)
    share = (part / counts[step])[:, None]
    x, y = to_lonlat(to_xyz(lon[heard], lat[heard])[step] * (1 - share) + to_xyz(lon[heard + 1], lat[heard + 1])[step] * share)
    cell = _number(x, y, cell_deg, columns)
    change = np.flatnonzero((step[1:] == step[:-1]) & (cell[1:] != cell[:-1]))
    names = np.array(fixes.tracks, dtype=object)
    moved = pd.DataFrame({"track": names[fixes.track[heard[step[change]]]], "start": cell[change], "end": cell[change + 1]})
    return moved.groupby(["track", "start", "end"], sort=True).size().rename("moves").reset_index()


def _number(lon: Floats, lat: Floats, cell_deg: float, columns: int) -> Ints:
    # a hair aside, so that the last digit of a rotation does not choose the cell
    column = np.floor((lon + 180.0) / cell_deg + 1e-9).astype(np.int64) % columns
    return np.floor((lat + 90.0) / cell_deg + 1e-9).astype(np.int64) * columns + column
