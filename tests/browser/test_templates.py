"""The case templates: run by papermill on other folders, run in JupyterLab as they stand, and read without a kernel."""

import re
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from laboratory import PICTURES, ROOT, Lab, ask_kernel, close_notebook, read_without_kernel, run_all, show_view, wait_for_kernel

from data_samples.answer_key import read_key
from data_samples.generate import generate_case
from toolkit.case import Case

OIL, WASTE = "50_refined_oil.ipynb", "60_waste.ipynb"
Run = Callable[..., nbformat.NotebookNode]


@pytest.fixture(scope="module")
def run_template(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run a template by papermill, as ``run(name, case=..., sources=...)``; give the notebook with its outputs."""
    home = tmp_path_factory.mktemp("templates")

    def run(name: str, **parameters: object) -> nbformat.NotebookNode:
        values = {"analyst": "Li", **{key: str(value) if isinstance(value, Path) else value for key, value in parameters.items()}}
        return papermill.execute_notebook(ROOT / "notebooks" / name, home / name, values, cwd=str(home), progress_bar=False)

    return run


@pytest.fixture(scope="module")
def expected(slack_water: Path) -> dict[str, dict[str, Any]]:
    return {row["question_id"]: row["expected"] for row in read_key(slack_water / "truth" / "answers.csv")}


@pytest.fixture(scope="module")
def case_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("one_case") / "case"


@pytest.fixture(scope="module")
def oil(run_template: Run, slack_water: Path, case_home: Path) -> nbformat.NotebookNode:
    return run_template(OIL, case=case_home, sources=slack_water / "evidence", zone_stated_by="Patrol 7, keeper of the log")


@pytest.fixture(scope="module")
def waste(oil: nbformat.NotebookNode, run_template: Run, slack_water: Path, case_home: Path) -> nbformat.NotebookNode:
    assert oil.cells  # the second template goes on in the case of the first
    return run_template(WASTE, case=case_home, sources=slack_water / "evidence")


def told(notebook: nbformat.NotebookNode, shown: str) -> list[list[str]]:
    """Give the rows, as cells of text, of what a code cell lists whose last line has this text."""
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code" and shown in cell.source.splitlines()[-1])
    page = next(output.data["text/html"] for output in cell.outputs if "text/html" in output.get("data", {}))
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)[1:]
    return [[unescape(re.sub(r"<[^>]*>", "\n", text)) for text in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)] for row in rows]


def text_of(rows: list[list[str]]) -> str:
    return "\n".join("\n".join(row) for row in rows)


@pytest.mark.parametrize("name", [OIL, WASTE])
def test_a_template_takes_parameters_and_keeps_its_cells_short(name: str) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    tagged = [cell for cell in code if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    assert {"case", "sources", "analyst"} <= set(re.findall(r"^(\w+) = ", tagged[0].source, re.MULTILINE))
    assert not any(re.search(r"\b(def|lambda|class)\b", cell.source) for cell in code)
    written = [cell for cell in code if cell not in tagged and not cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert max(sum(not re.match(r"from|import|$", line) for line in cell.source.splitlines()) for cell in written) <= 6
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert prose.count("**Look at**") >= 5
    assert prose.count("**Fatal:**") == 5
    assert prose.count("**Innocent:**") == 5


def test_the_template_of_refined_oil_answers_its_questions(
    oil: nbformat.NotebookNode, expected: dict[str, dict[str, Any]], case_home: Path
) -> None:
    hulls = text_of(told(oil, "list_claims(hulls"))
    assert all(f"{length}" in hulls for length in expected["A1"]["lengths_m"])
    owners = text_of(told(oil, "on_that_day["))
    assert expected["A1"]["owner"] in owners
    assert expected["A1"]["owner_today"] not in owners
    meetings = told(oil, "list_claims(meetings")
    assert len(meetings) == len(expected["A3"]["transfers"])
    assert all(mmsi in text_of(meetings) for mmsi in expected["A2"]["mmsi"])
    assert expected["A2"]["met_at"][:16] in text_of(meetings)
    lookalikes = text_of(told(oil, "near[near["))
    assert all(mmsi in lookalikes for innocent in expected["A3"]["innocent"] for mmsi in innocent["mmsi"])
    assert expected["A3"]["loitering"][0]["mmsi"] in text_of(told(oil, "list_claims(one_sided"))
    gaps = {gap["verdict"]: gap for gap in expected["A4"]["gaps"]}
    counted = text_of(told(oil, "list_claims(silent"))
    assert all(f"{gap['silent']} of {gap['others']} other ships" in counted for gap in gaps.values())
    silences = told(oil, "list_claims(silences")
    assert [gaps["moderate"]["started_at"][:10] in row[2] for row in silences] == [True]
    loads = text_of(told(oil, "list_claims(loads"))
    assert f"{expected['A5']['mass_t']:.2f} t" in loads
    with Case.open(case_home, read_only=True) as case:
        assert case.table("statements")["stated_by"].tolist() == ["Patrol 7, keeper of the log"]


def test_the_template_of_waste_answers_its_questions(waste: nbformat.NotebookNode, expected: dict[str, dict[str, Any]]) -> None:
    boxes = {row[2].split()[0]: "\n".join(row) for row in told(waste, "list_claims(boxes")}
    answer = expected["B1"]
    by_scan = {box for box, row in boxes.items() if "It resembles goods of heading" in row}
    assert by_scan & set(answer["asked"]) == set(answer["scan_leads"])
    assert all("sample" in boxes[box] for box in answer["confirmed_by_laboratory"] + answer["laboratory_only"])
    price = next("\n".join(row) for row in told(waste, "list_claims(prices") if expected["B2"]["declaration_id"] in "\n".join(row))
    assert f"{expected['B2']['n']} peers" in price
    assert "within their range" in price
    heirs, apart = told(waste, "list_claims(heirs"), text_of(told(waste, "list_claims(apart"))
    assert len(heirs) == len(expected["B3"]["successors"])
    assert all(key.partition(":")[2] in apart for key in expected["B3"]["successors"])
    assert {row[0].strip() for row in told(waste, "list_rows(twice")} == set(expected["B4"]["lawful_corrections"])
    assert len(told(waste, "list_rows(named")) == 8
    pages = told(waste, "list_claims(alike")
    assert {number for number in expected["B4"]["reused"] if number in text_of(pages)} == set(expected["B4"]["reused"])
    assert len(pages) == len(expected["B4"]["reused"])
    assert not any(number in text_of(pages) for number in expected["B4"]["lawful_corrections"])
    net = {row[0]: row[2] for row in told(waste, "list_rows(weights")}
    assert float(net["declarations/进口报关单.xlsx"]) == float(expected["B5"]["net_kg"])
    aside = text_of(told(waste, "list_rows(aside"))
    assert all(row in aside for row in expected["B5"]["rows_set_aside"])


def test_a_template_ends_in_a_report_and_exhibits(
    waste: nbformat.NotebookNode, case_home: Path, expected: dict[str, dict[str, Any]]
) -> None:
    assert waste.metadata.papermill.exception is None
    report = case_home.with_name("case_report.html").read_text("utf-8")
    assert expected["A1"]["owner"] in report
    assert all(box in report for box in expected["B1"]["confirmed_by_laboratory"])
    assert case_home.with_name("case_exhibits.docx").stat().st_size > 10_000


def test_on_lawful_ships_the_oil_template_names_no_transfer(run_template: Run, tmp_path: Path) -> None:
    lawful = generate_case(tmp_path / "lawful", scale=0.05, lawful=True) / "evidence"
    for absent in ("scans", "declarations", "lab", "fuel"):
        shutil.rmtree(lawful / absent)
    done = run_template(OIL, case=tmp_path / "case", sources=lawful, zone=None)
    assert told(done, "list_claims(meetings") == []
    assert len(told(done, "near[near[")) > 3
    assert ["transfers", "0", "5"] in told(done, "list_rows(pd.DataFrame(counts")
    assert (tmp_path / "case_report.html").is_file()


def test_on_a_folder_of_other_things_the_waste_template_says_what_it_could_not_ask(run_template: Run, tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "tip.txt").write_text("Seen at the pier on 12 May 2025.\n", "utf-8")
    done = run_template(WASTE, case=tmp_path / "case", sources=tmp_path / "files", language="zh")
    assert {row[0]: row[1] for row in told(done, "list_rows(pd.DataFrame(counts")} == dict.fromkeys(
        ("扫描图像", "化验样品", "货物", "主体记录", "关系"), "0"
    )
    assert "无法" in text_of(told(done, "result.not_assessable"))
    assert "线索" in (tmp_path / "case_report.html").read_text("utf-8")


def test_the_oil_template_runs_as_it_stands_and_its_board_decides(lab: Lab, waste: nbformat.NotebookNode, case_home: Path) -> None:
    assert waste.cells
    shutil.copytree(case_home, lab.folder / "slack_water" / "refined_oil_case")  # so that nothing is embedded a second time
    shutil.copy(ROOT / "notebooks" / OIL, lab.folder / OIL)
    page = lab.open_notebook(OIL)
    cells = run_all(page, timeout_s=300)
    at = next(number for number, cell in enumerate(cells) if str(cell["source"]).endswith("\nboard"))
    board = show_view(page, at, "board")
    board.locator(".tidewaiter-leads[data-shown]").get_by_role("group").first.focus()
    page.keyboard.press("a")
    decided = "dossier.table('decisions')[['verdict', 'analyst']].to_numpy().tolist()"
    assert wait_for_kernel(page, decided, "[['accept', 'first reader']]") == "[['accept', 'first reader']]"
    board.screenshot(path=PICTURES / "case_board_50.png")
    assert ask_kernel(page, "board.trouble, route.trouble, timeline.trouble, dossier.verify().ok") == "True"
    close_notebook(page)
    assert lab.outside == []


@pytest.mark.parametrize("name", [OIL, WASTE])
def test_a_template_that_was_sent_on_is_read_without_a_kernel(
    name: str, lab: Lab, oil: nbformat.NotebookNode, waste: nbformat.NotebookNode
) -> None:
    read_without_kernel(lab, (oil if name == OIL else waste).cells, name)
