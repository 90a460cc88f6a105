"""An order in which to read leads."""

import pandas as pd

from toolkit.leads.rule import STRENGTHS
from toolkit.tables import conform, last_verdicts

__all__ = ["rank_leads"]


def rank_leads(findings: pd.DataFrame, decisions: pd.DataFrame | None = None) -> pd.DataFrame:
    """Put leads that nobody has decided first, the strongest first, then those with more independent sources.

    Args:
        findings: a ``findings`` table.
        decisions: a ``decisions`` table; the newest verdict on each finding counts.

    Returns:
        The findings in reading order, with a column ``state``: ``open``, or the verdict.

    Raises:
        TableError: if a column is missing.

    >>> from toolkit import tables
    >>> rank_leads(tables.empty("findings")).columns[-1]
    'state'
    """
    table = conform(findings, "findings")
    state = last_verdicts(decisions)
    table["state"] = [state.get(finding_id, "open") for finding_id in table["finding_id"]]
    keys = pd.DataFrame(
        {
            "decided": table["state"] != "open",
            "strength": [-STRENGTHS.index(str(strength)) for strength in table["strength"]],
            "sources": [-len(sources) for sources in table["sources"]],
            "rule": table["rule"].astype("str"),
            "subject_id": table["subject_id"],
        },
    )
    return table.loc[keys.sort_values(list(keys.columns), kind="stable").index].reset_index(drop=True)
