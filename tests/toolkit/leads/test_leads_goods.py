import pandas as pd

from toolkit import leads, tables
from toolkit.tables import make_reason

GOODS = tables.conform(
    pd.DataFrame(
        {
            "goods_id": ["g1", "g2", "g3", "g4"],
            "source_id": "source_declarations",
            "locator": ["line=2", "line=3", "line=4", "line=5"],
            "declaration_id": ["1", "2", "3", "4"],
            "hs": "3901100000",
            "container_id": ["BOXA", "BOXB", "BOXC", "BOXD"],
        },
    ),
    "goods",
)


def scan_check(container: str, outcome: str) -> dict[str, object]:
    code = "scan_shows_no_difference" if outcome == "within" else "laboratory_found_waste"
    return {
        "check_id": f"check_{container}",
        "kind": "scan_mismatch",
        "subject_id": container,
        "outcome": outcome,
        "n": 8,
        "method": "test/1",
        "reasons": [make_reason(code, refs=[f"scans:scan_{container}"], n=8, no="-", result="-")],
        "refs": [f"scans:scan_{container}"],
    }


def sample(container: str, conclusion: str) -> dict[str, object]:
    return {
        "sample_id": f"sample_{container}",
        "source_id": "source_laboratory",
        "locator": "row=2",
        "sample_no": container,
        "container_id": container,
        "result": "-",
        "conclusion": conclusion,
    }


SCANS = tables.conform(
    pd.DataFrame(
        {
            "scan_id": ["scan_BOXA", "scan_BOXB", "scan_BOXC", "scan_BOXD"],
            "source_id": "source_scans",
            "locator": "image=1",
            "path": "-",
            "sha256": "-",
        },
    ),
    "scans",
)


def strengths(**frames: pd.DataFrame) -> dict[str, str]:
    findings = leads.apply_rules({"goods": GOODS, "scans": SCANS, **frames})
    rows = findings[findings["rule"] == "goods_not_as_declared"]
    return dict(zip(rows["subject_id"], rows["strength"].astype("str"), strict=True))


def checks(*rows: dict[str, object]) -> pd.DataFrame:
    return tables.conform(pd.DataFrame(rows), "checks")


def samples(*rows: dict[str, object]) -> pd.DataFrame:
    return tables.conform(pd.DataFrame(rows), "samples")


def test_scan_alone_is_moderate_and_laboratory_makes_it_strong() -> None:
    found = strengths(checks=checks(scan_check("BOXA", "below"), scan_check("BOXB", "below")), samples=samples(sample("BOXA", "waste")))
    assert found == {"BOXA": "strong", "BOXB": "moderate"}


def test_a_lawful_laboratory_result_takes_a_step_away() -> None:
    assert strengths(checks=checks(scan_check("BOXA", "below")), samples=samples(sample("BOXA", "product"))) == {"BOXA": "weak"}


def test_what_only_the_laboratory_found_is_not_claimed_by_the_scan() -> None:
    frames = {"checks": checks(scan_check("BOXC", "within")), "samples": samples(sample("BOXC", "waste"))}
    findings = leads.apply_rules({"goods": GOODS, "scans": SCANS, **frames})
    finding = findings[findings["subject_id"] == "BOXC"].iloc[0]
    assert [reason["code"] for reason in finding["reasons"]] == ["laboratory_found_waste"]
    assert [reason["code"] for reason in finding["against"]] == ["scan_shows_no_difference"]


def test_clean_boxes_give_no_lead() -> None:
    assert strengths(checks=checks(scan_check("BOXD", "within")), samples=samples(sample("BOXD", "product"))) == {}


def test_declared_waste_found_as_waste_is_no_lead() -> None:
    declared = GOODS.assign(hs="3915100000")
    assert leads.apply_rules({"goods": declared, "samples": samples(sample("BOXA", "waste"))}).empty
