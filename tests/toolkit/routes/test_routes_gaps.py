from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, tables

Maker = Callable[..., pd.DataFrame]


def codes(cell: Iterable[tables.Reason]) -> list[str]:
    return [reason["code"] for reason in cell]


def fleet(sail: Maker, n: int, *, silent: Iterable[int] = (), length: float = 24.0) -> list[pd.DataFrame]:
    """Put boats that report each half hour on a grid; some are silent from 6 h to 18 h."""
    ships = []
    for k in range(n):
        hours = np.arange(0, length, 0.5)
        hours = hours[~((hours > 6) & (hours < 18))] if k in silent else hours
        ships.append(sail(f"9{k:02d}", hours, lon=125 + k * 0.01, lat=28.05))
    return ships


def test_a_gap_has_its_two_ends_as_refs(sail: Maker, together: Maker) -> None:
    gaps = routes.find_gaps(together(sail("1", [0, 1, 14, 15])))
    assert gaps[["kind", "duration_h"]].to_numpy().tolist() == [["gap", 13.0]]
    assert gaps["refs"].tolist() == [["positions:s1#3", "positions:s1#4"]]
    assert gaps["ended_at"][0] == pd.Timestamp("2024-05-01T14:00Z")
    assert codes(gaps["against"][0])[:2] == ["route_gap_no_guilt", "route_gap_few_neighbours"]


def test_a_silence_of_the_ship_alone_is_moderate(sail: Maker, together: Maker) -> None:
    gap = routes.find_gaps(together(sail("1", [0, 2, 4, 6, 16, 18, 20, 23], lon=[125.0] * 4 + [125.9] * 4), *fleet(sail, 12)))
    assert gap["strength"].tolist() == ["moderate"]
    assert gap["reasons"][0][1]["values"] == {"silent": 0, "others": 12}


def test_a_silence_of_most_neighbours_is_reception(sail: Maker, together: Maker) -> None:
    ships = fleet(sail, 34, silent=set(range(31)))
    gaps = routes.find_gaps(
        together(sail("1", [0, 2, 4, 6, 18, 20, 23]), *ships, *(sail(f"8{k}", np.arange(0, 24, 0.5), lon=100.0) for k in range(4)))
    )
    own = gaps[gaps["asset_id"] == "mmsi:1"].iloc[0]
    assert own["strength"] == "weak"
    assert own["against"][1] == tables.make_reason("route_gap_reception", silent=31, others=34)


def test_hours_in_which_the_whole_record_is_silent_are_no_gap(sail: Maker, together: Maker) -> None:
    frame = together(*(sail(f"{k}", [0, 0.2, 0.4, 23.9], lon=120 + k) for k in range(12)))
    assert routes.find_gaps(frame).empty
    answer = routes.assess_tracks(frame, tables.empty("events"), kinds=["gap"])
    assert answer["outcome"].tolist() == ["not_assessable"]
    assert answer["reasons"][0][0]["code"] == "assess_record_silent"
    assert answer["reasons"][0][0]["values"]["silences"] == 12


def test_an_open_gap_runs_to_the_end_of_the_record(sail: Maker, together: Maker) -> None:
    gaps = routes.find_gaps(together(sail("1", [0, 1]), sail("2", range(24), lon=100.0)))
    assert gaps["asset_id"].tolist() == ["mmsi:1"]
    assert gaps["duration_h"].tolist() == [22.0]
    assert gaps["ended_at"].isna().tolist() == [True]
    assert "route_gap_left_area" in codes(gaps["against"][0])


def test_an_open_gap_keeps_its_id_when_the_record_grows(sail: Maker, together: Maker) -> None:
    short = together(sail("1", [0, 1]), sail("2", range(24), lon=100.0))
    long = together(sail("1", [0, 1]), sail("2", range(48), lon=100.0))
    assert routes.find_gaps(short)["event_id"].tolist() == routes.find_gaps(long)["event_id"].tolist()


def test_midnight_is_no_gap(sail: Maker, together: Maker) -> None:
    assert routes.find_gaps(together(sail("1", np.arange(20, 30, 0.5)))).empty


def test_a_ship_laid_up_in_one_place_stays_weak(sail: Maker, together: Maker) -> None:
    gap = routes.find_gaps(together(sail("1", [0, 2, 4, 6, 16, 18, 20, 23]), *fleet(sail, 12)))
    assert gap["strength"].tolist() == ["weak"]
    assert "route_gap_laid_up" in codes(gap["against"][0])


def test_empty_in_empty_out() -> None:
    assert routes.find_gaps(tables.empty("positions")).columns.tolist() == tables.empty("events").columns.tolist()
    assert routes.find_events(tables.empty("positions")).empty


@pytest.mark.parametrize("seed", [1, 2])
def test_events_do_not_hang_on_the_order_of_rows(sail: Maker, together: Maker, seed: int) -> None:
    frame = routes.clean_positions(together(sail("1", [0, 0, 1, 14, 14, 15], lon=[125, 125.001, 125, 125, 125.002, 125]), *fleet(sail, 6)))
    shuffled = frame.sample(frac=1, random_state=seed).reset_index(drop=True)
    pd.testing.assert_frame_equal(routes.find_events(frame), routes.find_events(shuffled))


@pytest.mark.parametrize(("lon", "step", "found"), [(-150.0, 0.5, 1), (121.9, 0.5, 0), (-150.0, 2.0, 0)])
def test_suspected_disabling_asks_for_the_open_sea_and_good_reception(
    sail: Maker, together: Maker, lon: float, step: float, found: int
) -> None:
    hours = np.arange(0, 60, step)
    frame = together(sail("1", hours[(hours <= 24) | (hours >= 40)], lon=lon, lat=30.0))
    events = routes.find_suspected_disabling(frame)
    assert len(events) == found
    if found:
        assert events["duration_h"].tolist() == [16.0]
        assert codes(events["reasons"][0]) == ["route_disabling", "route_gap"]
        assert "route_gap_no_guilt" in codes(events["against"][0])
