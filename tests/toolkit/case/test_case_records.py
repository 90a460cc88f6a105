from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.errors import ArgumentError, CaseError, EvidenceError, TableError
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]


def test_rows_come_back_in_their_types(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        links = case.table("links")
    assert links["link_id"].tolist() == ["link_1", "link_2"]
    assert links["probability"].dtype == "float64"
    assert links["reasons"].tolist() == [[], []]


def test_a_later_run_of_the_method_supersedes(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        case.record({"links": make_links("link_3")}, method="linking.demo/1")
        assert case.table("links")["link_id"].tolist() == ["link_3"]
        assert len(case.table("runs")) == 1
        assert len(case.table("runs", history=True)) == 2


def test_a_new_version_of_the_method_supersedes_too(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        case.record({"links": make_links("link_3")}, method="linking.demo/2")
        assert case.table("links")["link_id"].tolist() == ["link_3"]


def test_runs_of_different_methods_stand_side_by_side(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        case.record({"links": make_links("link_3")}, method="linking.other/1")
        assert case.table("links")["link_id"].tolist() == ["link_1", "link_2", "link_3"]


def test_runs_of_one_method_on_two_sources_stand_side_by_side(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case:
        for text in ("one", "two"):
            path = tmp_path / f"{text}.txt"
            path.write_text(text)
            source = case.add_source(path)
            rows = pd.DataFrame({"text_id": [text], "source_id": [source.source_id], "locator": ["line=1"], "text": [text]})
            case.record({"texts": rows}, method="sources.texts/1", source=source)
        assert case.table("texts")["text"].tolist() == ["one", "two"]


def test_one_run_may_read_several_sources(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case:
        read = []
        for text in ("one", "two"):
            (tmp_path / text).write_text(text)
            source = case.add_source(tmp_path / text)
            aside = pd.DataFrame({"source_id": [source.source_id], "locator": ["line=1"], "reason": ["source_empty_row"], "raw": [text]})
            read.append(replace(source, layout="texts", rows_read=1, quarantine=aside))
        case.record({}, method="sources.texts/1", source=read)
        assert case.source(read[1].source_id).quarantine["raw"].tolist() == ["two"]
        assert case.table("sources")["rows_quarantined"].dropna().tolist() == [1, 1]


def test_of_one_key_in_two_runs_the_later_row_stands(folder: Path, make_links: Make) -> None:
    changed = make_links("link_2").assign(probability=0.1)
    with Case.open(folder) as case:
        case.record({"links": changed}, method="linking.other/1")
        assert case.table("links").set_index("link_id")["probability"].to_dict() == {"link_1": 0.9, "link_2": 0.1}


def test_a_superseding_run_without_rows_takes_the_old_rows_away(folder: Path) -> None:
    with Case.open(folder) as case:
        case.record({"links": empty("links")}, method="linking.demo/1")
        assert case.table("links").empty
        assert case.table("runs")["rows_out"].tolist() == [{"links": 0}]


def test_the_same_run_again_is_written_once(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        head = case.head
        case.record({"links": make_links("link_1", "link_2")}, method="linking.demo/1")
        assert case.head == head


def test_a_run_that_returns_to_an_earlier_result_has_an_id_of_its_own(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        case.record({"links": make_links("link_3")}, method="linking.demo/1")
        case.record({"links": make_links("link_1", "link_2")}, method="linking.demo/1")
        assert case.table("runs", history=True)["run_id"].is_unique


def test_parameters_and_inputs_are_kept(folder: Path) -> None:
    with Case.open(folder) as case:
        case.record({}, method="routes.gaps/1", parameters={"min_h": 12.5, "zone": "Asia/Shanghai"}, inputs=("aa", "bb"))
        run = case.table("runs").iloc[-1]
    assert run["parameters"] == {"min_h": 12.5, "zone": "Asia/Shanghai"}
    assert run["input_hashes"] == ["aa", "bb"]


def test_a_bad_frame_leaves_nothing(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        head = case.head
        with pytest.raises(TableError, match="lacks column 'probability'"):
            case.record({"links": make_links("link_9").drop(columns="probability")}, method="linking.demo/1")
        assert case.head == head


@pytest.mark.parametrize("table", ["sources", "runs", "decisions"])
def test_the_tables_of_the_case_itself_are_not_recorded(folder: Path, table: str) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="written by the case itself"):
        case.record({table: empty(table)}, method="x.y/1")


@pytest.mark.parametrize("method", ["gaps", "gaps/", "/1", ""])
def test_a_method_without_a_version_is_refused(folder: Path, method: str) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="has no version"):
        case.record({}, method=method)


def test_an_unknown_table_is_refused(folder: Path) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="no table 'linx'"):
        case.table("linx")


def test_tables_without_names_gives_what_has_rows(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        assert set(case.tables()) == {"sources", "links", "decisions", "runs"}
        assert set(case.tables("links", "goods")) == {"links"}


def test_the_frames_given_are_not_changed(folder: Path, make_links: Make) -> None:
    frame = make_links("link_5")
    before = frame.copy()
    with Case.open(folder) as case:
        case.record({"links": frame}, method="linking.demo/1")
    pd.testing.assert_frame_equal(frame, before)


def test_a_decision_is_kept(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        row = case.table("decisions").iloc[0]
    assert (row["target_id"], row["verdict"], row["analyst"], row["note"]) == ("link_1", "accept", "Li", "same phone, same owner")
    assert str(row["decided_at"].tz) == "UTC"


def test_a_later_decision_supersedes_and_the_earlier_one_stays(folder: Path) -> None:
    with Case.open(folder, analyst="Wang") as case:
        earlier = case.table("decisions")["decision_id"].iloc[0]
        later = case.decide("link_1", "reject")
        assert case.table("decisions")["decision_id"].tolist() == [later]
        history = case.table("decisions", history=True)
    assert history["verdict"].tolist() == ["accept", "reject"]
    assert history["supersedes"].iloc[1] == earlier


def test_a_decision_survives_a_rerun(folder: Path, make_links: Make) -> None:
    with Case.open(folder) as case:
        case.record({"links": make_links("link_1")}, method="linking.demo/2")
        assert case.table("decisions")["target_id"].tolist() == ["link_1"]


def test_an_unknown_target_is_refused(folder: Path) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="target_id='link_404' is in no claim table"):
        case.decide("link_404", "accept")


def test_an_unknown_verdict_is_refused(folder: Path) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="verdict='guilty'; allowed: accept, reject, unsure"):
        case.decide("link_1", "guilty")  # type: ignore[arg-type]


def test_a_match_is_judged_by_both_of_its_keys(folder: Path) -> None:
    matches = pd.DataFrame({"query_id": ["q"], "scan_id": ["s"], "rank": [1], "similarity": [0.8], "method": ["scans.search/1"]})
    with Case.open(folder) as case:
        case.record({"matches": matches}, method="scans.search/1")
        case.decide("q|s", "unsure")
        assert case.table("decisions")["target_id"].tolist() == ["link_1", "q|s"]


def test_a_changed_part_is_not_read(folder: Path) -> None:
    (part,) = (folder / "parts").iterdir()
    part.chmod(0o644)
    content = bytearray(part.read_bytes())
    content[40] ^= 1
    part.write_bytes(content)
    with Case.open(folder) as case, pytest.raises(EvidenceError, match="table 'links': the part"):
        case.table("links")


def test_writing_to_a_closed_case_is_refused(folder: Path) -> None:
    case = Case.open(folder)
    case.close()
    case.close()
    with pytest.raises(CaseError, match="is closed"):
        case.decide("link_1", "accept")
