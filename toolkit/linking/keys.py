"""Keys: which record holds which short key of which aspect.

Everything that linking compares by equality or intersection is a 64-bit hash of a text, so that blocking joins integers,
comparison levels intersect lists of integers, and every engine agrees on both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["NOTHING", "Keys", "count_within", "find_texts", "hash_texts", "join_keys", "salt"]

Rows = NDArray[np.int32]
Hashes = NDArray[np.int64]
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)  # odd, so that multiplying loses no bit


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one aspect: entry ``i`` says that record ``rows[i]`` holds ``keys[i]``; sorted, each pair once."""

    rows: Rows
    keys: Hashes

    @classmethod
    def gather(cls, rows: Sequence[int] | Rows, keys: Hashes) -> "Keys":
        """Sort entries and leave repeated ones out."""
        table = pd.DataFrame({"row": np.asarray(rows, dtype=np.int32), "key": keys}).drop_duplicates().sort_values(["row", "key"])
        return cls(table["row"].to_numpy(), table["key"].to_numpy())

    def __len__(self) -> int:
        """Count entries."""
        return len(self.rows)

    def where(self, kept: NDArray[np.bool_]) -> "Keys":
        """Keep some entries."""
        return Keys(self.rows[kept], self.keys[kept])

    def count(self) -> NDArray[np.int64]:
        """Say for each entry how many records hold its key."""
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        _, place, counts = np.unique(self.keys, return_inverse=True, return_counts=True)
        return counts[place]

    def shift(self, by: int) -> "Keys":
        """Count rows from another start."""
        return Keys((self.rows + by).astype(np.int32), self.keys)

    def frame(self, family: NDArray[np.int8]) -> pd.DataFrame:
        """Give the entries as a table with the family of each record."""
        return pd.DataFrame({"row": self.rows, "family": family[self.rows], "key": self.keys})

    def lists(self, size: int) -> Any:  # noqa: ANN401 - pyarrow is untyped
        """Give one list of keys a record, as an Arrow array of ``size`` lists."""
        import pyarrow as pa

        offsets = np.searchsorted(self.rows, np.arange(size + 1, dtype=np.int32)).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(offsets), pa.array(self.keys))


NOTHING = Keys(np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int64))


def hash_texts(texts: Sequence[str]) -> Hashes:
    """Hash texts to 64 bits, the same in every run.

    >>> bool(hash_texts(["a"])[0] == hash_texts(["b", "a"])[1])
    True
    """
    if not len(texts):
        return np.zeros(0, dtype=np.int64)
    return pd.util.hash_array(np.asarray(texts, dtype=object), categorize=False).view(np.int64)


def count_within(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count from 0 within runs of the given lengths, one run after the other.

    >>> count_within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    counted: NDArray[np.int64] = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return counted


def find_texts(texts: pd.Series, among: pd.Series) -> NDArray[np.int64]:
    """Give the place of each text among others, each of which stands there once; -1 where it does not stand there.

    >>> find_texts(pd.Series(["b", "c"]), pd.Series(["a", "b"])).tolist()
    [1, -1]
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    sought, held = (pa.array(one.astype("str"), type=pa.large_string(), from_pandas=True) for one in (texts, among))
    found: NDArray[np.int64] = pc.fill_null(pc.index_in(sought, value_set=held), -1).to_numpy().astype(np.int64)
    return found


def join_keys(left: Keys, right: Keys) -> Keys:
    """Put two parts of one aspect together, the rows of the second after those of the first."""
    return Keys(np.concatenate([left.rows, right.rows]), np.concatenate([left.keys, right.keys]))


def salt(keys: Hashes, by: NDArray[np.int8] | int) -> Hashes:
    """Make equal keys of different families or schemes differ."""
    mixed = (keys.view(np.uint64) + np.asarray(by).astype(np.uint64) + np.uint64(1)) * _MULTIPLIER
    return mixed.view(np.int64)
