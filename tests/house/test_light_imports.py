"""Importing a room loads no heavy library: notebooks open at once, pipelines pay for what they use."""

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("faiss", "splink", "onnxruntime", "geopandas", "pyspark", "matplotlib", "sklearn", "torch", "IPython", "ipywidgets")
ROOMS = sorted(
    path.stem
    for path in (Path(__file__).parents[2] / "toolkit").iterdir()
    if (path.is_dir() and (path / "__init__.py").exists()) or (path.suffix == ".py" and path.stem != "__init__")
)


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_toolkit_imports_nothing_else() -> None:
    third_party = {name for name in loaded_by("import toolkit") if name.split(".")[0] in {"numpy", "pandas", "toolkit"}}
    assert third_party == {"toolkit"}


@pytest.mark.parametrize("room", ROOMS)
def test_importing_a_room_loads_nothing_heavy(room: str) -> None:
    assert not loaded_by(f"import toolkit.{room}") & set(HEAVY)
