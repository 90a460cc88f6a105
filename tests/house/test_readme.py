"""What the README says works: its pipeline runs as a doctest without Jupyter, its pictures and commands exist."""

import re
import subprocess
import sys
from pathlib import Path

WITHOUT_JUPYTER = """
import doctest, sys
for name in ("IPython", "jupyterlab", "ipywidgets", "anywidget", "widgets"):
    sys.modules[name] = None
failed, tried = doctest.testfile(sys.argv[1], module_relative=False)
print(f"{tried} tried")
sys.exit(failed > 0 or tried < 5)
"""


def readme(root: Path) -> str:
    return (root / "README.md").read_text("utf-8")


def test_the_pipeline_runs_without_jupyter(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WITHOUT_JUPYTER, root / "README.md"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pictures_are_there(root: Path) -> None:
    pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", readme(root))
    assert pictures
    assert all((root / picture).is_file() for picture in pictures)


def test_make_targets_exist(root: Path) -> None:
    makefile = (root / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"make ([a-z]+)", readme(root))) - {"and"}
    assert {target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)} == set()


def test_investigation_is_about_fifteen_lines(root: Path) -> None:
    block = readme(root).split("## One investigation")[1].split("```python")[1].split("```")[0]
    assert len([line for line in block.splitlines() if line.strip()]) <= 16
