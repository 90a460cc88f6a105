from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest

from toolkit import routes
from toolkit.errors import ArgumentError, MissingPackageError

Maker = Callable[..., pd.DataFrame]


def test_no_line_runs_over_a_silence_or_across_the_antimeridian(sail: Maker, together: Maker) -> None:
    lines = routes.make_lines(together(sail("1", [0, 0.5, 1, 5, 5.5], lon=[179.8, 179.9, -179.9, -179.5, -179.4])))
    assert lines["positions"].tolist() == [3, 2]
    assert [len(line.geoms) for line in lines.geometry] == [2, 1]
    assert lines.crs.to_string() == "EPSG:4326"


@pytest.mark.parametrize("ending", ["gpkg", "parquet"])
def test_a_map_is_read_back_with_its_places(sail: Maker, together: Maker, tmp_path: Path, ending: str) -> None:
    gaps = routes.make_points(routes.find_gaps(together(sail("1", [0, 1, 14, 15]))))
    path = routes.write_map(gaps, tmp_path / f"gaps.{ending}")
    read = geopandas.read_file(path) if ending == "gpkg" else geopandas.read_parquet(path)
    assert read[["event_id", "kind"]].to_numpy().tolist() == gaps[["event_id", "kind"]].to_numpy().tolist()
    assert read.geometry.iloc[0].equals(gaps.geometry.iloc[0])
    assert read.crs.to_string() == "EPSG:4326"


def test_another_format_is_refused(sail: Maker, together: Maker, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"\.gpkg"):
        routes.write_map(routes.make_lines(together(sail("1", [0, 0.5]))), tmp_path / "lines.shp")
    with pytest.raises(ArgumentError, match="lon"):
        routes.make_points(pd.DataFrame({"x": [1]}))


def test_movingpandas_is_named_where_it_is_missing(sail: Maker, together: Maker) -> None:
    pytest.importorskip("geopandas")
    try:
        import movingpandas  # noqa: F401 - only whether it is there
    except ImportError:
        with pytest.raises(MissingPackageError, match="movingpandas"):
            routes.to_movingpandas(together(sail("1", [0, 0.5])))
    else:
        assert len(routes.to_movingpandas(together(sail("1", [0, 0.5]))).trajectories) == 1


@pytest.mark.parametrize(
    ("factor", "outcome", "unit"), [(1.0, "within", "kn"), (1.852, "above", "km/h"), (0.514, "below", "m/s"), (10.0, "above", "0.1 kn")]
)
def test_the_unit_of_speeds_is_told(sail: Maker, together: Maker, factor: float, outcome: str, unit: str) -> None:
    hours = np.arange(0, 10, 0.25)
    east = hours * 8 * 1852 / 111_195 / np.cos(np.radians(28.0))
    check = routes.check_units(together(sail("1", hours, lon=120 + east, speed_kn=8 * factor))).iloc[0]
    assert check["outcome"] == outcome
    assert check["reasons"][0]["values"]["unit"] == unit


def test_a_short_record_does_not_tell_its_unit(sail: Maker, together: Maker) -> None:
    assert routes.check_units(together(sail("1", [0, 0.2])))["outcome"].tolist() == ["not_assessable"]


def test_ships_under_way_together_are_companions(sail: Maker, together: Maker) -> None:
    hours = np.arange(0, 30, 0.25)
    lon = 120 + hours * 8 * 1852 / 111_195
    frame = together(sail("1", hours, lon=lon, speed_kn=8.0), sail("2", hours, lon=lon + 0.01, speed_kn=8.0), sail("3", hours, lon=120.0))
    found = routes.find_companions(frame)
    assert found[["kind", "asset_id", "other_id"]].to_numpy().tolist() == [["companions", "mmsi:1", "mmsi:2"]]
    assert found["reasons"][0][0]["values"]["hours"] >= 29


def test_neighbours_at_anchor_are_no_companions(sail: Maker, together: Maker) -> None:
    hours = np.arange(0, 30, 0.25)
    assert routes.find_companions(together(sail("1", hours), sail("2", hours, lat=28.001))).empty
