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
    assert outcomes(trip(("sealed", "2025-05-12T08:00Z", 121.0), ("gate_in", "2025-05-12T12:00Z", 124.0))) == {
        "trip_speed": "within",
        "trip_order": "within",
    }


def test_a_trip_that_is_too_fast_names_the_stretch() -> None:
    checks = routes.check_trips(trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("gate_in", "2025-05-12T10:00Z", 124.0)))
    assert checks["outcome"].tolist()[0] == "above"
    assert checks["reasons"][0][0]["values"] == {"km": 285.9, "hours": 2.0, "limit": 100.0}


def test_a_seal_that_was_put_on_after_the_gate_is_out_of_order() -> None:
    assert outcomes(trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("sealed", "2025-05-12T09:00Z", 121.0)))["trip_order"] == "above"


def test_two_places_at_one_time_are_impossible() -> None:
    assert outcomes(trip(("gate_out", "2025-05-12T08:00Z", 121.0), ("gate_in", "2025-05-12T08:00Z", 124.0)))["trip_speed"] == "above"


def test_one_timed_milestone_tells_nothing() -> None:
    assert set(outcomes(trip(("sealed", "2025-05-12T08:00Z", 121.0), ("gate_in", None, 124.0))).values()) == {"not_assessable"}


def test_times_without_a_zone_are_refused() -> None:
    frame = trip(("sealed", "2025-05-12T08:00Z", 121.0))
    with pytest.raises(TableError, match="no zone"):
        routes.check_trips(frame.assign(time=frame["time"].dt.tz_localize(None)))
    with pytest.raises(TableError, match="lon"):
        routes.check_trips(frame.drop(columns="lon"))
