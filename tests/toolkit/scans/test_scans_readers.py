from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import numpy as np
import pytest

from toolkit.errors import ArgumentError, SourceError
from toolkit.scans import load_scan, readers


def read_two(path: Path) -> np.ndarray:
    return np.frombuffer(path.read_bytes(), np.uint16).reshape(20, 30, 2)


def read_wrongly(_path: Path) -> np.ndarray:
    return np.zeros((3, 20, 30))


def read_blank(_path: Path) -> np.ndarray:
    return np.full((20, 30), 7, np.uint8)


def _register(monkeypatch: pytest.MonkeyPatch, *functions: str) -> None:
    found = EntryPoints(EntryPoint("xyz", f"{__name__}:{function}", readers.GROUP) for function in functions)
    monkeypatch.setattr(readers, "entry_points", found.select)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "scan.XYZ"
    path.write_bytes(np.arange(1200, dtype=np.uint16).tobytes())
    return path


def test_without_a_reader_the_error_says_how_to_register_one(path: Path) -> None:
    with pytest.raises(SourceError, match=r"'tidewaiter\.readers' named 'xyz'"):
        load_scan(path)


def test_a_registered_reader_reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, "read_two")
    assert np.array_equal(load_scan(path), np.arange(1200, dtype=np.uint16).reshape(20, 30, 2))


def test_a_reader_that_breaks_its_promise_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, "read_wrongly")
    with pytest.raises(SourceError, match="expected uint8 or uint16"):
        load_scan(path)
    path.write_bytes(b"short")
    _register(monkeypatch, "read_two")
    with pytest.raises(SourceError, match="could not be read"):
        load_scan(path)


def test_a_blank_scan_is_refused_whoever_read_it(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, "read_blank")
    with pytest.raises(SourceError, match="shows nothing"):
        load_scan(path)


def test_two_readers_of_one_suffix_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _register(monkeypatch, "read_two", "read_blank")
    with pytest.raises(ArgumentError, match="uninstall all but one"):
        load_scan(path)
