from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from conftest import PLACE, START, make_table
from shapely import box

from toolkit import tables
from toolkit.errors import ArgumentError
from widgets import CaseBoard, LeadQueue, LinkChart, LinkReview, RouteMap
from widgets.related import Related


@pytest.fixture
def case(relations: pd.DataFrame, links: pd.DataFrame, positions: pd.DataFrame) -> dict[str, pd.DataFrame]:
    company = {**PLACE, "kind": "Company"}
    records = make_table(
        "records",
        {**company, "record_id": "r1", "name": "远海贸易"},
        {**company, "record_id": "r2", "name": "Yuanhai Trading"},
        {**PLACE, "record_id": "r3", "kind": "Person", "name": "<b>陈奕</b>"},
        {**PLACE, "record_id": "r4", "kind": "Vessel", "name": "SLACK WATER", "identifiers": {"mmsi": ["1"]}},
    )
    gap = {"event_id": "ev", "kind": "gap", "asset_id": "mmsi:1", "started_at": START, "lon": 121.0, "lat": 24.0, "method": "test/1"}
    lead = {"finding_id": "f1", "subject_id": "r4", "rule": "own_rule", "strength": "weak", "method": "test/1"}
    reasons = [tables.make_reason("name_only", refs=["records:r4"])]
    return {
        "records": records,
        "relations": relations,
        "links": links,
        "positions": positions,
        "events": make_table("events", gap),
        "findings": make_table("findings", {**lead, "reasons": reasons, "refs": ["events:ev"]}),
        "scans": make_table("scans", {**PLACE, "scan_id": "sc", "path": "a.png", "sha256": "0" * 64, "container_id": "MSKU0000002"}),
    }


def place_of(ref: str) -> SimpleNamespace:
    return SimpleNamespace(path="register.csv", locator="line=2;box=1,2,3,4", value=f"raw of {ref}", sha256="ab" * 32)


def test_every_table_with_rows_gets_its_view(case: dict[str, pd.DataFrame]) -> None:
    views = CaseBoard(case).views
    kinds = {"leads": LeadQueue, "chart": LinkChart, "review": LinkReview, "map": RouteMap}
    assert [name for name, kind in kinds.items() if not isinstance(views[name], kind)] == []


def test_what_is_given_to_the_board_reaches_its_queue_and_its_map(case: dict[str, pd.DataFrame]) -> None:
    told = []
    regions = pd.DataFrame({"geometry": [box(120, 24, 121, 25)], "track_id": "mmsi:1"})
    views = CaseBoard(case, on_assign=lambda lead, who: told.append((lead, who)), assigned={"f1": "Wang Fang"}, regions=regions).views
    queue, route = views["leads"], views["map"]
    assert isinstance(queue, LeadQueue)
    assert queue.assignees == {"f1": "Wang Fang"}
    queue.assign(" Li Wen ")
    assert told == [("f1", "Li Wen")]
    assert [shape["track"] for shape in route._shapes["regions"]] == ["mmsi:1"]


def test_what_is_selected_in_one_view_is_selected_in_the_others(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case)
    board.views["map"].selection = ["mmsi:1"]
    assert board.selection == ["mmsi:1"]
    assert board.views["chart"].selection == ["r4"]
    board.views["chart"].selection = ["r3"]
    assert board.selection == ["r3"]
    assert board.views["map"].selection == []
    assert board.views["chart"].selected_edges == []


def test_a_lead_lights_up_what_it_rests_on(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case)
    board.selection = ["f1"]
    assert board.views["map"].selection == ["mmsi:1", "ev"]
    assert board.views["chart"].selection == ["r4"]


def test_what_belongs_to_a_leads_subject_comes_before_what_it_is_compared_with() -> None:
    scan = {**PLACE, "path": "a.png", "sha256": "0" * 64}
    scans = make_table("scans", {**scan, "scan_id": "a_peer"}, {**scan, "scan_id": "its_own", "container_id": "MSKU0000002"})
    lead = {"finding_id": "f", "subject_id": "MSKU0000002", "rule": "r", "strength": "weak", "method": "t/1", "refs": ["scans:a_peer"]}
    followed = list(Related({"scans": scans, "findings": make_table("findings", lead)}).follow(["f"]))
    assert followed.index("its_own") < followed.index("a_peer")


def test_who_stands_behind_the_goods_and_the_ship_of_a_lead_lights_up() -> None:
    goods = make_table(
        "goods", {**PLACE, "goods_id": "g", "declaration_id": "d", "container_id": "MSKU0000002", "importer_id": "r1", "declarant_id": "r2"}
    )
    event = make_table(
        "events", {"event_id": "ev", "kind": "gap", "asset_id": "mmsi:1", "started_at": START, "lon": 121.0, "lat": 24.0, "method": "t/1"}
    )
    ship = make_table("records", {**PLACE, "record_id": "r3", "kind": "Vessel", "identifiers": {"mmsi": ["1"]}})
    lead = {"rule": "r", "strength": "weak", "method": "t/1"}
    leads = make_table(
        "findings", {**lead, "finding_id": "f", "subject_id": "MSKU0000002"}, {**lead, "finding_id": "h", "subject_id": "ev"}
    )
    related = Related({"goods": goods, "events": event, "records": ship, "findings": leads})
    assert set(related.follow(["f"])) == {"f", "MSKU0000002", "g", "r1", "r2"}
    assert set(related.follow(["h"])) == {"h", "ev", "mmsi:1", "r3"}


def test_a_lead_on_a_party_lights_up_its_goods_and_not_everybody_it_dealt_with() -> None:
    goods = make_table("goods", {**PLACE, "goods_id": "g", "declaration_id": "d", "importer_id": "r1", "declarant_id": "r2"})
    records = make_table("records", *({**PLACE, "record_id": record, "kind": "Company"} for record in ("r1", "r2")))
    lead = make_table("findings", {"finding_id": "f", "subject_id": "r2", "rule": "r", "strength": "weak", "method": "t/1"})
    assert set(Related({"goods": goods, "records": records, "findings": lead}).follow(["f"])) == {"f", "r2", "g"}


def test_a_lead_on_an_entity_without_its_records_opens_the_board_all_the_same(case: dict[str, pd.DataFrame]) -> None:
    entities = make_table("entities", {"record_id": "gone", "entity_id": "E2", "method": "t/1"})
    assert (
        CaseBoard({**case, "entities": entities, "findings": case["findings"].assign(subject_id="E2")}).views["chart"].shown()["id"].any()
    )


def test_a_number_two_records_give_makes_them_no_one() -> None:
    records = make_table(
        "records", *({**PLACE, "record_id": record, "kind": "Vessel", "identifiers": {"mmsi": ["1"]}} for record in ("a", "b"))
    )
    assert list(Related({"records": records}).follow(["a"])) == ["a", "mmsi:1"]
    assert set(Related({"records": records}).follow(["mmsi:1"])) == {"a", "b", "mmsi:1"}


def test_a_claim_shows_reasons_with_refs_that_open_the_very_place(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case, locate=place_of, load_image=lambda _: np.arange(12, dtype=np.uint16).reshape(3, 4))
    board.selection = ["f1"]
    (card,) = board._cards
    assert card["claim"]
    assert card["steps"][0]["refs"] == ["records:r4"]
    board.open_ref("records:r4")
    assert board._place["value"] == "raw of records:r4"
    assert board._picture == b""
    board.open_ref("scans:sc")
    assert board._place["box"] == "1,2,3,4"
    assert board._place["size"] == [4, 3]
    assert board._picture.startswith(b"\x89PNG")
    board.open_ref("events:ev")
    assert board.selection == ["ev"]


def test_a_place_cannot_be_opened_without_locate(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case)
    board._hear(None, {"act": "open_ref", "ref": "records:r4"}, None)
    assert "pass locate=partial(locate, case)" in board.trouble


def test_search_asks_the_callable_and_names_without_one(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case)
    board.find("slack")
    assert board._hits == [{"ref": "records:r4", "text": "SLACK WATER"}]
    answer = SimpleNamespace(hits=pd.DataFrame({"ref": ["goods:g1"], "value": ["pellets"], "more": [1]}))
    board = CaseBoard(case, search=lambda _: answer, locate=place_of)
    board.find("pellets")
    assert board._hits == [{"ref": "goods:g1", "text": "pellets"}]
    board.choose("goods:g1")
    assert board.selection == ["g1"]
    assert board._place["ref"] == "goods:g1"


def test_what_a_search_of_the_case_is_too_short_for_is_found_by_name_and_the_board_says_so(case: dict[str, pd.DataFrame]) -> None:
    nothing = SimpleNamespace(hits=pd.DataFrame({"ref": [], "value": []}), whole_only=True)
    board = CaseBoard(case, search=lambda _: nothing, locate=place_of)
    board.find("ck")
    assert board._hits == [{"ref": "records:r4", "text": "SLACK WATER"}]
    assert board._hits_note.startswith("A text of fewer than three letters or digits")
    board.find("qq")
    assert board._hits == []
    assert board._hits_note.endswith("Nothing found.")


def test_a_search_that_is_refused_leaves_no_hits_of_the_one_before(case: dict[str, pd.DataFrame]) -> None:
    def search(text: str) -> pd.DataFrame:
        if text == "?":
            message = "no letter or digit"
            raise ArgumentError(message)
        return pd.DataFrame({"ref": ["records:r4"], "value": ["SLACK WATER"]})

    board = CaseBoard(case, search=search, locate=place_of)
    board._hear(None, {"act": "find", "text": "slack"}, None)
    assert len(board._hits) == 1
    board._hear(None, {"act": "find", "text": "?"}, None)
    assert board._hits == []
    assert board.trouble == "ArgumentError: no letter or digit"


def test_a_name_that_holds_what_is_looked_for_comes_before_an_id_that_does(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case)
    board.find("r")
    names = [hit["text"] for hit in board._hits]
    by_name = ["r" in name.casefold() for name in names]
    assert by_name == sorted(by_name, reverse=True)
    assert len(set(by_name)) == 2


def test_decisions_comments_and_the_report_are_handed_on_once(case: dict[str, pd.DataFrame]) -> None:
    told: list[tuple[object, ...]] = []
    board = CaseBoard(
        case,
        on_decide=lambda target, verdict, note="": told.append((target, verdict, note)),
        on_note=lambda text, about: told.append((text, about)),
        on_report=lambda refs: told.append(tuple(refs)),
    )
    leads = board.views["leads"]
    assert isinstance(leads, LeadQueue)
    leads.decide("accept")
    board.selection = ["f1"]
    assert board._cards[0]["verdict"] == "accept"
    board.decide("reject", target_id="l1")
    review = board.views["review"]
    assert isinstance(review, LinkReview)
    assert review.verdicts["l1"] == "reject"
    board.comment("Seen.", "records:r4")
    board.toggle_report("findings:f1")
    board.toggle_report("findings:f1")
    assert told == [("f1", "accept", ""), ("l1", "reject", ""), ("Seen.", "records:r4"), ("findings:f1",), ()]


def test_a_fact_cannot_be_decided(case: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(ArgumentError, match="target_id='r4' is no claim"):
        CaseBoard(case).decide("accept", target_id="r4")


def test_the_language_of_the_board_is_that_of_its_views(case: dict[str, pd.DataFrame]) -> None:
    board = CaseBoard(case)
    board.language = "zh"
    assert {view.language for view in board.views.values()} == {"zh"}
    assert board._titles[0] == "线索队列"


def test_a_board_leaves_a_picture_and_a_table_of_all_views(case: dict[str, pd.DataFrame]) -> None:
    shown = CaseBoard(case).shown()
    assert {"f1", "r4", "l1", "mmsi:1"} <= set(shown["id"])
    assert CaseBoard(case).still().to_png().startswith(b"\x89PNG")


def test_a_board_without_rows_is_refused() -> None:
    with pytest.raises(ArgumentError, match="no view: none of the tables has rows"):
        CaseBoard({"records": make_table("records")})
