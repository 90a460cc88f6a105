from collections.abc import Collection, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import names
from toolkit.linking.contradictions import contradicts, find_contradictions

Facts = Mapping[str, Collection[str]]


def codes(
    identifiers: tuple[Facts, Facts] = ({}, {}),
    dates: tuple[Mapping[str, str | Collection[str]], Mapping[str, str | Collection[str]]] = ({}, {}),
    vessels: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
) -> list[str]:
    left, right = (tuple(names.prepare_names(written, "vessel").values()) for written in vessels)
    return [reason["code"] for reason in find_contradictions(("a", "b"), identifiers, dates, (left, right))]


def test_nothing_given_contradicts_nothing() -> None:
    assert codes() == []


def test_two_numbers_for_life_contradict() -> None:
    assert codes(({"imo": ["9074729"]}, {"imo": ["9074731"]})) == ["identifiers_differ"]


def test_one_number_in_common_is_enough() -> None:
    assert codes(({"imo": ["9074729", "9074731"]}, {"imo": ["9074731"]})) == []


@pytest.mark.parametrize("scheme", ["mmsi", "call_sign", "passport", "phone", "national_id"])
def test_numbers_that_change_do_not_contradict(scheme: str) -> None:
    assert codes(({scheme: ["1"]}, {scheme: ["2"]})) == []


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        ("1970", "1970-05-01", []),
        ("1970-05", "1970-06-01", ["birth_dates_differ"]),
        ("1970-05-01", "1958-11-23", ["birth_dates_differ"]),
        ("1970-05-01T00:00:00Z", "1970-05-01", []),
        (["1968", "1970"], "1970-02-01", []),
        (["1968", "1969"], ["1970"], ["birth_dates_differ"]),
    ],
)
def test_birth_dates_are_compared_at_the_precision_of_both(left: str | list[str], right: str | list[str], found: list[str]) -> None:
    assert codes(dates=({"birth": left}, {"birth": right})) == found


@pytest.mark.parametrize("typed", ["1970-05-02", "1970-01-05", "1976-05-11"])
def test_a_birth_date_typed_wrongly_is_let_pass_unless_asked(typed: str) -> None:
    dates = ({"birth": "1970-05-01"}, {"birth": typed})
    assert codes(dates=dates) == []
    assert [reason["code"] for reason in find_contradictions(("a", "b"), ({}, {}), dates, ((), ()), slips=False)] == ["birth_dates_differ"]


def test_an_identity_number_tells_a_birth_date() -> None:
    found = find_contradictions(("a", "b"), ({"cn_id": ["11010519491231002X"]}, {}), ({}, {"birth": "1970-05-01"}), ((), ()))
    assert [(reason["code"], reason["values"], reason["refs"]) for reason in found] == [
        ("birth_dates_differ", {"left": "1949-12-31", "right": "1970-05-01"}, ["records:a@identifiers.cn_id", "records:b@dates.birth"])
    ]


def test_companies_that_never_existed_together_contradict() -> None:
    early, late = {"incorporated": "2001", "dissolved": "2009-12"}, {"incorporated": "2010-01-05"}
    assert codes(dates=(early, late)) == ["incorporated_dates_differ", "lifetimes_apart"]
    assert codes(dates=(late, early)) == ["incorporated_dates_differ", "lifetimes_apart"]


def test_a_year_that_both_share_leaves_it_open() -> None:
    assert codes(dates=({"dissolved": "2010"}, {"incorporated": "2010-06-01"})) == []


def test_sister_ships_contradict() -> None:
    assert codes(vessels=(("HAI YUE 66",), ("海悦68",))) == ["name_numbers_differ"]


def test_call_signs_of_ships_of_other_names_contradict() -> None:
    signs = ({"call_sign": ["BQAB"]}, {"call_sign": ["BQAC"]})
    assert codes(signs, vessels=(("SEA STAR",), ("HAPPY DRAGON",))) == ["call_signs_differ"]
    assert codes(signs, vessels=(("SEA STAR",), ("MV Sea Star",))) == []
    assert codes(signs, vessels=(("SEA STAR",), ())) == []


@given(st.data())
def test_the_quick_answer_is_the_full_one(data: st.DataObject) -> None:
    numbers = st.dictionaries(st.sampled_from(["imo", "call_sign"]), st.lists(st.sampled_from(["1", "2"]), max_size=2))
    moments = st.dictionaries(
        st.sampled_from(["birth", "incorporated", "dissolved"]), st.sampled_from(["1970", "1970-05-01", "1982-11-23"])
    )
    ships = st.lists(st.sampled_from(["HAI YUE 66", "HAI YUE 68", "STAR"]), max_size=2)
    identifiers, dates = data.draw(st.tuples(numbers, numbers)), data.draw(st.tuples(moments, moments))
    left, right = (tuple(names.prepare_names(written, "vessel").values()) for written in data.draw(st.tuples(ships, ships)))
    assert contradicts(identifiers, dates, (left, right)) == bool(find_contradictions(("a", "b"), identifiers, dates, (left, right)))


def test_a_renamed_hull_does_not() -> None:
    hull = {"imo": ["9074729"]}
    assert codes((hull, hull), vessels=(("HAI YUE 66",), ("HAI YUE 68",))) == []
    assert codes(vessels=(("HAI YUE 66", "HAI YUE 68"), ("HAI YUE 68",))) == []
