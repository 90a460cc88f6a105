import pandas as pd
import pytest

from toolkit import routes
from toolkit.errors import TableError


def trip(*milestones: tuple[str, str | None, float], trip_id: str = "t") -> pd.DataFrame:
    frame = pd.DataFrame(milestones, columns=["kind", "time", "lon"]).assign(trip_id=trip_id, lat=31.0)
    return frame.assign(time=pd.to_datetime(frame["time"], utc=True))


def outcomes(frame: pd.DataFrame) -> dict[str, str]:
    checks = routes.check_trips(frame)
    return dict(zip(checks["kind"].astype("str"), checks["outcome"].astype("str"), strict=True))


def test_a_trip_that_a_truck_can_make() -> None:
    stops = [("sealed", "08:00", 121.0), ("gate_out", "08:10", 121.0), ("gate_in", "12:00", 124.0), ("unsealed", "12:30", 124.0)]
    assert set(outcomes(trip(*((kind, f"2025-05-12T{time}Z", lon) for kind, time, lon in stops))).values()) == {"within"}


def test_a_trip_that_is_too_fast_names_the_stretch() -> None:
    checks = routes.check_trips(trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("gate_in", "2025-05-12T10:00Z", 124.0)))
    assert checks["outcome"].tolist()[0] == "above"
    assert checks["reasons"][0][0]["values"] == {"km": 285.9, "hours": 2.0, "limit": 100.0}


def test_a_seal_that_was_put_on_after_the_gate_is_out_of_order() -> None:
    assert outcomes(trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("sealed", "2025-05-12T09:00Z", 121.0)))["trip_order"] == "above"


def test_two_places_at_one_time_are_impossible() -> None:
    assert outcomes(trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("gate_in", "2025-05-12T08:00Z", 124.0)))["trip_speed"] == "above"


def test_one_timed_milestone_tells_no_speed_and_no_order() -> None:
    answers = outcomes(trip(("sealed", "2025-05-12T08:00Z", 121.0), ("gate_in", None, 124.0)))
    assert answers == {"trip_speed": "not_assessable", "trip_order": "not_assessable", "trip_missing": "above", "trip_double": "within"}


def test_a_place_that_is_missing_tells_no_speed() -> None:
    assert (
        outcomes(trip(("sealed", "2025-05-12T08:00Z", 121.0), ("gate_out", "2025-05-12T09:00Z", float("nan"))))["trip_speed"]
        == "not_assessable"
    )


def test_what_comes_after_the_last_milestone_is_not_missing_yet() -> None:
    frame = trip(("sealed", "2025-05-12T08:00Z", 121.0), ("gate_out", "2025-05-12T08:10Z", 121.0))
    assert outcomes(frame)["trip_missing"] == "within"
    assert outcomes(frame.iloc[1:])["trip_missing"] == "above"


def test_a_second_seal_is_double_and_a_copied_row_is_not() -> None:
    frame = trip(("sealed", "2025-05-12T08:00Z", 121.0), ("sealed", "2025-05-12T08:00Z", 121.0), ("gate_out", "2025-05-12T08:10Z", 121.0))
    assert outcomes(frame)["trip_double"] == "within"
    again = pd.concat([frame, trip(("sealed", "2025-05-12T09:00Z", 121.3))])
    assert outcomes(again)["trip_double"] == "above"


def test_milestones_of_one_instant_are_not_out_of_order() -> None:
    frame = trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("sealed", "2025-05-12T08:00Z", 121.0))
    assert outcomes(frame)["trip_order"] == "within"


def test_a_clock_that_all_its_passes_show_to_be_fast_explains_the_speed() -> None:
    frame = trip(("gate_out", "2025-05-12T08:47Z", 121.0), ("gate_in", "2025-05-12T09:50Z", 122.8)).assign(receiver_id=["north", "south"])
    assert outcomes(frame)["trip_speed"] == "above"
    clocks = pd.DataFrame({"check_id": ["c"], "kind": "clock_offset", "subject_id": "north", "outcome": "above", "observed": 47 * 60.0})
    checks = routes.check_trips(frame, clocks=clocks.assign(method="m/1"))
    assert checks["outcome"].astype("str").tolist()[0] == "within"
    assert checks["reasons"][0][1]["values"] == {"clock": "north", "minutes": 47.0}


def test_trips_do_not_hang_on_the_order_of_rows_and_cross_the_antimeridian() -> None:
    frame = pd.concat(
        [trip(("sealed", "2025-05-12T08:00Z", 179.9), ("gate_in", "2025-05-12T09:00Z", -179.9), trip_id=name) for name in "ab"]
    )
    expected = routes.check_trips(frame)
    assert expected["outcome"].astype("str").tolist()[0] == "within"
    pd.testing.assert_frame_equal(routes.check_trips(frame.sample(frac=1, random_state=4)), expected)


def test_each_kind_has_one_of_three_answers() -> None:
    checks = routes.check_trips(trip(("sealed", "2025-05-12T08:00Z", 121.0), ("gate_in", None, 124.0)))
    answers = routes.assess_trips(checks).set_index("detector")["outcome"].astype("str")
    assert answers.to_dict() == {
        "trip_speed": "not_assessable",
        "trip_order": "not_assessable",
        "trip_missing": "found",
        "trip_double": "not_found",
    }


def test_times_without_a_zone_are_refused() -> None:
    frame = trip(("sealed", "2025-05-12T08:00Z", 121.0))
    with pytest.raises(TableError, match="no zone"):
        routes.check_trips(frame.assign(time=frame["time"].dt.tz_localize(None)))
    with pytest.raises(TableError, match="lon"):
        routes.check_trips(frame.drop(columns="lon"))
