"""Measures and anchors that several scan benchmarks share."""

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))  # the sample data lie beside the package, outside the wheel

from toolkit.scans.encoder import _fit, _session
from toolkit.scans.views import grey_view, resize

__all__ = ["as_signs", "gradients", "measure_retrieval", "pooled", "thumbnail", "to_unit"]

Floats = NDArray[np.float32]


def to_unit(rows: Floats) -> Floats:
    """Bring rows to length 1."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12), np.float32)


def as_signs(packed: NDArray[np.uint8]) -> Floats:
    """Turn packed bits into rows of length 1."""
    return to_unit(np.unpackbits(packed, axis=1).astype(np.float32) * 2 - 1)


def thumbnail(image: NDArray[np.uint16]) -> Floats:
    """Shrink to 32 × 32: an anchor."""
    small = resize(grey_view(image), 32, 32).ravel()
    return np.asarray(small - small.mean(), np.float32)


def gradients(image: NDArray[np.uint16]) -> Floats:
    """Histogram of oriented gradients (Dalal and Triggs 2005) as scikit-image has it: an anchor of `make bench`."""
    from skimage.feature import hog

    return np.asarray(hog(resize(grey_view(image), 64, 64), pixels_per_cell=(8, 8), cells_per_block=(2, 2)), np.float32)


def pooled(image: NDArray[np.uint16]) -> Floats:
    """Average the last stage over the whole image: the CNN alone, an anchor."""
    return np.asarray(_session().run(["last"], {"pixels": _fit(grey_view(image))[None]})[0][0].mean(axis=(1, 2)), np.float32)


def measure_retrieval(
    queries: Floats, gallery: Floats, left: NDArray[np.int64], right: NDArray[np.int64], *, same: bool = False
) -> tuple[float, ...]:
    """Give mean average precision, P@1 and P@10; ``same`` where queries are the gallery."""
    similarity = queries @ gallery.T
    if same:
        np.fill_diagonal(similarity, -np.inf)
    order = np.argsort(-similarity, axis=1, kind="stable")[:, : -1 if same else None]
    hit = right[order] == left[:, None]
    precision = hit.cumsum(axis=1) / np.arange(1, hit.shape[1] + 1)
    return float(((precision * hit).sum(1) / hit.sum(1)).mean()), float(hit[:, 0].mean()), float(hit[:, :10].mean())
