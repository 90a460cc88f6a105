"""Passages that were gone through, legs on the map, and whether a voyage was plausible."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, tables
from toolkit.errors import ArgumentError

Maker = Callable[..., pd.DataFrame]


@pytest.mark.parametrize("passage", sorted(routes.GATES))
def test_a_ship_that_crosses_the_line_went_through(passage: str, sail: Maker, together: Maker) -> None:
    (x1, y1), (x2, y2) = routes.GATES[passage]
    middle, across = np.array([(x1 + x2) / 2, (y1 + y2) / 2]), np.array([y2 - y1, x1 - x2])
    across = 0.05 * across / np.linalg.norm(across)
    points = np.array([middle - across, middle + across])
    events = routes.find_passages(together(sail("1", [0, 0.5], lon=points[:, 0], lat=points[:, 1])))
    assert events[["kind", "other_id", "strength"]].to_numpy().tolist() == [["passage", passage, "strong"]]


def test_a_ship_that_turns_back_did_not_go_through(sail: Maker, together: Maker) -> None:
    assert routes.find_passages(together(sail("1", [0, 1, 2], lon=[-5.8, -5.4, -5.8], lat=35.95))).empty
    assert len(routes.find_passages(together(sail("1", [0, 1, 2, 3], lon=[-5.8, -5.4, -5.8, -5.4], lat=35.95)))) == 1


def test_nothing_is_said_over_a_long_silence(sail: Maker, together: Maker) -> None:
    assert routes.find_passages(together(sail("1", [0, 7], lon=[-5.8, -5.4], lat=35.95))).empty


def test_a_way_past_the_gate_and_across_the_antimeridian_is_no_passage(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", [0, 1], lon=[-5.8, -5.4], lat=35.5), sail("2", [0, 1], lon=[179.9, -179.9], lat=36.0))
    assert routes.find_passages(frame).empty


def test_passages_do_not_hang_on_the_order_of_rows(sail: Maker, together: Maker) -> None:
    frame = together(*(sail(str(n), [0, 1, 30, 31], lon=[-5.8, -5.4, -5.4, -5.8], lat=35.9 + n / 50) for n in range(4)))
    expected = routes.find_passages(frame)
    assert len(expected) == 8
    pd.testing.assert_frame_equal(routes.find_passages(frame.sample(frac=1, random_state=3)), expected)


def test_the_calendar_counts_passes_and_assets_a_month(sail: Maker, together: Maker) -> None:
    hours = np.array([0, 1, 30, 31, 800, 801])
    frame = together(sail("1", hours, lon=[-5.8, -5.4, -5.4, -5.8, -5.8, -5.4], lat=35.95), sail("2", [0, 1], lon=[-5.8, -5.4], lat=35.9))
    counts = routes.count_passages(routes.find_passages(frame))
    assert counts.to_numpy().tolist() == [["gibraltar", "2024-05", 3, 2], ["gibraltar", "2024-06", 1, 1]]
    assert routes.count_passages(tables.empty("events")).columns.tolist() == ["passage", "month", "passes", "assets"]


def test_an_unknown_passage_is_named(sail: Maker, together: Maker) -> None:
    with pytest.raises(ArgumentError, match="suess"):
        routes.find_passages(together(sail("1", [0, 1])), ["suess"])


def voyage(**changes: object) -> pd.DataFrame:
    row: dict[str, object] = {
        "voyage_id": "v",
        "asset_id": "mmsi:1",
        "from_port": "CNSHG",
        "to_port": "NLRTM",
        "started_at": pd.Timestamp("2024-02-01", tz="UTC"),
        "ended_at": pd.Timestamp("2024-03-10", tz="UTC"),
        "method": "m/1",
    }
    return tables.make_table([{**row, **changes}], "voyages")


def judged(**changes: object) -> dict[str, pd.Series]:
    checks = routes.check_voyages(voyage(**changes))
    return {str(row["kind"]): row for _, row in checks.iterrows()}


def test_the_way_around_the_cape_is_plausible_and_the_red_sea_explains_it() -> None:
    plans = routes.plan_routes("CNSHG", "NLRTM", k=8)
    cape = next(km for km, names in zip(plans["distance_km"], plans["passages"], strict=True) if "south_africa" in names)
    row = judged(distance_km=float(cape))["route_detour"]
    assert row["outcome"] == "within"
    assert row["reasons"][0]["values"]["shortest"] > 1.2
    assert [reason["values"]["cause"] for reason in row["against"]] == ["red_sea_attacks"]
    earlier = judged(
        distance_km=float(cape), started_at=pd.Timestamp("2019-02-01", tz="UTC"), ended_at=pd.Timestamp("2019-03-10", tz="UTC")
    )
    assert earlier["route_detour"]["against"] == []


def test_a_ship_that_was_seen_in_the_canal_is_not_held_against_the_cape() -> None:
    row = judged(distance_km=35_000.0, passages=["suez"])["route_detour"]
    assert "suez" in row["reasons"][0]["values"]["passages"]
    assert row["outcome"] == "above"


def test_a_voyage_that_no_ship_can_make_in_the_time_is_below() -> None:
    row = judged(distance_km=20_000.0, ended_at=pd.Timestamp("2024-02-12", tz="UTC"))["transit_time"]
    assert row["outcome"] == "below"
    assert judged(distance_km=20_000.0)["transit_time"]["outcome"] == "within"


def test_declared_days_allow_the_most_time() -> None:
    row = judged(
        from_port=None,
        to_port=None,
        started_at=pd.NaT,
        ended_at=pd.NaT,
        declared_from_port="CNSHG",
        declared_to_port="JPYOK",
        declared_started_at="2024-02-01",
        declared_ended_at="2024-02-03",
    )
    assert row["transit_time"]["observed"] == 3.0
    assert row["route_detour"]["outcome"] == "not_assessable"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"to_port": "CNSHG"}, "route_check_same_port"),
        ({"to_port": "XXXXX"}, "route_check_no_way"),
        ({"to_port": None}, "route_check_no_way"),
        ({"ended_at": pd.NaT}, "route_check_no_times"),
    ],
)
def test_what_cannot_be_judged_says_why(changes: dict[str, object], code: str) -> None:
    row = judged(distance_km=20_000.0, **changes)["transit_time"]
    assert (row["outcome"], row["reasons"][0]["code"]) == ("not_assessable", code)


def test_a_silent_stretch_is_a_region_and_never_a_line(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.concatenate([np.arange(0, 10, 0.25), np.arange(13, 40, 0.25)])
    lon = np.interp(hours, [0, 6, 18, 40], [121.0, 121.0, 123.0, 123.0])
    tracks = together(sail("1", hours, lon=lon, speed_kn=np.where((hours < 6) | (hours >= 18), 0.0, 9.0)))
    voyages = routes.build_voyages(tracks, routes.find_port_calls(tracks, ports), plausible=False)
    legs = routes.make_legs(tracks, voyages)
    assert legs["part"].tolist() == ["heard", "possible", "heard"]
    assert legs.geometry.geom_type.tolist() == ["MultiLineString", "Polygon", "MultiLineString"]
    assert legs.crs.to_string() == "EPSG:4326"
    assert voyages["confidence"].tolist() == [0.73]
    assert voyages["silent_h"].tolist() == [3.25]


def test_declared_passages_stand_beside_those_observed() -> None:
    seen = voyage(passages=["gibraltar"], silent_h=0.0)
    told = pd.DataFrame({"asset_id": ["mmsi:1"], "declared_started_at": ["2024-02-01"], "declared_passages": [["suez"]]})
    row = routes.compare_routes(seen, told).iloc[0]
    assert row["declared_passages"] == ["suez"]
    assert [reason["code"] for reason in row["against"]] == [
        "route_declared_passage_unseen",
        "route_passage_undeclared",
        "route_declared_may_be",
    ]
    agreeing = routes.compare_routes(seen, told.assign(declared_passages=[["gibraltar"]])).iloc[0]
    assert "route_declared_passage_seen" in [reason["code"] for reason in agreeing["reasons"]]
    assert agreeing["against"] == []


def test_none_in_none_out() -> None:
    assert routes.check_voyages(tables.empty("voyages")).empty
    assert routes.make_legs(tables.empty("positions"), tables.empty("voyages")).empty
    assert routes.find_passages(tables.empty("positions")).empty
