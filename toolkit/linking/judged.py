"""Which pairs somebody has judged."""

from collections.abc import Collection

import pandas as pd

from toolkit.ids import make_id
from toolkit.linking.parties import Parties
from toolkit.tables import last_verdicts

__all__ = ["find_judged", "judged_links"]


def judged_links(decisions: pd.DataFrame | None) -> dict[str, str]:
    """Give the verdict that counts on each link.

    Raises:
        TableError: a column is missing.
    """
    return {target: verdict for target, verdict in last_verdicts(decisions).items() if target.startswith("link_")}


def find_judged(parties: Parties, pairs: pd.DataFrame, decisions: pd.DataFrame | None) -> dict[int, str]:
    """Say which blocked pairs somebody judged, and how.

    Returns:
        Place in ``pairs`` → verdict.
    """
    verdicts = judged_links(decisions)
    if not verdicts or pairs.empty:
        return {}
    ids = parties.records["record_id"].tolist()
    found: dict[int, str] = {}
    for place, (left, right) in enumerate(zip(pairs["left"].tolist(), pairs["right"].tolist(), strict=True)):
        verdict = verdicts.get(link_id(ids[left], ids[right]))
        if verdict is not None:
            found[place] = verdict
    return found


def link_id(one: str, other: str) -> str:
    """Name the link of two records, whichever is called first."""
    return make_id("link", *sorted((one, other)))


def of_records(ids: Collection[str], links: pd.DataFrame) -> pd.DataFrame:
    """Keep the links both of whose records are among some."""
    return links[links["left_id"].isin(ids) & links["right_id"].isin(ids)]
