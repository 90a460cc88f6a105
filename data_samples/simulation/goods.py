"""Classes of goods: what they are made of, how densely they lie, how their mass varies from place to place.

Bulk densities are round figures for goods as stowed. Two classes may share every figure: virgin and regranulated pellets
are one thing to an X-ray.
"""

from dataclasses import dataclass

__all__ = ["MATERIAL_CLASSES", "MaterialClass"]


@dataclass(frozen=True, slots=True)
class MaterialClass:
    """One class of goods as a scanner meets it."""

    kind: str
    heading: str
    """HS heading of four digits (HS 2022) that such goods are lawfully declared under; empty for an empty container."""
    about: str
    density_g_cm3: tuple[float, float]
    """Range of the bulk density of one consignment as stowed."""
    matrix: tuple[tuple[str, float], ...]
    """Materials (``attenuation.MATERIALS``) of the bulk and their shares of its mass."""
    inclusion: tuple[tuple[str, float], ...]
    """Materials of what is scattered in the bulk."""
    inclusion_share: tuple[float, float]
    """Range of the inclusions' share of the mass."""
    contrast: tuple[float, float]
    """Range of the standard deviation of the logarithm of density within a unit of cargo."""
    grain_px: tuple[float, float]
    """Range of the length over which density varies, in pixels of an image 96 pixels high."""
    unit_spread: tuple[float, float]
    """Range of the standard deviation of the logarithm of density between units of cargo."""


_PELLETS = ((0.50, 0.62), (("polyolefin", 1.0),), (("polyolefin", 1.0),), (0.0, 0.05), (0.02, 0.10), (1.0, 3.0), (0.02, 0.10))
_ROWS = (
    MaterialClass("virgin_pellets", "3901", "Pellets of virgin polyethylene.", *_PELLETS),
    MaterialClass("regranulate_pellets", "3902", "Pellets of regranulated polypropylene, mixed colours: lawful.", *_PELLETS),
    MaterialClass(
        "plastic_waste_bales",
        "3915",
        "Baled post-consumer plastic waste: films, bottles, some metal and moisture.",
        (0.30, 0.55),
        (("polyolefin", 0.6), ("pet", 0.3), ("pvc", 0.1)),
        (("water", 0.6), ("aluminium", 0.2), ("steel", 0.2)),
        (0.02, 0.12),
        (0.12, 0.32),
        (2.0, 7.0),
        (0.06, 0.20),
    ),
    MaterialClass(
        "household_waste",
        "3825",
        "Mixed municipal waste.",
        (0.25, 0.50),
        (("cellulose", 0.5), ("polyolefin", 0.3), ("water", 0.2)),
        (("glass", 0.4), ("steel", 0.4), ("aluminium", 0.2)),
        (0.08, 0.25),
        (0.22, 0.45),
        (2.0, 8.0),
        (0.10, 0.28),
    ),
    MaterialClass(
        "paper",
        "4802",
        "Paper in reels and reams.",
        (0.65, 0.95),
        (("filled paper", 1.0),),
        (("filled paper", 1.0),),
        (0.0, 0.02),
        (0.02, 0.08),
        (4.0, 12.0),
        (0.02, 0.10),
    ),
    MaterialClass(
        "textiles",
        "5208",
        "Woven fabrics in rolls and bales.",
        (0.20, 0.38),
        (("cellulose", 0.6), ("pet", 0.4)),
        (("cellulose", 1.0),),
        (0.0, 0.02),
        (0.06, 0.18),
        (3.0, 9.0),
        (0.05, 0.16),
    ),
    MaterialClass(
        "machinery",
        "8479",
        "Machines and parts of steel, with voids.",
        (0.45, 1.00),
        (("steel", 0.9), ("polyolefin", 0.1)),
        (("copper", 0.5), ("aluminium", 0.5)),
        (0.05, 0.25),
        (0.45, 0.85),
        (3.0, 10.0),
        (0.15, 0.45),
    ),
    MaterialClass(
        "electronics",
        "8471",
        "Computers in cartons: plastics, boards, copper, glass.",
        (0.18, 0.34),
        (("polyolefin", 0.35), ("steel", 0.3), ("glass", 0.15), ("cellulose", 0.2)),
        (("copper", 0.7), ("lead", 0.05), ("aluminium", 0.25)),
        (0.10, 0.35),
        (0.25, 0.50),
        (1.2, 4.0),
        (0.03, 0.12),
    ),
    MaterialClass(
        "timber",
        "4407",
        "Sawn wood.",
        (0.42, 0.72),
        (("cellulose", 0.88), ("water", 0.12)),
        (("water", 1.0),),
        (0.0, 0.08),
        (0.05, 0.15),
        (1.5, 5.0),
        (0.04, 0.14),
    ),
    MaterialClass(
        "food_sacks",
        "1006",
        "Rice in sacks.",
        (0.68, 0.85),
        (("cellulose", 0.87), ("water", 0.13)),
        (("cellulose", 1.0),),
        (0.0, 0.02),
        (0.02, 0.09),
        (2.0, 6.0),
        (0.02, 0.08),
    ),
    MaterialClass(
        "scrap_metal",
        "7204",
        "Ferrous scrap.",
        (0.55, 1.20),
        (("steel", 0.96), ("aluminium", 0.04)),
        (("copper", 0.6), ("cellulose", 0.4)),
        (0.01, 0.10),
        (0.30, 0.60),
        (1.5, 5.0),
        (0.10, 0.35),
    ),
    MaterialClass(
        "tyres",
        "4011",
        "New pneumatic tyres of rubber with steel cord.",
        (0.22, 0.42),
        (("rubber", 0.85), ("steel", 0.15)),
        (("steel", 1.0),),
        (0.02, 0.10),
        (0.15, 0.35),
        (3.0, 8.0),
        (0.04, 0.14),
    ),
    MaterialClass(
        "empty",
        "",
        "Nothing but the container.",
        (0.0, 0.0),
        (("cellulose", 1.0),),
        (("cellulose", 1.0),),
        (0.0, 0.0),
        (0.0, 0.0),
        (2.0, 4.0),
        (0.0, 0.0),
    ),
)
MATERIAL_CLASSES: dict[str, MaterialClass] = {row.kind: row for row in _ROWS}
"""Twelve classes of goods, and the empty container, by kind."""
