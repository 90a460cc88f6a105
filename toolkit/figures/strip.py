"""The strip: a scan and those that resemble it, side by side, with what each was declared as."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from toolkit.errors import ArgumentError
from toolkit.figures.canvas import COLOURS, fit_text, fixed_settings, label, settle
from toolkit.figures.picture import Picture

__all__ = ["draw_strip", "to_grey"]

MAX_IMAGES = 8
_LONGEST_PX = 480
_COLUMNS = 4
_WINDOW = (0.5, 99.5)  # percentiles shown as black and white


def draw_strip(
    images: Sequence[npt.NDArray[Any]],
    captions: Sequence[str],
    *,
    boxes: Sequence[str | None] | None = None,
    language: str = "en",
    width_mm: float = 180,
) -> Picture:
    """Draw scans in a row, the first being the one that was asked for.

    Grey levels are stretched between the 0.5th and 99.5th percentile of each image, for the eye alone.

    Args:
        images: arrays (height, width) or (height, width, 2), of which the first energy is shown; at most eight are drawn.
        captions: one text an image; lines are kept.
        boxes: ``"x,y,width,height"`` in pixels of the image, or ``None``; framed.
        language: of the description, ``"en"`` or ``"zh"``.
        width_mm: paper width.

    Raises:
        ArgumentError: no images, or captions or boxes of another number.
    """
    framed: Sequence[str | None] = [None] * len(images) if boxes is None else boxes
    if not images or len(captions) != len(images) or len(framed) != len(images):
        message = (
            f"images={len(images)}, captions={len(captions)}, boxes={len(framed)}; give at least one image, and one of each for every image"
        )
        raise ArgumentError(message)
    count = min(len(images), MAX_IMAGES)
    rows, columns = -(-count // _COLUMNS), min(count, _COLUMNS)
    with fixed_settings():
        from matplotlib.figure import Figure

        lines = max(caption.count("\n") for caption in captions[:count]) + 1
        figure = Figure(figsize=(width_mm / 25.4, rows * (width_mm / columns * 0.55 + 5 + 3.5 * lines) / 25.4), layout="constrained")
        for at, (image, caption, box) in enumerate(zip(images[:count], captions[:count], framed[:count], strict=True)):
            axes = figure.add_subplot(rows, columns, at + 1)
            grey, step = to_grey(image)
            axes.imshow(grey, cmap="gray", vmin=0, vmax=255, interpolation="nearest")
            axes.set_xticks([])
            axes.set_yticks([])
            for spine in axes.spines.values():
                spine.set_linewidth(2.0 if at == 0 else 0.5)
            axes.set_title("\n".join(fit_text(line, 44) for line in caption.split("\n")), fontsize=6.5)
            if box:
                _draw_box(axes, box, step)
        alt = label("figure_strip", language, shown=count - 1, total=len(images) - 1)
        settle(figure)
    return Picture(figure, alt, count, len(images))


def to_grey(image: npt.NDArray[Any]) -> tuple[npt.NDArray[np.uint8], int]:
    """Shrink by a whole factor and stretch to 8 bits."""
    plane = image if image.ndim == 2 else image[..., 0]  # noqa: PLR2004 - height and width
    step = max(1, -(-max(plane.shape) // _LONGEST_PX))
    height, width = (side // step * step for side in plane.shape)
    small = plane[:height, :width].astype(np.float64).reshape(height // step, step, width // step, step).mean(axis=(1, 3))
    low, high = np.percentile(small, _WINDOW)
    return (np.clip((small - low) / max(high - low, 1e-9), 0, 1) * 255).astype(np.uint8), step


def _draw_box(axes: Any, box: str, step: int) -> None:  # noqa: ANN401 - matplotlib is loaded where it is used
    from matplotlib.patches import Rectangle

    try:
        x, y, width, height = (float(part) / step for part in box.split(","))
    except ValueError as error:
        message = f"boxes holds {box!r}; write 'x,y,width,height' in pixels"
        raise ArgumentError(message) from error
    axes.add_patch(Rectangle((x, y), width, height, fill=False, edgecolor=COLOURS[1], linewidth=1.2))
