"""How a question is answered: plain sums where that is cheap, lists where it is not, and never fewer answers than there are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.lists import EXACT_ROWS, KIND, Lists
from toolkit.scans.rows import Rows

__all__ = ["Plan", "find_nearest", "why_exact"]

FEW_ROWS = 20_000
"""With no more rows than these allowed, sums over the allowed rows alone are exact and take some milliseconds."""
MANY_SHARE = 0.90
"""With at least this share allowed, a plain proposal is made and cut to what is allowed."""
_PROPOSED = 15
_LEAST_PROPOSED = 150
_FILTERED = 3
"""Under a filter this many times as many are proposed: the nearest of those allowed lie closer together than the bits can tell."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Plan:
    """What was done for an answer."""

    way: str
    """``exact`` or ``ivf_pq4``."""
    why: str
    rows: int
    """Rows that the library holds."""
    allowed: int
    """Rows that the filter leaves."""
    lists: int = 0
    """Lists that were read, of all rounds the last."""
    rounds: int = 0
    """How often the lists were asked, each time for twice as many rows."""
    proposed: int = 0
    """Rows whose own vectors were compared."""


def find_nearest(
    vectors: Rows, query: Floats, allowed: NDArray[np.bool_], k: int, lists: Lists | None = None
) -> tuple[NDArray[np.int64], Floats, Plan]:
    """Find the k nearest allowed rows.

    Args:
        vectors: (n, dim), rows of length 1.
        query: (dim,), of length 1.
        allowed: (n,), which rows may be given.
        k: how many; all allowed rows if there are fewer.
        lists: an index over the first rows; those after are summed plainly.

    Returns:
        Rows and their cosine similarities, nearest first, equal ones in order of row; and what was done.
    """
    count = int(np.count_nonzero(allowed))
    query = np.ascontiguousarray(query, np.float32)
    why = why_exact(len(vectors), count, k, lists)
    if lists is None or why:
        rows, similarities = _sum_plainly(vectors, query, np.flatnonzero(allowed), k)
        return rows, similarities, Plan("exact", why, len(vectors), count, proposed=count)
    known = len(lists)
    tail = np.flatnonzero(allowed[known:]) + known
    near, used, rounds = _propose(lists, query, allowed, k, count)
    if len(near) < min(k, count - len(tail)):  # nothing is left out in silence, whatever the index does
        near = np.flatnonzero(allowed[:known])
    proposed = np.concatenate([near, tail])
    rows, similarities = _sum_plainly(vectors, query, proposed, k)
    plan = Plan(KIND, "many rows are allowed", len(vectors), count, used, rounds, len(proposed))
    return rows, similarities, plan


def _propose(lists: Lists, query: Floats, allowed: NDArray[np.bool_], k: int, count: int) -> tuple[NDArray[np.int64], int, int]:
    """Give rows that may be among the nearest k, how many lists were read last, and how often lists were asked."""
    proposals = max(_PROPOSED * k, _LEAST_PROPOSED)
    if count >= MANY_SHARE * len(allowed):
        near, used = lists.propose(query, None, proposals, lists.usual_share)
        near = near[allowed[near]]
        if len(near) >= proposals / 2:
            return near, used, 1
    share, rounds, inside = lists.usual_share, 0, int(np.count_nonzero(allowed[: len(lists)]))
    near, used = np.zeros(0, np.int64), 0
    while len(near) < min(k, inside) and (not rounds or used < len(lists.sizes)):
        near, used = lists.propose(query, allowed, _FILTERED * proposals, share)
        share, rounds = min(1.0, 2 * share), rounds + 1
    return near, used, rounds


def why_exact(rows: int, allowed: int, k: int, lists: Lists | None) -> str:
    """Say why plain sums answer a question for ``k`` of the ``allowed`` among ``rows``; nothing if the index does."""
    if lists is None:
        return f"no index: up to {EXACT_ROWS:,} rows need none" if rows <= EXACT_ROWS else "no index was built"
    if allowed <= FEW_ROWS:
        return "the filter leaves few rows"
    return "most of the allowed rows are asked for" if _PROPOSED * k > allowed else ""


def _sum_plainly(vectors: Rows, query: Floats, rows: NDArray[np.int64], k: int) -> tuple[NDArray[np.int64], Floats]:
    found, scores = np.zeros(0, np.int64), np.zeros(0, np.float32)
    for start in range(0, len(rows), 16_384):
        part = rows[start : start + 16_384]
        found = np.concatenate([found, part])
        scores = np.concatenate([scores, vectors.take(part) @ query])
        if len(found) > k:
            best = np.sort(np.lexsort((found, -scores))[:k])
            found, scores = found[best], scores[best]
    order = np.lexsort((found, -scores))
    return found[order], np.clip(scores[order], -1, 1).astype(np.float32)
