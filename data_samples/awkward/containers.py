"""Archives with names in GBK and archives inside them, copies in nested folders, and files that cannot be read."""

import csv
import random
import shutil
from pathlib import Path

import openpyxl

from data_samples.awkward.archives import write_archive
from data_samples.awkward.truth import Truth

__all__ = ["write"]


def write(home: Path, rng: random.Random) -> list[Truth]:
    """Write what holds or repeats the other files."""
    return [_archive(home, rng), _copy(home), _same_rows(home), _cut(home)]


def _archive(home: Path, rng: random.Random) -> Truth:
    """Names in GBK and in UTF-8, a folder, an archive inside, a name that climbs out, and three files that cannot be read."""
    inner = home / "inner.zip"
    write_archive(inner, {"更深/进口.csv": (home / "28_时刻.csv").read_bytes()}, utf8={"台账.xls": (home / "12_旧表.xls").read_bytes()})
    members = {
        "归档/一月/明细.xlsx": (home / "02_两行表头.xlsx").read_bytes(),
        "归档/内层.zip": inner.read_bytes(),
        "../../etc/说明.txt": "路径不作数。\n".encode("gbk"),
        "归档/空.csv": b"",
        "归档/截断.xlsx": (home / "01_标题与合计.xlsx").read_bytes()[:1500],
        "归档/无名.csv": bytes(rng.randrange(256) for _ in range(4000)),
    }
    inner.unlink()
    write_archive(home / "38_归档.zip", members, utf8={"归档/网页.html": (home / "20_网页.html").read_bytes()})
    return Truth("38_归档.zip", "zip", "archive", languages="", members=9)


def _copy(home: Path) -> Truth:
    """The same file again under another name, two folders down."""
    folder = home / "子目录" / "更深"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(home / "31_进口.parquet", folder / "39_副本.dat")
    return Truth("子目录/更深/39_副本.dat", "parquet", same_as="31_进口.parquet", rows=-1)


def _same_rows(home: Path) -> Truth:
    """The rows of a workbook again, in another order and as text."""
    book = openpyxl.load_workbook(home / "07_1904纪元.xlsx")
    rows = [list(row) for row in book.active.iter_rows(values_only=True)]
    texts = [[cell.date().isoformat() if hasattr(cell, "date") else str(cell) for cell in row] for row in rows]
    with (home / "子目录" / "40_另存.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([texts[0], *reversed(texts[1:])])
    return Truth("子目录/40_另存.csv", "text", same_rows_as="07_1904纪元.xlsx", rows=-1, encoding="utf-8")


def _cut(home: Path) -> Truth:
    """A workbook that was cut off on its way."""
    (home / "子目录" / "41_截断.xlsx").write_bytes((home / "03_隐藏.xlsx").read_bytes()[:2000])
    return Truth("子目录/41_截断.xlsx", "zip", "", languages="", problem="damaged")
