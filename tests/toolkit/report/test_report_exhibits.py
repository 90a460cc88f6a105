"""The list of electronic evidence: every source once, its hash, its custody, and lines to sign, in two languages."""

import re
from pathlib import Path

import pytest
from docx import Document

from toolkit.case import Case
from toolkit.errors import ArgumentError, CaseError
from toolkit.report import write_exhibits, write_report
from toolkit.wording import say


@pytest.fixture
def case(tmp_path: Path) -> Case:
    mail, sheet, odd = (tmp_path / name for name in ("offer.eml", "list.csv", "odd.bin"))
    mail.write_text("Subject: offer\n\ntwo hundred tonnes\n", encoding="utf-8")
    sheet.write_text("a,b\n1,2\n", encoding="utf-8")
    odd.write_bytes(b"\x00\x01")
    case = Case.create(tmp_path / "case", title="憩流行动", analyst="Li Wen")
    parent = case.add_source(mail, collected_by=("Li Wen", "Chen Bo"), holder="王某", witness="Zhao", place="Pier 7", authority="2025-17")
    case.add_source(sheet, name="offer.eml/list.csv", parent_id=parent.source_id, caveat="not to leave the unit")
    case.add_source(sheet, name="found again.csv")
    case.add_source(odd, name="<script>alert(1)</script>\x07.bin")
    return case


def rows_of(path: Path) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in Document(str(path)).tables[0].rows]


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("Collector (1)", "Integrity value")), ("zh", ("取证人员（一）签名", "完整性校验值"))]
)
def test_both_forms_hold_every_source_and_lines_to_sign(case: Case, tmp_path: Path, language: str, words: tuple[str, ...]) -> None:
    page = write_exhibits(case, tmp_path / "out" / "list.html", language=language).read_text("utf-8")
    document = write_exhibits(case, tmp_path / "out" / "list.docx", language=language)
    rows = rows_of(document)
    text = "\n".join(paragraph.text for paragraph in Document(str(document)).paragraphs) + "\n".join(map("\n".join, rows))
    assert len(rows) == 4
    for row in case.table("sources").itertuples():
        assert row.sha256 in page
        assert row.sha256 in text
    for word in (*words, "憩流行动", case.head):
        assert word in page
        assert word in text
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name.startswith(".")] == []


def test_custody_is_told_and_what_is_missing_is_said(case: Case, tmp_path: Path) -> None:
    mail, sheet, _ = (row[6] for row in rows_of(write_exhibits(case, tmp_path / "list.docx"))[1:])
    assert "Collected by: Li Wen; Chen Bo" in mail
    assert "Held by: 王某" in mail
    assert "fewer than two" not in mail
    assert "Contained in: offer.eml" in sheet
    assert "Same content also at: found again.csv" in sheet
    assert "Handling: not to leave the unit" in sheet
    assert "The record names fewer than two collectors." in sheet


def test_a_hostile_name_is_shown_as_text(case: Case, tmp_path: Path) -> None:
    page = write_exhibits(case, tmp_path / "list.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert rows_of(write_exhibits(case, tmp_path / "list.docx"))[3][1] == "<script>alert(1)</script>\\x07.bin"


def test_the_chinese_list_has_no_english_left(case: Case, tmp_path: Path) -> None:
    head = rows_of(write_exhibits(case, tmp_path / "list.docx", language="zh"))[0]
    assert all(re.search(r"[\u4e00-\u9fff]", cell) for cell in head)


def test_the_same_state_gives_the_same_page(case: Case, tmp_path: Path) -> None:
    pages = [write_exhibits(case, tmp_path / f"{number}.html").read_bytes() for number in range(2)]
    assert pages[0] == pages[1]


def test_another_ending_language_or_place_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"allowed: \.html, \.docx"):
        write_exhibits(case, tmp_path / "list.pdf")
    with pytest.raises(ArgumentError, match="allowed: en, zh"):
        write_exhibits(case, tmp_path / "list.html", language="fr")
    with pytest.raises(CaseError, match="cannot write"):
        write_exhibits(case, tmp_path / "case" / "case.toml" / "list.html")


def test_statements_and_notes_stand_apart_in_the_report(case: Case, tmp_path: Path) -> None:
    case.add_fact("Two tankers side by side", stated_by="Patrol 7", reliability="B", credibility="2", occurred_at="2025-05-12")
    case.add_note("ask the harbour master", about=f"sources:{case.table('sources')['source_id'].iloc[0]}")
    page = write_report(case, tmp_path / "report.html").read_text("utf-8")
    section = page[page.index('<section id="statements">') : page.index('<section id="comments">')]
    assert "<td>Two tankers side by side</td><td>Patrol 7</td><td>B2</td><td>2025-05-12</td><td>Li Wen</td>" in section
    assert say({"code": "report_statements_note", "values": {}}) in section
    assert "ask the harbour master" in page
