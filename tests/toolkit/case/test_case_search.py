"""Half a phone number, two Han characters, a name in another script: found, with the form that matched and the cell."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.case import Case
from toolkit.case.faces import drop_separators, faces_of, fold
from toolkit.errors import ArgumentError, EvidenceError
from toolkit.provenance import locate

PARTIES = (
    ("海悅66", {"imo": ["9074729"]}, {"电话": "138-0013 8000"}),
    ("HAI YUE 88", {"imo": ["9321483"]}, {"Phone": "+86 139 2222 7777"}),
    ("宁波绿源贸易有限公司", {"uscc": ["91330200MA2AF3GX2T"]}, {}),
    ("Ningbo Luyuan Trading Co., Ltd.", {}, {"Phone": "139.2222.7777"}),
    ("Мохаммед Щукин", {}, {}),
    ("Shanghai Yuedong Logistics", {"container": ["TCLU1234567"]}, {"Box": "TCLU 123456-7"}),
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("template")
    path = home / "parties.csv"
    path.write_text("name\n" + "".join(f"{name}\n" for name, *_ in PARTIES) + "\n?? 银河 77\n", encoding="utf-8")
    with Case.create(home / "case", analyst="Li") as case:
        source = case.add_source(path, holder="Harbour office", authority="2025-17")
        rows = [
            {
                "record_id": f"record_{number:020x}",
                "source_id": source.source_id,
                "locator": f"line={number + 2}",
                "kind": "LegalEntity",
                "name": name,
                "name_original": name,
                "identifiers": identifiers,
                "extra": extra,
            }
            for number, (name, identifiers, extra) in enumerate(PARTIES)
        ]
        aside = pd.DataFrame(
            {"source_id": [source.source_id], "locator": ["line=9"], "reason": ["source_empty_row"], "raw": ["?? 银河 77"]}
        )
        read = replace(source, layout="registry", mapping={"records": {"name": 1}}, rows_read=7, rows_kept=6, quarantine=aside)
        case.record({"records": pd.DataFrame(rows)}, method="sources.read/1", source=read)
        case.add_note("Caller names the pier at 银沙路", about=f"sources:{source.source_id}")
        links = {"link_id": ["link_1"], "left_id": ["a"], "right_id": ["b"], "probability": [0.9], "method": ["linking.demo/1"]}
        case.record({"links": pd.DataFrame(links)}, method="linking.demo/1")
        case.decide("link_1", "accept", "same phone, same owner")
    return home / "case"


@pytest.fixture(scope="module")
def asked(template: Path) -> Iterator[Case]:
    with Case.open(template, read_only=True) as case:
        yield case


@pytest.fixture
def case(template: Path, tmp_path: Path) -> Iterator[Case]:
    with Case.open(shutil.copytree(template, tmp_path / "case"), analyst="Li") as case:
        yield case


def found(case: Case, text: str) -> dict[str, str]:
    hits = case.search(text).hits
    return dict(zip(reversed(hits["value"].tolist()), reversed(hits["form"].tolist()), strict=True))


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("绿源", "宁波绿源贸易有限公司", "written"),
        ("綠源貿易", "宁波绿源贸易有限公司", "written"),
        ("海悦", "海悅66", "written"),
        ("源", "宁波绿源贸易有限公司", "written"),
        ("银沙", "Caller names the pier at 银沙路", "written"),
        ("银河", "?? 银河 77", "written"),
        ("0013800", "138-0013 8000", "unseparated"),
        ("2222-77", "+86 139 2222 7777", "unseparated"),
        ("１３９２２２２", "139.2222.7777", "unseparated"),
        ("TCLU 1234567", "TCLU1234567", "unseparated"),
        ("07472", "9074729", "written"),
        ("ma2af3gx", "91330200MA2AF3GX2T", "written"),
        ("hai yue 66", "海悅66", "reading"),
        ("海悦88", "HAI YUE 88", "reading"),
        ("haiyue88", "HAI YUE 88", "unseparated"),
        ("luyuan trading", "宁波绿源贸易有限公司", "translation"),
        ("绿源贸易", "Ningbo Luyuan Trading Co., Ltd.", "translation"),
        ("shchukin", "Мохаммед Щукин", "reading"),
        ("lvyuan", "宁波绿源贸易有限公司", "reading"),
        ("Mohamed Schukin", "Мохаммед Щукин", "sound"),
        ("harbour off", "Harbour office", "written"),
        ("2025-17", "2025-17", "written"),
        ("phone, same", "same phone, same owner", "written"),
    ],
)
def test_a_part_in_any_form_is_found_and_says_how(asked: Case, text: str, value: str, form: str) -> None:
    assert found(asked, text).get(value) == form


def test_letters_across_two_words_are_no_reading(asked: Case) -> None:
    assert "Shanghai Yuedong Logistics" not in found(asked, "海悦")
    assert "Shanghai Yuedong Logistics" not in found(asked, "haiyue")


def test_a_hit_names_its_cell_its_file_and_how_many_rows_hold_it(asked: Case) -> None:
    hit = asked.search("9074729").hits.iloc[0]
    assert hit["ref"] == f"records:record_{0:020x}@identifiers.imo"
    assert (hit["table"], hit["column"], hit["places"], hit["path"]) == ("records", "identifiers.imo", 1, "parties.csv")
    assert hit["refs"] == [hit["ref"]]


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("绿源", "parties.csv", "宁波绿源贸易有限公司"),
        ("银河", "parties.csv", "?? 银河 77"),
        ("银沙", "ledger.sqlite", "Caller names the pier at 银沙路"),
        ("same owner", "ledger.sqlite", "same phone, same owner"),
        ("Harbour office", "parties.csv", None),
    ],
)
def test_a_hit_opens_its_cell(asked: Case, text: str, path: str, value: str | None) -> None:
    hits = asked.search(text).hits
    place = locate(asked, hits.loc[hits["form"] == "written", "ref"].iloc[0])
    assert (place.path, place.value) == (path, value)
    assert len(place.sha256) == 64


def test_the_nearest_form_comes_first_and_more_is_said(asked: Case) -> None:
    result = asked.search("hai yue")
    assert result.hits["value"].tolist() == ["HAI YUE 88", "Shanghai Yuedong Logistics", "海悅66"]
    assert result.hits["form"].tolist() == ["written", "written", "reading"]
    few = asked.search("hai yue", limit=1)
    assert (len(few), few.more, result.more) == (1, True, False)
    assert "There are more" in str(few)


def test_short_questions_match_whole_texts_only(asked: Case) -> None:
    assert found(asked, "88") == {}
    assert found(asked, "li") == {"Li": "written"}


def test_an_answer_to_a_short_question_says_that_parts_of_texts_were_not_looked_at(asked: Case) -> None:
    for text, is_short in (("88", True), ("l", True), ("e 8", True), ("yue", False), ("海", False), ("海悦", False)):
        answer = asked.search(text)
        assert answer.whole_only is is_short, text
        assert ("ask for three or more" in str(answer)) is is_short


@pytest.mark.parametrize("text", ["", "  ", "--", "。"])
def test_a_question_without_a_letter_is_refused(asked: Case, text: str) -> None:
    with pytest.raises(ArgumentError, match="no letter or digit"):
        asked.search(text)


@pytest.mark.parametrize("text", ['"', 'a" OR "b', "海*", "written : x", "NEAR(abc def)", "-abc", "%abc", "\x00xyz", "\udcb4xyz"])
def test_no_question_is_taken_for_a_command(asked: Case, text: str) -> None:
    if any(character.isalnum() for character in text):
        assert len(asked.search(text)) == 0 or text == "海*"


def test_what_is_added_is_found_and_what_is_superseded_is_not(case: Case) -> None:
    assert found(case, "夜航") == {}
    case.add_note("夜航")
    assert found(case, "夜航") == {"夜航": "written"}
    texts = pd.DataFrame({"text_id": ["t"], "source_id": ["s"], "locator": ["line=1"], "text": ["first words"]})
    case.record({"texts": texts}, method="x.y/1")
    assert len(case.search("first words")) == 1
    case.record({"texts": texts.assign(text="other words")}, method="x.y/2")
    assert len(case.search("first words")) == 0
    assert len(case.search("other words")) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_text_that_no_reader_understood_is_found_by_its_lines(case: Case, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "odd.txt"
    path.write_bytes("first\r\n\r\n货柜号 TCLU 765432-1 改泊南港\r\n".encode(encoding))
    source = case.add_source(path)
    hit = case.search("7654321").hits.iloc[0]
    assert (hit["ref"], hit["table"], hit["path"]) == (f"sources:{source.source_id}#3", "sources", "odd.txt")
    place = locate(case, hit["ref"])
    assert (place.locator, (place.value or "").strip()) == ("line=3", "货柜号 TCLU 765432-1 改泊南港")
    texts = {"text_id": ["t"], "source_id": [source.source_id], "locator": ["line=3"], "text": ["改泊南港"]}
    case.record({"texts": pd.DataFrame(texts)}, method="sources.texts/1", source=source)
    assert case.search("改泊").hits["table"].tolist() == ["texts"]


def test_the_index_may_be_deleted_or_damaged_and_is_no_evidence(case: Case) -> None:
    head = case.head
    before = case.search("绿源").hits
    assert case.head == head
    assert case.verify().ok
    path = case.path / "search.sqlite"
    for spoil in (path.unlink, lambda: path.write_bytes(b"no database" * 500), lambda: spoil_version(path)):
        case.close()
        spoil()
        case = Case.open(case.path, analyst="Li")
        pd.testing.assert_frame_equal(case.search("绿源").hits, before)
    case.close()


def spoil_version(path: Path) -> None:
    with sqlite3.connect(path) as index:
        index.execute("PRAGMA user_version = 99")
    index.close()


def test_a_reader_finds_everything_and_leaves_the_folder_as_it_is(case: Case) -> None:
    with Case.open(case.path, read_only=True) as reader:
        assert len(reader.search("绿源")) > 0
        assert not (case.path / "search.sqlite").exists()
    case.search("绿源")
    case.add_note("later: 新港")
    stamp = (case.path / "search.sqlite").stat().st_mtime_ns
    with Case.open(case.path, read_only=True) as reader:
        assert len(reader.search("新港")) == 1
        assert len(reader.search("绿源")) > 0
    assert (case.path / "search.sqlite").stat().st_mtime_ns == stamp


def test_a_damaged_part_is_named_not_indexed(case: Case) -> None:
    for part in (case.path / "parts").iterdir():
        part.chmod(0o644)
        part.write_bytes(part.read_bytes()[:-1] + b"x")
    with pytest.raises(EvidenceError, match="SHA-256"):
        case.search("绿源")


def test_a_kill_while_the_index_is_written_leaves_the_one_before(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    case.search("绿源")
    case.add_note("later: 新港")

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("toolkit.case.corpus._tell_entry", stop)
        with pytest.raises(KeyboardInterrupt):
            case.search("新港")
    assert len(case.search("新港")) == 1


def test_labels_speak_chinese(asked: Case) -> None:
    result = asked.search("hai yue 66", language="zh")
    assert "读音" in str(result)
    assert "<caption>hai yue 66：共" in result._repr_html_()


def test_the_same_files_give_the_same_answers_in_another_case(case: Case, tmp_path: Path) -> None:
    case.search("绿源")
    case.close()
    twin = shutil.copytree(case.path, tmp_path / "twin", ignore=shutil.ignore_patterns("search.sqlite"))
    with Case.open(case.path) as one, Case.open(twin) as other:
        for text in ("绿源", "138", "hai yue"):
            pd.testing.assert_frame_equal(one.search(text).hits, other.search(text).hits)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.booleans())
def test_faces_are_stable_and_hold_no_separators(text: str, name: bool) -> None:  # noqa: FBT001 - Hypothesis draws it
    faces = faces_of(text, name=name)
    assert fold(faces.written) == faces.written
    assert drop_separators(faces.unseparated) == faces.unseparated


def make_texts(*words: str) -> pd.DataFrame:
    rows = [{"text_id": f"t{at}", "source_id": "s", "locator": f"line={at + 1}", "text": word} for at, word in enumerate(words)]
    return pd.DataFrame(rows)


@settings(max_examples=10, deadline=None)
@given(st.lists(st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=3, max_size=20), min_size=1, max_size=5))
def test_whatever_is_stored_is_found_by_any_three_of_its_characters(tmp_path_factory: pytest.TempPathFactory, words: list[str]) -> None:
    with Case.create(tmp_path_factory.mktemp("case") / "c") as case:
        case.record({"texts": make_texts(*words)}, method="x.y/1")
        for word in words:
            piece = fold(word)[:5]
            if len(drop_separators(piece)) >= 3:
                assert word in set(case.search(piece).hits["value"]), piece
