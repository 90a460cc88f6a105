import ast
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).parents[3]
NOTEBOOK = nbformat.read(ROOT / "notebooks" / "20_search_scans.ipynb", as_version=4)
CODE = [cell for cell in NOTEBOOK.cells if cell.cell_type == "code"]


def test_the_notebook_is_stored_without_outputs_and_long_functions() -> None:
    assert [cell.id for cell in CODE if cell.outputs or cell.execution_count is not None] == []
    functions = [node for cell in CODE for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef)]
    assert functions == []


def test_its_cells_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "slack_water").symlink_to(ROOT / "data_samples" / "slack_water")
    names: dict[str, object] = {}
    for cell in CODE:
        exec(compile(cell.source, cell.id, "exec"), names)  # noqa: S102 - our own notebook, as a reader runs it
    assert len(names["reused"]) == 1  # type: ignore[arg-type]
    assert len(names["matches"]) == 5  # type: ignore[arg-type]
    assert len(names["below"]) >= 2  # type: ignore[arg-type]
