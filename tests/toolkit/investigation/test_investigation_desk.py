"""What a case hands to a board of views."""

from pathlib import Path

from toolkit.case import Case
from toolkit.investigation import Investigation, connect_views
from toolkit.tables import make_table

LEAD = {
    "finding_id": "f1",
    "subject_id": "r1",
    "rule": "price_below_peers",
    "risk_kind": "fraud",
    "line_of_defence": "port",
    "strength": "weak",
    "method": "t/1",
}


def test_who_has_a_lead_is_noted_beside_it(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", analyst="Li", language="zh") as case:
        case.record({"findings": make_table([LEAD], "findings")}, method="t/1")
        connect_views(case)["on_assign"]("f1", "Wang Fang")
        notes = case.table("notes")
    assert notes[["about", "text", "analyst"]].to_numpy().tolist() == [["findings:f1", "负责人：Wang Fang。", "Li"]]


def test_who_has_a_lead_is_known_when_the_case_is_opened_again(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case", analyst="Li") as case:
        case.record({"findings": make_table([LEAD], "findings")}, method="t/1")
        for who in ("Wang Fang", "O. Pérez (night shift)."):
            connect_views(case)["on_assign"]("f1", who)
        case.add_note("Assigned to the wrong berth", about="findings:f1")
    with Case.open(tmp_path / "case", language="zh") as again:
        assert connect_views(again)["assigned"] == {"f1": "O. Pérez (night shift)."}


def test_each_gap_of_the_sample_has_the_region_where_the_ship_may_have_been(investigated: tuple[Case, Investigation]) -> None:
    case, result = investigated
    regions = connect_views(case, result)["regions"]
    events = result.tables["events"]
    gaps = events[events["kind"] == "gap"]
    assert len(gaps) > 0
    assert set(zip(regions["track_id"], regions["started_at"], strict=True)) == set(
        zip(gaps["asset_id"].astype("str"), gaps["started_at"], strict=True)
    )
