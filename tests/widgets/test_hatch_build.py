"""The build of the views: pinned, up to date, and exactly what belongs in the wheel."""

import importlib.util
import json
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[2]
BUILT = {
    "widgets/static/case_board.js",
    "widgets/static/lead_queue.js",
    "widgets/static/link_chart.js",
    "widgets/static/link_review.js",
    "widgets/static/route_map.js",
    "widgets/static/scan_search.js",
    "widgets/static/timeline.js",
    "widgets/static/built.json",
    "widgets/static/NotoSansSC-Regular.woff2",
    "widgets/static/NotoSansTC-Regular.woff2",
    "widgets/static/NotoSansSC-Regular-LICENSE.txt",
    "widgets/static/NotoSansTC-Regular-LICENSE.txt",
    "toolkit/geo/land-50m.json",
    "toolkit/geo/land-110m.json",
    "toolkit/figures/fonts/NotoSansSC-Regular.ttf",
    "toolkit/figures/fonts/NotoSansTC-Regular.ttf",
    "toolkit/figures/fonts/NotoSansSC-Regular-LICENSE.txt",
    "toolkit/figures/fonts/NotoSansTC-Regular-LICENSE.txt",
}


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_built_twice(hook: ModuleType) -> None:
    hook.build_views(ROOT)
    assert hook.build_views(ROOT) is False


def test_the_lock_holds_no_address_of_a_registry() -> None:
    packages = json.loads((ROOT / "widgets" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []


def test_every_package_is_pinned() -> None:
    manifest = json.loads((ROOT / "widgets" / "package.json").read_text(encoding="utf-8"))
    versions = [*manifest["dependencies"].values(), *manifest["devDependencies"].values()]
    assert [version for version in versions if not version[0].isdigit()] == []


def test_the_wheel_holds_the_built_files_and_no_workshop(tmp_path: Path) -> None:
    wheel = next(WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"]))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert names >= BUILT
    packaged = {name for name in names if ".dist-info/" not in name} - BUILT
    assert {name.split("/")[0] for name in packaged} == {"toolkit", "widgets"}
    assert {Path(name).suffix for name in packaged if name.startswith("widgets/")} <= {".py", ".typed"}
    assert [name for name in names if "/src/" in name or "node_modules" in name or "__pycache__" in name] == []
