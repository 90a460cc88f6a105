from collections.abc import Callable

import pandas as pd
import pytest

from toolkit.linking.comparisons import COMPARISONS
from toolkit.linking.levels import MISSING, OPEN, compare_keys, count_bearers
from toolkit.linking.parties import Parties, prepare_parties
from toolkit.tables import conform

Make = Callable[..., pd.DataFrame]
ONE_PAIR = pd.DataFrame({"left": [0], "right": [1]})


def level(parties: Parties, comparison: str) -> str:
    """Name the level that the first two records reach."""
    place = int(compare_keys(parties, ONE_PAIR)[comparison].iloc[0])
    own = next(one for one in COMPARISONS if one.name == comparison)
    return {MISSING: "missing", OPEN: "open"}.get(place) or own.levels[place].name


def born(day: str) -> dict[str, object]:
    return {"dates": {"birth": day}}


def at(address: str) -> dict[str, object]:
    return {"address": address}


def known_by(**numbers: str) -> dict[str, object]:
    return {"identifiers": {scheme: [value] for scheme, value in numbers.items()}}


def told(**extra: object) -> dict[str, object]:
    return {"extra": extra}


@pytest.mark.parametrize(
    ("comparison", "one", "other", "reached"),
    [
        ("lifelong", known_by(imo="9074729"), known_by(imo="9074729"), "shared"),
        ("lifelong", known_by(imo="9074729"), known_by(imo="9074731"), "other"),
        ("lifelong", known_by(imo="9074729"), known_by(mmsi="412000001"), "missing"),
        ("mmsi", known_by(mmsi="412000001"), known_by(mmsi="412000001"), "shared"),
        ("call_sign", known_by(call_sign="BQAB"), known_by(call_sign="BQAC"), "other"),
        ("phone", known_by(phone="+8657487654321"), known_by(phone="+8657487654321"), "rare"),
        ("phone", known_by(phone="+8657487654321"), known_by(phone="+8657487654322"), "other"),
        ("address", at("12 High Street, Taunton"), at("Taunton, 12 High Street"), "same"),
        ("address", at("12 High Street, Taunton"), at("12 High Rd, Taunton"), "piece_place"),
        ("address", at("12 High Street, Taunton"), at("12 Low Road, Taunton"), "number_place"),
        ("address", at("12 High Street, Taunton"), at("Low Road 12, Bristol"), "number"),
        ("address", at("High Street, Taunton"), at("9 High Road, Taunton"), "words"),
        ("address", at("High Street, Taunton"), at("9 Low Road, Taunton"), "word"),
        ("address", at("High Street, Taunton"), at("9 Low Road, Bristol"), "other"),
        ("address", at("High Street, Taunton"), {}, "missing"),
        ("birth", born("1970-05-03"), born("1970-05-03"), "same"),
        ("birth", born("1970-01-01"), born("1970-01-01"), "new_year"),
        ("birth", born("1970-05-03"), born("1976-05-03"), "digit"),
        ("birth", born("1970-05-03"), born("1970-03-05"), "parts"),
        ("birth", born("1970-05-03"), born("1970"), "year"),
        ("birth", born("1970-05-03"), born("1958-11-23"), "other"),
        ("birth", born("1949-12-31"), known_by(cn_id="11010519491231002X"), "same"),
        ("birth", born("1970-05-03"), {}, "missing"),
        ("founded", {"dates": {"incorporated": "2015-01-05"}}, {"dates": {"incorporated": "2015-01-05"}}, "same"),
        ("founded", {"dates": {"incorporated": "2015-01-05"}}, {"dates": {"incorporated": "2015-01-06"}}, "other"),
        ("length_m", told(LOA="112.4"), told(Length="112"), "same"),
        ("length_m", told(LOA="112.4"), told(Length="150"), "other"),
        ("occupation", told(occupation="Baker"), told(职业="baker"), "same"),
        ("other", told(hull="steel"), told(hull="steel"), "same"),
        ("other", told(hull="steel"), told(hull="wood"), "other"),
        ("country", {"country": "CN"}, {"country": "CN"}, "same"),
        ("country", {"country": "CN"}, {"country": "HK"}, "other"),
    ],
)
def test_each_level_is_reached(make: Make, comparison: str, one: dict[str, object], other: dict[str, object], reached: str) -> None:
    # The third record fills what the two leave empty, so that every comparison is made.
    third = {**born("1931-11-21"), **at("1 Far Lane, Otherwhere"), **known_by(imo="9074767"), "extra": {"hull": "clay", "loa": "1"}}
    parties = prepare_parties(make(("a", "Person", "A", one), ("b", "Person", "B", other), ("c", "Person", "C", third)))
    assert level(parties, comparison) == reached


@pytest.mark.parametrize(
    ("one", "other", "reached"),
    [
        ("Li Na", "李娜", "rare"),
        ("Ivan Petrov", "Iwan Petroff", "open"),
        ("Ivan Petrov", "Zoltan Kovacs", "open"),
        ("Ivan Petrov", None, "missing"),
    ],
)
def test_names_agree_by_key_or_are_left_open(make: Make, one: str, other: str | None, reached: str) -> None:
    assert level(prepare_parties(make(("a", "Person", one), ("b", "Person", other))), "name") == reached


@pytest.mark.parametrize(("bearers", "reached"), [(10, "rare"), (11, "some"), (100, "some"), (101, "common")])
def test_a_name_that_many_bear_says_less(make: Make, bearers: int, reached: str) -> None:
    assert level(prepare_parties(make(*((f"r{row:03d}", "Person", "Li Na") for row in range(bearers)))), "name") == reached


@pytest.mark.parametrize(
    ("bearers", "phone", "address"), [(2, "rare", "same"), (3, "some", "same"), (6, "some", "same"), (7, "hub", "hub")]
)
def test_a_contact_of_many_names_is_a_hub(make: Make, bearers: int, phone: str, address: str) -> None:
    shared = {**known_by(phone="+8657487654321"), **at("12 High Street, Taunton")}
    parties = prepare_parties(make(*((f"r{row}", "Company", f"Company {'ABCDEFGH'[row] * 4}", shared) for row in range(bearers))))
    assert level(parties, "phone") == phone
    assert level(parties, "address") == address


def test_one_name_in_many_files_makes_no_hub(make: Make) -> None:
    shared = known_by(phone="+8657487654321")
    parties = prepare_parties(
        make(*((f"r{row}", "Company", "Alpha Ltd", shared) for row in range(9)), ("z", "Company", "Beta Ltd", shared))
    )
    assert set(count_bearers(parties, parties.of("phone")).tolist()) == {2}
    assert level(parties, "phone") == "rare"


@pytest.mark.parametrize(("beside", "reached"), [(3, "rare"), (4, "some"), (12, "some"), (13, "other")])
def test_a_neighbour_of_many_says_less(make: Make, beside: int, reached: str) -> None:
    records = make(("z", "Company", "Owner Ltd"), *((f"v{row:02d}", "Vessel", f"SHIP {row}") for row in range(beside)))
    built = [
        {"relation_id": f"r{row}", "source_id": "s", "locator": "line=1", "kind": "Ownership", "from_id": "z", "to_id": f"v{row:02d}"}
        for row in range(beside)
    ]
    assert level(prepare_parties(records, relations=conform(pd.DataFrame(built), "relations")), "context") == reached


def test_only_comparisons_that_a_record_fills_are_made(make: Make) -> None:
    parties = prepare_parties(make(("a", "Person", "Li Na"), ("b", "Person", "Li Na")))
    assert compare_keys(parties, ONE_PAIR).columns.tolist() == ["name"]


def test_levels_stand_in_the_order_of_the_pairs(make: Make) -> None:
    parties = prepare_parties(make(("a", "Person", "Li Na"), ("b", "Person", "Li Na"), ("c", "Person", None)))
    pairs = pd.DataFrame({"left": [1, 0, 0], "right": [2, 1, 2]})
    assert compare_keys(parties, pairs)["name"].tolist() == [MISSING, 0, MISSING]
