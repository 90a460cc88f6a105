"""Notes on any row, and what people state: graded, signed, kept apart."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.errors import ArgumentError, RefError
from toolkit.provenance import locate


def state(case: Case, **changes: object) -> str:
    told = {"stated_by": "Patrol 7", "reliability": "B", "credibility": "2"} | changes
    return case.add_fact("Two tankers side by side, hoses across.", **told)  # type: ignore[arg-type]


def test_a_statement_keeps_its_words_grade_and_signature(folder: Path) -> None:
    with Case.open(folder, analyst="Li") as case:
        source = case.table("sources")["source_id"].iloc[0]
        key = state(case, about=["links:link_1"], occurred_at="2025-05-12T23:40", source_id=source, caveat="source at risk")
        row = case.table("statements").set_index("statement_id").loc[key]
        place = locate(case, f"statements:{key}")
    assert (row["text"], row["stated_by"]) == ("Two tankers side by side, hoses across.", "Patrol 7")
    assert (row["reliability"], row["credibility"], row["about"]) == ("B", "2", ["links:link_1"])
    assert (row["occurred_at"], row["source_id"], row["caveat"], row["signed_by"]) == ("2025-05-12T23:40", source, "source at risk", "Li")
    assert str(row["signed_at"].tz) == "UTC"
    assert (place.locator, place.value) == ("entry=5", "Two tankers side by side, hoses across.")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"reliability": "G"}, "reliability='G'; allowed: A, B, C, D, E, F"),
        ({"credibility": 2}, "credibility=2; allowed: 1, 2, 3, 4, 5, 6"),
        ({"stated_by": " "}, "stated_by=' ' says nothing"),
        ({"source_id": "source_x"}, "source_id='source_x' is not a source"),
    ],
)
def test_a_statement_that_lacks_something_is_refused(folder: Path, changes: dict[str, object], said: str) -> None:
    with Case.open(folder, analyst="Li") as case:
        head = case.head
        with pytest.raises(ArgumentError, match=said):
            state(case, **changes)
        assert case.head == head


def test_a_statement_needs_somebody_who_signs(folder: Path) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="nobody signs"):
        state(case)


def test_a_note_stands_beside_any_row(folder: Path) -> None:
    positions = pd.DataFrame({"source_id": ["s"], "line": [7], "asset_id": ["mmsi:413000001"], "lon": [120.0], "lat": [30.0]})
    aside = pd.DataFrame({"source_id": ["s"], "locator": ["sheet=进口 1;row=4"], "reason": ["source_empty_row"], "raw": ["?"]})
    with Case.open(folder, analyst="Li") as case:
        case.record({"positions": positions, "quarantine": aside}, method="sources.read/1")
        decision = case.table("decisions")["decision_id"].iloc[0]
        refs = ["links:link_1", "positions:s#7", f"decisions:{decision}", "quarantine:s|sheet=进口%201;row=4"]
        refs += [f"sources:{case.table('sources')['source_id'].iloc[0]}", f"runs:{case.table('runs')['run_id'].iloc[0]}"]
        for ref in refs:
            case.add_note("look here", about=ref)
        case.add_note("of the case as a whole")
        assert case.table("notes")["about"].tolist()[:-1] == refs
        assert case.table("notes")["about"].isna().tolist() == [False] * len(refs) + [True]


@pytest.mark.parametrize("ref", ["links:link_404", "positions:s#9", "nothing:x", "notes:decision_x", "no ref"])
def test_a_note_on_nothing_is_refused(folder: Path, ref: str) -> None:
    with Case.open(folder) as case, pytest.raises(RefError):
        case.add_note("x", about=ref)


def test_a_blank_note_is_refused(folder: Path) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="says nothing"):
        case.add_note("  ")
