"""What is hidden in loads: goods that nobody declares, small beside what they lie in."""

from dataclasses import dataclass

import numpy as np

from data_samples.simulation.attenuation import attenuate
from data_samples.simulation.load import WIDTH_CM, Load, draw_field

__all__ = ["INSERTS", "Insert", "hide"]

Random = np.random.Generator

_SEEN = 0.05
"""Areal density in g/cm² from which a pixel shows cargo."""
_STRETCH = (0.5, 2.0)
"""Range of width over height."""


@dataclass(frozen=True, slots=True)
class Insert:
    """One sort of contraband as it is stowed."""

    kind: str
    about: str
    density_g_cm3: tuple[float, float]
    """Range of the bulk density, wrapping and gaps taken in."""
    depth_cm: tuple[float, float]
    """Range of its extent along the line of sight."""
    materials: tuple[tuple[str, float], ...]
    contrast: tuple[float, float]
    """Range of the standard deviation of the logarithm of density within it."""
    displaces: bool = True
    """Whether goods made room for it; what lies in a void of the goods comes on top of them."""


INSERTS: dict[str, Insert] = {
    row.kind: row
    for row in (
        Insert("cigarettes", "Master cases behind other cartons.", (0.18, 0.26), (80, 200), (("cellulose", 1.0),), (0.04, 0.12)),
        Insert("weapon_parts", "Barrels, slides and magazines in a bundle.", (0.9, 2.5), (15, 50), (("steel", 1.0),), (0.4, 0.8)),
        Insert("ivory", "Tusks in sawdust.", (0.8, 1.5), (30, 100), (("ivory", 0.9), ("cellulose", 0.1)), (0.2, 0.5)),
        Insert("live_animals", "Birds in boxes with air.", (0.05, 0.2), (60, 180), (("meat", 0.7), ("cellulose", 0.3)), (0.4, 0.8)),
        Insert("drugs", "Bricks in a void.", (0.8, 1.1), (15, 60), (("cocaine", 0.95), ("polyolefin", 0.05)), (0.02, 0.1), displaces=False),
    )
}


def hide(random: Random, load: Load, kind: str, share: float) -> tuple[Load, tuple[int, int, int, int]]:
    """Put an insert among goods.

    Args:
        random: source of chance.
        load: the goods.
        kind: key of ``INSERTS``.
        share: of the visible load's area that the insert covers.

    Returns:
        The load with the insert, and its x, y, width and height in pixels of the inner space.
    """
    insert = INSERTS[kind]
    seen = load.mass > _SEEN
    area = max(4.0, share * float(np.count_nonzero(seen)))
    stretch = np.exp(random.uniform(*np.log(_STRETCH)))
    height = int(np.clip(round((area / stretch) ** 0.5), 2, seen.shape[0]))
    width = int(np.clip(round(area / height), 2, seen.shape[1]))
    inside = np.lib.stride_tricks.sliding_window_view(seen, (height, width)).mean((2, 3))
    places = np.argwhere(inside >= min(0.95, float(inside.max())))
    top, left = (int(place) for place in places[int(random.integers(len(places)))])
    where = (slice(top, top + height), slice(left, left + width))
    depth, contrast = random.uniform(*insert.depth_cm), random.uniform(*insert.contrast)
    texture = draw_field(random, height, width, random.uniform(1.0, 3.0))
    added = depth * random.uniform(*insert.density_g_cm3) * np.exp(contrast * texture - contrast**2 / 2)
    kept = 1 - depth / WIDTH_CM if insert.displaces else 1.0
    weakens = sum((attenuate(material) * part for material, part in insert.materials), np.zeros(len(load.line)))
    line, mass = load.line.copy(), load.mass.copy()
    line[:, *where] = line[:, *where] * kept + weakens[:, None, None] * added[None]
    mass[where] = mass[where] * kept + added
    return Load(line, mass), (left, top, width, height)
