"""What could be checked of the goods, and what could not."""

import pandas as pd

from toolkit.ids import make_id
from toolkit.tables import check, conform, make_reason, make_table

__all__ = ["assess_checks"]

METHOD = "trade.assessments/1"


def assess_checks(goods: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    """Say for each source of goods whether prices and container weights could be checked.

    Args:
        goods: a ``goods`` table.
        checks: what :func:`compare_prices` and :func:`compare_weights` gave for it.

    Returns:
        An ``assessments`` table, two rows a source of goods: detectors ``unit_price`` and ``weight``.

    Raises:
        TableError: if a column is missing.

    >>> goods = {"goods_id": ["g"], "source_id": "s", "locator": "line=2", "declaration_id": "d"}
    >>> assess_checks(pd.DataFrame(goods), make_table([], "checks"))[["detector", "outcome"]].to_numpy().tolist()
    [['unit_price', 'not_assessable'], ['weight', 'not_assessable']]
    """
    check(goods, "goods")
    check(checks, "checks")
    rows = [
        _row(detector, str(source_id), lines, checks)
        for source_id, lines in conform(goods, "goods").groupby("source_id")
        for detector in ("unit_price", "weight")
    ]
    return make_table(rows, "assessments")


def _row(detector: str, source_id: str, lines: pd.DataFrame, checks: pd.DataFrame) -> dict[str, object]:
    subjects = lines["goods_id"] if detector == "unit_price" else lines["container_id"].dropna()
    own = checks[(checks["kind"] == detector) & checks["subject_id"].isin(set(subjects))]
    found = int((own["outcome"] != "within").sum())
    if own.empty:
        outcome, code = "not_assessable", f"trade_{detector}_not_assessable"
    else:
        outcome, code = ("found" if found else "not_found"), f"trade_{detector}_assessed"
    return {
        "assessment_id": make_id("assessment", detector, source_id),
        "detector": detector,
        "subject_id": source_id,
        "outcome": outcome,
        "n_found": found,
        "n_examined": len(own),
        "method": METHOD,
        "reasons": [make_reason(code, checked=len(own), lines=len(lines), found=found)],
    }
