"""Copies of a scan as they are handed in again: saved, brightened, mirrored, cut and coloured."""

import io
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["COPIES"]

Picture = NDArray[np.generic]


def _eight_bits(image: Picture) -> NDArray[np.uint8]:
    """Export the high energy as a viewer does."""
    grey = image[..., 0].astype(float)
    return np.asarray(np.clip(255 * np.sqrt(grey / np.percentile(grey, 99)), 0, 255), np.uint8)


def _save_jpeg(image: Picture, random: np.random.Generator) -> Picture:
    saved = io.BytesIO()
    Image.fromarray(_eight_bits(image)).save(saved, "JPEG", quality=int(random.integers(40, 90)))
    return np.asarray(Image.open(saved))


def _change_gain(image: Picture, random: np.random.Generator) -> Picture:
    return np.clip(image.astype(float) * random.uniform(0.7, 1.3), 0, 65_535).astype(np.uint16)


def _flip(image: Picture, random: np.random.Generator) -> Picture:
    return np.ascontiguousarray(image[:, ::-1] if random.random() < 0.5 else image[::-1])


def _crop(image: Picture, random: np.random.Generator) -> Picture:
    height, width = image.shape[:2]
    top, bottom, left, right = random.uniform(0.0, 0.08, 4)
    return np.ascontiguousarray(image[round(top * height) : round((1 - bottom) * height), round(left * width) : round((1 - right) * width)])


def _colour(image: Picture, _random: np.random.Generator) -> Picture:
    """Colour as scanners do, orange for light and blue for heavy elements, and read back as grey (ITU-R BT.601)."""
    grey = _eight_bits(image).astype(float) / 255
    ratio = np.log(np.clip(image[..., 1] / 60_000, 1e-3, 1)) / np.minimum(np.log(np.clip(image[..., 0] / 60_000, 1e-3, 0.98)), -1e-3)
    heavy = np.clip((1.35 - ratio) / 0.25, 0, 1)[..., None]
    tint = heavy * np.array([0.2, 0.4, 1.0]) + (1 - heavy) * np.array([1.0, 0.6, 0.1])
    colour = 1 - (1 - grey[..., None]) * (1 - 0.6 * tint)
    return np.asarray(Image.fromarray((255 * colour).astype(np.uint8)).convert("L"))


COPIES: dict[str, Callable[[Picture, np.random.Generator], Picture]] = {
    "jpeg": _save_jpeg,
    "gain": _change_gain,
    "flip": _flip,
    "crop": _crop,
    "pseudo-colour": _colour,
}
"""By name: a function of an image and a source of chance."""
