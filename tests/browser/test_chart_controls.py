"""Every control of the link chart, reached by mouse and by keyboard alone: what arrives in Python, and what changes on screen."""

import json
from collections.abc import Callable

import pytest
from laboratory import (
    Lab,
    ask_kernel,
    assert_soon,
    assert_told,
    close_notebook,
    list_untouched,
    run_all,
    show_view,
    type_choice,
    wait_for_kernel,
    watch_controls,
    write_notebook,
)
from playwright.sync_api import Locator, Page
from test_views import TABLES, click_mark

CHART = """
from widgets import LinkChart
parties = {"r1": "E1", "r2": "E1", "r3": "E3", "r4": "E4"}
entities = tables.conform(pd.DataFrame([{"record_id": r, "entity_id": e, "method": "test/1"} for r, e in parties.items()]), "entities")
chart = LinkChart(records, relations, links=links, entities=entities, follows=True, height=360)
chart
"""
TOOLS = {
    "arrange": ("Arrange again (L)", "l"),
    "begin": ("Show the selection and what lies next", "b"),
    "clear": ("Clear the selection (Escape)", "Escape"),
    "expand": ("Fetch what lies next", "e"),
    "fit": ("Show all (0)", "0"),
    "group": ("Records of one entity as one party", "g"),
    "hide": ("Hide the selection (H)", "h"),
    "path": ("Find the shortest ways", "f"),
    "pin": ("Keep the selection in place", "p"),
    "redo": ("Take the step again (Y)", "y"),
    "undo": ("Take the last step back (Z)", "z"),
    "unhide": ("Show again what was hidden (U)", "u"),
}
Use = Callable[[str], None]


@pytest.fixture(scope="module")
def page(lab: Lab) -> Page:
    write_notebook(lab.folder / "chart_controls.ipynb", TABLES, CHART)
    page = lab.open_notebook("chart_controls.ipynb")
    run_all(page)
    watch_controls(page)
    return page


@pytest.fixture(params=["button", "key"])
def use(request: pytest.FixtureRequest, page: Page) -> Use:
    chart = show_view(page, 1, "chart")

    def push(tool: str) -> None:
        chart.get_by_role("button", name=TOOLS[tool][0]).click()

    def press(tool: str) -> None:
        chart.get_by_role("img").focus()
        page.keyboard.press(TOOLS[tool][1])

    return push if request.param == "button" else press


def wait_for_parties(page: Page, count: int) -> None:
    page.locator(f".tidewaiter-chart[data-shown='{count}'][data-settled='true']").wait_for()


def spot(view: Locator, mark: str) -> tuple[int, int]:
    place = view.evaluate("(root, id) => root.placeOf(id)", mark)
    return round(place["x"]), round(place["y"])


def dashes(chart: Locator) -> str:
    return str(chart.evaluate("(root) => root.querySelector('canvas.sigma-byHand').toDataURL()"))


def test_the_chart_is_moved_and_sized(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    begun = spot(chart, "E4")
    for key in ("=", "-", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown", "+"):
        before = spot(chart, "E4")
        chart.get_by_role("img").focus()
        page.keyboard.press(key)
        assert_soon(page, lambda before=before: spot(chart, "E4") != before)
    for name in ("Zoom in (+)", "Zoom out (-)"):
        before = spot(chart, "E4")
        chart.get_by_role("button", name=name).click()
        assert_soon(page, lambda before=before: spot(chart, "E4") != before)
    for act in (lambda: page.keyboard.press("0"), lambda: chart.get_by_role("button", name="Show all (0)").click()):
        chart.get_by_role("img").focus()
        act()
        assert_soon(page, lambda: max(abs(now - then) for now, then in zip(spot(chart, "E4"), begun, strict=True)) <= 1)
        page.keyboard.press("=")
    page.keyboard.press("0")
    assert_soon(page, lambda: spot(chart, "E4") == begun)


def test_each_step_is_taken(page: Page, use: Use) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "E4")
    assert_told(page, "chart.selection", "['E4']")
    use("begin")
    assert_told(page, "sorted(chart.rows.nodes.id)", "['E1', 'E4']")
    wait_for_parties(page, 2)
    click_mark(chart, "E1")
    assert_told(page, "chart.selection", "['E1']")
    use("expand")
    assert_told(page, "sorted(chart.rows.nodes.id)", "['E1', 'E3', 'E4']")
    wait_for_parties(page, 3)
    bare = dashes(chart)
    use("pin")
    assert_told(page, "chart.pinned", "['E1']")
    assert_soon(page, lambda: dashes(chart) != bare)
    use("pin")
    assert_told(page, "chart.pinned", "[]")
    use("hide")
    assert_told(page, "sorted(chart.rows.nodes.id)", "['E3', 'E4']")
    wait_for_parties(page, 2)
    use("unhide")
    assert_told(page, "len(chart.rows.nodes)", "3")
    wait_for_parties(page, 3)
    use("group")
    assert_told(page, "chart.grouped, sorted(chart.rows.nodes.id)", "False ['r1', 'r2', 'r3', 'r4']")
    wait_for_parties(page, 4)
    chart.get_by_role("button", name=TOOLS["group"][0], pressed=False).wait_for()
    use("undo")
    assert_told(page, "chart.grouped, len(chart.rows.nodes)", "True 3")
    wait_for_parties(page, 3)
    use("redo")
    wait_for_parties(page, 4)
    use("group")
    assert_told(page, "chart.grouped", "True")
    wait_for_parties(page, 3)


def test_a_way_is_found_and_the_selection_cleared(page: Page, use: Use) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "E3")
    assert_told(page, "chart.selection", "['E3']")
    page.keyboard.down("Shift")
    click_mark(chart, "E4")
    page.keyboard.up("Shift")
    assert_told(page, "sorted(chart.selection)", "['E3', 'E4']")
    use("path")
    assert_told(page, "'e3' in chart.path, len(chart.path) > 1", "True True")
    chart.get_by_text("Path of 2 steps").wait_for()
    use("clear")
    assert_told(page, "chart.selection", "[]")
    chart.locator(".tidewaiter-detail").wait_for(state="hidden")


def test_what_was_dragged_is_arranged_again(page: Page, use: Use) -> None:
    chart = show_view(page, 1, "chart")
    at = spot(chart, "E4")
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(at[0] + 50, at[1] + 40, steps=4)
    page.mouse.up()
    assert_soon(page, lambda: spot(chart, "E4") != at)
    assert_told(page, "chart._follows", "False")
    dragged = ask_kernel(page, "chart.places['E4']")
    use("arrange")
    assert_soon(page, lambda: ask_kernel(page, "chart.places['E4']") != dragged)
    wait_for_parties(page, 3)
    use("clear")


def test_a_double_click_fetches_what_lies_next(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "E3")
    assert_told(page, "chart.selection", "['E3']")
    chart.get_by_role("img").focus()
    page.keyboard.press("h")
    assert_told(page, "sorted(chart.rows.nodes.id)", "['E1', 'E4']")
    wait_for_parties(page, 2)
    chart.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.dblclick(*spot(chart, "E1"))
    assert_told(page, "sorted(chart.rows.nodes.id)", "['E1', 'E3', 'E4']")
    wait_for_parties(page, 3)


def test_two_quick_clicks_on_two_parties_are_no_double_click(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "E3")
    page.keyboard.down("Shift")
    page.mouse.click(*spot(chart, "E4"))
    page.keyboard.up("Shift")
    assert_told(page, "sorted(chart.selection), len(chart.rows.nodes)", "['E3', 'E4'] 3")
    chart.get_by_role("img").focus()
    page.keyboard.press("Escape")
    assert_told(page, "chart.selection", "[]")


def test_a_connection_is_clicked(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    click_mark(chart, "e3")
    assert_told(page, "chart.selection, chart.selected_edges", "[] ['e3']")
    chart.locator(".tidewaiter-detail").get_by_text("Ownership").first.wait_for()


def test_a_hit_of_the_finder_is_clicked(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.get_by_label("Find by name or id").click()
    page.keyboard.type("slack")
    chart.locator(".tidewaiter-hit[data-id='E4']").click()
    assert_told(page, "chart.selection", "['E4']")
    chart.get_by_text("SLACK WATER (Vessel)").wait_for()
    assert not chart.locator(".tidewaiter-hits").is_visible()


def test_filters_are_set_by_keyboard(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.locator("summary", has_text="Filter by kind").press("Enter")
    for kind in json.loads(ask_kernel(page, "__import__('json').dumps(chart._options['kinds'])")):
        box = chart.locator(f"input[data-kind='{kind}']")
        box.press("Space")
        assert_told(page, "chart.filters.get('without')", f"['{kind}']")
        assert not box.is_checked()
        box.press("Space")
        wait_for_kernel(page, "chart.filters", "{}")
    type_choice(chart.get_by_label("Source", exact=True), "source_1")
    assert_told(page, "chart.filters", "{'source': 'source_1'}")
    chart.get_by_label("Source", exact=True).press("Home")
    assert_told(page, "chart.filters", "{}")
    for name, label in (("from", "From this date"), ("to", "To this date")):
        field = chart.get_by_label(label)
        field.press_sequentially("04012024")
        assert_told(page, "chart.filters", f"{{'{name}': '2024-04-01'}}")
        field.press("Backspace")
        assert_told(page, "chart.filters", "{}")


def test_an_event_with_its_time_is_added_by_keyboard(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    chart.locator("summary", has_text="Add by hand").press("Enter")
    type_choice(chart.get_by_label("What to add"), "Event")
    for label, text in (("Name, or what", "Seen at the pier"), ("Who says so", "patrol"), ("When, such as", "2024-05")):
        chart.get_by_label(label).click()
        page.keyboard.type(text)
    type_choice(chart.get_by_label("Grade", exact=True), "B2")
    chart.get_by_role("button", name="Add this to the chart").press("Enter")
    assert_told(
        page, "chart.by_hand[['name', 'grade', 'source', 'when']].to_numpy().tolist()", "[['Seen at the pier', 'B2', 'patrol', '2024-05']]"
    )
    wait_for_parties(page, 4)
    chart.get_by_text("added by hand 1").wait_for()
    chart.get_by_role("img").focus()
    page.keyboard.press("z")
    assert_told(page, "len(chart.by_hand)", "0")
    wait_for_parties(page, 3)


def test_a_file_is_saved_and_the_language_switched_by_keyboard(page: Page) -> None:
    chart = show_view(page, 1, "chart")
    with page.expect_download() as caught:
        chart.get_by_label("Save what is shown").focus()
        page.keyboard.press("j")
    assert [node["id"] for node in json.loads(caught.value.path().read_bytes())["nodes"]] == ["E1", "E3", "E4"]
    chart.get_by_role("button", name="Switch to Chinese").press("Enter")
    page.get_by_role("button", name="切换为英文").press("Space")
    assert_told(page, "chart.language", "en")
    page.get_by_role("button", name="Switch to Chinese").wait_for()


def test_no_control_of_the_chart_was_left_out(page: Page, lab: Lab) -> None:
    assert list_untouched(show_view(page, 1, "chart")) == []
    close_notebook(page)
    assert lab.outside == []
