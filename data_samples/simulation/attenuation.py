"""How much each material weakens the two beams.

Values are mass attenuation coefficients (total, with coherent scattering) in cm²/g from Hubbell and Seltzer, *Tables of
X-Ray Mass Attenuation Coefficients*, NIST Standard Reference Database 126, at 2 and 3 MeV. A filtered bremsstrahlung
beam of 6 or 9 MV is taken as monoenergetic at a third of its end point, the usual rule of thumb for its mean energy.
"""

import numpy as np
from numpy.typing import NDArray

__all__ = ["ELEMENTS_CM2_G", "MATERIALS", "attenuate"]

ELEMENTS_CM2_G: dict[str, tuple[float, float]] = {  # (9 MV: 3 MeV, 6 MV: 2 MeV)
    "H": (0.06921, 0.08769),
    "C": (0.03562, 0.04442),
    "N": (0.03579, 0.04450),
    "O": (0.03597, 0.04459),
    "Al": (0.03541, 0.04324),
    "Si": (0.03678, 0.04480),
    "Cl": (0.03585, 0.04328),
    "Ca": (0.03780, 0.04524),
    "Fe": (0.03621, 0.04265),
    "Cu": (0.03599, 0.04205),
    "Pb": (0.04234, 0.04606),
}
"""Mass attenuation coefficients in cm²/g: high energy, low energy."""

MATERIALS: dict[str, dict[str, float]] = {
    "polyolefin": {"H": 0.1437, "C": 0.8563},  # (CH2)n
    "pvc": {"H": 0.0484, "C": 0.3844, "Cl": 0.5672},  # (C2H3Cl)n
    "pet": {"H": 0.0420, "C": 0.6250, "O": 0.3330},  # (C10H8O4)n
    "cellulose": {"H": 0.0622, "C": 0.4444, "O": 0.4934},  # (C6H10O5)n: paper, cotton, wood, starch
    "water": {"H": 0.1119, "O": 0.8881},
    "filled paper": {"H": 0.0498, "C": 0.3795, "O": 0.4907, "Ca": 0.0800},  # a fifth of chalk as filler
    "rubber": {"H": 0.0890, "C": 0.8910, "O": 0.0200},  # isoprene with carbon black
    "glass": {"O": 0.4670, "Si": 0.3370, "Ca": 0.1960},
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
        Two values in cm²/g: high energy, low energy; for compounds the sum of the elements weighed by mass.

    >>> attenuate("steel").tolist()
    [0.03621, 0.04265]
    """
    shares = MATERIALS[material]
    total = sum(shares.values())
    mixed: NDArray[np.float64] = sum((np.array(ELEMENTS_CM2_G[e]) * share for e, share in shares.items()), np.zeros(2)) / total
    return mixed
