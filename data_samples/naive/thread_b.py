"""Hasty answers to questions B1 to B5."""

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from opencc import OpenCC
from openpyxl import load_workbook
from PIL import Image
from rapidfuzz import fuzz

from data_samples.answer_key import read_key

__all__ = ["answer_boxes", "answer_certificate", "answer_price", "answer_successor", "answer_total", "score_questions"]

_WORKBOOK = "declarations/进口报关单.xlsx"
_LOW = 0.75
"""A hasty reader calls a price low that is a quarter below the mean."""
_ALIKE = 60.0
"""Similarity of names, 0..100, from which a hasty reader merges."""


def score_questions(case: Path) -> dict[str, float]:
    """Answer each question from the evidence and score it against the key.

    Args:
        case: folder that the generator wrote.

    Returns:
        A score from 0 to 1 by question id.
    """
    key = {row["question_id"]: row["expected"] for row in read_key(case / "truth" / "answers.csv")}
    evidence = case / "evidence"
    boxes, price = answer_boxes(evidence), answer_price(evidence, key["B2"]["declaration_id"])
    parts = ("scan_leads", "confirmed_by_laboratory", "lawful_lead", "laboratory_only")
    middle = key["B2"]["median_usd_kg"]
    total = answer_total(evidence)
    return {
        "B1": fmean(_overlap(boxes.get(part, ()), key["B1"][part]) for part in parts),
        "B2": fmean((price["low"] == key["B2"]["low"], abs(price["usual"] - middle) < 0.05 * middle, price["n"] == key["B2"]["n"])),
        "B3": _overlap(answer_successor(evidence, key["B3"]["subject"].removeprefix("uscc:")), key["B3"]["successors"]),
        "B4": fmean((sorted(answer_certificate(evidence)) == key["B4"]["reused"], not key["B4"]["lawful_corrections"])),
        "B5": fmean(
            (
                abs(total["net_kg"] / float(key["B5"]["net_kg"]) - 1) < 0.001,
                total["rows_kept"] == key["B5"]["rows_kept"],
                total["rows_set_aside"] == key["B5"]["rows_set_aside"],
            )
        ),
    }


def answer_boxes(evidence: Path) -> dict[str, list[str]]:
    """Trust the perceptual hash: a box is what the box with the nearest image was declared to be."""
    asked = {row["集装箱号"] for _, _, row in _workbook_rows(evidence)}
    index = list(_csv_rows(evidence / "scans/scan_index.csv", "utf-8"))
    hashes = [_hash_image(evidence / "scans" / row["file_high"]) for row in index]
    leads = []
    for row, own in zip(index, hashes, strict=True):
        others = [place for place, other in enumerate(index) if other["container"] not in asked]
        nearest = min(others, key=lambda place: int(np.count_nonzero(hashes[place] != own)))
        if row["container"] in asked and index[nearest]["declared_hs"][:4] != row["declared_hs"][:4]:
            leads.append(row["container"])
    return {"scan_leads": leads, "confirmed_by_laboratory": leads}


def answer_price(evidence: Path, declaration: str) -> dict[str, Any]:
    """Hold a price against the mean of everything under its code."""
    rows = [*(row for _, _, row in _workbook_rows(evidence)), *_csv_rows(evidence / "declarations/imports_peer.csv", "gb18030")]
    prices: dict[str, list[float]] = {}
    asked, code = 0.0, ""
    for row in rows:
        try:
            kilograms = float(row["净重(千克)"]) if "净重(千克)" in row else 1000 * float(row["净重(吨)"])
            price = float(row["总价"]) / kilograms
        except ValueError:
            continue
        prices.setdefault(row["商品编号"], []).append(price)
        if row["报关单号"] == declaration:
            asked, code = price, row["商品编号"]
    usual = fmean(prices[code])
    return {"low": asked < _LOW * usual, "usual": usual, "n": len(prices[code])}


def answer_successor(evidence: Path, subject: str) -> list[str]:
    """Merge every company whose name holds something like the subject's, town and legal form cut, traditional characters made simple."""
    simplify = OpenCC("t2s").convert
    mainland = list(_csv_rows(evidence / "registry/企业登记.csv", "gb18030"))
    name = next(row["企业名称"] for row in mainland if row["统一社会信用代码"] == subject)
    named = [(f"uscc:{row['统一社会信用代码']}", row["企业名称"]) for row in mainland if row["统一社会信用代码"] != subject]
    named += [(f"hk_cr:{row['CR No.']}", row["Chinese Name"]) for row in _csv_rows(evidence / "registry/companies_hk.csv", "utf-16")]
    core = name[2:].removesuffix("有限公司").removesuffix("资源")
    return [number for number, other in named if fuzz.partial_ratio(core, simplify(other)) >= _ALIKE]


def answer_certificate(evidence: Path) -> list[str]:
    """Take every certificate number that stands twice for a reuse."""
    numbers = Counter(row["随附单证号"] for row in _csv_rows(evidence / "declarations/imports_peer.csv", "gb18030"))
    numbers.update(row["随附单证号"] for _, _, row in _workbook_rows(evidence) if row["随附单证号"])
    return [number for number, count in numbers.items() if count > 1]


def answer_total(evidence: Path) -> dict[str, Any]:
    """Sum the column of net weights over all sheets."""
    weights = []
    for _, _, row in _workbook_rows(evidence):
        try:
            weights.append(float(row.get("净重(千克)") or row["净重(吨)"]))
        except ValueError:
            continue
    return {"net_kg": sum(weights), "rows_kept": len(weights), "rows_set_aside": []}


def _overlap(answer: Collection[str], right: Collection[str]) -> float:
    """Give the share of what either names that both name; two empty answers agree."""
    either = set(answer) | set(right)
    return len(set(answer) & set(right)) / len(either) if either else 1.0


def _hash_image(path: Path) -> np.ndarray:
    """Give the difference hash: is each of 16 × 16 patches brighter than its right neighbour."""
    with Image.open(path) as image:
        small = np.asarray(Image.fromarray(np.asarray(image).astype(np.float32)).resize((17, 16)))
    return small[:, 1:] > small[:, :-1]


def _csv_rows(path: Path, encoding: str) -> Iterator[Mapping[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file)


def _workbook_rows(evidence: Path) -> Iterator[tuple[str, int, Mapping[str, str]]]:
    for sheet in load_workbook(evidence / _WORKBOOK).worksheets:
        rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        head = next(place for place, row in enumerate(rows) if row[0] == "报关单号")
        for place, row in enumerate(rows[head + 1 :], head + 2):
            yield sheet.title, place, dict(zip(rows[head], row, strict=True))
