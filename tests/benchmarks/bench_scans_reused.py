"""Scans that were handed in twice, among many that were not, beside the perceptual hash alone.

    python tests/benchmarks/bench_scans_reused.py [--scans 20000] [--copies 100]

Simulated loads of seeds that no threshold was set on; of each kind of copy as many as `--copies`, each filed for a container of
its own. A false alarm is a scan that stands in a pair which is none.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2]))

from scan_copies import COPIES

from data_samples.simulation import MATERIAL_CLASSES, simulate_scan
from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary, embed_scans, find_reused, hash_images, load_scan
from toolkit.tables import conform

SEED = 5_000_000


def _write(folder: Path, scans: int, copies: int) -> tuple[pd.DataFrame, dict[str, np.ndarray], dict[frozenset[str], str]]:
    """Write the images, and describe each as a library does, parts left out: no copy is looked for among them."""
    kinds = [kind for kind in MATERIAL_CLASSES if kind != "empty"]
    random = np.random.default_rng(SEED)
    turns = [(name, copy) for name, copy in COPIES.items() for _ in range(copies)]
    rows, shapes, bits, pairs = [], [], [], {}

    def keep(name: str, image: np.ndarray) -> None:
        rows.append(_row(folder, name, image))
        written = load_scan(rows[-1]["path"])
        shapes.append(embed_scans([written])[0])
        bits.append(hash_images([written])[0])

    for number in range(scans):
        image = simulate_scan(kinds[number % len(kinds)], seed=SEED + number)
        keep(f"s{number}", image)
        if number < len(turns):
            keep(f"copy{number}", turns[number][1](image, random))
            pairs[frozenset({f"scans:s{number}", f"scans:copy{number}"})] = turns[number][0]
    return conform(pd.DataFrame(rows), "scans"), {"cnn": np.stack(shapes), "hash": np.stack(bits)}, pairs


def _row(folder: Path, name: str, image: np.ndarray) -> dict[str, str]:
    path = folder / f"{name}.png"
    Image.fromarray(image if image.ndim == 2 else np.ascontiguousarray(image[..., 0])).save(path, compress_level=1)
    common = {"source_id": "s", "locator": f"line={len(name)}", "container_id": f"BOX{name}"}
    return {"scan_id": name, "path": str(path), "sha256": hash_file(path), **common}


def _print_hash(library: ScanLibrary, pairs: dict[frozenset[str], str], most: int) -> None:
    """The anchor: pairs within so many bits."""
    import faiss

    bits, names = np.ascontiguousarray(library.vectors("hash")), library.metadata["scan_id"].tolist()
    index = faiss.IndexBinaryFlat(128)
    index.add(bits)
    limits, _, near = index.range_search(bits, most + 1)
    left = np.repeat(np.arange(len(bits)), np.diff(limits.astype(np.int64)))
    found = {frozenset({f"scans:{names[one]}", f"scans:{names[other]}"}) for one, other in zip(left, near, strict=True) if one < other}
    _print(f"perceptual hash, {most} bits", found, pairs, len(names))


def _print(name: str, found: set[frozenset[str]], pairs: dict[frozenset[str], str], count: int) -> None:
    recalls = [np.mean([pair in found for pair, how in pairs.items() if how == kind]) for kind in COPIES]
    alarmed = {ref for pair in found - set(pairs) for ref in pair}
    print(
        f"{name:26}{np.mean(recalls):8.3f}" + "".join(f"{recall:15.3f}" for recall in recalls) + f"{len(alarmed) / count:12.5f}", flush=True
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=20_000)
    parser.add_argument("--copies", type=int, default=100)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        scans, vectors, pairs = _write(Path(made), options.scans, options.copies)
        library = ScanLibrary.create(Path(made) / "library")
        library.add(scans, vectors=vectors)
        print(f"{len(library):,} scans, {options.copies} copies of each kind")
        print(f"{'':26}{'recall':>8}" + "".join(f"{kind:>15}" for kind in COPIES) + f"{'alarms':>12}")
        for most in (2, 6, 10):
            _print_hash(library, pairs, most)
        start = time.process_time()
        found = {frozenset(refs) for refs in find_reused(library)["refs"]}
        spent = time.process_time() - start
        _print("find_reused", found, pairs, len(library))
        print(f"find_reused: {spent / len(library) * 1e3:.1f} ms CPU a scan")


if __name__ == "__main__":
    main()
