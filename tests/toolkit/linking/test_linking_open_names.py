from collections.abc import Callable

import pandas as pd
import pytest

from toolkit import names
from toolkit.linking.comparisons import ALIKE, NAME
from toolkit.linking.levels import MISSING
from toolkit.linking.open_names import compare_open_names
from toolkit.linking.parties import prepare_parties

Make = Callable[..., pd.DataFrame]


def level_of(score: float) -> str:
    return next(name for name, floor in ALIKE if score >= floor)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("Person", "Ivan Petrov", "Iwan Petroff"),
        ("Person", "Ivan Petrov", "Zoltan Kovacs"),
        ("Person", "Иван Петров", "Ivan Petroff"),
        ("Company", "宁波绿源贸易有限公司", "Luyuan Trading"),
        ("Vessel", "HAI YUE 66", "海悦68"),
    ],
)
def test_the_level_is_that_of_the_score(make: Make, kind: str, one: str, other: str) -> None:
    parties = prepare_parties(make(("a", kind, one), ("b", kind, other)))
    found, compared = compare_open_names(parties, pd.DataFrame({"left": [0], "right": [1]}))
    assert NAME.levels[found[0]].name == level_of(float(names.compare_names([one], [other], kind.lower())[0]))
    assert compared == 1


def test_the_best_of_all_names_counts(make: Make) -> None:
    parties = prepare_parties(make(("a", "Person", "Zoltan Kovacs", {"aliases": ["Ivan Petrov"]}), ("b", "Person", "Ivan Petroff")))
    found, compared = compare_open_names(parties, pd.DataFrame({"left": [0], "right": [1]}))
    assert NAME.levels[found[0]].name == level_of(float(names.compare_names(["Ivan Petrov"], ["Ivan Petroff"], "person")[0]))
    assert compared == 2


def test_each_distinct_pair_of_names_is_compared_once(make: Make) -> None:
    rows = [(f"a{at}", "Person", "Ivan Petrov") for at in range(3)] + [(f"b{at}", "Person", "Iwan Petroff") for at in range(3)]
    pairs = pd.DataFrame([(left, right) for left in range(3) for right in range(3, 6)], columns=["left", "right"])
    found, compared = compare_open_names(prepare_parties(make(*rows)), pairs)
    assert compared == 1
    assert len(set(found.tolist())) == 1


def test_a_record_without_a_name_has_nothing_to_compare(make: Make) -> None:
    parties = prepare_parties(make(("a", "Person", "Ivan Petrov"), ("b", "Person", None)))
    found, compared = compare_open_names(parties, pd.DataFrame({"left": [0], "right": [1]}))
    assert (found.tolist(), compared) == ([MISSING], 0)


def test_no_pairs_give_no_levels(make: Make) -> None:
    found, compared = compare_open_names(
        prepare_parties(make(("a", "Person", "A B"))), pd.DataFrame({"left": [], "right": []}, dtype="int32")
    )
    assert (found.tolist(), compared) == ([], 0)
