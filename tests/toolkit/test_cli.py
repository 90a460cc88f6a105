import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolkit.case import Case
from toolkit.cli import app


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "files"
    files.mkdir()
    (files / "tip.txt").write_text("A caller names the pier.\n", "utf-8")
    return files


def test_investigate_writes_report_and_verifies(folder: Path, tmp_path: Path) -> None:
    command = ["investigate", str(folder), "--case", str(tmp_path / "case"), "--report", str(tmp_path / "out" / "report.html")]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "1 rows read = 1 kept + 0 set aside" in done.output
    assert "Where the time went" in done.output
    assert (tmp_path / "out" / "report.html").is_file()


def test_investigate_goes_on_with_a_case(folder: Path, tmp_path: Path) -> None:
    command = ["investigate", str(folder), "--case", str(tmp_path / "case")]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert CliRunner().invoke(app, command).exit_code == 0
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "case")]).exit_code == 0


def test_a_refusal_is_one_line_and_status_two(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["verify", str(tmp_path / "nothing")])
    assert done.exit_code == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_tampered_case_fails_verification(folder: Path, tmp_path: Path) -> None:
    CliRunner().invoke(app, ["investigate", str(folder), "--case", str(tmp_path / "case")])
    stored = next(path for path in (tmp_path / "case" / "evidence").rglob("*") if path.is_file())
    stored.chmod(0o600)
    stored.write_bytes(b"changed")
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "case")]).exit_code == 1


@pytest.mark.parametrize("wrong", [["--language", "xx"], ["--zone", "Asia/Nowhere"]])
def test_a_wrong_argument_is_refused_before_the_run(folder: Path, tmp_path: Path, wrong: list[str]) -> None:
    done = CliRunner().invoke(app, ["investigate", str(folder), "--case", str(tmp_path / "case"), *wrong])
    assert done.exit_code == 2
    assert wrong[1] in done.stderr


def test_a_folder_that_is_not_there_leaves_no_case(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["investigate", str(tmp_path / "nothing"), "--case", str(tmp_path / "case")])
    assert done.exit_code == 2
    assert not (tmp_path / "case").exists()


def test_the_case_lies_beside_by_default(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["investigate", str(folder)]).exit_code == 0
    assert (tmp_path / "files_case" / "case.toml").is_file()


@pytest.fixture
def watchlist(tmp_path: Path) -> Path:
    path = tmp_path / "watchlist.csv"
    rows = [
        "Entry ID,Kind,Name,Aliases,Programme,Listed",
        "W-1,Person,SIDOROV Pavel,Сидоров Павел,FUEL,2020-03-02",
        "W-2,Company,Amber Gold FZE,,FUEL,",
    ]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_screen_says_which_form_of_an_entry_matched(watchlist: Path) -> None:
    done = CliRunner().invoke(app, ["screen", "Павел Сидоров", str(watchlist), "--at", "2019-01-01"])
    assert done.exit_code == 0, done.output
    header, first = (line.split("\t") for line in done.stdout.splitlines()[:2])
    assert header[:4] == ["score", "asked", "form that matched", "entry"]
    assert first[:4] == ["1.00", "Павел Сидоров", "Сидоров Павел", "SIDOROV Pavel"]
    assert "  - Not yet listed on 2019-01-01: listed on 2020-03-02." in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 hits for 1 names among 2 entries.")


def test_screen_reads_the_names_of_a_file(watchlist: Path, tmp_path: Path) -> None:
    asked = tmp_path / "asked.csv"
    asked.write_text("Entry ID,Kind,Name,Aliases,Programme,Listed\nQ-1,Company,Amber Gold FZE,,A,\nQ-2,Person,Nobody Known,,A,\n", "utf-8")
    done = CliRunner().invoke(app, ["screen", str(asked), str(watchlist), "--language", "zh"])
    assert done.exit_code == 0, done.output
    assert "仅名称一致" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("1 hits for 2 names")


@pytest.mark.parametrize("wrong", [["--language", "xx"], ["--top", "0"], ["--kind", "Ghost"], ["--at", "yesterday"]])
def test_screen_refuses_wrong_options(watchlist: Path, wrong: list[str]) -> None:
    done = CliRunner().invoke(app, ["screen", "Amber Gold", str(watchlist), *wrong])
    assert done.exit_code == 2
    assert wrong[1] in done.stderr


def test_screen_refuses_a_file_that_names_no_parties(watchlist: Path, folder: Path) -> None:
    done = CliRunner().invoke(app, ["screen", str(folder / "tip.txt"), str(watchlist)])
    assert done.exit_code == 2
    assert "names no parties" in done.stderr


@pytest.mark.parametrize("name", ["", "   ", "."])
def test_screen_refuses_what_is_no_name_and_no_file(watchlist: Path, name: str) -> None:
    done = CliRunner().invoke(app, ["screen", name, str(watchlist)])
    assert done.exit_code == 2
    assert f"NAME_OR_FILE={name!r}" in done.stderr


@pytest.mark.parametrize("name", ["a" * 10_000, "Li\0Na"])
def test_screen_takes_a_name_that_no_path_can_be(watchlist: Path, name: str) -> None:
    done = CliRunner().invoke(app, ["screen", name, str(watchlist)])
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith("0 hits for 1 names")


def test_screen_says_what_it_could_not_read(tmp_path: Path) -> None:
    listed = tmp_path / "listed.json"
    listed.write_text('{"id": "a", "schema": "Person", "properties": {"name": ["Li Na"]}}\n{"id": "b", "schema": "Per\n', "utf-8")
    done = CliRunner().invoke(app, ["screen", "Li Na", str(listed)])
    assert done.exit_code == 0
    assert "listed.json: 1 of 2 rows are set aside and were not compared (first: line=2, " in done.stderr
    assert "1 hits for 1 names" in done.stdout


def test_look_gives_no_dates_to_a_folder_without_any(tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    said = CliRunner().invoke(app, ["look", str(tmp_path)]).output
    assert said.splitlines()[0] == "empty.csv  [empty, -]  0 rows"


def test_look_says_what_is_there_and_writes_nothing(folder: Path, tmp_path: Path) -> None:
    (folder / "goods.xls").write_text("报关单号,商品编号,身份证号\n1,3901100000,1.1E+17\n合计,,\n", "utf-8")
    (folder / "empty.csv").write_bytes(b"")
    done = CliRunner().invoke(app, ["look", str(folder), "--out", str(tmp_path / "table.csv")])
    assert done.exit_code == 0, done.output
    assert "goods.xls  [text, declarations]  1 rows" in done.output
    assert "1 cells damaged by a spreadsheet" in done.output
    assert "the file is empty" in done.output
    assert "3 files, 2 rows; 1 that cannot be read. Nothing was written." in done.output
    assert sorted(path.name for path in folder.iterdir()) == ["empty.csv", "goods.xls", "tip.txt"]
    assert (tmp_path / "table.csv").is_file()
    assert CliRunner().invoke(app, ["look", str(folder), "--out", str(tmp_path / "table.csv")]).exit_code == 2


def test_search_and_changes_speak_of_a_case(folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "case"
    assert CliRunner().invoke(app, ["investigate", str(folder), "--case", str(home)]).exit_code == 0
    found = CliRunner().invoke(app, ["search", str(home), "names the"])
    assert found.exit_code == 0, found.output
    assert "A caller names the pier.  [as written]  tip.txt" in found.output
    assert (home / "search.sqlite").exists()
    with Case.open(home):
        assert "原样匹配" in CliRunner().invoke(app, ["search", str(home), "pier", "--language", "zh"]).output
    told = CliRunner().invoke(app, ["changes", str(home), "2000-01-01"])
    assert "New source: tip.txt." in told.output
    assert CliRunner().invoke(app, ["changes", str(home), "yesterday"]).exit_code == 2


_INTERRUPTING = """
import os, signal, sys
from importlib import import_module

signal.signal(signal.SIGINT, signal.default_int_handler)
owner, left = import_module(sys.argv[1]), [int(sys.argv[3])]
*path, name = sys.argv[2].split(".")
for step in path:
    owner = getattr(owner, step)
called = getattr(owner, name)
del sys.argv[1:4]

def interrupt_once(*args, **kwargs):
    left[0] -= 1
    if left[0] == 0:
        os.kill(os.getpid(), signal.SIGINT)
    return called(*args, **kwargs)

setattr(owner, name, interrupt_once)
import_module("toolkit.cli").app()
"""


def interrupt(command: list[str], module: str, name: str, call: int) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, which gets the signal of Ctrl-C when it calls a function for the nth time."""
    return subprocess.run(
        [sys.executable, "-c", _INTERRUPTING, module, name, str(call), *command], capture_output=True, text=True, timeout=120, check=False
    )


def test_an_interrupted_investigation_says_what_is_kept_and_goes_on(folder: Path, tmp_path: Path) -> None:
    command = ["investigate", str(folder), "--case", str(tmp_path / "case")]
    cut = interrupt(command, "toolkit.case", "Case.record", 3)
    assert cut.returncode == 130
    assert "Traceback" not in cut.stderr
    assert cut.stderr.strip().splitlines()[-1].startswith("tidewaiter: Interrupted.")
    assert f"kept whole in the case {tmp_path / 'case'}; run the same command again" in cut.stderr
    assert CliRunner().invoke(app, ["verify", str(tmp_path / "case")]).exit_code == 0
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, done.output
    assert "1 rows read = 1 kept + 0 set aside" in done.output
    with Case.open(tmp_path / "case", read_only=True) as case:
        assert len(case.table("sources")) == len(case.table("texts")) == 1


def test_an_interruption_before_there_is_a_case_says_so(folder: Path, tmp_path: Path) -> None:
    command = ["investigate", str(folder), "--case", str(tmp_path / "case"), "--language", "zh"]
    cut = interrupt(command, "toolkit.case", "Case.create", 1)
    assert (cut.returncode, cut.stdout) == (130, "")
    assert cut.stderr == "tidewaiter: 已中断。未写入任何案件，也未改动任何文件；请重新运行同一命令。\n"
    assert not (tmp_path / "case").exists()


def test_an_interrupted_look_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    cut = interrupt(["look", str(folder), "--out", str(tmp_path / "seen.csv")], "toolkit.sources.look", "examine_file", 1)
    assert cut.returncode == 130
    assert cut.stderr.strip().splitlines()[-1].startswith("tidewaiter: Interrupted. No case was written and no file was changed")
    assert not (tmp_path / "seen.csv").exists()
