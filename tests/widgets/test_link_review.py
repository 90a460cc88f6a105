import pandas as pd
import pytest
from conftest import make_table

from toolkit import tables
from toolkit.errors import ArgumentError, TableError
from widgets import LinkReview


@pytest.fixture
def queue() -> pd.DataFrame:
    settles = tables.make_reason("would_join", left="远海贸易", left_size=1, right="Yuanhai Trading", right_size=1, pairs=1)
    return pd.DataFrame([
        {"link_id": "l1", "left_id": "r1", "right_id": "r2", "probability": 0.7, "settles": 1, "reasons": [settles]},
        {"link_id": "l2", "left_id": "r3", "right_id": "r5", "probability": 0.4, "settles": 1, "reasons": []},
    ])  # fmt: skip


def test_the_first_open_pair_is_shown(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    decisions = make_table("decisions", {"decision_id": "d", "target_id": "l1", "verdict": "reject"})
    review = LinkReview(queue, records, decisions=decisions)
    assert review.selection == ["l2"]
    assert review.count_text == "Showing 2 of 2 pairs; 1 decided."


def test_a_pair_says_what_it_would_settle_and_what_it_rests_on(queue: pd.DataFrame, records: pd.DataFrame, links: pd.DataFrame) -> None:
    pair = LinkReview(queue, records, links=links)._pair
    assert pair["settles"] == ["To accept this joins the records of 远海贸易 (1) and of Yuanhai Trading (1) (pairs of records settled: 1)."]
    assert pair["steps"] == [{"text": "Only the name agrees; a name alone never merges.", "weight": 0.0, "sign": 1, "refs": []}]


def test_differences_are_marked(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    rows = {row["field"]: row for row in LinkReview(queue, records, names={"source_1": "registry.csv"})._pair["rows"]}
    assert rows["Name"]["agreement"] == "differs"
    assert rows["Name"]["left"] == [("远海贸易", True)]
    assert rows["Kind"]["agreement"] == "same"
    assert rows["phone"]["agreement"] == "one_sided"
    assert rows["Where it stands"]["left"] == [("registry.csv · line=2", False)]


def test_neighbours_in_common_are_named(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    place = {"source_id": "s", "locator": "line=2"}
    relations = make_table(
        "relations",
        {**place, "relation_id": "e1", "kind": "Directorship", "from_id": "r5", "to_id": "r1"},
        {**place, "relation_id": "e2", "kind": "Ownership", "from_id": "r5", "to_id": "r2"},
    )
    goods = make_table(
        "goods",
        *(
            {**place, "goods_id": f"g{n}", "declaration_id": f"d{n}", "importer_id": record, "container_id": "MSKU0000002"}
            for n, record in enumerate(("r1", "r2"))
        ),
    )
    review = LinkReview(queue, records, relations=relations, goods=goods)
    assert review._pair["common"] == [
        "MSKU0000002: to the one goods.container, to the other goods.container",
        "alone: to the one Directorship, to the other Ownership",
    ]


def test_a_decision_is_handed_on_at_once_and_the_next_pair_shown(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    written: list[tuple[str, str, str]] = []
    review = LinkReview(queue, records, on_decide=lambda target, verdict, note="": written.append((target, verdict, note)))
    review.decide("accept", note="same address")
    assert written == [("l1", "accept", "same address")]
    assert review.verdicts == {"l1": "accept"}
    assert review.selection == ["l2"]


def test_taking_back_is_a_decision_of_its_own(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    written: list[tuple[str, str]] = []
    review = LinkReview(queue, records, on_decide=lambda target, verdict, note: written.append((target, verdict)))  # noqa: ARG005 - the contract
    review.decide("reject")
    review.undo()
    review.undo()
    assert written == [("l1", "reject"), ("l1", "unsure")]
    assert review.selection == ["l1"]


def test_what_could_not_be_stored_is_shown_and_not_taken_as_decided(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    def refuse(*_: object, **__: object) -> None:
        message = "the case is read-only"
        raise PermissionError(message)

    review = LinkReview(queue, records, on_decide=refuse)
    review._hear(None, {"act": "decide", "verdict": "accept", "note": "", "link_id": "l1"}, None)
    assert review.trouble == "PermissionError: the case is read-only"
    assert review.verdicts == {}
    assert review._answers == 1


def test_the_browser_calls_only_what_it_may(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    review = LinkReview(queue, records)
    review._hear(None, {"act": "close"}, None)
    assert review.trouble == "the browser asked for 'close'; allowed: decide, undo"


def test_a_links_table_is_a_queue(records: pd.DataFrame, links: pd.DataFrame) -> None:
    review = LinkReview(links, records)
    assert review._pair["settles"] == []
    assert len(review._pair["steps"]) == 1


def test_the_language_changes_every_sentence(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    review = LinkReview(queue, records)
    review.language = "zh"
    assert review.count_text == "显示 2 对中的 2 对；已决定 0 对。"
    assert review._words["accept"] == "采纳"
    assert review._pair["rows"][0]["field"] == "名称"


def test_an_empty_queue_is_an_empty_view(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    review = LinkReview(queue.head(0), records)
    assert review._pair == {}
    assert review.shown().empty
    assert review.still().total == 0


def test_a_queue_of_other_records_is_refused(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="queue names records that are not in records: \\['r1'\\]"):
        LinkReview(queue, records[records["record_id"] != "r1"])
    with pytest.raises(TableError, match="'queue' lacks column 'link_id'"):
        LinkReview(queue.drop(columns="link_id"), records)


def test_an_unknown_verdict_is_refused(queue: pd.DataFrame, records: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="verdict='maybe'; allowed: accept, reject, unsure"):
        LinkReview(queue, records).decide("maybe")


def test_hostile_names_are_kept_as_text(records: pd.DataFrame, queue: pd.DataFrame) -> None:
    records["name"] = ["<img src=x onerror=alert(1)>" + "長" * 10_000, "\u202e👻 عربي", "x", None, "y"]
    pair = LinkReview(queue, records)._pair
    assert pair["rows"][0]["left"][0][0].startswith("<img")
    assert pair["rows"][0]["right"] == [("\u202e👻 عربي", True)]
