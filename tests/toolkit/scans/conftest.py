"""Small simulated scans, and tables about them."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from data_samples.simulation import MATERIAL_CLASSES, simulate_scan
from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary
from toolkit.tables import conform

KINDS = ("virgin_pellets", "machinery", "textiles")


@pytest.fixture
def write_scans() -> Callable[..., pd.DataFrame]:
    def write(folder: Path, count: int, *, start: int = 0, **columns: object) -> pd.DataFrame:
        rows = []
        for number in range(start, start + count):
            kind = KINDS[number % len(KINDS)]
            image = simulate_scan(kind, seed=number, shape=(48, 96))
            paths = [folder / f"{number}_{energy}.png" for energy in ("high", "low")]
            for channel, path in enumerate(paths):
                Image.fromarray(image[..., channel]).save(path)
            rows.append(
                {
                    "scan_id": f"scan_{number:03d}",
                    "source_id": "source_index",
                    "locator": f"line={number + 2}",
                    "path": str(paths[0]),
                    "sha256": hash_file(paths[0]),
                    "low_path": str(paths[1]),
                    "low_sha256": hash_file(paths[1]),
                    "container_id": f"BOX{number:03d}",
                    "declared_hs": MATERIAL_CLASSES[kind].heading,
                    "port": "Ningbo" if number % 2 else "Yantian",
                    "width_px": 96,
                    "height_px": 48,
                    **columns,
                }
            )
        return conform(pd.DataFrame(rows), "scans")

    return write


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ScanLibrary:
    folder = tmp_path_factory.mktemp("scans")
    scans = write_scans.__wrapped__()(folder, 24)
    made = ScanLibrary.create(folder / "library")
    assert made.add(scans).empty
    return made
