"""Fit the trees that tell what does not belong to a load, and write ``toolkit/scans/parts.npz``.

    python tests/benchmarks/fit_scan_parts.py [--scans 2040] [--seed 11]

Every other load hides an insert of one to four hundredths of its area; loads are stowed in the ways of ``PACKINGS_FOR_FITTING`` and
scanned at the ``gate``. A part that covers an insert by half of both together is one to find; one that covers less than a tenth is
not. The other ways of stowing and the scanner ``mobile`` are kept for ``bench_scans_parts.py``, whose seeds differ too.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier

sys.path.insert(0, str(Path(__file__).parents[2]))  # the sample data lie beside the package, outside the wheel

from data_samples.simulation import INSERTS, MATERIAL_CLASSES, PACKINGS_FOR_FITTING, simulate_load
from toolkit.scans.trees import Trees
from toolkit.scans.windows import describe_windows

SCANS, SEED = 2040, 11
SEEDS_APART = 1_000_000
"""Scan ``i`` of seed ``s`` is drawn with ``s * SEEDS_APART + i``."""
OTHERS = 60
"""Parts of a load that are no insert and are learned from."""
COVERS, APART = 0.5, 0.1
ROUNDS, RATE, DEPTH = 120, 0.1, 5


def fit(scans: int, seed: int, rounds: int = ROUNDS) -> Trees:
    """Simulate, describe and fit."""
    random = np.random.default_rng([seed, 6])
    kinds, inserts = [kind for kind in MATERIAL_CLASSES if kind != "empty"], list(INSERTS)
    rows, wanted = [], []
    for number in range(scans):
        packing = PACKINGS_FOR_FITTING[int(random.integers(len(PACKINGS_FOR_FITTING)))]
        hidden = inserts[number // 2 % len(inserts)] if number % 2 else None
        share = float(np.exp(random.uniform(*np.log((0.01, 0.04)))))
        load = simulate_load(
            kinds[number % len(kinds)], seed=seed * SEEDS_APART + number, packing=packing, insert=hidden, insert_share=share
        )
        windows = describe_windows(load.image)
        covered = _cover(windows.boxes, load.insert_box) if load.insert_box else np.zeros(len(windows.boxes))
        apart = np.flatnonzero(covered < APART)
        picked = np.concatenate([np.flatnonzero(covered > COVERS), random.permutation(apart)[:OTHERS]])
        rows.append(windows.features[picked])
        wanted.append(covered[picked] > COVERS)
    features, found = np.concatenate(rows), np.concatenate(wanted)
    weights = np.concatenate([np.where(one, 20 / max(one.sum(), 1), 1.0) for one in wanted])  # every insert counts alike
    model = HistGradientBoostingClassifier(
        max_iter=rounds,
        learning_rate=RATE,
        max_depth=DEPTH,
        max_leaf_nodes=15,
        min_samples_leaf=80,
        l2_regularization=5.0,
        random_state=seed,
    )
    return _take_trees(model.fit(features, found, sample_weight=weights))


def _cover(boxes: NDArray[np.int64], box: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """Give the shared area over that of both together."""
    along = np.minimum(boxes[:, 0] + boxes[:, 2], box[0] + box[2]) - np.maximum(boxes[:, 0], box[0])
    down = np.minimum(boxes[:, 1] + boxes[:, 3], box[1] + box[3]) - np.maximum(boxes[:, 1], box[1])
    shared = np.clip(along, 0, None) * np.clip(down, 0, None)
    return np.asarray(shared / (boxes[:, 2] * boxes[:, 3] + box[2] * box[3] - shared))


def _take_trees(model: HistGradientBoostingClassifier) -> Trees:
    stages = [stage[0].nodes for stage in model._predictors]  # scikit-learn gives its trees out in no other way
    most = max(len(nodes) for nodes in stages)
    feature, left, right = (np.zeros((len(stages), most), np.int64) for _ in range(3))
    threshold, value = (np.zeros((len(stages), most), np.float32) for _ in range(2))
    for number, nodes in enumerate(stages):
        size, leaf, own = len(nodes), nodes["is_leaf"].astype(bool), np.arange(len(nodes))
        feature[number, :size] = np.where(leaf, 0, nodes["feature_idx"])
        threshold[number, :size] = np.where(leaf, 0, nodes["num_threshold"])
        left[number, :size], right[number, :size] = np.where(leaf, own, nodes["left"]), np.where(leaf, own, nodes["right"])
        value[number, :size] = nodes["value"]
    depth = max(int(nodes["depth"].max()) for nodes in stages)
    return Trees(feature, threshold, left, right, value, depth, float(model._baseline_prediction.item()))


def main() -> None:
    """Fit and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=SCANS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    target = Path(__file__).parents[2] / "toolkit" / "scans" / "parts.npz"
    target.write_bytes(fit(options.scans, options.seed).to_bytes())
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
