"""A folder of wrong, empty, truncated, huge and hostile files: each is named, none stops the others, nothing is executed."""

import gzip
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from toolkit.case import Case
from toolkit.investigation import Investigation, investigate
from toolkit.report import write_report

BILLION_LAUGHS = """<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><CONSOLIDATED_LIST><INDIVIDUALS>&c;</INDIVIDUALS></CONSOLIDATED_LIST>"""
FORMULA = "=cmd|' /C calc'!A0"
SCRIPT = "<script>alert(1)</script> Trading"


def fill(folder: Path) -> None:
    (folder / "empty.csv").write_bytes(b"")
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 this is no workbook")
    with ZipFile(folder / "bomb.xlsx", "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b"\x00" * 1_000_000)
    (folder / "bomb.csv.gz").write_bytes(gzip.compress(b"MMSI,BaseDateTime,LAT,LON\n" + b"\x00" * 50_000_000))
    (folder / "laughs.xml").write_text(BILLION_LAUGHS, "utf-8")
    (folder / "zero.png").write_bytes(b"")
    (folder / "half.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    (folder / "index.csv").write_text(
        "scan_id,file_high,file_low,container,declared_hs\n1,../../../etc/passwd,,ZZSU1407505,390110\n", "utf-8"
    )
    header = "Declaration ID,Date,HS6 Code,Goods Description,Importer,Net Mass (kg),Item Price\n"
    (folder / "goods.csv").write_text(f'{header}1,2025-05-01,390110,"{FORMULA}","{SCRIPT}",10.0,99.5\n', "utf-8")
    (folder / "broken name \u202egnp.csv").write_text("a,b\n1,2\n", "utf-8")
    (folder / ".hidden").write_text("secret", "utf-8")
    (folder / "way_out.txt").symlink_to("/etc/passwd")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, Investigation]]:
    folder = tmp_path_factory.mktemp("hostile")
    fill(folder)
    with Case.create(tmp_path_factory.mktemp("case") / "case", analyst="test") as case:
        yield case, investigate(folder, case, progress=False)


def test_every_file_is_named_and_every_row_accounted_for(hostile: tuple[Case, Investigation]) -> None:
    intake = hostile[1].intake
    assert len(intake) == 12
    assert (intake["rows_read"] == intake["rows_kept"] + intake["rows_quarantined"]).all()
    refused = intake[intake["rows_kept"] == 0]
    assert (refused["rows_quarantined"].gt(0) | refused["why"].ne("")).all()


def test_what_was_not_read_is_told_with_its_reason(hostile: tuple[Case, Investigation]) -> None:
    told = str(hostile[1])
    for name, why in (("way_out.txt", "is a symbolic link"), (".hidden", "hidden file"), ("empty.csv", "empty"), ("broken.xlsx", "")):
        assert any(line.startswith(f"  {name}: ") and why in line for line in told.splitlines())
    assert "\u202e" not in told
    assert "broken name \\u202egnp.csv" in told


def test_a_link_out_of_the_folder_is_not_followed(hostile: tuple[Case, Investigation]) -> None:
    case, result = hostile
    assert result.intake.set_index("path").loc["way_out.txt", "layout"] == "unreadable"
    assert not [path for path in (case.path / "evidence").rglob("*") if path.is_file() and b"root:" in path.read_bytes()]


def test_a_formula_stays_text(hostile: tuple[Case, Investigation]) -> None:
    assert hostile[1].tables["goods"]["description"].tolist() == [FORMULA]


def test_markup_in_a_name_is_shown_as_text(hostile: tuple[Case, Investigation], tmp_path: Path) -> None:
    case, result = hostile
    assert SCRIPT in result.tables["records"]["name_original"].tolist()
    report = write_report(case, tmp_path / "report.html").read_text("utf-8")
    assert "<script" not in report
    assert "<script" not in result._repr_html_()


def test_the_case_verifies(hostile: tuple[Case, Investigation]) -> None:
    assert hostile[0].verify().ok
