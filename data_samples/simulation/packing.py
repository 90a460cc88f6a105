"""How a load is stowed, from cartons to a heap; drawn at random, whatever the goods.

Ways of stowing come in two halves, so that what is fitted on one half can be tried on the other.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PACKINGS", "PACKINGS_FOR_FITTING", "Packing", "pack"]

PACKINGS_FOR_FITTING = ("sacks", "rolls", "loose", "layers", "big_bags")
"""Ways of stowing on which things may be fitted."""
PACKINGS = (*PACKINGS_FOR_FITTING, "cartons", "bales", "heap", "pallets", "drums")
"""Names of all ways of stowing."""

Random = np.random.Generator
Floats = NDArray[np.float64]
Units = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Packing:
    """A stowed load, seen from the side."""

    depth: Floats
    """(height, width): share of the container's width that cargo fills, 0..1."""
    unit: Units
    """(height, width): number of the unit of cargo at each pixel, from 0."""


def pack(random: Random, height: int, width: int, style: str | None = None, *, room: float = 1.0) -> Packing:
    """Stow a load.

    Args:
        random: source of chance.
        height: inner height of the container in pixels.
        width: inner length of the container in pixels.
        style: one of ``PACKINGS``; drawn at random by default.
        room: share of the container that the load may fill; heavy goods stand low and do not fill it from wall to wall.
    """
    chosen = style or PACKINGS[int(random.integers(len(PACKINGS)))]
    depth, unit = _STYLES[chosen](random, height, width)
    level = random.uniform(0.55, 1.0) * height * room**0.5  # how high the load stands
    ripple = _profile(random, width) * random.uniform(0.0, 0.18) * height
    rows = np.arange(height)[::-1, None]
    top = np.clip((level + ripple)[None, :] - rows, 0.0, 1.0) if chosen in {"heap", "loose"} else (rows < level).astype(float)
    columns = np.arange(width)
    front, back = random.uniform(0.0, 0.06, 2) * width
    along = ((columns >= front) & (columns < width - back)).astype(float)
    return Packing(depth * top * along[None, :] * room**0.5, unit)


def _profile(random: Random, width: int) -> Floats:
    phase = random.uniform(0, 2 * np.pi, 3)
    waves = [np.sin(np.linspace(0, np.pi * cycles, width) + shift) for cycles, shift in zip((1.0, 2.3, 4.1), phase, strict=True)]
    return np.asarray(np.mean(waves, axis=0))


def _grid(random: Random, size: tuple[int, int], *, stagger: float, rounding: float, gap: float) -> tuple[Floats, Units]:
    height, width = size
    tall = int(random.integers(max(4, height // 12), max(6, height // 3)))
    wide = int(random.integers(max(5, width // 28), max(8, width // 7)))
    y = np.arange(height)[::-1, None] + random.integers(0, tall) * (random.random() < 0.3)
    row = y // tall
    shift = (row % 2) * stagger * wide + random.normal(0, 0.05 * wide, int(row.max()) + 1)[row]
    x = np.arange(width)[None, :] + shift + wide
    column = (x // wide).astype(np.int64)
    inside_y = np.minimum(y % tall, tall - 1 - y % tall) / tall
    inside_x = np.minimum(x % wide, wide - 1 - x % wide) / wide
    edge = np.clip(np.minimum(inside_x * wide, inside_y * tall) + 1 - gap, 0, 1)
    bulge = 1 - rounding + rounding * np.sqrt(np.clip(4 * inside_x * (1 - inside_x), 0, 1)) * np.ones_like(inside_y)
    depth = np.where(edge < 1, 1 - gap * (1 - edge), 1.0) * bulge
    return depth, (row * (int(column.max()) + 1) + column).astype(np.int64)


def _cartons(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    return _grid(random, (height, width), stagger=0.0, rounding=random.uniform(0, 0.05), gap=random.uniform(0.03, 0.2))


def _sacks(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    return _grid(random, (height, width), stagger=0.5, rounding=random.uniform(0.05, 0.25), gap=random.uniform(0.03, 0.25))


def _bales(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    return _grid(
        random, (height, width), stagger=random.uniform(0, 0.5), rounding=random.uniform(0.0, 0.15), gap=random.uniform(0.05, 0.35)
    )


def _rolls(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    across = float(random.integers(max(8, height // 8), max(12, height // 3)))
    y, x = np.mgrid[0:height, 0:width].astype(float)
    row = np.floor(y / across)
    shifted = x + (row % 2) * across / 2 * (random.random() < 0.6)
    column = np.floor(shifted / across)
    off = np.hypot(y - (row + 0.5) * across, shifted - (column + 0.5) * across) / (across / 2)
    standing = random.random() < 0.5  # rolls that stand show their side, lying ones their end
    side = np.sqrt(np.clip(1 - np.abs(shifted % across / across * 2 - 1) ** 2, 0.15, 1))
    depth = side if standing else np.where(off < 1, 1.0, random.uniform(0.3, 0.7))
    return depth, (row * (column.max() + 1) + column).astype(np.int64)


def _heap(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    bays = int(random.integers(1, 4))
    unit = np.broadcast_to(np.arange(width) * bays // width, (height, width))
    return np.full((height, width), random.uniform(0.9, 1.0)), unit.astype(np.int64)


def _loose(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    count = int(random.integers(25, 110))
    cy, cx = random.uniform(0, height, count), random.uniform(0, width, count)
    y, x = np.mgrid[0:height, 0:width].astype(float)
    far = (y[None] - cy[:, None, None]) ** 2 + (x[None] - cx[:, None, None]) ** 2 * random.uniform(0.4, 1.0)
    unit = np.argmin(far, axis=0)
    nearest = far.min(axis=0)
    np.put_along_axis(far, unit[None], np.inf, axis=0)
    gap = np.clip((np.sqrt(far.min(axis=0)) - np.sqrt(nearest)) / random.uniform(1.5, 5.0), 0, 1)
    return 1 - random.uniform(0.03, 0.35) * (1 - gap), unit


def _layers(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    tall = int(random.integers(2, max(4, height // 7)))
    y = np.arange(height)[::-1, None]
    bays = np.arange(width)[None, :] * int(random.integers(1, 5)) // width
    spacer = np.where(y % (tall * int(random.integers(2, 5))) == 0, random.uniform(0.2, 0.7), 1.0)  # battens between the layers
    return spacer * np.ones((1, width)), (y // tall * 8 + bays).astype(np.int64)


def _big_bags(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    tall = max(8, round(height / random.uniform(1.8, 2.6)))
    wide = max(8, round(tall * random.uniform(0.75, 1.2)))
    y, x = np.arange(height)[::-1, None], np.arange(width)[None, :] + random.integers(wide)
    across = np.clip(1 - np.abs(x % wide / wide * 2 - 1) ** 4, 0, 1)
    along = np.clip(1 - np.abs(y % tall / tall * 2 - 1) ** random.uniform(4, 10), 0.1, 1)
    return np.sqrt(across * along) * random.uniform(0.85, 1.0), (y // tall * (width // wide + 2) + x // wide).astype(np.int64)


def _pallets(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    wide, tall = round(width / random.uniform(8.5, 11.5)), round(height / random.uniform(1.6, 2.4))
    box_wide, box_tall = max(3, round(wide / random.integers(2, 5))), max(3, round(tall / random.integers(2, 6)))
    y, x = np.arange(height)[::-1, None], np.arange(width)[None, :] + random.integers(wide)
    foot, aisle = y % tall < max(1, tall // 9), x % wide < random.integers(1, 3)  # the pallet itself, a hand's breadth between two
    depth = np.where(foot, random.uniform(0.15, 0.4), 1.0) * np.where(aisle, random.uniform(0.0, 0.5), 1.0)
    return depth, (y // box_tall * (width // box_wide + 2) + x // box_wide).astype(np.int64)


def _drums(random: Random, height: int, width: int) -> tuple[Floats, Units]:
    across, tall = round(width / random.uniform(15, 21)), round(height / random.uniform(2.2, 2.9))
    y, x = np.arange(height)[::-1, None], np.arange(width)[None, :] + random.integers(across)
    rows = [np.sqrt(np.clip(1 - ((x + shift) % across / across * 2 - 1) ** 2, 0, 1)) for shift in (0, across // 2)]
    lid = np.where(y % tall < max(1, tall // 12), random.uniform(0.5, 0.9), 1.0)
    return lid * (0.5 * rows[0] + 0.5 * rows[1]), (y // tall * (width // across + 2) + x // across).astype(np.int64)


_STYLES: dict[str, Callable[[Random, int, int], tuple[Floats, Units]]] = dict(
    zip(PACKINGS, (_sacks, _rolls, _loose, _layers, _big_bags, _cartons, _bales, _heap, _pallets, _drums), strict=True)
)
