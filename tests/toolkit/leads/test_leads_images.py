"""Leads on pictures: one for two containers, a load where none was declared."""

import pandas as pd

from toolkit import leads, tables
from toolkit.tables import make_reason

SCANS = tables.make_table(
    [
        {"scan_id": name, "source_id": "s", "locator": "image=1", "path": "-", "sha256": "-", "container_id": box}
        for name, box in (("one", "BOXA"), ("other", "BOXB"), ("loose", None))
    ],
    "scans",
)


def check(kind: str, scans: tuple[str, ...], outcome: str, *codes: str) -> dict[str, object]:
    said = {"containers": ["BOXA", "BOXB"], "correlation": 0.97, "bits": 3, "of": 128, "share_percent": 40.0, "kg": 0.0}
    reasons = [make_reason(code, refs=[f"scans:{one}" for one in scans], **said) for code in codes]
    own = {"check_id": f"{kind}_{scans}", "kind": kind, "subject_id": scans[0], "outcome": outcome, "n": 2, "method": "test/1"}
    return own | {"reasons": reasons, "against": [make_reason("scan_copied_by_mistake")], "refs": [f"scans:{one}" for one in scans]}


def find(*checks: dict[str, object]) -> pd.DataFrame:
    known = {name: tables.empty(name) for name in tables.SCHEMAS} | {"scans": SCANS, "checks": tables.make_table(checks, "checks")}
    return leads.apply_rules(known)


def test_an_image_filed_twice_is_a_lead_on_either_container() -> None:
    found = find(check("scan_reused", ("one", "other"), "above", "scan_same_details", "scan_filed_under"))
    assert found[["rule", "subject_id", "risk_kind"]].to_numpy().tolist() == [
        ["image_used_twice", box, "fraud"] for box in ("BOXA", "BOXB")
    ]
    assert [reason["weight"] for reason in found["reasons"][0]] == [leads.rule.SOLID, 0.0]
    assert found["against"][0][0]["code"] == "scan_copied_by_mistake"


def test_every_pair_of_a_container_stands_in_its_lead() -> None:
    pairs = [check("scan_reused", ("one", other), "above", "scan_same_details") for other in ("other", "loose")]
    found = find(*pairs).set_index("subject_id")["refs"]
    assert found.to_dict() == {
        "BOXA": ["scans:one", "scans:other", "scans:loose"],
        "BOXB": ["scans:one", "scans:other"],
        "loose": ["scans:one", "scans:loose"],
    }


def test_a_load_in_an_empty_container_is_a_lead_and_one_as_declared_is_none() -> None:
    loaded, other = check("scan_empty", ("loose",), "above", "scan_loaded_though_empty"), check("scan_empty", ("other",), "within")
    assert find(loaded, other)[["rule", "subject_id"]].to_numpy().tolist() == [["load_against_declaration", "loose"]]
