from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, tables
from toolkit.errors import TableError

Maker = Callable[..., pd.DataFrame]


def test_sentinels_are_marked_and_kept(sail: Maker, together: Maker) -> None:
    frame = together(
        sail("1", [0, 1, 2, 3], lon=[121.0, 181.0, 121.0, 121.0], lat=[28.0, 28.0, 91.0, 28.0], speed_kn=[5.0, 5.0, 5.0, 102.3])
    )
    cleaned = routes.clean_positions(frame)
    assert cleaned["quality"].tolist() == ["ok", "no_position", "no_position", "no_speed"]
    assert cleaned["lon"].tolist() == [121.0, 181.0, 121.0, 121.0]
    assert cleaned["speed_kn"].isna().tolist() == [False, False, False, True]


def test_the_second_of_two_equal_reports_is_a_duplicate(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 0, 1]))
    cleaned = routes.clean_positions(frame)
    assert cleaned["quality"].tolist() == ["ok", "duplicate", "ok"]
    assert cleaned["seq"].tolist() == [0, 1, 0]


def test_a_latitude_beyond_the_pole_with_a_small_longitude_is_swapped(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 1], lon=[121.0, 28.0], lat=[28.0, 121.0]))
    assert routes.clean_positions(frame)["quality"].tolist() == ["ok", "swapped"]


def test_swapped_degrees_that_both_exist_are_told_by_the_rest_of_the_track(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(6), lon=[10.0] * 5 + [55.0], lat=[55.0] * 5 + [10.0]))
    assert routes.clean_positions(frame)["quality"].tolist() == ["ok"] * 5 + ["swapped"]


def test_a_voyage_to_the_mirror_of_its_waters_is_not_swapped(sail: Maker, together: Maker) -> None:
    hours = range(0, 200, 2)
    there = np.interp(hours, [0, 100, 200], [0.0, 0.0, 20.0])
    frame = together(sail("1", hours, lon=20 + there, lat=40 - there, speed_kn=12.0))
    assert set(routes.clean_positions(frame)["quality"]) == {"ok"}


def test_a_clock_that_lost_its_date_is_marked(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 1]))
    frame["time"] = pd.to_datetime(["1980-01-06T00:00Z", "2024-05-01T01:00Z"], utc=True)
    assert routes.clean_positions(frame)["quality"].tolist() == ["clock", "ok"]


def test_a_time_that_runs_ahead_of_its_neighbours_in_the_file_is_marked(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [n / 60 for n in range(80)], lon=[121 + n / 1000 for n in range(80)]))
    frame.loc[40, "time"] += pd.Timedelta(hours=3)
    quality = routes.clean_positions(frame).set_index("line")["quality"]
    assert quality[42] == "clock"
    assert (quality == "clock").sum() == 1


def test_no_time_is_marked(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 1]))
    frame["time"] = pd.NaT
    assert routes.clean_positions(frame)["quality"].tolist() == ["no_time", "no_time"]


def test_empty_in_empty_out() -> None:
    assert routes.clean_positions(tables.empty("positions")).empty
    assert routes.split_identities(tables.empty("positions")).empty


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match="asset_id"):
        routes.clean_positions(pd.DataFrame({"source_id": ["s"], "line": [1], "lon": [0.0], "lat": [0.0]}))


def test_input_is_not_changed(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 1], speed_kn=102.3))
    before = frame.copy(deep=True)
    routes.split_identities(routes.clean_positions(frame))
    pd.testing.assert_frame_equal(frame, before)
