import csv
import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolkit.errors import EvidenceError, SourceError
from toolkit.sources import look, read_cell, read_declarations, read_table, recognise
from toolkit.sources.stored_cells import Style, write_number
from toolkit.tables import Source

ROWS = [["报关单号", "商品编号", "商品名称"], ["0012", "0901210000", "咖啡"], ["0013", "3901200090", "聚乙烯, 初级"]]


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_delimiter_gives_the_same_cells(tmp_path: Path, encoding: str, delimiter: str) -> None:
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    frame, source = read_table(write(tmp_path / "x.dat", mark + as_csv(ROWS, delimiter).encode(encoding)))
    assert frame.drop(columns="locator").to_numpy().tolist() == ROWS[1:]
    assert frame["locator"].tolist() == ["line=2", "line=3"]
    assert (source.rows_read, source.rows_kept, source.rows_quarantined) == (2, 2, 0)


def test_a_record_over_several_lines_stands_where_it_starts(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", b'a,b\n1,"two\nlines"\n2,x\n')
    frame, _ = read_table(path)
    assert frame["locator"].tolist() == ["line=2", "line=4"]
    assert read_cell(path, "line=2;column=2") == "two\nlines"
    assert read_cell(path, "line=4;column=1") == "2"


def test_rows_with_another_number_of_fields_are_set_aside(tmp_path: Path) -> None:
    frame, source = read_table(write(tmp_path / "x.csv", b"a,b,c\n1,2,3\n4,5\n6,7,8,9\n1,1,1\n"))
    assert len(frame) == 2
    assert source.quarantine is not None
    assert source.quarantine[["locator", "reason"]].to_numpy().tolist() == [
        ["line=3", "source_field_count"],
        ["line=4", "source_field_count"],
    ]


def test_a_quotation_mark_that_never_closes_costs_one_row(tmp_path: Path) -> None:
    frame, source = read_table(write(tmp_path / "x.csv", b'a,b\n1,x\n2,"open\n3,y\n4,z\n'))
    assert frame["a"].tolist() == ["1", "3", "4"]
    assert source.quarantine is not None
    assert source.quarantine["reason"].tolist() == ["source_unclosed_quote"]


HEADER = "报关单号,商品编号,净重(千克),商品名称"
LINES = [f"{n:03},0101210000,{n}.5,货{n}" for n in range(1, 9)]


def spoil(*broken: tuple[int, str]) -> str:
    """Write a table with some of its lines replaced; line 1 is the header."""
    lines = [HEADER, *LINES]
    for line, text in broken:
        lines[line - 1] = text
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("broken", "kept"),
    [
        ([(2, '001,"0101210000,1.5,货1')], 7),
        ([(9, '008,"0101210000,8.5,货8')], 7),
        ([(1, '"' + HEADER)], 8),
        ([(1, '报关单号,商品编号,"净重(千克),商品名称')], 8),
        ([(3, '002,"0101210000,2.5,货2'), (7, '006,"01,6.5,货6')], 6),
        ([(1, '"' + HEADER), (5, '004,"0101210000,4.5,货4')], 7),
    ],
)
def test_a_mark_that_never_closes_is_named_and_the_other_rows_stay(tmp_path: Path, broken: list[tuple[int, str]], kept: int) -> None:
    path = write(tmp_path / "x.csv", spoil(*broken).encode())
    assert recognise(path).name == "declarations"
    tables, source = read_declarations(path)
    assert source.quarantine is not None
    assert source.quarantine[["locator", "reason", "raw"]].to_numpy().tolist() == [
        [f"line={line}", "source_unclosed_quote", text] for line, text in broken
    ]
    assert (source.rows_read, source.rows_kept, len(tables["goods"])) == (kept + len(broken), kept, kept)
    seen = look(path, progress=False).iloc[0]
    assert (seen["layout"], seen["rows"], seen["set_aside"]) == ("declarations", kept, len(broken))
    assert read_cell(path, f"line={broken[0][0]}") == broken[0][1]


def test_a_mark_that_a_later_cell_closes_swallows_no_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", spoil((3, '002,0101210000,2.5,"货2'), (5, '004,0101210000,4.5,"货,4"')).encode())
    tables, source = read_declarations(path)
    assert source.quarantine is not None
    assert source.quarantine[["locator", "reason"]].to_numpy().tolist() == [["line=3", "source_unclosed_quote"]]
    assert tables["goods"]["declaration_id"].tolist() == ["001", "003", "004", "005", "006", "007", "008"]
    assert tables["goods"]["description"].iloc[2] == "货,4"


def test_many_broken_marks_cost_their_own_rows_and_no_letter_of_the_others(tmp_path: Path) -> None:
    lines = [f'{n},"open' if n % 2 else f'{n},"a, {n}"' for n in range(200)]
    frame, source = read_table(write(tmp_path / "x.csv", "\n".join(["no,text", *lines]).encode()))
    assert source.quarantine is not None
    assert source.quarantine["reason"].tolist() == ["source_unclosed_quote"] * 100
    assert frame[["no", "text"]].to_numpy().tolist() == [[str(n), f"a, {n}"] for n in range(0, 200, 2)]


def test_marks_inside_a_cell_of_several_lines_cost_nothing(tmp_path: Path) -> None:
    frame, source = read_table(write(tmp_path / "x.csv", b'a,b,c\n1,"two ""x""\nlines, \n3,4,5",z\n2,x "y" z,w\n'))
    assert frame[["a", "b", "c"]].to_numpy().tolist() == [["1", 'two "x"\nlines, \n3,4,5', "z"], ["2", 'x "y" z', "w"]]
    assert source.rows_quarantined == 0


def test_zero_bytes_and_bad_bytes_cost_their_rows_only(tmp_path: Path) -> None:
    frame, source = read_table(write(tmp_path / "x.csv", b"name,n\nab,1\na\x00b,2\n\xff\xfe\xfd,3\n\xe4\xbd\xa0,4\n"))
    assert frame["n"].tolist() == ["1", "4"]
    assert source.quarantine is not None
    assert source.quarantine["reason"].tolist() == ["source_zero_byte", "source_undecodable"]


def test_formulas_and_markup_stay_text(tmp_path: Path) -> None:
    cells = [["name", "note"], ["=cmd|' /C calc'!A0", "<script>alert(1)</script>"], ["@SUM(1)", "+1"]]
    frame, _ = read_table(write(tmp_path / "x.csv", as_csv(cells).encode()))
    assert frame[["name", "note"]].to_numpy().tolist() == cells[1:]


def workbook(path: Path, rows: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, code in (formats or {}).items():
        sheet[cell].number_format = code
    book.save(path)
    return path


def test_workbook_cells_are_the_text_that_was_typed(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        [["统一社会信用代码", "商品编号", "净重(千克)"], ["110101199003071234", "0901210000", 1.1], ["91310000", 901210000, 25200]],
        {"B3": "0000000000"},
    )
    frame, _ = read_table(path)
    assert frame.iloc[:, :3].to_numpy().tolist() == [["110101199003071234", "0901210000", "1.1"], ["91310000", "0901210000", "25200"]]
    assert frame["locator"].tolist() == ["sheet=Sheet;row=2", "sheet=Sheet;row=3"]
    assert read_cell(path, "sheet=Sheet;row=2;column=2") == "0901210000"


@pytest.mark.parametrize(
    ("stored", "style", "text", "lost"),
    [
        ("110101199003071000", Style(), "110101199003071000", True),
        ("1.10101199003071E+17", Style(), "1.10101199003071E+17", True),
        ("0.30000000000000004", Style(), "0.3", False),
        ("372254.39999999997", Style(), "372254.4", False),
        ("1E-3", Style(), "0.001", False),
        ("2E3", Style(), "2000", False),
        ("45424", Style(is_date=True), "2024-05-12", False),
        ("45424.652777777781", Style(is_date=True), "2024-05-12T15:40:00", False),
        ("1", Style(is_date=True), "1900-01-01", False),
        ("43962", Style(is_date=True, epoch_1904=True), "2024-05-12", False),
        ("-5", Style(is_date=True), "-5", False),
    ],
)
def test_stored_numbers(stored: str, style: Style, text: str, lost: bool) -> None:  # noqa: FBT001 - a column of the cases
    assert write_number(stored, style) == (text, lost)


def test_parquet_rows_are_text(tmp_path: Path) -> None:
    path = tmp_path / "x"
    pq.write_table(pa.table({"hs": ["0901"], "n": [12], "x": [None]}), path)
    frame, _ = read_table(path)
    assert frame.to_numpy().tolist() == [["0901", "12", "", "row=1"]]
    assert read_cell(path, "row=1;column=2") == "12"


def test_the_bytes_that_are_parsed_are_those_that_were_recorded(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", b"a,b\n1,2\n")
    source = Source.from_path(path)
    assert read_table(path)[1].sha256 == source.sha256
    path.write_bytes(b"a,b\n1,3\n")
    with pytest.raises(EvidenceError, match="not the file that was recorded"):
        read_table(source)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n\n \n", "is empty"),
        (b"PK\x03\x04 truncated", "damaged workbook"),
        (b"PAR1 truncated PAR1", "damaged Parquet"),
        (b"\x1f\x8b\x08\x00 truncated", "damaged gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old office", "encrypted office file"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x00" * 4000, "not a text"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_advice(tmp_path: Path, content: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_table(write(tmp_path / "x", content))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is not a file"):
        read_table(tmp_path / "nothing.csv")


def test_a_gzip_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a" * 80_000_000, 9)
    with pytest.raises(SourceError, match="expands to more than"):
        read_table(write(tmp_path / "x.gz", bomb))


def test_a_workbook_bomb_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "x.xlsx", [["a"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", b"0" * 80_000_000)
    with pytest.raises(SourceError, match="expands to more than"):
        read_table(path)


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    source = workbook(tmp_path / "x.xlsx", [["a"]])
    path = tmp_path / "y.xlsx"
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + content.partition(b"?>")[2]
            new.writestr(name, content)
    with pytest.raises(SourceError, match="not allowed"):
        read_table(path)


def test_a_truncated_workbook_is_refused(tmp_path: Path) -> None:
    whole = workbook(tmp_path / "x.xlsx", [["a", "b"], [1, 2]]).read_bytes()
    with pytest.raises(SourceError, match="damaged workbook"):
        read_table(write(tmp_path / "y.xlsx", whole[: len(whole) // 2]))


@pytest.mark.parametrize(("old", "new"), [('<row r="2"', '<row r="²"'), ('<row r="2"', f'<row r="{"9" * 5000}"'), (' s="1"', ' s="²"')])
def test_a_workbook_with_numbers_that_are_none_is_read(tmp_path: Path, old: str, new: str) -> None:
    source = workbook(tmp_path / "x.xlsx", [["a", "b"], [1, 2]], {"A2": "0000"})
    path = tmp_path / "y.xlsx"
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            content = before.read(name).decode("utf-8")
            assert name != "xl/worksheets/sheet1.xml" or old in content
            after.writestr(name, content.replace(old, new) if "sheet1" in name else content)
    frame, _ = read_table(path)
    assert frame["locator"].tolist() == ["sheet=Sheet;row=2"]
    assert frame["b"].tolist() == ["2"]


def test_a_formula_that_was_never_computed_stays_visible(tmp_path: Path) -> None:
    frame, source = read_table(workbook(tmp_path / "x.xlsx", [["a", "b"], ["=1+1", '=HYPERLINK("x")'], ["c", "d"]]))
    assert frame[["a", "b"]].to_numpy().tolist() == [["=1+1", '=HYPERLINK("x")'], ["c", "d"]]
    assert source.rows_read == 2


def test_a_number_beyond_any_spreadsheet_stays_as_it_is_stored() -> None:
    assert write_number("1e-999999999") == ("1e-999999999", False)
    assert write_number("1e999999999", Style(is_date=True)) == ("1e999999999", False)


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    assert recognise(write(tmp_path / "scan.png", as_csv(ROWS).encode())).name == "declarations"
    assert recognise(write(tmp_path / "x.csv", "昨晚见一船。\n\n它没有灯。\n".encode())).name == "texts"
    assert recognise(write(tmp_path / "y.csv", b"alpha,beta\n1,2\n3,4\n")).name == "unknown"
