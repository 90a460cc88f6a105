"""What changed overnight, why, and which decisions to look at again."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case, list_decisions
from toolkit.errors import ArgumentError
from toolkit.tables import Reason, make_reason, make_table


def add(case: Case, tmp_path: Path, name: str) -> str:
    path = tmp_path / name
    path.write_text(f"declaration,hs\n{name},390110\n", encoding="utf-8")
    source = case.add_source(path)
    goods = {"goods_id": f"goods_{name}", "source_id": source.source_id, "locator": "line=2", "declaration_id": name}
    case.record({"goods": pd.DataFrame([goods])}, method="sources.read/1", source=source)
    return source.source_id


def draw(case: Case, strength: str, *goods: str, method: str = "demo.leads/1", **parameters: object) -> None:
    refs = [f"goods:goods_{name}" for name in goods]
    reasons = [make_reason("name_only", refs=[ref]) for ref in refs[:1]]
    reasons += [make_reason("differs", refs=[ref], what=ref) for ref in refs[1:]]
    row = {
        "finding_id": "finding_1",
        "subject_id": "party",
        "rule": "price_below_peers",
        "strength": strength,
        "sources": list(goods),
        "method": method,
        "reasons": reasons,
        "refs": refs,
    }
    case.record({"findings": make_table([row] if goods else [], "findings")}, method=method, parameters=parameters)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = Case.create(tmp_path / "case", analyst="Li")
    add(case, tmp_path, "a.csv")
    draw(case, "weak", "a.csv")
    return case


def codes(causes: list[Reason]) -> list[str]:
    return [cause["code"] for cause in causes]


def test_nothing_changed_is_said(case: Case) -> None:
    changes = case.changes(case.head)
    assert changes.empty
    assert (len(changes.sources), len(changes.findings), len(changes.decisions), len(changes.entries)) == (0, 0, 0, 0)
    assert str(changes) == "Nothing changed since entry 4."


def test_a_finding_that_grew_names_the_new_source_and_the_new_reason(case: Case, tmp_path: Path) -> None:
    head = case.head
    add(case, tmp_path, "b.csv")
    draw(case, "moderate", "a.csv", "b.csv")
    changes = case.changes(head)
    assert changes.sources[["path", "change"]].to_numpy().tolist() == [["b.csv", "new"]]
    row = changes.findings.iloc[0]
    assert (row["change"], row["strength_before"], row["strength_now"]) == ("stronger", "weak", "moderate")
    assert codes(row["causes"]) == ["change_rests_on_new", "change_reason_for_new"]
    assert changes.entries["kind"].tolist() == ["source", "run", "run"]
    assert "Cause: it rests on the new source b.csv." in str(changes)
    assert "线索增强" in " ".join(changes.sentences("zh"))


def test_more_independent_sources_make_a_finding_of_one_strength_stronger(case: Case, tmp_path: Path) -> None:
    head = case.head
    add(case, tmp_path, "b.csv")
    draw(case, "weak", "a.csv", "b.csv")
    assert case.changes(head).findings["change"].tolist() == ["stronger"]
    head = case.head
    draw(case, "weak", "a.csv")
    assert case.changes(head).findings["change"].tolist() == ["weaker"]


def test_findings_new_and_gone(case: Case) -> None:
    assert case.changes(0).findings["change"].tolist() == ["new"]
    head = case.head
    draw(case, "weak", least=2)
    changes = case.changes(head)
    assert changes.findings["change"].tolist() == ["gone"]
    assert codes(changes.findings.iloc[0]["causes"]) == ["change_parameter"]
    assert "least 2 in place of None" in str(changes)


def test_another_version_of_the_method_is_the_cause(case: Case) -> None:
    head = case.head
    draw(case, "strong", "a.csv", method="demo.leads/2")
    assert codes(case.changes(head).findings.iloc[0]["causes"]) == ["change_method"]


def test_rows_compared_with_are_the_cause_where_nothing_beneath_changed(case: Case, tmp_path: Path) -> None:
    head = case.head
    add(case, tmp_path, "peers.csv")
    draw(case, "strong", "a.csv")
    assert codes(case.changes(head).findings.iloc[0]["causes"]) == ["change_compared_with_new"]


def test_no_cause_is_invented(case: Case) -> None:
    head = case.head
    draw(case, "strong", "a.csv")
    assert codes(case.changes(head).findings.iloc[0]["causes"]) == ["change_cause_unknown"]


def test_a_decision_on_a_claim_that_changed_is_to_be_looked_at_again(case: Case, tmp_path: Path) -> None:
    case.decide("finding_1", "reject", "one price only")
    head = case.head
    assert len(case.changes(head).decisions) == 0
    add(case, tmp_path, "b.csv")
    draw(case, "moderate", "a.csv", "b.csv")
    changes = case.changes(head)
    row = changes.decisions.iloc[0]
    assert (row["target_id"], row["verdict"]) == ("finding_1", "reject")
    assert codes(row["causes"]) == ["change_rests_on_new", "change_reason_for_new"]
    assert "Look again at the decision rejected by Li on finding_1." in str(changes)


def test_a_decision_made_on_the_present_state_is_not_shaken(case: Case, tmp_path: Path) -> None:
    head = case.head
    add(case, tmp_path, "b.csv")
    draw(case, "moderate", "a.csv", "b.csv")
    case.decide("finding_1", "accept")
    assert len(case.changes(head).decisions) == 0


def test_a_decision_on_a_claim_that_is_gone_is_shaken(case: Case) -> None:
    case.decide("finding_1", "accept")
    head = case.head
    draw(case, "weak", least=2)
    assert codes(case.changes(head).decisions.iloc[0]["causes"]) == ["change_parameter", "change_target_gone"]


def test_a_source_read_again_shakes_what_rests_on_it(case: Case) -> None:
    case.decide("finding_1", "accept")
    head = case.head
    source = case.source(case.table("sources")["source_id"].iloc[0])
    goods = case.table("goods").assign(hs="390120")
    case.record({"goods": goods}, method="sources.read/2", source=source)
    assert codes(case.changes(head).decisions.iloc[0]["causes"]) == ["change_read_again"]


def test_damaged_evidence_is_told_and_shakes_decisions(case: Case) -> None:
    case.decide("finding_1", "accept")
    head = case.head
    case.close()
    (copy,) = (case.path / "evidence").iterdir()
    copy.chmod(0o644)
    copy.write_bytes(b"altered")
    with Case.open(case.path) as again:
        changes = again.changes(head)
    assert changes.sources["change"].tolist() == ["damaged"]
    assert codes(changes.decisions.iloc[0]["causes"]) == ["change_evidence_damaged"]
    assert not changes.empty


def test_a_decision_beneath_a_finding_is_its_ground_and_shakes_what_stands_on_it(case: Case) -> None:
    links = pd.DataFrame({"link_id": ["link_1"], "left_id": ["a"], "right_id": ["b"], "probability": [0.9], "method": ["linking.demo/1"]})
    finding = case.table("findings").assign(refs=[["links:link_1"]])
    case.record({"links": links}, method="linking.demo/1")
    case.record({"findings": finding}, method="demo.leads/1")
    case.decide("finding_1", "accept")
    head = case.head
    beneath = case.decide("link_1", "reject")
    row = case.changes(head).decisions.iloc[0]
    assert (row["target_id"], codes(row["causes"])) == ("finding_1", ["change_decided"])
    assert list_decisions(case.table("findings"), case.table, case.table("decisions")) == [[beneath]]


def test_since_is_an_instant_a_day_a_head_or_a_number(case: Case) -> None:
    assert len(case.changes("2000-01-01").entries) == 4
    assert len(case.changes(datetime(2000, 1, 1, tzinfo=UTC)).entries) == 4
    assert len(case.changes("2999-01-01T00:00+08:00").entries) == 0
    assert len(case.changes(3).entries) == 1


@pytest.mark.parametrize(
    ("since", "said"),
    [("2025-05-12T10:00", "names no zone"), ("yesterday", "is no instant"), ("0" * 64, "is no head"), (9, "0 to 4"), (-1, "0 to 4")],
)
def test_what_means_no_entry_is_refused(case: Case, since: str | int, said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        case.changes(since)
