"""Corridors, usual routes, flights and roads."""

from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest

from toolkit import geo, routes, tables
from toolkit.errors import ArgumentError, TableError

Maker = Callable[..., pd.DataFrame]


def test_a_flow_counts_tracks_and_moves(sail: Maker, together: Maker) -> None:
    there, back = np.linspace(120.5, 122.5, 21), np.linspace(122.5, 120.5, 21)
    hours = np.arange(42) / 2
    frame = together(sail("1", hours, lon=np.append(there, back), lat=28.5), sail("2", hours[:21], lon=there, lat=28.5))
    flows = routes.find_corridors(frame, min_tracks=1)
    assert flows[["from_lon", "to_lon", "tracks", "moves", "share", "n_tracks"]].to_numpy().tolist() == [
        [120.5, 121.5, 2, 2, 1.0, 2],
        [121.5, 122.5, 2, 2, 1.0, 2],
        [121.5, 120.5, 1, 1, 0.5, 2],
        [122.5, 121.5, 1, 1, 0.5, 2],
    ]
    assert len(routes.find_corridors(frame)) == 2


def test_a_flow_is_counted_through_every_cell_and_not_over_a_silence(sail: Maker, together: Maker) -> None:
    assert len(routes.find_corridors(together(sail("1", [0, 1], lon=[120.5, 123.5])), min_tracks=1)) == 3
    assert routes.find_corridors(together(sail("1", [0, 2], lon=[120.5, 123.5])), min_tracks=1).empty


def test_a_corridor_over_the_antimeridian_is_cut_and_one_at_the_pole_holds(sail: Maker, together: Maker, tmp_path: Path) -> None:
    frame = together(sail("1", [0, 1], lon=[179.5, -179.5]), sail("2", [0, 1], lon=[10.0, -170.0], lat=89.6))
    flows = routes.find_corridors(frame, min_tracks=1)
    assert flows.crs.to_string() == "EPSG:4326"
    assert np.abs(geopandas.GeoSeries(flows.geometry).bounds.to_numpy()).max() <= 180
    pacific = flows[flows["from_lon"] == 179.5].geometry.iloc[0]
    assert len(pacific.geoms) == 2
    for name in ("flows.gpkg", "flows.parquet"):
        path = routes.write_map(flows, tmp_path / name)
        read = geopandas.read_file(path) if name.endswith("gpkg") else geopandas.read_parquet(path)
        assert len(read) == len(flows)


def test_corridors_do_not_hang_on_the_order_of_rows(sail: Maker, together: Maker) -> None:
    frame = together(*(sail(str(n), np.arange(20) / 2, lon=np.linspace(120, 124, 20), lat=28 + n / 7) for n in range(5)))
    expected = routes.find_corridors(frame)
    assert len(expected)
    shuffled = routes.find_corridors(frame.sample(frac=1, random_state=8))
    pd.testing.assert_frame_equal(pd.DataFrame(shuffled.drop(columns="geometry")), pd.DataFrame(expected.drop(columns="geometry")))


def trade(ways: list[list[str]]) -> pd.DataFrame:
    start = pd.Timestamp("2025-01-01", tz="UTC")
    rows = [
        {
            "voyage_id": f"v{n:02d}",
            "asset_id": f"mmsi:{n % 7}",
            "from_port": "CNSHG",
            "to_port": "NLRTM",
            "started_at": start + pd.Timedelta(days=n),
            "ended_at": start + pd.Timedelta(days=n + 30),
            "distance_km": 20_000.0 + n,
            "passages": way,
            "method": "m/1",
        }
        for n, way in enumerate(ways)
    ]
    return tables.make_table(rows, "voyages")


def test_the_usual_routes_of_a_trade_stand_with_their_number() -> None:
    listed = routes.list_usual_routes(trade([["suez"]] * 9 + [["south_africa"]] * 3))
    assert listed[["passages", "voyages", "share", "n", "days_median"]].to_numpy().tolist() == [
        ["suez", 9, 0.75, 12, 30.0],
        ["south_africa", 3, 0.25, 12, 30.0],
    ]


def test_a_way_that_no_other_took_is_rare_and_says_how_many_are() -> None:
    checks = routes.rate_voyages(trade([["suez"]] * 24 + [["panama"]])).set_index("subject_id")
    rare = checks.loc["v24"]
    assert (rare["outcome"], rare["observed"], rare["n"]) == ("below", 0.0, 24)
    assert rare["reasons"][0]["values"]["base"] == 4
    assert rare["against"][0]["code"] == "route_usual_may_be"
    assert checks.loc["v00", "outcome"] == "within"


def test_few_peers_and_unknown_ports_are_not_assessable() -> None:
    few = routes.rate_voyages(trade([["suez"]] * 5))
    assert set(few["outcome"].astype("str")) == {"not_assessable"}
    unknown = routes.rate_voyages(trade([["suez"]] * 20).assign(to_port=None))
    assert unknown["reasons"][0][0]["code"] == "route_usual_no_ports"
    assert routes.rate_voyages(tables.empty("voyages")).empty
    assert routes.list_usual_routes(tables.empty("voyages")).empty


def test_ratings_do_not_hang_on_the_order_of_rows() -> None:
    voyages = trade([["suez"]] * 15 + [["panama"]])
    expected = routes.rate_voyages(voyages).sort_values("subject_id", ignore_index=True)
    shuffled = routes.rate_voyages(voyages.sample(frac=1, random_state=5)).sort_values("subject_id", ignore_index=True)
    pd.testing.assert_frame_equal(shuffled, expected)


def test_a_flight_over_the_pacific_is_cut_and_as_long_as_the_great_circle() -> None:
    flight = routes.plan_flights("PVG", "LAX").iloc[0]
    line = [point for part in flight["geometry"].geoms for point in part.coords]
    assert len(flight["geometry"].geoms) == 2
    assert max(abs(x) for x, _ in line) == 180
    assert max(y for _, y in line) > 45
    assert flight["distance_km"] == pytest.approx(10_400, rel=0.01)
    assert routes.plan_flights(["ZSPD"], ["KLAX"])["distance_km"][0] == pytest.approx(flight["distance_km"], rel=0.001)


def test_an_airport_that_is_not_known_is_named() -> None:
    with pytest.raises(ArgumentError, match="QQQ"):
        routes.plan_flights("PVG", "QQQ")
    with pytest.raises(ArgumentError, match="2 airports"):
        routes.plan_flights(["PVG", "PEK"], "LAX")


def test_roads_are_bounded_by_the_straight_line() -> None:
    road = routes.plan_roads((121.5, 31.2), (118.8, 32.1)).iloc[0]
    assert road["least_km"] == pytest.approx(float(geo.haversine_m(121.5, 31.2, 118.8, 32.1)) / 1000)
    assert np.isnan(road["network_km"])


def test_the_users_network_is_measured_where_it_leads() -> None:
    network = pd.DataFrame(
        {"from_lon": [121.0, 121.5], "from_lat": [31.0, 31.5], "to_lon": [121.5, 122.0], "to_lat": [31.5, 31.0], "km": [90.0, None]}
    )
    roads = routes.plan_roads([(121.0, 31.0), (121.0, 31.0)], [(122.0, 31.0), (130.0, 31.0)], network=network)
    assert roads["network_km"][0] == pytest.approx(90.0 + float(geo.haversine_m(121.5, 31.5, 122.0, 31.0)) / 1000)
    assert np.isnan(roads["network_km"][1])
    assert roads["reasons"][1][1]["code"] == "route_road_off_network"
    with pytest.raises(TableError, match="from_lon"):
        routes.plan_roads((121.0, 31.0), (122.0, 31.0), network=network.drop(columns="from_lon"))
