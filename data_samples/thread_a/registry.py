"""The ship register: one row an ownership, so that an owner is the owner of a time."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from data_samples.thread_a.crew import Firm, Hull
from data_samples.thread_a.figures import Figures

__all__ = ["HEADER", "SHEET", "RegistryRows", "write_registry"]

SHEET = "船舶登记"
HEADER = (
    "船名",
    "船名(英文)",
    "IMO编号",
    "MMSI",
    "呼号",
    "船旗",
    "船长(米)",
    "船舶类型",
    "船舶所有人",
    "所有人统一社会信用代码",
    "所有权起",
    "所有权止",
)
RegistryRows = dict[str, list[int]]
"""Rows of each hull in the sheet, from 1, in order of ownership."""

_OWNERS = {
    "h68": "owner_68",
    "waiting": "owner_waiting",
    "barge_north": "supplier_north",
    "barge_south": "supplier_south",
    "client_1": "line_1",
    "client_2": "line_1",
    "client_3": "line_2",
    "client_4": "line_2",
    "client_5": "line_3",
    "tug_1": "towage",
    "tow_1": "towage",
    "tug_2": "towage",
    "tow_2": "towage",
    "pilot": "pilotage",
    "piloted": "line_3",
    "raft_1": "line_2",
    "raft_2": "line_2",
    "survey": "institute",
}


def write_registry(figures: Figures, hulls: dict[str, Hull], firms: dict[str, Firm], path: Path) -> RegistryRows:
    """Write the register as of June 2025 and say in which rows each hull stands."""
    from xlsxwriter import Workbook

    path.parent.mkdir(parents=True, exist_ok=True)
    rows: RegistryRows = {}
    with Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"title": "船舶登记摘录", "created": datetime(2025, 6, 20)})  # noqa: DTZ001 - xlsx knows no zone
        sheet = book.add_worksheet(SHEET)
        sheet.write_row(0, 0, HEADER)
        for number, (key, fields) in enumerate(_list_rows(figures, hulls, firms), start=2):
            rows.setdefault(key, []).append(number)
            for column, value in enumerate(fields):
                if isinstance(value, int):
                    sheet.write_number(number - 1, column, value)
                elif value:
                    sheet.write_string(number - 1, column, value)
    return rows


def _list_rows(figures: Figures, hulls: dict[str, Hull], firms: dict[str, Firm]) -> Iterator[tuple[str, list[str | int]]]:
    change, renamed = figures.owner_change, date(2025, 5, 15)
    yield "h66", _fields(hulls["h66"], firms["owner_then"], date(2021, 3, 9), change)
    yield "h66", _fields(hulls["h66"], firms["owner_now"], change, None)
    mother, holder = hulls["mother"], firms["owner_mother"]
    yield "mother", _fields(mother, holder, date(2019, 11, 2), renamed)
    yield "mother", _fields(mother, holder, renamed, None, name_en="GOLDEN TERN")
    for number, (key, firm) in enumerate(_OWNERS.items()):
        yield key, _fields(hulls[key], firms[firm], date(2012 + number % 9, 1 + number % 12, 3 + number), None)


def _fields(hull: Hull, firm: Firm, start: date, end: date | None, *, name_en: str = "") -> list[str | int]:
    return [
        hull.name,
        name_en or hull.name_en,
        hull.imo,
        hull.mmsi,
        hull.call_sign,
        hull.flag,
        hull.length_m,
        hull.kind,
        firm.name,
        firm.credit_code,
        start.isoformat(),
        end.isoformat() if end else "",
    ]
