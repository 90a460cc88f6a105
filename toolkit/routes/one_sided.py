"""One-sided meetings: a ship waited at sea, her draught changed, and nobody was heard beside her."""

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.routes.draughts import DraughtChange, read_draughts
from toolkit.routes.encounters import WITHIN_M
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.marks import MARK_US, find_pairs, read_marks
from toolkit.routes.ports import HARBOUR_KM, load_ports, measure_port_m
from toolkit.routes.rows import Row, make_event, soften_rows, to_events
from toolkit.routes.spans import close_spans
from toolkit.routes.stays import MIN_LOITERING_H, Drift, explain_drift, find_drifts
from toolkit.tables import make_reason

__all__ = ["find_one_sided_meetings"]

METHOD = "routes.one_sided_meetings/1"
_MIN_COMPANY_US = HOUR_US // 2


def find_one_sided_meetings(
    tracks: pd.DataFrame,
    ports: pd.DataFrame | None = None,
    *,
    min_loitering_h: float = MIN_LOITERING_H,
) -> pd.DataFrame:
    """Find loitering after which the reported draught is another, while no ship was heard within 500 m for half an hour.

    The partner is unknown, and stays so: ``other_id`` is missing. Loitering is that of :func:`find_loitering`; the draught
    before is the last one reported, the draught after the first within 24 h of the end that differs by 0.3 m or more; a ship
    that met another, or came within 10 km of a port, before that report has an explanation and is left out.

    Args:
        tracks: a ``positions`` table, cleaned and split.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`.
        min_loitering_h: hours.

    Returns:
        ``events`` of kind ``one_sided_meeting``.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    fixes = read_fixes(tracks)
    ports = load_ports() if ports is None else ports
    tables.check(ports, "ports")
    draughts = read_draughts(fixes)
    if not len(draughts.time):
        return tables.empty("events")
    found: dict[tuple[int, int], tuple[Drift, DraughtChange]] = {}
    for drift in find_drifts(fixes, ports, min_loitering_h):
        track, start, end = int(fixes.track[drift.first]), int(fixes.time[drift.first]), int(fixes.time[drift.last])
        draught = draughts.around(track, start, end)
        if draught.is_real:
            found[track, draught.at] = (drift, draught)  # a later wait before the same report takes its place
    company = _company(fixes) if found else {}
    rows = []
    for (track, at), (drift, draught) in found.items():
        start = int(fixes.time[drift.first])
        met = any(since < at and until > start for since, until in company.get(track, []))
        if not met and not _in_port(fixes, ports, track, start, at):
            rows.append(_row(fixes, drift, draught))
    return to_events(soften_rows(rows, fixes.vague))


def _in_port(fixes: Fixes, ports: pd.DataFrame, track: int, start: int, end: int) -> bool:
    """Tell whether a track came within 10 km of a port: there a draught changes for every reason."""
    low, high = fixes.first[track], fixes.first[track + 1]
    first, last = low + np.searchsorted(fixes.time[low:high], [start, end])
    metres, _ = measure_port_m(fixes.lon[first:last], fixes.lat[first:last], ports)
    return bool((metres < HARBOUR_KM * 1000).any())


def _company(fixes: Fixes) -> dict[int, list[tuple[int, int]]]:
    """Give the stretches of half an hour or more in which each track had another one within 500 m."""
    marks = read_marks(fixes)
    pairs = find_pairs(marks, WITHIN_M)
    first, last = close_spans(marks, pairs)
    found: dict[int, list[tuple[int, int]]] = {}
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        since, until = (int(marks.mark[pairs.left[n]]) * MARK_US for n in (a, b))
        if until - since >= _MIN_COMPANY_US:
            for side in (pairs.left, pairs.right):
                found.setdefault(int(marks.track[side[a]]), []).append((since, until))
    return found


def _row(fixes: Fixes, drift: Drift, draught: DraughtChange) -> Row:
    asset = fixes.tracks[fixes.track[drift.first]]
    refs = fixes.refs(drift.first, drift.last)
    reasons, against = explain_drift(fixes, drift)
    return make_event(
        "one_sided_meeting",
        asset,
        fixes.time[drift.first],
        fixes.time[drift.last],
        method=METHOD,
        lon=drift.lon,
        lat=drift.lat,
        strength="moderate",
        reasons=[
            make_reason("route_one_sided", refs=refs, asset=asset),
            make_reason("route_draught_changed", asset=asset, before=draught.before, after=draught.after),
            *reasons,
        ],
        against=[make_reason("route_draught_by_hand"), make_reason("route_partner_unknown"), *against],
        refs=refs,
    )
