"""Weights against what a container can hold."""

import pandas as pd

from toolkit.ids import make_id, make_ref
from toolkit.tables import check, conform, empty, make_reason

__all__ = ["compare_weights"]

METHOD = "trade.weights/1"
MOST_KG = 30_480.0
"""Largest gross mass of a series 1 freight container but for those of 36,000 kg since 2016 (ISO 668)."""


def compare_weights(goods: pd.DataFrame) -> pd.DataFrame:
    """Hold the declared gross (else net) weight of each container against what a container may weigh.

    Args:
        goods: a ``goods`` table with ``container_id``.

    Returns:
        A ``checks`` table, kind ``weight``, a row a container, unit ``kg``; ``above`` means that a container cannot weigh so
        much, most often because a unit was typed wrong.

    Raises:
        TableError: if a column is missing.

    >>> from toolkit import tables
    >>> len(compare_weights(tables.empty("goods")))
    0
    """
    check(goods, "goods", columns=("container_id",))
    table = conform(goods, "goods")
    kg = table["gross_kg"].astype("float64").fillna(table["net_kg"].astype("float64"))
    lines = pd.DataFrame({"goods_id": table["goods_id"], "container_id": table["container_id"], "kg": kg}).dropna()
    if lines.empty:
        return empty("checks")
    return conform(pd.DataFrame([_row(str(container), group) for container, group in lines.groupby("container_id")]), "checks")


def _row(container: str, group: pd.DataFrame) -> dict[str, object]:
    total = float(group["kg"].sum())
    refs = [make_ref("goods", goods_id, column="gross_kg") for goods_id in group["goods_id"]]
    above = total > MOST_KG
    code = "weight_above_container" if above else "weight_within_container"
    return {
        "check_id": make_id("check", "weight", container),
        "kind": "weight",
        "subject_id": container,
        "outcome": "above" if above else "within",
        "observed": total,
        "expected_low": 0.0,
        "expected_high": MOST_KG,
        "unit": "kg",
        "n": len(group),
        "method": METHOD,
        "reasons": [make_reason(code, weight=float(above), refs=refs, kg=total, most=MOST_KG)],
        "against": [make_reason("weight_unit_may_be_wrong", refs=refs)] if above else [],
        "refs": refs,
    }
