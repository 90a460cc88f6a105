"""Web pages and texts that call themselves workbooks, and a web page that does not."""

import random
from pathlib import Path

from data_samples.awkward.account import true_of
from data_samples.awkward.rows import HEADERS, Line, draw_lines
from data_samples.awkward.truth import Truth

__all__ = ["write"]


def write(home: Path, rng: random.Random) -> list[Truth]:
    """Write the pages and the texts."""
    return [make(home, draw_lines(rng, rng.randrange(6, 12))) for make in (_page, _page_struck, _tabs, _wide, _two_tables)]


def _cells(line: Line, tag: str = "td") -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in line.cells())


def _page(home: Path, lines: list[Line]) -> Truth:
    """An export that is a web page in GBK, with a header over two lines and a total."""
    spans = "".join(f'<th rowspan="2">{text}</th>' for text in ("报关单号", "申报日期", "商品编号", "商品名称"))
    head = f'<tr>{spans}<th colspan="2">重量(千克)</th><th rowspan="2">收货人身份证号</th></tr><tr><th>毛重</th><th>净重</th></tr>'
    body = "".join(
        f"<tr>{''.join(f'<td>{t}</td>' for t in (*line.cells()[:4], line.net_kg + 1, line.net_kg, line.person))}</tr>" for line in lines
    )
    total = f"<tr><td>总计</td><td></td><td></td><td></td><td></td><td>{sum(line.net_kg for line in lines)}</td><td></td></tr>"
    meta = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    page = f"<html><head>{meta}</head><body><table>{head}{body}{total}</table></body></html>"
    (home / "16_导出.xls").write_bytes(page.encode("gbk"))
    return true_of("16_导出.xls", "html", lines, encoding="gb18030", totals=1, totals_agree=1)


def _page_struck(home: Path, lines: list[Line]) -> Truth:
    """An export in UTF-8 with a hidden row, a row struck through, full-width digits and a subtotal that is wrong."""
    head = f"<tr>{''.join(f'<th>{h}</th>' for h in HEADERS)}</tr>"
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    rows = [f"<tr>{_cells(line)}</tr>" for line in lines]
    rows[0] = f'<tr style="display:none">{_cells(lines[0])}</tr>'
    rows[1] = "<tr>" + "".join(f"<td><s>{text}</s></td>" for text in lines[1].cells()) + "</tr>"
    rows[2] = rows[2].replace(lines[2].hs, lines[2].hs.translate(wide))
    total = f"<tr><td>小计</td><td></td><td></td><td></td><td>{sum(line.net_kg for line in lines) + 7}</td><td></td><td></td><td></td></tr>"
    (home / "17_导出.xls").write_text(f'<meta charset="utf-8"><table>{head}{"".join(rows)}{total}</table>', encoding="utf-8")
    return true_of("17_导出.xls", "html", lines, encoding="utf-8", totals=1, totals_differ=1, hidden=1, struck=8)


def _tabs(home: Path, lines: list[Line]) -> Truth:
    """A text in GBK cut by tabs, its codes wrapped as formulas."""
    rows = ["\t".join(HEADERS)]
    for line in lines:
        cells = line.cells()
        for column in (0, 2, 7):
            cells[column] = f'="{cells[column]}"'
        rows.append("\t".join(cells))
    (home / "18_导出.xls").write_bytes("\r\n".join(rows).encode("gbk"))
    return true_of("18_导出.xls", "text", lines, encoding="gb18030")


def _wide(home: Path, lines: list[Line]) -> Truth:
    """A text in UTF-16 with commas, whose codes have an apostrophe before them."""
    rows = [",".join(HEADERS)]
    for line in lines:
        cells = line.cells()
        for column in (0, 2, 7):
            cells[column] = f"'{cells[column]}"
        rows.append(",".join(cells))
    (home / "19_导出.xls").write_bytes("\n".join(rows).encode("utf-16"))
    return true_of("19_导出.xls", "text", lines, encoding="utf-16-le")


def _two_tables(home: Path, lines: list[Line]) -> Truth:
    """A page with two tables, the second in another order of columns."""
    head = "".join(f"<th>{h}</th>" for h in HEADERS)
    turned = "".join(f"<th>{h}</th>" for h in reversed(HEADERS))
    first = "".join(f"<tr>{_cells(line)}</tr>" for line in lines[:3])
    second = "".join("<tr>" + "".join(f"<td>{t}</td>" for t in reversed(line.cells())) + "</tr>" for line in lines[3:])
    page = f"<!DOCTYPE html><html><body><script>document.write('x')</script><table><tr>{head}</tr>{first}</table><p>&nbsp;</p>"
    (home / "20_网页.html").write_text(f"{page}<table><tr>{turned}</tr>{second}</table></body></html>", encoding="utf-8")
    return true_of("20_网页.html", "html", lines, encoding="utf-8")
