"""Whether two pictures are one: laid over each other at every shift, mirrored or not, and compared in their fine structure.

Fine structure alone makes two loads in equal layers alike, for layers, frames and rails are straight lines. So the grain is
compared too: what remains of the fine structure when straight lines along and across are taken away.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.images import Image
from toolkit.scans.views import grey_view, resize

__all__ = ["Agreement", "compare_pictures", "mirror_bits", "view_details"]

_SIDE_PX = 384
"""Pictures are brought down to this many pixels on their longer side."""
_BLUR_PX = 3
"""Details finer than this many pixels count: outlines of containers are alike, the grain of a load is its own."""
_CONTRAST_PX = 3
"""The contrast around a pixel is taken within so many, and what exceeds it counts as no more: else the frames of two containers
outweigh loads that differ (most of 9,730 pairs of different, heavy loads: .75 before, .63 and one of .71 so; least of 235
copies .90 before, .86 so)."""
_LINE_PX = 31
"""A line is what goes on unchanged for so many pixels."""
_LEAST_OVERLAP = 0.6

Floats = NDArray[np.float32]


class Agreement(NamedTuple):
    """How far two pictures agree where they agree best; both -1..1."""

    details: float
    """Correlation of their fine structure."""
    grain: float
    """Correlation of it without straight lines."""


def view_details(image: Image) -> tuple[Floats, float]:
    """Reduce a picture to its fine structure.

    Returns:
        Local deviations, each divided by the contrast around it, so that gain and colour scale fall out; and how many pixels
        of the picture one of the view stands for.
    """
    grey = grey_view(image)
    scale = max(1.0, max(grey.shape) / _SIDE_PX)
    small = resize(grey, round(grey.shape[0] / scale), round(grey.shape[1] / scale)) if scale > 1 else grey
    from scipy.ndimage import gaussian_filter

    deviation = small - gaussian_filter(small, _BLUR_PX)
    contrast = np.sqrt(gaussian_filter(deviation**2, _CONTRAST_PX)) + 1.0
    return np.asarray(np.clip(deviation / contrast, -1, 1), np.float32), scale


def compare_pictures(one: tuple[Floats, float], other: tuple[Floats, float]) -> Agreement:
    """Give the agreement of two views at that shift and mirroring where their fine structure agrees best.

    Args:
        one: a view, see :func:`view_details`.
        other: another; one may be cut out of the other, down to three fifths of either side.

    >>> view = view_details(np.random.default_rng(0).integers(0, 255, (64, 96)).astype(np.uint8))
    >>> [round(part, 2) for part in compare_pictures(view, (view[0][:, ::-1], view[1]))]
    [1.0, 1.0]
    """
    left, right = one[0], other[0]
    if one[1] != other[1]:  # brought to one size of pixel
        right = resize(right, round(right.shape[0] * other[1] / one[1]), round(right.shape[1] * other[1] / one[1]))
    overlaps = [_lay_over(left, turned) for turned in (right, right[:, ::-1], right[::-1])]
    mine, theirs = max((overlap for overlap in overlaps if overlap), key=lambda overlap: _correlate(*overlap), default=(None, None))
    if mine is None or theirs is None:
        return Agreement(0.0, 0.0)
    return Agreement(_correlate(mine, theirs), _correlate(_take_lines_away(mine), _take_lines_away(theirs)))


def _lay_over(left: Floats, right: Floats) -> tuple[Floats, Floats] | None:
    """Give what two views have in common where they agree best; nothing if that is little of either."""
    from scipy.fft import irfft2, next_fast_len, rfft2

    if min(left.shape[axis] / right.shape[axis] for axis in (0, 1)) < _LEAST_OVERLAP or (
        min(right.shape[axis] / left.shape[axis] for axis in (0, 1)) < _LEAST_OVERLAP
    ):
        return None
    room = [next_fast_len(left.shape[axis] + right.shape[axis], real=True) for axis in (0, 1)]
    product = irfft2(rfft2(left, room) * np.conj(rfft2(right, room)), room)
    row, column = np.unravel_index(int(product.argmax()), product.shape)
    down, along = (int(at) - room[axis] if at > room[axis] // 2 else int(at) for axis, at in enumerate((row, column)))
    mine = left[max(0, down) : right.shape[0] + down, max(0, along) : right.shape[1] + along]
    theirs = right[max(0, -down) : left.shape[0] - down, max(0, -along) : left.shape[1] - along]
    if min(mine.size, theirs.size) < _LEAST_OVERLAP**2 * min(left.size, right.size) or mine.shape != theirs.shape:
        return None
    return mine, theirs


def _correlate(one: Floats, other: Floats) -> float:
    return float((one * other).sum() / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9))


def _take_lines_away(view: Floats) -> Floats:
    from scipy.ndimage import uniform_filter, uniform_filter1d

    along, across = (uniform_filter1d(view, _LINE_PX, axis=axis) for axis in (1, 0))
    return np.asarray(view - along - across + uniform_filter(view, _LINE_PX), np.float32)


def mirror_bits(bits: NDArray[np.uint8], *, upright: bool) -> NDArray[np.uint8]:
    """Give the hash that the mirror image would have, from the hash alone.

    Args:
        bits: (n, 16) as :func:`toolkit.scans.hashes.hash_images` gives them.
        upright: mirrored top to bottom, else left to right.
    """
    whole = np.unpackbits(bits, axis=1).reshape(-1, 2, 8, 8).astype(bool)
    steps, waves = whole[:, 0], whole[:, 1].copy()
    steps = steps[:, ::-1] if upright else ~steps[:, :, ::-1]
    if upright:
        waves[:, 1::2] ^= True  # odd waves change their sign, and the median of all lies near zero
    else:
        waves[:, :, 1::2] ^= True
    return np.packbits(np.stack([steps, waves], axis=1).reshape(len(bits), -1), axis=1)
