from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit import linking, wording
from toolkit.ids import parse_ref
from toolkit.linking.comparisons import PRIOR
from toolkit.tables import Reason, conform

Make = Callable[..., pd.DataFrame]
PHONE = "+8657487654321"


def weigh(make: Make, one: dict[str, object], other: dict[str, object], kind: str = "Person", **tables: pd.DataFrame) -> pd.Series:
    """Give the link of two records of one name."""
    records = make(
        ("a", kind, "Ivan Petrov", one), ("b", kind, "Ivan Petrov", other), *((f"z{at}", kind, f"Z{at} Kovacs") for at in range(2))
    )
    links = linking.suggest_links(records, threshold=0.0, **tables)
    return links[(links["left_id"] == "a") & (links["right_id"] == "b")].iloc[0]


def find(link: pd.Series, code: str) -> Reason:
    return next(reason for reason in [*link["reasons"], *link["against"]] if reason["code"] == code)


CASES: list[tuple[str, dict[str, object], dict[str, object], dict[str, object]]] = [
    (
        "shared_phone",
        {"identifiers": {"phone": [PHONE]}},
        {"identifiers": {"phone": ["+8657411112222", PHONE]}},
        {"scheme": "phone", "value": PHONE},
    ),
    (
        "same_birth_date",
        {"dates": {"birth": ["1969", "1970-05-03"]}},
        {"dates": {"birth": "1970-05-03T00:00:00Z"}},
        {"value": "1970-05-03"},
    ),
    ("same_new_year", {"dates": {"birth": "1970-01-01"}}, {"dates": {"birth": "1970-01-01"}}, {"value": "1970-01-01"}),
    (
        "near_birth_date",
        {"dates": {"birth": ["1931-11-21", "1970-05-03"]}},
        {"dates": {"birth": "1970-05-13"}},
        {"left": "1970-05-03", "right": "1970-05-13"},
    ),
    ("same_incorporation", {"dates": {"incorporated": ["2015-01-05"]}}, {"dates": {"incorporated": "2015-01-05"}}, {"value": "2015-01-05"}),
    (
        "shared_address",
        {"address": "12 High Street, Taunton"},
        {"address": "Taunton, 12 High Street"},
        {"value": "12 High Street, Taunton"},
    ),
    (
        "shared_address_piece",
        {"address": "12 High Street, Taunton"},
        {"address": "12 High Rd, Bristol"},
        {"left": "12 High Street, Taunton", "right": "12 High Rd, Bristol"},
    ),
    ("shared_place", {"address": "High Street 3, Taunton"}, {"address": "9 High Road, Taunton"}, {"value": ["high", "taunton"]}),
    (
        "same_detail",
        {"extra": {"职业": "Baker"}},
        {"extra": {"job": "baker"}},
        {"what": "occupation", "left": ["Baker"], "right": ["baker"]},
    ),
    (
        "same_detail",
        {"extra": {"Hull": "Steel", "Deck": "x"}},
        {"extra": {"hull": "steel", "deck": "y"}},
        {"what": "other", "left": ["Hull: Steel"], "right": ["hull: steel"]},
    ),
    (
        "details_differ",
        {"extra": {"LOA": "112.4"}},
        {"extra": {"Length": "150"}},
        {"what": "length_m", "left": ["112.4"], "right": ["150"]},
    ),
    ("same_country", {"country": "CN"}, {"country": "CN"}, {"value": "CN"}),
    ("countries_differ", {"country": "CN"}, {"country": "HK"}, {"left": "CN", "right": "HK"}),
    ("differs", {"dates": {"birth": "1970-05-03"}}, {"dates": {"birth": "1958-11-23"}}, {"what": "birth"}),
    ("agrees_in_part", {"dates": {"birth": "1970-05-03"}}, {"dates": {"birth": "1970"}}, {"what": "birth"}),
]


EVERY = pytest.mark.parametrize("at", range(len(CASES)), ids=[f"{at}-{case[0]}" for at, case in enumerate(CASES)])


@pytest.fixture(scope="module")
def told(make: Make) -> list[pd.Series]:
    """Give the link of each case."""
    return [weigh(make, one, other) for _, one, other, _ in CASES]


@EVERY
def test_each_reason_carries_what_its_sentence_quotes(told: list[pd.Series], at: int) -> None:
    code, _, _, values = CASES[at]
    reason = find(told[at], code)
    assert reason["values"] == values
    assert all("{" not in wording.say(reason, language) for language in wording.LANGUAGES)


@EVERY
def test_weights_of_reasons_and_prior_odds_sum_to_the_weight(told: list[pd.Series], at: int) -> None:
    reasons = [*told[at]["reasons"], *told[at]["against"]]
    counted = sum(reason["weight"] for reason in reasons if not reason["code"].endswith("dates_differ"))
    assert counted + np.log2(PRIOR) == pytest.approx(told[at]["weight"], abs=0.1)


@EVERY
def test_refs_point_at_cells_that_are_there(told: list[pd.Series], at: int) -> None:
    code, one, other, _ = CASES[at]
    given = {"a": {"name": "", **one}, "b": {"name": "", **other}}
    for ref in find(told[at], code)["refs"]:
        cell: object = given[parse_ref(ref).key]
        for part in (parse_ref(ref).column or "").split("."):
            assert isinstance(cell, dict)
            cell = cell[part]


def test_what_is_compared_is_called_by_its_label(make: Make) -> None:
    reason = find(weigh(make, {"extra": {"LOA": "112.4"}}, {"extra": {"Length": "150"}}), "details_differ")
    assert wording.say(reason) == "Their length differs: 112.4 and 150. It may have changed, or be written in another way."
    assert wording.say(reason, "zh") == "两者的船长不同：112.4 与 150。可能已变更，或写法不同。"


def test_a_telephone_and_an_address_of_many_say_of_how_many(make: Make) -> None:
    shared = {"identifiers": {"phone": [PHONE]}, "address": "12 High Street, Taunton"}
    names = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel"]
    records = make(*((name, "Company", f"{name} Ltd", shared) for name in names), ("zz", "Company", "Alpha Limited", shared))
    links = linking.suggest_links(records)
    link = links[(links["left_id"] == "Alpha") & (links["right_id"] == "zz")].iloc[0]
    assert find(link, "common_phone")["values"] == {"scheme": "phone", "value": PHONE, "count": 8}
    assert find(link, "common_address")["values"] == {"value": "12 High Street, Taunton", "count": 8}


def test_a_shared_owner_says_how_many_stand_beside_it(make: Make) -> None:
    records = make(("o", "Company", "Owner Ltd"), ("v1", "Vessel", "HAI YUE"), ("v2", "Vessel", "HAI YUE"), ("v3", "Vessel", "STAR"))
    built = [
        {"relation_id": f"r{at}", "source_id": "s", "locator": "line=1", "kind": "Ownership", "from_id": "o", "to_id": f"v{at}"}
        for at in (1, 2, 3)
    ]
    links = linking.suggest_links(records, threshold=0.0, relations=conform(pd.DataFrame(built), "relations"))
    link = links[(links["left_id"] == "v1") & (links["right_id"] == "v2")].iloc[0]
    assert find(link, "shared_neighbour")["values"] == {"count": 3}
    assert "3 records" in wording.say(find(link, "shared_neighbour"))


def test_an_alias_that_agrees_is_referred_to(make: Make) -> None:
    records = make(("a", "Person", "Zoltan Kovacs", {"aliases": ["Ivan Petrov"]}), ("b", "Person", "Ivan Petrov"))
    reason = linking.suggest_links(records).iloc[0]["reasons"][0]
    assert reason["refs"] == ["records:a@aliases", "records:b@name"]
