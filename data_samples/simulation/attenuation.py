"""How much each material weakens a beam, at the energies that a cargo scanner's spectrum is made of.

Values are mass attenuation coefficients (total, with coherent scattering) in cm²/g from Hubbell and Seltzer, *Tables of
X-Ray Mass Attenuation Coefficients*, NIST Standard Reference Database 126. They are written out because common libraries of
X-ray data end at 800 keV and some answer with that value for any higher energy.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["ELEMENTS_CM2_G", "ENERGIES_MEV", "MATERIALS", "attenuate"]

ENERGIES_MEV = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)

ELEMENTS_CM2_G: dict[str, tuple[float, ...]] = {
    "H": (0.12630, 0.10270, 0.08769, 0.06921, 0.05806, 0.05049, 0.04498, 0.03746),
    "C": (0.06361, 0.05179, 0.04442, 0.03562, 0.03047, 0.02708, 0.02469, 0.02154),
    "N": (0.06364, 0.05180, 0.04450, 0.03579, 0.03073, 0.02742, 0.02511, 0.02209),
    "O": (0.06372, 0.05185, 0.04459, 0.03597, 0.03100, 0.02777, 0.02552, 0.02263),
    "Al": (0.06146, 0.05006, 0.04324, 0.03541, 0.03106, 0.02836, 0.02655, 0.02437),
    "Si": (0.06361, 0.05183, 0.04480, 0.03678, 0.03240, 0.02967, 0.02788, 0.02574),
    "P": (0.06182, 0.05038, 0.04358, 0.03590, 0.03172, 0.02915, 0.02747, 0.02552),
    "Cl": (0.06131, 0.04995, 0.04328, 0.03585, 0.03188, 0.02950, 0.02798, 0.02628),
    "Ca": (0.06388, 0.05207, 0.04524, 0.03780, 0.03395, 0.03170, 0.03035, 0.02892),
    "Fe": (0.05995, 0.04883, 0.04265, 0.03621, 0.03312, 0.03146, 0.03057, 0.02991),
    "Cu": (0.05901, 0.04803, 0.04205, 0.03599, 0.03318, 0.03177, 0.03108, 0.03074),
    "Pb": (0.07102, 0.05222, 0.04606, 0.04234, 0.04197, 0.04272, 0.04391, 0.04675),
}
"""Mass attenuation coefficients in cm²/g at ``ENERGIES_MEV``."""

MATERIALS: dict[str, dict[str, float]] = {
    "polyolefin": {"H": 0.1437, "C": 0.8563},  # (CH2)n; near enough to edible oil, (C57H104O6), too
    "pvc": {"H": 0.0484, "C": 0.3844, "Cl": 0.5672},  # (C2H3Cl)n
    "pet": {"H": 0.0420, "C": 0.6250, "O": 0.3330},  # (C10H8O4)n
    "cellulose": {"H": 0.0622, "C": 0.4444, "O": 0.4934},  # (C6H10O5)n: paper, cotton, wood, starch, tobacco
    "water": {"H": 0.1119, "O": 0.8881},
    "meat": {"H": 0.1020, "C": 0.1430, "N": 0.0340, "O": 0.7210},  # soft tissue of ICRU Report 44, minerals left out
    "filled paper": {"H": 0.0498, "C": 0.3795, "O": 0.4907, "Ca": 0.0800},  # a fifth of chalk as filler
    "rubber": {"H": 0.0890, "C": 0.8910, "O": 0.0200},  # isoprene with carbon black
    "glass": {"O": 0.4670, "Si": 0.3370, "Ca": 0.1960},
    "clay": {"H": 0.0050, "O": 0.5150, "Al": 0.1500, "Si": 0.3300},  # fired earthenware
    "limestone": {"C": 0.1200, "O": 0.4796, "Ca": 0.4004},  # CaCO3: marble
    "cement": {"O": 0.3700, "Al": 0.0350, "Si": 0.1000, "Ca": 0.4650, "Fe": 0.0300},
    "phosphate": {"H": 0.0610, "N": 0.2120, "O": 0.4850, "P": 0.2420},  # (NH4)2HPO4: fertiliser
    "ivory": {"H": 0.0340, "C": 0.1550, "N": 0.0420, "O": 0.4350, "P": 0.1030, "Ca": 0.2310},  # bone, cortical, ICRU Report 44
    "cocaine": {"H": 0.0698, "C": 0.6731, "N": 0.0462, "O": 0.2109},  # C17H21NO4
    "aluminium": {"Al": 1.0},
    "steel": {"Fe": 1.0},
    "copper": {"Cu": 1.0},
    "lead": {"Pb": 1.0},
}
"""Shares of mass of the elements in each material."""


def attenuate(material: str) -> NDArray[np.float64]:
    """Give a material's mass attenuation coefficients.

    Args:
        material: a name in ``MATERIALS``.

    Returns:
        Values in cm²/g at ``ENERGIES_MEV``; for compounds the sum of the elements weighed by mass.

    >>> attenuate("steel")[:2].tolist()
    [0.05995, 0.04883]
    """
    shares = MATERIALS[material]
    total = sum(shares.values())
    start = np.zeros(len(ENERGIES_MEV))
    mixed: NDArray[np.float64] = sum((np.array(ELEMENTS_CM2_G[e]) * share for e, share in shares.items()), start) / total
    return mixed
