"""Hulls and the identities they go by: one identity on two hulls, one hull under two identities."""

from collections import Counter

import numpy as np
import pandas as pd

from toolkit.geo import NAUTICAL_MILE_M, haversine_m
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.identities import MAX_SPEED_KN, NOISE_M
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.routes.statics import Particulars, read_particulars, summarise_particulars
from toolkit.tables import Reason, make_reason

__all__ = ["find_identity_splits", "suggest_same_hull"]

SPLIT_METHOD, SAME_METHOD = "routes.identity_splits/1", "routes.same_hull/1"
_MIN_SAID = 3
_MOST_OF_ONE = 4  # a number that more tracks send is a placeholder, not a hull
_HANDOVER_H = 72.0
_HANDOVER_KN = 25.0
_NEAR_M, _FAR_M = 5_000.0, 50_000.0
_OBSERVED_H = 24.0
_SAME_LENGTH_M = 1.0


def find_identity_splits(tracks: pd.DataFrame) -> pd.DataFrame:
    """Tell which assets :func:`split_identities` took apart, and on what evidence.

    Returns:
        ``events`` of kind ``identity_split``: ``asset_id`` and ``other_id`` are two tracks of one asset, from the first position of
        the later one. ``strong`` where static data and speeds both show two hulls, else ``moderate``.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.
    """
    fixes = read_fixes(tracks)
    if not len(fixes):
        return to_events([])
    hulls = summarise_particulars(tracks.iloc[fixes.order], fixes.track, len(fixes.tracks))
    asset = tracks["asset_id"].astype("object").to_numpy()[fixes.order[fixes.first[:-1]]]
    rows = []
    for name, numbers in pd.Series(range(len(fixes.tracks))).groupby(asset):
        codes = numbers.tolist()
        rows += [_split(fixes, str(name), a, b, hulls) for n, a in enumerate(codes) for b in codes[n + 1 :]]
    return to_events(soften_rows(rows, fixes.vague))


def _split(fixes: Fixes, asset: str, a: int, b: int, hulls: list[Particulars]) -> Row:
    spans = [(int(fixes.first[n]), int(fixes.first[n + 1]) - 1) for n in (a, b)]
    refs = [ref for first, last in spans for ref in fixes.refs(first, last)]
    index = np.concatenate([np.arange(first, last + 1) for first, last in spans])
    index = index[np.argsort(fixes.time[index], kind="stable")]
    hours = np.diff(fixes.time[index]) / HOUR_US
    step = haversine_m(fixes.lon[index[:-1]], fixes.lat[index[:-1]], fixes.lon[index[1:]], fixes.lat[index[1:]])
    impossible = int(((step > NOISE_M) & (step > MAX_SPEED_KN * NAUTICAL_MILE_M * hours)).sum())
    reasons: list[Reason] = []
    if impossible:
        reasons.append(make_reason("route_split_speed", refs=refs, asset=asset, steps=impossible, knots=MAX_SPEED_KN))
    differing = _differences(hulls[a], hulls[b])
    reasons += [
        make_reason("route_split_static", asset=asset, field=field, left=left, right=right, tracks=[fixes.tracks[a], fixes.tracks[b]])
        for field, left, right in differing
    ]
    start = max(fixes.time[first] for first, _ in spans)
    later = max(spans, key=lambda span: (fixes.time[span[0]], span[0]))[0]
    return make_event(
        "identity_split",
        fixes.tracks[a],
        start,
        min(fixes.time[last] for _, last in spans) if impossible else None,
        until=max(fixes.time[last] for _, last in spans),
        method=SPLIT_METHOD,
        other_id=fixes.tracks[b],
        lon=fixes.lon[later],
        lat=fixes.lat[later],
        strength="strong" if impossible and differing else "moderate",
        reasons=reasons,
        against=[make_reason("route_split_may_be")],
        refs=refs,
    )


def _differences(left: Particulars, right: Particulars) -> list[tuple[str, str | float, str | float]]:
    texts = [(f, getattr(left, f), getattr(right, f)) for f in ("imo", "call_sign", "name", "vessel_type")]
    found: list[tuple[str, str | float, str | float]] = [(f, a, b) for f, a, b in texts if a and b and a != b]
    return [*found, ("length_m", left.length_m, right.length_m)] if left.lengths_differ(right) else found


def suggest_same_hull(tracks: pd.DataFrame) -> pd.DataFrame:
    """Suggest tracks of different identities that may be one hull, and tracks that changed their name.

    Two tracks are suggested where they send the same valid IMO number, or where one is heard for the last time and another for
    the first time within 72 h after, at a place that 25 kn reaches and at most 50 km away (5 km are always allowed), with the
    same length and type and without two IMO numbers; the record must run on for a day after the one, have run for a day
    before the other, and fit no second pair. A suggestion merges nothing. Two transponders that run at the same time are told by
    :func:`find_encounters`, kind ``double_transponder``.

    Returns:
        ``events``: ``same_hull`` (``asset_id`` and ``other_id`` are tracks) and ``renamed`` (one track, from the first position under
        the new name).

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.
    """
    fixes = read_fixes(tracks)
    if not len(fixes):
        return to_events([])
    hulls = summarise_particulars(tracks.iloc[fixes.order], fixes.track, len(fixes.tracks))
    return to_events(soften_rows([*_renamings(tracks, fixes), *_same_imo(fixes, hulls), *_handovers(fixes, hulls)], fixes.vague))


def _renamings(tracks: pd.DataFrame, fixes: Fixes) -> list[Row]:
    known, code = read_particulars(tracks.iloc[fixes.order])
    name = pd.Series([known[c].name for c in code.tolist()])
    said = name != ""
    frame = pd.DataFrame({"track": fixes.track, "name": name, "fix": np.arange(len(fixes))})[said.to_numpy()]
    spans = frame.groupby(["track", "name"])["fix"].agg(["min", "max", "count"]).reset_index()
    spans = spans[spans["count"] >= _MIN_SAID].sort_values(["track", "min"])
    rows = []
    for before, after in zip(spans.iloc[:-1].itertuples(), spans.iloc[1:].itertuples(), strict=True):
        if int(str(before.track)) != int(str(after.track)) or int(str(before.max)) > int(str(after.min)):
            continue
        i, j = int(str(before.max)), int(str(after.min))
        refs = fixes.ends(i, j)
        rows.append(
            make_event(
                "renamed",
                fixes.tracks[fixes.track[i]],
                fixes.time[j],
                fixes.time[j],
                method=SAME_METHOD,
                lon=fixes.lon[j],
                lat=fixes.lat[j],
                strength="moderate",
                reasons=[make_reason("route_renamed", refs=refs, before=str(before.name), after=str(after.name), at=show(fixes.time[j]))],
                against=[make_reason("route_renamed_may_be")],
                refs=refs,
            ),
        )
    return rows


def _same_imo(fixes: Fixes, hulls: list[Particulars]) -> list[Row]:
    by_imo: dict[str, list[int]] = {}
    for number, hull in enumerate(hulls):
        if hull.imo:
            by_imo.setdefault(hull.imo, []).append(number)
    return [
        _same(fixes, a, b, [make_reason("route_same_imo", imo=imo, left=fixes.tracks[a], right=fixes.tracks[b])], "strong")
        for imo, numbers in sorted(by_imo.items())
        if len(numbers) <= _MOST_OF_ONE
        for n, a in enumerate(numbers)
        for b in numbers[n + 1 :]
    ]


def _handovers(fixes: Fixes, hulls: list[Particulars]) -> list[Row]:
    first, last = fixes.first[:-1], fixes.first[1:] - 1
    by_start = np.argsort(fixes.time[first], kind="stable")
    starts = fixes.time[first][by_start]
    opening, closing = int(fixes.time.min()), int(fixes.time.max())
    fitting: list[tuple[int, int, float, float]] = []
    for a in np.flatnonzero(closing - fixes.time[last] >= _OBSERVED_H * HOUR_US).tolist():
        if np.isnan(hulls[a].length_m):
            continue
        end = fixes.time[last[a]]
        low, high = np.searchsorted(starts, [max(end + 1, opening + int(_OBSERVED_H * HOUR_US)), end + int(_HANDOVER_H * HOUR_US)])
        for b in by_start[low:high].tolist():
            hours = float(fixes.time[first[b]] - end) / HOUR_US
            metres = float(haversine_m(fixes.lon[last[a]], fixes.lat[last[a]], fixes.lon[first[b]], fixes.lat[first[b]]))
            reach = max(_NEAR_M, min(_HANDOVER_KN * NAUTICAL_MILE_M * hours, _FAR_M))
            if _alike(hulls[a], hulls[b]) and metres <= reach:
                fitting.append((a, b, hours, metres))
    ends, begins = Counter(fit[0] for fit in fitting), Counter(fit[1] for fit in fitting)
    return [_handover(fixes, hulls, *fit) for fit in fitting if ends[fit[0]] == 1 == begins[fit[1]]]


def _alike(left: Particulars, right: Particulars) -> bool:
    same_length = abs(left.length_m - right.length_m) <= _SAME_LENGTH_M
    return same_length and left.vessel_type == right.vessel_type and not (left.imo and right.imo)


def _handover(fixes: Fixes, hulls: list[Particulars], a: int, b: int, hours: float, metres: float) -> Row:  # noqa: PLR0913, PLR0917 - one call
    why = make_reason(
        "route_handover",
        left=fixes.tracks[a],
        right=fixes.tracks[b],
        hours=round(hours, 1),
        km=round(metres / 1000, 1),
        length_m=hulls[a].length_m,
    )
    return _same(fixes, a, b, [why], "weak")


def _same(fixes: Fixes, a: int, b: int, reasons: list[Reason], strength: str) -> Row:
    a, b = min(a, b), max(a, b)
    spans = [(int(fixes.first[n]), int(fixes.first[n + 1]) - 1) for n in (a, b)]
    refs = [ref for first, last in spans for ref in fixes.refs(first, last)]
    start = max(fixes.time[first] for first, _ in spans)
    place = max((first for first, _ in spans), key=lambda i: (fixes.time[i], i))
    return make_event(
        "same_hull",
        fixes.tracks[a],
        start,
        start,
        method=SAME_METHOD,
        other_id=fixes.tracks[b],
        lon=fixes.lon[place],
        lat=fixes.lat[place],
        strength=strength,
        reasons=[{**reason, "refs": refs} for reason in reasons],
        against=[make_reason("route_same_hull_may_be")],
        refs=refs,
    )
