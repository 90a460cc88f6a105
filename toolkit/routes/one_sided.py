"""One-sided meetings: a ship waited at sea, her draught or her course changed, and nobody was heard beside her."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.routes.draughts import DraughtChange, read_draughts
from toolkit.routes.encounters import WITHIN_M
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.marks import MARK_US, find_pairs, read_marks
from toolkit.routes.ports import HARBOUR_KM, load_ports, measure_port_m
from toolkit.routes.rows import Row, make_event, soften_rows, to_events
from toolkit.routes.spans import close_spans
from toolkit.routes.stays import MIN_LOITERING_H, Drift, explain_drift, find_drifts
from toolkit.routes.turns import BACK_DEG, Turn, measure_turn
from toolkit.tables import make_reason

__all__ = ["find_one_sided_meetings"]

METHOD = "routes.one_sided_meetings/2"
SIGNS = ("draught", "course")
_FEW_WAITS = 5
_MIN_COMPANY_US = HOUR_US // 2


def find_one_sided_meetings(
    tracks: pd.DataFrame,
    ports: pd.DataFrame | None = None,
    *,
    signs: Sequence[str] = SIGNS,
    min_loitering_h: float = MIN_LOITERING_H,
) -> pd.DataFrame:
    """Find loitering from which a ship came away changed, while no ship was heard within 500 m for half an hour.

    Changed is the reported draught (``moderate``), or the course alone (``weak``: she went back the way she came,
    :func:`toolkit.routes.turns.measure_turn`; how many of all waits in the record ended so is said, and where more than half
    of five or more did, as on a fishing ground, the course alone is no sign). The partner is unknown, and stays so:
    ``other_id`` is missing. Loitering is that of :func:`find_loitering`; the draught before is the last one reported, the
    draught after the first within 24 h of the end that differs by 0.3 m or more; a ship that met another, or came within 10
    km of a port, before that report has an explanation and is left out.

    Args:
        tracks: a ``positions`` table, cleaned and split.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`.
        signs: which changes to look for.
        min_loitering_h: hours.

    Returns:
        ``events`` of kind ``one_sided_meeting``.

    Raises:
        TableError: if a table is not what it is taken for.
        ArgumentError: for another sign.
    """
    for sign in signs:
        if sign not in SIGNS:
            message = f"signs={sign!r}; give some of {SIGNS}"
            raise ArgumentError(message)
    fixes = read_fixes(tracks)
    ports = load_ports() if ports is None else ports
    tables.check(ports, "ports")
    draughts = read_draughts(fixes)
    found: dict[tuple[int, int], _Wait] = {}
    turns: list[Turn] = []
    for drift in find_drifts(fixes, ports, min_loitering_h):
        track, start, end = int(fixes.track[drift.first]), int(fixes.time[drift.first]), int(fixes.time[drift.last])
        draught = draughts.around(track, start, end)
        turn = measure_turn(fixes, drift.first, drift.last) if "course" in signs else None
        turns += [turn] if turn else []
        if draught.is_real and "draught" in signs:
            found[track, draught.at] = _Wait(drift, draught, turn)  # a later wait before the same report takes its place
        elif turn is not None and turn.degrees >= BACK_DEG:
            found[track, end] = _Wait(drift, None, turn)
    if len(turns) >= _FEW_WAITS and 2 * _count_back(turns) > len(turns):
        found = {key: wait for key, wait in found.items() if wait.draught is not None}
    company = _company(fixes) if found else {}
    rows = []
    for (track, at), wait in found.items():
        start = int(fixes.time[wait.drift.first])
        met = any(since < at and until > start for since, until in company.get(track, []))
        if not met and not _in_port(fixes, ports, track, start, at):
            rows.append(_row(fixes, wait, turns))
    return to_events(soften_rows(rows, fixes.vague))


class _Wait(NamedTuple):
    """A stretch of loitering, and what was another after it."""

    drift: Drift
    draught: DraughtChange | None
    turn: Turn | None


def _count_back(turns: Sequence[Turn]) -> int:
    return sum(turn.degrees >= BACK_DEG for turn in turns)


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


def _row(fixes: Fixes, wait: _Wait, turns: list[Turn]) -> Row:
    drift, draught, turn = wait
    asset = fixes.tracks[fixes.track[drift.first]]
    refs = fixes.refs(drift.first, drift.last)
    reasons, against = explain_drift(fixes, drift)
    signs, doubts = [make_reason("route_one_sided", refs=refs, asset=asset)], []
    if draught is not None:
        signs.append(make_reason("route_draught_changed", asset=asset, before=draught.before, after=draught.after))
        doubts.append(make_reason("route_draught_by_hand"))
    if turn is not None and turn.degrees >= BACK_DEG:
        signs.append(
            make_reason("route_went_back", degrees=round(turn.degrees), came_km=round(turn.came_km), went_km=round(turn.went_km)),
        )
        doubts.append(make_reason("route_went_back_may_be", back=_count_back(turns), waits=len(turns)))
    return make_event(
        "one_sided_meeting",
        asset,
        fixes.time[drift.first],
        fixes.time[drift.last],
        method=METHOD,
        lon=drift.lon,
        lat=drift.lat,
        strength="moderate" if draught is not None else "weak",
        reasons=[*signs, *reasons],
        against=[*doubts, make_reason("route_partner_unknown"), *against],
        refs=refs,
    )
