"""Which scans hold a part that resembles what was drawn, and where."""

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.lists import Lists
from toolkit.scans.planner import Plan, find_nearest
from toolkit.scans.rows import Rows

__all__ = ["find_parts"]

_ASKED = 4
"""Parts that are asked for at first for each scan that is wanted, and how many times more in each further round."""

Floats = NDArray[np.float32]


def find_parts(  # noqa: PLR0913, PLR0917 - as find_nearest, and whose the parts are
    tiles: Rows, owner: NDArray[np.int64], query: Floats, allowed: NDArray[np.bool_], k: int, lists: Lists | None = None
) -> tuple[NDArray[np.int64], Floats, Plan]:
    """Find the k allowed scans with the nearest part each.

    Args:
        tiles: (parts, dim), vectors of the parts of all scans.
        owner: (parts,), the scan of each.
        query: (dim,), of length 1.
        allowed: (scans,), which scans may be given.
        k: how many; all allowed scans if there are fewer.
        lists: an index over the first parts.

    Returns:
        The best part of each scan and its cosine similarity, nearest first; and what was done, counted in parts.
    """
    open_parts = allowed[owner]
    wanted, most, asked = min(k, int(np.count_nonzero(allowed))), int(np.count_nonzero(open_parts)), _ASKED * k
    while True:
        parts, similarities, plan = find_nearest(tiles, query, open_parts, asked, lists)
        first = np.sort(np.unique(owner[parts], return_index=True)[1])
        if len(first) >= wanted or asked >= most:
            return parts[first[:k]], similarities[first[:k]], plan
        asked *= _ASKED
