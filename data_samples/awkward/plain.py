"""Delimited texts in many encodings and dialects, JSON, JSON Lines and Parquet."""

import json
import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from data_samples.awkward.account import true_of
from data_samples.awkward.rows import HEADERS, Line, draw_lines
from data_samples.awkward.truth import Truth

__all__ = ["write"]

_TRADITIONAL = ("報關單號", "申報日期", "商品編號", "貨物名稱", "淨重(千克)", "總價", "幣制", "收貨人身份證號")
_TRADITIONAL_GOODS = {
    "咖啡": "咖啡",
    "聚乙烯颗粒": "聚乙烯顆粒",
    "冻鳟鱼": "凍鱒魚",
    "塑料碎片": "塑膠碎片",
    "去壳夏威夷果": "去殼夏威夷果",
}
_ENGLISH = ("Declaration No", "Date", "HS Code", "Description", "Net Weight (kg)", "Total Price", "Currency", "id_no")


def write(home: Path, rng: random.Random) -> list[Truth]:
    """Write the texts, the JSON and the Parquet."""
    makers = (_gbk, _utf16, _big5, _big5_bars, _dialect, _rounded, _local_times, _stated_times, _document, _json_lines, _parquet)
    return [make(home, draw_lines(rng, rng.randrange(6, 12))) for make in makers]


def _write(path: Path, rows: list[list[str]], encoding: str, delimiter: str = ",") -> None:
    path.write_bytes("".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding))


def _gbk(home: Path, lines: list[Line]) -> Truth:
    """GBK with semicolons and a total that agrees."""
    total = ["合计", "", "", "", str(sum(line.net_kg for line in lines)), "", "", ""]
    _write(home / "21_进口.csv", [list(HEADERS), *(line.cells() for line in lines), total], "gbk", ";")
    return true_of("21_进口.csv", "text", lines, encoding="gb18030", totals=1, totals_agree=1)


def _utf16(home: Path, lines: list[Line]) -> Truth:
    """UTF-16, the other way round, cut by tabs, with a subtotal that is wrong."""
    total = ["小计", "", "", "", str(sum(line.net_kg for line in lines) - 1), "", "", ""]
    rows = [list(HEADERS), *(line.cells() for line in lines), total]
    (home / "22_进口.txt").write_bytes(b"\xfe\xff" + "\n".join("\t".join(row) for row in rows).encode("utf-16-be"))
    return true_of("22_进口.txt", "text", lines, encoding="utf-16-be", totals=1, totals_differ=1)


def _traditional(lines: list[Line]) -> list[list[str]]:
    rows = [list(_TRADITIONAL)]
    for line in lines:
        cells = line.cells()
        cells[3] = _TRADITIONAL_GOODS[cells[3]]
        rows.append(cells)
    return rows


def _in_traditional(truth: Truth) -> Truth:
    truth.ids = dict(zip((_TRADITIONAL[0], _TRADITIONAL[2], _TRADITIONAL[7]), truth.ids.values(), strict=True))
    truth.languages = "zh-Hant"
    return truth


def _big5(home: Path, lines: list[Line]) -> Truth:
    """Big5 in traditional characters."""
    _write(home / "23_進口.csv", _traditional(lines), "big5")
    return _in_traditional(true_of("23_進口.csv", "text", lines, encoding="big5hkscs"))


def _big5_bars(home: Path, lines: list[Line]) -> Truth:
    """Big5 cut by bars, with no ending that says so."""
    _write(home / "24_進口明細", _traditional(lines), "big5", "|")
    return _in_traditional(true_of("24_進口明細", "text", lines, encoding="big5hkscs"))


def _dialect(home: Path, lines: list[Line]) -> Truth:
    """Quotation marks, a cell over two lines, blank lines, the header again, and two rows of another number of fields."""
    rows = [",".join(HEADERS)]
    for index, line in enumerate(lines):
        cells = line.cells()
        cells[3] = '"' + cells[3] + ('\n""特级"", A' if index == 0 else ', "") ') + '"' if index < 2 else cells[3]
        rows.append(",".join(cells))
    rows[2:2] = ["", "   ".strip()]
    rows += ["1,2,3", ",".join([*lines[0].cells(), "多余"])]
    (home / "25_方言.csv").write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return true_of("25_方言.csv", "text", lines, encoding="utf-8", set_aside=2)


def _rounded(home: Path, lines: list[Line]) -> Truth:
    """A text that passed through a spreadsheet: numbers in scientific notation, one rounded to 000, a code that overflowed."""
    truth = true_of("26_受损.csv", "text", lines, encoding="gb18030", damaged_ids=4)
    rows = [list(HEADERS), *(line.cells() for line in lines)]
    rows[1][7] = "9.90101E+17"
    rows[2][0] = "2.2520E+17"
    rows[3][2] = "-2147483648"
    rows[4][2] = "901210000"
    truth.ids["收货人身份证号"][0] = "damaged:9.90101E+17"
    truth.ids["报关单号"][1] = "damaged:2.2520E+17"
    truth.ids["商品编号"][2:4] = ["damaged:-2147483648", "damaged:901210000"]
    _write(home / "26_受损.csv", rows, "gb18030")
    return truth


def _local_times(home: Path, lines: list[Line]) -> Truth:
    """Times of day without a zone, a date that could be two days, a time of day alone, and a row without any."""
    rows = [list(HEADERS), *(line.cells() for line in lines)]
    moments: list[str | None] = []
    for index, row in enumerate(rows[1:]):
        row[1] += f" {8 + index:02d}:30"
        moments.append(row[1].replace(" ", "T") + ":00")
    rows[1][1], rows[2][1], rows[3][1] = "05/06/2025", "23:40", ""
    moments[:3] = [None, None, None]
    known = sorted([moment for moment in moments if moment] + ["2025-06-05", "2025-05-06"])
    _write(home / "27_时间.csv", rows, "gbk")
    changes = {"zones": "dates, unknown", "first": known[0], "last": known[-1], "ambiguous_dates": 1}
    return true_of("27_时间.csv", "text", lines, encoding="gb18030", moments=moments, **changes)


def _stated_times(home: Path, lines: list[Line]) -> Truth:
    """Instants with their offset, and a row with a date alone, which is no midnight."""
    rows = [list(HEADERS), *(line.cells() for line in lines)]
    moments: list[str | None] = []
    for index, (row, line) in enumerate(zip(rows[1:], lines, strict=True)):
        local = datetime(line.day.year, line.day.month, line.day.day, index, 40, tzinfo=timezone(timedelta(hours=8)))
        row[1] = local.isoformat(timespec="seconds")
        moments.append(local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    rows[2][1], moments[1] = lines[1].day.isoformat(), lines[1].day.isoformat()
    known = sorted(moment for moment in moments if moment)
    _write(home / "28_时刻.csv", rows, "utf-8")
    changes = {"zones": "dates, stated", "first": known[0], "last": known[-1]}
    return true_of("28_时刻.csv", "text", lines, encoding="utf-8", moments=moments, **changes)


def _objects(lines: list[Line]) -> list[dict[str, object]]:
    return [dict(zip(_ENGLISH, line.cells(), strict=True)) for line in lines]


def _in_english(truth: Truth) -> Truth:
    truth.ids = dict(zip((_ENGLISH[0], _ENGLISH[2], _ENGLISH[7]), truth.ids.values(), strict=True))
    truth.languages = "en, zh-Hans"
    return truth


def _document(home: Path, lines: list[Line]) -> Truth:
    """A document with its list deep inside, and numbers of 18 digits written as numbers."""
    orders = json.dumps(_objects(lines), ensure_ascii=False)
    for line in lines[:2]:
        orders = orders.replace(f'"{line.number}"', line.number.lstrip("0"))
    (home / "29_订单.json").write_text(f'{{"exported": {{"by": "系统", "orders": {orders}}}}}', encoding="utf-8")
    truth = true_of("29_订单.json", "json", lines, encoding="utf-8")
    truth.ids["报关单号"][:2] = [line.number.lstrip("0") for line in lines[:2]]
    return _in_english(truth)


def _json_lines(home: Path, lines: list[Line]) -> Truth:
    """One object a line, and one line that is none."""
    rows = [json.dumps(found, ensure_ascii=False) for found in _objects(lines)]
    rows.insert(2, '{"Declaration No": "cut')
    (home / "30_订单.txt").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return _in_english(true_of("30_订单.txt", "jsonl", lines, encoding="utf-8", set_aside=1))


def _parquet(home: Path, lines: list[Line]) -> Truth:
    """Parquet with dates as dates."""
    columns = list(zip(*(line.cells() for line in lines), strict=True))
    table = pa.table({header: list(column) for header, column in zip(HEADERS, columns, strict=True)})
    table = table.set_column(1, "申报日期", pa.array([line.day for line in lines]))
    pq.write_table(table, home / "31_进口.parquet")
    return true_of("31_进口.parquet", "parquet", lines)
