"""Gaps: stretches in which a track was not heard."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids
from toolkit.routes.blocks import Tracks, TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.reception import HeardHours, Onsets, count_fallen_silent
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.tables import Reason, make_reason

__all__ = ["MIN_GAP_H", "PUBLISHED_GAP_H", "SilenceScan", "find_gaps", "find_silences"]

METHOD = "routes.gaps/1"
MIN_GAP_H = 6.0
"""Shortest silence that is reported; the published definition asks for 12 h and is named where it is met."""
PUBLISHED_GAP_H = 12.0
_MIN_NEIGHBOURS = 5
_FEW, _MANY = 0.1, 0.5
_LAID_UP_M, _LAID_UP_KN = 1_000.0, 0.5


def find_gaps(tracks: TracksSource, *, min_gap_h: float = MIN_GAP_H) -> pd.DataFrame:
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
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
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
    blocks, silences = read_blocks(tracks), SilenceScan(min_gap_h)
    for fixes in blocks:
        silences.add(fixes)
    return to_events(silences.rows(blocks))


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


class SilenceScan:
    """Silences gathered block by block; what needs the whole record is asked at the end."""

    def __init__(self, min_gap_h: float) -> None:
        """Begin with nothing heard."""
        self.min_gap_h = min_gap_h
        self.heard = HeardHours()
        self._found: list[_Silence] = []
        self._lasts: list[_Silence] = []
        self._vague: dict[str, float] = {}
        self._end = 0
        self._block = 0

    def add(self, fixes: Fixes) -> None:
        """Take in the next block."""
        self.heard.add(fixes)
        self._vague |= fixes.vague
        limit = int(self.min_gap_h * HOUR_US)
        inner = np.flatnonzero(fixes.joined & (fixes.step_us >= limit))
        bridged = fixes.step_m(inner)
        for i, metres in zip(inner.tolist(), bridged.tolist(), strict=True):
            self._found.append(self._silence(fixes, i, fixes.ends(i, i + 1), int(fixes.time[i + 1]), metres))
        for i in (fixes.first[1:] - 1).tolist():
            self._lasts.append(self._silence(fixes, i, [], None, np.nan))
        self._end = max(self._end, int(fixes.time[fixes.first[1:] - 1].max(initial=0)))
        self._block += 1

    def _silence(self, fixes: Fixes, i: int, refs: list[str], until: int | None, metres: float) -> "_Silence":
        code = int(fixes.track[i])
        cite = (fixes.sources[fixes.source[i]], int(fixes.line[i]))
        place = (float(fixes.lon[i]), float(fixes.lat[i]), float(fixes.speed[i]))
        return _Silence(fixes.tracks[code], int(fixes.time[i]), until, *place, metres, refs, self._block, code, cite)

    def rows(self, blocks: Tracks) -> list[Row]:
        """Make the rows of :func:`find_gaps`."""
        limit = self.min_gap_h * HOUR_US
        found = [*self._found, *(last for last in self._lasts if self._end - last.at >= limit)]
        at = np.array([silence.at for silence in found], dtype=np.int64)
        until = np.array([self._end if silence.until is None else silence.until for silence in found], dtype=np.int64)
        dark = self.heard.count().dark_hours(at, until)
        keep = np.flatnonzero((until - at) / HOUR_US - dark >= self.min_gap_h)
        found, at, until, dark = [found[n] for n in keep.tolist()], at[keep], until[keep], dark[keep]
        places = (np.array([getattr(s, name) for s in found]) for name in ("lon", "lat", "block", "track"))
        others, silent = count_fallen_silent(blocks, self.heard, Onsets(at, until, *places))
        told = zip(found, until.tolist(), dark.tolist(), others.tolist(), silent.tolist(), strict=True)
        return soften_rows((_row(*what) for what in told), self._vague)


class _Silence(NamedTuple):
    asset: str
    at: int
    until: int | None
    """When it is heard again; ``None`` while open."""
    lon: float
    lat: float
    speed: float
    distance_m: float
    refs: list[str]
    block: int
    track: int
    cite: tuple[str, int]


def _row(span: _Silence, until: int, dark_h: float, others: int, silent: int) -> Row:
    hours, is_open, distance = (until - span.at) / HOUR_US, span.until is None, span.distance_m
    refs = [ids.make_ref("positions", span.cite[0], first=span.cite[1])] if is_open else span.refs
    silence = make_reason(
        "route_gap_open" if is_open else "route_gap",
        refs=refs,
        hours=round(hours, 2),
        start=show(span.at),
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
    if distance <= _LAID_UP_M and span.speed <= _LAID_UP_KN:
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
        span.asset,
        span.at,
        None if is_open else until,
        until=until,
        method=METHOD,
        lon=span.lon,
        lat=span.lat,
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
