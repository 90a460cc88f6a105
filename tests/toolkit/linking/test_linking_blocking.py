from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit.linking.blocking import RULES, Rule, block_pairs
from toolkit.linking.parties import Parties, extend_parties, prepare_parties

Make = Callable[..., pd.DataFrame]
BIRTH = {"dates": {"birth": "1970-05-03"}}
STREET = {"address": "12 High Street, Taunton"}


def blocked(parties: Parties, *rules: Rule, first_new: int = 0) -> list[str]:
    """Give the pairs as ab, ac …"""
    pairs = block_pairs(parties, first_new=first_new, rules=rules or RULES)
    ids = parties.records["record_id"].tolist()
    return [f"{ids[left]}{ids[right]}" for left, right in zip(pairs["left"], pairs["right"], strict=True)]


@pytest.mark.parametrize(
    ("aspect", "one", "other"),
    [
        ("name", ("Li Na", {}), ("李娜", {})),
        ("sound", ("Li Na", {}), ("Ly Naa", {})),
        ("word", ("Ivan Petrov", {}), ("Petrov Sergei", {})),
        ("start", ("Ivan Petrovskaya", {}), ("Oleg Petrenko", {})),
        ("birth", ("A B", BIRTH), ("C D", BIRTH)),
        ("address", ("A B", STREET), ("C D", {"address": "Taunton, 12 High Street"})),
        ("address_piece", ("A B", STREET), ("C D", {"address": "12 High St, Bristol"})),
        ("phone", ("A B", {"identifiers": {"phone": ["+8657487654321"]}}), ("C D", {"identifiers": {"phone": ["+8657487654321"]}})),
    ],
)
def test_one_shared_key_is_enough(
    make: Make, aspect: str, one: tuple[str, dict[str, object]], other: tuple[str, dict[str, object]]
) -> None:
    parties = prepare_parties(make(("a", "Person", *one), ("b", "Person", *other), ("c", "Person", "Zoltan Kovacs")))
    assert blocked(parties, Rule((aspect,), 10)) == ["ab"]


def test_records_that_share_nothing_are_no_pair(make: Make) -> None:
    assert blocked(prepare_parties(make(("a", "Person", "Ivan Petrov"), ("b", "Person", "Zoltan Kovacs")))) == []


def test_families_are_never_mixed(make: Make) -> None:
    same = {"identifiers": {"phone": ["+8657487654321"]}, **STREET}
    records = make(
        *((kind[0], kind, "Green Source", same) for kind in ("Person", "Company", "Vessel")), ("d", "LegalEntity", "Green Source", same)
    )
    assert blocked(prepare_parties(records)) == ["Cd"]


def test_a_key_that_more_records_hold_than_the_cap_pairs_nothing(make: Make) -> None:
    parties = prepare_parties(make(*((one, "Person", "Li Na") for one in "abcd")))
    assert blocked(parties, Rule(("name",), 3)) == []
    assert len(blocked(parties, Rule(("name",), 4))) == 6


def test_two_keys_pair_those_that_neither_pairs_alone(make: Make) -> None:
    rows = [("a", "Ivan Orlov", BIRTH), ("b", "Ivan Sidorov", BIRTH), ("c", "Ivan Smirnov", {}), ("d", "Oleg Kuznetsov", BIRTH)]
    parties = prepare_parties(make(*((one, "Person", *rest) for one, *rest in rows)))
    assert blocked(parties, Rule(("word",), 2), Rule(("birth",), 2)) == []
    assert blocked(parties, Rule(("word",), 2), Rule(("birth",), 2), Rule(("word", "birth"), 10)) == ["ab"]


def test_two_words_of_a_name_pair_those_that_share_both(make: Make) -> None:
    names = {"a": "Ivan Petrovich Orlov", "b": "Ivan Petrovich Sidorov", "c": "Ivan Olegovich Smirnov", "d": "Boris Petrovich Frolov"}
    parties = prepare_parties(make(*((one, "Person", name) for one, name in names.items())))
    assert blocked(parties, Rule(("word",), 2), Rule(("word", "word"), 10)) == ["ab"]


def test_a_rule_lowers_its_cap_to_keep_to_its_share_of_pairs(make: Make) -> None:
    crowd = [(f"c{at:02d}", "Person", "Li Na") for at in range(40)]
    parties = prepare_parties(make(("a", "Person", "Ivan Petrov"), ("b", "Person", "Petrov Ivan"), *crowd))
    assert blocked(parties, Rule(("name",), 200)) == ["ab"]


def test_pairs_stand_in_order_and_once(make: Make) -> None:
    same = {"identifiers": {"phone": ["+8657487654321"], "imo": ["9074729"]}}
    pairs = block_pairs(prepare_parties(make(*((one, "Vessel", "HAI YUE 66", same) for one in "cadb"))))
    assert pairs.to_numpy().tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]
    assert pairs.dtypes.tolist() == [np.dtype("int32")] * 2


def test_only_what_was_added_is_paired(make: Make) -> None:
    known = prepare_parties(
        make(("a", "Person", "Li Na"), ("b", "Person", "Li Na"), ("x", "Person", "Ivan Petrov"), ("y", "Person", "Ivan Petrov"))
    )
    parties = extend_parties(known, prepare_parties(make(("c", "Person", "李娜"), ("d", "Person", "Li Na"))))
    assert blocked(parties, first_new=len(known)) == ["ac", "ad", "bc", "bd", "cd"]


def test_no_records_give_no_pairs(make: Make) -> None:
    assert block_pairs(prepare_parties(make())).columns.tolist() == ["left", "right"]
