"""Thread B of the sample case: what is planted can be found, what is lawful stays lawful, and nobody is real."""

import csv
import hashlib
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook
from PIL import Image
from stdnum import iso6346
from stdnum.cn import ric, uscc

from data_samples.answer_key import write_key
from data_samples.naive import TOO_EASY
from data_samples.naive.thread_b import score_questions
from data_samples.thread_b import write_thread_b
from data_samples.thread_b.words import TOWNS
from toolkit.ids import parse_locator

ENCODINGS = {"企业登记.csv": "gb18030", "companies_hk.csv": "utf-16", "imports_peer.csv": "gb18030", "watchlist.csv": "utf-8-sig"}
WORKBOOK = "declarations/进口报关单.xlsx"


class Case(NamedTuple):
    evidence: Path
    key: dict[str, dict[str, Any]]


def write_case(out: Path, *, seed: int, lawful: bool = False) -> Case:
    rows = write_thread_b(out, seed=seed, scale=0.5, lawful=lawful)
    write_key(rows, out / "truth" / "answers.csv")
    return Case(out / "evidence", {row["question_id"]: row for row in rows})


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return write_case(tmp_path_factory.mktemp("seed_0"), seed=0)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return write_case(tmp_path_factory.mktemp("seed_1"), seed=1)


@pytest.fixture(scope="module")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return write_case(tmp_path_factory.mktemp("lawful"), seed=0, lawful=True)


def read_csv(path: Path) -> list[list[str]]:
    with path.open(encoding=ENCODINGS.get(path.name, "utf-8"), newline="") as file:
        return list(csv.reader(file))


def read_rows(path: Path) -> list[dict[str, str]]:
    header, *rows = read_csv(path)
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_sheets(path: Path) -> dict[str, list[list[object]]]:
    book = load_workbook(path)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def read_raw(path: Path, locator: str) -> list[str]:
    """Read the cell of a locator, or all cells of its row, with no code of the toolkit's readers."""
    place = parse_locator(locator)
    if path.suffix == ".xlsx":
        cells = read_sheets(path)[str(place["sheet"])][int(place["row"]) - 1]
        row = ["" if cell is None else str(cell) for cell in cells]
    else:
        row = read_csv(path)[int(place["line"]) - 1]
    return [row[int(place["column"]) - 1]] if "column" in place else row


def every_text(evidence: Path) -> Iterator[str]:
    for path in sorted(evidence.rglob("*")):
        if path.suffix == ".csv":
            yield from (cell for row in read_csv(path) for cell in row)
        elif path.suffix == ".xlsx":
            yield from (cell for rows in read_sheets(path).values() for row in rows for cell in row if isinstance(cell, str))


def digest(evidence: Path) -> dict[str, str]:
    files = (path for path in sorted(evidence.rglob("*")) if path.is_file())
    return {str(path.relative_to(evidence)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_same_seed_gives_the_same_bytes(case: Case, tmp_path: Path) -> None:
    again = write_case(tmp_path, seed=0)
    assert digest(again.evidence) == digest(case.evidence)
    assert again.key == case.key


def test_another_seed_gives_another_case(case: Case, other: Case) -> None:
    assert not set(digest(case.evidence).values()) & set(digest(other.evidence).values())


def test_files_are_those_of_the_case_book(case: Case) -> None:
    assert [name for name in digest(case.evidence) if not name.endswith(".png")] == [
        "declarations/imports_peer.csv",
        "declarations/进口报关单.xlsx",
        "lab/检验结果.xlsx",
        "registry/companies_hk.csv",
        "registry/企业登记.csv",
        "scans/scan_index.csv",
        "watchlist/watchlist.csv",
    ]


def test_scans_take_less_than_five_megabytes(case: Case) -> None:
    assert sum(path.stat().st_size for path in (case.evidence / "scans").iterdir()) < 5_000_000


def test_scans_are_pairs_of_sixteen_bit_images_with_twelve_bits_of_signal(case: Case) -> None:
    for row in read_rows(case.evidence / "scans/scan_index.csv"):
        for name in (row["file_high"], row["file_low"]):
            with Image.open(case.evidence / "scans" / name) as image:
                pixels = np.asarray(image)
            assert (pixels.shape, pixels.dtype, int((pixels & 15).max())) == ((96, 256), np.uint16, 0)


def test_every_evidence_cell_holds_what_the_key_says(case: Case, other: Case, lawful: Case) -> None:
    for written in (case, other, lawful):
        for question, row in written.key.items():
            assert row["evidence"], question
            for item in row["evidence"]:
                found = read_raw(written.evidence / item["file"], item["locator"])
                assert item["value"] in found, (question, item, found)


def test_check_digits_hold_and_no_number_can_be_anybodys(case: Case) -> None:
    texts = list(every_text(case.evidence))
    credit = {text for text in texts if re.fullmatch(r"91\d{6}[0-9A-Z]{10}", text) and not text.isdigit()}
    people = {text.removeprefix("身份证: ") for text in texts if re.fullmatch(r"(身份证: )?99\d{4}(19|20)\d{9}[\dX]", text)}
    people = {number for number in people if not number.startswith("9902" + "2025")}  # declaration numbers are as long
    boxes = {text for text in texts if re.fullmatch(r"[A-Z]{4}\d{7}", text) and not text.startswith("SWBL")}
    assert (len(credit) > 30, len(people) > 60, len(boxes) > 150) == (True, True, True)
    assert all(uscc.is_valid(number) and number[2:4] == "99" for number in credit)
    assert all(ric.calc_check_digit(number) == number[-1] and number[:2] == "99" for number in people)
    assert all(iso6346.is_valid(number) and number[:4] in {"ZZSU", "ZZWU", "ZZYU"} for number in boxes)


def test_numbers_of_eighteen_digits_are_stored_as_text(case: Case) -> None:
    for rows in read_sheets(case.evidence / WORKBOOK).values():
        assert all(isinstance(row[0], str) for row in rows)


def test_companies_sit_in_invented_towns(case: Case) -> None:
    towns = tuple(han for han, _ in TOWNS)
    assert all(row["企业名称"].startswith(towns) for row in read_rows(case.evidence / "registry/企业登记.csv"))


def test_totals_agree_with_their_sheets_and_one_weight_cannot_be_read(case: Case) -> None:
    kilograms, unreadable = 0.0, []
    for name, rows in read_sheets(case.evidence / WORKBOOK).items():
        head = next(place for place, row in enumerate(rows) if row[0] == "报关单号")
        *lines, total = rows[head + 1 :]
        for column in (8, 9):
            readable = [row[column] for row in lines if isinstance(row[column], int | float)]
            assert total[column] == pytest.approx(sum(readable), abs=5e-4)  # type: ignore[arg-type]
        kilograms += float(str(total[9])) * (1000 if "吨" in str(rows[head][9]) else 1)
        unreadable += [f"sheet={name};row={head + 2 + place}" for place, row in enumerate(lines) if row[9] == "见磅单"]
    expected = case.key["B5"]["expected"]
    assert round(kilograms) == int(expected["net_kg"])
    assert unreadable == expected["rows_set_aside"]


def test_one_sheet_is_in_tonnes(case: Case) -> None:
    heads = {name: next(row for row in rows if row[0] == "报关单号")[9] for name, rows in read_sheets(case.evidence / WORKBOOK).items()}
    assert heads == {"3月": "净重(千克)", "4月": "净重(千克)", "5月": "净重(吨)"}


def test_price_peers_follow_from_the_files(case: Case, other: Case) -> None:
    for written in (case, other):
        expected = written.key["B2"]["expected"]
        alike = [
            row
            for row in read_rows(written.evidence / "declarations/imports_peer.csv")
            if (row["规格型号"], row["原产国"], row["申报日期"][:7]) == (expected["grade"], "马来西亚", "2025-05")
        ]
        plausible = [row for row in alike if 1_000 < float(row["净重(千克)"]) < 30_000]
        prices = [float(row["总价"]) / float(row["净重(千克)"]) for row in plausible]
        assert (len(prices), round(median(prices), 2)) == (expected["n"], expected["median_usd_kg"])
        assert sorted(row["报关单号"] for row in alike if row not in plausible) == expected["excluded"]


def test_first_seed_tells_the_figures_of_the_case_book(case: Case) -> None:
    expected = case.key["B2"]["expected"]
    assert (expected["usd_kg"], expected["median_usd_kg"], expected["n"]) == (0.41, 0.44, 14)


def test_cheapest_peer_has_a_weight_that_no_container_holds(case: Case) -> None:
    expected = case.key["B2"]["expected"]
    rows = [row for row in read_rows(case.evidence / "declarations/imports_peer.csv") if row["规格型号"] == expected["grade"]]
    cheapest = min(rows, key=lambda row: float(row["总价"]) / float(row["净重(千克)"]))
    assert float(cheapest["净重(千克)"]) > 1_000_000
    assert cheapest["报关单号"] in expected["excluded"]


def marks(case: Case) -> dict[str, set[str]]:
    """Give what each registered company could share with another: its telephone, its address, its director's number."""
    found = {}
    for row in read_rows(case.evidence / "registry/企业登记.csv"):
        phone = re.sub(r"\D", "", row["联系电话"]).lstrip("0")
        found["uscc:" + row["统一社会信用代码"]] = {phone, row["注册地址"], row["身份证号"]}
    for row in read_rows(case.evidence / "registry/companies_hk.csv"):
        phone = re.sub(r"\D", "", row["Phone"]).removeprefix("86")
        found["hk_cr:" + row["CR No."]] = {phone, row["Registered Address"], row["Director ID"]}
    return found


def test_successors_are_those_who_share_more_than_a_name(case: Case, other: Case) -> None:
    for written in (case, other):
        expected = written.key["B3"]["expected"]
        found = marks(written)
        old = found.pop(expected["subject"])
        assert sorted(number for number, shared in found.items() if len(shared & old) >= 2) == expected["successors"]
        assert not any(found[number] & old for number in expected["kept_apart"])


def test_lawful_seed_has_no_successor_and_the_firm_still_stands(lawful: Case) -> None:
    expected = lawful.key["B3"]["expected"]
    found = marks(lawful)
    old = found.pop(expected["subject"])
    assert expected["successors"] == []
    assert not any(shared & old for shared in found.values())
    row = next(r for r in read_rows(lawful.evidence / "registry/企业登记.csv") if "uscc:" + r["统一社会信用代码"] == expected["subject"])
    assert (row["注销日期"], row["企业状态"]) == ("", "存续")


def test_sister_names_differ_by_a_digit_and_share_nothing(case: Case) -> None:
    rows = {row["Company Name"]: row for row in read_rows(case.evidence / "registry/companies_hk.csv")}
    one, two = rows["GREEN SOURCE RECYCLING 715 LIMITED"], rows["GREEN SOURCE RECYCLING 716 LIMITED"]
    assert int(two["CR No."]) == int(one["CR No."]) + 1
    assert [name for name in one if one[name] == two[name]] == ["Director", "Incorporated", "Dissolved"]
    assert one["Director ID"] != two["Director ID"]


def test_homonyms_are_different_people(case: Case) -> None:
    numbers = {row["身份证号"] for row in read_rows(case.evidence / "registry/企业登记.csv") if row["法定代表人"] == "陈立群"}
    assert len(numbers) >= 4
    assert len({number[6:14] for number in numbers}) == len(numbers)


def test_one_listed_party_is_in_the_files_under_another_script(case: Case, lawful: Case) -> None:
    for written, count in ((case, 1), (lawful, 0)):
        registered = "".join(every_text(written.evidence / "registry"))
        listed = read_rows(written.evidence / "watchlist/watchlist.csv")
        numbers = [part.split()[-1] for row in listed for part in row["Identifiers"].split(";") if part]
        hits = [number for number in numbers if number in registered]
        assert len(hits) == count
        assert not any(row["Name"] in registered for row in listed if row["Kind"] == "Company")


def test_laboratory_says_what_the_key_says(case: Case, lawful: Case) -> None:
    for written in (case, lawful):
        expected = written.key["B1"]["expected"]
        rows = read_sheets(written.evidence / "lab/检验结果.xlsx")["检验结果"][2:]
        waste = sorted(str(row[1]) for row in rows if row[5] == "属于固体废物")
        assert waste == sorted(expected["confirmed_by_laboratory"] + expected["laboratory_only"])
        assert set(expected["asked"]) <= {str(row[1]) for row in rows}


def test_lawful_regranulate_is_a_lead_in_either_seed(case: Case, lawful: Case) -> None:
    assert [len(case.key["B1"]["expected"][part]) for part in ("asked", "scan_leads", "lawful_lead", "laboratory_only")] == [6, 3, 1, 1]
    assert lawful.key["B1"]["expected"]["scan_leads"] == lawful.key["B1"]["expected"]["lawful_lead"]


def test_lawful_correction_names_the_declaration_that_it_replaces(case: Case) -> None:
    rows = read_rows(case.evidence / "declarations/imports_peer.csv")
    number = case.key["B4"]["expected"]["lawful_corrections"][0]
    first, again = sorted((row for row in rows if row["随附单证号"] == number), key=lambda row: row["申报日期"])
    assert first["备注"] == "已撤销"
    assert first["报关单号"] in again["备注"]
    assert len({row["随附单证号"] for row in rows}) == len(rows) - 1


def test_one_certificate_page_lies_under_three_numbers_and_in_the_lawful_seed_none_does(case: Case, lawful: Case) -> None:
    for written, count in ((case, 3), (lawful, 0)):
        expected = written.key["B4"]["expected"]
        assert len(expected["reused"]) == count
        pages = {path.stem: np.asarray(Image.open(path), dtype="float") for path in sorted((written.evidence / "certificates").iterdir())}
        below = slice(150, None)  # the numbers are typed above
        alike = {
            (left.split("_")[0], right.split("_")[0])
            for left, right in combinations(pages, 2)
            if np.corrcoef(pages[left][below].ravel(), pages[right][below].ravel())[0, 1] > 0.9
        }
        assert alike == {*combinations(expected["reused"], 2), *((number, number) for number in expected["lawful_corrections"])}


def test_naive_answers_score_below_the_bar(case: Case, other: Case) -> None:
    for written in (case, other):
        scores = score_questions(written.evidence.parent)
        assert sorted(scores) == ["B1", "B2", "B3", "B4", "B5"]
        assert max(scores.values()) < TOO_EASY, scores


def test_scan_leads_follow_from_the_material_alone(case: Case, lawful: Case) -> None:
    from toolkit.scans import describe_materials

    for written in (case, lawful):
        expected = written.key["B1"]["expected"]
        index = pd.DataFrame(read_rows(written.evidence / "scans/scan_index.csv"))
        pairs = [[written.evidence / "scans" / name for name in row] for row in index[["file_high", "file_low"]].to_numpy()]
        vectors = describe_materials([np.stack([np.asarray(Image.open(path)) for path in pair], axis=-1) for pair in pairs])
        headings = index["declared_hs"].str[:4].to_numpy()
        asked = index["container"].isin(expected["asked"]).to_numpy()
        alike = vectors @ vectors[~asked].T
        leads = []
        for row in np.flatnonzero(asked):
            near = headings[~asked][np.argsort(-alike[row])[:15]]
            if (near == "3915").sum() > np.isin(near, ("3901", "3902")).sum():
                leads.append(index["container"][row])
        assert sorted(leads) == expected["scan_leads"]
