"""Vectors in several files, read as one array and never copied whole."""

import mmap
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Rows"]

_CHUNK = 16_384
_FEW = 4_096
"""Up to so many rows are read one by one: what a system reads ahead around each would be thirty times as much as they are."""


class Rows:
    """Arrays of equal width one below the other, as they lie on disk.

    >>> rows = Rows([np.eye(2, dtype=np.float16), np.ones((1, 2), np.float16)])
    >>> len(rows), rows.take(np.array([2, 0])).tolist()
    (3, [[1.0, 1.0], [1.0, 0.0]])
    """

    def __init__(self, parts: Sequence[NDArray[Any]]) -> None:
        """Take the parts; at least one, which may be empty."""
        bases: list[Any] = [part.base for part in parts]
        self._maps: list[mmap.mmap] = [base for base in bases if isinstance(base, mmap.mmap)]
        self.parts = [np.asarray(part) for part in parts]  # plain views: a mapped array costs more at each cut
        self._starts = np.concatenate([[0], np.cumsum([len(part) for part in self.parts])]).astype(np.int64)

    def __len__(self) -> int:
        """Count the rows."""
        return int(self._starts[-1])

    @property
    def width(self) -> int:
        """Numbers in a row."""
        return int(self.parts[0].shape[1])

    def take(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Copy rows out, as float32 unless they are whole numbers."""
        self._expect(scattered=len(rows) <= _FEW)
        if len(self.parts) == 1:
            return np.asarray(self.parts[0][rows], self._dtype)
        place = np.searchsorted(self._starts, rows, side="right") - 1
        taken = np.empty((len(rows), self.width), self._dtype)
        for part in np.unique(place):
            here = place == part
            taken[here] = self.parts[part][rows[here] - self._starts[part]]
        return taken

    def chunks(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Go through all rows: the number of the first and a copy of some thousand, as float32 unless they are whole numbers."""
        self._expect(scattered=False)
        for start, part in zip(self._starts, self.parts, strict=False):
            for first in range(0, len(part), _CHUNK):
                yield int(start) + first, np.asarray(part[first : first + _CHUNK], self._dtype)

    def _expect(self, *, scattered: bool) -> None:
        """Tell the system how mapped files are going to be read, where it takes advice."""
        if hasattr(mmap, "MADV_RANDOM"):
            for each in self._maps:
                each.madvise(mmap.MADV_RANDOM if scattered else mmap.MADV_NORMAL)

    @property
    def _dtype(self) -> type[np.generic]:
        return np.float32 if self.parts[0].dtype.kind == "f" else self.parts[0].dtype.type
