"""Trips by road that cannot have been made as declared: distance against time, and seals and gates out of order."""

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.errors import TableError
from toolkit.geo import haversine_m
from toolkit.tables import Reason, make_reason

__all__ = ["TRIP_ORDER", "check_trips"]

METHOD = "routes.trips/1"
MAX_KMH = 100.0
TRIP_ORDER = ("sealed", "gate_out", "gate_in", "seal_checked", "unsealed", "returned")
"""Milestones of a bonded trip in the order in which they can happen."""
_NEEDED = ("trip_id", "kind", "time", "lon", "lat")


def check_trips(milestones: pd.DataFrame, *, max_kmh: float = MAX_KMH) -> pd.DataFrame:
    """Check the milestones of each trip: whether any two next to each other ask for more than a truck can do, and their order.

    The way is bounded from below by the great circle, so that no network of roads is needed: what the straight line does not
    allow, no road does. What it allows may still be impossible by road.

    Args:
        milestones: ``trip_id, kind, time`` (UTC, an instant), ``lon, lat``; ``ref`` where rows have one. Rows without a time are
            left out and counted against the check.
        max_kmh: the fastest mean speed of a truck over land.

    Returns:
        ``checks``: ``trip_speed`` (km/h asked for at least) and ``trip_order`` (how many milestones come before one that must
        precede them), one of each a trip; ``not_assessable`` with fewer than two timed milestones.

    Raises:
        TableError: if a column is missing, or times have no zone.

    >>> milestones = pd.DataFrame({"trip_id": "t", "kind": ["sealed", "gate_in"], "lon": [121.5, 118.8], "lat": [31.2, 32.1]})
    >>> milestones["time"] = pd.to_datetime(["2025-05-12T08:00Z", "2025-05-12T10:00Z"])
    >>> check_trips(milestones)[["kind", "outcome", "observed"]].values.tolist()
    [['trip_speed', 'above', 137.0], ['trip_order', 'within', 0.0]]
    """
    missing = [name for name in _NEEDED if name not in milestones.columns]
    if missing:
        message = f"milestones lacks column {missing[0]!r} (found: {list(milestones.columns)})"
        raise TableError(message)
    if not isinstance(milestones["time"].dtype, pd.DatetimeTZDtype) and len(milestones):
        message = "milestones['time'] has no zone; say which with dt.tz_localize, for an hour's difference makes a trip impossible"
        raise TableError(message)
    grouped = milestones.groupby(milestones["trip_id"].astype("str"), sort=True)
    return tables.make_table([row for trip, frame in grouped for row in _check(str(trip), frame, max_kmh)], "checks")


def _check(trip: str, frame: pd.DataFrame, max_kmh: float) -> list[dict[str, object]]:
    timed = frame[frame["time"].notna()].sort_values("time", kind="stable")
    refs = [str(ref) for ref in timed["ref"]] if "ref" in timed.columns else []
    lost = len(frame) - len(timed)
    against = [make_reason("route_trip_may_be")] + ([make_reason("route_trip_untimed", n=lost)] if lost else [])
    if len(timed) < 2:  # noqa: PLR2004 - a trip has two ends
        why = [make_reason("route_trip_short", n=len(timed))]
        return [
            _row(trip, kind, "not_assessable", np.nan, (why, against, refs), limit)
            for kind, limit in (("trip_speed", max_kmh), ("trip_order", 0))
        ]
    lon, lat = timed["lon"].to_numpy(np.float64), timed["lat"].to_numpy(np.float64)
    km = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) / 1000
    hours = timed["time"].diff().dt.total_seconds().to_numpy(np.float64)[1:] / 3600
    with np.errstate(divide="ignore", invalid="ignore"):
        kmh = np.where(km < 1, 0.0, km / hours)  # within a kilometre two places may be one yard
    worst = int(np.nanargmax(kmh)) if not np.isnan(kmh).all() else 0
    shown = {"km": round(float(km[worst]), 1), "hours": round(float(hours[worst]), 2)}
    fast = make_reason("route_trip_speed", refs=refs, km=shown["km"], hours=shown["hours"], limit=max_kmh)
    place = timed["kind"].map({kind: n for n, kind in enumerate(TRIP_ORDER)})
    known = place.dropna().astype(int).to_numpy()
    early = int((known[:-1] > known[1:]).sum())
    order = make_reason("route_trip_order", refs=refs, n=early, kinds=[str(kind) for kind in timed["kind"]])
    speed = float(np.round(kmh[worst]))
    return [
        _row(trip, "trip_speed", "above" if speed > max_kmh else "within", speed, ([fast], against, refs), max_kmh),
        _row(trip, "trip_order", "above" if early else "within", float(early), ([order], against, refs), 0),
    ]


def _row(  # noqa: PLR0913, PLR0917 - one call
    trip: str, kind: str, outcome: str, observed: float, told: tuple[list[Reason], list[Reason], list[str]], limit: float
) -> dict[str, object]:
    return {
        "check_id": ids.make_id("check", kind, trip),
        "kind": kind,
        "subject_id": trip,
        "outcome": outcome,
        "observed": observed,
        "expected_low": 0.0,
        "expected_high": float(limit),
        "unit": "km/h" if kind == "trip_speed" else "milestones",
        "method": METHOD,
        "reasons": told[0],
        "against": told[1],
        "refs": told[2],
    }
