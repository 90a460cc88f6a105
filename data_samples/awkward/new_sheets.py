"""Workbooks (xlsx): titles, headers of two lines, hidden and struck cells, formulas, wrappers, both epochs, passwords."""

import random
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import xlsxwriter

from data_samples.awkward.account import true_of
from data_samples.awkward.rows import HEADERS, Line, draw_lines
from data_samples.awkward.truth import Truth

__all__ = ["PASSWORD", "write"]

PASSWORD = "港口-2025"  # noqa: S105 - the password of an invented file, which the notebook types in
_MADE = datetime(2025, 6, 1)  # noqa: DTZ001 - a fixed date of creation, so that the bytes are the same each time
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def _open(path: Path | BytesIO, **options: Any) -> xlsxwriter.Workbook:  # noqa: ANN401 - options of XlsxWriter
    book = xlsxwriter.Workbook(path, options)
    book.set_properties({"created": _MADE})
    return book


def write(home: Path, rng: random.Random) -> list[Truth]:
    """Write the workbooks."""
    makers = (_titles, _two_lines, _hidden, _formulas, _struck, _wrapped, _epoch_1904, _chinese_dates, _damaged, _sealed, _sealed_list)
    return [make(home, draw_lines(rng, rng.randrange(6, 12))) for make in makers]


def _put(sheet: Any, at: int, lines: list[Line]) -> None:  # noqa: ANN401 - XlsxWriter carries no types
    for index, line in enumerate(lines):
        for column, text in enumerate(line.cells()):
            if column in (4, 5):
                sheet.write_number(at + index, column, float(text))
            else:
                sheet.write_string(at + index, column, text)


def _titles(home: Path, lines: list[Line]) -> Truth:
    """Two titles above the header, a total below that agrees."""
    book = _open(home / "01_标题与合计.xlsx")
    sheet = book.add_worksheet("一月")
    sheet.merge_range(0, 0, 0, 7, "海关进口货物明细表")
    sheet.write(1, 0, "制表: 张三")
    sheet.write_row(2, 0, HEADERS)
    _put(sheet, 3, lines)
    end = 3 + len(lines)
    sheet.write(end, 0, "合 计")
    sheet.write_number(end, 4, float(sum(line.net_kg for line in lines)))
    sheet.write_number(end, 5, float(sum(line.value for line in lines)))
    book.close()
    return true_of("01_标题与合计.xlsx", "xlsx", lines, totals=1, set_aside=2, totals_agree=2)


def _two_lines(home: Path, lines: list[Line]) -> Truth:
    """A header of two lines with merged cells and units in the upper one; the total of the weights is wrong by a tonne."""
    book = _open(home / "02_两行表头.xlsx")
    sheet = book.add_worksheet("明细")
    for column, text in enumerate(("报关单号", "申报日期", "商品编号", "商品名称")):
        sheet.merge_range(0, column, 1, column, text)
    sheet.merge_range(0, 4, 0, 5, "重量(吨)")
    sheet.write_row(1, 4, ("毛重", "净重"))
    sheet.merge_range(0, 6, 1, 6, "总价(万元)")
    sheet.merge_range(0, 7, 1, 7, "收货人身份证号")
    half = len(lines) // 2
    row = 2
    for part in (lines[:half], lines[half:]):
        for line in part:
            sheet.write_row(row, 0, (line.number, line.day.isoformat(), line.hs, line.goods))
            sheet.write_row(row, 4, (float(line.net_kg / 1000) + 1, float(line.net_kg / 1000), float(line.value / 10_000), line.person))
            row += 1
        sheet.write(row, 0, "小计")
        sheet.write_number(row, 5, float(sum(line.net_kg for line in part) / 1000))
        row += 1
    sheet.write(row, 0, "总计:")
    sheet.write_number(row, 5, float(sum(line.net_kg for line in lines) / 1000) + 1)
    book.close()
    return true_of("02_两行表头.xlsx", "xlsx", lines, totals=3, totals_agree=2, totals_differ=1)


def _hidden(home: Path, lines: list[Line]) -> Truth:
    """A hidden row, a hidden column and a hidden sheet: all of it is kept, and marked."""
    book = _open(home / "03_隐藏.xlsx")
    sheet, secret = book.add_worksheet("公开"), book.add_worksheet("底账")
    secret.hide()
    for page, part in ((sheet, lines[:-2]), (secret, lines[-2:])):
        page.write_row(0, 0, HEADERS)
        _put(page, 1, part)
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(5, 5, None, None, {"hidden": True})
    book.close()
    return true_of("03_隐藏.xlsx", "xlsx", lines, hidden=2 + 3)


def _formulas(home: Path, lines: list[Line]) -> Truth:
    """Values of formulas as they were stored; a row that no word calls a total, but whose figures are sums."""
    book = _open(home / "04_公式.xlsx")
    sheet = book.add_worksheet("计算")
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    for index, line in enumerate(lines, start=1):
        sheet.write_formula(index, 2, f'="{line.hs[:4]}"&"{line.hs[4:]}"', None, line.hs)
    end = len(lines) + 1
    for column, total in ((4, sum(line.net_kg for line in lines)), (5, sum(line.value for line in lines))):
        letter = "ABCDEFGH"[column]
        sheet.write_formula(end, column, f"=SUM({letter}2:{letter}{end})", None, float(total))
    book.close()
    return true_of("04_公式.xlsx", "xlsx", lines, totals=1, totals_agree=2)


def _struck(home: Path, lines: list[Line]) -> Truth:
    """A row that somebody struck through, and a cell whose text alone is struck."""
    book = _open(home / "05_删除线.xlsx")
    sheet = book.add_worksheet("修改")
    strike = book.add_format({"font_strikeout": True})
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    for column, text in enumerate(lines[1].cells()):
        sheet.write_string(2, column, text, strike)
    sheet.write_rich_string(3, 3, strike, lines[2].goods[:1], strike, lines[2].goods[1:])
    book.close()
    return true_of("05_删除线.xlsx", "xlsx", lines, struck=8 + 1)


def _wrapped(home: Path, lines: list[Line]) -> Truth:
    """Codes wrapped against the spreadsheet: an apostrophe, a tab, a formula of text; and full-width digits."""
    book = _open(home / "06_包装.xlsx")
    sheet = book.add_worksheet("导出")
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    for row, line in enumerate(lines, start=1):
        sheet.write_string(row, 0, f"'{line.number}")
        sheet.write_string(row, 2, f'="{line.hs}"' if row % 2 else line.hs.translate(_WIDE))
        sheet.write_string(row, 7, f"\t{line.person}")
    book.close()
    return true_of("06_包装.xlsx", "xlsx", lines)


def _epoch_1904(home: Path, lines: list[Line]) -> Truth:
    """Dates counted from 1904, as numbers."""
    book = _open(home / "07_1904纪元.xlsx", date_1904=True)
    sheet = book.add_worksheet("Mac")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    for row, line in enumerate(lines, start=1):
        sheet.write_number(row, 1, (line.day - date(1904, 1, 1)).days, day)
    book.close()
    return true_of("07_1904纪元.xlsx", "xlsx", lines)


def _chinese_dates(home: Path, lines: list[Line]) -> Truth:
    """Dates counted from 1900, Chinese dates, Chinese figures, one that could be two days, and rows without any."""
    book = _open(home / "08_中文日期.xlsx")
    sheet = book.add_worksheet("日期")
    day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    moments: list[str | None] = [line.day.isoformat() for line in lines]
    for row, line in enumerate(lines, start=1):
        if row % 2:
            sheet.write_number(row, 1, (line.day - date(1899, 12, 30)).days, day)
        else:
            sheet.write_string(row, 1, f"{line.day.year}年{line.day.month}月{line.day.day}日")
    sheet.write_string(1, 1, "二〇二五年二月十一日")
    sheet.write_string(2, 1, "03/04/2025")
    sheet.write_string(3, 1, "-")
    moments[:3] = ["2025-02-11", None, None]
    known = sorted([moment for moment in moments if moment] + ["2025-04-03", "2025-03-04"])
    book.close()
    return true_of("08_中文日期.xlsx", "xlsx", lines, moments=moments, first=known[0], last=known[-1], ambiguous_dates=1)


def _damaged(home: Path, lines: list[Line]) -> Truth:
    """Numbers that lost digits when they were typed: flagged as they stand, and never repaired."""
    book = _open(home / "09_数字受损.xlsx")
    sheet = book.add_worksheet("受损")
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    truth = true_of("09_数字受损.xlsx", "xlsx", lines, damaged_ids=4)
    sheet.write_number(1, 7, float(lines[0].person[:17] + "0"))
    sheet.write_number(2, 0, float(lines[1].number))
    sheet.write_number(3, 2, -2147483648)
    sheet.write_number(4, 2, 901210000)
    truth.ids["收货人身份证号"][0] = "damaged:"
    truth.ids["报关单号"][1] = "damaged:"
    truth.ids["商品编号"][2:4] = ["damaged:-2147483648", "damaged:901210000"]
    book.close()
    return truth


def _seal(book: BytesIO, path: Path) -> None:
    with path.open("wb") as file:
        msoffcrypto.format.ooxml.OOXMLFile(book).encrypt(PASSWORD, file)


def _sealed(home: Path, lines: list[Line]) -> Truth:
    """A workbook under a password."""
    plain = BytesIO()
    book = _open(plain)
    sheet = book.add_worksheet("密")
    sheet.write_row(0, 0, HEADERS)
    _put(sheet, 1, lines)
    book.close()
    _seal(plain, home / "10_加密.xlsx")
    return true_of("10_加密.xlsx", "encrypted", lines, password=True)


def _sealed_list(home: Path, lines: list[Line]) -> Truth:
    """A second workbook under a password, with a title that states the units of the sheet, and a total."""
    plain = BytesIO()
    book = _open(plain)
    sheet = book.add_worksheet("密")
    sheet.write(0, 0, "单位:吨")
    sheet.write_row(1, 0, [header.replace("(千克)", "") for header in HEADERS])
    _put(sheet, 2, lines)
    for row, line in enumerate(lines, start=2):
        sheet.write_number(row, 4, float(line.net_kg / 1000))
    sheet.write(len(lines) + 2, 0, "共计")
    sheet.write_number(len(lines) + 2, 4, float(sum(line.net_kg for line in lines) / Decimal(1000)))
    book.close()
    _seal(plain, home / "11_加密.xls")
    return true_of("11_加密.xls", "encrypted", lines, password=True, totals=1, set_aside=1, totals_agree=1)
