"""What encoders look at: a grey view of an image, or how much each beam was weakened."""

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.scans.images import Image

__all__ = ["attenuation", "check_image", "grey_view", "resize"]

Floats = NDArray[np.float32]

_AIR_PERCENTILE = 99.0
_BLACK = 6.0
_DARK = 3e-4
"""Share of the air signal below which nothing can be told from scatter; floor of the logarithm."""


def check_image(image: NDArray[np.generic]) -> None:
    """Refuse what is not an image array.

    Raises:
        ArgumentError: unless the array is (height, width) or (height, width, 2), of unsigned whole numbers or of floating
            point 0..1, and at least 8 pixels a side.
    """
    shape = image.shape
    if len(shape) not in {2, 3} or min(shape[:2]) < 8 or (len(shape) == 3 and shape[2] != 2):  # noqa: PLR2004 - dimensions
        message = f"image has shape {shape}; expected (height, width) or (height, width, 2), at least 8 pixels a side"
        raise ArgumentError(message)
    if image.dtype not in (np.uint8, np.uint16, np.float32, np.float64):
        message = f"image holds {image.dtype}; expected uint8, uint16, or floating point 0..1"
        raise ArgumentError(message)
    if image.dtype.kind == "f" and not (np.isfinite(image).all() and image.min() >= 0 and image.max() <= 1):
        message = "image of floating point must hold finite values 0..1"
        raise ArgumentError(message)


def attenuation(image: Image) -> Floats:
    """Give the natural logarithm of the attenuation against air.

    Args:
        image: transmission, single or dual energy.

    Returns:
        Array (channels, height, width), 0 in air, about 8 where nothing comes through. Air is the 99th percentile of each
        channel: a load that fills the whole image is read too thin.
    """
    channels = np.moveaxis(np.atleast_3d(image), -1, 0).astype(np.float32)
    air = np.percentile(channels, _AIR_PERCENTILE, axis=(1, 2), keepdims=True).astype(np.float32)
    return np.asarray(-np.log(np.clip(channels / np.maximum(air, 1e-6), _DARK, 1.0)), np.float32)


def grey_view(image: Image) -> Floats:
    """Give grey levels 0..255 as a person would see the scan.

    Eight-bit images are taken as they are. Deeper ones are shown by the logarithm of attenuation (high energy), stretched
    from air to the 99.5th percentile, dark where much mass lies: the view knows shapes and no absolute mass.
    """
    if image.dtype == np.uint8:
        return np.atleast_3d(image)[..., 0].astype(np.float32)
    weakened = attenuation(np.atleast_3d(image)[..., 0])[0]
    return np.asarray(255 * (1 - np.clip(weakened / _BLACK, 0, 1)), np.float32)


def resize(grey: Floats, height: int, width: int) -> Floats:
    """Resample to a size, averaging over what each new pixel covers."""
    from PIL import Image as Pillow

    return np.asarray(Pillow.fromarray(grey).resize((width, height), Pillow.Resampling.BILINEAR), np.float32)
