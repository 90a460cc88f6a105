from pathlib import Path

import pytest
from typer.testing import CliRunner

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
