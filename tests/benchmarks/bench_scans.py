"""What the blocks of features tell of simulated loads and of real X-ray crops.

    python tests/benchmarks/bench_scans.py [--scans 720] [--seeds 1 2]

On simulated loads (twelve classes of goods, packed at random, three in ten mixed, one in ten wrongly declared, and the
gallery carries the wrong declarations) the score is the share of the 20 nearest neighbours declared otherwise; AUROC is the
mean of 20 draws of who is wrongly declared.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[2]))  # the sample data lie beside the package, outside the wheel

from scan_measures import as_signs, measure_retrieval, thumbnail, to_unit

from data_samples.simulation import MATERIAL_CLASSES, simulate_scan
from toolkit.scans import describe_materials, embed_scans, hash_images
from toolkit.scans.declared import read_declared
from toolkit.scans.mismatches import set_bar
from toolkit.scans.votes import count_votes
from toolkit.tables import conform, empty

DRAWS = 20
WRONG = 0.10
NEAREST = 20

Floats = NDArray[np.float32]


def _declare(kinds: NDArray[np.int64], seed: int, draw: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    random = np.random.default_rng([seed, draw])
    wrong = random.random(len(kinds)) < WRONG
    return wrong, np.where(wrong, (kinds + random.integers(1, 12, len(kinds))) % 12, kinds)


def _auroc(vectors: Floats, kinds: NDArray[np.int64], seed: int) -> float:
    similarity = vectors @ vectors.T
    np.fill_diagonal(similarity, -np.inf)
    near = np.argsort(-similarity, axis=1, kind="stable")[:, :NEAREST]
    scores = []
    for draw in range(DRAWS):
        wrong, declared = _declare(kinds, seed, draw)
        scores.append(roc_auc_score(wrong, (declared[near] != declared[:, None]).mean(1)))
    return float(np.mean(scores))


def _rule(vectors: Floats, kinds: NDArray[np.int64], names: list[str], seed: int) -> tuple[float, float, float]:
    """Run the rule of find_mismatches: AUROC of its bits, recall and false alarms at its bar."""
    results = []
    for draw in range(5):
        wrong, declared = _declare(kinds, seed, draw)
        rows = {"scan_id": [f"scan_{i}" for i in range(len(kinds))], "declared_hs": [MATERIAL_CLASSES[names[c]].heading for c in declared]}
        blank = {"source_id": "s", "locator": "image=1", "path": "-", "sha256": "-"}
        stated = read_declared(conform(pd.DataFrame(rows).assign(**blank), "scans"), empty("goods"))
        votes = count_votes(vectors, np.arange(len(kinds)), stated, NEAREST)
        bits = np.array([vote.bits for vote in votes])
        led = np.array([vote.bits <= -set_bar(vote) and len(vote.others) > len(vote.agreeing) for vote in votes])
        results.append((roc_auc_score(wrong, -bits), led[wrong].mean(), led[~wrong].mean()))
    auroc, recall, alarms = np.mean(results, axis=0)
    return float(auroc), float(recall), float(alarms)


def _bench_simulation(count: int, seed: int) -> None:
    names = [kind for kind in MATERIAL_CLASSES if kind != "empty"]
    kinds = np.arange(count) % len(names)
    images = [simulate_scan(names[kind], seed=seed * 100_000 + number) for number, kind in enumerate(kinds)]
    print(f"\nsimulated loads, seed {seed}, {count} scans of 96 × 256, two energies")
    print(f"{'features':34}{'ms/scan':>9}{'mAP':>7}{'P@1':>7}{'P@10':>7}{'AUROC':>7}")
    blocks = {
        "perceptual hash (anchor)": lambda: as_signs(hash_images(images)),
        "32 × 32 thumbnail (anchor)": lambda: to_unit(np.stack([thumbnail(image) for image in images])),
        "EfficientNet-lite0, last block": lambda: embed_scans(images),
        "dual-energy physics": lambda: describe_materials(images),
    }
    for name, build in blocks.items():
        start = time.process_time()
        vectors = build()
        spent = (time.process_time() - start) / count * 1e3
        scores = (*measure_retrieval(vectors, vectors, kinds, kinds, same=True), _auroc(vectors, kinds, seed))
        print(f"{name:34}{spent:9.1f}" + "".join(f"{score:7.3f}" for score in scores))
    auroc, recall, alarms = _rule(vectors, kinds, names, seed)
    print(f"find_mismatches (physics): AUROC {auroc:.3f}; at its bar recall {recall:.2f}, false alarms {alarms:.3f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=720)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    for seed in options.seeds:
        _bench_simulation(options.scans, seed)


if __name__ == "__main__":
    main()
