"""Old workbooks (xls) and open ones (ods)."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from data_samples.awkward.account import true_of
from data_samples.awkward.rows import HEADERS, Line, draw_lines
from data_samples.awkward.truth import Truth

__all__ = ["write"]

_LOST = "1.1010119900307123E+17"


def write(home: Path, rng: random.Random) -> list[Truth]:
    """Write the old and the open workbooks."""
    return [make(home, draw_lines(rng, rng.randrange(6, 12))) for make in (_old, _old_1904, _open, _open_hidden)]


def _old(home: Path, lines: list[Line]) -> Truth:
    """A header of two lines, a hidden row, a row struck through, subtotals and a total."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("台账")
    strike = xlwt.easyxf("font: struck_out on")
    for column, text in enumerate(("报关单号", "申报日期", "商品编号", "商品名称")):
        sheet.write_merge(0, 1, column, column, text)
    sheet.write_merge(0, 0, 4, 5, "重量(千克)")
    sheet.write(1, 4, "毛重")
    sheet.write(1, 5, "净重")
    sheet.write_merge(0, 1, 6, 6, "收货人身份证号")
    half, row = len(lines) // 2, 2
    for part in (lines[:half], lines[half:]):
        for line in part:
            look = [strike] if line is lines[1] else []
            figures = (float(line.net_kg) + 10, float(line.net_kg))
            for column, cell in enumerate((line.number, line.day.isoformat(), line.hs, line.goods, *figures, line.person)):
                sheet.write(row, column, cell, *look)
            sheet.row(row).hidden = line is lines[2]
            row += 1
        sheet.write(row, 3, "小 计")
        sheet.write(row, 5, float(sum(line.net_kg for line in part)))
        row += 1
    sheet.write(row, 0, "合计")
    sheet.write(row, 5, float(sum(line.net_kg for line in lines)) - 0.5)
    book.save(str(home / "12_旧表.xls"))
    return true_of("12_旧表.xls", "xls", lines, totals=3, totals_agree=2, totals_differ=1, hidden=1, struck=7)


def _old_1904(home: Path, lines: list[Line]) -> Truth:
    """Dates from 1904, codes padded by their number format, a person's number typed as a number, a hidden sheet."""
    book = xlwt.Workbook(encoding="utf-8")
    book.dates_1904 = True
    sheet, secret = book.add_sheet("Sheet1"), book.add_sheet("Sheet2")
    secret.visibility = 1
    day, padded = xlwt.easyxf(num_format_str="YYYY-MM-DD"), xlwt.easyxf(num_format_str="0000000000")
    for page, part in ((sheet, lines[:-1]), (secret, lines[-1:])):
        for column, text in enumerate(HEADERS):
            page.write(0, column, text)
        for row, line in enumerate(part, start=1):
            days = (line.day - date(1904, 1, 1)).days
            page.write(row, 0, line.number)
            page.write(row, 1, days, day)
            page.write(row, 2, int(line.hs), padded)
            person = float(line.person[:17] + "0") if line is lines[0] else line.person
            for column, cell in enumerate((line.goods, float(line.net_kg), float(line.value), "USD", person), start=3):
                page.write(row, column, cell)
    truth = true_of("13_旧表1904.xls", "xls", lines, damaged_ids=1, hidden=2)
    truth.ids["收货人身份证号"][0] = "damaged:"
    book.save(str(home / "13_旧表1904.xls"))
    return truth


def _cell(text: str, **attributes: Any) -> TableCell:  # noqa: ANN401 - attributes of odfpy
    cell = TableCell(**({"valuetype": "string"} | attributes))
    cell.addElement(P(text=text))
    return cell


def _row(table: Table, *cells: Any, **attributes: Any) -> None:  # noqa: ANN401 - elements of odfpy
    row = TableRow(**attributes)
    for cell in cells:
        row.addElement(cell)
    table.addElement(row)


def _line(line: Line, style: str | None = None) -> list[TableCell]:
    extra = {"stylename": style} if style else {}
    texts = line.cells()
    cells = [_cell(text, **extra) for text in texts]
    cells[1] = _cell(f"{line.day:%d/%m/%y}", valuetype="date", datevalue=line.day.isoformat(), **extra)
    for column in (4, 5):
        cells[column] = _cell(texts[column], valuetype="float", value=texts[column], **extra)
    return cells


def _open(home: Path, lines: list[Line]) -> Truth:
    """A title over merged cells, a hidden row, a row struck through, dates shown in another order, a total."""
    document = OpenDocumentSpreadsheet()
    strike = Style(name="struck", family="table-cell")
    strike.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(strike)
    table = Table(name="清单")
    _row(table, _cell("进口清单", numbercolumnsspanned=8, numberrowsspanned=1), *(CoveredTableCell() for _ in range(7)))
    _row(table, *(_cell(header) for header in HEADERS))
    for index, line in enumerate(lines):
        _row(table, *_line(line, "struck" if index == 0 else None), **({"visibility": "collapse"} if index == 1 else {}))
    total = str(sum(line.net_kg for line in lines))
    _row(table, _cell("总计"), *(_cell("") for _ in range(3)), _cell(total, valuetype="float", value=total))
    document.spreadsheet.addElement(table)
    document.save(str(home / "14_开放格式.ods"))
    return true_of("14_开放格式.ods", "ods", lines, totals=1, set_aside=1, totals_agree=1, hidden=1, struck=8)


def _open_hidden(home: Path, lines: list[Line]) -> Truth:
    """A hidden sheet and column, sums by formula alone, a number that lost its digits."""
    document = OpenDocumentSpreadsheet()
    hide = Style(name="hidden", family="table")
    hide.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hide)
    first, second = Table(name="甲"), Table(name="乙", stylename="hidden")
    first.addElement(TableColumn(numbercolumnsrepeated=6))
    first.addElement(TableColumn(visibility="collapse"))
    for table, part in ((first, lines[:-2]), (second, lines[-2:])):
        _row(table, *(_cell(header) for header in HEADERS))
        for line in part:
            cells = _line(line)
            if line is lines[0]:
                cells[7] = _cell(_LOST, valuetype="float", value=_LOST)
            _row(table, *cells)
    total = str(sum(line.net_kg for line in lines[:-2]))
    summed = _cell(total, valuetype="float", value=total, formula=f"of:=SUM([.E2:.E{len(lines) - 1}])")
    _row(first, *(_cell("") for _ in range(4)), summed)
    document.spreadsheet.addElement(first)
    document.spreadsheet.addElement(second)
    document.save(str(home / "15_开放格式.ods"))
    truth = true_of("15_开放格式.ods", "ods", lines, totals=1, totals_agree=1, hidden=1 + 3, damaged_ids=1)
    truth.ids["收货人身份证号"][0] = "damaged:"
    return truth
