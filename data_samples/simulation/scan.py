"""From a class of goods to a scan: stow it, weigh each line of sight, let the beams through, read the detector."""

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation.attenuation import attenuate
from data_samples.simulation.container import frame_container
from data_samples.simulation.detector import detect
from data_samples.simulation.goods import MATERIAL_CLASSES, MaterialClass
from data_samples.simulation.packing import PACKINGS, Packing, pack

__all__ = ["simulate_scan"]

WIDTH_CM = 235.0
"""Inner width of a container: the line of sight, ISO 668."""
FILL = 0.55
"""Share of the line of sight that goods fill, pallets, aisles and voids taken off."""
MIXED = 0.30
"""Share of loads in which some units are goods of another class."""
MIXED_SHARE = (0.10, 0.35)
"""Range of the share of a mixed load that is of the other class."""
UNIT_NUISANCE = 0.04
"""Upper end of a further spread between units (voids, pallets) that has nothing to do with the goods."""
TEXTURE_NUISANCE = 0.08
"""Upper end of a further variation within units that has nothing to do with the goods."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Lot:
    """What one class of goods draws for a consignment."""

    goods: MaterialClass
    density: float
    inclusion: float
    contrast: float
    grain: float
    spread: float


def simulate_scan(
    kind: str,
    *,
    seed: int,
    shape: tuple[int, int] = (96, 256),
    packing: str | None = None,
    mixed_with: str | None = None,
) -> NDArray[np.uint16]:
    """Simulate the dual-energy scan of one container.

    Args:
        kind: key of ``MATERIAL_CLASSES``.
        seed: the same seed, kind and arguments give the same image.
        shape: height and width in pixels, at least (48, 96).
        packing: one of ``PACKINGS``; drawn at random by default, whatever the goods.
        mixed_with: kind of a second class that fills some units; drawn at random by default, often none. Name ``kind``
            itself for a load of one class alone.

    Returns:
        ``uint16`` array (height, width, 2): transmission at high and low energy, about 60,000 in air and near 0 behind
        much mass.

    Raises:
        KeyError: for an unknown kind.
        ValueError: for an unknown packing or a shape that is too small.

    >>> simulate_scan("timber", seed=1).shape
    (96, 256, 2)
    """
    goods = MATERIAL_CLASSES[kind]
    if packing is not None and packing not in PACKINGS:
        message = f"packing={packing!r}; allowed: {PACKINGS}"
        raise ValueError(message)
    if shape[0] < 48 or shape[1] < 96:
        message = f"shape={shape}; at least (48, 96)"
        raise ValueError(message)
    random = np.random.default_rng([seed, zlib.crc32(kind.encode())])
    hull = frame_container(random, *shape)
    top, bottom, left, right = hull.inside
    line = hull.line.copy()
    line[:, top:bottom, left:right] += _load(random, pack(random, bottom - top, right - left, packing), goods, mixed_with)
    return detect(random, line)


def _load(random: np.random.Generator, load: Packing, goods: MaterialClass, mixed_with: str | None) -> Floats:
    main = _draw(random, goods)
    line = _attenuation(random, load, main)
    mixed = random.random() < MIXED
    others = [kind for kind in MATERIAL_CLASSES if kind not in {goods.kind, "empty"}]
    other = mixed_with or others[int(random.integers(len(others)))]
    if goods.kind in {"empty", other} or not (mixed or mixed_with):
        return line
    second = _attenuation(random, load, _draw(random, MATERIAL_CLASSES[other]))
    where = _region(random, load, random.uniform(*MIXED_SHARE))
    return np.where(where[None], second, line)


def _region(random: np.random.Generator, load: Packing, share: float) -> NDArray[np.bool_]:
    height, width = load.depth.shape
    place = int(random.integers(3))
    if place == 0:  # scattered units
        return np.asarray((random.random(int(load.unit.max()) + 1) < share)[load.unit])
    x = np.broadcast_to(np.arange(width) / width, (height, width))
    y = np.broadcast_to((np.arange(height) / height)[:, None], (height, width))
    start = random.uniform(0, 1 - share)
    along = x if place == 1 else y  # one end of the container, or one layer
    return np.asarray((along >= start) & (along < start + share))


def _draw(random: np.random.Generator, goods: MaterialClass) -> _Lot:
    return _Lot(
        goods,
        random.uniform(*goods.density_g_cm3),
        random.uniform(*goods.inclusion_share),
        random.uniform(*goods.contrast),
        random.uniform(*goods.grain_px),
        random.uniform(*goods.unit_spread),
    )


def _attenuation(random: np.random.Generator, load: Packing, lot: _Lot) -> Floats:
    height, width = load.depth.shape
    units = int(load.unit.max()) + 1
    unit = np.exp(random.normal(0, lot.spread + random.uniform(0, UNIT_NUISANCE), units))[load.unit]
    noise = _field(random, height, width, lot.grain)
    nuisance = _field(random, height, width, random.uniform(1.0, 10.0)) * random.uniform(0, TEXTURE_NUISANCE)
    mass = load.depth * WIDTH_CM * FILL * lot.density * unit * np.exp(lot.contrast * noise + nuisance - lot.contrast**2 / 2)
    patches = np.exp(1.2 * _field(random, height, width, lot.grain))
    share = np.clip(lot.inclusion * patches / patches.mean(), 0, 1)
    matrix = _mix(random, lot.goods.matrix)[:, None, None]
    inclusion = _mix(random, lot.goods.inclusion)[:, None, None]
    return np.asarray(mass[None] * (matrix * (1 - share[None]) + inclusion * share[None]))


def _mix(random: np.random.Generator, parts: tuple[tuple[str, float], ...]) -> Floats:
    shares = np.array([share for _, share in parts]) * random.uniform(0.7, 1.3, len(parts))
    rows = np.array([attenuate(material) for material, _ in parts])
    return np.asarray(shares @ rows / shares.sum())


def _field(random: np.random.Generator, height: int, width: int, grain: float) -> Floats:
    """Draw a smooth random field of mean 0 and standard deviation 1 whose details are about ``grain`` pixels wide."""
    frequency = np.hypot(np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None])
    shaped = np.fft.rfft2(random.normal(size=(height, width))) / (1 + (frequency * 2 * np.pi * grain) ** 2)
    field = np.fft.irfft2(shaped, s=(height, width))
    return np.asarray((field - field.mean()) / (field.std() + 1e-12))
