"""Which names of a list are worth a full comparison: those that share rare sounds and letter sequences with a name.

The work grows with the letter sequences that names share, not with the product of both lists, and a slip of the hand, another
order of words or words written together leave most sequences as they are.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import names
from toolkit.linking.likeness import fold_words

__all__ = ["Shortlist", "build_shortlist"]

_CHUNK = 512
"""Names that are looked up together, which bounds the memory."""
_SHARED = 0.22
"""Lowest share of the keys, weighed by rarity, that both have."""
_SHARED_ACROSS = 0.28
"""The same of two scripts, where chance agreements are many: of those below, one in a thousand is a match."""
_MOST_COMMON = 0.1
"""A key that more than this share of a list's names contain finds nobody, in lists of some length."""
_SHORT_LIST = 200
_LETTERS = 3
_SCRIPTS = {script: code for code, script in enumerate(("latin", "han", "kana", "hangul", "cyrillic", "arabic"))}


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The distinct names of a list, and the keys that lead to them."""

    listed: tuple[names.PreparedName, ...]
    _keys: dict[str, int]
    _rarity: NDArray[np.float32]
    _postings: Any
    """Sparse matrix, keys by names."""
    _content: NDArray[np.float32]
    """Rarity of all keys of a name, summed."""
    _scripts: NDArray[np.int64]
    _as_written: bool

    def find(self, asked: Sequence[names.PreparedName], keep: int) -> Iterator[list[int]]:
        """Give, name by name, the positions in ``listed`` of at most ``keep`` names that may be the same one, likely ones first."""
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            if not self.listed:
                yield from ([] for _ in chunk)
                continue
            rows, columns, share = self._share_keys(chunk)
            order = np.lexsort((columns, -share, rows))
            rows, columns = rows[order], columns[order]
            starts = np.searchsorted(rows, np.arange(len(chunk) + 1)).tolist()
            for first, end in pairwise(starts):
                yield columns[first : min(end, first + keep)].tolist()

    def _share_keys(self, chunk: Sequence[names.PreparedName]) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Give the pairs that share enough, and how much: twice the rarity of shared keys over that of all keys of both."""
        from scipy.sparse import csr_array

        unknown = math.log(1 + len(self.listed))
        rows: list[int] = []
        columns: list[int] = []
        strange = np.zeros(len(chunk), dtype=np.float32)
        for row, name in enumerate(chunk):
            keys = _keys_of(name, as_written=self._as_written)
            known = [self._keys[key] for key in keys if key in self._keys]
            strange[row] = unknown * (len(keys) - len(known))
            rows.extend([row] * len(known))
            columns.extend(known)
        rarity = self._rarity[columns]
        content = strange + np.bincount(rows, weights=rarity, minlength=len(chunk)).astype(np.float32)
        product = (csr_array((rarity, (rows, columns)), shape=(len(chunk), len(self._keys))) @ self._postings).tocoo()
        at, to = product.coords
        total = content[at] + self._content[to]
        share = np.divide(2 * product.data, total, out=np.zeros_like(product.data), where=total > 0)
        across = np.array([_script_code(name) for name in chunk])[at] != self._scripts[to]
        enough = share >= np.where(across, _SHARED_ACROSS, _SHARED)
        return at[enough], to[enough], share[enough]


def build_shortlist(listed: Sequence[names.PreparedName], *, as_written: bool = False) -> Shortlist:
    """Index the names of a list by their keys.

    Args:
        listed: prepared names.
        as_written: index names with what preparation leaves out, such as legal forms, which a slip of the hand hides from it.
    """
    from scipy.sparse import csr_array

    keys: dict[str, int] = {}
    rows: list[int] = []
    columns: list[int] = []
    for column, name in enumerate(listed):
        found = [keys.setdefault(key, len(keys)) for key in _keys_of(name, as_written=as_written)]
        rows.extend(found)
        columns.extend([column] * len(found))
    bearers = np.bincount(rows, minlength=len(keys)).astype(np.float32)
    rarity = np.log(1 + len(listed) / np.maximum(bearers, 1)).astype(np.float32)
    rarity[bearers > max(_SHORT_LIST, _MOST_COMMON * len(listed))] = 0
    useful = (rarity[rows] > 0).astype(np.float32)
    postings = csr_array((useful, (rows, columns)), shape=(len(keys), len(listed)))
    content = np.bincount(columns, weights=rarity[rows], minlength=len(listed)).astype(np.float32)
    return Shortlist(tuple(listed), keys, rarity, postings, content, np.array([_script_code(name) for name in listed]), as_written)


def _script_code(name: names.PreparedName) -> int:
    return _SCRIPTS.get(name.script, len(_SCRIPTS))


def _keys_of(name: names.PreparedName, *, as_written: bool) -> set[str]:
    """Give the keys that lead to a name.

    The sounds of its words, every three letters of the whole written without spaces, and its letters in alphabetical order,
    which stay where two of them are swapped.
    """
    whole = fold_words(name.text).replace(" ", "") if as_written else name.joined
    keys = {whole[at : at + _LETTERS] for at in range(len(whole) - _LETTERS + 1)}
    keys.update([f"#{sound}" for sound in name.skeletons])
    keys.add(f"~{''.join(sorted(whole))}")
    return keys
