"""The investigation answers the questions of the sample case, as the key has them; no answer stands in this file."""

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit import tables
from toolkit.case import Case
from toolkit.ids import parse_ref
from toolkit.investigation import Investigation, derive_claims
from toolkit.provenance import locate
from toolkit.tables import FACT_TABLES, Tables

Investigated = tuple[Case, Investigation]
STRENGTHS = ("weak", "moderate", "strong")


@pytest.fixture(scope="module")
def expected(sample: Path, root: Path) -> dict[str, dict[str, Any]]:
    sys.path.insert(0, str(root))
    from data_samples.answer_key import read_key

    return {row["question_id"]: row["expected"] for row in read_key(sample / "truth" / "answers.csv")}


def findings(investigated: Investigated, rule: str) -> pd.DataFrame:
    table = investigated[1].findings
    return table[table["rule"] == rule]


def values(reasons: list[tables.Reason], code: str) -> list[dict[str, Any]]:
    return [dict(reason["values"]) for reason in reasons if reason["code"] == code]


def events_of(investigated: Investigated, rule: str) -> pd.DataFrame:
    events = investigated[1].tables["events"].set_index("event_id")
    return events.loc[findings(investigated, rule)["subject_id"]]


def mmsi_of(track: str) -> str:
    return track.removeprefix("mmsi:").split("/")[0]


def meeting_of(investigated: Investigated, mmsi: list[str]) -> pd.Series:
    found = findings(investigated, "transfer_at_sea").set_index("subject_id")
    events = events_of(investigated, "transfer_at_sea")
    pairs = [sorted(map(mmsi_of, pair)) for pair in zip(events["asset_id"], events["other_id"], strict=True)]
    return found.loc[events.index[pairs.index(sorted(mmsi))]]


def test_a1_two_hulls_and_the_owner_of_that_day(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    answer = expected["A1"]
    shared = events_of(investigated, "shared_identity")
    split = shared[shared["kind"] == "identity_split"]
    assert [mmsi_of(track) for track in split["asset_id"]] == [answer["mmsi"]]
    meeting = meeting_of(investigated, expected["A2"]["mmsi"])
    owners = {said["owner"] for said in values(meeting["reasons"], "vessel_owner_then")}
    assert answer["owner"] in owners
    assert not owners & {answer["owner_today"], answer["owner_of_sister"]}


def test_a2_the_patrol_and_the_tracks_agree_in_its_zone(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    meeting = meeting_of(investigated, expected["A2"]["mmsi"])
    notes = values(meeting["reasons"], "vessel_note_agrees")
    assert [note["time"].split("Z")[0] for note in notes] == [expected["A2"]["met_at"][:16]]
    assert meeting["strength"] == "strong"


def test_a3_transfers_are_counted_without_what_only_looks_like_one(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    assert len(findings(investigated, "transfer_at_sea")) == len(expected["A3"]["transfers"])
    one_sided = events_of(investigated, "one_sided_meeting")
    assert len(one_sided) == 1
    assert one_sided["other_id"].isna().all()


def test_a4_reception_is_no_lead_and_the_other_gap_is_moderate(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    gaps = events_of(investigated, "silence_of_one")
    moderate = [gap for gap in expected["A4"]["gaps"] if gap["verdict"] == "moderate"]
    assert sorted(map(mmsi_of, gaps["asset_id"])) == sorted(gap["mmsi"] for gap in moderate)
    assert set(findings(investigated, "silence_of_one")["strength"]) == {"moderate"}


def test_a5_one_load_in_two_books(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    checks = investigated[1].tables["checks"]
    loads = checks[checks["kind"] == "mass_balance"]
    assert len(loads) == expected["A5"]["loads_in_file"]
    mass = loads[(loads["observed"] - expected["A5"]["mass_t"]).abs() < 0.01]
    assert mass["n"].tolist() == [2]
    draught = values(meeting_of(investigated, expected["A2"]["mmsi"])["reasons"], "draught_mass")
    assert any(said["low"] < expected["A5"]["draught_t"]["mid"] < said["high"] for said in draught)


def test_b1_the_scan_claims_what_it_can_and_no_more(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    answer = expected["B1"]
    found = findings(investigated, "goods_not_as_declared").set_index("subject_id")
    by_scan = {box for box, row in found.iterrows() if values(row["reasons"], "resembles_other_heading")}
    assert by_scan & set(answer["asked"]) == set(answer["scan_leads"])
    assert set(found.index[found["strength"] == "strong"]) == set(answer["confirmed_by_laboratory"])
    assert found.loc[answer["lawful_lead"], "strength"].tolist() == ["weak"]
    for box in answer["laboratory_only"]:
        assert values(found.loc[box, "reasons"], "laboratory_found_waste")


def test_b2_the_price_is_within_its_peers(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    answer, result = expected["B2"], investigated[1]
    goods = result.tables["goods"].set_index("goods_id")
    prices = result.tables["checks"].query("kind == 'unit_price'").set_index("subject_id")
    asked = prices.loc[goods.index[goods["declaration_id"] == answer["declaration_id"]].intersection(prices.index)]
    said = [reason["values"] for row in asked["reasons"] for reason in row if reason["code"] == "price_within_peers"]
    assert any(v["n"] + 1 == answer["n"] or v["n"] == answer["n"] for v in said)
    assert [round(v["median"], 2) for v in said if round(v["price"], 2) == answer["usd_kg"]] == [answer["median_usd_kg"]]


def test_b3_successors_are_named_and_sisters_kept_apart(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    answer, result = expected["B3"], investigated[1]
    keys = {
        row.record_id: {f"{scheme}:{value}" for scheme, found in row.identifiers.items() for value in found}
        for row in result.tables["records"].itertuples()
    }
    links = result.tables["links"].set_index("link_id").loc[findings(investigated, "successor_company")["subject_id"]]
    related = set().union(*(keys[left] | keys[right] for left, right in zip(links["left_id"], links["right_id"], strict=True)))
    assert {answer["subject"], *answer["successors"]} <= related
    assert not related & set(answer["kept_apart"])
    entities = result.tables["entities"]
    together = entities.groupby("entity_id")["record_id"].agg(lambda ids: set().union(*(keys[i] for i in ids)))
    apart = {answer["subject"], *answer["successors"], *answer["kept_apart"]}
    assert all(len(found & apart) <= 1 for found in together)


def test_b5_totals_agree_and_one_row_is_set_aside(investigated: Investigated, expected: dict[str, dict[str, Any]]) -> None:
    answer, (case, result) = expected["B5"], investigated
    source = result.tables["sources"].set_index("path").loc["declarations/进口报关单.xlsx"]
    goods = result.tables["goods"]
    goods = goods[goods["source_id"] == source["source_id"]]
    assert (goods["net_kg"].sum(), goods["gross_kg"].sum()) == (float(answer["net_kg"]), float(answer["gross_kg"]))
    aside = case.table("quarantine")
    aside = aside[aside["source_id"] == source["source_id"]]
    assert set(answer["rows_set_aside"]) <= set(aside["locator"])
    totals = result.tables["checks"].query("kind == 'control_total'")
    assert len(totals) > 0
    assert set(totals["outcome"]) == {"within"}


def test_every_ref_of_every_finding_leads_to_a_hashed_file(investigated: Investigated) -> None:
    case, result = investigated
    refs = {ref for found in result.findings["refs"] for ref in found}
    by_table = {parse_ref(ref).table: ref for ref in sorted(refs)}
    assert len(by_table) > 5
    hashes = set(case.table("sources")["sha256"])
    assert all(locate(case, ref).sha256 in hashes for ref in by_table.values())


def test_case_verifies(investigated: Investigated) -> None:
    assert investigated[0].verify().ok


def without(facts: Tables, source_id: str) -> Tables:
    changed = {
        name: frame[frame["source_id"].astype("str") != source_id]
        for name, frame in facts.items()
        if "source_id" in frame.columns and (frame["source_id"].astype("str") == source_id).any()
    }
    return facts | changed


def by_id(findings: pd.DataFrame) -> dict[str, tuple[int, frozenset[str]]]:
    return {row.finding_id: (STRENGTHS.index(str(row.strength)), frozenset(row.sources)) for row in findings.itertuples()}


@pytest.mark.usefixtures("remembered_steps")
def test_removing_a_source_weakens_exactly_the_findings_that_cite_it(investigated: Investigated) -> None:
    case, result = investigated
    facts = case.tables(*FACT_TABLES)
    before = by_id(derive_claims(facts)["findings"])
    assert before == by_id(result.findings)  # the facts alone give the same leads again
    sources = facts["sources"]
    tables_read = sources[sources["layout"].notna() & (sources["layout"] != "scan_image") & (sources["rows_kept"] > 0)]
    assert len(tables_read) > 10
    wrong = []
    for source_id, path in zip(tables_read["source_id"], tables_read["path"], strict=True):
        after = by_id(derive_claims(without(facts, source_id))["findings"])
        for finding_id, (strength, cited) in before.items():
            now = after.get(finding_id)
            weaker = now is None or now[0] < strength or now[1] < cited
            unchanged = now == (strength, cited)
            if not (weaker if source_id in cited else unchanged):
                wrong.append((path, finding_id, strength, len(cited), source_id in cited, now and (now[0], len(now[1]))))
    assert wrong == []
