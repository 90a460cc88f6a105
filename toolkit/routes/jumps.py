"""Jumps: steps that no ship can make, and changes of draught between reports."""

import numpy as np
import pandas as pd

from toolkit.geo import NAUTICAL_MILE_M
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.draughts import MIN_CHANGE_M, Draughts, read_draughts
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.identities import MAX_SPEED_KN, NOISE_M
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.tables import make_reason

__all__ = ["draught_rows", "find_draught_changes", "find_jumps", "jump_rows"]

JUMP_METHOD, DRAUGHT_METHOD = "routes.jumps/1", "routes.draught_changes/1"


def find_jumps(tracks: TracksSource) -> pd.DataFrame:
    """Find steps of a track that imply more than 60 kn over more than 2 km.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.

    Returns:
        ``events`` of kind ``jump``; ``distance_m`` is the step.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:412000001", "lon": 121.9, "lat": [30.0, 31.0]})
    >>> tracks["time"] = pd.to_datetime(["2025-05-12T00:00Z", "2025-05-12T00:10Z"])
    >>> find_jumps(tracks)["reasons"].iloc[0][0]["values"]["knots"]
    360
    """
    return to_events(row for fixes in read_blocks(tracks) for row in jump_rows(fixes))


def find_draught_changes(tracks: TracksSource) -> pd.DataFrame:
    """Find the moments at which a track's reported draught changed by 0.3 m or more.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.

    Returns:
        ``events`` of kind ``draught_change``, from the last report of the old draught to the first of the new one.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:412000001", "lon": 121.9, "lat": [30.0, 30.0]})
    >>> tracks["time"] = pd.to_datetime(["2025-05-12T00:00Z", "2025-05-12T06:00Z"])
    >>> changes = find_draught_changes(tracks.assign(draught_m=[5.1, 5.8]))
    >>> changes["reasons"].iloc[0][0]["values"]
    {'asset': 'mmsi:412000001', 'before': 5.1, 'after': 5.8}
    """
    return to_events(row for fixes in read_blocks(tracks) for row in draught_rows(fixes, read_draughts(fixes)))


def jump_rows(fixes: Fixes) -> list[Row]:
    """Make the rows of :func:`find_jumps`."""
    found = fixes.fast_steps(MAX_SPEED_KN, NOISE_M)
    step, hours = fixes.step_m(found), fixes.step_us[found] / HOUR_US
    rows = [_jump(fixes, int(i), float(metres), float(h)) for i, metres, h in zip(found, step, hours, strict=True)]
    return soften_rows(rows, fixes.vague)


def _jump(fixes: Fixes, i: int, step: float, hours: float) -> Row:
    refs = fixes.ends(i, i + 1)
    why = make_reason(
        "route_jump",
        refs=refs,
        km=round(step / 1000, 1),
        minutes=round(hours * 60, 1),
        knots=round(step / NAUTICAL_MILE_M / hours) if hours else None,
        limit=MAX_SPEED_KN,
    )
    return make_event(
        "jump",
        fixes.tracks[fixes.track[i]],
        fixes.time[i],
        fixes.time[i + 1],
        method=JUMP_METHOD,
        lon=fixes.lon[i],
        lat=fixes.lat[i],
        distance_m=step,
        reasons=[why],
        against=[make_reason("route_jump_may_be")],
        refs=refs,
    )


def draught_rows(fixes: Fixes, draughts: Draughts) -> list[Row]:
    """Make the rows of :func:`find_draught_changes`."""
    change = np.abs(np.diff(draughts.metres)) >= MIN_CHANGE_M - 1e-9
    rows = []
    for n in np.flatnonzero(change & (np.diff(draughts.track) == 0)).tolist():
        i, j = int(draughts.fix[n]), int(draughts.fix[n + 1])
        refs = fixes.ends(i, j)
        before, after = float(draughts.metres[n]), float(draughts.metres[n + 1])
        asset = fixes.tracks[fixes.track[i]]
        rows.append(
            make_event(
                "draught_change",
                asset,
                fixes.time[i],
                fixes.time[j],
                method=DRAUGHT_METHOD,
                lon=fixes.lon[j],
                lat=fixes.lat[j],
                reasons=[
                    make_reason("route_draught_changed", refs=refs, asset=asset, before=before, after=after),
                    make_reason("route_draught_when", start=show(fixes.time[i]), end=show(fixes.time[j])),
                ],
                against=[make_reason("route_draught_by_hand")],
                refs=refs,
            ),
        )
    return rows
