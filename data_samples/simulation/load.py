"""From a class of goods to the mass on each line of sight, and to what it does to the beams."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation.attenuation import attenuate
from data_samples.simulation.goods import MATERIAL_CLASSES, MaterialClass
from data_samples.simulation.packing import Packing, pack

__all__ = ["HEIGHT_CM", "LENGTH_CM", "WIDTH_CM", "Load", "draw_field", "draw_load"]

LENGTH_CM, WIDTH_CM, HEIGHT_CM = 1203.0, 235.0, 239.0
"""Inside of a container of forty feet, ISO 668; the beam crosses its width."""
FILL = 0.55
"""Share of the line of sight that goods fill, pallets, aisles and voids taken off."""
PAYLOAD_KG = (18_000.0, 26_500.0)
"""Range of the most that is put into one container: heavy goods leave it half empty."""
MIXED = 0.30
"""Share of loads in which some units are goods of another class."""
MIXED_SHARE = (0.10, 0.35)
"""Range of the share of a mixed load that is of the other class."""
UNIT_NUISANCE = 0.02
"""Upper end of a further spread between units (voids, pallets) that has nothing to do with the goods."""
TEXTURE_NUISANCE = 0.04
"""Upper end of a further variation within units that has nothing to do with the goods."""

Random = np.random.Generator
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Load:
    """Goods as stowed, seen from the side."""

    line: Floats
    """(energies, height, width): attenuation at ``attenuation.ENERGIES_MEV``."""
    mass: Floats
    """(height, width): areal density in g/cm²."""


@dataclass(frozen=True, slots=True)
class _Lot:
    """What one class of goods draws for a consignment."""

    goods: MaterialClass
    density: float
    inclusion: float
    contrast: float
    grain: float
    spread: float


def draw_load(random: Random, size: tuple[int, int], goods: MaterialClass, *, packing: str | None, mixed_with: str | None) -> Load:
    """Draw a load.

    Args:
        random: source of chance.
        size: inner height and length of the container in pixels.
        goods: what most of it is.
        packing: way of stowing; drawn at random by default.
        mixed_with: kind of a second class that fills some units; drawn at random by default, often none.
    """
    main = _draw(random, goods)
    room = min(1.0, random.uniform(*PAYLOAD_KG) / max(main.density * FILL * LENGTH_CM * WIDTH_CM * HEIGHT_CM / 1000, 1e-9))
    stowed = pack(random, *size, packing, room=room)
    first = _weigh(random, stowed, main)
    mixed = random.random() < MIXED
    others = [kind for kind in MATERIAL_CLASSES if kind not in {goods.kind, "empty"}]
    other = mixed_with or others[int(random.integers(len(others)))]
    if goods.kind in {"empty", other} or not (mixed or mixed_with):
        return first
    second = _weigh(random, stowed, _draw(random, MATERIAL_CLASSES[other]))
    where = _region(random, stowed, random.uniform(*MIXED_SHARE))
    return Load(np.where(where[None], second.line, first.line), np.where(where, second.mass, first.mass))


def draw_field(random: Random, height: int, width: int, grain: float) -> Floats:
    """Draw a smooth random field of mean 0 and standard deviation 1 whose details are about ``grain`` pixels wide."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    shaped = np.fft.rfft2(random.normal(size=(height, width))) / (1 + (frequency * 2 * np.pi * grain) ** 2)
    field = np.fft.irfft2(shaped, s=(height, width))
    return np.asarray((field - field.mean()) / (field.std() + 1e-12))


def _region(random: Random, load: Packing, share: float) -> NDArray[np.bool_]:
    height, width = load.depth.shape
    place = int(random.integers(3))
    if place == 0:  # scattered units
        return np.asarray((random.random(int(load.unit.max()) + 1) < share)[load.unit])
    x = np.broadcast_to(np.arange(width) / width, (height, width))
    y = np.broadcast_to((np.arange(height) / height)[:, None], (height, width))
    start = random.uniform(0, 1 - share)
    along = x if place == 1 else y  # one end of the container, or one layer
    return np.asarray((along >= start) & (along < start + share))


def _draw(random: Random, goods: MaterialClass) -> _Lot:
    return _Lot(
        goods,
        random.uniform(*goods.density_g_cm3),
        random.uniform(*goods.inclusion_share),
        random.uniform(*goods.contrast),
        random.uniform(*goods.grain_px),
        random.uniform(*goods.unit_spread),
    )


def _weigh(random: Random, stowed: Packing, lot: _Lot) -> Load:
    height, width = stowed.depth.shape
    grain = lot.grain * height / 80  # grains were set for images 96 pixels high
    units = int(stowed.unit.max()) + 1
    unit = np.exp(random.normal(0, lot.spread + random.uniform(0, UNIT_NUISANCE), units))[stowed.unit]
    noise = draw_field(random, height, width, grain)
    nuisance = draw_field(random, height, width, random.uniform(1.0, 10.0)) * random.uniform(0, TEXTURE_NUISANCE)
    mass = stowed.depth * WIDTH_CM * FILL * lot.density * unit * np.exp(lot.contrast * noise + nuisance - lot.contrast**2 / 2)
    patches = np.exp(1.2 * draw_field(random, height, width, grain))
    share = np.clip(lot.inclusion * patches / patches.mean(), 0, 1)
    matrix = _mix(random, lot.goods.matrix)[:, None, None]
    inclusion = _mix(random, lot.goods.inclusion)[:, None, None]
    return Load(mass[None] * (matrix * (1 - share[None]) + inclusion * share[None]), mass)


def _mix(random: Random, parts: tuple[tuple[str, float], ...]) -> Floats:
    shares = np.array([share for _, share in parts]) * random.uniform(0.7, 1.3, len(parts))
    rows = np.array([attenuate(material) for material, _ in parts])
    return np.asarray(shares @ rows / shares.sum())
