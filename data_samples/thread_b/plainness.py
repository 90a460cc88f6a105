"""Draw the scans of the planted boxes so that each shows its class plainly.

Classes overlap: a bale of clean film can look like pellets, and no method could tell. A question that has an answer is
asked about boxes whose own image carries it. The measure below is the generator's and no detector's: how much the mass in
the line of sight changes over a short distance.
"""

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation import simulate_scan

__all__ = ["draw_plain_scan", "measure_texture"]

_AIR = 60000.0
_COARSE = {"plastic_waste_bales"}
_DRAWS = 6


def draw_plain_scan(kind: str, *, seed: int) -> NDArray[np.uint16]:
    """Simulate six loads of one class alone and give the plainest: the coarsest waste, the smoothest pellets.

    Args:
        kind: key of ``MATERIAL_CLASSES``: baled waste, or pellets of any sort.
        seed: the same seed gives the same image.
    """
    loads = (simulate_scan(kind, seed=seed + draw, mixed_with=kind) for draw in range(_DRAWS))
    return (max if kind in _COARSE else min)(loads, key=measure_texture)


def measure_texture(image: NDArray[np.uint16]) -> float:
    """Give the median change of the logarithm of attenuation over four pixels, within the load."""
    attenuation = -np.log(np.clip(image[..., 0].astype(np.float64), 60, None) / _AIR)
    load = (attenuation > 0.4) & (attenuation < 5)
    height, width = (side // 2 for side in attenuation.shape)
    blocks = attenuation[: 2 * height, : 2 * width].reshape(height, 2, width, 2).mean((1, 3))
    whole = load[: 2 * height, : 2 * width].reshape(height, 2, width, 2).min((1, 3))
    change = np.abs(np.log(np.maximum(blocks[:, 2:], 0.05) / np.maximum(blocks[:, :-2], 0.05)))
    return float(np.median(change[whole[:, 2:] & whole[:, :-2]]))
