import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import routes, tables
from toolkit.errors import ArgumentError

Maker = Callable[..., pd.DataFrame]

HOURS = np.arange(0, 40, 0.25)


def passage(sail: Maker) -> pd.DataFrame:
    """Lie at Alpha, sail to Beta, lie there, sail off east."""
    lon = np.interp(HOURS, [0, 6, 18, 30, 36, 40], [121.0, 121.0, 123.0, 123.0, 124.0, 124.4])
    speed = np.where((HOURS < 6) | ((HOURS >= 18) & (HOURS < 30)), 0.0, 9.0)
    return sail("1", HOURS, lon=lon, speed_kn=speed)


def test_a_call_begins_on_entry_and_ends_on_leaving(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    calls = routes.find_port_calls(together(passage(sail)), ports)
    assert calls["other_id"].tolist() == ["CNAAA", "CNBBB"]
    assert calls["started_at"].dt.strftime("%d %H:%M").tolist() == ["01 00:00", "01 18:00"]
    assert calls["duration_h"].tolist() == [6.0, 12.0]


def test_a_ship_on_the_line_does_not_come_and_go(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    east = np.where(np.arange(len(HOURS)) % 2 == 0, 2_900, 3_500) / 111_195 / np.cos(np.radians(28.0))
    calls = routes.find_port_calls(together(sail("1", HOURS, lon=121.0 + east)), ports)
    assert calls["duration_h"].tolist() == [39.75]
    assert calls["ended_at"].isna().tolist() == [True]


def test_a_ship_that_passes_does_not_call(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    lon = np.interp(HOURS, [0, 40], [120.9, 121.1])
    assert routes.find_port_calls(together(sail("1", HOURS, lon=lon, speed_kn=3.0)), ports).empty


def test_a_short_stop_is_no_call(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    hours = np.arange(0, 2, 0.25)
    assert routes.find_port_calls(together(sail("1", hours, lon=121.0)), ports).empty


def test_true_metres_at_high_latitude(sail: Maker, together: Maker) -> None:
    port = pd.DataFrame({"port_id": ["NOXXX"], "name": ["North"], "lon": [20.0], "lat": [70.0]})
    inside = sail("1", HOURS, lon=20.07, lat=70.0)  # 2.7 km; a buffer of 0.027 degrees would miss it
    assert len(routes.find_port_calls(together(inside), port)) == 1


def test_calls_are_joined_to_voyages(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    tracks = together(passage(sail))
    voyages = routes.build_voyages(tracks, routes.find_port_calls(tracks, ports))
    assert voyages["from_port"].tolist() == ["CNAAA", "CNBBB"]
    assert voyages["to_port"].tolist()[0] == "CNBBB"
    assert voyages["to_port"].isna().tolist() == [False, True]
    assert round(voyages["distance_km"][0]) == 196
    assert voyages["refs"][0] == ["positions:s1#26-74"]


def test_silent_hours_of_a_voyage_are_said(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    tracks = together(passage(sail))
    tracks = tracks[(tracks["line"] < 40) | (tracks["line"] > 60)]
    voyages = routes.build_voyages(tracks, routes.find_port_calls(tracks, ports), plausible=False)
    assert voyages["against"][0][0]["values"] == {"hours": 5.5, "share": 46}


def test_declared_beside_observed(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    tracks = together(passage(sail))
    voyages = routes.build_voyages(tracks, routes.find_port_calls(tracks, ports), plausible=False)
    declared = pd.DataFrame(
        {"asset_id": ["mmsi:1"], "declared_from_port": ["CNAAA"], "declared_to_port": ["CNCCC"], "declared_started_at": ["2024-05-01"]}
    )
    compared = routes.compare_routes(voyages, declared)
    assert compared["declared_to_port"].tolist()[0] == "CNCCC"
    assert [r["code"] for r in compared["reasons"][0]][2:] == ["route_declared_agrees", "route_declared_agrees"]
    assert compared["against"][0][0]["values"] == {"field": "to_port", "declared": "CNCCC", "observed": "CNBBB"}


def test_a_declaration_that_nothing_fits_is_kept(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    tracks = together(passage(sail))
    voyages = routes.build_voyages(tracks, routes.find_port_calls(tracks, ports), plausible=False)
    compared = routes.compare_routes(voyages, pd.DataFrame({"asset_id": ["mmsi:2"], "declared_started_at": ["2024-05-01"]}))
    assert compared["asset_id"].tolist() == ["mmsi:1", "mmsi:1", "mmsi:2"]
    assert compared["against"][2][0]["code"] == "route_declared_unobserved"


def test_empty_in_empty_out(ports: pd.DataFrame) -> None:
    assert routes.find_port_calls(tables.empty("positions"), ports).empty
    assert routes.build_voyages(tables.empty("positions"), tables.empty("events")).empty
    assert routes.compare_routes(tables.empty("voyages"), pd.DataFrame({"asset_id": []})).empty


def test_the_port_list_is_a_ports_table() -> None:
    ports = routes.load_ports()
    tables.check(ports, "ports")
    assert len(ports) == 3917
    assert ports.set_index("port_id").loc["CNNGB", "country"] == "CN"


def test_a_route_avoids_the_northwest_passage_unless_asked() -> None:
    assert routes.plan_routes("CNSHG", "NLRTM", k=1)["passages"].tolist() == [["malacca", "babalmandab", "suez", "gibraltar"]]
    assert "northwest" in routes.plan_routes("CNSHG", "NLRTM", via=["northwest"], k=1)["passages"][0]


def test_further_routes_take_other_passages() -> None:
    plans = routes.plan_routes("CNSHG", "NLRTM", avoid=["suez"], k=3)
    assert plans["rank"].tolist() == [1, 2, 3]
    assert plans["distance_km"].is_monotonic_increasing
    assert not any("suez" in passages for passages in plans["passages"])
    assert plans.crs.to_string() == "EPSG:4326"


def test_a_route_across_the_pacific_is_cut_at_the_antimeridian() -> None:
    plan = routes.plan_routes((139.65, 35.4), (-118.25, 33.7), k=1)
    assert plan.geometry[0].geom_type == "MultiLineString"
    assert all(abs(x) <= 180 for part in plan.geometry[0].geoms for x, _ in part.coords)
    assert max(abs(b[0] - a[0]) for part in plan.geometry[0].geoms for a, b in zip(part.coords[:-1], part.coords[1:], strict=True)) < 90
    assert 8_500 < plan["distance_km"][0] < 9_500


def test_a_shut_sea_has_no_route() -> None:
    plan = routes.plan_routes("ROCND", "NLRTM", avoid=["bosporus"], k=1)
    assert plan["rank"].tolist() == [0]
    assert plan.geometry.isna().tolist() == [True]
    assert plan["reasons"][0][0]["code"] == "route_none"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"from_": "XXXXX", "to": "NLRTM"}, "XXXXX"),
        ({"from_": "CNSHG", "to": "NLRTM", "avoid": ["suess"]}, "suess"),
        ({"from_": "CNSHG", "to": "NLRTM", "via": ["suez"], "avoid": ["suez"]}, "both name 'suez'"),
        ({"from_": "CNSHG", "to": "NLRTM", "k": 0}, "k=0"),
        ({"from_": ["CNSHG", "CNNGB"], "to": "NLRTM"}, "2 places"),
        ({"from_": (31.2, 121.5), "to": "NLRTM"}, "longitude"),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        routes.plan_routes(**arguments)


ORDERS = st.randoms(use_true_random=False)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=ORDERS)
def test_voyages_do_not_hang_on_the_order_of_rows(order: random.Random, sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    tracks = together(passage(sail), sail("2", HOURS, lon=passage(sail)["lon"], lat=28.001, speed_kn=passage(sail)["speed_kn"]))
    calls = routes.find_port_calls(tracks, ports)
    declared = pd.DataFrame(
        {"asset_id": ["mmsi:1"] * 3, "declared_from_port": ["CNAAA", "CNBBB", "CNCCC"], "declared_started_at": "2024-05-01"}
    )
    expected = routes.compare_routes(routes.build_voyages(tracks, calls), declared)
    rows = list(range(len(tracks)))
    order.shuffle(rows)
    shuffled = routes.build_voyages(tracks.iloc[rows], calls.iloc[::-1])
    told = declared.iloc[order.sample([0, 1, 2], 3)]
    result = routes.compare_routes(shuffled, told)
    by_id = [frame.sort_values("voyage_id", ignore_index=True) for frame in (result, expected)]
    pd.testing.assert_frame_equal(*by_id)


def test_a_voyage_over_the_antimeridian_is_drawn_in_parts_and_its_silence_as_a_region(sail: Maker, together: Maker) -> None:
    pair = pd.DataFrame({"port_id": ["FJAAA", "WSBBB"], "name": ["West", "East"], "lon": [179.0, -179.0], "lat": [-16.0, -16.0]})
    hours = np.concatenate([np.arange(0, 14, 0.25), np.arange(17, 40, 0.25)])
    lon = (np.interp(hours, [0, 6, 24, 40], [179.0, 179.0, 181.0, 181.0]) + 180) % 360 - 180
    tracks = together(sail("1", hours, lon=lon, lat=-16.0, speed_kn=np.where((hours < 6) | (hours >= 24), 0.0, 6.4)))
    voyages = routes.build_voyages(tracks, routes.find_port_calls(tracks, pair))
    assert voyages[["from_port", "to_port"]].to_numpy().tolist() == [["FJAAA", "WSBBB"]]
    assert round(voyages["distance_km"][0]) == 208
    assert 200 < voyages["plausible_km"][0] < 215
    legs = routes.make_legs(tracks, voyages)
    assert legs["part"].tolist() == ["heard", "possible", "heard"]
    bounds = legs.geometry.bounds
    assert bounds["minx"].min() >= -180
    assert bounds["maxx"].max() <= 180
    assert legs.geometry[1].geom_type == "MultiPolygon"
