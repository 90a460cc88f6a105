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
    (tmp_path / "slack_water").mkdir()  # the case that the notebook makes goes here
    (tmp_path / "slack_water" / "evidence").symlink_to(ROOT / "data_samples" / "slack_water" / "evidence")
    names: dict[str, object] = {}
    for cell in CODE:
        exec(compile(cell.source, cell.id, "exec"), names)  # noqa: S102 - our own notebook, as a reader runs it
    assert len(names["reused"]) == 1  # type: ignore[arg-type]
    assert len(names["matches"]) == 5  # type: ignore[arg-type]
    assert len(names["below"]) >= 2  # type: ignore[arg-type]
    search, case = names["search"], names["case"]
    decided = case.table("decisions")  # type: ignore[attr-defined]
    assert decided["target_id"].tolist() == [f"{names['asked']}|{names['nearest']}"]
    assert search.shown()["verdict"].iloc[0] == "unsure"  # type: ignore[attr-defined]
    assert len(names["judged"]) == (names["library"].metadata["lot_id"] == names["lot"]).sum()  # type: ignore[arg-type,attr-defined]
