"""Additions, removals and compaction on disk: what a kill, a second writer and a flipped byte may do."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import ArgumentError, LibraryError
from toolkit.scans import ScanLibrary, library, lists, storage
from toolkit.scans.encoder import DIM
from toolkit.scans.hashes import HASH_BITS
from toolkit.scans.physics import PHYSICS_DIM
from toolkit.tables import conform

WIDTHS = {"cnn": DIM, "physics": PHYSICS_DIM, "hash": HASH_BITS // 8}


def _scans(start: int, count: int) -> pd.DataFrame:
    rows = [
        {
            "scan_id": f"scan_{n}",
            "source_id": "s",
            "locator": f"line={n + 2}",
            "path": f"{n}.png",
            "sha256": f"{n:064d}",
            "port": "Ningbo" if n % 2 else "Yantian",
        }
        for n in range(start, start + count)
    ]
    return conform(pd.DataFrame(rows), "scans")


def _vectors(start: int, count: int) -> dict[str, np.ndarray]:
    blocks = {}
    for name, width in WIDTHS.items():
        rows = np.stack([np.random.default_rng([n, width]).normal(size=width) for n in range(start, start + count)])
        blocks[name] = (rows > 0).astype(np.uint8) if name == "hash" else rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return blocks


def _add(made: ScanLibrary, start: int, count: int) -> None:
    made.add(_scans(start, count), vectors=_vectors(start, count))


def _check(opened: ScanLibrary, ids: list[int]) -> None:
    assert opened.metadata["scan_id"].tolist() == [f"scan_{n}" for n in ids]
    for n, row in zip(ids, opened.vectors("cnn"), strict=True):
        assert row @ _vectors(n, 1)["cnn"][0] == pytest.approx(1, abs=1e-3)


@pytest.fixture
def made(tmp_path: Path) -> ScanLibrary:
    made = ScanLibrary.create(tmp_path / "library")
    _add(made, 0, 40)
    _add(made, 40, 5)
    return made


CHANGES: dict[str, tuple[Callable[[ScanLibrary], None], list[int]]] = {
    "add": (lambda made: _add(made, 45, 3), list(range(48))),
    "remove": (lambda made: made.remove(["scan_3", "scan_44"]), [n for n in range(45) if n not in {3, 44}]),
    "compact": (lambda made: made.compact(), list(range(45))),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills are tried in a forked process")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")  # the child does nothing but write and die
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("point", storage.FAULT_POINTS)
def test_a_kill_at_any_point_loses_no_committed_scan(made: ScanLibrary, change: str, point: str) -> None:
    act, after = CHANGES[change]
    for time in range(1, 9):
        child = os.fork()
        if not child:
            _die_at(point, time, lambda: act(ScanLibrary.open(made.path)))
        if os.waitpid(child, 0)[1] != signal.SIGKILL:
            break  # the change was done before it came to this point so often
        opened = ScanLibrary.open(made.path)
        _check(opened, after if point in {"manifest_written", "stale_removed"} else list(range(45)))
        if point in {"manifest_written", "stale_removed"}:
            return
    _check(ScanLibrary.open(made.path), after)
    assert time > 1 or (change == "remove" and point.startswith("file"))


def _die_at(point: str, time: int, act: Callable[[], None]) -> None:
    """Act, and die when a point is reached for the given time; never return."""
    reached = 0

    def count(at: str) -> None:
        nonlocal reached
        reached += at == point
        if reached == time:
            os.kill(os.getpid(), signal.SIGKILL)

    storage.on_point = count
    try:
        act()
    finally:
        os._exit(0)


def test_parts_become_one_before_there_are_many(tmp_path: Path) -> None:
    made = ScanLibrary.create(tmp_path / "library")
    for start in range(30):
        _add(made, start, 1)
    opened = ScanLibrary.open(made.path)
    _check(opened, list(range(30)))
    assert len(storage.read_manifest(made.path).parts) <= 4


def test_what_was_taken_out_is_never_found(made: ScanLibrary) -> None:
    made.remove(["scan_3"])
    for opened in (made, ScanLibrary.open(made.path)):
        assert "scan_3" not in set(opened.search("scan_4", 44)["scan_id"])
        assert len(opened.search("scan_4", 60)) == 43
        with pytest.raises(LibraryError, match="scan_3"):
            opened.remove(["scan_3"])
    made.compact()
    assert len(made.search("scan_4", 60)) == 43
    _add(made, 3, 1)  # its name is free again
    assert len(ScanLibrary.open(made.path)) == 45


def test_a_reader_sees_the_library_as_it_was_opened(made: ScanLibrary) -> None:
    reader = ScanLibrary.open(made.path)
    made.remove(["scan_0"])
    made.compact()
    _add(made, 45, 50)
    _check(reader, list(range(45)))
    assert len(reader.search("scan_4", 60)) == 44


def test_a_second_writer_is_refused(made: ScanLibrary) -> None:
    other = ScanLibrary.open(made.path)
    with storage.lock_library(made.path), pytest.raises(LibraryError, match="another process is writing"):
        _add(other, 45, 1)
    _add(made, 45, 1)
    with pytest.raises(LibraryError, match="open it again"):
        _add(other, 46, 1)
    _check(ScanLibrary.open(made.path), list(range(46)))


def test_an_interrupted_addition_goes_on_where_it_stopped(made: ScanLibrary) -> None:
    made.add(_scans(40, 20), vectors=_vectors(40, 20), skip_known=True)
    _check(ScanLibrary.open(made.path), list(range(60)))


def test_an_index_is_kept_and_a_damaged_one_made_anew(
    made: ScanLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(library, "EXACT_ROWS", 400)
    monkeypatch.setattr("toolkit.scans.planner.FEW_ROWS", 0)
    _add(made, 45, 555)
    found = made.search("scan_4", 20, explain=True)
    plan = found["reasons"].iloc[0][-1]
    assert plan["code"] == "scan_plan"
    assert plan["values"]["way"] == lists.KIND
    assert len(found) == 20
    copy = tmp_path / "copy"
    shutil.copytree(made.path, copy)
    (index,) = copy.glob("*cnn.faiss")
    content = bytearray(index.read_bytes())
    content[len(content) // 2] ^= 1
    index.write_bytes(content)
    again = ScanLibrary.open(copy)
    assert "made anew" in caplog.text
    assert again.search("scan_4", 20)["scan_id"].tolist() == found["scan_id"].tolist()


@pytest.mark.parametrize(
    "wrong", [{"words": np.zeros((1, 5))}, {"cnn": np.zeros((2, WIDTHS["cnn"]))}, {"cnn": np.ones((1, WIDTHS["cnn"]))}]
)
def test_vectors_of_another_shape_are_refused(made: ScanLibrary, wrong: dict[str, np.ndarray]) -> None:
    with pytest.raises(ArgumentError, match="vectors"):
        made.add(_scans(99, 1), vectors=wrong)


def test_vectors_are_read_from_npy_files(made: ScanLibrary, tmp_path: Path) -> None:
    vectors = _vectors(45, 2)
    np.save(tmp_path / "cnn.npy", vectors["cnn"])
    made.add(_scans(45, 2), vectors={**vectors, "cnn": tmp_path / "cnn.npy"})
    _check(made, list(range(47)))
    (tmp_path / "text.npy").write_text("no numbers")
    with pytest.raises(ArgumentError, match=r"numpy\.save"):
        made.add(_scans(47, 1), vectors={"cnn": tmp_path / "text.npy"})
