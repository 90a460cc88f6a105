"""Records torn between two: as like one as another, although these exclude each other."""

import numpy as np
from numpy.typing import NDArray

from toolkit.linking.keys import count_within

__all__ = ["find_torn"]

MARGIN, SHIP_MARGIN = 3.0, 8.0
"""A record that resembles two who exclude each other joins neither, unless it resembles one by so many bits more.

Sister ships share owner, yard, size and all of the name but a digit; so a ship must be told apart more clearly.
"""


def find_torn(
    linked: tuple[NDArray[np.int64], NDArray[np.int64]],
    weight: NDArray[np.float64],
    usable: NDArray[np.bool_],
    apart: NDArray[np.int64],
    ships: NDArray[np.bool_],
) -> dict[int, tuple[int, int]]:
    """Find links of a record that resembles two others about equally although these exclude each other: it may be either.

    Args:
        linked: rows of both ends of each link.
        weight: of each link, in bits.
        usable: links that a machine may join by; others are neither looked at nor found.
        apart: pairs of rows that exclude each other, one a line, the smaller first.
        ships: of each row, whether it is a ship's.

    Returns:
        Place of a link → the two rows that exclude each other.

    >>> import numpy as np
    >>> ends = np.array([0, 0]), np.array([1, 2])
    >>> find_torn(ends, np.array([9.0, 8.0]), np.ones(2, dtype=bool), np.array([[1, 2]]), np.zeros(3, dtype=bool))
    {0: (1, 2), 1: (1, 2)}
    >>> find_torn(ends, np.array([9.0, 2.0]), np.ones(2, dtype=bool), np.array([[1, 2]]), np.zeros(3, dtype=bool))
    {}
    """
    left, right = linked
    if not len(apart) or not usable.any():
        return {}
    places = np.flatnonzero(usable)
    size = int(max(left.max(), right.max())) + 1
    ends = np.concatenate([left[places], right[places]])
    others = np.concatenate([right[places], left[places]])
    order = np.lexsort((others, ends))
    ends, others, links = ends[order], others[order], np.concatenate([places, places])[order]
    codes = ends * size + others
    one, other = apart.T
    starts, stops = np.searchsorted(ends, one), np.searchsorted(ends, one, side="right")
    counts = stops - starts
    pair = np.repeat(np.arange(len(one)), counts)
    at = np.repeat(starts, counts) + count_within(counts)
    wanted = other[pair] * size + others[at]
    found = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    both = codes[found] == wanted
    first, second, pair = links[at[both]], links[found[both]], pair[both]
    near = np.abs(weight[first] - weight[second]) < np.where(ships[one[pair]], SHIP_MARGIN, MARGIN)
    torn: dict[int, tuple[int, int]] = {}
    for a, b, which in zip(first[near].tolist(), second[near].tolist(), pair[near].tolist(), strict=True):
        for place in (a, b):
            torn.setdefault(place, (int(one[which]), int(other[which])))
    return torn
