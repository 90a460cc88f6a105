"""What the detector makes of the beams: counts, scatter, blur, jitter, gain."""

import numpy as np
from numpy.typing import NDArray

__all__ = ["detect"]

FULL_SCALE = 65_535


def detect(random: np.random.Generator, line: NDArray[np.float64]) -> NDArray[np.uint16]:
    """Turn attenuation along each line of sight into a 16-bit image.

    Args:
        random: source of chance; scanner and day differ from scan to scan.
        line: (2, height, width), natural logarithm of the attenuation at high and low energy.

    Returns:
        ``uint16`` array (height, width, 2); air lies near 60,000, and pulses of the source vary a little by column.
    """
    photons = np.exp(random.uniform(np.log(2e4), np.log(2e5)))
    scatter = random.uniform(2e-4, 2e-3)
    blur = random.uniform(0.4, 0.9)
    gain = random.uniform(0.88, 0.94)
    jitter = random.normal(1.0, random.uniform(0.003, 0.012), line.shape[2])
    sway = _sway(random, line)
    channels = []
    for energy, share in enumerate((1.0, random.uniform(0.5, 0.8))):  # the lower energy gives fewer photons
        through = _blur(np.exp(-sway[energy]), blur) + scatter
        counts = random.poisson(np.clip(through * photons * share, 0, None)) / (photons * share)
        pulse = jitter * random.normal(1.0, 0.002, line.shape[2])
        channels.append(counts * pulse[None, :] * gain * random.normal(1.0, 0.004))
    return np.clip(np.stack(channels, axis=-1) * FULL_SCALE, 0, FULL_SCALE).astype(np.uint16)


def _sway(random: np.random.Generator, line: NDArray[np.float64]) -> NDArray[np.float64]:
    width = line.shape[2]  # the truck's speed is never even: columns are repeated or left out
    steps = 1 + 0.15 * random.uniform(0, 1) * np.sin(np.linspace(0, random.uniform(2, 9), width) + random.uniform(0, 6))
    columns = np.clip(np.round(np.cumsum(steps) / steps.sum() * (width - 1)), 0, width - 1).astype(int)
    return line[:, :, columns]


def _blur(image: NDArray[np.float64], sigma: float) -> NDArray[np.float64]:
    height, width = image.shape
    kernel = np.exp(-2 * (np.pi * sigma) ** 2 * (np.fft.fftfreq(height)[:, None] ** 2 + np.fft.rfftfreq(width)[None] ** 2))
    return np.asarray(np.clip(np.fft.irfft2(np.fft.rfft2(image) * kernel, s=image.shape), 0, None))
