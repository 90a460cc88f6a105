"""From what a detector counted to mass in the way: air and gain evened out, the logarithm taken, the truck left out.

Pulses of the source vary from column to column, detectors from row to row. Where a beam meets nothing but air, both can be
read off, so every column and then every row is scaled until its air is as bright as all other air. The logarithm of what
comes through is proportional to the mass in the way (Beer and Lambert); the ratio of that of two energies falls with atomic
number. A picture that was coloured or saved for a screen is not linear: its logarithm is a picture and no mass.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.images import Image
from toolkit.scans.views import check_image

__all__ = ["Prepared", "prepare_scan"]

_AIR_PERCENTILE = 99.0
_LINE_PERCENTILE = 97.0
_AIR = 0.93
"""Least brightness of a line's brightest pixels, as a share of all air, that may still be air: pulses and detectors differ by
some per cent, and both walls of a container take about nine."""
_DARK = 3e-4
_METAL = 0.04
"""Attenuation from which something is in the way; the thinnest walls weaken by .06."""
_FULL = 0.6
"""Share of a line that the roof, a wall or a chassis fills."""
_MIN_SIDE = 0.3
"""A container takes at least this share of the picture's height and width."""
_RATIO_RANGE = (0.25, 5.0)
"""Attenuation within which a ratio tells anything: below it is noise, above it scatter."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scan brought to physical terms."""

    attenuation: Floats
    """(channels, height, width), 0 in air; high energy first."""
    ratio: Floats | None
    """(height, width), low over high attenuation; NaN where too little or too much lies in the way. None for one energy."""
    container: tuple[int, int, int, int] | None
    """x, y, width, height in pixels of the container without its truck; None where none stands out, as in a parcel."""

    @property
    def load(self) -> Floats:
        """Attenuation within the container, or of the whole picture where there is none."""
        if self.container is None:
            return self.attenuation
        x, y, width, height = self.container
        return self.attenuation[:, y : y + height, x : x + width]


def prepare_scan(image: Image) -> Prepared:
    """Even out air and gain, take the logarithm, find the container and leave out the truck.

    Args:
        image: transmission, (height, width) or (height, width, 2), of ``uint8``, ``uint16`` or floating point 0..1. Air is
            the 99th percentile of each energy: a load that fills the whole picture is read too thin.

    Returns:
        Attenuation, ratio and the container's box.

    Raises:
        ArgumentError: ``image`` is no image.

    >>> beam = np.full((40, 60), 200, np.uint8)
    >>> beam[10:30, 20:40] = 74  # e times less
    >>> round(float(prepare_scan(beam).attenuation[0, 20, 30]), 1)
    1.0
    """
    check_image(image)
    channels = np.moveaxis(np.atleast_3d(image), -1, 0).astype(np.float32)
    weakened = np.stack([-np.log(np.clip(_even_out(channel), _DARK, 1)) for channel in channels])
    ratio = None
    if len(weakened) > 1:
        high, low = weakened
        told = (high > _RATIO_RANGE[0]) & (high < _RATIO_RANGE[1])
        ratio = np.where(told, low / np.where(told, high, 1), np.nan).astype(np.float32)
    return Prepared(weakened, ratio, _find_container(weakened[0]))


def _even_out(channel: Floats) -> Floats:
    """Scale every column, then every row, until its air is 1; lines without air take the scale of all."""
    share = channel / np.float32(max(float(np.percentile(channel, _AIR_PERCENTILE)), 1e-6))
    for axis in (0, 1):
        level = np.percentile(share, _LINE_PERCENTILE, axis=axis).astype(np.float32)
        airy = level >= _AIR
        level[~airy] = np.median(level[airy]) if airy.any() else 1
        share /= np.expand_dims(level, axis)
    return share


def _find_container(weakened: Floats) -> tuple[int, int, int, int] | None:
    """Find the block whose columns are filled from roof to floor; what lies under it and reaches past it is the truck."""
    metal = weakened > _METAL
    left, right = _longest_run(metal[: max(1, metal.shape[0] // 2)].mean(axis=0) >= _FULL)
    if right - left < _MIN_SIDE * metal.shape[1]:
        return None
    top, bottom = _longest_run(metal[:, left:right].mean(axis=1) >= _FULL)
    beside = np.concatenate([metal[:, : max(0, left - 2)], metal[:, right + 2 :]], axis=1)
    if beside.shape[1]:
        beams = np.flatnonzero(beside[: bottom + 1].mean(axis=1) >= _FULL)
        beams = beams[beams > (top + bottom) // 2]
        bottom = min(bottom, int(beams[0])) if len(beams) else bottom
    if bottom - top < _MIN_SIDE * metal.shape[0]:
        return None
    return left, top, right - left, bottom - top


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """Give start and end of the longest stretch of True; gaps of two are closed."""
    closed = flags.copy()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    for end, start in zip(edges[1:-1:2], edges[2::2], strict=True):
        closed[end:start] |= start - end <= 2  # noqa: PLR2004 - of two
    edges = np.flatnonzero(np.diff(np.concatenate([[False], closed, [False]]).astype(np.int8)))
    if not len(edges):
        return 0, 0
    lengths = edges[1::2] - edges[::2]
    best = int(lengths.argmax())
    return int(edges[2 * best]), int(edges[2 * best + 1])
