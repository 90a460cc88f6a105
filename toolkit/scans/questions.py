"""Two questions to the same vectors: another object of the kind, or this object again.

Plain cosines answer the first: what objects of a kind have in common weighs most. Whitening answers the second: directions in
which all scans of a library differ count for less, and the rest, by which one object is told from its like, for more. What
whitening gains for the one it loses for the other, so a search names its question.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.lists import EXACT_ROWS, Lists
from toolkit.scans.planner import Plan, find_nearest
from toolkit.scans.rows import Rows

__all__ = ["QUESTIONS", "Whitening", "find_same", "fit_whitening"]

QUESTIONS = ("kind", "same")
"""Another object of the kind; this object again."""

_COMPONENTS = 64
_SAMPLE = 20_000
_LEAST = 1e-6
_PROPOSED = 1_000

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Whitening:
    """A rescaling under which the leading directions of a gallery vary alike, or nearly so with a ridge."""

    middle: NDArray[np.float64]
    """(dim,), the mean of the gallery."""
    axes: NDArray[np.float64]
    """(dim, directions), each divided by how much the gallery varies along it, and the ridge."""

    def transform(self, rows: Floats) -> Floats:
        """Rescale rows (m, dim) to ``float32`` (m, directions) of length 1."""
        white = (rows - self.middle) @ self.axes
        return np.asarray(white / np.maximum(np.linalg.norm(white, axis=1, keepdims=True), 1e-12), np.float32)


def fit_whitening(gallery: Rows, components: int = _COMPONENTS, ridge: float = 0.0) -> Whitening:
    """Fit a whitening.

    Args:
        gallery: (n, dim) vectors that say what is usual; no more than 20,000 of them, evenly spaced, are looked at.
        components: how many directions are kept; fewer where the gallery has fewer.
        ridge: added to the variance of each, as a share of the mean variance; above 0, directions in which little varies count
            for less instead of as much as all others.

    >>> spread = np.diag([5.0, 1.0]).astype(np.float32)
    >>> whitening = fit_whitening(Rows([np.vstack([spread, -spread])]))
    >>> np.round(np.abs(whitening.transform(spread)), 2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    sample = gallery.take(np.arange(0, len(gallery), max(1, -(-len(gallery) // _SAMPLE)))).astype(np.float64)
    middle = sample.mean(axis=0)
    variance, axes = np.linalg.eigh((sample - middle).T @ (sample - middle) / max(len(sample), 1))
    kept = np.argsort(-variance)[: min(components, max(1, len(sample) - 1))]
    kept = kept[variance[kept] > _LEAST * variance.max()]
    return Whitening(middle, axes[:, kept] / np.sqrt(variance[kept] + ridge * variance.mean()))


def find_same(  # noqa: PLR0913, PLR0917 - as find_nearest, and the whitening of the vectors
    vectors: Rows, query: Floats, allowed: NDArray[np.bool_], k: int, lists: Lists | None, whitening: Whitening
) -> tuple[NDArray[np.int64], Floats, Plan]:
    """Find the k allowed rows that most probably show the same object; arguments and answer as in ``find_nearest``.

    All allowed rows are compared in whitened vectors; of more than 50,000 those that are of the kind.
    """
    near, _, plan = find_nearest(vectors, query, allowed, max(_PROPOSED, 10 * k) if len(vectors) > EXACT_ROWS else len(vectors), lists)
    near = np.sort(near)
    similarities = whitening.transform(vectors.take(near)) @ whitening.transform(query[None])[0]
    order = np.lexsort((near, -similarities))[:k]
    return near[order], np.clip(similarities[order], -1, 1).astype(np.float32), plan
