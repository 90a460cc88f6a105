"""A finished picture, and the text that stands in for it."""

import re
from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from toolkit.figures.canvas import fixed_settings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Picture"]

_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that can be rendered; rendering twice gives the same bytes."""

    figure: "Figure"
    alt: str
    """What it shows, in a sentence, for those who cannot see it."""
    shown: int
    """Marks drawn: positions, nodes, images or events."""
    total: int
    """Marks that there were."""

    def to_svg(self) -> str:
        """Render to one ``<svg>`` element, without prolog, metadata or date; text is outlines."""
        buffer = BytesIO()
        with fixed_settings():
            self.figure.savefig(buffer, format="svg", metadata=_NO_METADATA)
        text = buffer.getvalue().decode("utf-8")
        return re.sub(r"\s*(<metadata>.*?</metadata>|<!--.*?-->)", "", text[text.index("<svg") :], flags=re.DOTALL)

    def to_png(self, *, dpi: int = 150) -> bytes:
        """Render to PNG.

        Args:
            dpi: pixels an inch, 30 to 600.
        """
        buffer = BytesIO()
        with fixed_settings():
            self.figure.savefig(buffer, format="png", dpi=dpi, metadata={"Software": None})
        return buffer.getvalue()

    def to_data_uri(self, *, max_svg_bytes: int = 600_000, dpi: int = 130) -> str:
        """Give a ``data:`` address: SVG, or PNG where the SVG would be longer than ``max_svg_bytes``."""
        svg = self.to_svg().encode()
        if len(svg) <= max_svg_bytes:
            return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
        return f"data:image/png;base64,{b64encode(self.to_png(dpi=dpi)).decode()}"

    def _repr_png_(self) -> bytes:
        return self.to_png(dpi=96)
