from collections.abc import Callable

import pandas as pd
import pytest

from toolkit import linking
from toolkit.errors import ArgumentError
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]


def test_the_alias_that_matched_is_named(make: Make) -> None:
    listed = make(("w", "Company", "IRON HORSE SHIPPING LLC", {"aliases": ["铁马航运有限公司", "IH SHPG"]}))
    hits = linking.screen_names(make(("q", "Company", "鐵馬航運")), listed)
    assert hits["entry_id"].tolist() == ["w"]
    assert hits["score"].iloc[0] == 1.0
    assert hits["reasons"].iloc[0][0]["code"] == "alias_matched"
    assert hits["reasons"].iloc[0][0]["values"]["form"] == "铁马航运有限公司"
    assert hits["refs"].iloc[0] == ["records:q@name", "records:w@aliases", "records:w@name"]


@pytest.mark.parametrize(
    ("query", "entry"), [("EMMA LLC", "EMMA GOLD LLC"), ("Ali Hassan", "Ali Hassan al-Majid"), ("Gold", "Gold Star Trading")]
)
def test_a_part_of_a_name_never_scores_one(make: Make, query: str, entry: str) -> None:
    hits = linking.screen_names(make(("q", "Company", query)), make(("w", "Company", entry)), threshold=0.0)
    assert hits["score"].iloc[0] < 0.9


def test_a_name_alone_is_said_to_be_one(make: Make) -> None:
    hits = linking.screen_names(make(("q", "Person", "Ivan Ivanov")), make(("w", "Person", "IVANOV, Ivan")))
    assert [reason["code"] for reason in hits["against"].iloc[0]] == ["name_only"]


def test_another_birth_date_is_said_against(make: Make) -> None:
    asked = make(("q", "Person", "Ivan Ivanov", {"dates": {"birth": "1990-01-01"}}))
    listed = make(("w", "Person", "Ivan Ivanov", {"dates": {"birth": "1950-01-01"}}))
    assert [r["code"] for r in linking.screen_names(asked, listed)["against"].iloc[0]] == ["name_only", "birth_dates_differ"]


def test_an_identifier_finds_what_the_name_hides(make: Make) -> None:
    asked = make(("q", "Vessel", "SEA BREEZE", {"identifiers": {"imo": ["9074729"]}}))
    listed = make(("w", "Vessel", "HAPPY DRAGON", {"identifiers": {"imo": ["9074729"]}}), ("x", "Vessel", "SEA BREEZE"))
    hits = linking.screen_names(asked, listed)
    assert hits[["entry_id", "rank", "score"]].to_numpy().tolist() == [["w", 1, 1.0], ["x", 2, 1.0]]
    assert hits["reasons"].iloc[0][0]["code"] == "shared_identifier"


def test_top_limits_each_query(make: Make) -> None:
    listed = make(*((f"w{at}", "Person", "Ivan Ivanov") for at in range(9)))
    hits = linking.screen_names(make(("q", "Person", "Ivan Ivanov"), ("p", "Person", "Ivan Ivanov")), listed, top=3)
    assert hits.groupby("query_id")["rank"].apply(list).to_dict() == {"p": [1, 2, 3], "q": [1, 2, 3]}


def test_no_query_gives_an_empty_table(make: Make) -> None:
    assert linking.screen_names(empty("records"), make(("w", "Person", "A B"))).columns.tolist() == empty("hits").columns.tolist()


def test_top_below_one_is_refused(make: Make) -> None:
    with pytest.raises(ArgumentError, match="top=0"):
        linking.screen_names(make(), make(), top=0)
