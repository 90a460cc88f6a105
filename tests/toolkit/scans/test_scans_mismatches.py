from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.scans import ScanLibrary, assess_library, find_mismatches, find_outliers, find_reused, find_uneven_lots
from toolkit.scans.contents import Contents
from toolkit.scans.encoder import DIM
from toolkit.scans.physics import PHYSICS_DIM
from toolkit.scans.rows import Rows
from toolkit.scans.storage import Manifest
from toolkit.tables import conform, empty
from toolkit.wording import LANGUAGES, say


def _library(headings: list[str | None], looks: list[int], **columns: list[object]) -> ScanLibrary:
    """Make a library whose scans look like one of a few things, whatever they were declared as."""
    count = len(headings)
    random = np.random.default_rng(7)
    cnn = np.zeros((count, DIM), np.float32)
    cnn[np.arange(count), looks] = 1
    cnn += random.normal(0, 0.02, cnn.shape).astype(np.float32)
    cnn /= np.linalg.norm(cnn, axis=1, keepdims=True)
    scans = pd.DataFrame(
        {
            "scan_id": [f"s{number}" for number in range(count)],
            "source_id": "source_index",
            "locator": [f"line={number + 2}" for number in range(count)],
            "path": [f"{number}.png" for number in range(count)],
            "sha256": [f"{number:064d}" for number in range(count)],
            "container_id": [f"BOX{number}" for number in range(count)],
            "declared_hs": headings,
            **columns,
        }
    )
    bits = random.integers(0, 256, (count, 16)).astype(np.uint8)
    blocks = {"cnn": cnn, "physics": np.zeros((count, PHYSICS_DIM), np.float32), "hash": bits}
    return ScanLibrary(
        Path("unsaved"),
        Contents(conform(scans, "scans"), {name: Rows([rows]) for name, rows in blocks.items()}, np.zeros(0, np.int64)),
        Manifest(0, {}),
    )


HEADINGS: list[str | None] = ["390110"] * 15 + ["391590"] * 15
LOOKS = [0] * 14 + [1] * 16  # the fifteenth looks like waste and was declared as pellets


def _checks(library: ScanLibrary, goods: pd.DataFrame | None = None, k: int = 10) -> pd.DataFrame:
    return find_mismatches(library, empty("goods") if goods is None else goods, k=k).set_index("subject_id")


def test_the_one_that_contradicts_its_declaration_stands_out() -> None:
    checks = _checks(_library(HEADINGS, LOOKS))
    assert checks.index[checks["outcome"] == "below"].tolist() == ["BOX14"]
    row = checks.loc["BOX14"]
    assert row["observed"] < -2
    assert row["expected_low"] == -1.5
    assert row["n"] == 10
    reason = row["reasons"][0]
    assert reason["code"] == "resembles_other_heading"
    assert reason["values"] == {"n": 10, "k": 10, "heading": ["391590"], "declared": ["390110"]}
    assert reason["refs"][0] == "scans:s14"
    assert len(reason["refs"]) == 11
    assert "scans:s14@declared_hs" in row["refs"]
    assert {r["code"] for r in row["against"]} == {"scan_base_rate", "scan_cannot_show", "scan_neighbours_may_err"}
    (rank,) = (r["values"] for r in row["reasons"] if r["code"] == "scan_rank_in_chapter")
    assert rank == {"k": 1, "n": 30, "chapter": "39"}


def test_headings_that_look_alike_count_as_one() -> None:
    headings = ["3901", "3902"] * 10 + ["3915"] * 15
    row = _checks(_library(headings, [0] * 19 + [1] * 16)).loc["BOX19"]  # the last of the pellets looks like waste
    assert row["outcome"] == "below"
    assert row["reasons"][1]["values"]["declared"] == ["3901", "3902"]
    assert row["reasons"][1]["values"]["peers"] == 19
    assert {"code": "scan_headings_pooled", "values": {"headings": ["3901", "3902"]}} in [
        {"code": reason["code"], "values": reason["values"]} for reason in row["against"]
    ]


def test_headings_that_all_look_alike_cannot_be_assessed() -> None:
    checks = _checks(_library(["3901", "3902"] * 10, [0] * 20))
    assert {reasons[0]["code"] for reasons in checks["reasons"]} == {"scan_headings_alike"}


def test_a_check_refers_to_all_that_it_rests_on() -> None:
    row = _checks(_library(HEADINGS, LOOKS), k=20).loc["BOX14"]
    scans = {ref for ref in row["refs"] if "@" not in ref}
    assert len(scans) == 1 + row["n"]
    assert {f"{ref}@declared_hs" for ref in scans} <= set(row["refs"])
    assert row["refs"][0] == "scans:s14"


def test_every_reason_is_said_in_every_language() -> None:
    library = _library([*HEADINGS, None, "9701"], [*LOOKS, 1, 1])
    goods = empty("goods")
    claims = pd.concat([find_mismatches(library, goods, k=10), assess_library(library, goods), assess_library(_library([], []), goods)])
    said = [say(reason, language) for side in ("reasons", "against") for row in claims[side] for reason in row for language in LANGUAGES]
    assert len(said) > 50
    assert all("{" not in sentence for sentence in said)


def test_goods_of_the_container_go_before_the_scan_index() -> None:
    line = {"goods_id": "g1", "source_id": "s", "locator": "line=2", "declaration_id": "d", "hs": "39159000", "container_id": "BOX14"}
    row = _checks(_library(HEADINGS, LOOKS), conform(pd.DataFrame([line]), "goods")).loc["BOX14"]
    assert row["outcome"] == "within"
    assert "goods:g1@hs" in row["refs"]


def test_scans_of_one_lot_do_not_vouch_for_each_other() -> None:
    lots = [f"LOT{number}" for number in range(14)] + ["LOT14"] * 16  # all that looks like waste is one story
    row = _checks(_library(HEADINGS, LOOKS, lot_id=lots)).loc["BOX14"]
    assert row["outcome"] == "not_assessable"
    assert not set(row["refs"]) & {f"scans:s{number}" for number in range(15, 30)}


def test_scans_of_one_container_are_one_subject() -> None:
    boxes = [f"BOX{number}" for number in range(14)] + ["BOX14"] * 2 + [f"BOX{number}" for number in range(16, 30)]
    checks = _checks(_library(["3901"] * 16 + ["3915"] * 14, LOOKS, container_id=boxes))
    assert len(checks) == 29
    reason = checks.loc["BOX14", "reasons"][0]
    assert reason["code"] == "resembles_other_heading"
    assert reason["refs"][:2] == ["scans:s14", "scans:s15"]


def test_scans_of_one_declarant_do_not_vouch_for_each_other() -> None:
    lines = pd.DataFrame(
        {
            "goods_id": [f"g{number}" for number in range(30)],
            "source_id": "s",
            "locator": [f"line={number}" for number in range(30)],
            "declaration_id": "d",
            "hs": HEADINGS,
            "container_id": [f"BOX{number}" for number in range(30)],
            "declarant_id": [f"r{number}" if number < 14 else "r14" for number in range(30)],
        }
    )
    assert _checks(_library(HEADINGS, LOOKS), conform(lines, "goods")).loc["BOX14", "outcome"] != "below"


@pytest.mark.parametrize(
    ("headings", "looks", "code"),
    [
        ([None] * 30, LOOKS, "scan_not_declared"),
        (["3901"] * 5, [0] * 5, "scan_few_neighbours"),
        ([f"{number:02d}01" for number in range(10, 40)], LOOKS, "scan_heading_rare"),
    ],
)
def test_what_cannot_be_assessed_says_why(headings: list[str | None], looks: list[int], code: str) -> None:
    checks = _checks(_library(headings, looks))
    assert set(checks["outcome"]) == {"not_assessable"}
    assert {reasons[0]["code"] for reasons in checks["reasons"]} == {code}


def test_a_rare_subheading_is_compared_by_its_heading() -> None:
    subheadings: list[str | None] = [f"3901{number:02d}" for number in range(10, 25)] + ["3915"] * 15
    row = _checks(_library(subheadings, LOOKS)).loc["BOX14"]
    assert row["outcome"] == "below"
    assert row["reasons"][0]["values"]["heading"] == ["3915"]


def test_a_rare_heading_is_compared_by_its_chapter() -> None:
    headings = [f"39{number:02d}" for number in range(1, 16)] + ["7204"] * 15
    row = _checks(_library(headings, LOOKS)).loc["BOX14"]
    assert row["outcome"] == "below"
    assert row["reasons"][0]["values"]["heading"] == ["72"]


def test_order_of_scans_changes_nothing() -> None:
    one = _checks(_library(HEADINGS, LOOKS))
    assert one["observed"].tolist() == _checks(_library(HEADINGS, LOOKS))["observed"].tolist()


def test_undeclared_scans_are_not_assessable_as_a_whole() -> None:
    assessed = assess_library(_library([None] * 30, LOOKS), empty("goods")).set_index("detector")
    assert assessed["outcome"].to_dict() == {
        "scan_mismatch": "not_assessable",
        "scan_reused": "not_found",
        "scan_outlier": "not_assessable",
        "scan_lot_uneven": "not_assessable",
        "scan_empty": "not_assessable",
        "scan_weight": "not_assessable",
    }
    assert assessed.loc["scan_mismatch", "reasons"][0]["code"] == "scan_all_undeclared"


def test_one_image_for_two_containers_is_found() -> None:
    library = _library(HEADINGS, LOOKS)
    library._held.blocks["hash"].parts[0][3] = library._held.blocks["hash"].parts[0][9]
    library._held.blocks["hash"].parts[0][3, 0] ^= 1
    library._held.blocks["cnn"].parts[0][3] = library._held.blocks["cnn"].parts[0][9]
    (row,) = find_reused(library).to_dict("records")
    assert (row["subject_id"], row["observed"], row["outcome"]) == ("s3", 1.0, "below")
    assert row["refs"] == ["scans:s3", "scans:s9"]


def test_a_scan_unlike_all_of_its_heading_is_found() -> None:
    found = find_outliers(_library(["3901"] * 30, [0] * 29 + [1]))
    assert found["subject_id"].tolist() == ["s29"]


def test_a_scan_unlike_all_of_its_lot_is_found() -> None:
    library = _library(["3901"] * 30, [0] * 15 + [1] * 14 + [2], lot_id=["L1"] * 15 + ["L2"] * 15)
    found = find_uneven_lots(library)
    assert found[["kind", "subject_id"]].to_numpy().tolist() == [["scan_lot_uneven", "s29"]]
    assert found["reasons"].iloc[0][0]["values"]["lot"] == "L2"


def test_a_small_lot_and_scans_of_no_lot_are_not_judged() -> None:
    assert find_uneven_lots(_library(["3901"] * 12, [0] * 11 + [1], lot_id=["L1"] * 4 + ["L2"] * 4 + [None] * 4)).empty
