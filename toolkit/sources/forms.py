"""The customs declaration's own print (报关单), as a sheet or as a PDF: labels with values below them, then lines of goods.

Layout: General Administration of Customs, announcement 60 of 2018 (海关总署公告2018年第60号), the declaration form for imports and
exports. A value stands below its label, beside it after a colon, or in brackets behind it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from toolkit.sources.grids import Grid
from toolkit.sources.headers import fold_header
from toolkit.sources.kinds import tell_kind
from toolkit.sources.opening import Opened
from toolkit.sources.portable import read_pages

__all__ = ["Form", "find_forms"]

_TITLE = re.compile(r"(?:进口|出口|进出口|进境|出境)?货物?报关单")
_HEADS = {
    "海关编号": "海关编号",
    "境内收货人": "境内收货人",
    "境外发货人": "境外发货人",
    "境外收货人": "境外收货人",
    "境内发货人": "境内发货人",
    "进口日期": "进口日期",
    "出口日期": "出口日期",
    "申报日期": "申报日期",
    "提运单号": "提运单号",
    "启运国地区": "启运国(地区)",
    "贸易国地区": "贸易国(地区)",
    "毛重千克": "毛重(千克)",
    "净重千克": "净重(千克)",
    "申报单位": "申报单位",
    "集装箱号": "集装箱号",
}
_OTHERS = frozenset(
    {
        *(
            "预录入编号",
            "进境关别",
            "出境关别",
            "备案号",
            "运输方式",
            "运输工具名称及航次号",
            "货物存放地点",
            "消费使用单位",
            "生产销售单位",
        ),
        *("监管方式", "征免性质", "许可证号", "启运港", "合同协议号", "经停港", "入境口岸", "离境口岸", "指运港", "运抵国地区", "包装种类"),
        *("生产销售单位", "件数", "成交方式", "运费", "保费", "杂费", "随附单证", "随附单证及编号", "标记唛码及备注"),
    }
)
_LINE_NO, _GOODS = "项号", "商品编号"
_ENDS = ("特殊关系确认", "报关人员", "申报单位", "价格影响确认", "随附单证", "海关批注", "合计", "兹申明")
_LABELED = re.compile(r"([^:]{2,16}):\s*(.*)", re.DOTALL)
_CODED = re.compile(r"(.{2,12}?)\(([0-9A-Z]{9,18})\)")
_AMOUNT = re.compile(r"([\d,]+(?:\.\d+)?)\s*([^\d\s/]+)?")
_ITEM_HEADERS = ("项号", "商品编号", "商品名称", "规格型号", "数量", "单位", "总价", "币制", "原产国(地区)")
_LEAST_HEADS = 4
_TITLE_LINES = 6
_STEP = 10
"""Columns of a sheet are set so far apart, so that a point of play means as little as on a page."""
_PLAY = 2


class _Cell(NamedTuple):
    """A text with where it stands across the page and its locator."""

    text: str
    left: float
    right: float
    place: str


@dataclass(frozen=True, slots=True)
class Form:
    """A declaration's print as a grid of its lines of goods, what the heading says written on each, and where each value stands."""

    grid: Grid
    places: list[dict[str, str]]
    """A line of goods: {header: locator of the cell}."""


def find_forms(opened: Opened, grids: Sequence[Grid]) -> list[Form]:
    """Find the prints of declarations in a file: a sheet, or all pages of a PDF together, is one."""
    if tell_kind(opened.content) == "pdf":
        lines = list(_lines_of_pdf(opened))
        form = _read_form(lines, None)
        return [form] if form else []
    titled = (grid for grid in grids if _has_title(cell for row in grid.rows[:_TITLE_LINES] for cell in row))
    return [form for grid in titled if (form := _read_form(list(_lines_of_grid(grid)), grid.sheet)) is not None]


def _has_title(texts: Iterable[str]) -> bool:
    return any(_TITLE.search(text.replace(" ", "")) for text in texts)


_Line = tuple[str, int, list[_Cell]]
"""Sheet, row number in it, cells."""


def _lines_of_grid(grid: Grid) -> Iterator[_Line]:
    spans = {(top, left): right for top, left, _, right in grid.marks.merged}
    for number, row in grid.numbered():
        cells = []
        for column, text in enumerate(row, start=1):
            if text.strip():
                right = (spans.get((number, column), column) + 1) * _STEP - 1
                cells.append(_Cell(text.strip(), column * _STEP, right, f"{grid.locate(number)};column={column}"))
        yield grid.sheet or "", number, cells


def _lines_of_pdf(opened: Opened) -> Iterator[_Line]:
    for page in read_pages(opened.content, opened.source.name, opened.source.sha256):
        for number, line in enumerate(page.lines, start=1):
            cells = [_Cell(box.text, box.x, box.x + box.width, f"page={page.number};box={box.place}") for box in line]
            yield f"page {page.number}", number, cells


def _read_form(lines: list[_Line], sheet: str | None) -> Form | None:
    titled = _has_title(cell.text for _, _, cells in lines[:_TITLE_LINES] for cell in cells)
    start = next((i for i, (_, _, cells) in enumerate(lines) if {_LINE_NO, _GOODS} <= {fold_header(c.text) for c in cells}), None)
    if not titled or start is None:
        return None
    heads = _read_heads(lines, start)
    if len(heads) < _LEAST_HEADS or "海关编号" not in heads:
        return None
    items = list(_read_items(lines, start))
    if len(items) > 1:  # weights of the whole declaration are no weights of each line
        heads = {name: cell for name, cell in heads.items() if not name.startswith(("毛重", "净重"))}
    names = [*heads, *_ITEM_HEADERS]
    rows = [[*(cell.text for cell in heads.values()), *(item.get(name, _EMPTY).text for name in _ITEM_HEADERS)] for _, item in items]
    places = [{name: cell.place for name, cell in {**heads, **item}.items() if cell.place} for _, item in items]
    where = sheet if sheet is not None else (items[0][0][0] if items else lines[start][0])
    numbers = [number for (_, number), _ in items]
    return Form(Grid("row", numbers, rows, where, header=names), places)


_EMPTY = _Cell("", 0, 0, "")


def _read_heads(lines: list[_Line], start: int) -> dict[str, _Cell]:
    found: dict[str, _Cell] = {}
    for index, (_, _, cells) in enumerate(lines):
        for cell in cells:
            text = unicodedata.normalize("NFKC", cell.text)
            labeled = _LABELED.fullmatch(text)
            if labeled and (name := _label_of(labeled[1])) in _HEADS.values():
                value = labeled[2].strip() or _value_beside(cells, cell)
                if value:
                    found.setdefault(name, cell._replace(text=value))
            elif index < start and (name := _label_of(text)) in _HEADS.values():
                below = _value_below(lines, index, cell)
                if below is not None:
                    found.setdefault(name, below)
    return found


def _label_of(text: str) -> str:
    """Give the header that a label stands for; a code in brackets behind it is the party's."""
    coded = _CODED.fullmatch(text)
    return _HEADS.get(fold_header(coded[1] if coded else text), "")


def _value_beside(cells: list[_Cell], label: _Cell) -> str:
    right = [cell for cell in cells if cell.left >= label.right - _PLAY]
    return right[0].text if right and not _is_label(right[0].text) else ""


def _value_below(lines: list[_Line], index: int, label: _Cell) -> _Cell | None:
    if index + 1 >= len(lines) or lines[index + 1][0] != lines[index][0]:
        return None
    following = [cell for cell in lines[index][2] if cell.left > label.left]
    limit = following[0].left if following else float("inf")
    below = [cell for cell in lines[index + 1][2] if label.left - _PLAY <= cell.left < limit - _PLAY and not _is_label(cell.text)]
    return below[0] if below else None


def _is_label(text: str) -> bool:
    folded = fold_header(text)
    return folded in _HEADS or folded in _OTHERS or bool(_label_of(text))


def _read_items(lines: list[_Line], start: int) -> Iterator[tuple[tuple[str, int], dict[str, _Cell]]]:
    columns = lines[start][2]
    current: tuple[str, int] | None = None
    parts: dict[str, list[_Cell]] = {}
    for sheet, number, cells in lines[start + 1 :]:
        if any(cell.text.replace(" ", "").startswith(_ENDS) for cell in cells):
            break
        placed = {fold_header(_column_of(cell, columns).text): cell for cell in cells}
        if _LINE_NO in placed and placed[_LINE_NO].text.isdigit():
            if current is not None:
                yield current, _item(parts)
            current, parts = (sheet, number), {}
        if current is not None:
            for name, cell in placed.items():
                parts.setdefault(name, []).append(cell)
    if current is not None:
        yield current, _item(parts)


def _column_of(cell: _Cell, columns: list[_Cell]) -> _Cell:
    starts = [column for column in columns if column.left <= cell.left + _PLAY]
    return starts[-1] if starts else columns[0]


def _item(parts: dict[str, list[_Cell]]) -> dict[str, _Cell]:
    """Take the stacked values of a line of goods apart."""
    found = {name: parts[name][0] for name in (_LINE_NO, _GOODS) if name in parts}
    for folded, cells in parts.items():
        stacked = [cell._replace(text=text.strip()) for cell in cells for text in re.split(r"\n", cell.text) if text.strip()]
        if folded.startswith("商品名称") and stacked:
            found["商品名称"] = stacked[0]
            if len(stacked) > 1:
                found["规格型号"] = stacked[1]._replace(text=" ".join(cell.text for cell in stacked[1:]))
        elif folded.startswith("数量及单位") and stacked and (amount := _AMOUNT.match(stacked[-1].text)):
            found["数量"] = stacked[-1]._replace(text=amount[1])
            found["单位"] = stacked[-1]._replace(text=amount[2] or "")
        elif folded.startswith("单价"):
            money = [cell._replace(text=text.strip()) for cell in stacked for text in cell.text.split("/")]
            if len(money) == 3:  # noqa: PLR2004 - price, total, currency
                found["总价"], found["币制"] = money[1], money[2]
        elif folded.startswith("原产国") and stacked:
            found["原产国(地区)"] = stacked[0]._replace(text=re.sub(r"\([A-Z]{2,3}\)$", "", unicodedata.normalize("NFKC", stacked[0].text)))
    return found
