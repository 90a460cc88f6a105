"""From what two names have in common to one score: a logistic of a few sums, fitted once, kept here in plain figures.

``tests/benchmarks/fit_names.py`` writes the figures: it fits them, none below zero, on the ``build`` half of the cross-script
protocol. So each feature can only raise the score, and every feature is one that a person can check on the two names.
"""

from math import exp
from typing import NamedTuple

__all__ = ["COEFFICIENTS", "Features", "score_features"]


class Features(NamedTuple):
    """What is weighed; each from 0 (against) to 1 (for)."""

    less: float
    """Share of the weight that agrees, of the name where it is smaller."""
    more: float
    """The same, of the other name."""
    spelled: float
    """How alike the whole names are as strings, words sorted or joined."""
    amount: float
    """How much distinctive weight agrees: 1 at two full words."""
    unopposed: float
    """1 where only one name has words that the other lacks, 0 where each has a full distinctive word of its own."""
    complete: float
    """1 where neither name has words that the other lacks, 0 where one has two full ones."""
    places: float
    """1 where no place contradicts another."""


COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "company cyrillic": (-4.92, 1.95, 2.59, 0.98, 4.24, 0.62, 0.0, 0.0),
    "company latin": (-3.8, 2.1, 0.0, 0.03, 2.7, 1.72, 0.14, 0.04),
    "han": (-5.3, 4.48, 3.3, 0.0, 0.0, 0.26, 3.05, 0.05),
    "person arabic": (-8.12, 2.53, 1.58, 10.98, 2.02, 0.0, 3.24, 0.03),
    "person cyrillic": (-8.77, 2.46, 1.92, 0.59, 4.36, 3.27, 1.38, 0.04),
    "person latin": (-4.87, 0.86, 0.0, 0.0, 3.36, 2.41, 1.91, 0.0),
}
"""Kind and scripts → constant, then one figure for each of :class:`Features`."""


def score_features(features: Features, family: str) -> float:
    """Give the score, 0..1, of one pair.

    >>> score_features(Features(1, 1, 1, 1, 1, 1, 1), "company latin") > score_features(Features(1, 1, 1, 0, 1, 1, 1), "company latin")
    True
    """
    constant, *slopes = COEFFICIENTS[family]
    return 1 / (1 + exp(-constant - sum(slope * feature for slope, feature in zip(slopes, features, strict=True))))
