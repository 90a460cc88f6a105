from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.errors import RefError
from toolkit.investigation import connect_views, open_case
from toolkit.report import list_claims, list_places, list_rows
from toolkit.tables import Tables, make_reason, make_table

CHECK = {
    "check_id": "c1",
    "kind": "weight",
    "subject_id": "r1",
    "outcome": "above",
    "observed": 1_015_000.5,
    "expected_low": 0.0,
    "expected_high": 0.00044,
    "unit": "kg",
    "n": 1,
    "method": "t/1",
    "reasons": [make_reason("name_only"), make_reason("name_only"), make_reason("no_such_code", x=1)],
    "against": [],
    "refs": [],
}


def test_markup_in_cells_is_shown_as_text_from_the_left() -> None:
    page = list_rows(pd.DataFrame({"<b>": ["<script>", None], "many": [["<i>", "b"], []]}))._repr_html_()
    assert "<script>" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert page.count("text-align: left") == 7


def test_a_check_is_told_with_its_figure_and_its_range_and_nothing_is_lost() -> None:
    listed = list_claims(make_table([CHECK], "checks"), Tables())
    row = listed.rows.iloc[0].to_dict()
    assert (row["figure"], row["expected"]) == ("1,015,000.50 kg", "0 – 0.00044 kg")
    assert row["Speaks for it"] == ["Only the name agrees; a name alone never merges.", "no_such_code (x: 1)"]


def test_no_claims_make_an_empty_listing_in_the_language_of_the_case() -> None:
    assert str(list_claims(make_table([], "events"), Tables(), language="zh")).startswith("0 行中的 0 行")


def test_places_of_several_refs_are_listed_once(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("海悦66", "utf-8")
    with Case.create(tmp_path / "case") as case:
        ref = f"sources:{case.add_source(tmp_path / 'note.txt').source_id}"
        assert list_places(case, [ref, ref]).total == list_places(case, ref).total == 1
        assert list_places(case, []).total == 0
        with pytest.raises(RefError):
            list_places(case, "sources:none")


def test_a_case_is_taken_up_again_by_the_process_that_has_it(tmp_path: Path) -> None:
    first = open_case(tmp_path / "case", analyst="Li")
    first.add_note("look")
    with open_case(tmp_path / "case", analyst="Li", language="zh") as again:
        offered = connect_views(again)
        assert offered["on_note"]("more") in set(again.table("notes")["note_id"])
        assert offered["language"] == "zh"
        assert "search_scans" not in offered


def test_columns_and_values_that_have_words_are_told_in_them_and_the_frame_is_left_alone() -> None:
    rows = pd.DataFrame(
        {"detector": ["gap", "mine"], "outcome": ["not_found", None], "locator": ["line=2", ""], "place": ["", "x"], "船型": [1, 2]}
    )
    before = rows.copy()
    shown = list_rows(rows, language="zh").rows
    assert list(shown.columns) == ["查找内容", "结果", "位置", "位置", "船型"]
    assert shown.iloc[0].tolist() == ["信号中断", "未发现", "line=2", "", 1]
    assert shown.iloc[1, 0] == "mine"
    assert "位置" in list_rows(rows, language="zh")._repr_html_()
    pd.testing.assert_frame_equal(rows, before)
