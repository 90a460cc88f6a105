"""How many scans a second are encoded, as an addition to a library does it: read, cut into parts, described and hashed.

    python tests/benchmarks/bench_scans_encoding.py [--crops 100] [--wide 10]

Crops of 224 × 224 at eight bits, and scans of 2,000 × 1,000 at sixteen with two energies, from PNG files. CPU seconds of all
threads are given; scans a second on two cores follow from them, and wall time is given beside.
"""

import argparse
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from toolkit.scans.additions import encode_rows
from toolkit.scans.encoder import embed_scans
from toolkit.scans.encoders import OwnEncoder

CORES = 2


def _write(folder: Path, name: str, pixels: np.ndarray) -> str:
    path = folder / f"{name}.png"
    Image.fromarray(pixels).save(path, compress_level=1)
    return str(path)


def _draw_rows(folder: Path, kind: str, count: int) -> pd.DataFrame:
    rows = []
    random = np.random.default_rng(3)
    for number in range(count):
        if kind == "crops":
            paths = [_write(folder, f"{kind}{number}", random.integers(0, 255, (224, 224), np.uint8)), None]
        else:
            blocks = random.integers(2_000, 60_000, (50, 100)).repeat(20, 0).repeat(20, 1).astype(np.uint16)
            paths = [
                _write(folder, f"{kind}{number}{energy}", (blocks * share).astype(np.uint16)) for energy, share in ((0, 1.0), (1, 0.9))
            ]
        rows.append({"scan_id": f"{kind}{number}", "path": paths[0], "low_path": paths[1], "sha256": None, "low_sha256": None})
    return pd.DataFrame(rows).assign(source_id="s", locator="")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--crops", type=int, default=100)
    parser.add_argument("--wide", type=int, default=10)
    options = parser.parse_args()
    embed_scans([np.eye(64, dtype=np.uint8)])  # the network is built once
    print(f"{'':34}{'CPU ms a scan':>14}{'a second on 2 cores':>21}{'wall ms':>9}{'parts':>7}")
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(CORES) as workers:
        for name, kind, count in (("crops of 224 × 224", "crops", options.crops), ("2,000 × 1,000, two energies", "wide", options.wide)):
            rows = _draw_rows(Path(made), kind, count)
            spent, wall = time.process_time(), time.perf_counter()
            blocks, kept, _ = encode_rows(rows, OwnEncoder(), workers)
            spent, wall = time.process_time() - spent, time.perf_counter() - wall
            a_scan = spent / len(kept)
            print(
                f"{name:34}{a_scan * 1e3:14.0f}{CORES / a_scan:21.1f}{wall / len(kept) * 1e3:9.0f}{len(blocks['tiles']) / len(kept):7.0f}"
            )


if __name__ == "__main__":
    main()
