"""Overlapping parts of a scan, each with its box and a vector: what is hidden in a corner of a container is no whole picture.

The network is run once over the scan at a size at which a part fills its usual field, and each part is averaged from the
maps: no part is computed twice. The first part of every scan is the whole.
"""

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.encoder import SIDE_PX, STEP_PX, pool_maps, run_network
from toolkit.scans.encoders import Encoder, OwnEncoder, embed_checked
from toolkit.scans.images import Image, crop_region
from toolkit.scans.views import grey_view, resize

__all__ = ["as_whole", "embed_tiles", "place_tiles"]

LEAST_ASPECT = 1.5
"""A small picture that is no longer than this many times its height is its own only part."""
TWO_ROWS_PX = 320
"""From this height on parts are half as high as the scan, below as high."""
MOST_COLUMNS = 16
"""Parts side by side without overlap; a longer scan is seen in wider parts."""

Floats = NDArray[np.float32]
Boxes = NDArray[np.int32]


def place_tiles(height: int, width: int) -> tuple[int, int]:
    """Give how many parts lie below and beside each other without overlap; (1, 1) for what is its own only part.

    >>> place_tiles(1000, 2000), place_tiles(224, 224), place_tiles(100, 800)
    ((2, 4), (1, 1), (1, 8))
    """
    shorter, aspect = min(height, width), max(height, width) / min(height, width)
    if shorter < TWO_ROWS_PX and aspect < LEAST_ASPECT:
        return 1, 1
    across = 2 if shorter >= TWO_ROWS_PX else 1
    along = min(MOST_COLUMNS, max(across, round(across * aspect)))
    return (across, along) if width >= height else (along, across)


def as_whole(height: int, width: int) -> Boxes:
    """Give the box of a whole picture: x, y, width, height."""
    return np.array([[0, 0, width, height]], np.int32)


def embed_tiles(image: Image, whole: Floats, encoder: Encoder) -> tuple[Floats, Boxes]:
    """Turn the parts of a scan into vectors; another encoder than the toolkit's own looks at each part by itself.

    Args:
        image: as :func:`toolkit.scans.load_scan` gives it.
        whole: vector of the whole scan.
        encoder: which gave it.

    Returns:
        (parts, dim) rows of length 1, the whole first; and (parts, 4) boxes: x, y, width, height in pixels.
    """
    height, width = image.shape[:2]
    down, along = place_tiles(height, width)
    boxes = as_whole(height, width)
    if down * along == 1:
        return whole[None], boxes
    shape = (SIDE_PX * down, SIDE_PX * along)
    starts = [(row, column) for row in range(2 * down - 1) for column in range(2 * along - 1)]
    scale = (height / (2 * down), width / (2 * along))
    parts = np.array(
        [[round(column * scale[1]), round(row * scale[0]), round(2 * scale[1]), round(2 * scale[0])] for row, column in starts], np.int32
    )
    boxes = np.concatenate([boxes, parts])
    if not isinstance(encoder, OwnEncoder):
        vectors = [embed_checked(encoder, crop_region(image, (x, y, wide, high))) for x, y, wide, high in parts.tolist()]
        return np.stack([whole, *vectors]), boxes
    maps = run_network(resize(grey_view(image), *shape))
    pooled = [pool_maps([layer[:, _cells(row), _cells(column)] for layer in maps]) for row, column in starts]
    return np.stack([whole, *pooled]), boxes


def _cells(half: int) -> slice:
    """Give the cells of the map that a part covers which starts so many half parts from the edge."""
    side = SIDE_PX // STEP_PX
    first = half * side // 2
    return slice(first, first + side)
