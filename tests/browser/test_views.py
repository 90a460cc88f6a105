"""The views in a real browser: drawn, clicked, read aloud by Python, and nothing asked for outside."""

import json

import pytest
from laboratory import PICTURES, Lab, ask_kernel, assert_told, find_barriers, run_all, show_view, wait_for_kernel, write_notebook
from playwright.sync_api import Locator, Page

TABLES = """
import pandas as pd
from toolkit import tables

place = {"source_id": "source_1", "locator": "line=2"}
records = tables.conform(pd.DataFrame([
    {**place, "record_id": "r1", "kind": "Company", "role": "importer", "name": "远海塑料贸易有限公司",
     "identifiers": {"uscc": ["91350200M0000000XA"]}},
    {**place, "record_id": "r2", "kind": "Company", "role": "exporter", "name": "Bright Pellet Ltd <img src=x onerror=alert(1)>"},
    {**place, "record_id": "r3", "kind": "Person", "role": "director", "name": "陈奕"},
    {**place, "record_id": "r4", "kind": "Vessel", "role": "vessel", "name": "SLACK WATER"},
]), "records")
relations = tables.conform(pd.DataFrame([
    {**place, "relation_id": "e1", "kind": "Directorship", "from_id": "r3", "to_id": "r1", "started_at": "2024-03-01"},
    {**place, "relation_id": "e2", "kind": "Ownership", "from_id": "r3", "to_id": "r2"},
    {**place, "relation_id": "e3", "kind": "Ownership", "from_id": "r1", "to_id": "r4"},
]), "relations")
links = tables.conform(pd.DataFrame([
    {"link_id": "l1", "left_id": "r1", "right_id": "r2", "probability": 0.72, "method": "test/1",
     "reasons": [tables.make_reason("name_only")]},
]), "links")
start = pd.Timestamp("2024-05-01", tz="UTC")
positions = tables.conform(pd.DataFrame([
    {"source_id": "source_2", "line": n + 2, "asset_id": asset, "time": start + pd.Timedelta(hours=n), "lon": lon + n * 0.1,
     "lat": lat, "name": name}
    for asset, name, lon, lat in (("mmsi:413000001", "SLACK WATER", 119.0, 24.0), ("mmsi:477000002", "远海 7", 119.1, 24.4))
    for n in range(12) if not (name == "SLACK WATER" and 4 < n < 8)
]).assign(line=lambda frame: range(2, len(frame) + 2)), "positions")
events = tables.conform(pd.DataFrame([
    {"event_id": "event_gap", "kind": "gap", "asset_id": "mmsi:413000001", "started_at": start + pd.Timedelta(hours=4),
     "ended_at": start + pd.Timedelta(hours=8), "lon": 119.4, "lat": 24.0, "duration_h": 4.0, "method": "test/1"},
    {"event_id": "event_meeting", "kind": "encounter", "asset_id": "mmsi:413000001", "other_id": "mmsi:477000002",
     "started_at": start, "ended_at": start + pd.Timedelta(hours=3), "lon": 119.9, "lat": 24.2, "duration_h": 3.0, "method": "test/1"},
]), "events")
ports = tables.conform(pd.DataFrame([{"port_id": "CNXMN", "name": "厦门", "country": "CN", "lon": 118.07, "lat": 24.45}]), "ports")
"""


@pytest.fixture(scope="module")
def page(lab: Lab) -> Page:
    write_notebook(
        lab.folder / "views.ipynb",
        TABLES,
        "from widgets import LinkChart, RouteMap\nchart = LinkChart(records, relations, links=links, height=360)\nchart",
        "route = RouteMap(positions, events=events, ports=ports, height=360)\nroute",
    )
    page = lab.open_notebook("views.ipynb")
    run_all(page)
    return page


def click_mark(view: Locator, mark: str) -> None:
    # what was just laid out is drawn, and can be clicked, two frames later
    view.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    place = view.evaluate("(root, id) => root.placeOf(id)", mark)
    view.page.mouse.click(place["x"], place["y"])


def test_a_clicked_party_arrives_in_python(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "r3")
    assert wait_for_kernel(page, "chart.selection", "['r3']") == "['r3']"
    chart.get_by_text("陈奕 (Person), named by 1 records:").wait_for()


def test_a_selection_set_in_python_arrives_in_the_chart(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    ask_kernel(page, "setattr(chart, 'selection', ['r1'])")
    told = chart.get_by_text("uscc: 91350200M0000000XA")
    told.wait_for()
    assert told.is_visible()


def test_a_clicked_event_arrives_in_python(page: Page) -> None:
    route = show_view(page, 2, "map")
    click_mark(route, "event_meeting")
    assert wait_for_kernel(page, "route.selection", "['event_meeting']") == "['event_meeting']"
    route.get_by_text("encounter: mmsi:413000001, mmsi:477000002, 2024-05-01 00:00:00 to 2024-05-01 03:00:00 (UTC), 3 h.").wait_for()


def test_a_clicked_track_arrives_in_python(page: Page) -> None:
    route = show_view(page, 2, "map")
    click_mark(route, "mmsi:477000002")
    assert wait_for_kernel(page, "route.selection", "['mmsi:477000002']") == "['mmsi:477000002']"


def test_the_map_is_lassoed_coloured_and_its_time_narrowed(page: Page) -> None:
    route = show_view(page, 2, "map")
    route.get_by_role("button", name="Draw around what is to be selected").click()
    place = route.evaluate("(root, id) => root.placeOf(id)", "event_meeting")
    page.mouse.move(place["x"] - 12, place["y"] - 12)
    page.mouse.down()
    for across, down in ((12, -12), (12, 12), (-12, 12)):
        page.mouse.move(place["x"] + across, place["y"] + down, steps=3)
    page.mouse.up()
    assert_told(page, "'event_meeting' in route.selection, 'event_gap' in route.selection", "True False")
    assert route.get_by_role("button", name="Draw around").get_attribute("aria-pressed") == "false"
    route.get_by_role("img").focus()
    page.keyboard.press("s")
    assert_told(page, "sorted(route.selection)", "['event_gap', 'event_meeting', 'mmsi:413000001', 'mmsi:477000002']")
    route.get_by_label("Colour of tracks").select_option("speed")
    assert_told(page, "route.colour", "speed")
    route.get_by_text("speed not known").wait_for()
    route.get_by_label("Latest time shown").focus()
    page.keyboard.press("Home")
    route.get_by_text("2024-05-01 00:00 UTC – 2024-05-01 00:00 UTC").wait_for()
    assert_told(page, "len(set(route.time_range))", "1")
    page.keyboard.press("End")
    assert_told(page, "route.time_range", "[]")
    route.get_by_label("Colour of tracks").select_option("asset")
    page.keyboard.press("Escape")


def test_a_name_is_found_and_selected_by_keyboard(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.get_by_label("Find by name or id").fill("SLACK")
    page.keyboard.press("Enter")
    assert wait_for_kernel(page, "chart.selection", "['r4']") == "['r4']"


def test_the_chart_is_begun_expanded_hidden_and_stepped_back_by_mouse_and_keys(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "r4")
    assert_told(page, "chart.selection", "['r4']")
    chart.get_by_role("button", name="Show the selection and what lies next").click()
    assert_told(page, "list(chart.rows.nodes.id)", "['r1', 'r4']")
    show_view(page, 1, "chart").locator("canvas").first.wait_for()
    page.locator(".tidewaiter-chart[data-shown='2'][data-settled='true']").wait_for()
    chart.get_by_label("Find by name or id").fill("远海塑料")
    page.keyboard.press("Enter")
    assert_told(page, "chart.selection", "['r1']")
    chart.get_by_role("img").focus()
    page.keyboard.press("e")
    assert_told(page, "sorted(chart.rows.nodes.id)", "['r1', 'r2', 'r3', 'r4']")
    page.locator(".tidewaiter-chart[data-shown='4'][data-settled='true']").wait_for()
    page.keyboard.press("p")
    assert_told(page, "chart.pinned", "['r1']")
    page.keyboard.press("h")
    assert_told(page, "len(chart.rows.nodes), chart.pinned", "3 ['r1']")
    chart.get_by_role("button", name="Take the last step back (Z)").click()
    assert_told(page, "len(chart.rows.nodes)", "4")
    chart.get_by_role("button", name="Take the step again (Y)").click()
    assert_told(page, "len(chart.rows.nodes)", "3")
    chart.get_by_role("button", name="Show again what was hidden (U)").press("Enter")
    assert_told(page, "len(chart.rows.nodes), chart._can['hidden']", "4 0")


def test_a_path_is_found_between_two_selected_by_keyboard(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    for name, key in (("Bright", "Enter"), ("SLACK", "Shift+Enter")):
        chart.get_by_label("Find by name or id").fill(name)
        page.keyboard.press(key)
    assert_told(page, "sorted(chart.selection)", "['r2', 'r4']")
    chart.get_by_role("img").focus()
    page.keyboard.press("f")
    assert_told(page, "sorted(chart.path)", "['e1', 'e2', 'e3', 'l1']")
    chart.get_by_text("Path of 2 steps").wait_for()


def test_what_is_added_by_hand_arrives_with_its_grade(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.locator("summary", has_text="Add by hand").click()
    chart.get_by_label("What to add").select_option("Event")
    chart.get_by_label("Name, or what").fill("Meeting <i>at the pier")
    chart.get_by_label("Grade", exact=True).select_option("B2")
    chart.get_by_label("Who says so").fill("patrol")
    chart.get_by_role("button", name="Add this to the chart").click()
    assert_told(page, "list(chart.by_hand.name), list(chart.by_hand.grade)", "['Meeting <i>at the pier'] ['B2']")
    page.locator(".tidewaiter-chart[data-shown='5'][data-settled='true']").wait_for()
    chart.get_by_label("Find by name or id").fill("SLACK")
    page.keyboard.press("Shift+Enter")
    assert_told(page, "len(chart.selection)", "2")
    chart.get_by_label("What to add").select_option("")
    chart.get_by_label("Name, or what").fill("seen at")
    chart.get_by_label("Who says so").fill("patrol")
    chart.get_by_role("button", name="Add this to the chart").press("Enter")
    assert_told(page, "list(chart.by_hand.kind)", "['Event', 'seen at']")
    chart.get_by_text("added by hand 2").wait_for()
    chart.get_by_label("Grade", exact=True).select_option("")
    chart.get_by_label("Name, or what").fill("no grade")
    chart.get_by_label("Who says so").fill("patrol")
    chart.get_by_role("button", name="Add this to the chart").click()
    chart.get_by_role("alert").get_by_text("grade=''").wait_for()
    chart.screenshot(path=PICTURES / "link_chart.png")
    chart.get_by_role("button", name="Take the last step back (Z)").click()
    assert_told(page, "len(chart.by_hand)", "1")
    chart.get_by_role("button", name="Take the last step back (Z)").click()
    assert_told(page, "len(chart.by_hand)", "0")


def test_the_chart_is_filtered_and_what_is_shown_is_saved(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.locator("summary", has_text="Filter by kind").press("Enter")
    chart.locator("input[data-kind='Person']").uncheck()
    assert_told(page, "chart.filters, len(chart.rows.nodes)", "{'without': ['Person']} 3")
    page.locator(".tidewaiter-chart[data-shown='3'][data-settled='true']").wait_for()
    for kind, sign in (("png", b"\x89PNG"), ("svg", b"<svg"), ("graphml", b"<?xml"), ("json", b"{")):
        with page.expect_download() as caught:
            chart.get_by_label("Save what is shown").select_option(kind)
        saved = caught.value.path().read_bytes()
        assert (caught.value.suggested_filename, saved[: len(sign)]) == (f"link_chart.{kind}", sign)
        if kind == "json":
            assert [node["id"] for node in json.loads(saved)["nodes"]] == ["r1", "r2", "r4"]
    chart.get_by_label("From this date").fill("2024-04-01")
    assert_told(page, "chart.filters", "{'without': ['Person'], 'from': '2024-04-01'}")
    chart.locator("input[data-kind='Person']").check()
    chart.get_by_label("Source", exact=True).select_option("source_1")
    assert_told(page, "chart.filters", "{'from': '2024-04-01', 'source': 'source_1'}")
    chart.get_by_label("From this date").fill("")
    chart.get_by_label("Source", exact=True).select_option("")
    assert_told(page, "chart.filters, len(chart.rows.nodes)", "{} 4")


def test_a_connection_under_the_pointer_says_what_it_rests_on(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    page.locator(".tidewaiter-chart[data-shown='4'][data-settled='true']").wait_for()
    chart.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    place = chart.evaluate("(root, id) => root.placeOf(id)", "e3")
    page.mouse.move(place["x"] - 40, place["y"] - 40)
    page.mouse.move(place["x"], place["y"], steps=8)
    chart.locator(".tidewaiter-tip").get_by_text("Ownership, from").wait_for()


def test_a_dragged_party_stays_where_it_was_put(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    before = ask_kernel(page, "chart.places['r4']")
    place = chart.evaluate("(root, id) => root.placeOf(id)", "r4")
    page.mouse.move(place["x"], place["y"])
    page.mouse.down()
    page.mouse.move(place["x"] + 60, place["y"] + 30, steps=4)
    page.mouse.up()
    for _ in range(40):
        if ask_kernel(page, "chart.places['r4']") != before:
            break
        page.wait_for_timeout(50)
    assert ask_kernel(page, "chart.places['r4']") != before


def test_keys_on_the_drawing_do_not_reach_the_notebook(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    cells = page.evaluate("() => window.jupyterapp.shell.currentWidget.content.model.cells.length")
    chart.get_by_role("img").focus()
    for key in ("Escape", "a", "d", "d", "l", "ArrowLeft", "+"):
        page.keyboard.press(key)
    assert wait_for_kernel(page, "chart.selection", "[]") == "[]"
    assert page.evaluate("() => window.jupyterapp.shell.currentWidget.content.model.cells.length") == cells


def test_names_that_hold_markup_are_shown_as_text(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    ask_kernel(page, "setattr(chart, 'selection', ['r2'])")
    chart.get_by_text("Bright Pellet Ltd <img src=x onerror=alert(1)> (Company), named by 1 records:").wait_for()
    assert chart.locator("img").count() == 0


def test_han_names_are_no_empty_boxes(page: Page) -> None:
    show_view(page, 1, "chart")
    # every glyph that a font lacks is drawn as the same box: different names must give different pixels
    inks = page.evaluate(
        """(family) => ['远', '海', '塑', '閘', '\ue000', '\ue001'].map((text) => {
            const canvas = document.createElement('canvas');
            [canvas.width, canvas.height] = [40, 40];
            const context = canvas.getContext('2d');
            context.font = `32px ${family}`;
            context.fillText(text, 2, 34);
            return Array.from(context.getImageData(0, 0, 40, 40).data).join('');
        })""",
        '"Tidewaiter Han SC", "Tidewaiter Han TC"',
    )
    assert page.evaluate(
        """() => document.fonts.check('32px "Tidewaiter Han SC"', '远') && document.fonts.check('32px "Tidewaiter Han TC"', '閘')"""
    )
    assert inks[4] == inks[5], "two characters that no font holds look alike"
    assert len(set(inks[:4]) | {inks[4]}) == 5


def test_the_dark_theme_changes_the_colours(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    colour = "(root) => getComputedStyle(root).backgroundColor"
    before = chart.evaluate(colour)
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })")
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'false'")
    assert show_view(page, 1, "chart").evaluate(colour) != before
    page.evaluate("() => window.jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
    page.wait_for_function("() => document.body.dataset.jpThemeLight === 'true'")


def test_the_language_is_switched_by_a_button(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.get_by_role("button", name="Switch to Chinese").click()
    page.get_by_role("button", name="重新布局 (L)").wait_for()
    assert ask_kernel(page, "chart.language, chart.count_text[:2]") == "zh 显示"
    page.get_by_role("button", name="切换为英文").press("Enter")
    page.get_by_role("button", name="Arrange again (L)").wait_for()


@pytest.mark.parametrize(("cell", "kind"), [(1, "chart"), (2, "map")])
def test_no_barrier_stands_in_a_view(page: Page, cell: int, kind: str) -> None:
    assert find_barriers(show_view(page, cell, kind)) == []


def test_nothing_was_asked_for_outside(lab: Lab, page: Page) -> None:
    page.wait_for_timeout(200)
    assert lab.outside == []
