"""Tables with places as GeoDataFrames in EPSG:4326, ready for QGIS and for movingpandas."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError, MissingPackageError
from toolkit.geo import split_line
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from shapely import Geometry

__all__ = ["make_lines", "make_points", "to_movingpandas", "write_map"]

BRIDGED_H = 1.0
_FORMATS = (".gpkg", ".parquet")
_HALF = 180.0

Floats = npt.NDArray[np.float64]


def make_points(events: pd.DataFrame) -> "GeoDataFrame":
    """Give events, ports or positions their points; rows without a place keep an empty geometry.

    Raises:
        ArgumentError: if there is no ``lon`` and ``lat``.

    >>> make_points(pd.DataFrame({"port_id": ["CNSHG"], "lon": [121.5], "lat": [31.2]})).crs.to_string()
    'EPSG:4326'
    """
    from geopandas import GeoDataFrame, points_from_xy

    if not {"lon", "lat"} <= set(events.columns):
        message = f"events has no lon and lat (found: {list(events.columns)})"
        raise ArgumentError(message)
    return GeoDataFrame(events.copy(), geometry=points_from_xy(events["lon"], events["lat"]), crs="EPSG:4326")


def make_lines(tracks: TracksSource) -> "GeoDataFrame":
    """Draw each track as lines: none runs over a silence of more than an hour, and none crosses the antimeridian.

    Returns:
        ``track_id, started_at, ended_at, positions, geometry``: one row a stretch that was heard without a break.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.
    """
    from geopandas import GeoDataFrame

    rows = []
    for fixes in read_blocks(tracks):
        new = np.concatenate([[True], ~fixes.joined | (fixes.step_us > BRIDGED_H * HOUR_US)])
        first = np.flatnonzero(new)
        for low, high in zip(first.tolist(), [*first[1:].tolist(), len(fixes)], strict=True):
            if high - low > 1:
                ends = [pd.Timestamp(int(fixes.time[i]), unit="us", tz="UTC") for i in (low, high - 1)]
                rows.append((fixes.tracks[fixes.track[low]], *ends, high - low, _draw(fixes.lon[low:high], fixes.lat[low:high])))
    columns = ["track_id", "started_at", "ended_at", "positions", "geometry"]
    return GeoDataFrame(pd.DataFrame(rows, columns=columns), geometry="geometry", crs="EPSG:4326")


def _draw(lon: Floats, lat: Floats) -> "Geometry":
    """Draw a path, cut where it meets the antimeridian; most never do, and are taken as they are."""
    from shapely import MultiLineString, linestrings, multilinestrings

    if np.abs(lon).max() < _HALF and np.abs(np.diff(lon)).max() < _HALF:
        return multilinestrings([linestrings(lon, lat)])
    return MultiLineString(split_line(list(zip(lon.tolist(), lat.tolist(), strict=True))))


def write_map(frame: "GeoDataFrame", path: str | Path) -> Path:
    """Write a GeoDataFrame as GeoPackage (``.gpkg``) or GeoParquet (``.parquet``); reasons and lists become text.

    Raises:
        ArgumentError: for another ending.
    """
    target = Path(path)
    if target.suffix not in _FORMATS:
        message = f"path={str(path)!r}; it must end in one of {_FORMATS}"
        raise ArgumentError(message)
    flat = frame.copy()
    for column in flat.columns.drop("geometry"):
        if any(isinstance(cell, (list, dict)) for cell in flat[column]):
            flat[column] = flat[column].map(str)
        elif isinstance(flat[column].dtype, pd.CategoricalDtype):
            flat[column] = flat[column].astype("str")
    if target.suffix == ".gpkg":
        flat.to_file(target, driver="GPKG")
    else:
        flat.to_parquet(target)
    return target


def to_movingpandas(tracks: pd.DataFrame) -> Any:  # noqa: ANN401 - the package is optional and untyped
    """Hand tracks to movingpandas, as a ``TrajectoryCollection`` of the usable positions.

    Raises:
        MissingPackageError: if movingpandas is not installed.
        TableError: if ``tracks`` is no ``positions`` table.
    """
    try:
        import movingpandas  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        message = "movingpandas is not installed; install it with: pip install movingpandas"
        raise MissingPackageError(message) from error
    tables.check(tracks, "positions", columns=("time",))
    fixes = read_blocks(tracks).read(0)
    frame = pd.DataFrame({"track_id": np.array(fixes.tracks, dtype=object)[fixes.track], "lon": fixes.lon, "lat": fixes.lat})
    frame["time"] = fixes.time.view("datetime64[us]")
    return movingpandas.TrajectoryCollection(frame, "track_id", t="time", x="lon", y="lat")
