"""Two scanners that differ as makes differ: end points of the two beams, filter, resolution, dose, scatter.

A beam of bremsstrahlung holds all energies up to its end point. Its spectrum is taken from Kramers' law for a thick target
(Phil. Mag. 46, 836, 1923), weakened by a steel filter and weighed by energy, as a detector that integrates does: what comes
through is no exponential, and hardens with depth.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation.attenuation import ENERGIES_MEV, attenuate

__all__ = ["SCANNERS", "Scanner", "weigh_spectrum"]

_STEEL_G_CM3 = 7.85


@dataclass(frozen=True, slots=True)
class Scanner:
    """One make of drive-through scanner; ranges hold for any day and machine of it."""

    endpoints_mv: tuple[float, float]
    """High and low energy."""
    filter_cm: float
    """Steel in front of the source."""
    shape: tuple[int, int]
    """Height and width of its images in pixels."""
    photons: tuple[float, float]
    """Counts a pixel in air, high energy."""
    scatter: tuple[float, float]
    """Share of the air signal that arrives everywhere."""
    blur_px: tuple[float, float]
    jitter: tuple[float, float]
    """Standard deviation of the source's strength from column to column."""


SCANNERS: dict[str, Scanner] = {
    "gate": Scanner((9.0, 6.0), 0.5, (96, 256), (2e4, 2e5), (2e-4, 2e-3), (0.4, 0.9), (0.003, 0.012)),
    "mobile": Scanner((6.0, 4.0), 1.5, (80, 208), (1e4, 8e4), (5e-4, 4e-3), (0.6, 1.2), (0.005, 0.018)),
}
"""A gantry at a port's gate, and one on a lorry: weaker, coarser, noisier."""


def weigh_spectrum(endpoint_mv: float, filter_cm: float) -> NDArray[np.float64]:
    """Give the share of a detector's signal in air that each of ``ENERGIES_MEV`` stands for.

    >>> float(weigh_spectrum(9.0, 0.5) @ ENERGIES_MEV) > float(weigh_spectrum(6.0, 0.5) @ ENERGIES_MEV)
    True
    """
    energies = np.array(ENERGIES_MEV)
    edges = np.concatenate([[0.3], (energies[1:] + energies[:-1]) / 2, [10.0]])
    fine = np.linspace(0.3, endpoint_mv, 400)
    steel = np.interp(fine, energies, attenuate("steel")) * _STEEL_G_CM3 * filter_cm
    signal = (endpoint_mv - fine) * np.exp(-steel)  # Kramers: photons fall as (end point - E) / E, and each counts for E
    weights = np.histogram(fine, edges, weights=signal)[0]
    return np.asarray(weights / weights.sum())
