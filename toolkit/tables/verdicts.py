"""Which verdict on a claim counts: the newest that no other one replaced."""

import pandas as pd

from toolkit.errors import TableError
from toolkit.tables.check import check, conform

__all__ = ["last_verdicts"]

_VERDICTS = ("accept", "reject", "unsure")


def last_verdicts(decisions: pd.DataFrame | None) -> dict[str, str]:
    """Give the verdict that counts on each claim.

    Args:
        decisions: a ``decisions`` table; superseded rows are left out, and of the others the latest stands.

    Returns:
        ``{target_id: accept, reject or unsure}``.

    Raises:
        TableError: a column is missing, or a verdict is another word: what a person decided must not be passed over.

    >>> rows = [("d1", "link_1", "accept", None), ("d2", "link_1", "reject", "d1")]
    >>> last_verdicts(pd.DataFrame(rows, columns=["decision_id", "target_id", "verdict", "supersedes"]))
    {'link_1': 'reject'}
    """
    if decisions is None:
        return {}
    check(decisions, "decisions")
    if decisions.empty:
        return {}
    table = conform(decisions, "decisions")
    unknown = sorted(set(table["verdict"].astype("str").fillna("nothing")) - set(_VERDICTS))
    if unknown:
        message = f"table 'decisions', column 'verdict': {unknown} are no verdicts; allowed: {', '.join(_VERDICTS)}"
        raise TableError(message)
    standing = table[~table["decision_id"].isin(table["supersedes"].dropna())]
    latest = standing.sort_values("decided_at", kind="stable", na_position="first")
    return dict(zip(latest["target_id"], latest["verdict"].astype("str"), strict=True))
