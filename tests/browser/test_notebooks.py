"""The notebooks, opened and run in a real JupyterLab that reaches nothing outside; every output is checked."""

import ast
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from laboratory import PICTURES, ROOT, Lab, ask_kernel, close_notebook, read_without_kernel, run_all, show_view, wait_for_kernel
from playwright.sync_api import Locator, Page

CASES = ("90_full_case.ipynb",)
STARTS = ("00_start_here.ipynb", "00_start_here_zh.ipynb")
NOTEBOOKS = (*CASES, *STARTS, "05_intake.ipynb", "10_link_entities.ipynb", "20_search_scans.ipynb", "30_map_routes.ipynb")


def run_notebook(lab: Lab, slack_water: Path, name: str) -> tuple[Page, list[dict[str, Any]]]:
    """Run a notebook beside the sample case that it looks for."""
    assert slack_water.parent == lab.folder
    shutil.copy(ROOT / "notebooks" / name, lab.folder / name)
    page = lab.open_notebook(name)
    return page, run_all(page, timeout_s=300)


def find_pictures(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [output for cell in cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_without_outputs_and_long_functions(name: str) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []
    functions = [node for cell in code for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 10] == []


@pytest.mark.parametrize("name", CASES)
def test_a_notebook_runs_in_jupyterlab(name: str, lab: Lab, slack_water: Path) -> None:
    page, cells = run_notebook(lab, slack_water, name)
    assert len(find_pictures(cells)) >= 2
    chart = next(number for number, cell in enumerate(cells) if "\nchart" in str(cell["source"]))
    show_view(page, chart, "chart").screenshot(path=PICTURES / f"link_chart_{name[:2]}.png")
    route = next(number for number, cell in enumerate(cells) if "\nroute" in str(cell["source"]))
    show_view(page, route, "map").screenshot(path=PICTURES / f"route_map_{name[:2]}.png")
    assert ask_kernel(page, "len(chart.rows.nodes) > 1, len(route.rows.tracks) > 1") == "True True"
    close_notebook(page)
    read_without_kernel(lab, cells, name)
    assert lab.outside == []


def follow_a_lead_to_its_party(page: Page, board: Locator) -> None:
    """Click a lead on a party that the chart does not show, and find the party on the chart."""
    shown = "{record for group in board.views['chart'].rows.nodes['records'] for record in group}"
    leads = "board.views['leads'].rows[['finding_id', 'subject_id']].itertuples(index=False)"
    unseen = ask_kernel(page, f"next(lead for lead, party in {leads} if party.startswith('record_') and party not in {shown})")
    board.locator(f".tidewaiter-pair[data-id='{unseen}']:visible").click()
    board.get_by_role("tab", name="Link chart").click()
    assert wait_for_kernel(page, "len(board.views['chart'].selection) > 0", "True") == "True"
    count = ask_kernel(page, "len(board.views['chart'].rows.nodes)")
    board.locator(f".tidewaiter-chart[data-settled='true'][data-shown='{count}']").wait_for()
    assert int(count) < 100


def test_the_start_notebook_opens_the_board(lab: Lab, slack_water: Path) -> None:
    name = "00_start_here.ipynb"
    page, cells = run_notebook(lab, slack_water, name)
    at = next(number for number, cell in enumerate(cells) if str(cell["source"]).endswith("\nboard"))
    board = show_view(page, at, "board")
    board.locator(".tidewaiter-card").wait_for()
    board.screenshot(path=PICTURES / "case_board_00.png")
    for tab in ("Link chart", "Route map", "Timeline", "Scan search", "Link review", "Lead queue"):
        board.get_by_role("tab", name=tab).click()
        board.locator(".tidewaiter-board-view:visible .tidewaiter").first.wait_for()
        board.screenshot(path=PICTURES / f"case_board_00_{tab.split()[0].lower()}.png")
        assert board.locator(".tidewaiter-error:visible").all_inner_texts() == []
    assert ask_kernel(page, "board.selection == [lead.finding_id], board.trouble, len(board.shown()) > 100") == "True  True"
    assert ask_kernel(page, "board.views['leads'].verdicts") == ask_kernel(page, "{lead.finding_id: 'unsure'}")
    follow_a_lead_to_its_party(page, board)
    search = board.get_by_role("searchbox", name="Search everything")
    search.fill("66")
    search.press("Enter")
    board.locator(".tidewaiter-hit").first.wait_for()
    told = board.locator(".tidewaiter-hits").first.inner_text()
    assert "HAI YUE 66" in told
    assert "fewer than three letters" in told
    search.press("Escape")
    assert page.get_by_text("official Jupyter news").count() == 0
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()")
    gone = board.locator(":scope > .tidewaiter-error")
    gone.wait_for()
    assert "what you do here now is not kept" in gone.inner_text()
    close_notebook(page)
    read_without_kernel(lab, cells, name)
    assert lab.outside == []


def test_the_linking_notebook_runs_in_jupyterlab(lab: Lab, slack_water: Path) -> None:
    name = "10_link_entities.ipynb"
    page, cells = run_notebook(lab, slack_water, name)
    assert find_pictures(cells)
    assert ask_kernel(page, "sisters.conflict, homonyms.conflict, len(queue) > 0") == "True True True"
    assert ask_kernel(page, "queue.link_id[0] in set(asked.link_id), (ids.entity_id_x == ids.entity_id_y).all()") == "False True"
    assert ask_kernel(page, "case.path.name, review.verdicts[queue.link_id[0]]") == "linking_case reject"
    close_notebook(page)
    read_without_kernel(lab, cells, name)
    assert lab.outside == []


def test_the_scan_notebook_runs_in_jupyterlab(lab: Lab, slack_water: Path) -> None:
    name = "20_search_scans.ipynb"
    page, cells = run_notebook(lab, slack_water, name)
    assert find_pictures(cells)
    at = next(number for number, cell in enumerate(cells) if str(cell["source"]).endswith("\nsearch"))
    show_view(page, at, "scans").screenshot(path=PICTURES / "scan_search_20.png")
    assert ask_kernel(page, "case.path.name, list(search.verdicts.values()), search.trouble") == "scan_case ['unsure']"
    close_notebook(page)
    assert lab.outside == []
