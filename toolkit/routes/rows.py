"""Rows of events and assessments, made in one way."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import land_exists, measure_shore_km
from toolkit.routes.fixes import HOUR_US
from toolkit.tables import Reason, make_reason

__all__ = ["Row", "instant", "make_event", "show", "soften_rows", "to_events"]

Row = dict[str, object]

_OPEN = np.iinfo(np.int64).min  # what numpy and pandas read as "no time"


def instant(microseconds: float) -> pd.Timestamp:
    """Give an instant of microseconds since 1970."""
    return pd.Timestamp(int(microseconds), unit="us", tz="UTC")


def show(microseconds: float) -> str:
    """Write an instant for a reason's values: ISO 8601 to the second, UTC."""
    return f"{np.datetime64(int(microseconds) // 1_000_000, 's')}Z"


def make_event(  # noqa: PLR0913 - an event has that many sides
    kind: str,
    asset_id: str,
    started: float,
    ended: float | None,
    *,
    method: str,
    other_id: str | None = None,
    lon: float = np.nan,
    lat: float = np.nan,
    until: float | None = None,
    distance_m: float = np.nan,
    strength: str = "weak",
    reasons: Sequence[Reason] = (),
    against: Sequence[Reason] = (),
    refs: Sequence[str] = (),
) -> Row:
    """Make a row of ``events``; times in microseconds since 1970, ``ended=None`` while open, then ``until`` gives the duration so far.

    :func:`to_events` makes instants of the times.
    """
    last = until if ended is None else ended
    return {
        "event_id": ids.make_id("event", kind, asset_id, other_id or "", show(started)),
        "kind": kind,
        "asset_id": asset_id,
        "other_id": other_id,
        "started_at": int(started),
        "ended_at": _OPEN if ended is None else int(ended),
        "lon": float(lon),
        "lat": float(lat),
        "duration_h": np.nan if last is None else (last - started) / HOUR_US,
        "distance_m": float(distance_m),
        "strength": strength,
        "method": method,
        "reasons": list(reasons),
        "against": list(against),
        "refs": list(dict.fromkeys(refs)),
    }


def soften_rows(rows: Iterable[Row], vague: Mapping[str, float]) -> list[Row]:
    """Weaken what rests on tracks of low precision: such a claim is never more than ``weak``, and says so.

    Args:
        rows: of :func:`make_event`.
        vague: metres that a track may be off (:attr:`toolkit.routes.fixes.Fixes.vague`).
    """
    if not vague:
        return list(rows)
    softened = []
    for row in rows:
        off = {track: vague[track] for track in (str(row["asset_id"]), str(row["other_id"])) if track in vague}
        why = [make_reason("route_imprecise", asset=track, metres=round(metres)) for track, metres in off.items()]
        given = row["against"]
        against = [*why, *given] if isinstance(given, list) else why
        softened.append({**row, "strength": "weak", "against": against} if off else row)
    return softened


def to_events(rows: Iterable[Row]) -> pd.DataFrame:
    """Bring rows to an ``events`` table, sorted by start, kind and subject; of two with one id the first stays.

    ``shore_km`` is added: the distance to the nearest shore, in kilometres.
    """
    rows = list(rows)
    if not rows:
        return tables.empty("events")
    frame = pd.DataFrame(rows).drop_duplicates("event_id")
    for column in ("started_at", "ended_at"):
        frame[column] = pd.Series(frame[column].to_numpy(np.int64).view("datetime64[us]"), index=frame.index).dt.tz_localize("UTC")
    # without the outlines of the land nothing is said of the shore
    frame["shore_km"] = measure_shore_km(frame["lon"], frame["lat"]).round(1) if land_exists() else np.nan
    return tables.conform(frame.sort_values(["started_at", "kind", "asset_id", "event_id"], kind="stable"), "events")
