"""Removing a source weakens exactly the findings that cite it."""

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.investigation import Investigation, derive_claims
from toolkit.tables import FACT_TABLES, Tables

STEPS = ("weak", "moderate", "strong")


def without(facts: Tables, source_id: str) -> Tables:
    changed = {
        name: frame[frame["source_id"].astype("str") != source_id]
        for name, frame in facts.items()
        if "source_id" in frame.columns and (frame["source_id"].astype("str") == source_id).any()
    }
    return facts | changed


def by_id(findings: pd.DataFrame) -> dict[str, tuple[int, frozenset[str]]]:
    return {row.finding_id: (STEPS.index(str(row.strength)), frozenset(row.sources)) for row in findings.itertuples()}


@pytest.mark.usefixtures("remembered_steps")
def test_removing_a_source_weakens_exactly_the_findings_that_cite_it(investigated: tuple[Case, Investigation]) -> None:
    case, _ = investigated
    facts = case.tables(*FACT_TABLES)
    before = by_id(derive_claims(facts)["findings"])
    sources = facts["sources"]
    tables_read = sources[sources["layout"].notna() & (sources["layout"] != "scan_image") & (sources["rows_kept"] > 0)]
    assert len(tables_read) > 10
    wrong = []
    for source_id, path in zip(tables_read["source_id"], tables_read["path"], strict=True):
        after = by_id(derive_claims(without(facts, source_id))["findings"])
        for finding_id, (strength, cited) in before.items():
            now = after.get(finding_id)
            weaker = now is None or now[0] < strength or now[1] < cited
            unchanged = now == (strength, cited)
            if not (weaker if source_id in cited else unchanged):
                wrong.append((path, finding_id, strength, len(cited), source_id in cited, now and (now[0], len(now[1]))))
    assert wrong == []
