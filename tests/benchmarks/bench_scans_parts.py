"""Things hidden in loads, two hundredths of their area, beside a plain measure of how far a part lies from its load.

    python tests/benchmarks/bench_scans_parts.py [--scans 680] [--seed 201]

Every other load hides something; all classes of goods, three loads in ten mixed, in ways of stowing that the trees were never
fitted on; once at the scanner ``gate`` and once at ``mobile``, which no fit has seen. A load's score is that of its oddest part.
The anchor is the largest distance of a part's mean mass or ratio from the middle of all parts of its size, in robust deviations.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

sys.path.insert(0, str(Path(__file__).parents[2]))  # the sample data lie beside the package, outside the wheel

from data_samples.simulation import INSERTS, MATERIAL_CLASSES, PACKINGS, PACKINGS_FOR_FITTING, simulate_load
from toolkit.scans.parts import BAR, score_parts
from toolkit.scans.windows import describe_windows

SEEDS_APART = 1_000_000
SHARE = 0.02
UNSEEN = [packing for packing in PACKINGS if packing not in PACKINGS_FOR_FITTING]
DEVIATIONS = (5, 14)
"""Columns of the features that hold robust deviations, of mass and of the hint at the material."""


def _bench(scans: int, seed: int, packings: list[str], scanner: str, title: str) -> None:
    random = np.random.default_rng([seed, 8])
    kinds, inserts = [kind for kind in MATERIAL_CLASSES if kind != "empty"], list(INSERTS)
    scores, anchors, hidden = [], [], []
    spent = 0.0
    for number in range(scans):
        hidden.append(inserts[number // 2 % len(inserts)] if number % 2 else "")
        load = simulate_load(
            kinds[number % len(kinds)],
            seed=seed * SEEDS_APART + number,
            packing=packings[int(random.integers(len(packings)))],
            scanner=scanner,
            insert=hidden[-1] or None,
            insert_share=SHARE,
        )
        start = time.process_time()
        found = score_parts(load.image)
        spent += time.process_time() - start
        scores.append(found[0] if found else -np.inf)
        features = describe_windows(load.image).features
        anchors.append(float(np.abs(features[:, DEVIATIONS]).max()) if len(features) else 0.0)
    print(f"\n{title}, seed {seed}, {scans} loads, {spent / scans * 1e3:.0f} ms CPU a scan")
    held = np.array(hidden)
    print(f"{'score':34}{'AUROC':>7}" + "".join(f"{kind:>14}" for kind in inserts))
    for name, values in (("deviation of a part (anchor)", np.array(anchors)), ("score_parts", np.nan_to_num(np.array(scores), neginf=-99))):
        print(f"{name:34}{roc_auc_score(held != '', values):7.3f}" + "".join(f"{_auroc(values, held, kind):14.3f}" for kind in inserts))
    at_bar = np.array(scores) > BAR
    print(f"at the bar: found {at_bar[held != ''].mean():.2f}, false alarms {at_bar[held == ''].mean():.3f}", flush=True)


def _auroc(values: NDArray[np.float64], held: NDArray[np.str_], kind: str) -> float:
    taken = (held == "") | (held == kind)
    return float(roc_auc_score(held[taken] == kind, values[taken]))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=680)
    parser.add_argument("--seed", type=int, default=201)
    options = parser.parse_args()
    _bench(options.scans, options.seed, UNSEEN, "gate", "unseen ways of stowing, scanner gate")
    _bench(options.scans, options.seed + 1, UNSEEN, "mobile", "unseen ways of stowing, scanner mobile")


if __name__ == "__main__":
    main()
