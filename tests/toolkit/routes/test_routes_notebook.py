"""The notebook of routes, its cells run one after another on the sample case, without a browser."""

import ast
from pathlib import Path

import nbformat
import pytest

NAME = "30_map_routes.ipynb"


def code_of(root: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(root / "notebooks" / NAME, as_version=4).cells if cell.cell_type == "code"]


def test_it_is_stored_without_outputs_and_long_functions(root: Path) -> None:
    code = code_of(root)
    assert [cell.id for cell in code if cell.outputs or cell.execution_count is not None] == []
    functions = [node for cell in code for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 10] == []


def test_it_runs_on_the_sample_case(root: Path, sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slack_water").mkdir()
    (tmp_path / "slack_water" / "evidence").symlink_to(sample / "evidence")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for cell in code_of(root):
        exec(cell.source, names)  # noqa: S102 - our own notebook
    assert {"encounter"} <= set(names["meetings"]["kind"])  # type: ignore[index]
    assert names["shut"]["rank"].tolist() == [0]  # type: ignore[index]
    assert names["legs"]["outcome"].tolist() == ["found"]  # type: ignore[index]
    assert set(names["checks"]["outcome"]) == {"above", "within"}  # type: ignore[index]
    assert "possible" in set(names["drawn"]["part"])  # type: ignore[index]
    assert [name for name in ("tracks", "legs", "corridors") if not (tmp_path / "slack_water" / f"{name}.gpkg").is_file()] == []
