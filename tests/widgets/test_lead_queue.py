import pandas as pd
import pytest
from conftest import make_table

from toolkit import tables
from toolkit.errors import ArgumentError, TableError
from widgets import LeadQueue


@pytest.fixture
def findings() -> pd.DataFrame:
    lead = {"method": "test/1", "reasons": [tables.make_reason("name_only", weight=2.0)], "refs": ["goods:g1"], "sources": ["s1"]}
    return make_table(
        "findings",
        {**lead, "finding_id": "f1", "subject_id": "g1", "rule": "price_below_peers", "risk_kind": "fraud", "strength": "weak"},
        {**lead, "finding_id": "f2", "subject_id": "g2", "rule": "own_rule", "line_of_defence": "port", "strength": "strong"},
    )


def test_a_lead_says_what_it_rests_on(findings: pd.DataFrame) -> None:
    lead = LeadQueue(findings, names={"g1": "塑料", "s1": "declarations/peers.csv"})._lead
    assert lead["facts"][0] == ["Risk", "fraud"]
    assert ["Subject", "塑料 (g1)"] in lead["facts"]
    assert ["Sources", "declarations/peers.csv"] in lead["facts"]
    assert [step["weight"] for step in lead["steps"]] == [2.0]
    assert lead["refs"] == ["goods:g1"]


def test_a_rule_without_a_word_is_shown_as_it_is(findings: pd.DataFrame) -> None:
    queue = LeadQueue(findings)
    queue.selection = ["f2"]
    assert queue._lead["title"] == "own_rule"


def test_decisions_comments_and_assignments_are_handed_on(findings: pd.DataFrame) -> None:
    told: list[tuple[object, ...]] = []
    queue = LeadQueue(
        findings,
        on_decide=lambda target, verdict, note="": told.append((target, verdict, note)),
        on_note=lambda text, about: told.append((text, about)),
        on_assign=lambda lead, who: told.append((lead, who)),
    )
    queue.assign("Li Wen")
    queue.comment("Ask the owner.")
    queue.decide("accept", note="seen")
    assert told == [("f1", "Li Wen"), ("Ask the owner.", "findings:f1"), ("f1", "accept", "seen")]
    assert queue.assignees == {"f1": "Li Wen"}
    assert queue.selection == ["f2"]
    queue.undo()
    assert told[-1] == ("f1", "unsure", "Taken back: the decision before was a slip.")


def test_filters_choose_what_is_listed(findings: pd.DataFrame) -> None:
    queue = LeadQueue(findings)
    queue.filters = {"line": "port", "risk": ""}
    assert list(queue.shown()["id"]) == ["f2"]
    assert queue.count_text == "Showing 1 of 2 leads; 0 decided."


def test_notes_written_before_are_signed(findings: pd.DataFrame) -> None:
    notes = pd.DataFrame({
        "about": ["findings:f1"], "text": ["Call back."], "analyst": ["Li Wen"], "written_at": [pd.Timestamp("2025-05-03 10:00", tz="UTC")]
    })  # fmt: skip
    assert LeadQueue(findings, notes=notes)._lead["comments"] == ["Call back. (Li Wen · 2025-05-03 10:00 UTC)"]


def test_blank_comments_and_strangers_are_refused(findings: pd.DataFrame) -> None:
    queue = LeadQueue(findings)
    with pytest.raises(ArgumentError, match="the comment is blank"):
        queue.comment(" ")
    with pytest.raises(ArgumentError, match="finding_id='f9' is not among the 2 leads"):
        queue.decide("accept", finding_id="f9")
    with pytest.raises(TableError, match="'notes' lacks column 'about'"):
        LeadQueue(findings, notes=pd.DataFrame({"text": []}))


def test_leads_leave_a_picture_and_a_table(findings: pd.DataFrame) -> None:
    queue = LeadQueue(findings)
    assert queue.still().to_png().startswith(b"\x89PNG")
    assert list(queue.shown()["id"]) == ["f1", "f2"]
    assert LeadQueue(findings.head(0)).still().shown == 0
