"""Another object of the kind, and the same object again, on real X-ray crops.

    python tests/benchmarks/bench_scans_kinds.py --data FOLDER    (scikit-image: see anchors.txt)

Crops lie in `FOLDER/scans/xray_objects`. *Another object of the kind*: queries and gallery are different series of
photographs, both directions. *The same object again*: a quarter of all crops, drawn at random, is asked of the rest.
"""

import argparse
import re
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from scan_measures import as_signs, gradients, measure_retrieval, pooled, thumbnail, to_unit

from toolkit.scans import embed_scans, hash_images, load_scan
from toolkit.scans.questions import fit_whitening
from toolkit.scans.rows import Rows

FIRST_SERIES = {"0049", "0050", "0051", "0078"}

Floats = NDArray[np.float32]


def _bench_kinds(folder: Path) -> None:
    paths = sorted((folder / "scans" / "xray_objects").glob("class_*/*"))
    kinds = np.array([int(path.parent.name[-1]) for path in paths])
    series = [re.search(r"B(\d{4})", path.name) for path in paths]
    first = np.array([match is not None and match[1] in FIRST_SERIES for match in series])
    images = [load_scan(path) for path in paths]
    print(f"real X-ray crops by series: A = {first.sum()}, B = {(~first).sum()} (class {np.bincount(kinds).tolist()})")
    print(f"{'features':34}{'ms/scan':>9}{'A to B':>18}{'B to A':>18}{'mean':>18}   random split  (each mAP, P@1, P@10)")
    blocks = {
        "perceptual hash (anchor)": lambda: as_signs(hash_images(images)),
        "32 x 32 thumbnail (anchor)": lambda: to_unit(np.stack([thumbnail(image) for image in images])),
        "HOG (anchor)": lambda: to_unit(np.stack([gradients(image) for image in images])),
        "lite0, last stage, mean (anchor)": lambda: to_unit(np.stack([pooled(image) for image in images])),
        "embed_scans": lambda: embed_scans(images),
    }
    for name, build in blocks.items():
        start = time.process_time()
        vectors = build()
        _print_row(name, (time.process_time() - start) / len(images) * 1e3, vectors, kinds, first)
    _print_row("embed_scans, whitened", 0.0, fit_whitening(Rows([vectors])).transform(vectors), kinds, first)


def _print_row(name: str, spent_ms: float, vectors: Floats, kinds: NDArray[np.int64], first: NDArray[np.bool_]) -> None:
    there = measure_retrieval(vectors[first], vectors[~first], kinds[first], kinds[~first])
    back = measure_retrieval(vectors[~first], vectors[first], kinds[~first], kinds[first])
    asked = np.zeros(len(kinds), bool)
    asked[np.random.default_rng(0).choice(len(kinds), len(kinds) // 4, replace=False)] = True
    split = measure_retrieval(vectors[asked], vectors[~asked], kinds[asked], kinds[~asked])
    rows = (there, back, np.mean([there, back], axis=0), split)
    print(f"{name:34}{spent_ms:9.1f}" + "".join("   " + "".join(f"{score:5.2f}" for score in row) for row in rows))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    _bench_kinds(parser.parse_args().data)


if __name__ == "__main__":
    main()
