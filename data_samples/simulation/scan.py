"""From a class of goods to a scan: stow it, weigh each line of sight, let the beams through, read the detector."""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation.container import frame_container
from data_samples.simulation.detector import detect
from data_samples.simulation.goods import MATERIAL_CLASSES
from data_samples.simulation.inserts import INSERTS, hide
from data_samples.simulation.load import HEIGHT_CM, LENGTH_CM, draw_load
from data_samples.simulation.packing import PACKINGS
from data_samples.simulation.scanners import SCANNERS, Scanner

__all__ = ["Simulated", "simulate_load", "simulate_scan"]

_LEAST_PX = (48, 96)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A scan, and what is known of what it shows."""

    image: NDArray[np.uint16]
    """(height, width, 2): transmission at high and low energy, about 60,000 in air and near 0 behind much mass."""
    load_kg: float
    """Mass of the load, without container and truck."""
    insert_box: tuple[int, int, int, int] | None
    """x, y, width, height in pixels of what is hidden; the truck's uneven speed may shift it by some columns."""


def simulate_scan(  # noqa: PLR0913 - what a load and a scanner can be, by keyword
    kind: str,
    *,
    seed: int,
    shape: tuple[int, int] | None = None,
    packing: str | None = None,
    mixed_with: str | None = None,
    scanner: str | Scanner = "gate",
    insert: str | None = None,
    insert_share: float = 0.02,
) -> NDArray[np.uint16]:
    """Simulate the dual-energy scan of one container; arguments as in :func:`simulate_load`.

    >>> simulate_scan("timber", seed=1).shape
    (96, 256, 2)
    """
    return simulate_load(
        kind, seed=seed, shape=shape, packing=packing, mixed_with=mixed_with, scanner=scanner, insert=insert, insert_share=insert_share
    ).image


def simulate_load(  # noqa: PLR0913 - what a load and a scanner can be, by keyword
    kind: str,
    *,
    seed: int,
    shape: tuple[int, int] | None = None,
    packing: str | None = None,
    mixed_with: str | None = None,
    scanner: str | Scanner = "gate",
    insert: str | None = None,
    insert_share: float = 0.02,
) -> Simulated:
    """Simulate the dual-energy scan of one container.

    Args:
        kind: key of ``MATERIAL_CLASSES``.
        seed: the same seed, kind and arguments give the same image.
        shape: height and width in pixels, at least (48, 96); the scanner's own by default.
        packing: one of ``PACKINGS``; drawn at random by default, whatever the goods.
        mixed_with: kind of a second class that fills some units; drawn at random by default, often none. Name ``kind``
            itself for a load of one class alone.
        scanner: key of ``SCANNERS``, or a scanner of your own.
        insert: key of ``INSERTS``: what is hidden in the load; nothing by default.
        insert_share: share of the visible load's area that it covers, above 0 and at most .2.

    Returns:
        The image, the load's mass and where the insert is.

    Raises:
        KeyError: for an unknown kind.
        ValueError: for an unknown packing, scanner or insert, or a shape or share outside the bounds.

    >>> simulate_load("paper", seed=1, insert="drugs").load_kg > 5_000
    True
    """
    goods = MATERIAL_CLASSES[kind]
    for name, value, allowed in (("packing", packing, PACKINGS), ("insert", insert, INSERTS)):
        if value is not None and value not in allowed:
            message = f"{name}={value!r}; allowed: {tuple(allowed)}"
            raise ValueError(message)
    if isinstance(scanner, str) and scanner not in SCANNERS:
        message = f"scanner={scanner!r}; allowed: {tuple(SCANNERS)}, or a Scanner"
        raise ValueError(message)
    make = SCANNERS[scanner] if isinstance(scanner, str) else scanner
    height, width = shape or make.shape
    if height < _LEAST_PX[0] or width < _LEAST_PX[1] or not 0 < insert_share <= 0.2:
        message = f"shape={shape}, insert_share={insert_share}; at least {_LEAST_PX}, and above 0 up to .2"
        raise ValueError(message)
    random = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    hull = frame_container(random, height, width)
    top, bottom, left, right = hull.inside
    load = draw_load(random, (bottom - top, right - left), goods, packing=packing, mixed_with=mixed_with)
    box = None
    if insert:
        load, (x, y, wide, tall) = hide(random, load, insert, insert_share)
        box = (x + left, y + top, wide, tall)
    total = hull.line.copy()
    total[:, top:bottom, left:right] += load.line
    pixel_cm2 = HEIGHT_CM * LENGTH_CM / load.mass.size
    return Simulated(detect(random, total, make), float(load.mass.sum() * pixel_cm2 / 1000), box)
