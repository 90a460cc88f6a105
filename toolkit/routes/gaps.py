"""Gaps: stretches in which a track was not heard."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.geo import haversine_m
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.reception import count_fallen_silent, count_hours
from toolkit.routes.rows import Row, make_event, show, to_events
from toolkit.tables import Reason, make_reason

__all__ = ["MIN_GAP_H", "find_gaps", "find_silences", "gap_rows"]

METHOD = "routes.gaps/1"
MIN_GAP_H = 6.0
"""Shortest silence that is reported; the published definition asks for 12 h and is named where it is met."""
PUBLISHED_GAP_H = 12.0
_MIN_NEIGHBOURS = 5
_FEW, _MANY = 0.1, 0.5
_LAID_UP_M, _LAID_UP_KN = 1_000.0, 0.5


def find_gaps(tracks: pd.DataFrame, *, min_gap_h: float = MIN_GAP_H) -> pd.DataFrame:
    """Find silences between positions of a track, and open ones that last to the end of the record.

    Definition: no position for at least ``min_gap_h``. Twelve hours is what Welch et al. 2022, "Hot spots of unseen fishing
    vessels", Science Advances 8 (44), eabq2109, ask for; their "suspected disabling" asks for more and is not claimed here.
    Hours in which fewer than 5 % of the assets that were heard before and after were heard at all are the record's own
    silence, and do not count towards a gap: a file that holds the first half hour of a day and its last minute has no gaps.
    How many neighbours within 50 km fell silent at the same time is counted for each gap.

    A gap is not guilt. The strength is ``moderate`` where at least five neighbours could be compared and at most one in ten
    fell silent too, else ``weak``; never ``strong``. A ship that lay still before and is heard again within 1 km may have been
    laid up with everything off, and stays ``weak``.

    Args:
        tracks: a ``positions`` table, cleaned and split.
        min_gap_h: hours.

    Returns:
        ``events`` of kind ``gap``; ``distance_m`` is from the last place heard to the next; place and refs are the last before
        and the first after. While open, ``ended_at`` is missing and ``duration_h`` runs to the end of the record.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:412000001", "lon": 121.9, "lat": [30.0, 30.5]})
    >>> tracks["time"] = pd.to_datetime(["2025-05-12T00:00Z", "2025-05-12T09:00Z"])
    >>> find_gaps(tracks)[["kind", "duration_h", "strength", "refs"]].values.tolist()
    [['gap', 9.0, 'weak', ['positions:s#2', 'positions:s#3']]]
    """
    return to_events(gap_rows(read_fixes(tracks), min_gap_h))


def find_silences(fixes: Fixes, min_gap_h: float) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Give the index of the last fix before each silence, the instant it ends (or the record does), and whether it is open."""
    if not len(fixes):
        none = np.zeros(0, dtype=np.int64)
        return none, none, none.astype(np.bool_)
    window_end = int(fixes.time.max())
    limit = min_gap_h * HOUR_US
    inner = np.flatnonzero(fixes.joined & (np.diff(fixes.time) >= limit))
    last = fixes.first[1:] - 1
    ending = last[window_end - fixes.time[last] >= limit]
    at = np.concatenate([inner, ending])
    until = np.concatenate([fixes.time[inner + 1], np.full(len(ending), window_end)])
    is_open = np.concatenate([np.zeros(len(inner), dtype=np.bool_), np.ones(len(ending), dtype=np.bool_)])
    return at, until, is_open


def gap_rows(fixes: Fixes, min_gap_h: float) -> list[Row]:
    """Make the rows of :func:`find_gaps`."""
    at, until, is_open = find_silences(fixes, min_gap_h)
    hours = (until - fixes.time[at]) / HOUR_US
    dark = count_hours(fixes).dark_hours(fixes.time[at], until)
    keep = hours - dark >= min_gap_h
    at, until, is_open, hours, dark = at[keep], until[keep], is_open[keep], hours[keep], dark[keep]
    others, silent = count_fallen_silent(fixes, at, until)
    silences = zip(at.tolist(), until.tolist(), is_open.tolist(), dark.tolist(), others.tolist(), silent.tolist(), strict=True)
    return [_row(fixes, _Silence(*silence)) for silence in silences]


class _Silence(NamedTuple):
    at: int
    until: int
    is_open: bool
    dark_h: float
    others: int
    silent: int


def _row(fixes: Fixes, span: _Silence) -> Row:
    i, until, is_open, dark_h, others, silent = span
    hours = (until - fixes.time[i]) / HOUR_US
    refs = fixes.ends(i) if is_open else fixes.ends(i, i + 1)
    distance = np.nan if is_open else float(haversine_m(fixes.lon[i], fixes.lat[i], fixes.lon[i + 1], fixes.lat[i + 1]))
    silence = make_reason(
        "route_gap_open" if is_open else "route_gap",
        refs=refs,
        hours=round(hours, 2),
        start=show(fixes.time[i]),
        end=show(until),
        definition_h=PUBLISHED_GAP_H,
        **({} if is_open else {"km": round(distance / 1000, 1)}),
    )
    reasons, against = [silence], [make_reason("route_gap_no_guilt")]
    strength = "weak"
    few = others >= _MIN_NEIGHBOURS and silent <= _FEW * others
    if few:
        reasons.append(make_reason("route_gap_others_heard", silent=silent, others=others))
        strength = "weak" if is_open else "moderate"
    else:
        against.append(_reception(others, silent))
    if distance <= _LAID_UP_M and fixes.speed[i] <= _LAID_UP_KN:
        against.append(make_reason("route_gap_laid_up", metres=round(distance)))
        strength = "weak"
    if hours < PUBLISHED_GAP_H:
        against.append(make_reason("route_gap_below_definition", hours=round(hours, 2), definition_h=PUBLISHED_GAP_H))
    if dark_h:
        against.append(make_reason("route_gap_dark_hours", hours=round(dark_h, 1)))
    if is_open:
        against.append(make_reason("route_gap_left_area"))
    return make_event(
        "gap",
        fixes.tracks[fixes.track[i]],
        fixes.time[i],
        None if is_open else until,
        until=until,
        method=METHOD,
        lon=fixes.lon[i],
        lat=fixes.lat[i],
        distance_m=distance,
        strength=strength,
        reasons=reasons,
        against=against,
        refs=refs,
    )


def _reception(others: int, silent: int) -> Reason:
    if others < _MIN_NEIGHBOURS:
        return make_reason("route_gap_few_neighbours", others=others)
    code = "route_gap_reception" if silent >= _MANY * others else "route_gap_some_silent"
    return make_reason(code, silent=silent, others=others)
