"""The two files of declarations, as an office would send them."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data_samples.thread_b.files import write_csv, write_workbook
from data_samples.thread_b.lines import Line
from toolkit.ids import make_locator

__all__ = ["HEADER", "MONTHS", "PEERS", "TOTAL", "UNREADABLE", "WORKBOOK", "Place", "write_peers", "write_workbook_of_lines"]

WORKBOOK = "declarations/进口报关单.xlsx"
PEERS = "declarations/imports_peer.csv"
TITLE = "中华人民共和国澜港口岸进口货物报关单汇总表(演练数据)"
HEADER = (
    "报关单号", "项号", "申报日期", "商品编号", "商品名称", "规格型号", "数量", "单位", "毛重(千克)", "净重(千克)", "总价", "币制",
    "原产国", "启运国", "收货人", "收货人统一社会信用代码", "发货人", "申报单位", "集装箱号", "提单号", "批次号", "随附单证号", "备注",
)  # fmt: skip
MONTHS = {3: "3月", 4: "4月", 5: "5月"}
TONNE_MONTH = 5
TOTAL = "合计"
UNREADABLE = "见磅单"
_KG = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands."""

    file: str
    locator: str

    def cell(self, header: str) -> dict[str, str]:
        """Give the evidence entry of one cell of the line; headers of weights are named as in kilograms."""
        return {"file": self.file, "locator": f"{self.locator};column={HEADER.index(header) + 1}"}

    def row(self) -> dict[str, str]:
        """Give the evidence entry of the whole line."""
        return {"file": self.file, "locator": self.locator}


def write_workbook_of_lines(evidence: Path, lines: Iterable[Line]) -> dict[str, Place]:
    """Write a sheet a month, the last one in tonnes, each with its total.

    Returns:
        The place of each line by declaration number, and of each total by ``合计`` and the sheet's name.
    """
    sheets: dict[str, list[tuple[str | float | None, ...]]] = {}
    places: dict[str, Place] = {}
    for month, name in MONTHS.items():
        tonnes = month == TONNE_MONTH
        rows: list[tuple[str | float | None, ...]] = [(TITLE,)]
        if tonnes:
            rows.append(("制表:统计科", None, None, "重量计量单位:吨"))
        rows.append(tuple(header.replace("千克", "吨") for header in HEADER) if tonnes else HEADER)
        chosen = sorted((line for line in lines if line.declared_at.month == month), key=lambda line: (line.declared_at, line.number))
        for line in chosen:
            rows.append(_cells(line, tonnes=tonnes))
            places[line.number] = Place(WORKBOOK, make_locator(sheet=name, row=len(rows)))
        unit = _KG if tonnes else 1
        readable = [line for line in chosen if line.readable]
        gross, net = (round(sum(weights) / unit, 3) for weights in ([w.gross_kg for w in readable], [w.net_kg for w in readable]))
        rows.append((TOTAL, *[None] * 7, gross, net))
        places[TOTAL + name] = Place(WORKBOOK, make_locator(sheet=name, row=len(rows)))
        sheets[name] = rows
    write_workbook(evidence / WORKBOOK, sheets)
    return places


def write_peers(evidence: Path, lines: Iterable[Line]) -> dict[str, Place]:
    """Write the declarations of other importers.

    Returns:
        The place of each line by declaration number.
    """
    ordered = sorted(lines, key=lambda line: (line.declared_at, line.number))
    rows = [[_plain(cell) for cell in _cells(line, tonnes=False)] for line in ordered]
    write_csv(evidence / PEERS, [HEADER, *rows], encoding="gb18030")
    return {line.number: Place(PEERS, make_locator(line=2 + place)) for place, line in enumerate(ordered)}


def _cells(line: Line, *, tonnes: bool) -> tuple[str | float | None, ...]:
    net, gross = (round(weight / _KG, 3) if tonnes else weight for weight in (line.net_kg, line.gross_kg))
    day = line.declared_at.strftime("%Y/%m/%d") if tonnes else line.declared_at.isoformat()
    return (
        line.number, str(line.item), day, line.goods.hs, line.goods.name, line.goods.grade, net if line.readable else None,
        "吨" if tonnes else "千克", gross if line.readable else UNREADABLE, net if line.readable else UNREADABLE, line.value,
        line.currency, line.origin, line.departure, line.importer.name, line.importer.uscc, line.exporter, line.broker, line.container,
        line.bill, line.lot, line.certificate, line.remark or None,
    )  # fmt: skip


def _plain(cell: str | float | None) -> str:
    if cell is None:
        return ""
    return f"{cell:.3f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
