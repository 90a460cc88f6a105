"""What a user installs: the built wheel, in a bare environment without Jupyter, runs an investigation."""

import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

SCRIPTS = Path(sysconfig.get_path("scripts"))
INVESTIGATE = """
import importlib.util, pathlib, sys
assert importlib.util.find_spec("IPython") is None, "the bare environment has Jupyter in it"
import toolkit
assert "site-packages" in toolkit.__file__, toolkit.__file__
from toolkit.case import Case
from toolkit.investigation import investigate
with Case.create(pathlib.Path(sys.argv[2]), analyst="wheel") as case:
    result = investigate(sys.argv[1], case)
    assert case.verify().ok
    print(sum(result.rows_kept.values()))
"""


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [SCRIPTS / "uv", "build", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", out, root]
    subprocess.run(command, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_wheel_holds_the_packages_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0] for name in names} <= {"toolkit", "widgets", wheel.name.rsplit("-", 3)[0] + ".dist-info"}
    assert not [name for name in names if "node_modules" in name or name.endswith((".ts", "package.json", ".test.js"))]


@pytest.mark.parametrize("suffix", ["toolkit/py.typed", "widgets/py.typed", "land-50m.json", ".ttf", "widgets/static/link_chart.js"])
def test_wheel_carries_what_runs_offline(wheel: Path, suffix: str) -> None:
    with ZipFile(wheel) as archive:
        assert [name for name in archive.namelist() if name.endswith(suffix)]


def test_wheel_investigates_without_jupyter(wheel: Path, root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "tip.txt").write_text("Seen at the pier on 12 May 2025.\n", "utf-8")
    (folder / "goods.csv").write_text(
        "Declaration ID,Date,HS6 Code,Country of Origin,Net Mass,Item Price\n"
        "1,2025-05-01,390110,DE,10.0,99.5\n"
        "2,2025-05-02,390110,DE,20.0,210\n",
        "utf-8",
    )
    pins = tmp_path / "pins.txt"
    lines = (root / "requirements.txt").read_text("utf-8").splitlines()
    pins.write_text("\n".join(line.rstrip("\\ ") for line in lines if line[:1].isalnum()), "utf-8")
    bare = tmp_path / "bare"
    uv = str(SCRIPTS / "uv")
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, bare], check=True)
    python = bare / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, "--constraint", pins, wheel], check=True)
    command = [python, "-I", "-c", INVESTIGATE, folder, tmp_path / "case"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) == 3
