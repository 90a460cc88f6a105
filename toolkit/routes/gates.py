"""Chokepoints: which track went through which passage of the sea, and when."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.passages import GATES, PASSAGES
from toolkit.routes.rows import Row, make_event, show, to_events
from toolkit.tables import make_reason

__all__ = ["count_passages", "find_passages", "passage_rows"]

METHOD = "routes.passages/1"
SURE_H, LONGEST_H = 1.0, 6.0
TURNED_BACK_H = 24.0

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def find_passages(tracks: TracksSource, passages: Sequence[str] = PASSAGES) -> pd.DataFrame:
    """Find the passages of the sea that tracks went through.

    A ship went through where two positions, at most 6 hours apart, lie on either side of the line across the passage; one that
    comes back over it within a day did not. Over a longer silence nothing is said: what lies between was not observed.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        passages: of :data:`PASSAGES`.

    Returns:
        ``events`` of kind ``passage``: ``other_id`` names the passage, ``started_at`` is the last position before the line,
        ``ended_at`` the first one after it; ``strength`` is strong where they lie within an hour.

    Raises:
        ArgumentError: for an unknown passage.
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:412000001", "lon": [-5.8, -5.4], "lat": 35.95})
    >>> tracks["time"] = pd.to_datetime(["2025-05-12T00:00Z", "2025-05-12T00:50Z"])
    >>> find_passages(tracks)[["other_id", "strength"]].to_numpy().tolist()
    [['gibraltar', 'strong']]
    """
    unknown = sorted(set(passages) - set(PASSAGES))
    if unknown:
        message = f"passages={tuple(passages)!r}: {unknown[0]!r} is no passage; there are {', '.join(PASSAGES)}"
        raise ArgumentError(message)
    return to_events([row for fixes in read_blocks(tracks) for row in passage_rows(fixes, passages)])


def passage_rows(fixes: Fixes, passages: Sequence[str] = PASSAGES) -> list[Row]:
    """Find the passages of some tracks, as rows of events."""
    if not len(fixes):
        return []
    heard = fixes.joined & (fixes.step_us <= LONGEST_H * HOUR_US)
    north = np.where(heard, np.maximum(fixes.lat[:-1], fixes.lat[1:]), -np.inf)
    south = np.minimum(fixes.lat[:-1], fixes.lat[1:])
    return [row for name in passages for row in _through(fixes, name, (north, south))]


def _through(fixes: Fixes, name: str, reach: tuple[Floats, Floats]) -> list[Row]:
    (x1, y1), (x2, y2) = GATES[name]
    near = np.flatnonzero((reach[0] >= min(y1, y2)) & (reach[1] <= max(y1, y2)))
    lat = fixes.lat
    # degrees east of the gate's end: its own antimeridian lies half a turn away, where no gate is
    east = [(fixes.lon[near + end] - x1 + 180.0) % 360.0 - 180.0 for end in (0, 1)]
    near, east = _beside(near, east, x2 - x1)
    north = [lat[near + end] - y1 for end in (0, 1)]
    side = [(x2 - x1) * north[end] - (y2 - y1) * east[end] for end in (0, 1)]
    crossed = np.flatnonzero((side[0] > 0) != (side[1] > 0))
    share = side[0][crossed] / (side[0][crossed] - side[1][crossed])
    at = np.column_stack(
        [(start + share * (end - start)) for start, end in ((east[0][crossed], east[1][crossed]), (north[0][crossed], north[1][crossed]))]
    )
    along = (at @ np.array([x2 - x1, y2 - y1])) / ((x2 - x1) ** 2 + (y2 - y1) ** 2)
    on = (along >= 0) & (along <= 1)
    step = near[crossed][on]
    sign = np.where(side[1][crossed][on] > 0, 1, -1)
    return [_row(fixes, name, int(step[i]), *(at[on][i] + (x1, y1)).tolist()) for i in _not_undone(fixes, step, sign)]


def _beside(near: Ints, east: list[Floats], width: float) -> tuple[Ints, list[Floats]]:
    low, high = min(0.0, width), max(0.0, width)
    keep = (np.maximum(*east) >= low) & (np.minimum(*east) <= high) & (np.abs(east[1] - east[0]) < 90.0)  # noqa: PLR2004 - not half around
    return near[keep], [degrees[keep] for degrees in east]


def _not_undone(fixes: Fixes, step: Ints, sign: Ints) -> list[int]:
    """Take crossings of one track that follow each other within a day together: they count once, where she ends up beyond."""
    if not len(step):
        return []
    apart = (fixes.track[step[1:]] != fixes.track[step[:-1]]) | (fixes.time[step[1:]] - fixes.time[step[:-1]] > TURNED_BACK_H * HOUR_US)
    groups = np.split(np.arange(len(step)), np.flatnonzero(apart) + 1)
    return [int(group[-1]) for group in groups if sign[group].sum() != 0]


def _row(fixes: Fixes, name: str, i: int, lon: float, lat: float) -> Row:
    start, end = int(fixes.time[i]), int(fixes.time[i + 1])
    hours = (end - start) / HOUR_US
    towards = _towards(float((fixes.lon[i + 1] - fixes.lon[i] + 180) % 360 - 180), float(fixes.lat[i + 1] - fixes.lat[i]))
    why = make_reason("route_passage", passage=name, towards=towards, start=show(start), end=show(end), minutes=round(60 * hours))
    return make_event(
        "passage",
        fixes.tracks[fixes.track[i]],
        start,
        end,
        method=METHOD,
        other_id=name,
        lon=(lon + 180) % 360 - 180,
        lat=lat,
        strength="strong" if hours <= SURE_H else "moderate",
        reasons=[why],
        refs=fixes.ends(i, i + 1),
    )


def _towards(east: float, north: float) -> str:
    points = ("N", "NE", "E", "SE", "S", "SW", "W", "NW")
    return points[round(np.degrees(np.arctan2(east, north)) / 45) % 8]


def count_passages(events: pd.DataFrame) -> pd.DataFrame:
    """Count by passage and month what :func:`find_passages` found.

    Args:
        events: an ``events`` table; kinds other than ``passage`` are passed over.

    Returns:
        ``passage, month`` (of the calendar, UTC, such as 2025-05), ``passes, assets``, sorted; months without any are not there.

    Raises:
        TableError: if ``events`` is no ``events`` table.
    """
    tables.check(events, "events", columns=("kind", "other_id", "asset_id"))
    own = events[events["kind"] == "passage"]
    keyed = pd.DataFrame(
        {
            "passage": own["other_id"].astype("str"),
            "month": own["started_at"].dt.strftime("%Y-%m").astype("str"),
            "asset_id": own["asset_id"].astype("str"),
        }
    )
    grouped = keyed.groupby(["passage", "month"], sort=True)["asset_id"]
    return grouped.agg(passes="size", assets="nunique").reset_index()
