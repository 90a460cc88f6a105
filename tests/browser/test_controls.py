"""Every control of the other views, reached by mouse and by keyboard alone: what arrives in Python, and what changes on screen."""

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
    watch_controls,
    write_notebook,
)
from playwright.sync_api import Locator, Page
from test_board_in_browser import CASE
from test_chart_controls import spot
from test_views import TABLES, click_mark

ROUTE = """
from widgets import CaseBoard, LeadQueue, LinkReview, RouteMap, ScanSearch, Timeline
route = RouteMap(positions, events=events, ports=ports, height=360)
route
"""
REVIEW = """
more = links.assign(link_id="l2", left_id="r3", right_id="r4")
review = LinkReview(pd.concat([links, more], ignore_index=True), records, on_decide=decide)
review
"""
SCANS = """
asked = []
few = pd.concat([scans.head(1)] * 4, ignore_index=True).assign(scan_id=[f"s{n}" for n in range(4)], port=[*"AABB"], lot_id=[*"KLKL"],
    energy=["dual", "single"] * 2, declared_hs=["3901", "3902"] * 2, width_px=16, height_px=8)
def search(scan, k, region, where):
    asked.append((scan, region, where))
    rows = [{"query_id": scan, "scan_id": "s1", "rank": 1, "similarity": 0.9, "box": "4,2,8,4", "method": "t/1"}]
    return tables.conform(pd.DataFrame(rows), "matches")
view = ScanSearch(few, search=search, load_image=lambda scan: image, on_decide=decide)
view
"""
CELLS = (
    ROUTE,
    'timeline = Timeline({"events": events}, zones=["Asia/Shanghai"])\ntimeline',
    "leads = LeadQueue(findings, on_decide=decide, on_note=note, on_assign=lambda *given: told.append(given))\nleads",
    REVIEW,
    SCANS,
    'board = CaseBoard({name: case[name] for name in ("findings", "events")}, on_decide=decide, on_note=note, locate=locate)\nboard',
)


@pytest.fixture(scope="module")
def page(lab: Lab) -> Page:
    write_notebook(lab.folder / "controls.ipynb", TABLES, CASE, *CELLS)
    page = lab.open_notebook("controls.ipynb")
    run_all(page)
    watch_controls(page)
    return page


def press(view: Locator, role: str, *keys: str) -> None:
    view.get_by_role(role).first.focus()  # type: ignore[arg-type]  # a role by its name
    for key in keys:
        view.page.keyboard.press(key)


def push(view: Locator, name: str) -> None:
    view.get_by_role("button", name=name).click()


def wait_for_answer(view: Locator) -> None:
    """Wait until the view may ask Python again."""
    assert_soon(view.page, lambda: not view.locator(".tidewaiter-status").first.inner_text())


def switch_language(view: Locator) -> None:
    page, kind = view.page, str(view.get_attribute("class")).split()[-1]
    push(view, "Switch to Chinese")
    button = page.locator(f".{kind}").get_by_role("button", name="切换为英文").last
    button.press("Enter")
    page.locator(f".{kind}").get_by_role("button", name="Switch to Chinese").last.wait_for()


def test_the_map_is_moved_and_sized_and_keeps_its_place(page: Page) -> None:
    route = show_view(page, 2, "map")
    event = "event_meeting"
    begun = spot(route, event)
    acts = [(press, ("img", key)) for key in ("=", "-", "+", "ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown")]
    acts += [(push, (name,)) for name in ("Zoom in (+)", "Zoom out (-)")]
    for act, given in acts:
        before = spot(route, event)
        act(route, *given)
        assert_soon(page, lambda before=before: spot(route, event) != before)
    for act, given in ((press, ("img", "0")), (push, ("Show all (0)",))):
        act(route, *given)
        assert_soon(page, lambda: spot(route, event) == begun)
        push(route, "Zoom in (+)")
        assert_soon(page, lambda: spot(route, event) != begun)
    zoom = float(ask_kernel(page, "route.view['zoom']"))
    middle = route.get_by_role("img").bounding_box()
    assert middle is not None
    page.mouse.move(middle["x"] + 200, middle["y"] + 100)
    before = spot(route, event)
    page.mouse.wheel(0, -200)
    assert_soon(page, lambda: spot(route, event) != before)
    assert_soon(page, lambda: float(ask_kernel(page, "route.view['zoom']")) > zoom)
    before = spot(route, event)
    page.mouse.down()
    page.mouse.move(middle["x"] + 260, middle["y"] + 140, steps=4)
    page.mouse.up()
    assert_soon(page, lambda: spot(route, event) != before)
    # a place of one's own is kept where the view is drawn anew
    kept = "round(route.view['longitude'], 3), round(route.view['latitude'], 3), round(route.view['zoom'], 3)"
    page.wait_for_timeout(600)
    here, told = spot(route, event), ask_kernel(page, kept)
    switch_language(route)
    route = show_view(page, 2, "map")
    assert ask_kernel(page, kept) == told
    assert max(abs(now - then) for now, then in zip(spot(route, event), here, strict=True)) <= 2
    press(route, "img", "0")


def test_what_the_map_shows_is_selected_found_and_narrowed(page: Page) -> None:
    route = show_view(page, 2, "map")
    push(route, "Select what is in sight (S)")
    assert_told(page, "len(route.selection)", "4")
    push(route, "Clear the selection (Escape)")
    assert_told(page, "route.selection", "[]")
    route.locator(".tidewaiter-detail").wait_for(state="hidden")
    click_mark(route, "event_meeting")
    assert_told(page, "route.selection", "['event_meeting']")
    page.keyboard.down("Shift")
    click_mark(route, "event_gap")
    page.keyboard.up("Shift")
    assert_told(page, "sorted(route.selection)", "['event_gap', 'event_meeting']")
    press(route, "img", "Escape")
    assert_told(page, "route.selection", "[]")
    route.get_by_label("Find by name or id").click()
    page.keyboard.type("slack")
    route.locator(".tidewaiter-hit[data-id='mmsi:413000001']").click()
    assert_told(page, "route.selection", "['mmsi:413000001']")
    route.locator(".tidewaiter-detail").get_by_text("SLACK WATER").wait_for()
    type_choice(route.get_by_label("Colour of tracks"), "by s")
    assert_told(page, "route.colour", "speed")
    route.get_by_text("speed not known").wait_for()
    route.get_by_label("Colour of tracks").press("Home")
    assert_told(page, "route.colour", "asset")
    route.get_by_label("Earliest time shown").press("End")
    route.get_by_text("2024-05-01 11:00 UTC – 2024-05-01 11:00 UTC").wait_for()
    assert_told(page, "len(set(route.time_range))", "1")
    # the two change places: all is shown between them
    route.get_by_label("Latest time shown").press("Home")
    route.get_by_text("2024-05-01 00:00 UTC – 2024-05-01 11:00 UTC").wait_for()
    assert_told(page, "route.time_range", "[]")
    lasso = route.get_by_role("button", name="Draw around")
    for pressed in ("true", "false"):
        lasso.press("Enter")
        assert lasso.get_attribute("aria-pressed") == pressed


def test_the_timeline_is_sized_and_its_range_set(page: Page) -> None:
    timeline = show_view(page, 3, "timeline")
    mark = timeline.locator("[data-id='event_gap']")

    def across() -> float:
        box = mark.bounding_box()
        return 0.0 if box is None else round(box["width"])

    begun = across()
    acts = [(press, ("img", key)) for key in ("=", "-", "+", "0")]
    acts += [(push, (name,)) for name in ("Zoom in (+)", "Zoom out (-)", "Zoom in (+)", "Show all (0)")]
    for act, given in acts:
        before = across()
        act(timeline, *given)
        assert_soon(page, lambda before=before: across() != before)
    assert across() == begun
    press(timeline, "img", "ArrowRight", "Space")
    assert_told(page, "timeline.selection", "['event_meeting']")
    press(timeline, "img", "]")
    assert_told(page, "timeline.time_range[1] == pd.Timestamp('2024-05-01T03:00Z').timestamp()", "True")
    timeline.locator(".tidewaiter-brushed").wait_for()
    page.keyboard.down("Shift")
    mark.click()
    page.keyboard.up("Shift")
    assert_told(page, "sorted(timeline.selection)", "['event_gap', 'event_meeting']")
    assert timeline.locator(".tidewaiter-chosen").count() == 2
    push(timeline, "Clear the range (Escape)")
    assert_told(page, "timeline.time_range, timeline.selection", "[] []")
    assert timeline.locator(".tidewaiter-brushed").count() == 0
    type_choice(timeline.get_by_label("Lanes"), "Ent")
    assert_told(page, "timeline.lanes", "entity")
    timeline.locator("title", has_text="mmsi:413000001").first.wait_for(state="attached")
    type_choice(timeline.get_by_label("Time zone"), "Asia")
    assert_told(page, "timeline.zone", "Asia/Shanghai")
    for label, day in (("One date", "05012024"), ("Another date", "05022024")):
        timeline.get_by_label(label).press_sequentially(day)
    assert_told(page, "timeline.days", "['2024-05-01', '2024-05-02']")
    timeline.get_by_role("heading", name="2024-05-02").wait_for()
    switch_language(timeline)


@pytest.mark.parametrize(("cell", "kind", "name", "ids"), [(4, "leads", "leads", ["f0", "f1"]), (5, "review", "review", ["l1", "l2"])])
def test_each_verdict_is_given_and_taken_back(page: Page, cell: int, kind: str, name: str, ids: list[str]) -> None:
    view = show_view(page, cell, kind)
    verdicts = {"a": "accept", "r": "reject", "u": "unsure"}
    buttons = {"Accept: one party (A)": "accept", "Reject: two parties (R)": "reject", "Unsure: cannot be told (U)": "unsure"}
    acts = [(press, ("group", key), verdict) for key, verdict in verdicts.items()]
    acts += [(push, (button,), verdict) for button, verdict in buttons.items()]
    for at, (act, given, verdict) in enumerate(acts):
        view.locator(f"[data-id='{ids[0]}']").click()
        view.page.locator(f".tidewaiter-{kind}[data-shown='{ids[0]}']").first.wait_for()
        note = f"note {at}"
        view.get_by_label("Note for the next decision").click()
        page.keyboard.type(note)
        act(view, *given)
        assert_told(page, "told[-1]", str((ids[0], verdict, note)))
        face = {"accept": "✓", "reject": "✗", "unsure": "?"}[verdict]
        view.locator(f"[data-id='{ids[0]}'] .tidewaiter-verdict", has_text=face).wait_for()
        wait_for_answer(view)
        if at % 2:
            push(view, "Take back the last decision (Z)")
        else:
            press(view, "group", "z")
        assert_told(page, "told[-1][2].startswith('Taken back')", "True")
        wait_for_answer(view)
        view.page.locator(f".tidewaiter-{kind}[data-shown='{ids[0]}']").first.wait_for()
    for act, given, shown in (
        (press, ("group", "ArrowDown"), ids[1]),
        (press, ("group", "ArrowUp"), ids[0]),
        (push, ("Next (right arrow)",), ids[1]),
        (push, ("Previous (left arrow)",), ids[0]),
    ):
        act(view, *given)
        assert_told(page, f"{name}.selection", f"['{shown}']")
        view.page.locator(f".tidewaiter-{kind}[data-shown='{shown}']").first.wait_for()
    switch_language(view)


def test_leads_are_narrowed_assigned_and_commented(page: Page) -> None:
    leads = show_view(page, 4, "leads")
    for label, entry, chosen in (
        ("Strength", "weak", {"strength": "weak"}),
        ("State", "Acc", {"state": "accept"}),
        ("Risk", "fraud", {"risk": "fraud"}),
        ("Line of defence", "port", {"line": "port"}),
    ):
        box = leads.get_by_label(label, exact=True)
        type_choice(box, entry)
        assert_told(page, "{name: value for name, value in leads.filters.items() if value}", str(chosen))
        shown = {"Strength": 1, "State": 0}.get(label, 2)
        leads.get_by_text(f"Showing {shown} of 2 leads").wait_for()
        box.press("Home")
    leads.locator("[data-id='f0']").click()
    for label, button, text in (("Assign to whom", "Assign this lead", "Li Wen"), ("Write a comment", "Add the comment", "Call back.")):
        for way in ("Enter", "click"):
            leads.get_by_label(label).click()
            page.keyboard.type(f"{text} {way}")
            if way == "Enter":
                page.keyboard.press("Enter")
            else:
                push(leads, button)
            leads.get_by_text(f"{text} {way}").first.wait_for()
            wanted = str(("f0", f"{text} {way}") if label.startswith("Assign") else (f"{text} {way}", "findings:f0"))
            assert_told(page, "told[-1]", wanted)


def test_a_scan_is_sized_asked_about_and_filtered(page: Page) -> None:
    scans = show_view(page, 6, "scans")
    canvas, frame = scans.locator("canvas"), scans.locator(".tidewaiter-port .tidewaiter-frame")
    acts = [(press, ("application", key)) for key in ("=", "-", "+", "0")]
    acts += [(push, (name,)) for name in ("Zoom in (+)", "Zoom out (-)", "Zoom in (+)", "Show all (0)")]
    for act, given in acts:
        before = canvas.evaluate("(canvas) => canvas.clientWidth")
        act(scans, *given)
        assert_soon(page, lambda before=before: canvas.evaluate("(canvas) => canvas.clientWidth") != before)
    press(scans, "application", "ArrowRight")
    frame.wait_for()
    push(scans, "Clear the region (Escape)")
    frame.wait_for(state="hidden")
    ink = "(canvas) => canvas.toDataURL()"
    for act in (
        lambda: scans.get_by_label("Level: the grey").press("End"),
        lambda: scans.get_by_label("Window: how").press("Home"),
        lambda: type_choice(scans.get_by_label("Colours"), "inv"),
    ):
        before = canvas.evaluate(ink)
        act()
        assert_soon(page, lambda before=before: canvas.evaluate(ink) != before)
    filters = (("Port", "B", "port"), ("Declared HS", "3902", "declared_hs"), ("Lot", "L", "lot_id"), ("Energy", "single", "energy"))
    for label, value, column in filters:
        box = scans.get_by_label(label, exact=True)
        type_choice(box, value)
        assert_told(page, f"view.filters.get({column!r})", value)
        scans.get_by_text("Showing 2 of 4 scans.").wait_for()
        box.press("Home")
        scans.get_by_text("Showing 4 of 4 scans.").wait_for()
    push(scans, "Ask what resembles")
    assert_told(page, "asked[-1]", "('s0', None, None)")
    card = scans.locator(".tidewaiter-card[data-id='s1']")
    for name, verdict in (("Resembles", "accept"), ("Does not resemble", "reject")):
        button = card.get_by_role("button", name=name, exact=True)
        button.click()
        assert_told(page, "told[-1]", f"('s0|s1', '{verdict}', '')")
        card.get_by_role("button", name=name, exact=True, pressed=True).wait_for()
        wait_for_answer(scans)
    push(scans, "Take back the last decision (Z)")
    assert_told(page, "told[-1][1], told[-1][2].startswith('Taken back')", "accept True")
    card.get_by_role("button", name="Resembles", exact=True, pressed=True).wait_for()
    wait_for_answer(scans)
    card.get_by_role("button", name="Show this scan").click()
    assert_told(page, "view.query", "s1")
    scans.get_by_text("s1 · ").first.wait_for()
    for key, here in (("ArrowRight", "s1"), ("ArrowLeft", "s0"), ("End", "s3"), ("Home", "s0")):
        press(scans, "listbox", key)
        scans.locator(f".tidewaiter-here[data-id='{here}']").wait_for()
    page.keyboard.press("Enter")
    assert_told(page, "view.query", "s0")
    push(scans, "Contact sheet of what")
    scans.locator("img.tidewaiter-sheet").wait_for()
    switch_language(scans)


def test_the_board_is_searched_and_its_evidence_judged(page: Page) -> None:
    board = show_view(page, 7, "board")
    box = board.get_by_role("searchbox", name="Search everything")
    box.click()
    page.keyboard.type("price_below")
    push(board, "Search everything")
    hit = board.locator(".tidewaiter-hit").first
    hit.wait_for()
    box.press("Escape")
    hit.wait_for(state="hidden")
    # Escape empties a search box; the same search again finds the same again
    page.keyboard.type("price_below")
    page.keyboard.press("Enter")
    hit.click()
    assert_told(page, "board.selection", "['f0']")
    card = board.locator(".tidewaiter-card[data-id='f0']")
    evidence = board.get_by_role("region", name="Evidence")
    for key, verdict, face in (("a", "accept", "Accept"), ("r", "reject", "Reject"), ("u", "unsure", "Unsure")):
        evidence.focus()
        page.keyboard.press(key)
        assert_told(page, "told[-1]", f"('f0', '{verdict}', '')")
        card.get_by_role("button", name=face, pressed=True).wait_for()
        wait_for_answer(board)
        ask_kernel(page, "told.clear()")
        card.get_by_role("button", name=face).click()
        assert_told(page, "told", f"[('f0', '{verdict}', '')]")
        wait_for_answer(board)
    evidence.focus()
    page.keyboard.press("z")
    assert_told(page, "told[-1][2].startswith('Taken back')", "True")
    wait_for_answer(board)
    for name, refs in (("Add to the report", "['findings:f0']"), ("Take out of the report", "[]")):
        card.get_by_role("button", name=name).click()
        assert_told(page, "board.report", refs)
        wait_for_answer(board)
    card.get_by_label("Write a comment on what is shown").click()
    page.keyboard.type("Read again.")
    card.get_by_role("button", name="Add the comment").click()
    assert_told(page, "told[-1]", "('Read again.', 'findings:f0')")
    card.get_by_text("Read again.").wait_for()
    press(board, "tab", "ArrowRight")
    assert_told(page, "board.tab", "1")
    page.keyboard.press("Home")
    assert_told(page, "board.tab", "0")
    assert board.get_by_role("tab").first.get_attribute("aria-selected") == "true"
    for pressed in ("true", "false"):
        push(board, "Two views side by side")
        assert_told(page, "str(board.beside).lower()", pressed)
    board.locator(".tidewaiter-bar").first.get_by_role("button", name="Switch to Chinese").press("Enter")
    assert_told(page, "board.language, {view.language for view in board.views.values()}", "zh {'zh'}")
    page.locator(".tidewaiter-board").get_by_role("button", name="切换为英文").first.click()
    assert_told(page, "board.language", "en")


@pytest.mark.parametrize(("cell", "kind"), [(2, "map"), (3, "timeline"), (4, "leads"), (5, "review"), (6, "scans"), (7, "board")])
def test_no_control_was_left_out(page: Page, cell: int, kind: str) -> None:
    assert list_untouched(show_view(page, cell, kind)) == []


def test_nothing_was_asked_for_outside(page: Page, lab: Lab) -> None:
    close_notebook(page)
    assert lab.outside == []
