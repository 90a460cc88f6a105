"""Voyages: legs between port calls, and what was declared of them."""

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.routes.distances import measure_sea_km
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.gates import passage_rows
from toolkit.routes.rows import Row, instant, show
from toolkit.tables import Reason, make_reason

__all__ = ["SILENT_H", "build_voyages"]

METHOD = "routes.voyages/2"
SILENT_H = 1.0
_DOUBTFUL_PORT = 0.9  # another port lies within reach of the call


def build_voyages(tracks: pd.DataFrame, port_calls: pd.DataFrame, *, plausible: bool = True) -> pd.DataFrame:
    """Join each port call to the next of the same track.

    Args:
        tracks: a ``positions`` table, cleaned and split.
        port_calls: ``events`` of kind ``port_call``; others are passed over.
        plausible: whether to measure the shortest way by sea beside the observed one.

    Returns:
        ``voyages``: from the end of one call to the start of the next; ``distance_km`` is along the observed positions, with
        straight lines over silences, whose hours are counted in ``silent_h``, so that it is a lower bound; ``passages`` are those
        of :func:`find_passages`. ``confidence`` is the share of hours that were heard, times 0.9 for each end where another
        port lies within reach; its reasons stand with it. A track that left its last port and was heard afterwards has a voyage
        without ``to_port``.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    tables.check(port_calls, "events", columns=("kind", "other_id", "ended_at"))
    fixes = read_fixes(tracks)
    calls = port_calls[port_calls["kind"] == "port_call"].sort_values(["asset_id", "started_at", "event_id"])
    number = {name: n for n, name in enumerate(fixes.tracks)}
    following = calls.shift(-1)
    passed = pd.DataFrame(passage_rows(fixes), columns=["asset_id", "other_id", "started_at", "ended_at"]).sort_values("started_at")
    by_track = dict(iter(passed.groupby("asset_id")))
    rows = [
        _row(
            fixes, number[call["asset_id"]], call, after if after["asset_id"] == call["asset_id"] else None, by_track.get(call["asset_id"])
        )
        for (_, call), (_, after) in zip(calls.iterrows(), following.iterrows(), strict=True)
        if call["asset_id"] in number and pd.notna(call["ended_at"])
    ]
    found = [row for row in rows if row is not None]
    if not found:
        return tables.empty("voyages")
    frame = pd.DataFrame(found)
    if plausible:
        _add_plausible(frame)
    return tables.conform(frame.drop(columns=["ends"]), "voyages")


def _row(fixes: Fixes, track: int, call: pd.Series, after: pd.Series | None, passed: pd.DataFrame | None) -> Row | None:
    start = _microseconds(call["ended_at"])
    low, high = int(fixes.first[track]), int(fixes.first[track + 1])
    end = int(fixes.time[high - 1]) if after is None else _microseconds(after["started_at"])
    first = low + int(np.searchsorted(fixes.time[low:high], start))
    last = low + int(np.searchsorted(fixes.time[low:high], end, side="right")) - 1
    if last <= first:
        return None
    step = fixes.step_m()[first:last]
    hours = np.diff(fixes.time[first : last + 1]) / HOUR_US
    refs = fixes.refs(first, last)
    km = float(step.sum()) / 1000
    silent = float(hours[hours > SILENT_H].sum())
    asset, left = str(call["asset_id"]), str(call["other_id"])
    if after is None:
        why = make_reason("route_voyage_open", refs=refs, from_port=left, start=show(start))
    else:
        why = make_reason(
            "route_voyage",
            refs=refs,
            from_port=left,
            to_port=str(after["other_id"]),
            start=show(start),
            end=show(end),
            km=round(km),
            positions=last - first + 1,
        )
    reasons = [why]
    within = None if passed is None else passed[(passed["started_at"] >= start) & (passed["ended_at"] <= end)]
    passages = [] if within is None else list(dict.fromkeys(within["other_id"]))
    if passages:
        reasons.append(make_reason("route_voyage_passages", passages=passages))
    confidence, doubts = _judge(call, after, silent / float(hours.sum()))
    against: list[Reason] = []
    if silent:
        against.append(make_reason("route_voyage_silent", hours=round(silent, 1), share=round(100 * silent / float(hours.sum()))))
    return {
        "voyage_id": ids.make_id("voyage", asset, show(start)),
        "asset_id": asset,
        "from_port": left,
        "to_port": None if after is None else str(after["other_id"]),
        "started_at": instant(start),
        "ended_at": pd.NaT if after is None else instant(end),
        "distance_km": km,
        "silent_h": silent,
        "passages": passages,
        "confidence": confidence,
        "method": METHOD,
        "reasons": [*reasons, *doubts],
        "against": against,
        "refs": refs,
        "ends": (call["lon"], call["lat"], np.nan if after is None else after["lon"], np.nan if after is None else after["lat"]),
    }


def _judge(call: pd.Series, after: pd.Series | None, silent_share: float) -> tuple[float, list[Reason]]:
    """Say how far the leg was observed, and what that rests on."""
    doubtful = [str(end["other_id"]) for end in (call, after) if end is not None and _has_neighbour(end)]
    confidence = round((1 - silent_share) * _DOUBTFUL_PORT ** len(doubtful), 2)
    reasons = [make_reason("route_leg_confidence", confidence=confidence, heard=round(100 * (1 - silent_share)))]
    if doubtful:
        reasons.append(make_reason("route_leg_doubtful_port", ports=doubtful))
    return confidence, reasons


def _has_neighbour(call: pd.Series) -> bool:
    against = call["against"] if "against" in call.index else None
    return isinstance(against, list) and any(reason["code"] == "route_port_neighbour" for reason in against)


def _microseconds(at: pd.Timestamp) -> int:
    return round(at.timestamp() * 1e6)


def _add_plausible(frame: pd.DataFrame) -> None:
    ends = np.array(frame["ends"].tolist(), dtype=np.float64)
    known = ~np.isnan(ends).any(axis=1) & (frame["from_port"] != frame["to_port"]).to_numpy()
    kilometres = np.full(len(frame), np.nan)
    if known.any():
        kilometres[known] = measure_sea_km(*ends[known].T)
    frame["plausible_km"] = np.where(np.isfinite(kilometres), kilometres, np.nan)
    for reasons, km, plausible in zip(frame["reasons"], frame["distance_km"], frame["plausible_km"], strict=True):
        if plausible > 0:
            reasons.append(make_reason("route_voyage_detour", ratio=round(km / plausible, 2), plausible_km=round(plausible)))
