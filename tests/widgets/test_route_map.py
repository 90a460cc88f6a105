import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from conftest import make_table

from toolkit.errors import ArgumentError
from toolkit.wording import LANGUAGES, say_label
from widgets import RouteMap


def test_places_travel_as_float32(positions: pd.DataFrame) -> None:
    places = np.frombuffer(RouteMap(positions)._places, dtype="<f4").reshape(-1, 2)
    assert places[:, 0].tolist() == [119.0, 120.0, 121.0, 127.0, 128.0]


def test_the_step_over_a_gap_is_marked(positions: pd.DataFrame, events: pd.DataFrame) -> None:
    assert list(RouteMap(positions, events=events)._gaps) == [0, 0, 1, 0, 0]


def test_without_a_gap_event_no_step_is_marked(positions: pd.DataFrame) -> None:
    assert set(RouteMap(positions)._gaps) == {0}


def test_positions_that_are_not_to_be_trusted_are_set_aside_and_counted(positions: pd.DataFrame) -> None:
    positions["quality"] = pd.Series(["ok", "ok", "jump", "ok", "ok"], dtype="category")
    chart = RouteMap(positions)
    assert chart.rows.tracks["n"].tolist() == [4]
    assert chart.count_text.endswith("1 positions set aside as not to be trusted, 0 without a time.")


def test_positions_without_a_time_join_no_line_and_are_counted(positions: pd.DataFrame) -> None:
    chart = RouteMap(positions.assign(time=pd.NaT))
    assert chart.rows.tracks.empty
    assert chart.count_text.endswith("0 positions set aside as not to be trusted, 5 without a time.")


def test_events_without_a_place_are_counted_not_drawn(positions: pd.DataFrame, events: pd.DataFrame) -> None:
    assert RouteMap(positions, events=events).count_text == "Showing 1 tracks with 5 of 5 positions and 1 of 2 events."


def test_the_limit_keeps_ends_of_tracks_and_gaps(positions: pd.DataFrame, events: pd.DataFrame) -> None:
    chart = RouteMap(positions, events=events, limit=2)
    assert chart.rows.positions["lon"].tolist() == [119.0, 121.0, 127.0, 128.0]


def test_tracks_that_were_split_are_drawn_apart(positions: pd.DataFrame) -> None:
    positions["track_id"] = pd.Series(["a", "b", "a", "b", "a"], dtype="category")
    chart = RouteMap(positions)
    assert list(chart.rows.tracks["id"]) == ["a", "b"]
    assert chart._tracks["start"] == [0, 3, 5]


def test_a_selected_event_is_described_in_utc(positions: pd.DataFrame, events: pd.DataFrame) -> None:
    chart = RouteMap(positions, events=events)
    chart.selection = ["event_gap"]
    assert chart.detail == ["gap: mmsi:1, 2024-05-01 02:00:00 to 2024-05-01 08:00:00 (UTC), 6 h."]


def test_kinds_of_events_are_named_in_words(positions: pd.DataFrame, events: pd.DataFrame) -> None:
    events["kind"] = "double_transponder"
    for language in LANGUAGES:
        chart, word = RouteMap(positions, events=events, language=language), say_label("figure_event_double_transponder", language=language)
        chart.selection = ["event_gap"]
        assert chart._events["word"] == [word]
        assert all(word in told for told in (chart._events["label"][0], chart.detail[0], chart.shown()["kind"].iloc[-1]))
        assert "double_transponder" not in chart.detail[0]


def test_a_selected_port_is_described_in_chinese(positions: pd.DataFrame) -> None:
    ports = make_table("ports", {"port_id": "CNXMN", "name": "厦门", "country": "CN", "lon": 118.07, "lat": 24.45})
    chart = RouteMap(positions, ports=ports, language="zh")
    chart.selection = ["CNXMN"]
    assert chart.detail == ["厦门，CN。"]


def test_empty_tables_make_an_empty_map() -> None:
    chart = RouteMap(make_table("positions"))
    assert chart.count_text == "Showing 0 tracks with 0 of 0 positions and 0 of 0 events."
    assert chart.shown().empty


def test_an_unknown_argument_is_refused_with_the_likely_one(positions: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="did you mean 'ports'"):
        RouteMap(positions, port=None)


def test_the_table_of_what_is_shown_names_ids_and_times(positions: pd.DataFrame, events: pd.DataFrame) -> None:
    shown = RouteMap(positions, events=events).shown()
    assert shown.to_numpy().tolist() == [
        ["mmsi:1", "mmsi:1", "track", "2024-05-01 00:00:00", "2024-05-01 09:00:00"],
        ["event_gap", "gap · mmsi:1", "gap", "2024-05-01 02:00:00", "2024-05-01 08:00:00"],
    ]


def test_speeds_travel_with_the_positions(positions: pd.DataFrame) -> None:
    positions["speed_kn"] = [1.0, 2.0, float("nan"), 4.0, 5.0]
    chart = RouteMap(positions, colour="speed")
    assert np.frombuffer(chart._speeds, dtype="<f4").tolist()[:2] == [1.0, 2.0]
    with pytest.raises(ArgumentError, match="colour='width'"):
        RouteMap(positions, colour="width")


def test_a_declared_route_stands_beside_the_observed(positions: pd.DataFrame) -> None:
    ports = make_table(
        "ports",
        {"port_id": "CNXMN", "name": "Xiamen", "country": "CN", "lon": 118.07, "lat": 24.45},
        {"port_id": "VNHPH", "name": "Haiphong", "country": "VN", "lon": 106.7, "lat": 20.9},
    )
    voyage = {"asset_id": "mmsi:1", "from_port": "CNXMN", "method": "t/1", "declared_from_port": "haiphong", "declared_to_port": "CNXMN"}
    nowhere = {**voyage, "voyage_id": "v2", "declared_from_port": "ATLANTIS"}
    chart = RouteMap(positions, ports=ports, voyages=make_table("voyages", {**voyage, "voyage_id": "v1"}, nowhere))
    assert chart._declared["id"] == ["v1"]
    assert chart._declared["from"] == [[106.7, 20.9]]
    chart.selection = ["v1"]
    assert chart.detail[0].startswith("Declared: haiphong – CNXMN, by way of –; observed: CNXMN – –")


def test_the_users_own_layer_comes_from_disk(positions: pd.DataFrame, tmp_path: Path) -> None:
    ring = [[118.0, 24.0], [119.0, 24.0], [119.0, 25.0], [118.0, 24.0]]
    shapes = [{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}}, {"type": "Feature", "geometry": None}]
    path = tmp_path / "base.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    assert RouteMap(positions, base=path)._shapes["base"] == [{"type": "Polygon", "coordinates": [ring]}]


@pytest.mark.parametrize(("text", "said"), [("{", "cannot be read"), ("[]", "holds no polygon"), ('{"type": "Point"}', "holds no polygon")])
def test_a_layer_that_is_none_is_refused(positions: pd.DataFrame, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "base.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError, match=said):
        RouteMap(positions, base=path)


def test_regions_are_those_of_find_regions(positions: pd.DataFrame) -> None:
    from shapely import Point

    bare = pd.DataFrame({"geometry": [Point(120, 24).buffer(1, quad_segs=2), None]})
    (shape,) = RouteMap(positions, regions=bare)._shapes["regions"]
    assert (shape["type"], shape["track"], shape["from"], shape["to"]) == ("Polygon", "", None, None)
    start = pd.Timestamp("2024-05-01", tz="UTC")
    (shape,) = RouteMap(positions, regions=bare.assign(track_id="mmsi:1", started_at=start, ended_at=pd.NaT))._shapes["regions"]
    assert (shape["track"], shape["from"], shape["to"]) == ("mmsi:1", start.timestamp(), None)
    with pytest.raises(ArgumentError, match="no column 'geometry'"):
        RouteMap(positions, regions=pd.DataFrame({"shape": []}))
