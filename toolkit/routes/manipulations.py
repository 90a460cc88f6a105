"""Manipulated satellite navigation: ships that seem to leap elsewhere and back, or to run in rings."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.geo import NAUTICAL_MILE_M, haversine_m, land_exists, measure_shore_km
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.identities import MAX_SPEED_KN, NOISE_M
from toolkit.routes.rings import Ring, find_rings
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.tables import Reason, make_reason

__all__ = ["find_manipulations"]

METHOD = "routes.gnss_manipulation/1"
_LEAP_M = 10_000.0
_MIN_AWAY = 3
_MAX_AWAY_H = 72.0
_SAME_PLACE_M = {"teleport": 10_000.0, "ring": 1_000.0}
_SAME_TIME_US = 6 * HOUR_US


class _Finding(NamedTuple):
    """One stretch of positions that cannot be true, or hardly."""

    form: str
    asset: str
    start: int
    end: int
    lon: float
    lat: float
    distance_m: float
    why: Reason
    is_contradicted: bool
    refs: list[str]
    vague: dict[str, float]


def find_manipulations(tracks: TracksSource) -> pd.DataFrame:
    """Find teleports and rings: positions that a receiver was made to believe, or that somebody made up.

    *Teleport*: a step of more than 10 km at more than 60 kn, at least three positions there, at most 72 h, and a step back to where
    the ship could have sailed meanwhile (C4ADS 2019, "Above Us Only Stars": ships shown at airports inland). *Ring*: at least two
    full turns in one direction around one point (Bergman 2019, SkyTruth, "Systematic GPS manipulation occurring at Chinese oil
    terminals and government installations"). The figures are our own.

    ``moderate`` where the record contradicts itself or shows it again: another ship at the same false place within six hours, a
    place inland, a ring at whose speed or course the ship did not report herself; else ``weak``. Never ``strong``: the ship may be
    the victim, a faulty receiver leaps, and fishing, surveying and turning trials run in rings.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.

    Returns:
        ``events`` of kind ``gnss_manipulation``; place is the false place or the ring's centre, ``distance_m`` the leap or the radius.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.

    >>> lon = [121.9] * 3 + [123.0] * 3 + [121.9] * 3
    >>> tracks = pd.DataFrame({"source_id": "s", "line": range(9), "asset_id": "mmsi:412000001", "lon": lon, "lat": 30.0})
    >>> tracks["time"] = pd.Timestamp("2025-05-12T00:00Z") + pd.to_timedelta(range(0, 90, 10), unit="min")
    >>> find_manipulations(tracks)[["kind", "strength", "refs"]].values.tolist()
    [['gnss_manipulation', 'weak', ['positions:s#3-5']]]
    """
    found: list[_Finding] = []
    for fixes in read_blocks(tracks):
        found += [_teleport(fixes, first, last) for first, last in _absences(fixes)]
        found += [_ring(fixes, ring) for ring in find_rings(fixes)]
    inland = _inland(found)
    rows = (
        row
        for n, finding in enumerate(found)
        for row in soften_rows([_row(finding, _others(finding, found), is_inland=bool(inland[n]))], finding.vague)
    )
    return to_events(rows)


def _absences(fixes: Fixes) -> list[tuple[int, int]]:
    """Give first and last fix of each stay elsewhere that begins and ends with an impossible step."""
    leaps = fixes.fast_steps(MAX_SPEED_KN, _LEAP_M).tolist()
    found: list[tuple[int, int]] = []
    for i, j in pairwise(leaps):
        if fixes.track[i] != fixes.track[j] or (found and found[-1][1] > i):
            continue
        away_h = float(fixes.time[j + 1] - fixes.time[i]) / HOUR_US
        back = float(haversine_m(fixes.lon[i], fixes.lat[i], fixes.lon[j + 1], fixes.lat[j + 1]))
        if j - i >= _MIN_AWAY and away_h <= _MAX_AWAY_H and back <= max(NOISE_M, MAX_SPEED_KN * NAUTICAL_MILE_M * away_h):
            found.append((i + 1, j))
    return found


def _teleport(fixes: Fixes, first: int, last: int) -> _Finding:
    middle = (first + last) // 2
    metres = float(fixes.step_m(np.array([first - 1]))[0])
    why = make_reason(
        "route_teleport",
        refs=fixes.refs(first, last),
        km=round(metres / 1000, 1),
        positions=last - first + 1,
        start=show(fixes.time[first]),
        end=show(fixes.time[last]),
        limit=MAX_SPEED_KN,
    )
    return _finding("teleport", fixes, (first, last), (float(fixes.lon[middle]), float(fixes.lat[middle])), metres, why, contradicted=False)


def _ring(fixes: Fixes, ring: Ring) -> _Finding:
    why = make_reason(
        "route_ring",
        refs=fixes.refs(ring.first, ring.last),
        turns=round(ring.turns, 1),
        metres=round(ring.radius_m),
        knots=round(ring.way_kn, 1),
        start=show(fixes.time[ring.first]),
        end=show(fixes.time[ring.last]),
        said_kn=None if np.isnan(ring.said_kn) else round(ring.said_kn, 1),
        course_off_deg=None if np.isnan(ring.course_off_deg) else round(ring.course_off_deg, 1),
    )
    place = (ring.lon, ring.lat)
    return _finding("ring", fixes, (ring.first, ring.last), place, ring.radius_m, why, contradicted=ring.is_contradicted)


def _finding(  # noqa: PLR0913, PLR0917 - one call
    form: str, fixes: Fixes, span: tuple[int, int], place: tuple[float, float], metres: float, why: Reason, *, contradicted: bool
) -> _Finding:
    asset = fixes.tracks[fixes.track[span[0]]]
    start, end = int(fixes.time[span[0]]), int(fixes.time[span[1]])
    return _Finding(form, asset, start, end, *place, metres, why, contradicted, fixes.refs(*span), fixes.vague)


def _inland(found: list[_Finding]) -> npt.NDArray[np.bool_]:
    if not found or not land_exists():
        return np.zeros(len(found), dtype=np.bool_)
    inland: npt.NDArray[np.bool_] = measure_shore_km([f.lon for f in found], [f.lat for f in found]) == 0
    return inland


def _others(finding: _Finding, found: list[_Finding]) -> list[str]:
    """Name the other tracks that were put in the same false place at about the same time."""
    alike = [
        other
        for other in found
        if other.form == finding.form
        and other.asset != finding.asset
        and other.start <= finding.end + _SAME_TIME_US
        and other.end >= finding.start - _SAME_TIME_US
    ]
    metres = [float(haversine_m(finding.lon, finding.lat, other.lon, other.lat)) for other in alike]
    near = {other.asset for other, m in zip(alike, metres, strict=True) if m <= _SAME_PLACE_M[finding.form]}
    return sorted(near)


def _row(finding: _Finding, others: list[str], *, is_inland: bool) -> Row:
    reasons = [finding.why]
    if others:
        reasons.append(make_reason("route_manipulation_others", n=len(others), assets=others[:5]))
    if is_inland and finding.asset.startswith("mmsi:"):
        reasons.append(make_reason("route_manipulation_inland", asset=finding.asset))
    if finding.is_contradicted:
        reasons.append(make_reason("route_ring_contradicted"))
    return make_event(
        "gnss_manipulation",
        finding.asset,
        finding.start,
        finding.end,
        method=METHOD,
        lon=finding.lon,
        lat=finding.lat,
        distance_m=finding.distance_m,
        strength="moderate" if len(reasons) > 1 else "weak",
        reasons=reasons,
        against=[make_reason(f"route_{finding.form}_may_be"), make_reason("route_manipulation_victim")],
        refs=finding.refs,
    )
