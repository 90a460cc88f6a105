"""Voyages on the map: lines where they were heard, regions where they were not."""

from typing import TYPE_CHECKING

import pandas as pd

from toolkit import tables
from toolkit.routes.blocks import TracksSource
from toolkit.routes.exports import make_lines
from toolkit.routes.regions import MAX_KN, find_regions
from toolkit.routes.voyages import SILENT_H

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

__all__ = ["make_legs"]

_COLUMNS = ["voyage_id", "track_id", "from_port", "to_port", "part", "started_at", "ended_at", "geometry"]


def make_legs(tracks: TracksSource, voyages: pd.DataFrame, *, max_kn: float = MAX_KN) -> "GeoDataFrame":
    """Draw each voyage as it was observed: a silent stretch is a region of possible positions, never a line.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        voyages: as :func:`build_voyages` makes them; those that were only declared have nothing to draw.
        max_kn: the fastest that a ship may have been while nobody heard her.

    Returns:
        GeoDataFrame in EPSG:4326, cut at the antimeridian: ``voyage_id, track_id, from_port, to_port, part`` (``heard`` or
        ``possible``), ``started_at, ended_at, geometry``. A stretch is drawn whole with each voyage that it has a part in.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    from geopandas import GeoDataFrame

    tables.check(voyages, "voyages")
    lines = make_lines(tracks).assign(part="heard")
    regions = find_regions(tracks, min_silence_h=SILENT_H, max_kn=max_kn).assign(part="possible")
    parts = pd.concat([pd.DataFrame(lines), pd.DataFrame(regions)], ignore_index=True)
    observed = voyages[voyages["started_at"].notna()][["voyage_id", "asset_id", "from_port", "to_port", "started_at", "ended_at"]]
    observed = observed.rename(columns={"started_at": "left_at", "ended_at": "came_at"})
    joined = parts.merge(observed, left_on=parts["track_id"].astype("str"), right_on=observed["asset_id"].astype("str"), how="inner")
    own = (joined["ended_at"] > joined["left_at"]) & (joined["came_at"].isna() | (joined["started_at"] < joined["came_at"]))
    rows = joined[own].sort_values(["voyage_id", "started_at", "part"], kind="stable").reset_index(drop=True)
    return GeoDataFrame(rows[_COLUMNS], geometry="geometry", crs="EPSG:4326")
