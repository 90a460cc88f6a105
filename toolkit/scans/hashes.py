"""Perceptual hashes: a few bits that stay when an image is saved again, brightened or scaled.

The difference hash tells of each of 8 × 8 cells whether it is brighter than its left neighbour; the frequency hash of
each of the 64 lowest frequencies whether it lies above their median (Zauner, *Implementation and Benchmarking of
Perceptual Image Hash Functions*, 2010).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.images import Image
from toolkit.scans.views import grey_view, resize

__all__ = ["HASH", "HASH_BITS", "hash_images"]

HASH = "difference-and-frequency/1"
"""Name and version of the hashes."""
HASH_BITS = 128


def hash_images(images: Sequence[Image]) -> NDArray[np.uint8]:
    """Hash images.

    Returns:
        ``uint8`` array (n, 16): 64 bits of the difference hash, then 64 of the frequency hash.

    >>> hash_images([np.linspace(0, 255, 64 * 64).reshape(64, 64).astype(np.uint8)]).shape
    (1, 16)
    """
    rows = [np.packbits(np.concatenate([_difference(grey), _frequency(grey)])) for grey in map(grey_view, images)]
    return np.stack(rows) if rows else np.zeros((0, HASH_BITS // 8), np.uint8)


def _difference(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    small = resize(grey, 8, 9)
    return np.asarray(small[:, 1:] > small[:, :-1]).ravel()


def _frequency(grey: NDArray[np.float32]) -> NDArray[np.bool_]:
    from scipy.fft import dctn

    lowest = np.asarray(dctn(resize(grey, 32, 32)))[:8, :8].ravel()
    return np.asarray(lowest > np.median(lowest[1:]))
