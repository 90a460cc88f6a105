"""Clocks of gates and receivers: how far each is off, from all its passes together."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import EARTH_RADIUS_M
from toolkit.routes.cleaning import USABLE, refuse_zoneless
from toolkit.tables import Reason, make_reason

__all__ = ["estimate_clocks"]

METHOD = "routes.clocks/1"
MIN_PASSES = 5
TOLERANCE_S = 60.0
"""Vehicles report once a minute or so: less cannot be told from the way they made in between."""
_WIDTH_S = 120.0
_WITHIN_H = 24.0
_AGREE = 0.5
_PASS_M = 300.0
_BRIDGED_S = 600.0
_MIN_KN = 1.0

Floats = npt.NDArray[np.float64]


def estimate_clocks(positions: pd.DataFrame) -> pd.DataFrame:
    """Estimate by how much the clock of each gate or receiver is off; nothing is corrected.

    A gate is held against the positions of the vehicles that passed it: its time minus that of their nearest approach within
    300 m. A receiver is held against others that took down the same report (asset, place, speed and course, under way). One
    pass may have many partners, so all differences within a day are laid together, as one lays two tape recordings over each
    other: the offset is the median of the densest two minutes of them. One pass tells nothing; five that agree do.

    Args:
        positions: a ``positions`` table. A row's clock is its ``receiver_id``, else its source.

    Returns:
        ``checks`` of kind ``clock_offset``, one a gate or receiver that could be compared: ``observed`` in seconds (ahead is
        positive), ``n`` passes that agree; ``within`` to a minute; ``not_assessable`` where fewer than five passes, or fewer than half,
        agree.

    Raises:
        TableError: if ``positions`` is no ``positions`` table, or its times name no zone.

    >>> heard = pd.DataFrame({"source_id": "s", "asset_id": "mmsi:1", "lon": [121 + n / 100 for n in range(6)], "lat": 31.0})
    >>> heard["time"] = pd.Timestamp("2025-05-12T00:00Z") + pd.to_timedelta(range(6), unit="min")
    >>> late = heard.assign(receiver_id="B", time=heard["time"] + pd.Timedelta("90s"))
    >>> both = pd.concat([heard.assign(receiver_id="A"), late], ignore_index=True).assign(speed_kn=9.0, line=range(12))
    >>> estimate_clocks(both)[["subject_id", "outcome", "observed"]].values.tolist()
    [['A', 'below', -90.0], ['B', 'above', 90.0]]
    """
    refuse_zoneless(positions)
    frame = tables.conform(positions, "positions")
    usable = frame["time"].notna() & frame["lon"].between(-180, 180) & frame["lat"].between(-90, 90)
    usable &= frame["quality"].isna() | frame["quality"].isin([*USABLE, "duplicate"])
    frame = frame[usable].reset_index(drop=True)
    if frame.empty:
        return tables.empty("checks")
    source = frame["source_id"].astype("object")
    frame["clock"] = frame["receiver_id"].astype("object").where(frame["receiver_id"].notna(), source)
    frame["second"] = frame["time"].to_numpy("datetime64[us]").astype(np.int64) / 1e6
    at_gate = (frame["milestone"].notna() | (frame["sensor"] == "gate")).to_numpy()
    frame = frame.sort_values(["asset_id", "second", "source_id", "line"], kind="stable")
    at_gate = at_gate[frame.index.to_numpy()]
    rows = [*_gates(frame[at_gate], frame[~at_gate]), *_receivers(frame[~at_gate])]
    return tables.make_table(sorted(rows, key=lambda row: str(row["subject_id"])), "checks")


def _gates(passes: pd.DataFrame, ways: pd.DataFrame) -> Iterable[dict[str, object]]:
    by_asset = {str(asset): way for asset, way in ways.groupby("asset_id", observed=True)}
    for gate, own in passes.groupby("clock", sort=True):
        differences, compared = [], 0
        lon, lat = float(own["lon"].median()), float(own["lat"].median())
        for asset, seconds in own.groupby("asset_id", observed=True)["second"]:
            if str(asset) in by_asset:
                nearest = _approaches(by_asset[str(asset)], lon, lat)
                differences.append((seconds.to_numpy()[:, None] - nearest[None, :]).ravel())
                compared += len(seconds) if len(nearest) else 0
        yield _row(str(gate), differences, compared, own, "positions")


def _approaches(way: pd.DataFrame, lon: float, lat: float) -> Floats:
    """Give the seconds at which a vehicle came nearest to a place, once a pass; its way is straight between two reports."""
    east = np.radians((way["lon"].to_numpy() - lon + 180) % 360 - 180) * np.cos(np.radians(lat)) * EARTH_RADIUS_M
    north = np.radians(way["lat"].to_numpy() - lat) * EARTH_RADIUS_M
    second = way["second"].to_numpy()
    dx, dy, dt = np.diff(east), np.diff(north), np.diff(second)
    length = dx**2 + dy**2
    share = np.clip(-(east[:-1] * dx + north[:-1] * dy) / np.where(length > 0, length, 1.0), 0, 1)
    apart = np.hypot(east[:-1] + share * dx, north[:-1] + share * dy)
    near = (apart <= _PASS_M) & (dt <= _BRIDGED_S)
    starts = np.flatnonzero(near & ~np.concatenate([[False], near[:-1]]))
    ends = np.flatnonzero(near & ~np.concatenate([near[1:], [False]]))
    best = [first + int(np.argmin(apart[first : last + 1])) for first, last in zip(starts.tolist(), ends.tolist(), strict=True)]
    return second[best] + share[best] * dt[best] if best else np.zeros(0)


def _receivers(heard: pd.DataFrame) -> Iterable[dict[str, object]]:
    """Compare reports under way that several receivers took down, each of them once."""
    if heard["clock"].nunique() < 2:  # noqa: PLR2004 - a clock is held against another
        return
    moving = heard[heard["speed_kn"] >= _MIN_KN]
    report = ["asset_id", "lon", "lat", "speed_kn", "course_deg"]
    once = moving[~moving.duplicated([*report, "clock"], keep=False)]
    shared = once[once.duplicated(report, keep=False)]
    for clock, own in shared.groupby("clock", sort=True):
        both = own.merge(shared[shared["clock"] != clock][[*report, "second"]], on=report, suffixes=("", "_other"))
        yield _row(str(clock), [(both["second"] - both["second_other"]).to_numpy()], len(own), own, "receivers")


def _row(clock: str, differences: list[Floats], compared: int, passes: pd.DataFrame, reference: str) -> dict[str, object]:
    laid = np.sort(np.concatenate([*differences, np.zeros(0)]))
    laid = laid[np.abs(laid) <= _WITHIN_H * 3600]
    agreeing = _densest(laid)
    refs = [
        ids.make_ref("positions", str(source), first=int(lines.min()), last=int(lines.max()))
        for source, lines in passes.groupby("source_id", observed=True)["line"]
    ]
    offset = float(np.median(agreeing)) if len(agreeing) else 0.0
    row: dict[str, object] = {
        "check_id": ids.make_id("check", "clock_offset", clock, reference),
        "kind": "clock_offset",
        "subject_id": clock,
        "unit": "s",
        "expected_low": -TOLERANCE_S,
        "expected_high": TOLERANCE_S,
        "n": len(agreeing),
        "method": METHOD,
        "against": [make_reason("route_clock_relative")],
        "refs": refs,
    }
    if len(agreeing) < MIN_PASSES or len(agreeing) < _AGREE * compared:
        why: Reason = make_reason("route_clock_unknown", refs=refs, clock=clock, agreeing=len(agreeing), passes=compared, needed=MIN_PASSES)
        return {**row, "outcome": "not_assessable", "reasons": [why]}
    spread = float(np.median(np.abs(agreeing - offset)))
    outcome = "within" if abs(offset) <= TOLERANCE_S else "above" if offset > 0 else "below"
    code = "route_clock_gate" if reference == "positions" else "route_clock_receiver"
    why = make_reason(code, refs=refs, clock=clock, seconds=round(offset), passes=len(agreeing), compared=compared, spread=round(spread, 1))
    return {**row, "outcome": outcome, "observed": offset, "reasons": [why]}


def _densest(laid: Floats) -> Floats:
    """Give the differences in the two minutes that hold most of them; of equals, those nearest to none."""
    if not len(laid):
        return laid
    end = np.searchsorted(laid, laid + _WIDTH_S, side="right")
    count = end - np.arange(len(laid))
    best = np.flatnonzero(count == count.max())
    first = int(best[np.argmin(np.abs(laid[best]))])
    return laid[first : int(end[first])]
