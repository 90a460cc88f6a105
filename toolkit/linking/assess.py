"""What linking answered for each source: found, not found, or not assessable, and why."""

import numpy as np
import pandas as pd

from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_id
from toolkit.linking.families import FAMILIES
from toolkit.linking.parties import prepare_parties
from toolkit.tables import Reason, check, conform, empty, make_reason

__all__ = ["METHOD", "assess_links"]

METHOD = "linking.assessments/1"


def assess_links(records: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Say for each source whether its records could be linked, and whether they were.

    A code that only the file itself gives to a party, as a declaration's importer number does, links it to nothing elsewhere.

    Args:
        records: a ``records`` table, in which a source must stand with at least one row to be answered for.
        links: the ``links`` that were suggested of them.

    Returns:
        An ``assessments`` table with one row a source, detector ``link``. A source whose records bear no name and no
        identifier is ``not_assessable``: that no link was found in it says nothing.

    Raises:
        TableError: a table lacks a required column.

    >>> import pandas as pd
    >>> here = {"source_id": "s", "locator": "line=1", "kind": "Company", "name": None}
    >>> records = pd.DataFrame({"record_id": ["a", "b"]}).assign(**here)
    >>> assess_links(records, empty("links"))[["outcome", "n_examined"]].values.tolist()
    [['not_assessable', 2]]
    """
    check(records, "records", columns=("kind",))
    links = conform(links, "links")
    if records.empty:
        return empty("assessments")
    parties = prepare_parties(records)
    told = [parties.of(aspect).rows for aspect in ("name", *IDENTIFIERS)]
    comparable = set(parties.records["record_id"].to_numpy()[np.unique(np.concatenate(told))].tolist())
    by_record: dict[str, set[str]] = {}
    for link_id, left, right in zip(links["link_id"], links["left_id"], links["right_id"], strict=True):
        for record_id in (left, right):
            by_record.setdefault(record_id, set()).add(link_id)
    documented = "documented" in set(links["score_kind"].dropna().astype("str"))
    rows = []
    for source_id, group in records.groupby("source_id", sort=True):
        ids = group["record_id"].tolist()
        usable = [i for i in ids if i in comparable]
        found = set().union(*(by_record.get(i, set()) for i in ids))
        outcome, reasons = _answer(group, len(usable), len(found), documented=documented)
        rows.append(
            {
                "assessment_id": make_id("assessment", "link", source_id),
                "detector": "link",
                "subject_id": source_id,
                "outcome": outcome,
                "n_found": len(found),
                "n_examined": len(ids),
                "method": METHOD,
                "reasons": reasons,
                "refs": [f"sources:{source_id}"],
            }
        )
    return conform(pd.DataFrame(rows), "assessments")


def _answer(group: pd.DataFrame, usable: int, found: int, *, documented: bool) -> tuple[str, list[Reason]]:
    count = len(group)
    kinds = sorted(set(group["kind"].astype("str")))
    if not usable:
        if any(kind in FAMILIES for kind in kinds):
            return "not_assessable", [make_reason("records_without_names", count=count)]
        return "not_assessable", [make_reason("records_not_parties", count=count, kinds=kinds)]
    reasons = [make_reason("records_linkable", usable=usable, count=count)]
    if documented:
        reasons.append(make_reason("weights_documented"))
    return ("found" if found else "not_found"), reasons
