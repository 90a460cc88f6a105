"""Trips by road that cannot have been made as declared: distance against time, and seals and gates missing, double or out of order."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids, tables
from toolkit.errors import TableError
from toolkit.geo import haversine_m
from toolkit.routes.cargo import read_milestones
from toolkit.tables import Reason, make_reason

__all__ = ["TRIP_ORDER", "assess_trips", "check_trips"]

METHOD = "routes.trips/2"
MAX_KMH = 100.0
TRIP_ORDER = ("sealed", "gate_out", "gate_in", "seal_checked", "unsealed", "returned")
"""Milestones of a bonded trip in the order in which they can happen."""
EXPECTED = ("sealed", "gate_out", "gate_in", "unsealed")
"""Those that each bonded trip has; the others may be."""
_KINDS = {"trip_speed": "km/h", "trip_order": "milestones", "trip_missing": "milestones", "trip_double": "milestones"}
_ONE_YARD_KM = 1.0

Told = tuple[list[Reason], list[Reason]]


def check_trips(
    milestones: pd.DataFrame,
    *,
    max_kmh: float = MAX_KMH,
    expected: Sequence[str] = EXPECTED,
    clocks: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Check the milestones of each trip: whether a truck can have made it, and whether its seals and gates are there, once, in order.

    The way is bounded from below by the great circle, so that no network of roads is needed: what the straight line does not
    allow, no road does. What it allows may still be impossible by road.

    Args:
        milestones: ``trip_id, kind, time`` (UTC, an instant), ``lon, lat``; ``ref`` and ``receiver_id`` (whose clock gave the time) where
            rows have them. What has no time or no place is left out where it is needed, and counted against the check.
        max_kmh: the fastest mean speed of a truck over land; for the milestones of an air waybill give that of an airliner.
        expected: the kinds that each trip has; those after the last one reached are not missing yet.
        clocks: ``checks`` of kind ``clock_offset``: times of a clock that all its passes show to be off are judged as
            corrected, and the reason says so.

    Returns:
        ``checks``, one of each a trip: ``trip_speed`` (km/h asked for at least), ``trip_order`` (milestones after one that they must
        precede), ``trip_missing`` and ``trip_double`` (further ones of a kind, at another time or place). ``above`` is found,
        ``within`` not found; ``not_assessable`` says why.

    Raises:
        TableError: if a column is missing, or times have no zone.

    >>> milestones = pd.DataFrame({"trip_id": "t", "kind": ["sealed", "gate_in"], "lon": [121.5, 118.8], "lat": [31.2, 32.1]})
    >>> milestones["time"] = pd.to_datetime(["2025-05-12T08:00Z", "2025-05-12T10:00Z"])
    >>> checks = check_trips(milestones).set_index("kind")
    >>> checks["outcome"].astype("str").to_dict()
    {'trip_speed': 'above', 'trip_order': 'within', 'trip_missing': 'above', 'trip_double': 'within'}
    >>> checks.loc["trip_missing", "reasons"][0]["values"]["kinds"]
    ['gate_out']
    """
    missing = [name for name in ("lon", "lat") if name not in milestones.columns]
    if missing:
        message = f"milestones lacks column {missing[0]!r} (found: {list(milestones.columns)})"
        raise TableError(message)
    offsets = _offsets(clocks)
    ordered = read_milestones(milestones, "trip_id")
    shift = ordered["receiver_id"].map(offsets).fillna(0.0) if "receiver_id" in ordered.columns else pd.Series(0.0, index=ordered.index)
    ordered = ordered.assign(shift=shift.astype("float64"))
    ordered["time"] -= pd.to_timedelta(ordered["shift"], unit="s")
    rows = [row for trip, own in ordered.groupby("trip_id", sort=True) for row in _check(str(trip), own, max_kmh, expected)]
    return tables.make_table(rows, "checks")


def _offsets(clocks: pd.DataFrame | None) -> dict[str, float]:
    """Give the seconds that clocks are ahead, of those that are known to be off."""
    if clocks is None:
        return {}
    tables.check(clocks, "checks", columns=("kind", "outcome", "observed"))
    off = clocks[(clocks["kind"] == "clock_offset") & clocks["outcome"].isin(["above", "below"])]
    return dict(zip(off["subject_id"].astype("str"), off["observed"].astype("float64"), strict=True))


def _check(trip: str, frame: pd.DataFrame, max_kmh: float, expected: Sequence[str]) -> list[dict[str, object]]:
    timed = frame[frame["time"].notna()].sort_values("time", kind="stable").reset_index(drop=True)
    refs = [str(ref) for ref in timed["ref"].dropna()] if "ref" in timed.columns else []
    lost = len(frame) - len(timed)
    untimed = [make_reason("route_trip_untimed", n=lost)] if lost else []
    corrected = sorted(set(timed.loc[timed["shift"] != 0, "receiver_id"])) if "receiver_id" in timed.columns else []
    shown = {name: float(timed.loc[timed["receiver_id"] == name, "shift"].iloc[0]) for name in corrected}
    clock = [make_reason("route_trip_clock", refs=refs, clock=str(name), minutes=round(seconds / 60, 1)) for name, seconds in shown.items()]
    found: dict[str, tuple[float, float, Told] | Reason] = {
        "trip_speed": _speed(timed, max_kmh, refs),
        "trip_order": _order(timed, refs),
        "trip_missing": _missing(frame, expected, refs),
        "trip_double": _double(timed, refs),
    }
    rows = []
    for kind, answer in found.items():
        if isinstance(answer, dict):
            rows.append(_row(trip, kind, "not_assessable", (np.nan, np.nan), ([answer], untimed), refs))
        else:
            observed, limit, (reasons, against) = answer
            outcome = "above" if observed > limit else "within"
            rows.append(_row(trip, kind, outcome, (observed, limit), ([*reasons, *clock], [*against, *untimed]), refs))
    return rows


def _speed(timed: pd.DataFrame, max_kmh: float, refs: list[str]) -> tuple[float, float, Told] | Reason:
    placed = timed[timed["lon"].between(-180, 180) & timed["lat"].between(-90, 90)]
    if len(placed) < 2:  # noqa: PLR2004 - a trip has two ends
        return make_reason("route_trip_short", n=len(placed))
    lon, lat = placed["lon"].to_numpy(np.float64), placed["lat"].to_numpy(np.float64)
    km = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) / 1000
    hours = placed["time"].diff().dt.total_seconds().to_numpy(np.float64)[1:] / 3600
    with np.errstate(divide="ignore", invalid="ignore"):
        kmh: npt.NDArray[np.float64] = np.where(km < _ONE_YARD_KM, 0.0, km / hours)
    worst = int(kmh.argmax())
    fast = make_reason("route_trip_speed", refs=refs, km=round(float(km[worst]), 1), hours=round(float(hours[worst]), 2), limit=max_kmh)
    return float(np.round(kmh[worst])), max_kmh, ([fast], [make_reason("route_trip_may_be")])


def _order(timed: pd.DataFrame, refs: list[str]) -> tuple[float, float, Told] | Reason:
    place = timed["kind"].map({kind: n for n, kind in enumerate(TRIP_ORDER)}).to_numpy(np.float64)
    known = ~np.isnan(place)
    if known.sum() < 2:  # noqa: PLR2004 - an order needs two
        return make_reason("route_trip_few_known", n=int(known.sum()), kinds=list(TRIP_ORDER))
    # of one instant nobody can say which came first
    time = timed["time"].to_numpy("datetime64[us]").astype(np.int64)
    late = [i for i in np.flatnonzero(known) if (known & (time < time[i]) & (place > place[i])).any()]
    reason = make_reason("route_trip_order", refs=refs, n=len(late), kinds=[str(kind) for kind in timed["kind"]])
    return float(len(late)), 0.0, ([reason], [make_reason("route_trip_may_be")] if late else [])


def _missing(frame: pd.DataFrame, expected: Sequence[str], refs: list[str]) -> tuple[float, float, Told] | Reason:
    kinds = set(frame["kind"])
    reached = [n for n, kind in enumerate(expected) if kind in kinds]
    if not reached:
        return make_reason("route_trip_none_expected", kinds=list(expected))
    lacking = [kind for kind in expected[: reached[-1]] if kind not in kinds]
    later = list(expected[reached[-1] + 1 :])
    reason = make_reason("route_trip_missing", refs=refs, n=len(lacking), kinds=lacking or ["–"], later=later or ["–"])
    return float(len(lacking)), 0.0, ([reason], [make_reason("route_trip_missing_may_be")] if lacking else [])


def _double(timed: pd.DataFrame, refs: list[str]) -> tuple[float, float, Told] | Reason:
    if timed.empty:
        return make_reason("route_trip_short", n=0)
    # the same entry word for word is one event that was written down twice
    once = timed.drop_duplicates(["kind", "time", "lon", "lat"])
    counts = once.loc[once["kind"].isin(TRIP_ORDER), "kind"].value_counts().sort_index()
    repeated = counts[counts > 1]
    extra = int((repeated - 1).sum())
    copies = len(timed) - len(once)
    reason = make_reason("route_trip_double", refs=refs, n=extra, kinds=[str(kind) for kind in repeated.index] or ["–"], copies=copies)
    return float(extra), 0.0, ([reason], [make_reason("route_trip_double_may_be")] if extra else [])


def _row(trip: str, kind: str, outcome: str, figures: tuple[float, float], told: Told, refs: list[str]) -> dict[str, object]:  # noqa: PLR0913, PLR0917 - one call
    return {
        "check_id": ids.make_id("check", kind, trip),
        "kind": kind,
        "subject_id": trip,
        "outcome": outcome,
        "observed": figures[0],
        "expected_low": 0.0,
        "expected_high": figures[1],
        "unit": _KINDS[kind],
        "method": METHOD,
        "reasons": told[0],
        "against": told[1],
        "refs": refs,
    }


def assess_trips(checks: pd.DataFrame) -> pd.DataFrame:
    """Give for each kind of check of trips one answer: found, not found, or not assessable and why.

    Args:
        checks: as :func:`check_trips` makes them; other kinds are passed over.

    Returns:
        ``assessments`` of the subject ``trips``; a kind that could not be judged for any trip is not assessable.

    Raises:
        TableError: if ``checks`` is no ``checks`` table.
    """
    tables.check(checks, "checks", columns=("kind", "outcome"))
    return tables.make_table([_assessment(kind, checks[checks["kind"] == kind]) for kind in _KINDS], "assessments")


def _assessment(kind: str, own: pd.DataFrame) -> Mapping[str, object]:
    found, judged = int((own["outcome"] == "above").sum()), int((own["outcome"] != "not_assessable").sum())
    reason = make_reason("route_trips_assessed", found=found, judged=judged, trips=len(own))
    return {
        "assessment_id": ids.make_id("assessment", kind, "trips"),
        "detector": kind,
        "subject_id": "trips",
        "outcome": "found" if found else "not_found" if judged else "not_assessable",
        "n_found": found,
        "n_examined": judged,
        "method": METHOD,
        "reasons": [reason],
    }
