"""The contact sheet: all scans of a lot on one page, those that stand out framed."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy.typing as npt

from toolkit.errors import ArgumentError
from toolkit.figures.canvas import fit_text, fixed_settings, label, settle
from toolkit.figures.picture import Picture
from toolkit.figures.strip import to_grey

__all__ = ["draw_contact_sheet"]

MAX_IMAGES = 60
_COLUMNS = 6


def draw_contact_sheet(
    images: Sequence[npt.NDArray[Any]],
    captions: Sequence[str],
    *,
    framed: Collection[int] = (),
    language: str = "en",
    width_mm: float = 180,
) -> Picture:
    """Draw scans row by row, as a person goes through a lot.

    Args:
        images: arrays (height, width) or (height, width, 2), of which the first energy is shown; at most sixty are drawn, those
            that are framed before others.
        captions: one text an image.
        framed: places of images that stand out, drawn with a thick frame.
        language: of the description, ``"en"`` or ``"zh"``.
        width_mm: paper width.

    Raises:
        ArgumentError: no images, captions of another number, or a framed place that no image has.
    """
    if not images or len(captions) != len(images) or any(not 0 <= place < len(images) for place in framed):
        message = f"images={len(images)}, captions={len(captions)}, framed={sorted(framed)}; give a caption an image, and places of images"
        raise ArgumentError(message)
    shown = sorted(sorted(range(len(images)), key=lambda place: place not in framed)[:MAX_IMAGES])
    rows, columns = -(-len(shown) // _COLUMNS), min(len(shown), _COLUMNS)
    with fixed_settings():
        from matplotlib.figure import Figure

        figure = Figure(figsize=(width_mm / 25.4, rows * (width_mm / columns * 0.55 + 6) / 25.4), layout="constrained")
        for at, place in enumerate(shown):
            axes = figure.add_subplot(rows, columns, at + 1)
            axes.imshow(to_grey(images[place])[0], cmap="gray", vmin=0, vmax=255, interpolation="nearest")
            axes.set_xticks([])
            axes.set_yticks([])
            for spine in axes.spines.values():
                spine.set_linewidth(2.5 if place in framed else 0.4)
            axes.set_title(fit_text(captions[place], 26), fontsize=5.5)
        alt = label("figure_sheet", language, shown=len(shown), total=len(images), framed=len(set(framed)))
        settle(figure)
    return Picture(figure, alt, len(shown), len(images))
