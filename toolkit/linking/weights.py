"""What each level of each comparison weighs, for persons, companies and vessels: documented, or estimated from data."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.linking.comparisons import COMPARISONS, PRIOR, Comparison
from toolkit.linking.families import FAMILY_CODES

__all__ = ["DOCUMENTED", "Model", "Weights", "check_weights"]

VERSION = 1


@dataclass(frozen=True, slots=True)
class Model:
    """The weights of one family."""

    prior: float = PRIOR
    """Odds that a blocked pair is one party, before anything is compared."""
    comparisons: tuple[Comparison, ...] = COMPARISONS
    estimated: tuple[str, ...] = ()
    """Comparisons whose weights come from the data; those of the others are documented ones."""
    shifts: Mapping[str, float] = field(default_factory=dict)
    """``comparison.level`` → bits added by what people judged."""
    pairs: int = 0
    """How many pairs the estimate rests on."""

    def bits(self) -> dict[str, NDArray[np.float64]]:
        """Give for each comparison the weight of each level, in bits."""
        return {one.name: np.array([self.weigh(one.name, place) for place in range(len(one.levels))]) for one in self.comparisons}

    def weigh(self, comparison: str, place: int) -> float:
        """Give the weight of one level, in bits."""
        level = next(one for one in self.comparisons if one.name == comparison).levels[place]
        return float(np.log2(level.m / level.u)) + self.shifts.get(f"{comparison}.{level.name}", 0.0)

    def score(self, levels: pd.DataFrame) -> NDArray[np.float64]:
        """Sum the weights of pairs, prior odds included; what is missing or open weighs nothing.

        Args:
            levels: one column a comparison, as :func:`toolkit.linking.levels.compare_keys` gives them.
        """
        total = np.full(len(levels), np.log2(self.prior))
        for name, weights in self.bits().items():
            if name in levels.columns:
                place = levels[name].to_numpy()
                total += np.where(place < 0, 0.0, weights[np.maximum(place, 0)])
        return total


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of persons, companies and vessels.

    Estimated once (:func:`toolkit.linking.estimate_weights`), they can be written down, and used for records that arrive later.

    >>> Weights.from_json(DOCUMENTED.to_json()) == DOCUMENTED
    True
    """

    person: Model = field(default_factory=Model)
    company: Model = field(default_factory=Model)
    vessel: Model = field(default_factory=Model)

    def of(self, family: int) -> Model:
        """Give the weights of a family by its number."""
        models: tuple[Model, ...] = tuple(getattr(self, name) for name in FAMILY_CODES)
        return models[family]

    def set(self, family: str, model: Model) -> "Weights":
        """Give one family other weights."""
        return replace(self, **{family: model})

    def describe(self) -> pd.DataFrame:
        """Show every level with its probabilities, its weight in bits and where it comes from."""
        rows = [
            (family, one.name, level.name, level.m, level.u, model.weigh(one.name, place), _origin(model, one.name, level.name))
            for family in FAMILY_CODES
            for model in [getattr(self, family)]
            for one in model.comparisons
            for place, level in enumerate(one.levels)
        ]
        return pd.DataFrame(rows, columns=["family", "comparison", "level", "m", "u", "weight", "origin"])

    def to_json(self) -> str:
        """Write the weights down."""
        families = {
            family: {
                "prior": model.prior,
                "pairs": model.pairs,
                "estimated": list(model.estimated),
                "shifts": dict(model.shifts),
                "levels": {f"{one.name}.{level.name}": [level.m, level.u] for one in model.comparisons for level in one.levels},
            }
            for family in FAMILY_CODES
            for model in [getattr(self, family)]
        }
        return json.dumps({"version": VERSION, **families}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> "Weights":
        """Read weights that were written down.

        Raises:
            ArgumentError: the text holds no weights, or those of other comparisons than are made now.
        """
        try:
            stored = json.loads(text)
            if stored["version"] != VERSION:
                raise ValueError(stored["version"])  # noqa: TRY301 - told below like any other misfit
            return cls(**{family: _read_model(stored[family]) for family in FAMILY_CODES})
        except (ValueError, KeyError, TypeError) as error:
            message = f"the text holds no weights of version {VERSION}, or those of other comparisons: {error!r}; estimate them anew"
            raise ArgumentError(message) from error


def check_weights(weights: object) -> None:
    """Refuse what is no weights, such as their text.

    Raises:
        ArgumentError: ``weights`` is neither ``None`` nor :class:`Weights`.
    """
    if not (weights is None or isinstance(weights, Weights)):
        message = f"weights is of type {type(weights).__name__}; give Weights, read from a text by Weights.from_json(text)"
        raise ArgumentError(message)


def _read_model(cell: Mapping[str, Any]) -> Model:
    levels = dict(cell["levels"])
    comparisons = tuple(
        one.revise(
            tuple(float(levels[f"{one.name}.{level.name}"][0]) for level in one.levels),
            tuple(float(levels[f"{one.name}.{level.name}"][1]) for level in one.levels),
        )
        for one in COMPARISONS
    )
    prior, shifts = float(cell["prior"]), {str(name): float(bits) for name, bits in dict(cell["shifts"]).items()}
    shares = [share for one in comparisons for level in one.levels for share in (level.m, level.u)]
    if not (all(0 < share <= 1 for share in shares) and 0 < prior < math.inf and all(map(math.isfinite, shifts.values()))):
        raise ValueError("a probability is not above 0 and at most 1, the prior is not above 0, or a shift is not finite")  # noqa: EM101, TRY003 - told by from_json
    return Model(prior, comparisons, tuple(cell["estimated"]), shifts, int(cell["pairs"]))


def _origin(model: Model, comparison: str, level: str) -> str:
    if f"{comparison}.{level}" in model.shifts:
        return "judged"
    return "estimated" if comparison in model.estimated else "documented"


DOCUMENTED = Weights()
"""The documented weights alone."""
