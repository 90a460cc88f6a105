import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import geo, routes, tables
from toolkit.errors import ArgumentError, TableError
from toolkit.routes import neighbours, spills, track_files
from toolkit.routes.fixes import Fixes

Maker = Callable[..., pd.DataFrame]

HOURS = np.arange(0, 40, 0.25)


@pytest.fixture
def fleet(sail: Maker, together: Maker) -> pd.DataFrame:
    """A call at Alpha, a meeting at sea, a silence, a jump, a stop beyond the antimeridian, doubled times."""
    caller = sail("1", HOURS, lon=np.interp(HOURS, [0, 6, 40], [121.0, 121.0, 124.0]), speed_kn=np.where(HOURS < 6, 0.0, 9.0))
    waiting = sail("2", HOURS, lon=130.0, lat=20.0, speed_kn=0.4, draught_m=np.where(HOURS > 20, 6.0, 5.0))
    lon = np.interp(HOURS, [0, 8, 16, 40], [132.0, 130.0, 130.0, 126.0])
    partner = sail("3", HOURS, lon=lon, lat=20.0004, speed_kn=np.where((HOURS >= 8) & (HOURS <= 16), 0.4, 12.0))
    silent = sail("4", HOURS[(HOURS < 10) | (HOURS > 24)], lon=-150.0)
    jumping = sail("5", HOURS, lon=np.where(HOURS == 12, 100.0, -179.999), speed_kn=102.3)
    frame = together(caller, waiting, partner, silent, jumping, jumping.iloc[:9].assign(lon=-179.9985))
    return routes.split_identities(routes.clean_positions(frame))


def every_event(tracks: routes.TracksSource, ports: pd.DataFrame) -> pd.DataFrame:
    found = [routes.find_events(tracks, ports=ports), routes.find_encounters(tracks, ports), routes.find_port_calls(tracks, ports)]
    return pd.concat(found, ignore_index=True)


def test_what_is_dealt_out_to_parts_is_removed_again(
    fleet: pd.DataFrame, ports: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_files, "_ROWS_A_GROUP", 1)
    path = routes.write_tracks(fleet, tmp_path / "tracks.parquet")
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    files: list[int] = []

    def watch(*arguments: Any) -> Iterator[Fixes]:  # noqa: ANN401 - passed on as they are
        for fixes in spills.deal_out(*arguments):
            files.append(len(list(folder.rglob("*.arrow"))))
            yield fixes

    monkeypatch.setattr(neighbours, "deal_out", watch)
    assert "encounter" in routes.find_encounters(path, ports)["kind"].tolist()
    assert files == [1]
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("rows", [1, 200, 10_000])
def test_a_file_answers_as_the_frame_does_whatever_its_parts(
    fleet: pd.DataFrame, ports: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(track_files, "_ROWS_A_GROUP", rows)
    monkeypatch.setattr(neighbours, "_ROWS_AT_ONCE", rows)
    shuffled = fleet.sample(frac=1, random_state=rows)
    path = routes.write_tracks(shuffled, tmp_path / "tracks.parquet", rows_at_once=rows)
    expected = every_event(fleet, ports)
    assert {"gap", "jump", "stop", "loitering", "encounter", "port_call", "draught_change"} <= set(expected["kind"])
    pd.testing.assert_frame_equal(every_event(path, ports), expected)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**31), rows=st.integers(1, 700))
def test_events_hang_neither_on_the_order_of_rows_nor_on_parts(
    fleet: pd.DataFrame, ports: pd.DataFrame, tmp_path: Path, seed: int, rows: int
) -> None:
    shuffled = fleet.sample(frac=1, random_state=seed)
    path = routes.write_tracks(shuffled, tmp_path / "tracks.parquet", rows_at_once=rows)
    pd.testing.assert_frame_equal(every_event(path, ports), every_event(fleet, ports))


def test_every_row_is_kept_with_its_cell(fleet: pd.DataFrame, tmp_path: Path) -> None:
    frame = pd.concat([fleet, fleet.head(1).assign(line=9_999, time=pd.NaT, lon=181.0, quality="no_time")], ignore_index=True)
    written = pd.read_parquet(routes.write_tracks(frame, tmp_path / "tracks.parquet"))
    assert sorted(written["line"]) == sorted(frame["line"])
    assert written.loc[written["line"] == 9_999, "cell"].tolist() == [-1]
    assert written["cell"].tolist() == geo.make_cells(written["lon"], written["lat"]).tolist()


def test_identities_are_taken_apart_on_the_way(sail: Maker, together: Maker, tmp_path: Path) -> None:
    two = together(sail("1", HOURS, lon=100.0), sail("1", HOURS + 0.1, lon=140.0), sail("10", HOURS, lon=0.0), sail("2", HOURS, lon=9.0))
    written = pd.read_parquet(routes.write_tracks(two, tmp_path / "tracks.parquet", split=True))
    expected = routes.split_identities(two).set_index("line")["track_id"].astype("str").to_dict()
    assert dict(zip(written["line"], written["track_id"].astype("str"), strict=True)) == expected
    assert sorted(set(expected.values())) == ["mmsi:1/1", "mmsi:1/2", "mmsi:10", "mmsi:2"]
    assert routes.find_jumps(tmp_path / "tracks.parquet").empty


def test_a_file_whose_order_is_unknown_is_refused(fleet: pd.DataFrame, tmp_path: Path) -> None:
    fleet.to_parquet(tmp_path / "other.parquet")
    with pytest.raises(ArgumentError, match="write_tracks"):
        routes.find_gaps(tmp_path / "other.parquet")
    (tmp_path / "text.parquet").write_text("no")
    with pytest.raises(ArgumentError, match="not a Parquet file"):
        routes.find_gaps(tmp_path / "text.parquet")


def test_times_without_a_zone_are_refused(fleet: pd.DataFrame, tmp_path: Path) -> None:
    naive = fleet.assign(time=fleet["time"].dt.tz_localize(None))
    naive.to_parquet(tmp_path / "naive.parquet")
    with pytest.raises(TableError, match="has no zone"):
        routes.write_tracks(naive, tmp_path / "tracks.parquet")
    with pytest.raises(ArgumentError, match="names no zone"):
        routes.write_tracks(tmp_path / "naive.parquet", tmp_path / "tracks.parquet")


def test_empty_in_empty_out(ports: pd.DataFrame, tmp_path: Path) -> None:
    path = routes.write_tracks(tables.empty("positions"), tmp_path / "tracks.parquet")
    assert every_event(path, ports).empty


@given(lon=st.floats(-180, 180), lat=st.floats(-90, 90), east=st.floats(-0.5, 0.5), north=st.floats(-0.04, 0.04))
def test_no_place_near_a_port_lies_in_an_unmarked_cell(lon: float, lat: float, east: float, north: float) -> None:
    x, y = float(geo.wrap_lon(lon + east)), float(np.clip(lat + north, -90, 90))
    if geo.haversine_m(lon, lat, x, y) <= 4_000:
        assert geo.mark_cells([lon], [lat], 4_000)[geo.make_cells(x, y)] != 0
