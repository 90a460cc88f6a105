"""Scan images: size, depth and energies, read inside bounds that a hostile image cannot move."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, UnidentifiedImageError

from toolkit.errors import SourceError
from toolkit.sources.problems import Problem

__all__ = ["IMAGE_TYPES", "MAX_PIXELS", "ImageFacts", "examine_image"]

IMAGE_TYPES = frozenset({"image/png", "image/jpeg", "image/tiff"})
MAX_PIXELS = 200_000_000
"""Largest image that is opened: about ten times the largest cargo scan in use."""
_FORMATS = ("PNG", "JPEG", "TIFF")
_SIXTEEN = frozenset({"I;16", "I;16B", "I;16L", "I", "F"})
_PAIR = 2
_COLOURS = 3
_GREY_NOISE = 24
"""Levels by which the channels of a grey JPEG may differ; pseudo-colour differs by far more."""


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """What an image file says of itself."""

    width_px: int
    height_px: int
    bit_depth: int
    channels: int
    frames: int
    coloured: bool = False
    """Colours that differ from grey: what a scanner's screen shows, and no longer what its detector measured."""

    @property
    def energy(self) -> str:
        """``dual`` for two frames or two channels of one size, else ``single``; alpha is no energy."""
        return "dual" if _PAIR in (self.frames, self.channels) else "single"


def examine_image(content: bytes, name: str) -> ImageFacts:
    """Open an image and decode it whole, so that a truncated one is noticed.

    Args:
        content: bytes of a PNG, JPEG or TIFF file.
        name: its name, for messages.

    Raises:
        SourceError: no such image, damaged, truncated, or larger than :data:`MAX_PIXELS`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the decoder's own alarm on size comes later than ours
            with Image.open(BytesIO(content), formats=_FORMATS) as image:
                width, height = image.size
                frames = int(getattr(image, "n_frames", 1))
                _refuse_bomb(width, height, max(frames, 1), name)
                mode = image.mode
                depth = _depth(image)
                image.load()
                channels = _channels(mode)
                coloured = channels == _COLOURS and _is_coloured(image)
    except SourceError:
        raise
    except UnidentifiedImageError as error:
        pair = _examine_pair(content, name)
        if pair is not None:
            return pair
        message = Problem("problem_no_image", name=name)
        raise SourceError(message) from error
    except Exception as error:  # decoders fail in many ways on hostile bytes; each costs this image only
        message = Problem("problem_damaged", name=name, what="file_image", error=f"{type(error).__name__}: {error}")
        raise SourceError(message) from error
    return ImageFacts(width, height, depth, channels, frames, coloured)


def _is_coloured(image: Image.Image) -> bool:
    small = image.convert("RGB").resize((min(image.width, 256), min(image.height, 256)))
    bands = small.split()
    return any(any(ImageChops.difference(bands[0], band).histogram()[_GREY_NOISE:]) for band in bands[1:])


def _refuse_bomb(width: int, height: int, planes: int, name: str) -> None:
    if width * height * planes > MAX_PIXELS:
        message = Problem("problem_pixels", name=name, width=width, height=height, planes=planes, most=MAX_PIXELS)
        raise SourceError(message)


def _depth(image: Image.Image) -> int:
    if image.mode in _SIXTEEN:
        return 16
    bits = image.tag_v2.get(258) if hasattr(image, "tag_v2") else None  # TIFF BitsPerSample
    if bits:
        return int(bits[0] if isinstance(bits, tuple) else bits)
    return 8


def _channels(mode: str) -> int:
    return 1 if mode in ("L", "LA", "1", "P") or mode in _SIXTEEN else 3


def _examine_pair(content: bytes, name: str) -> ImageFacts | None:
    """Read a TIFF with two 16-bit samples a pixel, which the first decoder does not know."""
    if content[:4] not in (b"II*\x00", b"MM\x00*"):
        return None
    import tifffile

    try:
        with tifffile.TiffFile(BytesIO(content)) as file:
            page: Any = file.pages[0]
            _refuse_bomb(page.imagewidth, page.imagelength, page.samplesperpixel, name)
            page.asarray()
            return ImageFacts(page.imagewidth, page.imagelength, page.bitspersample, page.samplesperpixel, len(file.pages))
    except SourceError:
        raise
    except Exception as error:  # as above
        message = Problem("problem_damaged", name=name, what="file_image", error=f"{type(error).__name__}: {error}")
        raise SourceError(message) from error
