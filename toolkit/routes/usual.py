"""Usual routes of a trade, and how unusual one voyage is among them."""

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.tables import make_reason

__all__ = ["list_usual_routes", "rate_voyages"]

METHOD = "routes.usual/1"
MIN_OTHERS = 10
RARE_SHARE = 0.05
_TRADE = ["from_port", "to_port"]


def list_usual_routes(voyages: pd.DataFrame) -> pd.DataFrame:
    """List the ways that the voyages of each trade took, by the passages that they were seen in.

    Args:
        voyages: as :func:`build_voyages` makes them; those without both ports are passed over.

    Returns:
        ``from_port, to_port, passages`` (in order, joined by "+"; "–" for none), ``voyages, assets, share`` of the trade's voyages,
        ``n`` voyages of the trade, and the quartiles ``km_low, km_median, km_high`` and ``days_low, days_median, days_high``;
        sorted by trade, most usual first.

    Raises:
        TableError: if ``voyages`` is no ``voyages`` table.
    """
    known = _known(voyages)
    grouped = known.groupby([*_TRADE, "way"], sort=True)
    listed = grouped.agg(voyages=("voyage_id", "size"), assets=("asset_id", "nunique"))
    for column in ("km", "days"):
        for name, quantile in (("low", 0.25), ("median", 0.5), ("high", 0.75)):
            listed[f"{column}_{name}"] = grouped[column].quantile(quantile)
    listed = listed.reset_index().rename(columns={"way": "passages"})
    listed["n"] = listed.groupby(_TRADE)["voyages"].transform("sum")
    listed["share"] = listed["voyages"] / listed["n"]
    front = [*_TRADE, "passages", "voyages", "assets", "share", "n"]
    rest = [column for column in listed.columns if column not in front]
    ordered = listed.sort_values([*_TRADE, "voyages", "passages"], ascending=[True, True, False, True])
    return ordered[[*front, *rest]].reset_index(drop=True)


def rate_voyages(voyages: pd.DataFrame, *, min_others: int = MIN_OTHERS, rare_share: float = RARE_SHARE) -> pd.DataFrame:
    """Say of each voyage how usual its way is: the share of the trade's other voyages, by other ships too, that took the same.

    The voyage itself is not counted among its peers. What is rare is not wrong: of a hundred lawful voyages some take a rare way,
    and the base rate stands with the figure.

    Args:
        voyages: as :func:`build_voyages` makes them.
        min_others: with fewer other voyages of the trade nothing is said.
        rare_share: 0 to 1; shares below it are ``below``.

    Returns:
        ``checks`` of kind ``usual_route``: ``observed`` is the share, ``n`` the other voyages of the trade.

    Raises:
        TableError: if ``voyages`` is no ``voyages`` table.
    """
    tables.check(voyages, "voyages")
    full = tables.conform(voyages, "voyages")
    known = _known(full).set_index("voyage_id")
    same = known.groupby([*_TRADE, "way"])["asset_id"].transform("size")
    trade = known.groupby(_TRADE)["asset_id"].transform("size")
    ways = known.groupby(_TRADE)["way"].transform("nunique")
    # how many voyages of the trade take a way that is as rare as that
    rare = (((same - 1) / (trade - 1).clip(lower=1)) < rare_share).groupby([known[name] for name in _TRADE]).transform("mean")
    rows = []
    for voyage_id, refs in zip(full["voyage_id"], full["refs"], strict=True):
        row: dict[str, object] = {
            "check_id": ids.make_id("check", "usual_route", voyage_id),
            "kind": "usual_route",
            "subject_id": voyage_id,
            "expected_low": rare_share,
            "expected_high": 1.0,
            "unit": "share",
            "n": int(trade[voyage_id]) - 1 if voyage_id in trade.index else 0,
            "method": METHOD,
            "refs": refs,
        }
        if voyage_id not in trade.index:
            rows.append({**row, "outcome": "not_assessable", "reasons": [make_reason("route_usual_no_ports")]})
            continue
        others, alike = int(trade[voyage_id]) - 1, int(same[voyage_id]) - 1
        if others < min_others:
            rows.append({**row, "outcome": "not_assessable", "reasons": [make_reason("route_usual_few", n=others, needed=min_others)]})
            continue
        share = alike / others
        start, goal = known.loc[voyage_id, _TRADE]
        reason = make_reason(
            "route_usual",
            refs=refs,
            alike=alike,
            n=others,
            start=start,
            goal=goal,
            passages=known.loc[voyage_id, "way"],
            ways=int(ways[voyage_id]),
            base=round(100 * float(rare[voyage_id])),
        )
        below = share < rare_share
        against = [make_reason("route_usual_may_be")] if below else []
        rows.append({**row, "outcome": "below" if below else "within", "observed": share, "reasons": [reason], "against": against})
    return tables.make_table(rows, "checks")


def _known(voyages: pd.DataFrame) -> pd.DataFrame:
    """Give the voyages between two known ports, with their way in a word, their length and their days."""
    tables.check(voyages, "voyages")
    full = tables.conform(voyages, "voyages")
    known = full[full["from_port"].notna() & full["to_port"].notna()]
    return known.assign(
        way=pd.Series(["+".join(names) or "–" for names in known["passages"]], index=known.index, dtype="str"),
        km=known["distance_km"].astype(np.float64),
        days=(known["ended_at"] - known["started_at"]).dt.total_seconds() / 86_400,
    )
