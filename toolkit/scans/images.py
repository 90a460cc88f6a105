"""Open a scan image, or say why it cannot be one.

Formats are told by content: PNG, TIFF and JPEG with one or three channels of 8 bits, or one of 16. Two energies come as
two pages of a TIFF or as two files of equal size. What is not a scan is refused with its reason before much memory is
taken: bounds on width, height and pixels are checked on the header.
"""

import warnings
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import SourceError
from toolkit.scans.readers import Reader, find_reader, read_foreign

__all__ = ["MAX_PIXELS", "MAX_SIDE_PX", "Image", "crop_region", "load_scan"]

MAX_SIDE_PX = 32_000
"""Widest and highest image that is opened; a drive-through scan of a truck is about 5,000 pixels wide."""
MAX_PIXELS = 64_000_000
"""Most pixels of one image, all pages together."""
MIN_SIDE_PX = 8

Image: TypeAlias = NDArray[np.unsignedinteger[Any]]
"""``uint8`` or ``uint16``, (height, width), or (height, width, 2) with high and low energy last."""

_SUFFIXES = {".png": "PNG", ".tif": "TIFF", ".tiff": "TIFF", ".jpg": "JPEG", ".jpeg": "JPEG"}
_WIDE = {"I;16", "I;16B", "I;16L", "I"}


def load_scan(path: str | Path, low_path: str | Path | None = None) -> Image:
    """Open a scan.

    Args:
        path: PNG, TIFF or JPEG file; the high energy where there are two files. A TIFF of two pages holds both.
        low_path: image of the low energy, of the same size and depth.

    Returns:
        ``uint8`` or ``uint16`` array (height, width), or (height, width, 2) with high and low energy. Colours become grey
        levels (ITU-R BT.601); an alpha channel is left out.

    Raises:
        SourceError: the file is missing, empty, truncated, not what its name says, over the bounds, of a kind that no
            scanner writes (CMYK, one bit), or shows nothing at all. The message says which, and what to do.
    """
    read = find_reader(Path(path).suffix) if Path(path).suffix.lower() not in _SUFFIXES else None
    pages = _read_pages(Path(path)) if read is None else _read_planes(Path(path), read)
    if low_path is not None:
        pages = [pages[0], _read_pages(Path(low_path))[0]]
    if len(pages) == 1:
        return pages[0]
    high, low = pages
    if high.shape != low.shape or high.dtype != low.dtype:
        message = (
            f"the two energies of {Path(path).name!r} differ: {high.shape} {high.dtype} and {low.shape} {low.dtype}; "
            "they must have one size and depth"
        )
        raise SourceError(message)
    return np.stack([high, low], axis=-1)


def crop_region(image: Image, region: tuple[int, int, int, int]) -> Image:
    """Cut a box out of an image.

    Args:
        image: as :func:`load_scan` gives it.
        region: x, y, width, height in pixels from the top left corner; what lies outside the image is left out.

    Raises:
        SourceError: if less than 8 by 8 pixels remain.

    >>> crop_region(np.zeros((20, 30), np.uint8), (10, 0, 50, 10)).shape
    (10, 20)
    """
    x, y, width, height = region
    top, left = max(0, y), max(0, x)
    cut = image[top : max(top, y + height), left : max(left, x + width)]
    if min(cut.shape[:2]) < MIN_SIDE_PX:
        message = f"region={region} leaves {cut.shape[1]} × {cut.shape[0]} pixels of the image; draw at least 8 × 8 inside it"
        raise SourceError(message)
    return cut


def _read_pages(path: Path) -> list[Image]:
    from PIL import Image as Pillow
    from PIL import UnidentifiedImageError

    if not path.is_file():
        message = f"path={str(path)!r} is not a file; give the path of an image that exists"
        raise SourceError(message)
    if path.stat().st_size == 0:
        message = f"{path.name!r} is empty (0 bytes); acquire the image again"
        raise SourceError(message)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of large images and odd tags; the bounds below decide
            with Pillow.open(path, formats=("PNG", "TIFF", "JPEG")) as picture:
                _check_header(path, picture)
                count = min(int(getattr(picture, "n_frames", 1)), 2)
                return [_read_page(path, picture, page) for page in range(count)]
    except Pillow.DecompressionBombError as error:
        message = f"{path.name!r} unpacks to more than {MAX_PIXELS:,} pixels; it is refused unread"
        raise SourceError(message) from error
    except UnidentifiedImageError as error:
        suffix = path.suffix.removeprefix(".").lower() or "the suffix"
        message = (
            f"{path.name!r} is not a PNG, TIFF or JPEG by its content; export the scan in one of these, or install a package that "
            f"registers a reader of it: an entry point in the group 'tidewaiter.readers' named {suffix!r} (toolkit.scans.readers)"
        )
        raise SourceError(message) from error
    except (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, MemoryError, OverflowError) as error:
        message = f"{path.name!r} is truncated or damaged ({error}); acquire the image again"
        raise SourceError(message) from error


def _read_planes(path: Path, read: Reader) -> list[Image]:
    if not path.is_file():
        message = f"path={str(path)!r} is not a file; give the path of an image that exists"
        raise SourceError(message)
    image = read_foreign(path, read)
    _check_size(path, image.shape[1], image.shape[0], image.size)
    planes = [image] if image.ndim == 2 else [image[..., 0], image[..., 1]]  # noqa: PLR2004 - one energy
    for plane in planes:
        _check_content(path, plane)
    return planes


def _check_header(path: Path, picture: Any) -> None:  # noqa: ANN401 - Pillow is loaded where it is used
    said = _SUFFIXES.get(path.suffix.lower())
    if said and said != picture.format:
        message = f"{path.name!r} is a {picture.format} by its content and not a {said}; rename it or find out why"
        raise SourceError(message)
    width, height = picture.size
    _check_size(path, width, height, width * height * min(2, int(getattr(picture, "n_frames", 1))))
    if picture.mode in {"CMYK", "1", "YCbCr", "LAB", "HSV", "F"}:
        kinds = {"1": "one bit a pixel", "F": "floating point"}
        message = f"{path.name!r} holds {kinds.get(picture.mode, picture.mode)}, which no scanner writes; export it as grey levels"
        raise SourceError(message)


def _check_size(path: Path, width: int, height: int, pixels: int) -> None:
    if max(width, height) > MAX_SIDE_PX or pixels > MAX_PIXELS:
        message = f"{path.name!r} is {width} × {height} pixels; at most {MAX_SIDE_PX:,} a side and {MAX_PIXELS:,} in all are read"
        raise SourceError(message)
    if min(width, height) < MIN_SIDE_PX:
        message = f"{path.name!r} is {width} × {height} pixels; a scan has at least 8 × 8"
        raise SourceError(message)


def _check_content(path: Path, values: Image) -> None:
    if values.min() == values.max():
        message = f"{path.name!r} shows nothing: every pixel is {int(values.min())}; acquire the image again"
        raise SourceError(message)


def _read_page(path: Path, picture: Any, page: int) -> Image:  # noqa: ANN401 - Pillow is loaded where it is used
    if page:
        picture.seek(page)
        _check_header(path, picture)
    values: Image
    if picture.mode in _WIDE:
        wide = np.asarray(picture)
        if wide.min() < 0 or wide.max() > np.iinfo(np.uint16).max:
            message = f"{path.name!r} holds values outside 0..65,535; export it as grey levels of 8 or 16 bits"
            raise SourceError(message)
        values = wide.astype(np.uint16)
    else:
        values = np.asarray(picture.convert("L"))
    _check_content(path, values)
    return values
