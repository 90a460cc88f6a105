"""The notebook of intake runs from top to bottom, and shows what it says."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient


@pytest.mark.filterwarnings("ignore")  # the kernel's packages warn of each other's futures
def test_the_notebook_of_intake_runs(root: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(root / "notebooks" / "05_intake.ipynb", as_version=4)
    assert not any(cell.get("outputs") for cell in notebook.cells)
    notebook.cells.append(
        nbformat.v4.new_code_cell("print(len(inventory) > 41, len(copies), raw, verified, corrected['declared_at'].notna().any())")
    )
    done = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert done.cells[-1]["outputs"][0]["text"].split() == ["True", "8", "-2147483648", "True", "True"]
