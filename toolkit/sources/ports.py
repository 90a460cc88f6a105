"""Lists of ports and anchorages."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.ids import make_ids
from toolkit.sources.countries import read_country
from toolkit.sources.intake import Intake
from toolkit.tables import Source, Tables

__all__ = ["read_ports"]

_MAX_LAT, _MAX_LON = 90.0, 180.0


def read_ports(source: Source | str | Path, *, mapping: Mapping[str, object] | None = None) -> tuple[Tables, Source]:
    """Read ports or anchorage points from CSV, xlsx or Parquet.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}``; overrides what the headers say.

    Returns:
        ``(tables, source)``: ``ports``, one a row, keyed by UN/LOCODE where the file gives one that no other row has, else
        hashed from source and locator. Longitude and latitude in degrees, WGS 84.

    Raises:
        SourceError: the file is no list of ports, or damaged.
        EvidenceError: it is not the file that was recorded.
    """
    intake = Intake(source, "ports", mapping=mapping)
    intake.drop(intake.field("name").isna(), "source_no_name")
    lat, lon = (pd.to_numeric(intake.field(name), errors="coerce") for name in ("lat", "lon"))
    absent = lat.isna() | lon.isna()
    outside = ~absent & ((lat.abs() > _MAX_LAT) | (lon.abs() > _MAX_LON) | ~np.isfinite(lat) | ~np.isfinite(lon))
    intake.drop(absent, "source_no_position")
    intake.drop(outside[~absent].reset_index(drop=True), "source_position_outside")
    source_id = intake.source.source_id
    hashed = pd.Series(make_ids("port", source_id, intake.frame["locator"].tolist()), dtype="str")
    locode = intake.field("locode").str.upper().str.replace(" ", "")
    single = locode.str.fullmatch("[A-Z]{2}[A-Z2-9]{3}").fillna(value=False).astype(bool) & ~locode.duplicated(keep=False)
    frame = pd.DataFrame(
        {
            "port_id": locode.where(single, hashed),
            "source_id": source_id,
            "locator": intake.frame["locator"],
            "name": intake.field("name"),
            "country": pd.Series([read_country(text) for text in intake.texts("country")], dtype="str"),
            "lon": pd.to_numeric(intake.field("lon")).astype("float64"),
            "lat": pd.to_numeric(intake.field("lat")).astype("float64"),
        }
    )
    return Tables({"ports": frame}), intake.close({"ports": {n: n for n in ("name", "country", "lon", "lat")}})
