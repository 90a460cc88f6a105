"""A descriptor of material without any trained weights, from the two energies of a scan.

Light elements weaken the lower energy more than heavy ones do, relative to the higher: the ratio of the logarithms of
both attenuations falls with atomic number (Ogorodnikov and Petrunin, Phys. Rev. ST Accel. Beams 5, 104701, 2002). The
descriptor counts, over the pixels of the load, how much mass lies in the way, which ratio goes with it, and how mass
varies over short distances. It knows no shapes, and one energy alone does not make it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.scans.images import Image
from toolkit.scans.views import attenuation

__all__ = ["PHYSICS", "PHYSICS_DIM", "describe_materials"]

PHYSICS = "dual-energy-histograms/1"
"""Name and version of the vectors."""

Floats = NDArray[np.float32]

_MASS_EDGES = np.array([0.25, 0.5, 0.75, 1.0, 1.3, 1.6, 2.0, 2.5, 3.0, 3.6, 4.3, 5.2, 6.5, 9.0])
_RATIO_EDGES = np.concatenate([[-np.inf], np.linspace(1.10, 1.32, 23), [np.inf]])
_BANDS = ((0.4, 1.2), (1.2, 2.5), (2.5, 5.0))
"""Ranges of attenuation within which ratios are compared: hardening and scatter shift the ratio with depth."""
_VARIATION_EDGES = np.concatenate([[0.0], np.geomspace(0.01, 1.0, 11), [np.inf]])
_SCALES_PX = (1, 2, 4)

PHYSICS_DIM = len(_MASS_EDGES) - 1 + len(_BANDS) * (len(_RATIO_EDGES) - 1) + len(_SCALES_PX) * (len(_VARIATION_EDGES) - 1)
"""Length of a vector."""


def describe_materials(images: Sequence[Image]) -> Floats:
    """Describe the material in dual-energy scans.

    Args:
        images: arrays (height, width, 2): transmission at high and low energy.

    Returns:
        ``float32`` array (n, PHYSICS_DIM), rows of length 1: square roots of histograms, so that the dot product of two
        rows is the mean of their Bhattacharyya coefficients.

    Raises:
        ArgumentError: an image has one energy alone.
    """
    for image in images:
        if np.ndim(image) != 3 or np.shape(image)[2] != 2:  # noqa: PLR2004 - height, width and two energies
            message = f"an image of shape {np.shape(image)} has one energy; the descriptor of material needs two"
            raise ArgumentError(message)
    rows = [_describe(image) for image in images]
    return np.stack(rows) if rows else np.zeros((0, PHYSICS_DIM), np.float32)


def _describe(image: Image) -> Floats:
    high, low = attenuation(image)
    high, low = _smooth(high, 1), _smooth(low, 1)
    load = (high > _MASS_EDGES[0]) & (high < _MASS_EDGES[-1])
    blocks = [np.histogram(high[load], _MASS_EDGES)[0]]
    for shallow, deep in _BANDS:
        within = (high > shallow) & (high < deep)
        blocks.append(np.histogram(low[within] / high[within], _RATIO_EDGES)[0])
    relative = np.log(np.maximum(high, 0.05))
    for scale in _SCALES_PX:
        variation = np.abs(_smooth(relative, scale // 2) - np.roll(_smooth(relative, scale // 2), scale, axis=1)) / 2
        blocks.append(np.histogram(variation[load], _VARIATION_EDGES)[0])
    weights = [1.0, *[1.0] * len(_BANDS), *[1.0] * len(_SCALES_PX)]
    roots = [weight * np.sqrt(block / max(block.sum(), 1)) for weight, block in zip(weights, blocks, strict=True)]
    row = np.concatenate(roots)
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-12), np.float32)


def _smooth(values: Floats, radius: int) -> Floats:
    if radius == 0:
        return values
    padded = np.pad(values.astype(np.float64), radius, mode="edge")
    total = np.pad(padded.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    side = 2 * radius + 1
    box = total[side:, side:] - total[:-side, side:] - total[side:, :-side] + total[:-side, :-side]
    return np.asarray(box / side**2, np.float32)
