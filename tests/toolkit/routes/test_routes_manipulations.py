from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, tables, wording

Maker = Callable[..., pd.DataFrame]

MINUTES = np.arange(0, 3, 1 / 30)
DEGREES_A_METRE = 1 / 111_195


def circle(  # noqa: PLR0913 - a circle has that many sides
    sail: Maker, asset: str, *, lon: float = 122.9, lat: float = 29.0, radius_m: float = 800.0, knots: float = 20.0, **more: object
) -> pd.DataFrame:
    angle = knots * 1852 * MINUTES / radius_m
    east = radius_m * np.sin(angle) * DEGREES_A_METRE / np.cos(np.radians(lat))
    north = radius_m * np.cos(angle) * DEGREES_A_METRE
    course = (np.degrees(angle) + 90) % 360
    return sail(asset, MINUTES, lon=(lon + east + 180) % 360 - 180, lat=lat + north, **{"speed_kn": knots, "course_deg": course, **more})


def leap(sail: Maker, asset: str, *, away: tuple[float, float] = (123.9, 30.9), start: float = 1.0, hours: float = 1.0) -> pd.DataFrame:
    gone = (start <= MINUTES) & (start + hours >= MINUTES)
    return sail(asset, MINUTES, lon=np.where(gone, away[0], 125.0), lat=np.where(gone, away[1], 28.0))


def codes(event: pd.Series, side: str = "reasons") -> list[str]:
    return [reason["code"] for reason in event[side]]


def test_a_leap_elsewhere_and_back_is_a_teleport(sail: Maker, together: Maker) -> None:
    found = routes.find_manipulations(together(leap(sail, "1")))
    assert found[["kind", "asset_id", "strength", "duration_h"]].to_numpy().tolist() == [["gnss_manipulation", "mmsi:1", "weak", 1.0]]
    assert codes(found.iloc[0], "against") == ["route_teleport_may_be", "route_manipulation_victim"]
    assert found["refs"].tolist() == [["positions:s1#32-62"]]


def test_ships_put_in_one_place_together_are_moderate(sail: Maker, together: Maker) -> None:
    found = routes.find_manipulations(together(leap(sail, "1"), leap(sail, "2", away=(123.95, 30.9), start=1.5)))
    assert found["strength"].tolist() == ["moderate", "moderate"]
    assert found["reasons"][0][1]["values"] == {"n": 1, "assets": ["mmsi:2"]}


def test_a_ship_put_ashore_is_moderate(sail: Maker, together: Maker) -> None:
    found = routes.find_manipulations(together(leap(sail, "1", away=(116.0, 40.0))))
    assert codes(found.iloc[0]) == ["route_teleport", "route_manipulation_inland"]


def test_a_single_faulty_position_is_a_jump_and_no_teleport(sail: Maker, together: Maker) -> None:
    frame = together(leap(sail, "1", hours=0.01))
    assert routes.find_manipulations(frame).empty
    assert len(routes.find_jumps(frame)) == 2


def test_a_ship_that_stays_where_she_leapt_has_not_come_back(sail: Maker, together: Maker) -> None:
    assert routes.find_manipulations(together(leap(sail, "1", hours=9.0))).empty


def test_a_ring_that_the_ship_contradicts_is_moderate(sail: Maker, together: Maker) -> None:
    found = routes.find_manipulations(together(circle(sail, "1", speed_kn=0.1, course_deg=10.0)))
    assert found[["strength", "duration_h"]].to_numpy().tolist() == [["moderate", 89 / 30]]
    assert codes(found.iloc[0]) == ["route_ring", "route_ring_contradicted"]
    assert round(found["distance_m"][0]) == 800
    assert (round(found["lon"][0], 4), round(found["lat"][0], 4)) == (122.9, 29.0)


def test_a_ring_that_the_ship_agrees_with_is_weak(sail: Maker, together: Maker) -> None:
    found = routes.find_manipulations(together(circle(sail, "1")))
    assert found["strength"].tolist() == ["weak"]
    assert codes(found.iloc[0], "against") == ["route_ring_may_be", "route_manipulation_victim"]


@pytest.mark.parametrize("knots", [0.3, 1.2])
def test_a_ship_that_swings_about_her_anchor_makes_no_ring(sail: Maker, together: Maker, knots: float) -> None:
    assert routes.find_manipulations(together(circle(sail, "1", radius_m=60.0, knots=knots))).empty


def test_one_turn_is_no_ring(sail: Maker, together: Maker) -> None:
    assert routes.find_manipulations(together(circle(sail, "1", knots=1.5))).empty


@pytest.mark.parametrize(("lon", "lat"), [(180.0, 10.0), (-179.999, -60.0), (5.0, 85.0)])
def test_a_ring_on_the_antimeridian_or_near_a_pole_is_found(sail: Maker, together: Maker, lon: float, lat: float) -> None:
    found = routes.find_manipulations(together(circle(sail, "1", lon=lon, lat=lat, speed_kn=0.0)))
    assert len(found) == 1
    assert abs((found["lon"][0] - lon + 180) % 360 - 180) < 0.02


def test_the_answers_are_found_not_found_and_not_assessable(sail: Maker, together: Maker) -> None:
    def answer(frame: pd.DataFrame) -> list[object]:
        row = routes.assess_tracks(frame, routes.find_manipulations(frame), kinds=["gnss_manipulation"]).iloc[0]
        return [row["outcome"], row["reasons"][0]["code"]]

    assert answer(together(circle(sail, "1"))) == ["found", "assess_found"]
    assert answer(together(sail("1", MINUTES))) == ["not_found", "assess_not_found"]
    assert answer(together(sail("1", range(9)))) == ["not_assessable", "assess_sparse"]
    assert answer(together(leap(sail, "1")).assign(time=pd.NaT)) == ["not_assessable", "assess_no_times"]


@pytest.mark.parametrize("language", wording.LANGUAGES)
def test_every_finding_can_be_said(sail: Maker, together: Maker, language: str) -> None:
    frame = together(
        circle(sail, "1", speed_kn=0.1), circle(sail, "2", speed_kn=102.3, course_deg=360.0), leap(sail, "3", away=(116.0, 40.0))
    )
    found = routes.find_manipulations(routes.clean_positions(frame))
    assert len(found) == 3
    for event in found.itertuples():
        assert all(wording.say(reason, language) for reason in (*event.reasons, *event.against))


def test_empty_in_empty_out() -> None:
    assert routes.find_manipulations(tables.empty("positions")).empty
