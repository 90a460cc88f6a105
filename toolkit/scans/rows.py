"""Vectors in several files, read as one array and never copied whole."""

import mmap
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

try:
    import resource
except ModuleNotFoundError:  # Windows counts no reads of a thread
    resource = None  # type: ignore[assignment]

__all__ = ["Rows"]

_CHUNK = 16_384
_FEW = 4_096
"""Up to so many rows are read one by one: what a system reads ahead around each would be thirty times as much as they are."""
_SELDOM = 8
"""If one of so many rows came from the disk, the next ones are expected to."""


class Rows:
    """Arrays of equal width one below the other, as they lie on disk.

    >>> rows = Rows([np.eye(2, dtype=np.float16), np.ones((1, 2), np.float16)])
    >>> len(rows), rows.take(np.array([2, 0])).tolist()
    (3, [[1.0, 1.0], [1.0, 0.0]])
    """

    def __init__(self, parts: Sequence[NDArray[Any]]) -> None:
        """Take the parts; at least one, which may be empty."""
        self._maps: list[mmap.mmap | None] = [base if isinstance(base := part.base, mmap.mmap) else None for part in parts]
        self._fetches = False
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
        before = _count_reads()
        if len(self.parts) == 1:
            taken = self._take_part(0, rows)
        else:
            place = np.searchsorted(self._starts, rows, side="right") - 1
            taken = np.empty((len(rows), self.width), self._dtype)
            for part in np.unique(place).tolist():
                here = place == part
                taken[here] = self._take_part(part, rows[here] - self._starts[part])
        self._fetches = len(rows) <= _FEW and _count_reads() - before > len(rows) / _SELDOM
        return taken

    def _take_part(self, part: int, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Copy rows of one part; where the rows before had to come from the disk, all are asked for before the first is awaited."""
        whole, mapped = self.parts[part], self._maps[part]
        if self._fetches and mapped is not None:
            first = whole.ctypes.data - np.frombuffer(mapped, np.uint8).ctypes.data + rows * whole.strides[0]
            pages = np.unique(np.concatenate([first, first + whole.strides[0] - 1]) // mmap.PAGESIZE) * mmap.PAGESIZE
            for page in pages.tolist():
                mapped.madvise(mmap.MADV_WILLNEED, page, 1)
        return np.asarray(whole[rows], self._dtype)

    def chunks(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Go through all rows: the number of the first and a copy of some thousand, as float32 unless they are whole numbers."""
        self._expect(scattered=False)
        for start, part in zip(self._starts, self.parts, strict=False):
            for first in range(0, len(part), _CHUNK):
                yield int(start) + first, np.asarray(part[first : first + _CHUNK], self._dtype)

    def _expect(self, *, scattered: bool) -> None:
        """Tell the system how mapped files are going to be read, where it takes advice."""
        if hasattr(mmap, "MADV_RANDOM"):
            for each in filter(None, self._maps):
                each.madvise(mmap.MADV_RANDOM if scattered else mmap.MADV_NORMAL)

    @property
    def _dtype(self) -> type[np.generic]:
        return np.float32 if self.parts[0].dtype.kind == "f" else self.parts[0].dtype.type


def _count_reads() -> int:
    """Count what this thread has had read from a disk so far, where the system counts it."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_inblock if hasattr(resource, "RUSAGE_THREAD") else 0
