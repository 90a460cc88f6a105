"""Fit the figures of ``toolkit.names.calibration`` on the ``build`` half of the cross-script protocol.

    python tests/benchmarks/fit_names.py --data FOLDER

Prints the table to be put into that module. Right pairs count three times as much as wrong ones, of which there are thirty to
one; no slope may fall below zero; a small penalty on their squares keeps the figures apart from chance.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from name_pairs import read_trials
from numpy.typing import NDArray
from scipy.optimize import minimize

from toolkit.names.compare import find_family, find_features
from toolkit.names.prepare import prepare_names

if TYPE_CHECKING:
    from toolkit.names.calibration import Features

PENALTY = 0.02
RIGHT = 3.0


def fit(features: NDArray[np.float64], labels: NDArray[np.bool_]) -> list[float]:
    """Fit a constant and slopes, none below zero, by the log loss with a penalty on the slopes' squares."""
    matrix = np.column_stack([np.ones(len(features)), features])
    weights = np.where(labels, RIGHT, 1.0)
    weights /= weights.sum()
    sign = np.where(labels, 1.0, -1.0)

    def loss(values: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = sign * (matrix @ values)
        pull = -weights * sign / (1 + np.exp(margin))
        gradient = matrix.T @ pull
        gradient[1:] += PENALTY / 100 * values[1:]
        return float((weights * np.logaddexp(0, -margin)).sum() + PENALTY / 200 * (values[1:] ** 2).sum()), gradient

    bounds = [(None, None), *[(0.0, None)] * features.shape[1]]
    result = minimize(loss, np.zeros(matrix.shape[1]), jac=True, bounds=bounds, method="L-BFGS-B")
    return [round(float(value), 2) for value in result.x]


def read_features(data: Path) -> dict[str, tuple[NDArray[np.float64], NDArray[np.bool_]]]:
    """Measure every pair of the build half, family by family."""
    rows: dict[str, list[Features]] = {}
    labels: dict[str, list[bool]] = {}
    for trial in read_trials(data, half="build"):
        prepared = prepare_names([*trial.queries, *(name for others in trial.candidates for name in others)], trial.kind)
        for query, others in zip(trial.queries, trial.candidates, strict=True):
            for at, other in enumerate(others):
                a, b = prepared[query], prepared[other]
                if not a.words or not b.words or a.key == b.key or a.joined == b.joined:
                    continue
                family = find_family(a, b)
                rows.setdefault(family, []).append(find_features(a, b))
                labels.setdefault(family, []).append(at == 0)
    return {family: (np.array(rows[family], dtype=float), np.array(labels[family])) for family in rows}


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of real data")
    options = parser.parse_args(arguments)
    for family, (features, labels) in read_features(options.data).items():
        print(f'    "{family}": ({", ".join(map(str, fit(features, labels)))}),  # {labels.sum()} of {len(labels)}')


if __name__ == "__main__":
    main(sys.argv[1:])
