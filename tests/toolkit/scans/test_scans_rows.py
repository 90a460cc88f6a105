from pathlib import Path

import numpy as np
import pytest

from toolkit.scans import rows as rows_module
from toolkit.scans.rows import Rows

WIDTH = 300  # rows of 600 bytes: some lie over the border of a page


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    random = np.random.default_rng(4)
    paths = [tmp_path / f"{count}.npy" for count in (200, 1, 57)]
    for path in paths:
        np.save(path, random.normal(size=(int(path.stem), WIDTH)).astype(np.float16))
    return paths


def test_rows_asked_for_ahead_are_the_same(files: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    reads = iter(range(0, 10**9, 1_000))
    monkeypatch.setattr(rows_module, "_count_reads", lambda: next(reads))  # a disk that is always read
    mapped = Rows([np.load(path, mmap_mode="r") for path in files])
    whole = np.concatenate([np.load(path) for path in files]).astype(np.float32)
    for chosen in ([257, 0, 200, 3, 3], [201], range(258), []):
        numbers = np.array(chosen, np.int64)
        assert np.array_equal(mapped.take(numbers), whole[numbers])
