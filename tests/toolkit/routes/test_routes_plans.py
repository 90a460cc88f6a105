"""Planned routes: restrictions that hold, there and back, and nothing that hangs on the order of pairs."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit import geo, routes
from toolkit.errors import ArgumentError
from toolkit.routes.lanes import load_lanes

PAIRS = [("CNSHG", "NLRTM"), ("USLAX", "JPYOK"), ("SGSIN", "KRPUS"), ("BRSSZ", "ZADUR"), ("FJSUV", "CLVAP"), ("EGPSD", "INBOM")]


def test_what_a_pair_gets_does_not_hang_on_the_others() -> None:
    together = routes.plan_routes([a for a, _ in PAIRS], [b for _, b in PAIRS], k=1)
    for n, (start, goal) in enumerate(PAIRS):
        alone = routes.plan_routes(start, goal, k=1).iloc[0]
        assert together.iloc[n]["distance_km"] == alone["distance_km"]
        assert together.geometry[n].equals(alone["geometry"])


def test_there_and_back_are_one_way() -> None:
    there = routes.plan_routes([a for a, _ in PAIRS], [b for _, b in PAIRS], k=1)
    back = routes.plan_routes([b for _, b in PAIRS], [a for a, _ in PAIRS], k=1)
    assert there["distance_km"].tolist() == back["distance_km"].tolist()
    assert [set(names) for names in there["passages"]] == [set(names) for names in back["passages"]]


@pytest.mark.parametrize("passage", ["suez", "panama", "malacca", "sunda", "ormuz", "babalmandab", "bosporus", "northwest", "south_africa"])
def test_a_mandatory_passage_is_gone_through_and_a_shut_one_is_not(passage: str) -> None:
    start, goal = {"ormuz": ("IRBND", "NLRTM"), "bosporus": ("ROCND", "NLRTM"), "panama": ("USNYC", "USLAX")}.get(
        passage, ("CNSHG", "NLRTM")
    )
    through = routes.plan_routes(start, goal, via=[passage], k=2)
    assert all(passage in names for names in through["passages"])
    around = routes.plan_routes(start, goal, avoid=[passage], k=2)
    assert not any(passage in names for names in around["passages"])


def test_the_cape_is_not_rounded_further_south_where_it_must_be_avoided() -> None:
    plan = routes.plan_routes((10.0, -34.0), (35.0, -34.0), avoid=["south_africa"], k=1)
    assert plan["distance_km"][0] > 15_000


def test_a_place_joins_the_network_where_least_land_lies_between() -> None:
    node = routes.load_ports().iloc[::40]
    lanes = load_lanes()
    _, nearest = lanes.tree.query(geo.to_xyz(node["lon"], node["lat"]))
    plain = geo.measure_steps_on_land_km(node["lon"].to_numpy(), node["lat"].to_numpy(), lanes.lon[nearest], lanes.lat[nearest])
    _, _, land_km = lanes.snap(node["lon"], node["lat"])
    assert (land_km <= plain + 1e-9).all()
    assert land_km.sum() < 0.95 * plain.sum()


def test_a_canal_is_no_land() -> None:
    plan = routes.plan_routes("EGPSD", (32.6, 29.5), k=1).iloc[0]
    assert plan["passages"] == ["suez"]
    assert plan["land_km"] < 30


def test_the_detour_is_measured_against_the_shortest() -> None:
    plans = routes.plan_routes("CNSHG", "NLRTM", k=3)
    assert plans["detour_ratio"].tolist() == pytest.approx((plans["distance_km"] / plans["distance_km"][0]).tolist())


def test_a_name_that_is_no_list_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"\['suez'\]"):
        routes.plan_routes("CNSHG", "NLRTM", avoid="suez")


@settings(max_examples=15, deadline=None)
@example(lon=[0.0, 0.0, -83.0, 0.0], lat=[0.0, 0.0, 73.0, 0.0])  # within the Northwest Passage, which is shut: no route
@given(
    lon=st.lists(st.floats(-180, 180), min_size=4, max_size=4),
    lat=st.lists(st.floats(-90, 90), min_size=4, max_size=4),
)
def test_no_route_is_shorter_than_the_great_circle_wherever_it_leads(lon: list[float], lat: list[float]) -> None:
    starts, goals = list(zip(lon[:2], lat[:2], strict=True)), list(zip(lon[2:], lat[2:], strict=True))
    plans = routes.plan_routes(starts, goals, k=1)
    straight = geo.haversine_m(lon[:2], lat[:2], lon[2:], lat[2:]) / 1000
    km = plans["distance_km"].to_numpy()
    assert (np.isnan(km) == (plans["rank"] == 0)).all()
    assert (km >= straight - 1e-3)[plans["rank"] > 0].all()
    for shape in plans.geometry.dropna():
        for part in getattr(shape, "geoms", [shape]):
            x = np.array(part.coords)[:, 0]
            assert np.abs(x).max() <= 180
            assert np.abs(np.diff(x)).max() <= 180


def test_distances_are_those_of_the_routes() -> None:
    ports = routes.load_ports().set_index("port_id")
    starts, goals = ["CNSHA", "CNYAN", "FJSUV", "DEHAM", "JPYOK"], ["NLRTM", "CNZOS", "WSAPW", "GBFXT", "KRPUS"]
    ends = [ports.loc[side, axis].to_numpy() for side in (starts, goals) for axis in ("lon", "lat")]
    plans = routes.plan_routes(starts, goals, k=1)
    assert routes.measure_sea_km(*ends) == pytest.approx(plans["distance_km"].to_numpy())


def test_near_places_without_land_between_are_joined_by_the_straight_line() -> None:
    plan = routes.plan_routes((179.0, -16.0), (-179.0, -16.0), k=1).iloc[0]
    assert plan["distance_km"] == pytest.approx(float(geo.haversine_m(179.0, -16.0, -179.0, -16.0)) / 1000)
    assert len(plan["geometry"].geoms) == 2


@pytest.mark.parametrize(("start", "goal"), [((-6.5, 36.0), (-4.5, 36.1)), ((8.5, 44.2), (13.5, 45.2))])
def test_neither_a_passage_nor_land_is_crossed_by_a_straight_line(start: tuple[float, float], goal: tuple[float, float]) -> None:
    plan = routes.plan_routes(start, goal, k=1).iloc[0]
    straight = float(geo.haversine_m(*start, *goal)) / 1000
    assert plan["distance_km"] > straight + 1
    assert plan["passages"] == ["gibraltar"] or plan["distance_km"] > 3 * straight


@pytest.mark.parametrize(("start", "goal"), [("CNSHA", "NLRTM"), ("USNYC", "CNSHA"), ("INBOM", "ITGOA")])
def test_fewer_ways_are_the_first_of_more(start: str, goal: str) -> None:
    many = routes.plan_routes(start, goal, k=6)
    for k in (1, 2, 4):
        few = routes.plan_routes(start, goal, k=k)
        assert few["distance_km"].tolist() == many["distance_km"].tolist()[:k]
        assert few["passages"].tolist() == many["passages"].tolist()[:k]
