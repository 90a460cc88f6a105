"""What the laboratory found in the boxes that were opened."""

from datetime import timedelta
from pathlib import Path
from random import Random

from data_samples.thread_b.boxes import Box
from data_samples.thread_b.files import write_workbook
from toolkit.ids import make_locator

__all__ = ["LABORATORY", "PRODUCT", "WASTE", "write_results"]

LABORATORY = "lab/检验结果.xlsx"
WASTE, PRODUCT = "属于固体废物", "不属于固体废物"
_HEADER = ("样品编号", "集装箱号", "取样日期", "检验机构", "检验结果", "结论")
_SHEET = "检验结果"
_FINDINGS = {
    "waste 1": "压缩包混合生活源塑料,夹带铝箔与污泥,未经清洗",
    "waste 2": "破碎薄膜与瓶片混合,异味,含水率高,夹杂物超过2%",
    "mixed colours": "混色再生颗粒与压实洁净薄膜,经清洗,熔融指数均匀,夹杂物0.2%",
    "laboratory only": "颗粒外观均匀,灰分及残留有机物超标,系未清洗废塑料直接造粒",
}
_CLEAN = "与申报相符,均匀,无夹杂"


def write_results(evidence: Path, seed: int, questioned: list[Box], gallery: list[Box], *, lawful: bool) -> dict[str, str]:
    """Write the results of the six boxes and of a few others opened by routine.

    Returns:
        The locator of each conclusion's cell, by container number.
    """
    random = Random(f"{seed} laboratory")
    routine = random.sample([box for box in gallery if box.goods.hs[:4] in {"3901", "3902"}], k=3)
    opened = sorted([*questioned, *routine], key=lambda box: (box.scanned_at, box.container))
    waste = set() if lawful else {"waste 1", "waste 2", "laboratory only"}
    rows, cells = [], {}
    for place, box in enumerate(opened):
        found = _FINDINGS[box.role] if box.role in {*waste, "mixed colours"} else _CLEAN
        taken = (box.scanned_at + timedelta(days=random.randint(1, 4))).isoformat()
        number = f"SW25-{4100 + place}"
        rows.append((number, box.container, taken, "汐浦口岸固体废物属性鉴别实验室", found, WASTE if box.role in waste else PRODUCT))
        cells[box.container] = make_locator(sheet=_SHEET, row=2 + len(rows), column=_HEADER.index("结论") + 1)
    write_workbook(evidence / LABORATORY, {_SHEET: [("检验结果登记表",), _HEADER, *rows]})
    return cells
