"""What the detector makes of the beams: counts, scatter, blur, jitter, gain."""

import numpy as np
from numpy.typing import NDArray

from data_samples.simulation.scanners import Scanner, weigh_spectrum

__all__ = ["detect"]

FULL_SCALE = 65_535

Floats = NDArray[np.float64]


def detect(random: np.random.Generator, line: Floats, scanner: Scanner) -> NDArray[np.uint16]:
    """Turn attenuation along each line of sight into a 16-bit image.

    Args:
        random: source of chance; scanner and day differ from scan to scan.
        line: (energies, height, width), natural logarithm of the attenuation at ``attenuation.ENERGIES_MEV``.
        scanner: whose spectrum and faults.

    Returns:
        ``uint16`` array (height, width, 2); air lies near 60,000, and pulses of the source vary a little by column.
    """
    photons = np.exp(random.uniform(*np.log(scanner.photons)))
    scatter = random.uniform(*scanner.scatter)
    blur = random.uniform(*scanner.blur_px)
    gain = random.uniform(0.88, 0.94)
    jitter = random.normal(1.0, random.uniform(*scanner.jitter), line.shape[2])
    through = np.exp(-line[:, :, _sway(random, line.shape[2])])
    channels = []
    for endpoint, share in zip(scanner.endpoints_mv, (1.0, random.uniform(0.5, 0.8)), strict=True):  # the lower gives fewer photons
        signal = _blur(np.tensordot(weigh_spectrum(endpoint, scanner.filter_cm), through, 1), blur) + scatter
        counts = random.poisson(np.clip(signal * photons * share, 0, None)) / (photons * share)
        pulse = jitter * random.normal(1.0, 0.002, line.shape[2])
        channels.append(counts * pulse[None, :] * gain * random.normal(1.0, 0.004))
    return np.clip(np.stack(channels, axis=-1) * FULL_SCALE, 0, FULL_SCALE).astype(np.uint16)


def _sway(random: np.random.Generator, width: int) -> NDArray[np.int64]:
    """Repeat or leave out columns: the truck's speed is never even."""
    steps = 1 + 0.15 * random.uniform(0, 1) * np.sin(np.linspace(0, random.uniform(2, 9), width) + random.uniform(0, 6))
    return np.clip(np.round(np.cumsum(steps) / steps.sum() * (width - 1)), 0, width - 1).astype(np.int64)


def _blur(image: Floats, sigma: float) -> Floats:
    height, width = image.shape
    kernel = np.exp(-2 * (np.pi * sigma) ** 2 * (np.fft.fftfreq(height)[:, None] ** 2 + np.fft.rfftfreq(width)[None] ** 2))
    return np.asarray(np.clip(np.fft.irfft2(np.fft.rfft2(image) * kernel, s=image.shape), 0, None))
