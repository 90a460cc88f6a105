"""Figures held against what is expected of them: prices against peers, weights against a container, books against each other.

A price is low only against goods of the same grade, origin and month; a "cheapest" row is as often a unit typed wrong.
Two books that record one load are one load. Each check says what it rests on and on how many peers; where peers are too
few it answers *not assessable*, and nothing more.
"""

from toolkit.trade.assessments import assess_checks
from toolkit.trade.fuel import estimate_loaded_mass, estimate_loads, reconcile_transfers
from toolkit.trade.prices import compare_prices
from toolkit.trade.weights import compare_weights

__all__ = ["assess_checks", "compare_prices", "compare_weights", "estimate_loaded_mass", "estimate_loads", "reconcile_transfers"]
