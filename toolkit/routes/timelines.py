"""The timeline of a container, wagon, truck or waybill: its milestones as events."""

import pandas as pd

from toolkit import ids, tables
from toolkit.routes.cargo import read_milestones
from toolkit.tables import make_reason

__all__ = ["make_timeline"]

METHOD = "routes.timelines/1"


def make_timeline(milestones: pd.DataFrame, *, subject: str = "cargo_id") -> pd.DataFrame:
    """Set milestones in order as ``events``, which :func:`toolkit.figures.draw_timeline` draws and tables hold.

    Args:
        milestones: ``cargo_id`` (or the column that ``subject`` names), ``kind`` (such as scanned, sealed, gate_out, released,
            returned), ``time`` (UTC); ``port_id`` (or ``place``), ``lon``, ``lat`` and ``ref`` where rows have them.
        subject: the column that says what the milestones are of.

    Returns:
        ``events`` in order of time: one a milestone, those without a time last, for none is given one. A milestone that stands
        there twice, word for word, is one event with both refs.

    Raises:
        TableError: if a column is missing, or times have no zone.

    >>> milestones = pd.DataFrame({"cargo_id": "MSKU1", "kind": ["gate_out", "sealed"], "port_id": "CNAAA"})
    >>> milestones["time"] = pd.to_datetime(["2025-05-01T09:00Z", "2025-05-01T08:00Z"])
    >>> make_timeline(milestones)["kind"].tolist()
    ['sealed', 'gate_out']
    """
    ordered = read_milestones(milestones, subject)
    place = next((name for name in ("port_id", "place") if name in ordered.columns), None)
    rows: dict[str, dict[str, object]] = {}
    for row in ordered.to_dict("records"):
        at = None if pd.isna(row["time"]) else row["time"].strftime("%Y-%m-%dT%H:%M:%SZ")
        where = None if place is None or pd.isna(row[place]) else str(row[place])
        ref = [str(row["ref"])] if "ref" in row and not pd.isna(row["ref"]) else []
        event_id = ids.make_id("event", row["kind"], row[subject], where or "", at or "")
        if event_id in rows:
            rows[event_id]["refs"] = [*rows[event_id]["refs"], *ref]  # type: ignore[misc]
            continue
        code = "route_milestone" if at else "route_milestone_undated"
        rows[event_id] = {
            "event_id": event_id,
            "kind": row["kind"],
            "asset_id": row[subject],
            "other_id": where,
            "started_at": row["time"],
            "ended_at": row["time"],
            "lon": row.get("lon"),
            "lat": row.get("lat"),
            "duration_h": 0.0 if at else None,
            "method": METHOD,
            "reasons": [make_reason(code, refs=ref, kind=row["kind"], at=at or "–", place=where or "–")],
            "refs": ref,
        }
    return tables.make_table(list(rows.values()), "events").sort_values("started_at", kind="stable", ignore_index=True)
