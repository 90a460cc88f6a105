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


def check(kind: str, scan: str, outcome: str, *codes: str) -> dict[str, object]:
    said = {"containers": ["BOXA", "BOXB"], "correlation": 0.97, "grain": 0.9, "bits": 3, "of": 128, "share_percent": 40.0, "kg": 0.0}
    reasons = [make_reason(code, refs=[f"scans:{scan}"], **said) for code in codes]
    own = {"check_id": f"{kind}_{scan}", "kind": kind, "subject_id": scan, "outcome": outcome, "n": 2, "method": "test/1"}
    return own | {"reasons": reasons, "against": [make_reason("scan_copied_by_mistake")], "refs": [f"scans:{scan}"]}


def find(*checks: dict[str, object]) -> pd.DataFrame:
    known = {name: tables.empty(name) for name in tables.SCHEMAS} | {"scans": SCANS, "checks": tables.make_table(checks, "checks")}
    return leads.apply_rules(known)


def test_an_image_filed_twice_is_one_lead_on_its_container() -> None:
    (lead,) = find(check("scan_reused", "one", "above", "scan_same_details", "scan_filed_under")).to_dict("records")
    assert (lead["rule"], lead["subject_id"], lead["risk_kind"]) == ("image_used_twice", "BOXA", "fraud")
    assert [reason["weight"] for reason in lead["reasons"]] == [leads.rule.SOLID, 0.0]
    assert lead["against"][0]["code"] == "scan_copied_by_mistake"


def test_a_load_in_an_empty_container_is_a_lead_and_one_as_declared_is_none() -> None:
    found = find(
        check("scan_empty", "loose", "above", "scan_loaded_though_empty"), check("scan_empty", "other", "within", "scan_load_as_declared")
    )
    assert found[["rule", "subject_id"]].to_numpy().tolist() == [["load_not_declared", "loose"]]
