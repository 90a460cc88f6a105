"""Suspected disabling: gaps that meet a published definition far from shore, told apart from gaps."""

import numpy as np
import pandas as pd

from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.gaps import PUBLISHED_GAP_H, find_gaps
from toolkit.routes.rows import Row, make_event, to_events
from toolkit.tables import make_reason

__all__ = ["find_suspected_disabling"]

METHOD = "routes.suspected_disabling/1"
SHORE_KM = 50 * 1.852
MIN_BEFORE, MIN_A_DAY = 14, 10.0
_BEFORE_US = 12 * HOUR_US


def find_suspected_disabling(tracks: TracksSource) -> pd.DataFrame:
    """Find gaps of 12 h or more that begin over 50 nautical miles from shore, on tracks that were well heard.

    Definition (Welch et al. 2022, "Hot spots of unseen fishing vessels", Science Advances 8 (44), eabq2109): also more than 10
    positions a day while heard, and at least 14 in the 12 h before. They count satellite positions; where a file does not say
    who heard a position, all are counted, and that is said. Where neighbours fell silent too, the event stays ``weak`` and
    says so, as :func:`find_gaps` does.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.

    Returns:
        ``events`` of kind ``suspected_disabling``, each beside the ``gap`` it is read from; none without the outlines of the land.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.
    """
    gaps = find_gaps(tracks, min_gap_h=PUBLISHED_GAP_H)
    far = gaps[gaps["shore_km"] > SHORE_KM] if len(gaps) else gaps
    if far.empty:
        return to_events([])
    wanted = {(str(g["asset_id"]), g["started_at"].value // 1000): g for _, g in far.iterrows()}
    rows: list[Row] = []
    for fixes in read_blocks(tracks):
        number = {name: n for n, name in enumerate(fixes.tracks)}
        rows += [
            _row(g, *heard) for (asset, start), g in wanted.items() if asset in number and (heard := _heard(fixes, number[asset], start))
        ]
    return to_events(rows)


def _heard(fixes: Fixes, track: int, start: int) -> tuple[int, float] | None:
    """Count the positions in the 12 h before, and per day heard; ``None`` where the definition asks for more."""
    time = fixes.time[fixes.first[track] : fixes.first[track + 1]]
    before = int(np.searchsorted(time, start, side="right") - np.searchsorted(time, start - _BEFORE_US))
    days = len(np.unique(time // (24 * HOUR_US)))
    a_day = len(time) / max(days, 1)
    return (before, a_day) if before >= MIN_BEFORE and a_day > MIN_A_DAY else None


def _row(gap: pd.Series, before: int, a_day: float) -> Row:
    why = make_reason("route_disabling", refs=gap["refs"], km=round(float(gap["shore_km"]), 1), before=before, a_day=round(a_day, 1))
    start = gap["started_at"].value // 1000
    until = start + round(float(gap["duration_h"]) * HOUR_US)
    return make_event(
        "suspected_disabling",
        str(gap["asset_id"]),
        start,
        None if pd.isna(gap["ended_at"]) else until,
        until=until,
        method=METHOD,
        lon=gap["lon"],
        lat=gap["lat"],
        distance_m=gap["distance_m"],
        strength=str(gap["strength"]),
        reasons=[why, *gap["reasons"]],
        against=[make_reason("route_disabling_all_counted"), *gap["against"]],
        refs=gap["refs"],
    )
