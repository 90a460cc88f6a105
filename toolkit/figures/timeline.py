"""The timeline: events in lanes, one a track, in UTC; events without a time are counted, never given one."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.figures.canvas import COLOURS, INK, fit_text, fixed_settings, label, new_figure, settle
from toolkit.figures.map import event_word
from toolkit.figures.picture import Picture
from toolkit.tables import check

__all__ = ["draw_timeline"]

MAX_LANES = 16
MAX_EVENTS = 400
_LEAST_DAYS = 1 / 48  # half an hour: a shorter bar could not be seen
_HATCHES = ("", "///", "...", "xxx", "\\\\\\", "---", "+++", "ooo")


def draw_timeline(events: pd.DataFrame, *, language: str = "en", width_mm: float = 180) -> Picture:
    """Draw events as bars over time.

    Args:
        events: table ``events``; the sixteen tracks with most events get a lane each.
        language: of the labels, ``"en"`` or ``"zh"``.
        width_mm: paper width.

    Returns:
        The picture; ``total`` also counts events without a time, which are not drawn.

    Raises:
        TableError: the frame is not the table ``events``.
    """
    check(events, "events")
    timed = events.dropna(subset=["started_at"])
    lanes = sorted(timed["asset_id"].astype("str").value_counts().head(MAX_LANES).index)
    drawn = timed[timed["asset_id"].isin(lanes)].sort_values("started_at", kind="stable").head(MAX_EVENTS)
    with fixed_settings():
        figure, axes = new_figure(width_mm, 22 + 7 * max(1, len(lanes)))
        end = drawn["ended_at"].fillna(drawn["started_at"]) if "ended_at" in drawn else drawn["started_at"]
        for number, (kind, group) in enumerate(drawn.groupby("kind", observed=True, sort=True)):
            start = _days(group["started_at"])
            width = (_days(end[group.index]) - start).clip(min=_LEAST_DAYS)
            axes.barh(
                [lanes.index(asset) for asset in group["asset_id"]],
                width,
                left=start,
                height=0.55,
                color=COLOURS[number % len(COLOURS)],
                hatch=_HATCHES[number % len(_HATCHES)],
                edgecolor="white",
                linewidth=0.2,
                label=f"{event_word(str(kind), language)} ({len(group)})",
            )
        axes.set_yticks(range(len(lanes)), [fit_text(lane) for lane in lanes], fontsize=7)
        axes.set_ylim(max(len(lanes), 1) - 0.4, -0.6)
        if len(drawn):
            axes.xaxis_date("UTC")
            axes.tick_params(axis="x", labelsize=6)  # whole dates stand side by side
            axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, fontsize=7, frameon=False)
        else:
            axes.set_xticks([])
        axes.set_xlabel("UTC", color=INK)
        axes.grid(visible=True, axis="x", linewidth=0.3)
        alt = label("figure_timeline", language, shown=len(drawn), total=len(events), undated=len(events) - len(timed))
        axes.set_title(alt, fontsize=8, loc="left")
        settle(figure)
    return Picture(figure, alt, len(drawn), len(events))


def _days(instants: pd.Series) -> npt.NDArray[np.float64]:
    """Days since 1970, which is what matplotlib's axis of dates counts."""
    seconds: npt.NDArray[np.float64] = instants.dt.tz_convert(None).to_numpy(dtype="datetime64[us]").astype(np.float64)
    return seconds / 86_400e6
