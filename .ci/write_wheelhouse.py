"""Write the wheelhouse: one folder from which a machine without network, Node or registry installs and runs everything.

``python .ci/write_wheelhouse.py OUT`` writes ``OUT/wheels`` (every wheel, ours with the views already built, for this
Python and this kind of machine), ``requirements.txt`` (the hash of each), the notebooks, the generator of the sample case,
``README.txt`` and ``SHA256SUMS`` over all of it.
"""

import hashlib
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 4
"""Downloads side by side: they wait for the network, not for the processor."""

README = """\
Tidewaiter without a network / 离线安装 Tidewaiter

Made for {python} on {platform}. / 适用于 {python}，{platform}。

1. Check the files / 核对文件:         sha256sum --quiet --check SHA256SUMS
2. Make an environment / 建立环境:     python3 -m venv .venv
3. Install / 安装:                     .venv/bin/python -m pip install --no-index --no-deps --require-hashes \\
                                         --find-links wheels --requirement requirements.txt
4. Open the first notebook / 打开笔记本: .venv/bin/jupyter lab notebooks/00_start_here.ipynb
"""


def write_wheelhouse(out: Path) -> None:
    """Write the folder anew.

    Raises:
        RuntimeError: a wheel cannot be had or built.
    """
    shutil.rmtree(out, ignore_errors=True)
    wheels = out / "wheels"
    wheels.mkdir(parents=True)
    with TemporaryDirectory() as scratch:
        blocks = resolve_pins(Path(scratch) / "all.txt")
        shares = [blocks[start::AT_ONCE] for start in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda share: fetch_wheels(share[1], Path(scratch) / f"{share[0]}.txt", wheels), enumerate(shares)))
    build_own(wheels)
    (out / "requirements.txt").write_text("".join(pin_wheel(wheel) for wheel in sorted(wheels.glob("*.whl"))), encoding="utf-8")
    copy_tracked(out, "notebooks", "data_samples")
    told = {"python": f"Python {sysconfig.get_python_version()}", "platform": sysconfig.get_platform()}
    (out / "README.txt").write_text(README.format(**told), encoding="utf-8")
    sums = [f"{hash_file(path)}  {path.relative_to(out).as_posix()}\n" for path in sorted(out.rglob("*")) if path.is_file()]
    (out / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


def resolve_pins(path: Path) -> list[str]:
    """Give the pins, with hashes, of what JupyterLab and the toolkit need to run; nothing of what tests need."""
    command = ["compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"]
    run(script("uv"), "pip", *command, "--extra", "lab", "--constraint", "requirements.txt", "pyproject.toml", "-o", path)
    lines = path.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line[:1].isalnum()]
    return ["\n".join(lines[start:end]) for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)]


def fetch_wheels(blocks: list[str], path: Path, wheels: Path) -> None:
    """Download wheels, and build those that come as source alone, each held against its hash."""
    path.write_text("\n".join(blocks) + "\n", encoding="utf-8")
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    run(sys.executable, "-m", "pip", "wheel", *options, "--requirement", path, "--wheel-dir", wheels)


def build_own(wheels: Path) -> None:
    """Build our own wheel; the views are built on the way, so the machine without network needs no Node."""
    run(script("uv"), "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", wheels, ROOT)
    for leftover in wheels.glob(".gitignore"):
        leftover.unlink()


def copy_tracked(out: Path, *folders: str) -> None:
    """Copy folders without what was generated in them."""
    ignore = shutil.ignore_patterns("slack_water", "__pycache__", ".ipynb_checkpoints", "*_case")
    for folder in folders:
        shutil.copytree(ROOT / folder, out / folder, ignore=ignore)


def pin_wheel(wheel: Path) -> str:
    """Give the line of a requirements file that takes this very wheel."""
    name, version = wheel.name.split("-")[:2]
    return f"{name}=={version} --hash=sha256:{hash_file(wheel)}\n"


def hash_file(path: Path) -> str:
    """Give the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def script(name: str) -> Path:
    """Where a program of this environment lies."""
    return Path(sysconfig.get_path("scripts")) / name


def run(*command: object) -> None:
    """Run a program in the repository.

    Raises:
        RuntimeError: it fails; the message is what it said.
    """
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603 - fixed programs
    if done.returncode:
        message = f"{command[0]} failed:\n{done.stdout}\n{done.stderr}"
        raise RuntimeError(message)


if __name__ == "__main__":
    write_wheelhouse(Path(sys.argv[1]).resolve())
