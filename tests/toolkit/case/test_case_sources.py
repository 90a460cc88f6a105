import os
import stat
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.case import Case
from toolkit.errors import ArgumentError, CaseError, EvidenceError, SourceError
from toolkit.ids import hash_file


def test_a_source_is_copied_under_its_hash_and_nothing_else(folder: Path, note: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        source = case.source(case.table("sources")["source_id"].iloc[0])
    assert source.path == folder / "evidence" / hash_file(note)
    assert source.path.read_bytes() == note.read_bytes()
    assert source.name == "线报.txt"


def test_the_copy_is_read_only(folder: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o444


def test_the_same_file_twice_is_one_source_logged_once(folder: Path, note: Path) -> None:
    with Case.open(folder) as case:
        head = case.head
        assert case.add_source(note).name == "线报.txt"
        assert case.head == head
        assert len(case.table("sources")) == 1


def test_a_second_place_of_the_same_content_is_told_once_and_copied_never(folder: Path, note: Path, tmp_path: Path) -> None:
    other = tmp_path / "copy.txt"
    other.write_bytes(note.read_bytes())
    with Case.open(folder) as case:
        assert case.add_source(other, holder="Wang").name == "线报.txt"
        head = case.head
        case.add_source(other, holder="Wang")
        case.add_source(other)
        assert case.head == head
        assert case.table("sources")["also_at"].tolist() == [["copy.txt"]]
    assert len(list((folder / "evidence").iterdir())) == 1


def test_custody_is_kept(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    with Case.open(folder) as case:
        parent = case.table("sources")["source_id"].iloc[0]
        case.add_source(
            path,
            name="box/a.csv",
            collected_by=["Li", "Chen"],
            holder="Wang",
            witness="Zhao",
            place="Pier 7",
            method="copied on site",
            authority="2024-7",
            caveat="not to leave the unit",
            parent_id=parent,
        )
        row = case.table("sources").iloc[1]
    assert (row["path"], row["collected_by"], row["holder"], row["witness"]) == ("box/a.csv", "Li; Chen", "Wang", "Zhao")
    assert (row["place"], row["method"], row["caveat"]) == ("Pier 7", "copied on site", "not to leave the unit")
    assert (row["authority"], row["parent_id"]) == ("2024-7", parent)


def test_an_unknown_parent_is_refused(folder: Path, note: Path) -> None:
    with Case.open(folder) as case, pytest.raises(ArgumentError, match="parent_id='source_x'"):
        case.add_source(note, parent_id="source_x")


@pytest.mark.parametrize("name", ["../../outside.txt", "/etc/passwd", "a\x00b", "..", "x" * 5000, "<script>alert(1)</script>", "CON"])
def test_a_hostile_name_never_reaches_the_disk(folder: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "evil.bin"
    path.write_bytes(b"evil")
    with Case.open(folder) as case:
        source = case.add_source(path, name=name)
        assert source.path == folder / "evidence" / hash_file(path)
        assert source.name == name
        assert case.verify().ok
    with Case.open(folder) as case:
        assert case.source(source.source_id).name == name


def test_a_name_that_is_not_utf8_is_shown_escaped(folder: Path, tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb4\xac.txt"))
    path.write_bytes(b"gbk name")
    with Case.open(folder) as case:
        assert case.add_source(path).name == "\\xb4\\xac.txt"
        assert len(case.table("sources")) == 2


def test_a_symbolic_link_is_refused(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not evidence")
    link = tmp_path / "invoice.csv"
    link.symlink_to(secret)
    with Case.open(folder) as case, pytest.raises(SourceError, match=r"symbolic link to '.*secret'"):
        case.add_source(link)
    assert len(list((folder / "evidence").iterdir())) == 1


def test_a_folder_is_refused_with_advice(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case, pytest.raises(SourceError, match="is a folder; add its files"):
        case.add_source(tmp_path)


def test_a_missing_file_is_refused(folder: Path, tmp_path: Path) -> None:
    with Case.open(folder) as case, pytest.raises(SourceError, match="No such file"):
        case.add_source(tmp_path / "none.csv")


def test_a_named_pipe_is_refused_without_waiting(folder: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with Case.open(folder) as case, pytest.raises(SourceError, match="not a regular file"):
        case.add_source(tmp_path / "pipe")


def test_a_file_that_changes_while_it_is_read_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "growing.csv"
    path.write_bytes(b"a" * 100)

    def read_and_grow(file):  # noqa: ANN001, ANN202 - stands in for the reader of chunks
        yield file.read(50)
        with path.open("ab") as more:
            more.write(b"b" * 10)
        yield file.read()

    monkeypatch.setattr("toolkit.case.evidence._chunks", read_and_grow)
    with Case.open(folder) as case, pytest.raises(SourceError, match="changed while it was read"):
        case.add_source(path)
    assert list((folder / "scratch").iterdir()) == []


def test_reading_fills_counts_mapping_and_quarantine(folder: Path) -> None:
    with Case.open(folder) as case:
        source = case.source(case.table("sources")["source_id"].iloc[0])
        rows = pd.DataFrame({"source_id": [source.source_id], "locator": ["line=2"], "reason": ["too_few_cells"], "raw": ["?"]})
        read = replace(source, layout="texts", mapping={"texts": {"text": 1}}, rows_read=3, rows_kept=2, quarantine=rows)
        texts = pd.DataFrame({"text_id": ["t1"], "source_id": [source.source_id], "locator": ["line=1"], "text": ["夜"]})
        case.record({"texts": texts}, method="sources.texts/1", source=read)
    with Case.open(folder, read_only=True) as case:
        again = case.source(source.source_id)
        row = case.table("sources").iloc[0]
        assert case.table("quarantine")["reason"].tolist() == ["too_few_cells"]
    assert (again.layout, again.mapping, again.rows_read, again.rows_kept, again.rows_quarantined) == (
        "texts",
        {"texts": {"text": 1}},
        3,
        2,
        1,
    )
    assert (row["rows_read"], row["rows_kept"], row["rows_quarantined"]) == (3, 2, 1)


def test_counts_that_do_not_add_up_are_refused(folder: Path) -> None:
    with Case.open(folder) as case:
        source = case.source(case.table("sources")["source_id"].iloc[0])
        with pytest.raises(ArgumentError, match="rows_read=3, rows_kept=2, quarantined=0 do not add up"):
            case.record({}, method="sources.texts/1", source=replace(source, layout="texts", rows_read=3, rows_kept=2))


def test_a_source_of_another_case_is_refused(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.txt"
    path.write_text("elsewhere")
    with Case.create(tmp_path / "second") as second:
        foreign = second.add_source(path)
    with Case.open(folder) as case, pytest.raises(CaseError, match="is not of this case"):
        case.record({}, method="sources.texts/1", source=foreign)


def test_evidence_changed_on_disk_is_noticed_on_open_and_on_reading(folder: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    copy.chmod(0o644)
    content = bytearray(copy.read_bytes())
    content[3] ^= 1
    copy.write_bytes(content)
    with Case.open(folder, read_only=True) as case:
        assert list(case.damaged) == ["线报.txt"]
        with pytest.raises(EvidenceError, match=r"evidence '线报.txt'.*recorded was"):
            case.source(case.table("sources")["source_id"].iloc[0])


def test_evidence_changed_while_the_case_is_open_is_noticed(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        source = case.source(case.table("sources")["source_id"].iloc[0])
        source.path.chmod(0o644)
        source.path.write_bytes(b"x" * source.size_bytes)
        with pytest.raises(EvidenceError):
            case.source(source.source_id)


def test_adding_the_content_of_a_damaged_copy_again_is_refused(folder: Path, note: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    copy.chmod(0o644)
    copy.write_bytes(b"x" * note.stat().st_size)
    with Case.open(folder) as case, pytest.raises(EvidenceError):
        case.add_source(note)


def test_a_missing_copy_is_noticed(folder: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    copy.unlink()
    with Case.open(folder, read_only=True) as case:
        assert "is missing" in case.damaged["线报.txt"]


def test_a_copy_replaced_by_a_link_to_the_same_bytes_is_noticed(folder: Path, note: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    copy.unlink()
    copy.symlink_to(note)
    with Case.open(folder, read_only=True) as case:
        assert "not a regular file" in case.damaged["线报.txt"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300), name=st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
def test_any_content_under_any_name_comes_back_as_it_was(folder: Path, tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "any.bin"
    path.write_bytes(content)
    with Case.open(folder) as case:
        source = case.add_source(path, name=name)
        assert source.path.read_bytes() == content
        assert case.source(source.source_id) == source
        assert case.verify().ok
