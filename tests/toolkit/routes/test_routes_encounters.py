from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, tables
from toolkit.errors import ArgumentError

Maker = Callable[..., pd.DataFrame]

HOURS = np.arange(0, 12, 1 / 12)
DEGREES_A_METRE = 1 / 111_195


def meet(  # noqa: PLR0913 - one meeting has that many sides
    sail: Maker,
    first: dict[str, object],
    second: dict[str, object],
    *,
    lat: float = 28.0,
    apart_m: float = 40.0,
    start: float = 4.0,
    end: float = 7.0,
    away: float = 126.5,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Let the second ship come to the first, lie ``apart_m`` north of her from start to end, and go again."""
    approach = np.interp(HOURS, [start - 2, start, end, end + 2], [away, 125.0, 125.0, away])
    drift = np.interp(HOURS, [0, 12], [0, 0.05])
    moving = np.where((start <= HOURS) & (end >= HOURS), 0.4, 12.0)
    return (
        sail("1", HOURS, lon=125.0 + drift, lat=lat, **{"speed_kn": 0.4, **first}),
        sail("2", HOURS, lon=approach + drift, lat=lat + apart_m * DEGREES_A_METRE, **{"speed_kn": moving, **second}),
    )


def sail_along(sail: Maker, asset: str, *, behind_m: float = 0.0, knots: float = 6.0, lat: float = 28.0, **columns: object) -> pd.DataFrame:
    east = (HOURS * knots * 1852 - behind_m) * DEGREES_A_METRE / np.cos(np.radians(lat))
    return sail(asset, HOURS, lon=124.0 + east, lat=lat, **{"speed_kn": knots, **columns})


def kinds(frame: pd.DataFrame, ports: pd.DataFrame) -> list[str]:
    return routes.find_encounters(routes.clean_positions(frame), ports)["kind"].tolist()


def test_ships_side_by_side_at_sea_are_an_encounter(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    found = routes.find_encounters(together(*meet(sail, {}, {})), ports)
    assert found[["kind", "asset_id", "other_id", "strength"]].to_numpy().tolist() == [["encounter", "mmsi:1", "mmsi:2", "strong"]]
    assert found["duration_h"].tolist() == [3.0]
    assert round(found["distance_m"][0]) == 40
    assert found["refs"][0] == ["positions:s1#98-170", "positions:s1#99-171"]


@pytest.mark.parametrize(("apart_m", "strength"), [(45, "strong"), (150, "moderate"), (400, "weak")])
def test_strength_falls_with_distance(sail: Maker, together: Maker, ports: pd.DataFrame, apart_m: float, strength: str) -> None:
    assert routes.find_encounters(together(*meet(sail, {}, {}, apart_m=apart_m)), ports)["strength"].tolist() == [strength]


@pytest.mark.parametrize("apart_m", [501.0, 2_000.0])
def test_ships_further_apart_do_not_meet(sail: Maker, together: Maker, ports: pd.DataFrame, apart_m: float) -> None:
    assert kinds(together(*meet(sail, {}, {}, apart_m=apart_m)), ports) == []


def test_a_meeting_under_two_hours_is_none(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    assert kinds(together(*meet(sail, {}, {}, end=5.8)), ports) == []


def test_nothing_is_read_off_across_a_gap_of_more_than_an_hour(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    first, second = meet(sail, {}, {})
    hour = (second["time"] - pd.Timestamp("2024-05-01", tz="UTC")) / pd.Timedelta(hours=1)
    assert kinds(together(first, second[(hour <= 4.5) | (hour >= 6.5)]), ports) == []


def test_a_missing_speed_is_implied_by_the_step(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    assert kinds(together(*meet(sail, {"speed_kn": 102.3}, {"speed_kn": 102.3})), ports) == ["encounter"]


def test_in_harbour_it_is_rafting(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    here = ports.assign(lon=[125.02, 150.0])
    assert kinds(together(*meet(sail, {}, {})), here) == ["rafting"]


def test_without_ports_that_is_said(sail: Maker, together: Maker) -> None:
    found = routes.find_encounters(together(*meet(sail, {}, {})), tables.empty("ports"))
    assert "route_no_ports" in [reason["code"] for reason in found["against"][0]]


def test_a_tanker_alongside_in_harbour_is_bunkering(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    here = ports.assign(lon=[125.02, 150.0])
    assert kinds(together(*meet(sail, {"vessel_type": "70"}, {"vessel_type": "80"})), here) == ["bunkering"]


@pytest.mark.parametrize(
    ("first", "second", "apart_m"),
    [
        ({"length_m": 180.0}, {"length_m": 290.0}, 40),  # a cargo tanker at the next berth
        ({"length_m": 180.0}, {"length_m": 60.0}, 180),  # a barge that serves someone else
        ({"length_m": 180.0, "vessel_type": "80"}, {"length_m": 120.0}, 40),
    ],
)
def test_a_tanker_beside_another_ship_in_harbour_may_be_a_neighbour(  # noqa: PLR0913, PLR0917 - three of them are fixtures
    sail: Maker, together: Maker, ports: pd.DataFrame, first: dict[str, object], second: dict[str, object], apart_m: float
) -> None:
    ships = meet(sail, {"vessel_type": "70", **first}, {"vessel_type": "80", **second}, apart_m=apart_m)
    assert kinds(together(*ships), ports.assign(lon=[125.02, 150.0])) == ["rafting"]


def test_a_tanker_that_lies_where_another_ship_comes_and_goes_is_a_neighbour(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    ships = meet(sail, {"vessel_type": "80"}, {"vessel_type": "70"})
    assert kinds(together(*ships), ports.assign(lon=[125.02, 150.0])) == ["rafting"]


@pytest.mark.parametrize(("apart_m", "kind"), [(40, "bunkering"), (180, "encounter")])
def test_a_barge_in_the_roads_serves_whom_she_lies_alongside(
    sail: Maker, together: Maker, ports: pd.DataFrame, apart_m: float, kind: str
) -> None:
    still = {"vessel_type": "70", "length_m": 180.0, "lon": 125.0, "speed_kn": 0.1}
    ships = meet(sail, {}, {"vessel_type": "80", "length_m": 60.0}, apart_m=apart_m)
    frame = together(sail("1", HOURS, lat=28.0, **still), ships[1].assign(lon=ships[1]["lon"] - np.interp(HOURS, [0, 12], [0, 0.05])))
    assert kinds(frame, ports.assign(lon=[125.2, 150.0])) == [kind]


def test_a_tanker_at_the_next_berth_is_a_neighbour(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    ships = sail("1", HOURS, vessel_type="70"), sail("2", HOURS, lat=28.0 + 60 * DEGREES_A_METRE, vessel_type="80")
    assert kinds(together(*ships), ports.assign(lon=[125.02, 150.0])) == ["rafting"]


def test_a_ship_at_her_berth_does_not_sail_with_a_boat_that_goes_about_it(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    about = 28.0 + np.where(np.arange(len(HOURS)) % 2, 30, 350) * DEGREES_A_METRE
    frame = together(sail("1", HOURS), sail("2", HOURS, lat=about, speed_kn=4.0))
    assert kinds(frame, ports.assign(lon=[125.02, 150.0])) == ["rafting"]
    found = routes.find_encounters(frame, ports.assign(lon=[123.0, 150.0]))
    assert found["kind"].tolist() == ["sailing_together"]
    assert found["reasons"][0][1]["code"] == "route_moving_near"


@pytest.mark.parametrize(("apart_m", "hours", "found"), [(30, 0.4, 1), (30, 0.1, 0), (150, 0.7, 1), (150, 0.4, 0), (240, 1.5, 0)])
def test_the_strict_form_finds_short_meetings(  # noqa: PLR0913, PLR0917 - three of them are fixtures
    sail: Maker, together: Maker, ports: pd.DataFrame, apart_m: float, hours: float, found: int
) -> None:
    tracks = routes.clean_positions(together(*meet(sail, {}, {}, apart_m=apart_m, end=4 + hours)))
    assert routes.find_encounters(tracks, ports).empty
    met = routes.find_encounters(tracks, ports, form="strict")
    assert met["kind"].tolist() == ["encounter"] * found
    for reasons in met["reasons"]:
        codes = [reason["code"] for reason in reasons]
        assert "route_encounter_strict" in codes
        assert "route_encounter_definition" not in codes


def test_the_strict_form_takes_a_close_crossing_for_no_meeting_and_no_single_hull(
    sail: Maker, together: Maker, ports: pd.DataFrame
) -> None:
    along = sail_along(sail, "1", knots=10.0), sail_along(sail, "2", knots=10.0)
    apart = np.interp(HOURS, [0, 4, 4.4, 8], [0.3, 20 * DEGREES_A_METRE, 20 * DEGREES_A_METRE, 0.3])
    frame = together(along[0], along[1].assign(lat=along[1]["lat"] + apart))
    assert routes.find_encounters(frame, ports, form="strict")["kind"].tolist() == ["sailing_together"]


def test_the_two_forms_agree_on_a_long_close_meeting(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    tracks = together(*meet(sail, {}, {}))
    both = [routes.find_encounters(tracks, ports, form=form) for form in ("published", "strict")]
    assert [found["duration_h"].tolist() for found in both] == [[3.0], [3.0]]
    with pytest.raises(ArgumentError, match="'loose'"):
        routes.find_encounters(tracks, ports, form="loose")


def test_a_bunker_vessel_of_the_register_is_bunkering_anywhere(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    found = routes.find_encounters(together(*meet(sail, {}, {})), ports, bunker_vessels=["mmsi:2"])
    assert found["kind"].tolist() == ["bunkering"]


def test_a_tug_and_its_tow_are_towing(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    frame = together(sail_along(sail, "1", vessel_type="52"), sail_along(sail, "2", behind_m=250, vessel_type="90"))
    assert kinds(frame, ports) == ["towing"]


def test_two_ships_under_way_sail_together(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    frame = together(sail_along(sail, "1", length_m=90.0), sail_along(sail, "2", behind_m=250, length_m=160.0))
    assert kinds(frame, ports) == ["sailing_together"]


def test_two_senders_in_one_place_under_way_are_one_hull(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    frame = together(sail_along(sail, "1"), sail_along(sail, "2", behind_m=12))
    assert kinds(frame, ports) == ["double_transponder"]


def test_two_senders_of_one_imo_number_are_one_hull(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    assert kinds(together(*meet(sail, {"imo": "9074729"}, {"imo": "9074729"})), ports) == ["double_transponder"]


def test_a_pilot_boat_is_pilotage(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    assert kinds(together(*meet(sail, {}, {"vessel_type": "50"}, end=6.5)), ports) == ["pilotage"]


def test_a_meeting_on_the_antimeridian_is_found(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    first, second = meet(sail, {}, {})
    frame = together(first, second)
    frame["lon"] = (frame["lon"] - 125.02 + 180 + 180) % 360 - 180
    assert kinds(frame, ports) == ["encounter"]


def test_a_meeting_near_the_pole_is_found(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0, 4, 1 / 6)
    frame = together(sail("1", hours, lon=10.0, lat=89.9990), sail("2", hours, lon=-170.0, lat=89.9990))
    found = routes.find_encounters(frame, ports)
    assert found["distance_m"].round().tolist() == [222.0]


def test_equal_times_do_not_disturb(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    frame = together(*meet(sail, {}, {}))
    doubled = pd.concat([frame, frame.assign(line=frame["line"] + 1000)], ignore_index=True)
    assert kinds(doubled, ports) == ["encounter"]


def test_a_draught_that_changed_is_a_reason(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    first, second = meet(sail, {}, {})
    first["draught_m"] = np.where(HOURS > 7.2, 4.6, 3.9)
    found = routes.find_encounters(together(first, second), ports)
    changed = [reason["values"] for reason in found["reasons"][0] if reason["code"] == "route_draught_changed"]
    assert changed == [{"asset": "mmsi:1", "before": 3.9, "after": 4.6}]


def test_a_wait_with_another_draught_and_nobody_heard_is_one_sided(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    ship = sail(
        "1",
        HOURS,
        lon=np.interp(HOURS, [0, 3, 9, 12], [124.0, 125.0, 125.02, 126.0]),
        speed_kn=np.where((HOURS >= 3) & (HOURS <= 9), 0.3, 10),
    )
    ship["draught_m"] = np.where(HOURS > 9.4, 6.8, 5.1)
    found = routes.find_one_sided_meetings(together(ship), ports)
    assert found[["kind", "asset_id", "strength"]].to_numpy().tolist() == [["one_sided_meeting", "mmsi:1", "moderate"]]
    assert found["other_id"].isna().tolist() == [True]
    assert found["reasons"][0][1]["values"] == {"asset": "mmsi:1", "before": 5.1, "after": 6.8}


def go_and_wait(sail: Maker, asset: str, lat: float, beyond: float) -> pd.DataFrame:
    """Come from the west, wait from 3 h to 9 h, and go to a longitude beyond or back."""
    moving = np.where((HOURS >= 3) & (HOURS <= 9), 0.3, 10)
    return sail(asset, HOURS, lon=np.interp(HOURS, [0, 3, 9, 12], [124.0, 125.0, 125.02, beyond]), lat=lat, speed_kn=moving)


def test_a_wait_after_which_a_ship_goes_back_is_weakly_one_sided(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    on, back = go_and_wait(sail, "1", 28.0, 126.0), go_and_wait(sail, "2", 29.0, 124.0)
    found = routes.find_one_sided_meetings(together(on, back), ports)
    assert found[["asset_id", "strength"]].to_numpy().tolist() == [["mmsi:2", "weak"]]
    assert [reason["code"] for reason in found["reasons"][0]][:2] == ["route_one_sided", "route_went_back"]
    assert found["against"][0][0]["values"] == {"back": 1, "waits": 2}
    assert routes.find_one_sided_meetings(together(on, back), ports, signs=["draught"]).empty
    with pytest.raises(ArgumentError, match="'speed'"):
        routes.find_one_sided_meetings(back, ports, signs=["speed"])


def test_going_back_is_no_sign_where_most_do(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    boats = [go_and_wait(sail, str(n), 28.0 + n / 4, 124.0) for n in range(5)]
    assert routes.find_one_sided_meetings(together(*boats), ports).empty


@pytest.mark.parametrize("hours", [HOURS[(HOURS > 2.5)], HOURS[HOURS < 9.5]])
def test_a_way_that_was_not_heard_is_no_course(sail: Maker, together: Maker, ports: pd.DataFrame, hours: list[float]) -> None:
    back = go_and_wait(sail, "2", 29.0, 124.0)
    assert routes.find_one_sided_meetings(together(back[np.isin(HOURS, hours)]), ports).empty


def test_a_wait_beside_another_ship_is_not_one_sided(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    first, second = meet(sail, {}, {})
    first["draught_m"] = np.where(HOURS > 7.2, 4.6, 3.9)
    assert routes.find_one_sided_meetings(together(first, second), ports).empty


@pytest.mark.parametrize(("minutes", "found"), [(20, 1), (40, 0)])
@pytest.mark.parametrize("end", [3.2, 9.2])
def test_half_an_hour_across_the_end_of_a_wait_is_company(  # noqa: PLR0913, PLR0917 - two of them are fixtures
    sail: Maker, together: Maker, ports: pd.DataFrame, tmp_path: Path, minutes: int, end: float, found: int
) -> None:
    hours = np.arange(0, 12, 1 / 60)
    lon = np.interp(hours, [0, 3, 9, 12], [124.0, 125.0, 125.02, 126.0])
    ship = sail("1", hours, lon=lon, speed_kn=np.where((hours >= 3) & (hours <= 9), 0.3, 10), draught_m=np.where(hours > 9.1, 6.8, 5.1))
    near = (hours >= end - minutes / 60) & (hours <= end)
    other = sail("2", hours, lon=lon, lat=np.where(near, 28.001, 28.1), speed_kn=5.0)
    tracks = routes.split_identities(routes.clean_positions(together(ship, other)))
    path = routes.write_tracks(tracks, tmp_path / "tracks.parquet")
    for source in (tracks, path):
        assert routes.find_one_sided_meetings(source, ports, signs=["draught"])["asset_id"].tolist() == ["mmsi:1"] * found


def test_a_wait_heard_too_seldom_for_company_is_one_sided_still(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0.25, 24, 1.5)  # on no mark, and too far apart to be read off between
    ship = sail("1", hours, speed_kn=0.3, draught_m=np.where(hours > 20, 6.8, 5.1))
    assert len(routes.find_one_sided_meetings(together(ship), ports, signs=["draught"])) == 1


def test_a_wait_without_another_draught_is_loitering_alone(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    frame = together(sail("1", HOURS, draught_m=5.0))
    assert routes.find_one_sided_meetings(frame, ports).empty
    assert routes.find_loitering(frame, ports)["kind"].tolist() == ["loitering"]


def test_empty_in_empty_out(ports: pd.DataFrame) -> None:
    assert routes.find_encounters(tables.empty("positions"), ports).empty
    assert routes.find_one_sided_meetings(tables.empty("positions"), ports).empty


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ArgumentError, match="'flight'"):
        routes.find_events(tables.empty("positions"), ("flight",))


def test_two_senders_that_are_never_apart_are_one_hull(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0, 60, 1 / 6)
    lon = 130.0 + hours * 1.2 * 1852 * DEGREES_A_METRE
    frame = together(sail("1", hours, lon=lon, speed_kn=1.2), sail("2", hours, lon=lon, lat=28.0003, speed_kn=1.2))
    found = routes.find_encounters(frame, ports)
    assert found["kind"].tolist() == ["double_transponder"]
    assert found["reasons"][0][1]["code"] == "route_never_apart"


def test_neighbours_at_anchor_in_the_roads_are_no_encounter(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0, 30, 1 / 6)
    frame = together(sail("1", hours, lon=121.2), sail("2", hours, lon=121.2, lat=28.0027))
    assert kinds(frame, ports) == ["anchored"]


def test_ships_alongside_in_the_roads_are_an_encounter(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0, 30, 1 / 6)
    assert kinds(together(sail("1", hours, lon=121.2), sail("2", hours, lon=121.2, lat=28.0003)), ports) == ["encounter"]


def test_neighbours_in_the_roads_that_come_alongside_for_a_while_meet_then(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0, 40, 1 / 6)
    apart = np.interp(hours, [0, 15, 15.5, 19, 19.5, 40], [400, 400, 30, 30, 400, 400]) * DEGREES_A_METRE
    frame = together(sail("1", hours, lon=121.2), sail("2", hours, lon=121.2, lat=28.0 + apart))
    found = routes.find_encounters(frame, ports)
    assert found[["kind", "strength"]].to_numpy().tolist() == [["encounter", "strong"]]
    assert 3.4 <= found["duration_h"][0] <= 4.0
    assert {"code": "route_near_longer", "values": {"hours": 39.8}}.items() <= found["reasons"][0][1].items()
