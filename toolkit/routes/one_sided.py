"""One-sided meetings: a ship waited at sea, her draught or her course changed, and nobody was heard beside her."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.company import Watch, have_company, watch_track
from toolkit.routes.draughts import DraughtChange, read_draughts
from toolkit.routes.encounters import WITHIN_M
from toolkit.routes.fixes import Fixes
from toolkit.routes.marks import Marks, read_marks
from toolkit.routes.ports import HARBOUR_KM, load_ports, measure_port_m
from toolkit.routes.rows import Row, make_event, soften_rows, to_events
from toolkit.routes.stays import MIN_LOITERING_H, Drift, explain_drift, find_drifts
from toolkit.routes.turns import BACK_DEG, Turn, measure_turn
from toolkit.tables import Reason, make_reason

__all__ = ["find_one_sided_meetings"]

METHOD = "routes.one_sided_meetings/2"
SIGNS = ("draught", "course")
_FEW_WAITS = 5


def find_one_sided_meetings(
    tracks: TracksSource,
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
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
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
    ports = load_ports() if ports is None else ports
    tables.check(ports, "ports")
    blocks = read_blocks(tracks)
    waits: list[_Wait] = []
    turns: list[Turn] = []
    vague: dict[str, float] = {}
    for fixes in blocks:
        vague |= fixes.vague
        own, ways = _find_waits(fixes, ports, signs, min_loitering_h)
        waits, turns = waits + own, turns + ways
    if len(turns) >= _FEW_WAITS and 2 * _count_back(turns) > len(turns):
        waits = [wait for wait in waits if wait.sign.draught is not None]
    met = have_company(blocks, [wait.watch for wait in waits], WITHIN_M)
    return to_events(soften_rows((_row(wait, turns) for wait, had in zip(waits, met, strict=True) if not had), vague))


class _Sign(NamedTuple):
    """A stretch of loitering, and what was another after it."""

    drift: Drift
    draught: DraughtChange | None
    turn: Turn | None


class _Wait(NamedTuple):
    """The same once its fixes are left behind; it is watched from its start until the change was reported."""

    sign: _Sign
    watch: Watch
    end: int
    reasons: list[Reason]
    against: list[Reason]
    refs: list[str]


def _find_waits(fixes: Fixes, ports: pd.DataFrame, signs: Sequence[str], min_h: float) -> tuple[list[_Wait], list[Turn]]:
    """Give the waits of a block that ended with a sign and without a port, and the turns of all its waits."""
    draughts = read_draughts(fixes)
    found: dict[tuple[int, int], _Sign] = {}
    turns: list[Turn] = []
    for drift in find_drifts(fixes, ports, min_h):
        track, start, end = int(fixes.track[drift.first]), int(fixes.time[drift.first]), int(fixes.time[drift.last])
        draught = draughts.around(track, start, end)
        turn = measure_turn(fixes, drift.first, drift.last) if "course" in signs else None
        turns += [turn] if turn else []
        if draught.is_real and "draught" in signs:
            found[track, draught.at] = _Sign(drift, draught, turn)  # a later wait before the same report takes its place
        elif turn is not None and turn.degrees >= BACK_DEG:
            found[track, end] = _Sign(drift, None, turn)
    at_sea = [(sign, at) for (_, at), sign in found.items() if not _in_port(fixes, ports, sign.drift, at)]
    if not at_sea:
        return [], turns
    marks = read_marks(fixes)
    return [_make_wait(fixes, marks, *signed) for signed in at_sea], turns


def _in_port(fixes: Fixes, ports: pd.DataFrame, drift: Drift, until: int) -> bool:
    """Tell whether a track came within 10 km of a port: there a draught changes for every reason."""
    end = fixes.first[fixes.track[drift.first] + 1]
    last = drift.first + np.searchsorted(fixes.time[drift.first : end], until)
    metres, _ = measure_port_m(fixes.lon[drift.first : last], fixes.lat[drift.first : last], ports)
    return bool((metres < HARBOUR_KM * 1000).any())


def _make_wait(fixes: Fixes, marks: Marks, sign: _Sign, at: int) -> _Wait:
    first, last = sign.drift.first, sign.drift.last
    refs = fixes.refs(first, last)
    return _Wait(sign, watch_track(fixes, marks, first, at), int(fixes.time[last]), *explain_drift(fixes, sign.drift), refs)


def _count_back(turns: Sequence[Turn]) -> int:
    return sum(turn.degrees >= BACK_DEG for turn in turns)


def _row(wait: _Wait, turns: list[Turn]) -> Row:
    drift, draught, turn = wait.sign
    asset = wait.watch.track
    signs, doubts = [make_reason("route_one_sided", refs=wait.refs, asset=asset)], []
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
        wait.watch.start,
        wait.end,
        method=METHOD,
        lon=drift.lon,
        lat=drift.lat,
        strength="moderate" if draught is not None else "weak",
        reasons=[*signs, *wait.reasons],
        against=[*doubts, make_reason("route_partner_unknown"), *wait.against],
        refs=wait.refs,
    )
