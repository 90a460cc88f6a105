"""The waterfall: how each reason for and against moves a score."""

from collections.abc import Mapping, Sequence

from toolkit.figures.canvas import COLOURS, INK, fit_text, fixed_settings, label, new_figure, settle
from toolkit.figures.picture import Picture
from toolkit.tables import Reason
from toolkit.wording import say

__all__ = ["draw_waterfall"]

MAX_BARS = 16


def draw_waterfall(reasons: Sequence[Reason], against: Sequence[Reason] = (), *, language: str = "en", width_mm: float = 180) -> Picture:
    """Draw reasons as steps, largest first, and where they end.

    Args:
        reasons: what speaks for a claim; weights in the method's own unit (match weight in bits for links).
        against: what speaks against it; its weights count downwards whatever their sign.
        language: of the sentences, ``"en"`` or ``"zh"``.
        width_mm: paper width.

    Returns:
        The picture; reasons of weight 0 inform and move nothing: they are left out and counted in ``total``.

    >>> draw_waterfall([]).shown
    0
    """
    steps = [(reason["weight"], reason) for reason in reasons] + [(-abs(reason["weight"]), reason) for reason in against]
    moving = sorted((step for step in steps if step[0]), key=lambda step: -abs(step[0]))[:MAX_BARS]
    with fixed_settings():
        figure, axes = new_figure(width_mm, 18 + 6 * max(1, len(moving)))
        reached = 0.0
        for at, (weight, _) in enumerate(moving):
            sign = 0 if weight > 0 else 1
            axes.barh(at, weight, left=reached, height=0.6, color=COLOURS[sign], hatch=("", "///")[sign], edgecolor="white")
            axes.annotate(
                f"{weight:+.1f}",
                (reached + weight, at),
                xytext=(3 - 6 * sign, 0),
                textcoords="offset points",
                va="center",
                ha=("left", "right")[sign],
                fontsize=7,
            )
            axes.plot([reached + weight] * 2, [at, at + 1], color=INK, linewidth=0.5)
            reached += weight
        axes.set_yticks(range(len(moving)), [fit_text(_sentence(reason, language), 64) for _, reason in moving], fontsize=7)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.margins(x=0.12)
        axes.set_ylim(max(len(moving), 1) - 0.4, -0.6)
        for side in ("top", "right", "left"):
            axes.spines[side].set_visible(False)
        alt = label("figure_waterfall", language, shown=len(moving), total=len(steps), sum=f"{reached:+.1f}")
        axes.set_title(alt, fontsize=8, loc="left")
        settle(figure)
    return Picture(figure, alt, len(moving), len(steps))


def _sentence(reason: Mapping[str, object], language: str) -> str:
    return say(reason, language)
