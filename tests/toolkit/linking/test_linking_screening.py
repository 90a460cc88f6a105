from collections.abc import Callable
from datetime import UTC, date, datetime

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit import linking, names
from toolkit.errors import ArgumentError, TableError
from toolkit.tables import conform, empty

Make = Callable[..., pd.DataFrame]


def codes(hits: pd.DataFrame, column: str = "against") -> list[str]:
    return [reason["code"] for reason in hits[column].iloc[0]]


def values(hits: pd.DataFrame, code: str) -> dict[str, object]:
    return next(reason["values"] for column in ("reasons", "against") for reason in hits[column].iloc[0] if reason["code"] == code)


def test_the_alias_that_matched_is_named(make: Make) -> None:
    listed = make(("w", "Company", "IRON HORSE SHIPPING LLC", {"aliases": ["铁马航运有限公司", "IH SHPG"]}))
    hits = linking.screen_names(make(("q", "Company", "鐵馬航運有限公司")), listed)
    assert hits["entry_id"].tolist() == ["w"]
    assert hits["score"].iloc[0] == 1.0
    assert hits["reasons"].iloc[0][0]["code"] == "alias_matched"
    assert hits["reasons"].iloc[0][0]["values"]["form"] == "铁马航运有限公司"
    assert hits["refs"].iloc[0] == ["records:q@name", "records:w@aliases", "records:w@name"]


@pytest.mark.parametrize(
    ("query", "entry"), [("EMMA LLC", "EMMA GOLD LLC"), ("Ali Hassan", "Ali Hassan al-Majid"), ("Gold", "Gold Star Trading")]
)
def test_a_part_of_a_name_never_scores_one(make: Make, query: str, entry: str) -> None:
    for kind in ("Company", "Person"):
        hits = linking.screen_names(make(("q", kind, query)), make(("w", kind, entry)), threshold=0.0)
        assert hits["score"].iloc[0] < 0.9


@pytest.mark.parametrize(("query", "entry"), [("EMMA", "EMMA LLC"), ("鐵馬航運", "铁马航运有限公司"), ("Sea Star Co Ltd", "SEA STAR")])
def test_even_without_its_legal_form_a_name_is_not_quite_the_listed_one(make: Make, query: str, entry: str) -> None:
    hits = linking.screen_names(make(("q", "Company", query)), make(("w", "Company", entry)))
    assert hits["score"].between(0.95, 0.99).tolist() == [True]


WORDS = st.lists(
    st.sampled_from(["Ali", "Hassan", "al", "Majid", "bin", "Kim", "Yong", "Ivan", "de", "Li", "Wei", "Trading", "LLC", "Co", "7", "A"]),
    min_size=2,
    max_size=6,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, st.data(), st.sampled_from(["Person", "Company", "Vessel"]))
def test_no_subset_of_words_scores_one(words: list[str], draw: st.DataObject, kind: str) -> None:
    kept = draw.draw(st.lists(st.integers(0, len(words) - 1), min_size=1, max_size=len(words) - 1, unique=True))
    part, whole = " ".join(words[at] for at in sorted(kept)), " ".join(words)
    for query, entry in ((part, whole), (whole, part)):
        frames = [
            pd.DataFrame({"record_id": ["r"], "name": [name], "kind": kind, "source_id": "s", "locator": "line=1"})
            for name in (query, entry)
        ]
        hits = linking.screen_names(*(conform(frame, "records") for frame in frames), threshold=0.0)
        assert (hits["score"] < 1).all()


def test_a_slip_of_the_hand_still_finds(make: Make) -> None:
    listed = make(("w", "Person", "FAIZ"), ("x", "Person", "SYLVESTRE MUDACUMURA"), ("y", "Person", "Lei Zhang"))
    asked = make(("p", "Person", "AFIZ"), ("q", "Person", "SYLVESTRE UMDACUMURA"), ("r", "Person", "Zhang Le"))
    found = linking.screen_names(asked, listed)
    assert found[["query_id", "entry_id"]].to_numpy().tolist()[:2] == [["p", "w"], ["q", "x"]]
    assert found["score"].between(linking.screening.THRESHOLD, 0.99).all()


@pytest.mark.parametrize(
    ("kind", "query", "entry"),
    [
        ("Company", "Limited Liability Comapny Ocean Bridge", "Limited Liability Company Ocean Bridge"),
        ("Company", "OCEAN BRIDGE SHIPPING LLCC", "Ocean Bridge Shipping LLC"),
        ("Person", "SergeysAlexandrovich PAHOMOV", "Sergey Alexandrovich PAHOMOV"),
        ("Vessel", "OCEAN BRIDEG EXPRESS", "OCEAN BRIDGE EXPRESS"),
    ],
)
def test_slips_are_named(make: Make, kind: str, query: str, entry: str) -> None:
    hits = linking.screen_names(make(("q", kind, query)), make(("w", kind, entry)))
    assert "letters_alike" in codes(hits, "reasons")
    assert hits["score"].between(linking.screening.THRESHOLD, 0.99).all()


def test_sister_ships_stay_below(make: Make) -> None:
    assert linking.screen_names(make(("q", "Vessel", "OCEAN BRIDGE EXPRESS 12")), make(("w", "Vessel", "OCEAN BRIDGE EXPRESS 13"))).empty


def test_a_name_alone_is_said_to_be_one_with_its_bearers(make: Make) -> None:
    listed = make(("v", "Person", "Ivan IVANOV"), ("w", "Person", "IVANOV, Ivan"), ("x", "Person", "Anna Petrova"))
    hits = linking.screen_names(make(*((f"q{at}", "Person", "Ivan Ivanov") for at in range(3))), listed)
    assert codes(hits) == ["name_only", "name_bearers"]
    assert values(hits, "name_bearers") == {"entries": 2, "records": 3, "form": "Ivan IVANOV"}


def test_another_birth_date_is_said_against(make: Make) -> None:
    asked = make(("q", "Person", "Ivan Ivanov", {"dates": {"birth": "1990-01-01"}}))
    listed = make(("w", "Person", "Ivan Ivanov", {"dates": {"birth": "1950-01-01"}}))
    assert codes(linking.screen_names(asked, listed)) == ["name_only", "name_bearers", "birth_dates_differ"]


def test_one_of_several_birth_dates_is_enough(make: Make) -> None:
    asked = make(("q", "Person", "Ivan Ivanov", {"dates": {"birth": "1950-01-01"}}))
    listed = make(("w", "Person", "Ivan Ivanov", {"dates": {"birth": "1948"}, "extra": {"births": ["1948", "1950-01-01"]}}))
    hits = linking.screen_names(asked, listed)
    assert codes(hits) == []
    assert values(hits, "same_birth_date") == {"value": "1950-01-01"}


def test_a_year_of_birth_does_not_lift_the_warning(make: Make) -> None:
    asked = make(("q", "Person", "Ivan Ivanov", {"dates": {"birth": "1950-01-01"}}))
    hits = linking.screen_names(asked, make(("w", "Person", "Ivan Ivanov", {"dates": {"birth": "1950"}})))
    assert values(hits, "same_birth_date") == {"value": "1950"}
    assert codes(hits) == ["name_only", "name_bearers"]


def test_country_and_gender_that_differ_are_said_against(make: Make) -> None:
    asked = make(("q", "Person", "Ivan Ivanov", {"country": "CN", "extra": {"gender": "female"}}))
    listed = make(("w", "Person", "Ivan Ivanov", {"country": "RU", "extra": {"gender": "male", "countries": ["ru", "lv"]}}))
    hits = linking.screen_names(asked, listed)
    assert codes(hits) == ["name_only", "name_bearers", "countries_differ", "genders_differ"]
    assert values(hits, "countries_differ") == {"left": "CN", "right": "LV, RU"}


def test_a_weak_alias_counts_less_and_is_called_so(make: Make) -> None:
    listed = make(
        ("w", "Person", "Ivan Ivanov", {"aliases": ["THE CHESS PLAYER", "Vanya Petrov"], "extra": {"weak_aliases": ["Vanya Petrov"]}})
    )
    hits = linking.screen_names(make(("q", "Person", "Vanya Petrov")), listed)
    assert hits["score"].tolist() == [0.93]
    assert codes(hits) == ["weak_alias", "name_only", "name_bearers"]
    assert linking.screen_names(make(("q", "Person", "The Chess Player")), listed)["score"].tolist() == [1.0]


def test_an_alias_on_a_row_of_its_own_leads_to_its_entry(make: Make) -> None:
    entry = ("w", "Vessel", "SEA STAR", {"identifiers": {"ofac_uid": ["36"]}, "role": "listed"})
    alias = ("a", "LegalEntity", "OCEAN PEARL", {"identifiers": {"ofac_uid": ["36"]}, "role": "alias"})
    hits = linking.screen_names(make(("q", "Vessel", "M/V Ocean Pearl")), make(entry, alias))
    assert hits["entry_id"].tolist() == ["w"]
    assert hits["reasons"].iloc[0][0]["code"] == "alias_matched"
    assert hits["reasons"].iloc[0][0]["refs"] == ["records:q@name", "records:a@name"]
    alone = linking.screen_names(make(("q", "Vessel", "M/V Ocean Pearl")), make(alias))
    assert alone["entry_id"].tolist() == ["a"]


def test_a_legal_entity_may_be_a_person_or_a_company(make: Make) -> None:
    listed = make(("w", "LegalEntity", "Sea Star"), ("x", "Vessel", "Sea Star"))
    for kind in ("Person", "Company"):
        assert linking.screen_names(make(("q", kind, "Sea Star")), listed)["entry_id"].tolist() == ["w"]


LISTED = {"dates": {"listed": "2014-03-17", "ended": "2020-06-30"}}


@pytest.mark.parametrize(
    ("dates", "at", "code"),
    [
        (LISTED, "2014-03-16", "not_yet_listed"),
        (LISTED, date(2014, 3, 17), "listed_on_day"),
        (LISTED, datetime(2020, 6, 30, 23, tzinfo=UTC), "listed_on_day"),
        (LISTED, "2020-07-01", "no_longer_listed"),
        (LISTED, "2014", "listing_unclear"),
        (LISTED, "2013", "not_yet_listed"),
        ({"dates": {"listed": "2014"}}, "2014-03-17", "listing_unclear"),
        ({"dates": {"ended": "2020-06-30"}}, "2021-01-01", "no_longer_listed"),
        ({"dates": {"ended": "2020-06-30"}}, "2015-01-01", "listing_unknown"),
        ({}, "2015-01-01", "listing_unknown"),
    ],
)
def test_the_day_is_held_against_the_listing(make: Make, dates: dict[str, object], at: str | date, code: str) -> None:
    hits = linking.screen_names(make(("q", "Person", "Ivan Ivanov")), make(("w", "Person", "Ivan Ivanov", dates)), at=at)
    assert codes(hits, "reasons" if code == "listed_on_day" else "against")[-1] == code


@pytest.mark.parametrize("at", ["yesterday", "2014-3-1", datetime(2014, 3, 17), 2014])  # noqa: DTZ001 - the missing zone is the case
def test_what_is_no_day_is_refused(make: Make, at: date) -> None:
    with pytest.raises(ArgumentError, match="at="):
        linking.screen_names(make(), make(), at=at)


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


def test_an_unknown_kind_is_refused(make: Make) -> None:
    with pytest.raises(TableError, match="Prson"):
        linking.screen_names(make(("q", "Person", "Ivan Ivanov")), make(("w", "Prson", "Ivan Ivanov")))


def test_records_without_kind_or_with_repeated_ids_are_refused(make: Make) -> None:
    asked = make(("q", "Person", "Ivan Ivanov"))
    with pytest.raises(TableError, match="kind"):
        linking.screen_names(asked, asked.drop(columns="kind"))
    with pytest.raises(TableError, match="repeats the key"):
        linking.screen_names(asked, pd.concat([asked, asked]))


def test_the_tables_given_are_left_as_they_are(make: Make) -> None:
    asked, listed = make(("q", "Person", "Ivan Ivanov")), make(("w", "Person", "Ivan IVANOV", {"extra": {"births": ["1950"]}}))
    before = [frame.copy(deep=True) for frame in (asked, listed)]
    linking.screen_names(asked, listed, at="2020")
    for frame, copy in zip((asked, listed), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_kinds_without_names_to_screen_are_passed_over(make: Make) -> None:
    assert linking.screen_names(make(("q", "Container", "MSKU1234565")), make(("w", "Address", "MSKU1234565"))).empty


@pytest.mark.parametrize("kind", names.KINDS)
def test_the_order_of_rows_changes_nothing(make: Make, kind: str) -> None:
    rows = [(f"r{at}", kind.title(), f"{word} Star {at % 2}") for at, word in enumerate(("Sea", "Sae", "Sea", "See", "Sun"))]
    one, other = linking.screen_names(make(*rows), make(*rows)), linking.screen_names(make(*rows[::-1]), make(*rows[::-1]))
    pd.testing.assert_frame_equal(one, other)
