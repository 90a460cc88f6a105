"""Where a ship may have been while nobody heard her: a region, never a line."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.geo import EARTH_RADIUS_M, NAUTICAL_MILE_M, haversine_m, to_lonlat, to_xyz, unwrap_lon
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely import Geometry

__all__ = ["find_regions"]

MIN_SILENCE_H = 1.0
MAX_KN = 25.0
_BEARINGS, _HALVINGS = 72, 40
_HALF_WORLD_M = np.pi * EARTH_RADIUS_M / 2

Floats = npt.NDArray[np.float64]


def find_regions(tracks: TracksSource, *, min_silence_h: float = MIN_SILENCE_H, max_kn: float = MAX_KN) -> "GeoDataFrame":
    """Give for each silence between two positions the region that the ship may have been in at that speed.

    A place belongs to it if the way from the last position over it to the next one can be made in time (the "prism" of time
    geography, Hägerstrand 1970), on the great circle: land is not taken out, so that the region is never too small. Where
    even the straight way is too far for the speed, the region is empty.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        min_silence_h: hours; shorter silences have no row.
        max_kn: the fastest that the ship may have been.

    Returns:
        GeoDataFrame in EPSG:4326, cut at the antimeridian: ``track_id, started_at, ended_at, hours, max_kn, geometry``. A region that
        reaches a quarter of the way around the Earth, or over a pole, has no geometry: she may have been anywhere.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.
    """
    from geopandas import GeoDataFrame
    from shapely import Polygon

    rows = []
    for fixes in read_blocks(tracks):
        for i in np.flatnonzero(fixes.joined & (fixes.step_us >= min_silence_h * HOUR_US)).tolist():
            hours = float(fixes.step_us[i]) / HOUR_US
            reach = max_kn * NAUTICAL_MILE_M * hours
            ends = (fixes.lon[i : i + 2], fixes.lat[i : i + 2])
            shape = Polygon() if float(fixes.step_m(np.array([i]))[0]) > reach else _region(*ends, reach)
            times = (pd.Timestamp(int(fixes.time[j]), unit="us", tz="UTC") for j in (i, i + 1))
            rows.append((fixes.tracks[fixes.track[i]], *times, hours, max_kn, shape))
    columns = ["track_id", "started_at", "ended_at", "hours", "max_kn", "geometry"]
    return GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs="EPSG:4326")


def _region(lon: Floats, lat: Floats, reach: float) -> "Geometry | None":
    """Find, for each bearing from the middle, how far one may go before the way over there is too long."""
    if reach >= _HALF_WORLD_M:
        return None
    ends = to_xyz(lon, lat)
    middle = ends.sum(axis=0) / np.linalg.norm(ends.sum(axis=0))
    side = np.cross(middle, [0.0, 0.0, 1.0] if abs(middle[2]) < 0.9 else [1.0, 0.0, 0.0])  # noqa: PLR2004 - any axis that is not parallel
    side /= np.linalg.norm(side)
    up = np.cross(side, middle)
    angle = np.linspace(0, 2 * np.pi, _BEARINGS, endpoint=False)
    towards = np.cos(angle)[:, None] * side + np.sin(angle)[:, None] * up
    low, high = np.zeros(_BEARINGS), np.full(_BEARINGS, reach / EARTH_RADIUS_M)
    for _ in range(_HALVINGS):
        arc = (low + high) / 2
        x, y = to_lonlat(np.cos(arc)[:, None] * middle + np.sin(arc)[:, None] * towards)
        fits = haversine_m(lon[0], lat[0], x, y) + haversine_m(x, y, lon[1], lat[1]) <= reach
        low, high = np.where(fits, arc, low), np.where(fits, high, arc)
    return _draw(*to_lonlat(np.cos(high)[:, None] * middle + np.sin(high)[:, None] * towards))


def _draw(lon: Floats, lat: Floats) -> "Geometry | None":
    from shapely import Polygon, box, union_all
    from shapely.affinity import translate

    x = unwrap_lon(np.append(lon, lon[0]))
    if abs(x[-1] - x[0]) > 180:  # noqa: PLR2004 - half a turn: it goes around a pole
        return None
    shape = Polygon(np.column_stack([x, np.append(lat, lat[0])])).buffer(0)
    turns = (translate(shape, xoff=360.0 * turn).intersection(box(-180, -90, 180, 90)) for turn in (-1, 0, 1))
    return union_all([piece for piece in turns if not piece.is_empty])
