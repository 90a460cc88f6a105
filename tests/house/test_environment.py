"""environment.yml says the same as requirements.txt, and neither names a registry or a machine."""

import re
import tomllib
from pathlib import Path

import yaml
from packaging.requirements import Requirement


def conda_file(root: Path) -> dict[str, list[object]]:
    return yaml.safe_load((root / "environment.yml").read_text("utf-8"))


def pip_part(root: Path) -> list[str]:
    return next(entry["pip"] for entry in conda_file(root)["dependencies"] if isinstance(entry, dict))


def pins(root: Path) -> list[Requirement]:
    text = (root / "requirements.txt").read_text("utf-8")
    return [Requirement(line.rstrip("\\ ")) for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]


def test_environment_carries_exactly_the_pins(root: Path) -> None:
    *listed, last = pip_part(root)
    assert last == "-e ."
    assert {str(Requirement(entry)) for entry in listed} == {str(pin) for pin in pins(root)}


def test_environment_names_the_heart(root: Path) -> None:
    named = {Requirement(entry).name for entry in pip_part(root)[:-1]}
    assert {"jupyterlab", "ipywidgets", "geopandas", "networkx", "scikit-learn", "faiss-cpu"} <= named


def test_conda_brings_python_node_and_pip(root: Path) -> None:
    named = {re.split(r"[<>=]", entry)[0] for entry in conda_file(root)["dependencies"] if isinstance(entry, str)}
    assert named == {"python", "nodejs", "pip"}


def test_every_pin_is_exact_and_hashed(root: Path) -> None:
    blocks = re.split(r"\n(?=[A-Za-z0-9])", (root / "requirements.txt").read_text("utf-8").strip())
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_every_declared_dependency_is_pinned(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["lab"], *project["optional-dependencies"]["dev"]]
    names = {Requirement(entry).name.lower() for entry in declared} - {"tidewaiter"}
    assert names <= {pin.name.lower() for pin in pins(root)}


def test_no_address_of_a_registry(root: Path) -> None:
    for name in ("requirements.txt", "environment.yml", "widgets/package-lock.json"):
        assert not re.search(r"https?://[^\s\"]*(registry|simple|pypi|npmjs)", (root / name).read_text("utf-8")), name
