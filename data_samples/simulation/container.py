"""What is in every picture besides the load: the steel box and the truck that carries it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation.attenuation import attenuate

__all__ = ["Hull", "frame_container"]

STEEL_G_CM3 = 7.85


@dataclass(frozen=True, slots=True)
class Hull:
    """The empty container on its chassis."""

    line: NDArray[np.float64]
    """(energies, height, width): attenuation along each line of sight at ``attenuation.ENERGIES_MEV``."""
    inside: tuple[int, int, int, int]
    """Rows and columns of the inner space: top, bottom, left, right."""


def frame_container(random: np.random.Generator, height: int, width: int) -> Hull:
    """Draw a container on a truck: corrugated walls, posts, floor, chassis beams and wheels, none of it twice the same.

    Args:
        random: source of chance.
        height: of the image in pixels.
        width: of the image in pixels.
    """
    top = int(height * random.uniform(0.03, 0.12))
    bottom = int(height * random.uniform(0.72, 0.82))
    left = int(width * random.uniform(0.02, 0.09))
    right = int(width * random.uniform(0.91, 0.98))
    steel_cm = np.zeros((height, width))
    wave = 1 + 0.25 * np.sign(np.sin(np.arange(width) * 2 * np.pi / random.uniform(4.0, 7.0) + random.uniform(0, 6)))
    steel_cm[top:bottom, left:right] = 2 * random.uniform(0.16, 0.22) * wave[None, left:right]  # two corrugated walls
    steel_cm[top : top + 2, left:right] += random.uniform(1.0, 2.5)  # top rails and roof, seen edge on
    steel_cm[bottom - 2 : bottom, left:right] += random.uniform(3.0, 6.0)  # floor with its cross members
    for post in (left, right - 2):
        steel_cm[top:bottom, post : post + 2] += random.uniform(1.0, 2.5)
    beam = bottom + int(random.integers(1, 3))
    steel_cm[beam : beam + max(2, height // 28), :] += random.uniform(3.0, 7.0)
    _add_wheels(random, steel_cm, beam)
    return Hull(attenuate("steel")[:, None, None] * steel_cm[None] * STEEL_G_CM3, (top + 2, bottom - 2, left + 2, right - 2))


def _add_wheels(random: np.random.Generator, steel_cm: NDArray[np.float64], beam: int) -> None:
    height, width = steel_cm.shape
    radius = (height - beam) * random.uniform(0.30, 0.42)
    y, x = np.mgrid[0:height, 0:width]
    rear = width * random.uniform(0.62, 0.90)
    centres = [rear + k * 2.3 * radius for k in range(int(random.integers(1, 4)))] + [width * random.uniform(0.02, 0.22)]
    for centre in centres:
        off = np.hypot(y - (height - radius - 1), x - centre)
        steel_cm[off < radius] += random.uniform(2.0, 4.0)
        steel_cm[off < radius * 0.5] += random.uniform(2.0, 5.0)
