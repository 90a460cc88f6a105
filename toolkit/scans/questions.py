"""Two questions to the same vectors: another object of the kind, or this object again.

Plain cosines answer the first: what objects of a kind have in common weighs most. Whitening answers the second: directions in
which all scans of a library differ count for less, and the rest, by which one object is told from its like, for more. What
whitening gains for the one it loses for the other, so a search names its question.
"""

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.lists import EXACT_ROWS, Lists
from toolkit.scans.planner import Plan, find_nearest
from toolkit.scans.rows import Rows

__all__ = ["QUESTIONS", "find_same", "whiten"]

QUESTIONS = ("kind", "same")
"""Another object of the kind; this object again."""

_COMPONENTS = 64
_SAMPLE = 20_000
_LEAST = 1e-6
_PROPOSED = 1_000

Floats = NDArray[np.float32]


def whiten(gallery: Floats, rows: Floats, components: int = _COMPONENTS) -> Floats:
    """Rescale rows so that every leading direction of a gallery varies alike.

    Args:
        gallery: (n, dim) vectors that say what is usual; no more than 20,000 of them, evenly spaced, are looked at.
        rows: (m, dim) vectors to rescale.
        components: how many directions are kept; fewer where the gallery has fewer.

    Returns:
        ``float32`` array (m, directions), rows of length 1.

    >>> spread = np.diag([5.0, 1.0]).astype(np.float32)
    >>> np.round(np.abs(whiten(np.vstack([spread, -spread]), spread)), 2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    sample = np.asarray(gallery[:: max(1, -(-len(gallery) // _SAMPLE))], np.float64)
    middle = sample.mean(axis=0)
    variance, axes = np.linalg.eigh((sample - middle).T @ (sample - middle) / max(len(sample), 1))
    kept = np.argsort(-variance)[: min(components, max(1, len(sample) - 1))]
    kept = kept[variance[kept] > _LEAST * variance.max()]
    white = (rows - middle) @ axes[:, kept] / np.sqrt(variance[kept])
    return np.asarray(white / np.maximum(np.linalg.norm(white, axis=1, keepdims=True), 1e-12), np.float32)


def find_same(
    vectors: Rows, query: Floats, allowed: NDArray[np.bool_], k: int, lists: Lists | None = None
) -> tuple[NDArray[np.int64], Floats, Plan]:
    """Find the k allowed rows that most probably show the same object; arguments and answer as in ``find_nearest``.

    All allowed rows are compared in whitened vectors; of more than 50,000 those that are of the kind.
    """
    near, _, plan = find_nearest(vectors, query, allowed, max(_PROPOSED, 10 * k) if len(vectors) > EXACT_ROWS else len(vectors), lists)
    near = np.sort(near)
    usual = vectors.take(np.arange(0, len(vectors), max(1, -(-len(vectors) // _SAMPLE))))
    similarities = whiten(usual, vectors.take(near)) @ whiten(usual, query[None])[0]
    order = np.lexsort((near, -similarities))[:k]
    return near[order], np.clip(similarities[order], -1, 1).astype(np.float32), plan
