from pathlib import Path

import pandas as pd
import pytest

from toolkit import routes, sources, tables


@pytest.fixture(scope="module")
def tracks(data: Path) -> pd.DataFrame:
    found, _ = sources.read_positions(data / "routes" / "noaa_ais_20220103.csv.gz")
    return routes.split_identities(routes.clean_positions(found["positions"]))


def test_every_row_is_kept_and_marked(tracks: pd.DataFrame) -> None:
    assert len(tracks) == 99_999
    assert tracks["quality"].value_counts()["ok"] > 99_000


def test_the_silence_of_the_extract_is_not_the_ships(tracks: pd.DataFrame) -> None:
    gaps = routes.find_gaps(tracks)
    assert gaps.empty
    answer = routes.assess_tracks(tracks, gaps, kinds=["gap"])
    assert answer["outcome"].tolist() == ["not_assessable"]
    reason = answer["reasons"][0][0]
    assert reason["code"] == "assess_record_silent"
    assert reason["values"]["silences"] >= 323


def test_half_an_hour_shows_no_encounter_and_no_call(tracks: pd.DataFrame) -> None:
    events = pd.concat([routes.find_encounters(tracks), routes.find_port_calls(tracks, routes.load_ports())])
    assert events.empty
    assert set(routes.assess_tracks(tracks, events, kinds=["encounter", "port_call"])["outcome"]) == {"not_assessable"}


def test_the_axes_units_and_clocks_of_the_day_stand(tracks: pd.DataFrame) -> None:
    assert routes.check_axes(tracks)["outcome"].tolist() == ["within"]
    assert routes.check_axes(tracks.assign(lon=tracks["lat"], lat=tracks["lon"]))["outcome"].tolist() == ["above"]
    units = routes.check_units(tracks)
    assert units["outcome"].tolist()[0] == "within"
    assert routes.estimate_clocks(tracks).empty


def test_identities_of_the_day_are_listed_with_few_changes(tracks: pd.DataFrame) -> None:
    listed = routes.list_identities(tracks)
    assert listed.loc[listed["field"] == "mmsi", "track_id"].nunique() == tracks["track_id"].nunique()
    assert (listed["reasons"].map(len) > 0).mean() < 0.01


def test_rings_and_teleports_of_a_quiet_day_are_few(tracks: pd.DataFrame) -> None:
    found = routes.find_manipulations(tracks)
    assert len(found) <= 5
    assert "strong" not in set(found["strength"])


@pytest.mark.parametrize(("name", "rows"), [("world_port_index.csv", 3_669), ("gfw_anchorages.csv", 60_410)])
def test_lists_of_places_are_read_whole_and_say_that_they_show_no_movement(data: Path, name: str, rows: int) -> None:
    found, source = sources.read_ports(data / "routes" / name)
    assert source.rows_read == rows == len(found["ports"]) + len(source.quarantine)
    answers = routes.assess_tracks(tables.empty("positions"), tables.empty("events"), ports=found["ports"])
    assert set(answers["outcome"]) == {"not_assessable"}
    assert {reasons[0]["code"] for reasons in answers["reasons"]} == {"assess_only_places"}


def test_anchorages_serve_as_ports(data: Path, tracks: pd.DataFrame) -> None:
    found, _ = sources.read_ports(data / "routes" / "gfw_anchorages.csv")
    assert routes.find_port_calls(tracks, found["ports"]).empty
    assert routes.find_loitering(tracks, found["ports"], min_loitering_h=0.4)["duration_h"].between(0.4, 1).all()


def test_a_bus_without_a_zone_is_read_whole_and_cannot_be_assessed(data: Path) -> None:
    found, source = sources.read_positions(data / "routes" / "liverpool_bus_route14.csv")
    assert source.rows_read == 1_533 == len(found["positions"]) + len(source.quarantine)
    cleaned = routes.clean_positions(found["positions"])
    assert set(cleaned["quality"]) == {"no_zone"}
    answers = routes.assess_tracks(cleaned, routes.find_events(cleaned))
    assert {reasons[0]["code"] for reasons in answers["reasons"]} == {"assess_no_zone"}


def test_a_bus_in_a_named_zone_is_no_ship(data: Path) -> None:
    found, _ = sources.read_positions(data / "routes" / "liverpool_bus_route14.csv", zone="Europe/London")
    buses = routes.split_identities(routes.clean_positions(found["positions"]))
    answers = routes.assess_tracks(buses, routes.find_events(buses)).set_index("detector")
    assert answers.loc["encounter", "reasons"][0]["code"] == "assess_no_ships"
    assert answers.loc["stop", "outcome"] in {"found", "not_found"}


def test_nmea_without_times_cannot_be_assessed(data: Path) -> None:
    found, _ = sources.read_positions(data / "routes" / "nmea_sample.txt")
    positions = routes.split_identities(routes.clean_positions(found["positions"]))
    events = routes.find_events(positions)
    assert events.empty
    answers = routes.assess_tracks(positions, events)
    assert set(answers["outcome"]) == {"not_assessable"}
    assert {reasons[0]["code"] for reasons in answers["reasons"]} == {"assess_no_times"}
