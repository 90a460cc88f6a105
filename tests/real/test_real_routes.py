from pathlib import Path

import pandas as pd
import pytest

from toolkit import routes, sources


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


def test_nmea_without_times_cannot_be_assessed(data: Path) -> None:
    found, _ = sources.read_positions(data / "routes" / "nmea_sample.txt")
    positions = routes.split_identities(routes.clean_positions(found["positions"]))
    events = routes.find_events(positions)
    assert events.empty
    answers = routes.assess_tracks(positions, events)
    assert set(answers["outcome"]) == {"not_assessable"}
    assert {reasons[0]["code"] for reasons in answers["reasons"]} == {"assess_no_times"}
