"""Sheets as clerks leave them: tables below each other, merged numbers, remarks, totals of groups, amounts in their own dress."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from toolkit.sources import find_column, look, read_cell, read_declarations, read_table, recognise
from toolkit.sources.figures import find_decimal_mark, read_figure, read_with_unit
from toolkit.sources.grids import Grid
from toolkit.sources.stacked import part_tables
from toolkit.sources.values import read_moments

HEADERS = ["报关单号", "商品编号", "净重(吨)", "收货人"]


def write_text(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding)
    return path


def write_sheet(path: Path, *rows: list[object], merged: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for area in merged:
        book.active.merge_cells(area)
    book.save(path)
    return path


def outcomes(tables: "object") -> list[str]:
    return tables["checks"].query("kind == 'control_total'")["outcome"].tolist()  # type: ignore[index]


def test_a_total_that_says_more_than_its_word_is_no_row(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "x.xlsx", HEADERS, ["1", "0101", 1.5, "甲"], ["2", "0101", 2, "乙"], ["合计：2票", None, 3.5])
    tables, source = read_declarations(path)
    assert tables["goods"]["declaration_id"].tolist() == ["1", "2"]
    assert (source.rows_read, source.rows_kept) == (3, 2)
    assert outcomes(tables) == ["within"]
    assert look(path, progress=False)[["rows", "totals"]].to_numpy().tolist() == [[2, 1]]


def test_totals_of_groups_and_of_the_whole_are_held_against_their_own_rows(tmp_path: Path) -> None:
    lines = ["报关单号,商品编号,净重(吨)", "1,0101,1", "2,0101,2", "小　计,,3", "3,0101,4", "小　计,,4", "合计,,7", "总计,,8"]
    tables, _ = read_declarations(write_text(tmp_path / "x.csv", *lines))
    assert outcomes(tables) == ["within", "within", "within", "below"]


def test_groups_that_end_in_a_plain_total_are_summed_apart(tmp_path: Path) -> None:
    lines = ["报关单号,商品编号,净重(吨)", "1,0101,1", "合计,,1", "2,0101,2", "合计,,2", "3,0101,5", "合计,,9"]
    tables, _ = read_declarations(write_text(tmp_path / "x.csv", *lines))
    assert outcomes(tables) == ["within", "within", "below"]


def test_a_total_above_its_rows_sums_what_is_below(tmp_path: Path) -> None:
    tables, _ = read_declarations(write_text(tmp_path / "x.csv", "报关单号,商品编号,净重(吨)", "合计,,3", "1,0101,1", "2,0101,2"))
    assert outcomes(tables) == ["within"]


def test_remarks_and_repeated_headers_are_set_aside_by_name(tmp_path: Path) -> None:
    rows = [HEADERS, ["1", "0101", 1, "甲"], ["第1页 共2页"], HEADERS, ["2", "0101", 2, "乙"], ["制表人：李", None, "审核：王"]]
    path = write_sheet(tmp_path / "x.xlsx", *rows)
    _, source = read_declarations(path)
    assert source.quarantine is not None
    wanted = ["source_remark_row", "source_header_again", "source_remark_row"]
    assert source.quarantine["reason"].tolist() == wanted
    _, as_table = read_table(path)
    assert as_table.quarantine is not None
    assert as_table.quarantine["reason"].tolist() == wanted


def test_two_tables_of_one_sheet_have_headers_of_their_own(tmp_path: Path) -> None:
    second = [["箱货清单"], ["集装箱号", "报关单号", "商品编号", "净重(千克)"], ["TCLU1234567", "9", "3901", 500]]
    path = write_sheet(tmp_path / "x.xlsx", HEADERS, ["1", "0101", 1, "甲"], [], *second)
    tables, source = read_declarations(path)
    goods = tables["goods"]
    assert goods["declaration_id"].tolist() == ["1", "9"]
    assert goods["net_kg"].tolist() == [Decimal(1000), Decimal(500)]
    columns = [find_column(source, "goods", "declaration_id", place) for place in goods["locator"]]
    cells = [read_cell(path, f"{place};column={column}") for place, column in zip(goods["locator"], columns, strict=True)]
    assert cells == ["1", "9"]
    assert look(path, progress=False)[["rows", "set_aside", "sheets"]].to_numpy().tolist() == [[2, 1, 1]]


def test_rows_of_words_begin_no_table() -> None:
    grid = Grid("line", [1, 2, 3], [["名称", "地址", "电话"], ["名称贸易", "地址不详", "无"], ["甲", "乙", "丙"]])
    assert len(part_tables(grid)) == 1


def test_a_merged_number_belongs_to_each_line_and_a_merged_weight_to_none_twice(tmp_path: Path) -> None:
    rows = [HEADERS, ["1", "0101", 3, "甲"], [None, "0102", None, None], ["2", "0103", 1, "乙"]]
    path = write_sheet(tmp_path / "x.xlsx", *rows, merged=("A2:A3", "C2:C3", "D2:D3"))
    tables, source = read_declarations(path)
    goods = tables["goods"]
    assert source.rows_kept == 3
    assert goods["declaration_id"].tolist() == ["1", "1", "2"]
    assert goods["net_kg"].isna().tolist() == [False, True, False]
    assert goods["importer_id"].iloc[0] == goods["importer_id"].iloc[1]
    assert set(goods["extra"].iloc[1]["marks"].split("; ")) == {"merged:报关单号", "merged:收货人"}
    assert read_cell(path, "sheet=Sheet;row=3;column=1") == "1"


def test_a_blank_number_is_never_borrowed_from_the_row_above(tmp_path: Path) -> None:
    _, source = read_declarations(write_text(tmp_path / "x.csv", "报关单号,商品编号,净重(吨)", "1,0101,1", ",0102,2"))
    assert (source.rows_kept, source.rows_quarantined) == (1, 1)


def test_a_table_of_decimal_commas_is_read_by_them_and_says_so(tmp_path: Path) -> None:
    lines = ["報關單號;商品編號;淨重(公斤);總價", "1;3901;1.234,05;1.500", "2;3901;7,5;0,25"]
    tables, _ = read_declarations(write_text(tmp_path / "x.csv", *lines, encoding="big5"))
    goods = tables["goods"]
    assert goods["net_kg"].tolist() == [Decimal("1234.05"), Decimal("7.5")]
    assert goods["value"].tolist() == [Decimal(1500), Decimal("0.25")]
    assert {extra["marks"] for extra in goods["extra"]} == {"decimal_comma"}


@pytest.mark.parametrize(
    ("texts", "mark"),
    [(["1,234", "5"], "."), (["1.234"], "."), (["1,5"], ","), (["1,5", "2.5"], "?"), (["1.234.567"], ","), ([], "."), ([None, "-"], ".")],
)
def test_the_decimal_mark_is_told_by_what_reads_one_way_only(texts: list[str | None], mark: str) -> None:
    assert find_decimal_mark(texts) == mark


def test_a_figure_of_a_table_with_both_marks_is_read_where_it_is_sure() -> None:
    assert [read_figure(text, "?") for text in ("1,500", "1.500", "12", "2.5")] == [None, None, Decimal(12), Decimal("2.5")]


@pytest.mark.parametrize(
    ("text", "dimension", "value", "unit"),
    [
        ("25 kg", "mass", "25", "kg"),
        ("1.5吨", "mass", "1.5", "t"),
        ("US$ 300", "money", "300", "usd"),
        ("￥1,200.50", "money", "1200.50", None),
        ("(12)", "money", "-12", None),
        ("500元", "money", "500", "元"),
    ],
)
def test_a_cell_may_state_its_unit(text: str, dimension: str, value: str, unit: str | None) -> None:
    found = read_with_unit(text, dimension)  # type: ignore[arg-type]
    assert found is not None
    assert (found[0], found[1].name if found[1] else None) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["约500", "5万", "(-5)", "5 箱", "(5", "kg", "1" + " " * 5000 + "x", "12-34"])
def test_what_a_cell_leaves_open_is_no_amount(text: str) -> None:
    assert read_with_unit(text, "mass") is None


def test_a_unit_in_the_cell_goes_before_its_header_and_a_contradicted_currency_sets_the_row_aside(tmp_path: Path) -> None:
    lines = ["报关单号,商品编号,净重(吨),总价,币制", "1,0101,500 kg,300美元,USD", "2,0101,2,300美元,CNY", "3,0101,2,300美元,"]
    tables, source = read_declarations(write_text(tmp_path / "x.csv", *lines))
    goods = tables["goods"]
    assert goods["net_kg"].tolist() == [Decimal(500), Decimal(2000)]
    assert goods["currency"].tolist() == ["USD", "USD"]
    assert source.rows_quarantined == 1


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("2025/5/3 下午 3:15", ["2025-05-03T15:15:00"]),
        ("2025-5-3 上午12:30", ["2025-05-03T00:30:00"]),
        ("5/13/2025 3:15:10 PM", ["2025-05-13T15:15:10"]),
        ("2025-05-03 下午15:30", ["2025-05-03T15:30:00"]),
        ("2025-05-03 上午15:30", []),
        ("民國114年5月3日", ["2025-05-03"]),
        ("2025-05-03 15:20 (UTC+8)", ["2025-05-03T07:20:00Z"]),
        ("北京时间2025年5月3日15时20分", ["2025-05-03T07:20:00Z"]),
        ("2025-05-03 15:20 CST", []),
        ("114.05.03", []),
        ("45678", []),
    ],
)
def test_halves_of_a_day_eras_and_named_zones(text: str, moments: list[str]) -> None:
    assert [moment.text for moment in read_moments(text)] == moments


@pytest.mark.parametrize(
    "text",
    [
        '{"orders": {"A1": {"报关单号": "1", "商品编号": "0101"}, "A2": {"报关单号": "2", "商品编号": "0102"}}}',
        '{"columns": ["报关单号", "商品编号"], "data": [["1", "0101"], ["2", "0102"]]}',
    ],
)
def test_objects_of_a_document_are_rows_however_it_lists_them(tmp_path: Path, text: str) -> None:
    tables, _ = read_declarations(write_text(tmp_path / "x.json", text))
    assert tables["goods"][["declaration_id", "hs"]].to_numpy().tolist() == [["1", "0101"], ["2", "0102"]]


def test_a_header_far_down_is_found(tmp_path: Path) -> None:
    path = write_sheet(tmp_path / "x.xlsx", *[[f"说明第{n}条"] for n in range(30)], HEADERS, ["1", "0101", 1, "甲"])
    tables, _ = read_declarations(path)
    assert tables["goods"]["declaration_id"].tolist() == ["1"]


def test_one_line_of_prose_is_a_text_and_a_blank_book_says_so(tmp_path: Path) -> None:
    assert recognise(write_text(tmp_path / "x.txt", "附件见清单，联系电话 13900139000")).name == "texts"
    path = write_sheet(tmp_path / "x.xlsx", ["", "  "])
    problems = look(path, progress=False)["problem"]
    assert pd.Series(["it holds no row: each sheet is blank"]).equals(problems)
