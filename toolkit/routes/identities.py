"""Which hull a position belongs to, where one identity is sent by two."""

from math import pi, sin

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.geo import EARTH_RADIUS_M, NAUTICAL_MILE_M, to_xyz
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.statics import Particulars, read_particulars

__all__ = ["MAX_SPEED_KN", "NOISE_M", "split_identities"]

MAX_SPEED_KN = 60.0
"""No ship that carries AIS for its trade makes this speed; two hulls on one identity seem to."""
MIN_JUMPS = 5
"""So many impossible speeds make a second hull likely; fewer are faults of single positions."""
NOISE_M = 2_000.0
_MIN_OF_A_HULL = 3

Ints = npt.NDArray[np.int64]


def split_identities(positions: pd.DataFrame) -> pd.DataFrame:
    """Give each hull its own track: ``track_id`` is ``asset_id``, or ``asset_id/1``, ``asset_id/2`` … where hulls share it.

    An asset is taken apart where its static data contradict each other (two valid IMO numbers; lengths that differ by more
    than a tenth together with another name or call sign), or where at least five steps of it imply more than 60 kn over
    more than 2 km. Its positions are then dealt to hulls in order of time: to one whose static data do not contradict and
    that could have got there. A hull with the same static data that never alternates with the other is the same one with a
    faulty position, or a new name, and stays one track.

    Args:
        positions: a ``positions`` table, best after :func:`clean_positions`.

    Returns:
        The same rows in the same order with ``track_id``; positions that cannot be used go to the track that their static
        data fit, else to the asset's first.

    Raises:
        TableError: if ``positions`` is no ``positions`` table.
    """
    frame = tables.conform(positions.drop(columns=["track_id"], errors="ignore"), "positions")
    if frame.empty:
        return frame
    fixes = read_fixes(frame)
    known, code = read_particulars(frame)
    asset = frame["asset_id"].astype("object").to_numpy()
    track = asset.copy()
    rows_of = frame.groupby("asset_id", observed=True).indices
    for number in _suspects(fixes, known, code):
        first, end = fixes.first[number], fixes.first[number + 1]
        rows = fixes.order[first:end]
        hull = _merge(_deal(fixes, first, end, known, code[rows]), known, code[rows])
        if hull.max(initial=0) == 0:
            continue
        name = fixes.tracks[number]
        everything = np.asarray(rows_of[name], dtype=np.int64)
        track[everything] = [f"{name}/{h + 1}" for h in _spread(everything, rows, hull, code)]
    frame["track_id"] = pd.Categorical(track, categories=sorted(set(track)))
    return frame


def _suspects(fixes: Fixes, known: list[Particulars], code: Ints) -> list[int]:
    hours = np.diff(fixes.time) / HOUR_US
    step = fixes.step_m()
    jump = fixes.joined & (step > NOISE_M) & (step > MAX_SPEED_KN * NAUTICAL_MILE_M * hours)
    suspects = set(np.flatnonzero(np.bincount(fixes.track[:-1][jump], minlength=len(fixes.tracks)) >= MIN_JUMPS).tolist())
    said = pd.DataFrame({"track": fixes.track, "code": code[fixes.order]}).value_counts().reset_index()
    said = said[said["count"] >= _MIN_OF_A_HULL]
    for number, codes in said[said.duplicated("track", keep=False)].groupby("track")["code"]:
        distinct = [known[c] for c in codes]
        if any(a.contradicts(b) for n, a in enumerate(distinct) for b in distinct[n + 1 :]):
            suspects.add(int(str(number)))
    return sorted(suspects)


def _deal(fixes: Fixes, first: int, end: int, known: list[Particulars], code: Ints) -> Ints:
    """Deal the fixes of an asset to branches, each reachable from its last fix and free of contradiction.

    Of several the one that has said the same before is taken, then the nearest. Fix by fix there are too few numbers for arrays.
    """
    distinct = set(code.tolist())
    clashes = {a: {b for b in distinct if known[a].contradicts(known[b])} for a in distinct}
    places, times = to_xyz(fixes.lon[first:end], fixes.lat[first:end]).tolist(), fixes.time[first:end].tolist()
    lasts: list[int] = []
    said: list[set[int]] = []
    shut: list[set[int]] = []
    branch = np.zeros(end - first, dtype=np.int64)
    for n, own in enumerate(code.tolist()):
        x, y, z = places[n]
        reachable = []
        for b, last in enumerate(lasts):
            if own not in shut[b]:
                u, v, w = places[last]
                apart = (x - u) ** 2 + (y - v) ** 2 + (z - w) ** 2
                if apart <= _reach(times[n] - times[last]) ** 2:
                    reachable.append((own not in said[b], apart, b))
        if not reachable:
            reachable.append((True, 0.0, len(lasts)))
            lasts.append(n)
            said.append(set())
            shut.append(set())
        chosen = min(reachable)[2]
        branch[n] = chosen
        lasts[chosen] = n
        said[chosen].add(own)
        shut[chosen] |= clashes[own]
    return branch


def _reach(microseconds: int) -> float:
    """Give the chord of the longest way that a ship can make in a time, in metres."""
    way = max(NOISE_M, MAX_SPEED_KN * NAUTICAL_MILE_M * microseconds / HOUR_US)
    return 2 * EARTH_RADIUS_M * sin(min(way / (2 * EARTH_RADIUS_M), pi / 2))


def _merge(branch: Ints, known: list[Particulars], code: Ints) -> Ints:
    """Join branches that are no second hull: too few fixes, or never alternating and free of contradiction."""
    branch = branch.copy()
    said = {b: [known[c] for c in np.unique(code[branch == b])] for b in np.unique(branch).tolist()}
    by_size = sorted(said, key=lambda b: (-int((branch == b).sum()), b))
    kept: list[int] = []
    for b in by_size:
        rows = branch == b
        for other in kept:
            if any(a.contradicts(c) for a in said[b] for c in said[other]) and rows.sum() >= _MIN_OF_A_HULL:
                continue
            both = branch[rows | (branch == other)]
            if rows.sum() < _MIN_OF_A_HULL or int((np.diff(both) != 0).sum()) < MIN_JUMPS:
                branch[rows] = other
                said[other] += said[b]
                break
        else:
            kept.append(b)
    order = pd.unique(branch).tolist()
    return np.array([order.index(b) for b in branch], dtype=np.int64)


def _spread(everything: Ints, rows: Ints, hull: Ints, code: Ints) -> Ints:
    """Give a hull to the unusable rows as well, by their static data."""
    by_code = pd.Series(hull).groupby(code[rows]).agg(lambda h: h.value_counts().index[0]).to_dict()
    given = dict(zip(rows.tolist(), hull.tolist(), strict=True))
    return np.array([given.get(r, by_code.get(int(code[r]), 0)) for r in everything.tolist()], dtype=np.int64)
