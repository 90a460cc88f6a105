"""Nearest neighbours of many scans at once, those set aside that would only echo the scan itself."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["find_neighbours"]

_CHUNK = 512


def find_neighbours(
    vectors: NDArray[np.float32],
    queries: NDArray[np.int64],
    candidates: NDArray[np.int64],
    k: int,
    same: Sequence[NDArray[np.int64]] = (),
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Find the k nearest candidates of each query, exactly.

    Args:
        vectors: (n, dim), rows of length 1.
        queries: rows to find neighbours of.
        candidates: rows that may be neighbours.
        k: how many.
        same: for each kind of tie (container, lot, declarant) one code a row, -1 where unknown: a candidate that shares a
            known code with the query is left out. A row is never its own neighbour.

    Returns:
        Rows (len(queries), k), nearest first and -1 where there are fewer, and cosine similarities.

    >>> rows, _ = find_neighbours(np.eye(3, dtype=np.float32), np.array([0]), np.array([0, 1, 2]), 2)
    >>> rows.tolist()
    [[1, 2]]
    """
    wanted = min(k, len(candidates))
    rows = np.full((len(queries), k), -1, np.int64)
    similarities = np.full((len(queries), k), np.nan, np.float32)
    if wanted == 0:
        return rows, similarities
    gallery = vectors[candidates]
    for start in range(0, len(queries), _CHUNK):
        part = queries[start : start + _CHUNK]
        found = vectors[part] @ gallery.T
        found[part[:, None] == candidates[None, :]] = -np.inf
        for codes in same:
            own = codes[part]
            found[(own[:, None] == codes[candidates][None, :]) & (own >= 0)[:, None]] = -np.inf
        best = np.argsort(-found, axis=1, kind="stable")[:, :wanted]
        near = np.take_along_axis(found, best, axis=1)
        some = np.isfinite(near)
        rows[start : start + len(part), :wanted] = np.where(some, candidates[best], -1)
        similarities[start : start + len(part), :wanted] = np.where(some, near, np.nan)
    return rows, similarities
