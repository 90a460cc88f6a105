"""Scans as the browser shows them."""

from collections.abc import Sequence
from io import BytesIO

import numpy as np
import numpy.typing as npt

from toolkit.figures import Picture
from toolkit.figures.canvas import fit_text, fixed_settings, settle

__all__ = ["draw_sheet", "to_plane", "to_png"]

_WINDOW = (0.5, 99.5)  # percentiles shown as black and white
_LONGEST_PX = 1400
_COLUMNS = 5
_WIDTH_MM = 180
_THUMB_PX = 240


def to_plane(image: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
    """Give one plane: the first energy of a dual-energy scan.

    >>> to_plane(np.zeros((2, 3, 2))).shape
    (2, 3)
    """
    return image if image.ndim == 2 else image[..., 0]  # noqa: PLR2004 - height and width


def to_png(image: npt.NDArray[np.generic], longest_px: int = _LONGEST_PX) -> bytes:
    """Write an image as 8-bit PNG, stretched between two percentiles, for the eye alone; whole steps shrink it.

    Args:
        image: (height, width) or (height, width, 2), any depth.
        longest_px: longest side of what is written.

    >>> to_png(np.zeros((2, 3)))[1:4]
    b'PNG'
    """
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(_to_grey(image, longest_px)).save(buffer, format="PNG")
    return buffer.getvalue()


def draw_sheet(images: Sequence[npt.NDArray[np.generic]], captions: Sequence[str], *, title: str, total: int) -> Picture:
    """Draw scans in rows, each with its caption.

    Args:
        images: (height, width), any depth.
        captions: one text an image; lines are kept.
        title: says how many of how many are drawn.
        total: how many there are.

    >>> draw_sheet([np.zeros((2, 3))], ["a"], title="1 of 2", total=2).total
    2
    """
    rows = max(1, -(-len(images) // _COLUMNS))
    with fixed_settings():
        from matplotlib.figure import Figure

        figure = Figure(figsize=(_WIDTH_MM / 25.4, (10 + 24 * rows) / 25.4), layout="constrained")
        figure.suptitle(fit_text(title, 120), fontsize=8, x=0.01, ha="left")
        for at, (image, caption) in enumerate(zip(images, captions, strict=True)):
            axes = figure.add_subplot(rows, _COLUMNS, at + 1)
            axes.imshow(_to_grey(image, _THUMB_PX), cmap="gray", vmin=0, vmax=255)
            axes.set_axis_off()
            axes.set_title("\n".join(fit_text(line, 30) for line in caption.split("\n")), fontsize=5)
        settle(figure)
    return Picture(figure, title, len(images), total)


def _to_grey(image: npt.NDArray[np.generic], longest_px: int) -> npt.NDArray[np.uint8]:
    plane = to_plane(image).astype(np.float64)
    step = max(1, -(-max(plane.shape) // longest_px))
    small = plane[::step, ::step]
    low, high = np.percentile(small, _WINDOW)
    grey: npt.NDArray[np.uint8] = (np.clip((small - low) / max(high - low, 1e-9), 0, 1) * 255).astype(np.uint8)
    return grey
