"""Boosted decision trees, read from numbers alone: no pickle, and no library but NumPy to ask them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.stored import read_numbers, write_numbers

__all__ = ["Trees"]


@dataclass(frozen=True, slots=True)
class Trees:
    """Trees of one size, nodes by number; a leaf is its own left and right."""

    feature: NDArray[np.int64]
    """(trees, nodes): the feature that a node asks for."""
    threshold: NDArray[np.float32]
    """(trees, nodes): up to it, left is next."""
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    value: NDArray[np.float32]
    """(trees, nodes): what a leaf adds, in logits."""
    depth: int
    base: float
    """Logit before any tree was asked."""

    def score(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Give (n,) logits for (n, features).

        >>> one = np.array([[0, 0, 0]]), np.zeros((1, 3), np.float32), np.array([[1, 1, 2]]), np.array([[2, 1, 2]])
        >>> Trees(*one, np.array([[0, -1, 1]], np.float32), 1, 0.5).score(np.array([[-3], [3]], np.float32)).tolist()
        [-0.5, 1.5]
        """
        total = np.full(len(features), self.base, np.float32)
        every = np.arange(len(features))
        for feature, threshold, left, right, value in zip(self.feature, self.threshold, self.left, self.right, self.value, strict=True):
            node = np.zeros(len(features), np.int64)
            for _ in range(self.depth):
                node = np.where(features[every, feature[node]] <= threshold[node], left[node], right[node])
            total += value[node]
        return total

    def to_bytes(self) -> bytes:
        """Give the trees as a NumPy archive."""
        small = {name: getattr(self, name).astype(np.uint8) for name in ("feature", "left", "right")}
        return write_numbers(threshold=self.threshold, value=self.value, whole=np.array([self.depth, self.base]), **small)

    @classmethod
    def from_bytes(cls, content: bytes) -> "Trees":
        """Read what :meth:`to_bytes` gave.

        Raises:
            LibraryError: the weights are damaged.
        """
        feature, left, right = (numbers.astype(np.int64) for numbers in read_numbers(content, "feature", "left", "right"))
        threshold, value, whole = read_numbers(content, "threshold", "value", "whole")
        return cls(feature, threshold, left, right, value, int(whole[0]), float(whole[1]))
