"""Transshipments: cargo that one ship put ashore and another took on."""

from itertools import pairwise

import pandas as pd

from toolkit import tables
from toolkit.routes.rows import make_event, to_events
from toolkit.tables import make_reason

__all__ = ["find_transshipments"]

METHOD = "routes.transshipments/1"


def find_transshipments(legs: pd.DataFrame) -> pd.DataFrame:
    """Find where cargo was handed from one ship to another.

    Args:
        legs: as :func:`join_cargo` makes them; a leg whose ship is not known may be by the same ship, and is passed over.

    Returns:
        ``events`` of kind ``transshipment``: ``asset_id`` is the cargo, ``other_id`` the port of discharge, from discharge to loading.
        A hub does this with most of what it handles: it is no sign of anything by itself.

    Raises:
        TableError: if ``legs`` is no ``legs`` table.
    """
    tables.check(legs, "legs", columns=("leg_no", "asset_id", "discharged_at", "loaded_at", "to_port", "from_port"))
    known = legs[legs["asset_id"].notna()].sort_values(["cargo_id", "leg_no"])
    rows = []
    for cargo, own in known.groupby("cargo_id", sort=True):
        told = own.to_dict("records")
        for before, after in pairwise(told):
            if before["leg_no"] + 1 != after["leg_no"] or before["asset_id"] == after["asset_id"]:
                continue
            start, end = (round(at.timestamp() * 1e6) for at in (before["discharged_at"], after["loaded_at"]))
            hours = round((end - start) / 3.6e9, 1)
            refs = [*before["refs"], *after["refs"]]
            reasons = [
                make_reason(
                    "route_transshipment",
                    refs=refs,
                    port=before["to_port"],
                    hours=hours,
                    before=before["asset_id"],
                    after=after["asset_id"],
                )
            ]
            if before["to_port"] != after["from_port"]:
                reasons.append(make_reason("route_transshipment_moved", before=before["to_port"], after=after["from_port"]))
            rows.append(
                make_event(
                    "transshipment",
                    str(cargo),
                    start,
                    end,
                    method=METHOD,
                    other_id=str(before["to_port"]),
                    strength="moderate",
                    reasons=reasons,
                    against=[make_reason("route_transshipment_may_be")],
                    refs=refs,
                )
            )
    return to_events(rows)
