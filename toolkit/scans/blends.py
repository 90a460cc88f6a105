"""One answer from several blocks: each keeps its own cosine, and the caller says how much each of them counts."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.scans.lists import Lists
from toolkit.scans.planner import Plan, find_nearest, why_exact
from toolkit.scans.rows import Rows

__all__ = ["check_weights", "find_blended"]

_PROPOSED = 20
"""Rows that each block's index proposes for each one that is wanted."""

Floats = NDArray[np.float32]


def check_weights(weights: Mapping[str, float], blocks: Sequence[str]) -> None:
    """Refuse weights that say nothing.

    Raises:
        ArgumentError: a block is unknown, or a weight is not above 0.

    >>> check_weights({"cnn": 1, "physics": 2.5}, ["cnn", "physics"])
    """
    if not weights or set(weights) - set(blocks) or not all(np.isfinite(weight) and weight > 0 for weight in weights.values()):
        message = f"weights={dict(weights)}; allowed: numbers above 0 for some of {tuple(blocks)}, such as {{'cnn': 1, 'physics': 2}}"
        raise ArgumentError(message)


def find_blended(  # noqa: PLR0913, PLR0917 - as find_nearest, each by block
    blocks: Mapping[str, Rows],
    queries: Mapping[str, Floats],
    weights: Mapping[str, float],
    allowed: NDArray[np.bool_],
    k: int,
    lists: Mapping[str, Lists | None],
) -> tuple[NDArray[np.int64], Floats, Plan]:
    """Find the k allowed rows whose weighted mean of cosines is highest.

    Exact wherever the blocks are asked exactly; else among what the index of each proposes.

    Returns:
        Rows and their weighted means, nearest first, equal ones in order of row; and the plan of the first block.
    """
    count, wanted = int(np.count_nonzero(allowed)), _PROPOSED * k
    exact = [why_exact(len(blocks[name]), count, wanted, lists[name]) for name in weights]
    if all(exact):
        rows, plan = np.flatnonzero(allowed), Plan("exact", exact[0], len(allowed), count, proposed=count)
    else:
        found = [find_nearest(blocks[name], queries[name], allowed, wanted, lists[name]) for name in weights]
        rows, plan = np.unique(np.concatenate([near for near, _, _ in found])), found[0][2]
    total = np.zeros(len(rows), np.float32)
    for name, weight in weights.items():
        for start in range(0, len(rows), 16_384):
            total[start : start + 16_384] += weight * (blocks[name].take(rows[start : start + 16_384]) @ queries[name])
    total /= sum(weights.values())
    order = np.lexsort((rows, -total))[:k]
    return rows[order], np.clip(total[order], -1, 1), plan
