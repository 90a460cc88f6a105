"""Which pairs somebody has judged."""

import pandas as pd

from toolkit.ids import make_id
from toolkit.linking.parties import Parties
from toolkit.tables import last_verdicts

__all__ = ["find_judged", "link_id"]


def find_judged(parties: Parties, pairs: pd.DataFrame, decisions: pd.DataFrame | None) -> dict[int, str]:
    """Say which blocked pairs somebody judged, and how.

    Returns:
        Place in ``pairs`` → verdict.
    """
    verdicts = last_verdicts(decisions)
    if not verdicts or pairs.empty:
        return {}
    ids = parties.ids.tolist()
    found: dict[int, str] = {}
    for place, (left, right) in enumerate(zip(pairs["left"].tolist(), pairs["right"].tolist(), strict=True)):
        verdict = verdicts.get(link_id(ids[left], ids[right]))
        if verdict is not None:
            found[place] = verdict
    return found


def link_id(one: str, other: str) -> str:
    """Name the link of two records, whichever is called first."""
    return make_id("link", *sorted((one, other)))
