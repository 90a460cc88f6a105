"""What misleads detectors of movement: the antimeridian, the poles, midnight, missing speeds, equal times, the end of a record."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit import routes

Maker = Callable[..., pd.DataFrame]

HOURS = np.arange(0, 12, 0.25)
A_METRE = 1 / 111_195


def ports_at(lon: float, lat: float) -> pd.DataFrame:
    return pd.DataFrame({"port_id": ["XXAAA"], "name": ["Alpha"], "lon": [lon], "lat": [lat]})


PLACES = [(179.9999, 10.0), (-180.0, -20.0), (30.0, 89.995), (-75.0, -89.999), (0.0, 0.0)]


@pytest.mark.parametrize(("lon", "lat"), PLACES)
def test_a_ship_that_lies_still_anywhere_stops_once_and_calls_once(sail: Maker, together: Maker, lon: float, lat: float) -> None:
    north = np.where(np.arange(len(HOURS)) % 2, 20, -20) * A_METRE
    east = north / np.cos(np.radians(lat))
    frame = together(sail("1", HOURS, lon=(lon + east + 180) % 360 - 180, lat=np.clip(lat + north, -90, 90)))
    assert routes.find_jumps(frame).empty
    stops = routes.find_stops(frame)
    assert stops["duration_h"].tolist() == [11.75]
    assert stops["distance_m"][0] < 60
    assert len(routes.find_port_calls(frame, ports_at(lon, lat))) == 1


@pytest.mark.parametrize(("lon", "lat"), PLACES)
def test_ships_that_meet_anywhere_meet(sail: Maker, together: Maker, lon: float, lat: float) -> None:
    came = np.clip(lat + np.interp(HOURS, [0, 4, 8, 12], [0.6, 0.0, 0.0, 0.6]) * (-1 if lat > 0 else 1), -90, 90)
    speed = np.where((HOURS >= 4) & (HOURS <= 8), 0.3, 9.0)
    frame = together(sail("1", HOURS, lon=lon, lat=lat, speed_kn=0.3), sail("2", HOURS, lon=lon, lat=came, speed_kn=speed))
    found = routes.find_encounters(frame, ports_at(100.0, 50.0))
    assert found["kind"].tolist() == ["encounter"]
    assert abs(found["duration_h"][0] - 4.0) < 0.5


def test_midnight_cuts_nothing(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(20, 30, 0.25)
    came = 28.0 + np.interp(hours, [20, 22, 28, 30], [0.3, 30 * A_METRE, 30 * A_METRE, 0.3])
    speed = np.where((hours >= 22) & (hours <= 28), 0.1, 9.0)
    frame = together(sail("1", hours), sail("2", hours, lat=came, speed_kn=speed))
    assert routes.find_stops(frame)["duration_h"].tolist() == [9.75, 6.0]
    assert routes.find_encounters(frame, ports)["duration_h"].round().tolist() == [6.0]
    assert routes.find_loitering(frame, ports)["started_at"].dt.day.tolist() == [1, 1]


def test_a_missing_speed_is_read_from_the_way_and_never_taken_for_102_knots(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    lon = np.interp(HOURS, [0, 6, 12], [125.0, 125.0, 126.2])
    tracks = routes.clean_positions(together(sail("1", HOURS, lon=lon, speed_kn=102.3)))
    assert set(tracks["quality"]) == {"no_speed"}
    assert routes.find_stops(tracks)["duration_h"].tolist() == [5.75]
    assert routes.find_loitering(tracks, ports)["duration_h"].tolist() == [5.75]
    assert routes.find_jumps(tracks).empty


@pytest.mark.parametrize("copies", [2, 5])
def test_equal_times_make_no_speed_and_no_second_event(sail: Maker, together: Maker, ports: pd.DataFrame, copies: int) -> None:
    once = together(sail("1", HOURS, lon=125.0 + HOURS / 1000))
    heard = [once.assign(lon=once["lon"] + k * 30 * A_METRE) for k in range(copies)]
    tracks = routes.clean_positions(together(*heard))
    assert routes.find_jumps(tracks).empty
    assert len(routes.find_stops(tracks)) == 1
    assert len(routes.find_loitering(tracks, ports)) == 1


def test_two_places_at_one_time_are_a_jump_without_a_speed(sail: Maker, together: Maker) -> None:
    jumps = routes.find_jumps(together(sail("1", [0, 1, 1, 2], lon=[125.0, 125.0, 126.0, 126.0])))
    assert [reasons[0]["values"]["knots"] for reasons in jumps["reasons"]] == [None]


def test_a_gap_that_is_open_at_the_end_is_open_in_every_detector(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", HOURS[HOURS <= 3]), sail("2", np.arange(0, 40, 0.5), lon=140.0))
    gap = routes.find_gaps(frame)
    assert gap["ended_at"].isna().tolist() == [True]
    assert gap["distance_m"].isna().tolist() == [True]
    assert routes.find_stops(frame)["duration_h"].tolist()[0] == 3.0
    assert routes.find_manipulations(frame).empty


def test_a_silence_is_never_filled_with_a_meeting_a_stop_or_a_ring(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.array([0.0, 0.25, 0.5, 10.0, 10.25, 10.5])
    frame = together(sail("1", hours), sail("2", hours, lat=28.0 + 30 * A_METRE))
    assert routes.find_encounters(frame, ports).empty
    assert routes.find_companions(frame).empty
    assert routes.find_stops(frame).empty
    assert routes.find_loitering(frame, ports).empty
    assert routes.find_regions(frame)["hours"].tolist() == [9.5, 9.5]


def test_berth_neighbours_are_no_encounter(sail: Maker, together: Maker) -> None:
    hours = np.arange(0, 60, 0.5)
    ships = [sail(str(n), hours, lat=28.0 + n * 35 * A_METRE, speed_kn=0.0, vessel_type="70") for n in range(4)]
    found = routes.find_encounters(together(*ships), ports_at(125.01, 28.0))
    assert set(found["kind"]) == {"rafting"}
    assert set(found["strength"]) == {"weak"}
