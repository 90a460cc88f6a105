"""Pairs whose names share no key: the names themselves are compared, each distinct pair of names once."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import names
from toolkit.linking.comparisons import ALIKE, NAME
from toolkit.linking.keys import count_within
from toolkit.linking.levels import MISSING
from toolkit.linking.parties import Parties

__all__ = ["compare_open_names"]

_MOST_NAMES = 8
"""Names of a record that are compared, at most."""
_CHUNK = 50_000
"""Pairs of names that are compared at a time."""
_ROUGH = 40.0
"""Letters in common, of a hundred, below which names in Latin script are not looked at any closer."""
_FIRST_OPEN = len(NAME.levels) - len(ALIKE)


def compare_open_names(parties: Parties, pairs: pd.DataFrame) -> tuple[NDArray[np.int8], int]:
    """Compare the names of pairs, the best of every name of one with every name of the other.

    Args:
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.

    Returns:
        The level of ``name`` that each pair reaches, and how many distinct pairs of names were compared.
    """
    if pairs.empty:
        return np.zeros(0, dtype=np.int8), 0
    pair, one, other = _expand(parties, pairs)
    low, high = np.minimum(one, other).astype(np.int64), np.maximum(one, other).astype(np.int64)
    codes, place = np.unique(low * len(parties.names.texts) + high, return_inverse=True)
    scores = _score(parties, codes // len(parties.names.texts), codes % len(parties.names.texts))
    best = np.full(len(pairs), -1.0)
    np.maximum.at(best, pair, scores[place])
    floors = np.array([floor for _, floor in ALIKE])
    found = _FIRST_OPEN + (best[:, None] < floors[None, :]).sum(axis=1)
    return np.where(best < 0, MISSING, found).astype(np.int8), len(codes)


def _score(parties: Parties, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Score distinct pairs of names; Latin ones that share hardly any letters in order are unlike without a closer look."""
    parts = [_score_chunk(parties, left[at : at + _CHUNK], right[at : at + _CHUNK]) for at in range(0, len(left), _CHUNK)]
    return np.concatenate([np.zeros(0), *parts])


def _score_chunk(parties: Parties, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    from rapidfuzz import fuzz, process

    ready = {place: parties.names.prepare(place) for place in np.union1d(left, right).tolist()}
    pairs = [(ready[one], ready[other]) for one, other in zip(left.tolist(), right.tolist(), strict=True)]
    rough = process.cpdist([one.joined for one, _ in pairs], [other.joined for _, other in pairs], scorer=fuzz.ratio, workers=1)
    rough = np.maximum(rough, process.cpdist([a.key for a, _ in pairs], [b.key for _, b in pairs], scorer=fuzz.ratio, workers=1))
    scores = np.zeros(len(pairs))
    for at, (one, other) in enumerate(pairs):
        if rough[at] >= _ROUGH or one.script != "latin" or other.script != "latin":
            scores[at] = names.score_names(one, other)
    return scores


def _expand(parties: Parties, pairs: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.int32]]:
    """Give every combination of a name of the left with a name of the right record."""
    book = parties.names
    starts = book.starts
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    sizes = np.minimum(np.diff(starts), _MOST_NAMES)
    across = sizes[right]
    counts = sizes[left] * across
    pair = np.repeat(np.arange(len(pairs)), counts)
    within = count_within(counts)
    i, j = within // across[pair], within % across[pair]
    return pair, book.mentions[starts[left[pair]] + i], book.mentions[starts[right[pair]] + j]
