import os
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from toolkit.case import Case
from toolkit.case.ledger import GENESIS, Entry
from toolkit.errors import CaseError, CaseLockedError

HOLD = """
import sys
from toolkit.case import Case
from toolkit.case.ledger import GENESIS, Entry
case = Case.open(sys.argv[1], analyst="Zhao")
print("open", flush=True)
sys.stdin.read()
"""


def hold_open(folder: Path) -> subprocess.Popen[str]:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "open\n"
    return holder


def test_a_second_writer_learns_who_a_reader_goes_on_and_a_killed_writer_blocks_nobody(folder: Path) -> None:
    with hold_open(folder) as holder:
        with pytest.raises(CaseLockedError, match=rf"process {holder.pid} on .*, since 20.*, analyst Zhao; .*wait .*read_only=True"):
            Case.open(folder)
        with Case.open(folder, read_only=True) as reader:
            assert len(reader.table("links")) == 2
            assert reader.verify().ok
        holder.kill()
        holder.wait()
    with Case.open(folder) as case:
        assert case.verify().ok


def test_a_second_writer_in_the_same_process_is_told_so(folder: Path) -> None:
    with Case.open(folder), pytest.raises(CaseLockedError, match="in this very process"):
        Case.open(folder)
    Case.open(folder).close()


def test_a_reader_sees_what_a_writer_adds(folder: Path) -> None:
    with Case.open(folder) as writer, Case.open(folder, read_only=True) as reader:
        writer.decide("link_2", "unsure")
        assert reader.table("decisions")["target_id"].tolist() == ["link_1", "link_2"]
        assert reader.head == writer.head


def test_a_reader_cannot_write(folder: Path, note: Path) -> None:
    with Case.open(folder, read_only=True) as reader:
        for write in (
            lambda: reader.add_source(note),
            lambda: reader.record({}, method="x.y/1"),
            lambda: reader.decide("link_1", "accept"),
        ):
            with pytest.raises(CaseError, match="read-only"):
                write()


def test_a_forked_child_neither_uses_the_case_nor_keeps_its_lock(folder: Path) -> None:
    case = Case.open(folder)
    stay, go = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            case.head  # noqa: B018 - reading it must raise
        except CaseError:
            os.read(stay, 1)
            os._exit(0)
        os._exit(1)
    case.close()
    Case.open(folder).close()
    os.write(go, b"x")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_case_is_not_made_over_a_case(folder: Path) -> None:
    with pytest.raises(CaseError, match=r"holds a case already; open it with Case\.open"):
        Case.create(folder)


def test_a_case_is_not_made_in_a_folder_with_files(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(CaseError, match="is not an empty folder"):
        Case.create(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["x.txt"]


def test_a_case_is_made_in_an_empty_folder_and_under_missing_parents(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    Case.create(tmp_path / "empty").close()
    Case.create(tmp_path / "a" / "b" / "案件").close()
    with Case.open(tmp_path / "a" / "b" / "案件") as case:
        assert case.verify().ok
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "empty"]


def test_opening_what_is_no_case_says_so(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"is not a case; make one with Case\.create"):
        Case.open(tmp_path)


def test_a_case_of_a_newer_version_is_refused_with_advice(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("format = 2", "format = 3"), encoding="utf-8")
    with pytest.raises(CaseError, match="format=3; this version reads formats 1 to 2: install the newer version"):
        Case.open(folder)


def test_a_case_of_an_earlier_format_is_brought_to_the_present_one_and_says_so(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("format = 2", "format = 1"), encoding="utf-8")
    with sqlite3.connect(folder / "ledger.sqlite") as ledger:
        ledger.execute("DROP TRIGGER entries_are_final")
        (body,) = ledger.execute("SELECT body FROM entries WHERE seq = 1").fetchone()
        ledger.execute("UPDATE entries SET body = ? WHERE seq = 1", (body.replace('"format":2', '"format":1'),))
        previous = GENESIS
        for row in ledger.execute("SELECT * FROM entries ORDER BY seq").fetchall():
            entry = replace(Entry(*row), previous=previous)
            previous = entry.digest
            ledger.execute("UPDATE entries SET previous = ?, hash = ? WHERE seq = ?", (entry.previous, previous, entry.seq))
    ledger.close()
    with Case.open(folder, read_only=True) as reader:
        assert reader.settings["format"] == 1
        assert len(reader.table("links")) == 2
    with Case.open(folder, analyst="Wang") as case:
        migrated = case.head
        case.add_note("goes on")
    assert "format = 2" in path.read_text(encoding="utf-8")
    with Case.open(folder) as case:
        assert case.verify(expected_head=migrated).ok
        assert case.table("notes")["text"].tolist() == ["goes on"]


def test_the_title_may_be_edited(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("Slack Water", "憩流行动"), encoding="utf-8")
    with Case.open(folder, read_only=True) as case:
        assert case.title == "憩流行动"
        assert case.verify().ok


def test_an_awkward_title_comes_back(tmp_path: Path) -> None:
    title = 'quote " back \\ line\nbreak \x7f <b>'
    with Case.create(tmp_path / "case", title=title) as case:
        assert case.title == title


def test_html_in_a_title_or_a_name_is_shown_as_text(tmp_path: Path, note: Path) -> None:
    with Case.create(tmp_path / "case", title="<img src=x>") as case:
        source = case.add_source(note, name="<script>")
        source.path.chmod(0o644)
        source.path.write_text("changed")
        case.close()
    with Case.open(tmp_path / "case") as case:
        shown = case._repr_html_()
        assert "<img" not in shown
        assert "&lt;script&gt;" in shown


def test_repr_names_folder_mode_and_counts(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        assert repr(case) == f"Case({str(folder)!r}, read-only, 1 sources, 1 runs, 1 decisions, 0 damaged)"
        case.close()
        assert repr(case) == f"Case({str(folder)!r}, closed)"
