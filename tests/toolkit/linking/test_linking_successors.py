from collections.abc import Callable

import pandas as pd

from toolkit import linking
from toolkit.tables import conform, empty

Make = Callable[..., pd.DataFrame]
PHONE, OTHER = {"phone": ["+8657487654321"]}, {"phone": ["+8657411112222"]}
ADDRESS = "宁波市北仑区港口路8号"
OLD, NEW = {"incorporated": "2015-01-05", "dissolved": "2023-03-01"}, {"incorporated": "2023-04-10"}


def old_and_new(make: Make, **further: object) -> pd.DataFrame:
    return make(
        (
            "new",
            "Company",
            "绿源再生资源（香港）有限公司",
            {"identifiers": {**PHONE, "hk_cr": ["3123456"]}, "dates": NEW, "address": ADDRESS, **further},
        ),
        (
            "old",
            "Company",
            "宁波绿源再生资源有限公司",
            {"identifiers": {**PHONE, "uscc": ["91110000600037341L"]}, "dates": OLD, "address": ADDRESS},
        ),
        ("p1", "Person", "王伟", {"identifiers": {"cn_id": ["11010519491231002X"]}}),
        ("p2", "Person", "Wang Wei", {"identifiers": {"cn_id": ["11010519491231002X"]}}),
    )


def directors(*rows: tuple[str, str]) -> pd.DataFrame:
    built = [
        {"relation_id": f"r{at}", "source_id": "s", "locator": "line=1", "kind": "Directorship", "from_id": a, "to_id": b}
        for at, (a, b) in enumerate(rows)
    ]
    return conform(pd.DataFrame(built), "relations")


def test_a_successor_is_shown_and_not_merged(make: Make) -> None:
    records = old_and_new(make)
    links = linking.suggest_links(records, relations=directors(("p1", "old"), ("p2", "new")))
    successor = links[links["kind"] == "successor"].iloc[0]
    assert [r["code"] for r in successor["reasons"]][:4] == ["successor_of", "shared_address", "shared_director", "shared_phone"]
    assert successor["reasons"][0]["values"]["before_id"] == "old"
    assert successor["reasons"][0]["values"]["gap_days"] == 40
    assert successor["conflict"]
    entities = linking.cluster_records(records, links).set_index("record_id")["entity_id"]
    assert entities["old"] != entities["new"]
    assert entities["p1"] == entities["p2"]


def test_lives_that_overlap_are_no_succession(make: Make) -> None:
    records = old_and_new(make, dates={"incorporated": "2016-01-05"})
    assert linking.find_successors(records).empty


def test_one_shared_telephone_is_too_little(make: Make) -> None:
    records = make(
        ("a", "Company", "甲贸易有限公司", {"identifiers": PHONE, "dates": OLD}),
        ("b", "Company", "乙物流有限公司", {"identifiers": PHONE, "dates": NEW}),
    )
    assert linking.find_successors(records).empty


def test_a_director_of_the_same_name_weighs_little(make: Make) -> None:
    records = make(
        ("a", "Company", "甲", {"dates": OLD, "identifiers": OTHER}),
        ("b", "Company", "乙", {"dates": NEW}),
        ("p", "Person", "王伟"),
        ("q", "Person", "王伟"),
    )
    assert linking.find_successors(records, directors(("p", "a"), ("q", "b"))).empty


def test_empty_in_empty_out() -> None:
    assert linking.find_successors(empty("records")).empty
