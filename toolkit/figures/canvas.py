"""What every picture shares: paper, open Han fonts, colours, and settings that make the output repeatable."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from toolkit.errors import MissingPackageError
from toolkit.wording import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "FONTS", "INK", "fit_text", "fixed_settings", "label", "new_figure", "open_font", "settle"]

INK = "#1a1a1a"
# Okabe and Ito, "Color Universal Design" (2008): told apart under the common kinds of colour blindness.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#7A6A00", INK)
LABEL_LENGTH = 28
FONTS = ("NotoSansSC-Regular.ttf", "NotoSansTC-Regular.ttf")
"""Han fonts of this installation, in the order in which they are tried."""
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"


@contextmanager
def open_font(name: str) -> Iterator[Path]:
    """Give one of :data:`FONTS` as a file for as long as the block lasts.

    Raises:
        MissingPackageError: the fonts were not built into this installation.
    """
    font = files("toolkit.figures").joinpath("fonts", name)
    if not font.is_file():
        message = f"toolkit/figures/fonts/{name} is missing; run `make lab` or build the package (its build makes the fonts)"
        raise MissingPackageError(message)
    with as_file(font) as path:
        yield path


@cache
def font_families() -> tuple[str, ...]:
    """Register the Han fonts of this installation and give the families in the order in which they are tried.

    Raises:
        MissingPackageError: the fonts were not built into this installation.
    """
    from matplotlib import font_manager

    names = []
    for name in FONTS:
        with open_font(name) as path:
            font_manager.fontManager.addfont(path)
            names.append(str(font_manager.get_font(path).family_name))
    return (*names, "DejaVu Sans")


@cache
def drawable() -> frozenset[int]:
    """Code points that one of the fonts has a glyph for."""
    from matplotlib import font_manager

    paths = (font_manager.findfont(font_manager.FontProperties(family=[name])) for name in font_families())
    return frozenset(code for path in paths for code in font_manager.get_font(path).get_charmap())


def fit_text(text: object, length: int = LABEL_LENGTH) -> str:
    r"""Bring a text into one drawable line.

    Line ends and control characters become spaces, a character that no font has becomes U+FFFD, and what is longer
    than ``length`` is cut with an ellipsis (the tables beside a picture hold the whole of it).

    >>> fit_text("海明\n塑料", 4)
    '海明 …'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in str(text)).split())
    line = line if len(line) <= length else line[: length - 1] + "…"
    return "".join(c if ord(c) in drawable() else _UNKNOWN for c in line)


@contextmanager
def fixed_settings() -> Iterator[None]:
    """Set what a drawing depends on, whatever the user's own settings are; they come back afterwards."""
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "font.family": list(font_families()),
                "font.size": 8,
                "svg.hashsalt": "tidewaiter",
                "svg.fonttype": "path",
                "text.parse_math": False,  # a dollar sign in a name is a dollar sign
                "axes.unicode_minus": False,
                "axes.edgecolor": "#808080",
                "axes.linewidth": 0.6,
                "text.color": INK,
                "path.simplify_threshold": 0.2,
            }
        )
        yield


def new_figure(width_mm: float, height_mm: float) -> "tuple[Figure, Axes]":
    """Make a figure with one drawing area, outside of pyplot's global state; call within :func:`fixed_settings`."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width_mm / 25.4, height_mm / 25.4), layout="constrained", facecolor="white")
    return figure, figure.add_subplot()


def settle(figure: "Figure") -> None:
    """Lay the figure out once and for all: the layout engine would move things a little at each rendering."""
    figure.draw_without_rendering()
    figure.set_layout_engine("none")


def label(code: str, language: str, **values: object) -> str:
    """Give a word of a picture in the reader's language."""
    reason: Mapping[str, object] = {"code": code, "values": values}
    return say(reason, language)
