"""The notebooks: executed without a browser, then opened and run in a real JupyterLab that reaches nothing outside."""

import shutil
from pathlib import Path

import nbformat
import pytest
from conftest import PICTURES, ROOT, Lab, ask_kernel, run_all, show_view
from nbclient import NotebookClient

NOTEBOOKS = ("00_start_here.ipynb", "90_full_case.ipynb")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_is_stored_without_outputs(name: str) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []
    assert [cell.id for cell in code if len(cell.source.splitlines()) > 10] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_without_a_browser(name: str, slack_water: Path) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    # the kernel runs where the sample lies, as it would beside the notebook
    NotebookClient(notebook, timeout=180, resources={"metadata": {"path": str(slack_water.parent)}}).execute()
    pictures = [output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    assert len(pictures) >= 2


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_in_jupyterlab(name: str, lab: Lab, slack_water: Path) -> None:
    assert slack_water.parent == lab.folder
    shutil.copy(ROOT / "notebooks" / name, lab.folder / name)
    page = lab.open_notebook(name)
    cells = run_all(page, timeout_s=180)
    chart = next(number for number, cell in enumerate(cells) if "\nchart" in str(cell["source"]))
    show_view(page, chart, "chart").screenshot(path=PICTURES / f"link_chart_{name[:2]}.png")
    route = next(number for number, cell in enumerate(cells) if "\nroute" in str(cell["source"]))
    show_view(page, route, "map").screenshot(path=PICTURES / f"route_map_{name[:2]}.png")
    assert ask_kernel(page, "len(chart.rows.nodes) > 1, len(route.rows.tracks) > 1") == "True True"
    page.close()
    assert lab.outside == []
