"""From what two names have in common to one score: a logistic of a few sums, fitted once, kept here in plain figures.

``tests/benchmarks/fit_names.py`` writes the figures: it fits them, none below zero, on the ``build`` half of the cross-script
protocol. So each feature can only raise the score, and every feature is one that a person can check on the two names.

Cyrillic beside Cyrillic or Latin letters, and persons in Arabic letters beside Latin ones, are read by
:mod:`toolkit.names.transliterated`. What is left to the families of these scripts are ships, two names in Arabic letters, and
such letters beside a further script.
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


COEFFICIENTS: dict[str, tuple[float, ...]] = {
    "company cyrillic": (-4.94, 1.74, 2.68, 1.1, 4.16, 0.54, 0.0),
    "company han": (-5.31, 4.44, 3.32, 0.0, 0.0, 0.12, 3.29),
    "company latin": (-3.73, 2.2, 0.0, 0.0, 2.68, 1.67, 0.09),
    "person arabic": (-8.09, 2.53, 1.58, 10.98, 2.02, 0.0, 3.24),
    "person cyrillic": (-8.73, 2.46, 1.92, 0.59, 4.36, 3.27, 1.38),
    "person han": (-5.26, 3.18, 4.35, 0.0, 2.7, 0.41, 3.35),
    "person latin": (-4.88, 0.8, 0.0, 0.0, 3.34, 2.45, 1.94),
}
"""Kind and scripts → constant, then one figure for each of :class:`Features`."""


def score_features(features: Features, family: str) -> float:
    """Give the score, 0..1, of one pair.

    >>> score_features(Features(1, 1, 1, 1, 1, 1), "company latin") > score_features(Features(1, 1, 1, 0, 1, 1), "company latin")
    True
    """
    constant, less, more, spelled, amount, unopposed, complete = COEFFICIENTS[family]
    margin = constant + less * features[0] + more * features[1] + spelled * features[2] + amount * features[3]
    margin += unopposed * features[4] + complete * features[5]
    return 1 / (1 + exp(-margin))
