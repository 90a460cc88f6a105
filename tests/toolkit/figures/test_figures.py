import subprocess
import sys
from io import BytesIO
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from toolkit.errors import ArgumentError, MissingPackageError, TableError
from toolkit.figures import Picture, draw_chart, draw_map, draw_strip, draw_timeline, draw_waterfall
from toolkit.figures.canvas import drawable, fit_text, font_families
from toolkit.tables import conform, empty, make_reason

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", "$\\frac{1}{0$", "😀 emoji", "اسم السفينة", "x" * 10_000, "a\nb\x00c", ""]


def make_positions(*tracks: str, lon: float = 122.0, count: int = 30) -> pd.DataFrame:
    rows = [
        {
            "source_id": "s",
            "line": i + 1000 * n,
            "asset_id": track,
            "time": f"2024-05-12T{i // 6:02}:{i % 6}0:00Z",
            "lon": lon + i * 0.02,
            "lat": 30 + n * 0.1,
        }
        for n, track in enumerate(tracks)
        for i in range(count)
    ]
    return conform(pd.DataFrame(rows), "positions")


def make_events(*kinds: str) -> pd.DataFrame:
    rows = [
        {
            "event_id": f"e{i}",
            "kind": kind,
            "asset_id": "mmsi:1",
            "started_at": f"2024-05-1{i}T00:00Z",
            "lon": 122.1,
            "lat": 30.0,
            "method": "m/1",
        }
        for i, kind in enumerate(kinds)
    ]
    return conform(pd.DataFrame(rows), "events")


def make_records(*names: str) -> pd.DataFrame:
    rows = [{"record_id": f"r{i}", "source_id": "s", "locator": "line=1", "kind": "Company", "name": name} for i, name in enumerate(names)]
    return pd.DataFrame(rows)


def make_relations(*pairs: str) -> pd.DataFrame:
    rows = [
        {"relation_id": pair, "source_id": "s", "locator": "line=1", "kind": "Ownership", "from_id": f"r{pair[0]}", "to_id": f"r{pair[1]}"}
        for pair in pairs
    ]
    return pd.DataFrame(rows)


def read_png(picture: Picture) -> Image.Image:
    return Image.open(BytesIO(picture.to_png(dpi=60)))


@pytest.fixture
def scans() -> list[np.ndarray]:
    rng = np.random.default_rng(7)
    return [rng.integers(0, 65535, (60, 90, 2), dtype=np.uint16), rng.integers(0, 255, (40, 50), dtype=np.uint8)]


def test_the_same_tables_give_the_same_bytes() -> None:
    first, again = (draw_map(make_positions("mmsi:1"), make_events("gap")) for _ in range(2))
    assert first.to_svg() == again.to_svg()
    assert first.to_png(dpi=40) == again.to_png(dpi=40)


def test_an_svg_is_one_element_without_date_text_or_address() -> None:
    svg = draw_map(make_positions("海明")).to_svg()
    root = ET.fromstring(svg)  # noqa: S314 - our own output
    assert root.tag == f"{SVG}svg"
    assert svg.startswith("<svg ")
    assert root.findall(f".//{SVG}text") == []
    assert "metadata" not in svg
    links = [value for element in root.iter() for name, value in element.attrib.items() if name.endswith("href")]
    assert all(value.startswith("#") for value in links)


@pytest.mark.parametrize("text", ["海明塑料有限公司", "龍盛貿易", "潮汐 7", "Волга", "Ærø"])
def test_han_and_other_letters_have_glyphs_and_are_no_empty_boxes(text: str) -> None:
    assert fit_text(text) == text
    from matplotlib import font_manager

    paths = [font_manager.findfont(font_manager.FontProperties(family=[family])) for family in font_families()]
    for character in text:
        font = next(font_manager.get_font(path) for path in paths if ord(character) in font_manager.get_font(path).get_charmap())
        assert font.get_char_index(ord(character)) != 0


def test_two_han_names_of_one_length_look_different() -> None:
    one, other = (draw_timeline(make_events("gap").assign(asset_id=name)).to_png(dpi=60) for name in ("海海海", "明明明"))
    assert one != other


def test_a_character_without_a_glyph_is_replaced_in_sight() -> None:
    missing = next(chr(code) for code in range(0x12000, 0x12400) if code not in drawable())
    assert fit_text(f"a{missing}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("name", HOSTILE, ids=["html", "mathtext", "emoji", "arabic", "long", "control", "empty"])
def test_hostile_names_are_drawn_as_text(name: str) -> None:
    picture = draw_chart(make_records(name, "B"), make_relations("01"))
    assert "script" not in picture.to_svg()


def test_missing_fonts_are_named_and_nothing_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    font_families.cache_clear()
    monkeypatch.setattr("toolkit.figures.canvas.FONTS", ("NoSuchFont.ttf",))
    with pytest.raises(MissingPackageError, match=r"fonts/NoSuchFont.ttf is missing; run `make lab`"):
        draw_timeline(make_events("gap"))
    font_families.cache_clear()


def test_missing_land_is_named_and_nothing_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_detail: str) -> None:
        message = "land-50m.json is missing"
        raise MissingPackageError(message)

    monkeypatch.setattr("toolkit.figures.map.load_land", refuse)
    with pytest.raises(MissingPackageError):
        draw_map(make_positions("mmsi:1"))


def test_a_map_counts_what_it_shows() -> None:
    events = pd.concat([make_events("gap"), make_events("stop").assign(event_id="x", lon=None)])
    picture = draw_map(make_positions("mmsi:1", "mmsi:2"), events)
    assert (picture.shown, picture.total) == (61, 62)
    assert picture.alt == "2 tracks; 61 of 62 positions and events drawn. Dashes: not observed."


def test_a_map_thins_many_positions_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.figures.map.MAX_POINTS", 10)
    picture = draw_map(make_positions("mmsi:1"))
    assert (picture.shown, picture.total) == (11, 30)


def test_a_silence_is_dashed_and_not_drawn_as_observed() -> None:
    positions = make_positions("mmsi:1")
    positions.loc[15:, "time"] += pd.Timedelta(hours=9)
    lines = draw_map(positions).figure.axes[0].get_lines()
    assert [len(line.get_xdata()) for line in lines] == [2, 15, 15]
    assert [line.is_dashed() for line in lines] == [True, False, False]


def test_a_step_that_no_ship_could_make_is_not_drawn() -> None:
    positions = make_positions("mmsi:1")
    positions["lat"] += np.where(positions.index % 2, 3.0, 0.0)
    assert [len(line.get_xdata()) for line in draw_map(positions).figure.axes[0].get_lines()] == [1] * 30


def test_a_chart_leaves_out_what_hardly_speaks_for_one_party() -> None:
    links = pd.DataFrame(
        {"link_id": ["l1", "l2"], "left_id": ["r0", "r0"], "right_id": ["r1", "r2"], "probability": [0.2, 0.9], "method": "m/1"}
    )
    assert draw_chart(make_records(*"ABC"), None, links).total == 2
    assert draw_chart(make_records(*"ABC"), None, links, least=0.1).total == 3


def test_positions_without_times_far_apart_are_not_joined_as_observed() -> None:
    positions = make_positions("mmsi:1", count=2).assign(time=pd.NaT, lon=[10.0, 60.0])
    assert [line.is_dashed() for line in draw_map(positions).figure.axes[0].get_lines()] == [True, False, False]


def test_a_map_over_the_antimeridian_holds_together() -> None:
    positions = make_positions("mmsi:1", lon=179.8)
    positions["lon"] = positions["lon"].where(positions["lon"] <= 180, positions["lon"] - 360)
    west, east = draw_map(positions).figure.axes[0].get_xlim()
    assert east - west < 10


def test_empty_tables_give_a_picture() -> None:
    for picture in (draw_map(empty("positions")), draw_timeline(empty("events")), draw_chart(empty("records")), draw_waterfall([])):
        assert (picture.shown, picture.total) == (0, 0)
        assert picture.to_svg().startswith("<svg")


def test_a_wrong_table_is_refused() -> None:
    with pytest.raises(TableError, match="'positions' lacks column"):
        draw_map(empty("events"))


def test_a_chart_draws_an_entity_once_and_keeps_suggestions_apart() -> None:
    links = pd.DataFrame(
        {"link_id": ["l1", "l2"], "left_id": ["r0", "r1"], "right_id": ["r1", "r2"], "probability": [0.99, 0.6], "method": "m/1"}
    )
    entities = pd.DataFrame({"record_id": ["r0", "r1", "r2"], "entity_id": ["E", "E", "F"], "method": "m/1"})
    picture = draw_chart(make_records("海明", "海明", "C"), make_relations("01"), links, entities)
    assert (picture.shown, picture.total) == (2, 2)
    assert [line.is_dashed() for line in picture.figure.axes[0].get_lines() if line.get_linestyle() != "None"] == [True]


def test_a_chart_shows_what_is_in_focus_first() -> None:
    records = make_records(*"ABCDEFG")
    picture = draw_chart(records, make_relations("01", "02", "03", "56"), focus=["r5"], limit=2)
    assert (picture.shown, picture.total) == (2, 6)
    assert {text.get_text() for text in picture.figure.axes[0].texts} == {"F", "G", "owns"}


def test_a_strip_frames_the_query_and_the_box(scans: list[np.ndarray]) -> None:
    picture = draw_strip(scans, ["query", "3902 海明\n0.91"], boxes=[None, "5,5,10,10"])
    query, neighbour = picture.figure.axes
    assert query.spines["left"].get_linewidth() > neighbour.spines["left"].get_linewidth()
    assert len(neighbour.patches) == 1
    assert picture.alt.startswith("The scan in question (thick frame) and 1 of 1 that resemble it.")


def test_a_strip_without_captions_for_all_is_refused(scans: list[np.ndarray]) -> None:
    with pytest.raises(ArgumentError, match="images=2, captions=1"):
        draw_strip(scans, ["one"])


def test_a_blank_scan_is_drawn() -> None:
    assert read_png(draw_strip([np.zeros((20, 20), np.uint8)], ["blank"])).height > 20


def test_a_large_scan_is_shrunk(scans: list[np.ndarray]) -> None:
    big = np.kron(scans[0][..., 0], np.ones((20, 20), np.uint16))
    assert len(draw_strip([big], ["big"]).to_png(dpi=110)) < 400_000


def test_a_timeline_never_gives_an_undated_event_a_time() -> None:
    events = make_events("gap", "stop")
    events.loc[1, "started_at"] = pd.NaT
    picture = draw_timeline(events)
    assert (picture.shown, picture.total) == (1, 2)
    assert picture.alt == "1 of 2 events drawn; without a time: 1. All times UTC."


def test_a_waterfall_ends_at_the_sum() -> None:
    picture = draw_waterfall([make_reason("name_only", weight=2.5), make_reason("name_only")], [make_reason("name_only", weight=1.25)])
    assert picture.alt == "2 of 3 reasons move the score; together +1.2."


def test_a_picture_speaks_chinese() -> None:
    assert draw_map(make_positions("mmsi:1"), language="zh").alt == "1条航迹；绘出30个位置和事件中的30个。虚线：未观测。"


def test_a_data_address_falls_back_to_png_where_svg_is_long() -> None:
    picture = draw_timeline(make_events("gap"))
    assert picture.to_data_uri().startswith("data:image/svg+xml;base64,")
    assert picture.to_data_uri(max_svg_bytes=10).startswith("data:image/png;base64,")


def test_drawing_leaves_no_global_state_and_loads_late() -> None:
    code = """
import sys
import toolkit.figures
assert "matplotlib" not in sys.modules
import matplotlib
before = matplotlib.rcParams.copy()
toolkit.figures.draw_waterfall([]).to_svg()
assert matplotlib.rcParams.copy() == before
assert "matplotlib.pyplot" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
