"""One-sided meetings: a ship waited at sea, her draught changed, and nobody was heard beside her."""

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.routes.draughts import MIN_CHANGE_M, read_draughts
from toolkit.routes.encounters import WITHIN_M, close_spans
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.marks import MARK_US, find_pairs, read_marks
from toolkit.routes.ports import load_ports
from toolkit.routes.rows import Row, make_event, to_events
from toolkit.routes.stays import MIN_LOITERING_H, loitering_rows
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
    before is the last one reported, the draught after the first within 24 h of the end that differs by 0.3 m or more.

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
    draughts = read_draughts(tracks, fixes)
    if not len(draughts.time):
        return tables.empty("events")
    number = {name: n for n, name in enumerate(fixes.tracks)}
    company: dict[int, list[tuple[int, int]]] | None = None
    rows = []
    for loitering in loitering_rows(fixes, ports, min_loitering_h):
        track = number[str(loitering["asset_id"])]
        start, end = (int(pd.Timestamp(str(loitering[side])).as_unit("us").value) for side in ("started_at", "ended_at"))
        before, after = draughts.around(track, start, end)
        if not abs(after - before) >= MIN_CHANGE_M - 1e-9:
            continue
        company = _company(fixes) if company is None else company
        if any(since < end and until > start for since, until in company.get(track, [])):
            continue
        rows.append(_row(loitering, start, end, before, after))
    return to_events(rows)


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


def _row(loitering: Row, start: int, end: int, before: float, after: float) -> Row:
    asset = str(loitering["asset_id"])
    reasons, against, refs = loitering["reasons"], loitering["against"], loitering["refs"]
    assert isinstance(reasons, list)  # noqa: S101 - for the type checker
    assert isinstance(against, list)  # noqa: S101 - for the type checker
    assert isinstance(refs, list)  # noqa: S101 - for the type checker
    place = [float(str(loitering[side])) for side in ("lon", "lat")]
    return make_event(
        "one_sided_meeting",
        asset,
        start,
        end,
        method=METHOD,
        lon=place[0],
        lat=place[1],
        distance_m=np.nan,
        strength="moderate",
        reasons=[
            make_reason("route_one_sided", asset=asset),
            make_reason("route_draught_changed", weight=1.0, asset=asset, before=before, after=after),
            *reasons,
        ],
        against=[make_reason("route_draught_by_hand"), make_reason("route_partner_unknown"), *against],
        refs=refs,
    )
