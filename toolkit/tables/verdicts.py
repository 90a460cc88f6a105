"""Which verdict on a claim counts: the newest that no other one replaced."""

import pandas as pd

from toolkit.tables.check import conform

__all__ = ["last_verdicts"]


def last_verdicts(decisions: pd.DataFrame | None) -> dict[str, str]:
    """Give the verdict that counts on each claim.

    Args:
        decisions: a ``decisions`` table; superseded rows are left out, and of the others the latest stands.

    Returns:
        ``{target_id: accept, reject or unsure}``.

    Raises:
        TableError: if a column is missing.

    >>> rows = [("d1", "link_1", "accept", None), ("d2", "link_1", "reject", "d1")]
    >>> last_verdicts(pd.DataFrame(rows, columns=["decision_id", "target_id", "verdict", "supersedes"]))
    {'link_1': 'reject'}
    """
    if decisions is None or decisions.empty:
        return {}
    table = conform(decisions, "decisions")
    standing = table[~table["decision_id"].isin(table["supersedes"].dropna())]
    latest = standing.sort_values("decided_at", kind="stable", na_position="first")
    return dict(zip(latest["target_id"], latest["verdict"].astype("str"), strict=True))
