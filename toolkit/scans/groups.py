"""Scans that look alike, put together: what kinds of load a library, a port or a lot holds.

Groups grow from dense places: scans that resemble each other more than a bar are one group with all that they resemble, and
scans with few near ones stay alone (DBSCAN: Ester, Kriegel, Sander and Xu, KDD 1996, with cosines). A group says that loads
look alike, and nothing of what they are.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.ids import make_id
from toolkit.scans.library import ScanLibrary
from toolkit.scans.search import select_rows

__all__ = ["GROUP_COLUMNS", "MAX_GROUPED", "group_scans"]

GROUP_COLUMNS = ("scan_id", "group_id", "group_size", "similarity")
MAX_GROUPED = 20_000
"""Most scans that are grouped at once: every pair is compared."""
_CHUNK = 1024

Floats = NDArray[np.float32]


def group_scans(library: ScanLibrary, *, where: str | None = None, least_similarity: float = 0.9, least_near: int = 3) -> pd.DataFrame:
    """Put scans together that look alike.

    Args:
        library: scans.
        where: a condition over the metadata, such as ``'lot_id == "L7"'``; all scans by default.
        least_similarity: cosine of shapes, 0..1, from which two scans are near.
        least_near: how many others must be near for a scan to hold a group together.

    Returns:
        A row a scan, in the library's order: ``scan_id``; ``group_id``, NA for those that stand alone; ``group_size``; and
        ``similarity``, the cosine to the middle of its group (or to the nearest scan, for those alone).

    Raises:
        ArgumentError: a bar is not allowed, or more than 20,000 scans meet ``where``.
    """
    if not 0 < least_similarity <= 1 or least_near < 1:
        message = f"least_similarity={least_similarity!r}, least_near={least_near!r}; allowed: above 0 to 1, and whole numbers from 1"
        raise ArgumentError(message)
    rows = np.flatnonzero(select_rows(library.metadata, where))
    if len(rows) > MAX_GROUPED:
        message = (
            f"where={where!r} leaves {len(rows):,} scans; at most {MAX_GROUPED:,} are grouped at once: name a port, a lot or a heading"
        )
        raise ArgumentError(message)
    names = library.metadata["scan_id"].to_numpy()[rows]
    vectors = np.asarray(library.vectors()[rows], np.float32)
    labels, nearest = _grow_groups(vectors, least_similarity, least_near)
    made = []
    for place, (name, group) in enumerate(zip(names, labels.tolist(), strict=True)):
        members = np.flatnonzero(labels == group) if group >= 0 else np.array([place])
        middle = vectors[members].mean(axis=0)
        near = float(vectors[place] @ middle / np.linalg.norm(middle)) if group >= 0 else float(nearest[place])
        made.append((name, make_id("group", sorted(names[members].tolist())) if group >= 0 else None, len(members), near))
    frame = pd.DataFrame(made, columns=list(GROUP_COLUMNS))
    return frame.astype({"scan_id": "string", "group_id": "string", "group_size": "int64", "similarity": "float64"})


def _grow_groups(vectors: Floats, least: float, near: int) -> tuple[NDArray[np.int64], Floats]:
    """Label dense groups, -1 for those alone; and give the cosine to each one's nearest other."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    ones, others, nearest = [], [], np.full(len(vectors), -1.0, np.float32)
    for start in range(0, len(vectors), _CHUNK):
        alike = vectors[start : start + _CHUNK] @ vectors.T
        alike[np.arange(len(alike)), np.arange(start, start + len(alike))] = -1
        nearest[start : start + len(alike)] = alike.max(axis=1)
        one, other = np.nonzero(alike >= least)
        ones.append(one + start)
        others.append(other)
    left, right = (np.concatenate(parts or [np.zeros(0, np.int64)]) for parts in (ones, others))
    dense = np.bincount(left, minlength=len(vectors)) >= near
    core = dense[left] & dense[right]
    graph = csr_array((np.ones(int(core.sum()), bool), (left[core], right[core])), shape=(len(vectors), len(vectors)))
    labels = np.where(dense, connected_components(graph, directed=False)[1], -1)
    edge = dense[left] & ~dense[right]  # a scan at the rim goes with the first dense one that it resembles
    for one, other in zip(left[edge].tolist(), right[edge].tolist(), strict=True):
        if labels[other] < 0:
            labels[other] = labels[one]
    return np.asarray(labels, np.int64), nearest
