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


# fmt: off
_ROWS = (
    # density; matrix; inclusion
    # share of inclusions; contrast; grain; spread between units
    MaterialClass("virgin_pellets", "3901", "Pellets of virgin polyethylene.",
                  (0.50, 0.62), (("polyolefin", 1.00),), (("polyolefin", 1.00),),
                  (0.00, 0.05), (0.02, 0.10), (1.00, 3.00), (0.02, 0.10)),
    MaterialClass("regranulate_pellets", "3902", "Pellets of regranulated polypropylene, mixed colours: lawful.",
                  (0.50, 0.62), (("polyolefin", 1.00),), (("polyolefin", 1.00),),
                  (0.00, 0.05), (0.02, 0.10), (1.00, 3.00), (0.02, 0.10)),
    MaterialClass("plastic_waste_bales", "3915", "Baled post-consumer plastic waste: films, bottles, some metal and moisture.",
                  (0.30, 0.55), (("polyolefin", 0.60), ("pet", 0.30), ("pvc", 0.10)),
                  (("water", 0.60), ("aluminium", 0.20), ("steel", 0.20)),
                  (0.02, 0.12), (0.12, 0.32), (2.00, 7.00), (0.06, 0.20)),
    MaterialClass("household_waste", "3825", "Mixed municipal waste.",
                  (0.25, 0.50), (("cellulose", 0.50), ("polyolefin", 0.30), ("water", 0.20)),
                  (("glass", 0.40), ("steel", 0.40), ("aluminium", 0.20)),
                  (0.08, 0.25), (0.22, 0.45), (2.00, 8.00), (0.10, 0.28)),
    MaterialClass("paper", "4802", "Paper in reels and reams.",
                  (0.65, 0.95), (("filled paper", 1.00),), (("filled paper", 1.00),),
                  (0.00, 0.02), (0.02, 0.08), (4.00, 12.00), (0.02, 0.10)),
    MaterialClass("textiles", "5208", "Woven fabrics in rolls and bales.",
                  (0.20, 0.38), (("cellulose", 0.60), ("pet", 0.40)), (("cellulose", 1.00),),
                  (0.00, 0.02), (0.06, 0.18), (3.00, 9.00), (0.05, 0.16)),
    MaterialClass("machinery", "8479", "Machines and parts of steel, with voids.",
                  (0.45, 1.00), (("steel", 0.90), ("polyolefin", 0.10)), (("copper", 0.50), ("aluminium", 0.50)),
                  (0.05, 0.25), (0.45, 0.85), (3.00, 10.00), (0.15, 0.45)),
    MaterialClass("electronics", "8471", "Computers in cartons: plastics, boards, copper, glass.",
                  (0.18, 0.34), (("polyolefin", 0.35), ("steel", 0.30), ("glass", 0.15), ("cellulose", 0.20)),
                  (("copper", 0.70), ("lead", 0.05), ("aluminium", 0.25)),
                  (0.10, 0.35), (0.25, 0.50), (1.20, 4.00), (0.03, 0.12)),
    MaterialClass("timber", "4407", "Sawn wood.",
                  (0.42, 0.72), (("cellulose", 0.88), ("water", 0.12)), (("water", 1.00),),
                  (0.00, 0.08), (0.05, 0.15), (1.50, 5.00), (0.04, 0.14)),
    MaterialClass("food_sacks", "1006", "Rice in sacks.",
                  (0.68, 0.85), (("cellulose", 0.87), ("water", 0.13)), (("cellulose", 1.00),),
                  (0.00, 0.02), (0.02, 0.09), (2.00, 6.00), (0.02, 0.08)),
    MaterialClass("scrap_metal", "7204", "Ferrous scrap.",
                  (0.55, 1.20), (("steel", 0.96), ("aluminium", 0.04)), (("copper", 0.60), ("cellulose", 0.40)),
                  (0.01, 0.10), (0.30, 0.60), (1.50, 5.00), (0.10, 0.35)),
    MaterialClass("tyres", "4011", "New pneumatic tyres of rubber with steel cord.",
                  (0.22, 0.42), (("rubber", 0.85), ("steel", 0.15)), (("steel", 1.00),),
                  (0.02, 0.10), (0.15, 0.35), (3.00, 8.00), (0.04, 0.14)),
    MaterialClass("pvc_resin", "3904", "Powder and granules of polyvinyl chloride in bags.",
                  (0.50, 0.66), (("pvc", 1.00),), (("pvc", 1.00),),
                  (0.00, 0.03), (0.02, 0.10), (1.00, 3.00), (0.02, 0.10)),
    MaterialClass("edible_oil", "1511", "Palm oil in jerry cans and cartons.",
                  (0.72, 0.88), (("polyolefin", 1.00),), (("cellulose", 1.00),),
                  (0.00, 0.06), (0.03, 0.10), (3.00, 9.00), (0.02, 0.08)),
    MaterialClass("beverages", "2203", "Beer in glass bottles and cans.",
                  (0.55, 0.80), (("water", 0.70), ("glass", 0.30)), (("aluminium", 0.50), ("cellulose", 0.50)),
                  (0.01, 0.08), (0.10, 0.22), (1.00, 2.50), (0.02, 0.08)),
    MaterialClass("canned_food", "2005", "Vegetables in tins.",
                  (0.70, 0.95), (("water", 0.80), ("steel", 0.14), ("cellulose", 0.06)), (("steel", 1.00),),
                  (0.00, 0.06), (0.08, 0.20), (1.00, 3.00), (0.02, 0.08)),
    MaterialClass("frozen_meat", "0202", "Frozen beef in cartons.",
                  (0.55, 0.78), (("meat", 1.00),), (("ivory", 1.00),),
                  (0.01, 0.06), (0.06, 0.16), (2.00, 6.00), (0.03, 0.10)),
    MaterialClass("fresh_fruit", "0808", "Apples and pears in cartons, with air between.",
                  (0.32, 0.46), (("water", 0.85), ("cellulose", 0.15)), (("cellulose", 1.00),),
                  (0.02, 0.08), (0.10, 0.22), (1.50, 4.00), (0.02, 0.08)),
    MaterialClass("coffee", "0901", "Green coffee in bags.",
                  (0.56, 0.68), (("cellulose", 0.90), ("water", 0.10)), (("cellulose", 1.00),),
                  (0.00, 0.02), (0.05, 0.12), (2.00, 6.00), (0.03, 0.10)),
    MaterialClass("tobacco", "2402", "Cigarettes in master cases.",
                  (0.16, 0.26), (("cellulose", 0.88), ("water", 0.12)), (("aluminium", 1.00),),
                  (0.00, 0.02), (0.04, 0.12), (2.00, 5.00), (0.02, 0.08)),
    MaterialClass("fertiliser", "3105", "Ammonium phosphate in bags.",
                  (0.80, 1.02), (("phosphate", 1.00),), (("clay", 1.00),),
                  (0.00, 0.05), (0.02, 0.08), (1.00, 4.00), (0.02, 0.10)),
    MaterialClass("cement", "2523", "Cement in bags.",
                  (1.00, 1.35), (("cement", 1.00),), (("clay", 1.00),),
                  (0.00, 0.05), (0.02, 0.08), (1.00, 4.00), (0.02, 0.08)),
    MaterialClass("ceramic_tiles", "6907", "Tiles in cartons on pallets.",
                  (1.05, 1.45), (("clay", 1.00),), (("cellulose", 1.00),),
                  (0.00, 0.04), (0.05, 0.14), (3.00, 9.00), (0.04, 0.12)),
    MaterialClass("marble", "6802", "Slabs of worked stone in crates.",
                  (0.90, 1.50), (("limestone", 1.00),), (("cellulose", 1.00),),
                  (0.01, 0.08), (0.20, 0.40), (4.00, 12.00), (0.10, 0.25)),
    MaterialClass("glassware", "7013", "Table glass in cartons.",
                  (0.26, 0.44), (("glass", 0.85), ("cellulose", 0.15)), (("cellulose", 1.00),),
                  (0.00, 0.08), (0.15, 0.30), (1.00, 3.00), (0.03, 0.10)),
    MaterialClass("aluminium_profiles", "7604", "Bars and hollow profiles of aluminium.",
                  (0.40, 0.80), (("aluminium", 1.00),), (("cellulose", 1.00),),
                  (0.00, 0.06), (0.15, 0.35), (4.00, 12.00), (0.06, 0.20)),
    MaterialClass("steel_coils", "7208", "Rolled steel in coils.",
                  (1.70, 2.60), (("steel", 1.00),), (("steel", 1.00),),
                  (0.00, 0.01), (0.03, 0.12), (4.00, 12.00), (0.10, 0.30)),
    MaterialClass("copper_scrap", "7404", "Copper wire and scrap in bales.",
                  (0.90, 1.70), (("copper", 0.95), ("polyolefin", 0.05)), (("steel", 1.00),),
                  (0.00, 0.08), (0.25, 0.50), (1.50, 5.00), (0.08, 0.25)),
    MaterialClass("lead_batteries", "8507", "Lead-acid batteries on pallets.",
                  (1.00, 1.60), (("lead", 0.62), ("water", 0.26), ("polyolefin", 0.12)), (("lead", 1.00),),
                  (0.02, 0.15), (0.18, 0.35), (1.00, 3.00), (0.03, 0.10)),
    MaterialClass("footwear", "6403", "Shoes in boxes.",
                  (0.12, 0.20), (("rubber", 0.35), ("cellulose", 0.45), ("pvc", 0.20)), (("steel", 1.00),),
                  (0.00, 0.01), (0.14, 0.30), (1.50, 4.00), (0.03, 0.10)),
    MaterialClass("toys", "9503", "Toys of plastics in cartons.",
                  (0.09, 0.18), (("polyolefin", 0.60), ("pvc", 0.20), ("cellulose", 0.20)), (("steel", 0.60), ("copper", 0.40)),
                  (0.01, 0.08), (0.25, 0.50), (1.50, 5.00), (0.05, 0.16)),
    MaterialClass("furniture", "9403", "Furniture of wood panels, flat and mounted.",
                  (0.14, 0.34), (("cellulose", 0.95), ("steel", 0.05)), (("steel", 1.00),),
                  (0.01, 0.06), (0.30, 0.60), (4.00, 12.00), (0.10, 0.30)),
    MaterialClass("refrigerators", "8418", "Refrigerators: foam, sheet steel, a compressor each.",
                  (0.10, 0.18), (("steel", 0.55), ("polyolefin", 0.45)), (("copper", 0.30), ("steel", 0.70)),
                  (0.10, 0.30), (0.35, 0.65), (3.00, 8.00), (0.03, 0.08)),
    MaterialClass("car_parts", "8708", "Parts of vehicles, of steel and aluminium, in cartons.",
                  (0.30, 0.60), (("steel", 0.60), ("aluminium", 0.30), ("polyolefin", 0.10)), (("steel", 1.00),),
                  (0.05, 0.25), (0.30, 0.55), (1.50, 5.00), (0.10, 0.30)),
    MaterialClass("empty", "", "Nothing but the container.",
                  (0.00, 0.00), (("cellulose", 1.00),), (("cellulose", 1.00),),
                  (0.00, 0.00), (0.00, 0.00), (2.00, 4.00), (0.00, 0.00)),
)
# fmt: on
MATERIAL_CLASSES: dict[str, MaterialClass] = {row.kind: row for row in _ROWS}
"""Thirty-four classes of goods, and the empty container, by kind."""
