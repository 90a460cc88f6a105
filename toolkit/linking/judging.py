"""What people decided corrects the weights: logistic regression that starts from the estimated ones.

Each judged pair is an observation, its levels are what was seen, the verdict is the outcome. Every level may move by some
bits, and a Gaussian prior of :data:`SPREAD` bits around the estimate keeps a handful of verdicts from turning everything
over (Bayesian logistic regression, maximum a posteriori; Bishop 2006, 4.5).
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.linking.families import FAMILY_CODES
from toolkit.linking.judged import find_judged
from toolkit.linking.parties import Parties
from toolkit.linking.weights import Model, Weights

__all__ = ["shift_weights"]

SPREAD = 1.0
"""Standard deviation, in bits, by which a level is thought to err before anybody judged."""
_SMALLEST_SHIFT = 0.01
_BITS = float(np.log(2))


def shift_weights(weights: Weights, parties: Parties, pairs: pd.DataFrame, levels: pd.DataFrame, decisions: pd.DataFrame | None) -> Weights:
    """Correct weights by verdicts on blocked pairs.

    Args:
        weights: estimated or documented.
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.
        levels: of each pair.
        decisions: a ``decisions`` table; accept and reject count, unsure does not.

    Returns:
        The weights with :attr:`Model.shifts`.
    """
    judged = find_judged(parties, pairs, decisions)
    if not judged:
        return weights
    places = np.array(sorted(place for place, verdict in judged.items() if verdict in {"accept", "reject"}), dtype=np.int64)
    accepted = np.array([judged[place] == "accept" for place in places.tolist()], dtype=float)
    for family, code in FAMILY_CODES.items():
        own = parties.family[pairs["left"].to_numpy()[places]] == code
        if own.any():
            model = weights.of(code)
            seen = levels.iloc[places[own]].reset_index(drop=True)
            weights = weights.set(family, _shift(model, seen, accepted[own]))
    return weights


def _shift(model: Model, levels: pd.DataFrame, accepted: NDArray[np.float64]) -> Model:
    from scipy.optimize import minimize

    names, seen = _one_hot(model, levels)
    base = model.score(levels)

    def loss(shifts: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = _BITS * np.clip(base + seen @ shifts, -60, 60)
        value = np.logaddexp(0, odds).sum() - (accepted * odds).sum() + (shifts**2).sum() / (2 * SPREAD**2)
        error = 1 / (1 + np.exp(-odds)) - accepted
        return float(value), _BITS * (seen.T @ error) + shifts / SPREAD**2

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x
    shifts = {name: round(float(bits), 4) for name, bits in zip(names, best, strict=True) if abs(bits) >= _SMALLEST_SHIFT}
    return Model(model.prior, model.comparisons, model.estimated, shifts, model.pairs)


def _one_hot(model: Model, levels: pd.DataFrame) -> tuple[list[str], NDArray[np.float64]]:
    names, columns = [], []
    for one in model.comparisons:
        if one.name not in levels.columns:
            continue
        found = levels[one.name].to_numpy()
        for place, level in enumerate(one.levels):
            if (found == place).any():
                names.append(f"{one.name}.{level.name}")
                columns.append((found == place).astype(float))
    return names, np.stack(columns, axis=1) if columns else np.zeros((len(levels), 0))
