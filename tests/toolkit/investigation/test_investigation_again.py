"""A file, then the whole folder again: nothing twice, nothing lost, and no change is told where there is none."""

from pathlib import Path

import pytest

from toolkit.case import Case
from toolkit.investigation import investigate

GOODS = (
    "Declaration ID,Date,HS6 Code,Country of Origin,Net Mass,Item Price\n"
    "1,2025-05-01,390110,DE,10.0,99.5\n"
    "2,2025-05-02,390110,DE,20.0,210\n"
)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "goods.csv").write_text(GOODS, "utf-8")
    (folder / "tip.txt").write_text("Seen at the pier on 12 May 2025.\n\nA second caller says the same.\n", "utf-8")
    (folder / "copy of tip.txt").write_bytes((folder / "tip.txt").read_bytes())
    return folder


def counts(case: Case) -> dict[str, int]:
    return {name: len(case.table(name)) for name in ("sources", "goods", "records", "texts", "quarantine", "findings", "assessments")}


def test_a_file_then_the_folder_then_the_folder_again(files: Path, tmp_path: Path) -> None:
    one = tmp_path / "one"
    one.mkdir()
    (one / "goods.csv").write_text(GOODS, "utf-8")
    with Case.create(tmp_path / "case", analyst="Li") as case:
        investigate(one, case, progress=False)
        investigate(files, case, progress=False)
        head, known = case.head, counts(case)
        again = investigate(files, case, progress=False)
        changes = case.changes(head)
        assert changes.empty, str(changes)
        assert counts(case) == known
        assert len(again.intake) == 3
    with Case.create(tmp_path / "whole", analyst="Li") as whole:
        investigate(files, whole, progress=False)
        assert counts(whole) == known


def test_each_run_names_its_parameters_its_version_and_what_it_read(files: Path, tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", analyst="Li") as case:
        investigate(files, case, progress=False)
        runs = case.table("runs").set_index("method")
        assert runs.loc["investigation.link/2", "parameters"] == {"threshold": 0.5, "merge_threshold": 0.95}
        assert runs["version"].notna().all()
        goods = case.list_parts("goods")
        assert set(goods) <= set(runs.loc["investigation.check/1", "input_hashes"])


def test_a_decision_is_an_input_of_the_next_run_and_findings_name_those_beneath_them(files: Path, tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", analyst="Li") as case:
        investigate(files, case, progress=False)
        decision = case.decide(case.table("assessments")["assessment_id"].iloc[0], "unsure")
        investigate(files, case, progress=False)
        runs = case.table("runs").set_index("method")
        assert decision in runs.loc["investigation.leads/2", "input_hashes"]
        assert all(isinstance(cell, list) for cell in case.table("findings")["decisions"])
