"""Vectors for the index benchmarks: a million rows with the spectrum of real embeddings, drawn in chunks to one file."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLUSTERS", "draw_vectors", "read_queries"]

SLOPE = -1.46
"""Variance of the i-th principal component of the embedded X-ray crops falls as i to this power (fitted over the first 256)."""
CLUSTERS = 5_000
SPREAD = 0.7
"""Standard deviation within a cluster, as a share of that between clusters."""
QUERIES = 500
_CHUNK = 50_000

Floats = NDArray[np.float32]


def draw_vectors(path: Path, count: int, dim: int, seed: int) -> NDArray[np.int64]:
    """Write ``count`` rows of length 1 as fp16 to ``path``, and queries from the same clusters beside it.

    Returns:
        The cluster of each row.
    """
    random = np.random.default_rng(seed)
    scale = np.arange(1, dim + 1) ** (SLOPE / 2)
    turn = np.linalg.qr(random.normal(size=(dim, dim)))[0].astype(np.float32)  # no axis is special
    centres = (random.normal(size=(CLUSTERS, dim)) * scale).astype(np.float32)
    clusters = random.choice(CLUSTERS, count + QUERIES, p=random.dirichlet(np.full(CLUSTERS, 2.0)))
    rows = np.lib.format.open_memmap(path, mode="w+", dtype=np.float16, shape=(count, dim))
    for start in range(0, count, _CHUNK):
        part = clusters[start : min(start + _CHUNK, count)]
        rows[start : start + len(part)] = _draw(random, centres, part, scale) @ turn
    rows.flush()
    np.save(path.with_name("queries.npy"), (_draw(random, centres, clusters[count:], scale) @ turn).astype(np.float32))
    return np.asarray(clusters[:count], np.int64)


def read_queries(path: Path) -> Floats:
    """Read the queries that were drawn beside a file of rows."""
    return np.asarray(np.load(path.with_name("queries.npy")), np.float32)


def _draw(random: np.random.Generator, centres: Floats, clusters: NDArray[np.int64], scale: NDArray[np.float64]) -> Floats:
    rows = centres[clusters] + (SPREAD * random.normal(size=(len(clusters), len(scale))) * scale).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
