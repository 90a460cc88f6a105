"""A learned view of scans: blocks of vectors turned into few numbers in which goods of one heading lie close together.

What tells goods apart is in some directions of the blocks, and how a load was stowed in most others. Linear discriminant
analysis finds the first: it divides the spread between headings by the spread within them, the latter shrunk towards a
sphere (Ledoit and Wolf, J. Multivariate Anal. 88, 365, 2004), since there are more numbers than scans. A tenth of false
declarations hardly moves it: they widen every heading alike.

The weights that come with the toolkit were fitted on simulated loads (``tests/benchmarks/fit_scans.py``); who has a library
with declarations of his own can fit others.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.scans.stored import read_numbers, write_numbers

__all__ = ["PROJECTION", "Projection", "shipped_projection"]

PROJECTION = "lda.cnn+physics/1"
"""Name and version of the weights that come with the toolkit."""

BLOCKS = ("cnn", "physics")
_WEIGHTS = {"cnn": 4.0, "physics": 1.0}
"""What blocks are multiplied by before they are put side by side: numbers of like spread, so that shrinking treats them alike."""
_MIN_SCANS = 3
_FILE = "projection.npz"

Blocks = Mapping[str, NDArray[Any]]
Floats = NDArray[np.float32]


class Projection:
    """Linear discriminant analysis of both blocks, fitted and used as estimators of scikit-learn are.

    >>> random = np.random.default_rng(0)
    >>> blocks = {"cnn": random.normal(size=(40, 6)), "physics": random.normal(size=(40, 4))}
    >>> codes = ["3901", "7204"] * 20
    >>> Projection().fit(blocks, codes).transform(blocks).shape
    (40, 1)
    """

    def __init__(self, components: int = 32) -> None:
        """Say how many numbers a scan becomes at most; one fewer than there are codes, if that is less."""
        self.components = components
        self.middle_: Floats = np.zeros(0, np.float32)
        """Mean of the blocks side by side."""
        self.axes_: Floats = np.zeros((0, 0), np.float32)
        """(numbers of the blocks, components)."""

    def fit(self, blocks: Blocks, codes: Sequence[str]) -> "Projection":
        """Learn from declared codes, some of which may be false.

        Args:
            blocks: ``"cnn"`` and ``"physics"``, one row a scan, as ``ScanLibrary.vectors`` gives them.
            codes: what each scan was declared as; codes of fewer than three scans are left out.

        Raises:
            ArgumentError: there are fewer than two codes with three scans each, or the lengths differ.
        """
        from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

        rows, names = _beside(blocks), np.asarray(codes)
        if len(rows) != len(names):
            message = f"{len(rows)} rows of vectors and {len(names)} codes; give one code a scan"
            raise ArgumentError(message)
        known, number, count = np.unique(names, return_inverse=True, return_counts=True)
        kept = count[number] >= _MIN_SCANS
        if np.count_nonzero(count >= _MIN_SCANS) < 2:  # noqa: PLR2004 - one code cannot be told from itself
            message = f"codes={known[:3].tolist()} …; at least two codes with {_MIN_SCANS} scans each are needed"
            raise ArgumentError(message)
        fitted = LinearDiscriminantAnalysis(solver="eigen", shrinkage="auto").fit(rows[kept], number[kept])
        wanted = min(self.components, np.count_nonzero(count >= _MIN_SCANS) - 1)
        self.middle_ = rows[kept].mean(axis=0).astype(np.float32)
        self.axes_ = np.asarray(fitted.scalings_[:, :wanted], np.float32)
        return self

    def transform(self, blocks: Blocks) -> Floats:
        """Give (n, components) rows of length 1.

        Raises:
            ArgumentError: it was not fitted yet, or on blocks of another width.
        """
        rows = _beside(blocks)
        if rows.shape[1] != len(self.middle_):
            message = f"blocks are {rows.shape[1]} numbers wide and the projection was fitted on {len(self.middle_)}; fit it on such blocks"
            raise ArgumentError(message)
        found = (rows - self.middle_) @ self.axes_
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12), np.float32)

    def to_bytes(self) -> bytes:
        """Give the weights as a NumPy archive, halves of 16 bits."""
        return write_numbers(middle=self.middle_.astype(np.float16), axes=self.axes_.astype(np.float16))

    @classmethod
    def from_bytes(cls, content: bytes) -> "Projection":
        """Read what :meth:`to_bytes` gave.

        Raises:
            LibraryError: the weights are damaged.
        """
        middle, axes = (numbers.astype(np.float32) for numbers in read_numbers(content, "middle", "axes"))
        made = cls(axes.shape[1])
        made.middle_, made.axes_ = middle, axes
        return made


@cache
def shipped_projection() -> Projection:
    """Give the projection that comes with the toolkit; see ``PROJECTION``."""
    return Projection.from_bytes(files("toolkit.scans").joinpath(_FILE).read_bytes())


def _beside(blocks: Blocks) -> Floats:
    return np.concatenate([np.asarray(blocks[name], np.float32) * _WEIGHTS[name] for name in BLOCKS], axis=1)
