"""Containers and waybills: their legs, transshipments and timelines."""

import pandas as pd
import pytest

from toolkit import routes, tables
from toolkit.errors import TableError
from toolkit.figures import draw_timeline

DAY = pd.Timestamp("2025-05-01", tz="UTC")


def voyages(*rows: tuple[str, str, str, float, float]) -> pd.DataFrame:
    """Make voyages of (asset, from, to, day left, day come)."""
    return tables.make_table(
        [
            {
                "voyage_id": f"v{n}",
                "asset_id": asset,
                "from_port": start,
                "to_port": goal,
                "started_at": DAY + pd.Timedelta(days=left),
                "ended_at": DAY + pd.Timedelta(days=came),
                "confidence": 0.8,
                "method": "m/1",
            }
            for n, (asset, start, goal, left, came) in enumerate(rows)
        ],
        "voyages",
    )


def cargo(*rows: tuple[str, str, float | None], cargo_id: str = "MSKU1") -> pd.DataFrame:
    """Make milestones of (kind, port, day)."""
    times = [pd.NaT if day is None else DAY + pd.Timedelta(days=day) for _, _, day in rows]
    frame = pd.DataFrame(
        {"cargo_id": cargo_id, "kind": [r[0] for r in rows], "port_id": [r[1] for r in rows], "time": pd.to_datetime(times, utc=True)}
    )
    return frame.assign(ref=[f"goods:{cargo_id}-{n}" for n in range(len(rows))])


FLEET = voyages(
    ("mmsi:1", "CNSHG", "SGSIN", 1, 6),
    ("mmsi:1", "SGSIN", "LKCMB", 7, 10),
    ("mmsi:2", "CNSHG", "KRPUS", 1, 2),
    ("mmsi:3/2", "SGSIN", "NLRTM", 9, 30),
    ("mmsi:4", "LKCMB", "NLRTM", 12, 28),
)


def test_a_container_goes_with_the_ship_that_fits_over_a_call_on_the_way() -> None:
    legs = routes.join_cargo(cargo(("loaded", "CNSHG", 0.5), ("discharged", "LKCMB", 10.5)), FLEET)
    assert legs[["outcome", "asset_id", "confidence"]].to_numpy().tolist() == [["found", "mmsi:1", 0.8]]
    assert legs["voyage_ids"].tolist() == [["v0", "v1"]]
    assert "goods:MSKU1-0" in legs["refs"][0]


def test_a_transshipment_stands_between_two_legs() -> None:
    box = cargo(("loaded", "CNSHG", 0.5), ("discharged", "SGSIN", 6.5), ("loaded", "SGSIN", 8.5), ("discharged", "NLRTM", 31))
    legs = routes.join_cargo(box, FLEET)
    assert legs["asset_id"].tolist() == ["mmsi:1", "mmsi:3/2"]
    events = routes.find_transshipments(legs)
    assert events[["kind", "asset_id", "other_id", "duration_h"]].to_numpy().tolist() == [["transshipment", "MSKU1", "SGSIN", 48.0]]


def test_where_two_ships_fit_none_is_chosen() -> None:
    fleet = voyages(("mmsi:1", "CNSHG", "SGSIN", 1, 6), ("mmsi:2", "CNSHG", "SGSIN", 1.2, 6.1))
    box = cargo(("loaded", "CNSHG", 0.5), ("discharged", "SGSIN", 6.5))
    leg = routes.join_cargo(box, fleet).iloc[0]
    assert (leg["outcome"], leg["confidence"], leg["voyage_ids"]) == ("not_assessable", 0.4, [])
    assert leg["against"][0]["values"] == {"n": 1, "assets": ["mmsi:2"]}
    named = routes.join_cargo(box.assign(asset_id=["mmsi:2", None]), fleet).iloc[0]
    assert (named["outcome"], named["asset_id"], named["confidence"]) == ("found", "mmsi:2", 0.8)


def test_a_named_ship_is_found_under_the_tracks_that_it_was_split_into() -> None:
    leg = routes.join_cargo(cargo(("loaded", "SGSIN", 8), ("discharged", "NLRTM", 31)).assign(asset_id="mmsi:3"), FLEET).iloc[0]
    assert leg["asset_id"] == "mmsi:3/2"


@pytest.mark.parametrize(
    ("box", "outcome", "code"),
    [
        (cargo(("loaded", "CNSHG", 0.5), ("discharged", "USLAX", 10)), "not_found", "route_leg_none_fits"),
        (cargo(("loaded", "CNSHG", 5.0), ("discharged", "SGSIN", 6.5)), "not_found", "route_leg_none_fits"),
        (cargo(("loaded", "CNSHG", 0.5)), "not_assessable", "route_leg_lacks"),
        (cargo(("discharged", "SGSIN", 0.5)), "not_assessable", "route_leg_lacks"),
        (cargo(("loaded", "CNSHG", 0.5), ("discharged", "SGSIN", 6.5)).assign(asset_id="mmsi:9"), "not_assessable", "route_leg_no_track"),
    ],
)
def test_three_answers(box: pd.DataFrame, outcome: str, code: str) -> None:
    leg = routes.join_cargo(box, FLEET).iloc[0]
    assert (leg["outcome"], leg["reasons"][0]["code"]) == (outcome, code)


def test_legs_do_not_hang_on_the_order_of_rows() -> None:
    box = cargo(("loaded", "CNSHG", 0.5), ("discharged", "SGSIN", 6.5), ("loaded", "SGSIN", 8.5), ("discharged", "NLRTM", 31))
    both = pd.concat([box, box.assign(cargo_id="TGHU2")], ignore_index=True)
    expected = routes.join_cargo(both, FLEET)
    shuffled = routes.join_cargo(both.sample(frac=1, random_state=1), FLEET.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(shuffled, expected)


def test_a_timeline_is_events_that_a_figure_draws() -> None:
    box = cargo(
        ("scanned", "CNSHG", 3), ("sealed", "CNSHG", 1), ("gate_out", "CNSHG", 2), ("released", "CNSHG", None), ("sealed", "CNSHG", 1)
    )
    events = routes.make_timeline(box)
    assert events["kind"].astype("str").tolist() == ["sealed", "gate_out", "scanned", "released"]
    assert events["refs"][0] == ["goods:MSKU1-1", "goods:MSKU1-4"]
    picture = draw_timeline(events)
    assert (picture.shown, picture.total) == (3, 4)


def test_milestones_without_a_zone_or_a_column_are_refused() -> None:
    box = cargo(("loaded", "CNSHG", 0.5))
    with pytest.raises(TableError, match="no zone"):
        routes.join_cargo(box.assign(time=box["time"].dt.tz_localize(None)), FLEET)
    with pytest.raises(TableError, match="cargo_id"):
        routes.make_timeline(box.drop(columns="cargo_id"))


def test_none_in_none_out() -> None:
    assert routes.join_cargo(cargo(), FLEET).empty
    assert routes.find_transshipments(tables.empty("legs")).empty
    assert routes.make_timeline(cargo()).empty


def test_a_call_at_a_basin_near_the_port_that_the_paper_names_fits_with_less_confidence() -> None:
    ports = pd.DataFrame({"port_id": ["CNSHG", "CNYSH", "SGSIN"], "name": "x", "lon": [121.5, 121.8, 103.8], "lat": [31.2, 31.1, 1.3]})
    fleet = voyages(("mmsi:1", "CNYSH", "SGSIN", 1, 6))
    box = cargo(("loaded", "CNSHG", 0.5), ("discharged", "SGSIN", 6.5))
    assert routes.join_cargo(box, fleet)["outcome"].tolist() == ["not_found"]
    leg = routes.join_cargo(box, fleet, ports=ports).iloc[0]
    assert (leg["outcome"], leg["confidence"], leg["against"][0]["code"]) == ("found", 0.72, "route_leg_beside")
    told = pd.DataFrame({"asset_id": ["mmsi:1"], "declared_from_port": ["CNSHG"], "declared_started_at": ["2025-05-02"]})
    compared = routes.compare_routes(fleet, told, ports=ports).iloc[0]
    assert "route_declared_port_near" in [reason["code"] for reason in compared["reasons"]]
    assert routes.compare_routes(fleet, told).iloc[0]["against"][0]["code"] == "route_declared_differs"
