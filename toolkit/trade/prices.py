"""Unit prices against peers of the same goods, grade, origin, currency and month."""

from typing import Any, cast

import numpy as np
import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.ids import make_id, make_ref
from toolkit.tables import Reason, check, conform, empty, make_reason

__all__ = ["compare_prices"]

METHOD = "trade.prices/1"
SPREADS = 3.5
"""Modified z-score beyond which a value is called an outlier (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993)."""
MAD_TO_SIGMA = 1.4826
LEAST_SIGMA = 0.05
"""Peers that agree to the cent must not make every cent an outlier: at least 5 % of spread."""
UNIT_SLIP = (500.0, 2000.0)
"""A price this many times off its peers is what a tonne written as a kilogram, or the reverse, looks like."""
REFS_SHOWN = 40

Peers = dict[tuple[str, ...], dict[tuple[str, ...], list[str]]]
_LEVELS = (("hs6", "grade", "origin", "currency", "month"), ("hs6", "grade", "origin", "currency"))
"""Peers share these; the second level is tried where the first has too few."""


def compare_prices(goods: pd.DataFrame, *, min_peers: int = 8) -> pd.DataFrame:
    """Hold each line's value per kilogram against its peers.

    Peers are lines of other declarations with the same HS heading to six digits, grade, origin and currency, in the same
    month; where a month has too few, in all months. The grade is never dropped: regranulate is not priced like virgin
    resin. The expected range is the peers' median times or over ``exp(3.5 sigma)``, sigma from the median absolute
    deviation of the logarithms.

    Args:
        goods: a ``goods`` table with ``hs, value, net_kg``.
        min_peers: fewest peers, the line itself not counted, that an expectation may rest on.

    Returns:
        A ``checks`` table, kind ``unit_price``, one row for each line that has a price and enough peers; unit is
        ``CURRENCY/kg``. ``outcome`` is ``within``, ``below`` or ``above``. Lines that could not be assessed are counted by
        :func:`toolkit.trade.assess_checks`.

    Raises:
        TableError: if a column is missing.
        ArgumentError: if ``min_peers`` is below 3.

    >>> from toolkit import tables
    >>> len(compare_prices(tables.empty("goods")))
    0
    """
    check(goods, "goods", columns=("hs", "value", "net_kg"))
    if min_peers < 3:  # noqa: PLR2004 - a spread needs three values
        message = f"min_peers={min_peers}; at least 3 are needed for a spread"
        raise ArgumentError(message)
    lines = _priced(goods)
    if lines.empty:
        return empty("checks")
    chosen = _expectations(lines, min_peers)
    if chosen.empty:
        return empty("checks")
    comparable = lines[~lines["goods_id"].isin(chosen.loc[~chosen["peer"], "goods_id"])]
    peers = cast("Peers", {keys: comparable.groupby(list(keys), sort=False)["goods_id"].agg(list).to_dict() for keys in _LEVELS})
    return conform(pd.DataFrame([_row(cast("dict[str, Any]", line), peers) for line in chosen.to_dict("records")]), "checks")


def _priced(goods: pd.DataFrame) -> pd.DataFrame:
    table = conform(goods, "goods")
    lines = pd.DataFrame(
        {
            "goods_id": table["goods_id"],
            "declaration_id": table["declaration_id"],
            "hs6": table["hs"].str[:6],
            "grade": table["grade"].fillna(""),
            "origin": table["origin"].fillna(""),
            "currency": table["currency"].fillna(""),
            "month": table["declared_at"].str[:7].fillna(""),
            "value": table["value"].astype("float64"),
            "net_kg": table["net_kg"].astype("float64"),
        },
    )
    lines = lines[(lines["value"] > 0) & (lines["net_kg"] > 0) & lines["hs6"].notna()]
    lines = lines.assign(price=lines["value"] / lines["net_kg"])
    return lines.assign(log_price=np.log(lines["price"])).reset_index(drop=True)


def _expectations(lines: pd.DataFrame, min_peers: int) -> pd.DataFrame:
    """Choose for each line the narrowest group of peers that is large enough."""
    chosen: list[pd.DataFrame] = []
    left = lines
    for keys in _LEVELS:
        figures = _figures(lines, list(keys))
        fits = figures.loc[left.index, "n"] >= min_peers
        chosen.append(left[fits].join(figures).assign(by_month="month" in keys))
        left = left[~fits]
    return pd.concat(chosen).sort_index()


def _figures(lines: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Give each line the number, median and spread of its peers; lines a unit away from the rest are no peers of anybody."""
    rough = lines.groupby(keys, sort=False)["log_price"].transform("median")
    peer = (lines["log_price"] - rough).abs() < np.log(UNIT_SLIP[0])
    groups = lines["log_price"].where(peer).groupby([lines[key] for key in keys], sort=False)
    median = groups.transform("median")
    apart = (lines["log_price"] - median).abs().where(peer)
    sigma = apart.groupby([lines[key] for key in keys], sort=False).transform("median") * MAD_TO_SIGMA
    return pd.DataFrame({"n": groups.transform("count") - peer, "median": median, "sigma": sigma, "peer": peer})


def _row(line: dict[str, Any], peers_by_level: Peers) -> dict[str, object]:
    spread = SPREADS * max(line["sigma"], LEAST_SIGMA)
    price, middle = line["price"], np.exp(line["median"])
    low, high = middle / np.exp(spread), middle * np.exp(spread)
    outcome = "below" if price < low else "above" if price > high else "within"
    own = [make_ref("goods", line["goods_id"], column=column) for column in ("value", "net_kg")]
    unit = f"{line['currency']}/kg".lstrip("/")
    facts: dict[str, Any] = {"price": float(price), "median": float(middle), "n": int(line["n"]), "unit": unit}
    reasons, against, peers = [], [], []
    if outcome == "within":
        reasons.append(make_reason("price_within_peers", refs=own, **facts))
    else:
        peers = _peer_refs(line, peers_by_level)
        reasons.append(make_reason(f"price_{outcome}_peers", weight=1.0, refs=own, **facts))
        against.append(_slip(price / middle, own) or make_reason("price_may_be_lawful", n=int(line["n"])))
    return {
        "check_id": make_id("check", "unit_price", line["goods_id"]),
        "kind": "unit_price",
        "subject_id": line["goods_id"],
        "outcome": outcome,
        "observed": price,
        "expected_low": low,
        "expected_high": high,
        "unit": unit,
        "n": line["n"],
        "method": METHOD,
        "reasons": reasons,
        "against": against,
        "refs": [*own, *peers],
    }


def _slip(ratio: float, refs: list[str]) -> Reason | None:
    factor = max(ratio, 1 / ratio)
    if not UNIT_SLIP[0] <= factor <= UNIT_SLIP[1]:
        return None
    return make_reason("price_unit_slip", weight=-2.0, refs=refs, factor=float(factor))


def _peer_refs(line: dict[str, Any], peers: Peers) -> list[str]:
    keys = _LEVELS[0] if line["by_month"] else _LEVELS[1]
    others = [goods_id for goods_id in peers[keys].get(tuple(line[key] for key in keys), []) if goods_id != line["goods_id"]]
    return [make_ref("goods", goods_id, column="value") for goods_id in others[:REFS_SHOWN]]
