"""Links decided in a real browser: by keys and buttons, written to a case at once, and still there after a restart."""

import pytest
from laboratory import Lab, ask_kernel, assert_told, close_notebook, find_barriers, run_all, show_view, wait_for_kernel, write_notebook
from playwright.sync_api import Locator, Page

CASE = """
from pathlib import Path
import pandas as pd
from toolkit import linking, tables
from toolkit.case import Case

home = Path("review_case")
case = Case.open(home, analyst="reader") if home.exists() else Case.create(home, analyst="reader")
if case.table("records").empty:
    table = Path("register.csv")
    table.write_text("name\\n" + "\\n".join("abcd"), encoding="utf-8")
    source = case.add_source(table)
    hostile = "<img src=x onerror=alert(1)> \\u202e\\u0639\\u0631\\u0628\\u064a \\U0001f47b " + "長" * 10_000
    rows = [("r1", "HAI YUE 66"), ("r2", "海悦66"), ("r3", "HAI YUE 68"), ("r4", hostile), ("r5", None)]
    records = tables.conform(pd.DataFrame([
        {"record_id": i, "source_id": source.source_id, "locator": "line=2", "kind": "Vessel", "name": n} for i, n in rows
    ]), "records")
    reasons = [tables.make_reason("same_name", weight=6.0, value="hai yue"), tables.make_reason("same_country", weight=1.0, value="CN")]
    against = [tables.make_reason("names_differ", weight=3.0, left="66", right="68", score=0.7)]
    links = tables.conform(pd.DataFrame([
        {"link_id": f"l{n}", "left_id": one, "right_id": other, "probability": 0.6, "method": "test/1",
         "reasons": reasons, "against": against}
        for n, (one, other) in enumerate([("r1", "r2"), ("r1", "r3"), ("r2", "r3"), ("r1", "r4"), ("r2", "r5")])
    ]), "links")
    entities = tables.conform(pd.DataFrame([{"record_id": i, "entity_id": f"E{i}", "method": "test/1"} for i, _ in rows]), "entities")
    case.record({"records": records, "links": links, "entities": entities}, method="test/1")
records, links, entities, decisions = (case.table(name) for name in ("records", "links", "entities", "decisions"))
queue = linking.queue_decisions(records, links, entities, decisions, top=5)
"""
REVIEW = """
from widgets import LinkReview
review = LinkReview(queue, records, links=links, entities=entities, decisions=decisions, on_decide=case.decide)
review
"""
SOURCE = "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map((cell) => cell.getSource()))"


@pytest.fixture(scope="module")
def page(lab: Lab) -> Page:
    write_notebook(lab.folder / "review.ipynb", CASE, REVIEW, "scratch = 1")
    page = lab.open_notebook("review.ipynb")
    run_all(page)
    return page


def open_review(page: Page) -> Locator:
    return show_view(page, 1, "review")


def shown(page: Page) -> str:
    return str(page.locator(".tidewaiter-review").get_attribute("data-shown"))


def wait_for_pair(page: Page, link: str) -> None:
    page.locator(f".tidewaiter-review[data-shown='{link}']").wait_for()


def verdict_of(page: Page, link: str) -> str:
    """What the case has on disk, not what the view believes."""
    return ask_kernel(page, f"tables.last_verdicts(case.table('decisions')).get({link!r})")


def press_process_key(view: Locator, code: str) -> None:
    """Press a key the way a Chinese input method reports it: key code 229, no letter."""
    view.get_by_role("group").first.evaluate(
        """(stage, code) => stage.dispatchEvent(new KeyboardEvent('keydown',
            { code, key: 'Process', keyCode: 229, bubbles: true, cancelable: true }))""",
        code,
    )


def test_keys_decide_and_the_notebook_stays_as_it_is(page: Page) -> None:
    review = open_review(page)
    before = page.evaluate(SOURCE)
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.mode = 'command'; }")
    stage = review.get_by_role("group").first
    stage.focus()
    for key, verdict in (("a", "accept"), ("r", "reject"), ("u", "unsure")):
        link = shown(page)
        page.keyboard.press(key)
        page.wait_for_function("(link) => document.querySelector('.tidewaiter-review').dataset.shown !== link", arg=link)
        assert verdict_of(page, link) == verdict
        last = link
    page.keyboard.press("z")
    wait_for_pair(page, last)
    assert ask_kernel(page, "case.table('decisions').iloc[-1].note").startswith("Taken back")
    for key in ("d", "d", "b", "x"):
        page.keyboard.press(key)
    # each step is waited for in Python: what is still on its way there would come after what a later test sets
    for key, is_back in (("ArrowRight", "False"), ("ArrowLeft", "True")):
        page.keyboard.press(key)
        assert_told(page, f"review.selection == [{last!r}]", is_back)
    wait_for_pair(page, last)
    assert page.evaluate(SOURCE) == before


def test_an_input_method_swallows_no_key(page: Page) -> None:
    review = open_review(page)
    before = page.evaluate(SOURCE)
    page.evaluate("() => { window.jupyterapp.shell.currentWidget.content.mode = 'command'; }")
    ask_kernel(page, "setattr(review, 'selection', ['l3'])")
    wait_for_pair(page, "l3")
    review.get_by_role("group").first.focus()
    press_process_key(review, "KeyA")
    assert wait_for_kernel(page, "tables.last_verdicts(case.table('decisions')).get('l3')", "accept") == "accept"
    page.wait_for_function("() => document.querySelector('.tidewaiter-review .tidewaiter-status').textContent === ''")
    press_process_key(review, "KeyZ")
    assert wait_for_kernel(page, "tables.last_verdicts(case.table('decisions')).get('l3')", "unsure") == "unsure"
    wait_for_pair(page, "l3")
    page.wait_for_function("() => document.querySelector('.tidewaiter-review .tidewaiter-status').textContent === ''")
    press_process_key(review, "KeyR")
    assert wait_for_kernel(page, "tables.last_verdicts(case.table('decisions')).get('l3')", "reject") == "reject"
    for _ in range(2):
        press_process_key(review, "KeyD")
    assert page.evaluate(SOURCE) == before


def test_buttons_and_the_note_decide_by_mouse(page: Page) -> None:
    review = open_review(page)
    review.locator("[data-id='l4']").click()
    wait_for_pair(page, "l4")
    review.get_by_label("Note for the next decision").fill("a b c: the letters are text here")
    review.get_by_role("button", name="Unsure: cannot be told (U)").click()
    expression = "[(d.verdict, d.note) for d in case.table('decisions').itertuples() if d.target_id == 'l4']"
    wanted = "[('unsure', 'a b c: the letters are text here')]"
    assert wait_for_kernel(page, expression, wanted) == wanted
    review.get_by_role("button", name="Take back the last decision (Z)").click()
    wait_for_pair(page, "l4")
    review.get_by_role("button", name="Previous (left arrow)").click()
    assert wait_for_kernel(page, "review.selection == ['l4']", "False") == "False"
    review.get_by_role("button", name="Next (right arrow)").click()
    wait_for_pair(page, "l4")


def test_keys_outside_the_view_decide_nothing(page: Page) -> None:
    open_review(page)
    count = ask_kernel(page, "len(case.table('decisions'))")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.content.node.focus()")
    page.keyboard.press("u")
    page.wait_for_timeout(200)
    assert ask_kernel(page, "len(case.table('decisions'))") == count


def test_a_pair_shows_differences_steps_and_hostile_names_as_text(page: Page) -> None:
    review = open_review(page)
    review.locator("[data-id='l1']").click()
    wait_for_pair(page, "l1")
    assert review.locator("mark").all_inner_texts() == ["6", "8"]
    assert [text[:6] for text in review.locator(".tidewaiter-weight").all_inner_texts()] == ["+6.0", "−3.0", "+1.0", "4.0"]
    review.locator("[data-id='l3']").press("Enter")
    wait_for_pair(page, "l3")
    assert "<img src=x onerror=alert(1)>" in review.locator("h3").inner_text()
    assert review.locator("img").count() == 0
    assert review.evaluate("(root) => root.scrollWidth <= root.clientWidth")


def test_no_barrier_stands_in_the_review(page: Page) -> None:
    assert find_barriers(open_review(page)) == []


def test_decisions_outlive_the_kernel(page: Page, lab: Lab) -> None:
    before = ask_kernel(page, "sorted(review.verdicts.items())")
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    page.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'")
    run_all(page)
    review = open_review(page)
    assert ask_kernel(page, "sorted(tables.last_verdicts(case.table('decisions')).items())") == before
    assert ask_kernel(page, "set(queue.link_id) & {'l3', 'l4'}, len(review.verdicts) >= 2") == "set() True"
    assert review.is_visible()
    close_notebook(page)
    assert lab.outside == []
