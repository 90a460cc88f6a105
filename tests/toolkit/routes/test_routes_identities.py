from collections.abc import Callable

import pandas as pd

from toolkit import routes

Maker = Callable[..., pd.DataFrame]


def two_hulls(sail: Maker, together: Maker, **second: object) -> pd.DataFrame:
    here = sail("1", [n / 2 for n in range(30)], lon=125.0, lat=28.0, length_m=80.0, name="HAI 66")
    there = sail("1", [n / 2 + 0.2 for n in range(30)], lon=129.0, lat=35.0, **{"length_m": 112.0, "name": "HAI 66", **second})
    return routes.clean_positions(together(here, there))


def test_two_hulls_on_one_mmsi_become_two_tracks(sail: Maker, together: Maker) -> None:
    tracks = routes.split_identities(two_hulls(sail, together))
    assert tracks.groupby("track_id", observed=True)["lat"].agg(["min", "max", "size"]).to_numpy().tolist() == [[28, 28, 30], [35, 35, 30]]
    assert sorted(tracks["track_id"].unique()) == ["mmsi:1/1", "mmsi:1/2"]


def test_the_split_is_told_with_its_evidence(sail: Maker, together: Maker) -> None:
    events = routes.find_identity_splits(routes.split_identities(two_hulls(sail, together)))
    assert events["kind"].tolist() == ["identity_split"]
    assert [reason["code"] for reason in events["reasons"][0]] == ["route_split_speed", "route_split_static"]
    assert events["reasons"][0][0]["values"]["steps"] == 59
    assert events["strength"].tolist() == ["strong"]


def test_a_single_faulty_position_is_no_second_hull(sail: Maker, together: Maker) -> None:
    lon = [125.0] * 20
    lon[7] = 127.0
    tracks = routes.split_identities(routes.clean_positions(together(sail("1", [n / 2 for n in range(20)], lon=lon))))
    assert tracks["track_id"].unique().tolist() == ["mmsi:1"]
    assert routes.find_jumps(tracks)["distance_m"].round(-3).tolist() == [196000.0, 196000.0]


def test_a_new_name_is_one_hull(sail: Maker, together: Maker) -> None:
    names = ["SEA LARK"] * 10 + ["GOLDEN TERN"] * 10
    frame = together(sail("1", range(20), lon=[125 + n / 100 for n in range(20)], name=names, imo="9074729"))
    tracks = routes.split_identities(routes.clean_positions(frame))
    assert tracks["track_id"].unique().tolist() == ["mmsi:1"]
    renamed = routes.suggest_same_hull(tracks)
    assert renamed["kind"].tolist() == ["renamed"]
    assert renamed["refs"].tolist() == [["positions:s1#11", "positions:s1#12"]]


def test_two_valid_imo_numbers_are_two_hulls(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(6), imo="9074729"), sail("1", [n + 24 for n in range(6)], imo="9395044"))
    tracks = routes.split_identities(routes.clean_positions(frame))
    assert tracks["track_id"].nunique() == 2


def test_one_imo_number_under_two_mmsi_is_suggested_and_not_merged(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(6), imo="9074729"), sail("2", [n + 24 for n in range(6)], imo="9074729"))
    events = routes.suggest_same_hull(routes.split_identities(routes.clean_positions(frame)))
    assert events[["kind", "asset_id", "other_id", "strength"]].to_numpy().tolist() == [["same_hull", "mmsi:1", "mmsi:2", "strong"]]


def test_an_imo_number_of_zeros_is_none(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(6), imo="0000000"), sail("2", range(6), imo="0000000", lon=130.0))
    assert routes.suggest_same_hull(routes.clean_positions(frame)).empty


def test_tracks_do_not_hang_on_the_order_of_rows(sail: Maker, together: Maker) -> None:
    cleaned = two_hulls(sail, together)
    shuffled = cleaned.sample(frac=1, random_state=3)
    left = routes.split_identities(cleaned).set_index("line")["track_id"].astype("str").sort_index()
    right = routes.split_identities(shuffled).set_index("line")["track_id"].astype("str").sort_index()
    pd.testing.assert_series_equal(left, right)
