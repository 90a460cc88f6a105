import pandas as pd
import pytest

from toolkit import linking
from toolkit.linking.blocking import block_pairs
from toolkit.linking.judged import find_judged, link_id
from toolkit.linking.judging import shift_weights
from toolkit.linking.levels import compare_keys
from toolkit.linking.parties import Parties, prepare_parties
from toolkit.linking.weights import DOCUMENTED, Weights

PAIRS = 12


@pytest.fixture(scope="module")
def parties() -> Parties:
    """Pairs of persons of one name and one telephone each."""
    rows = [
        {
            "record_id": f"{'ab'[side]}{at}",
            "kind": "Person",
            "name": f"Ivan {chr(65 + at) * 4}ov",
            "identifiers": {"phone": [f"+86574876543{at:02d}"]},
            "source_id": "s",
            "locator": "line=1",
        }
        for at in range(PAIRS)
        for side in (0, 1)
    ]
    return prepare_parties(pd.DataFrame(rows))


def decide(verdict: str, count: int) -> pd.DataFrame:
    targets = [link_id(f"a{at}", f"b{at}") for at in range(count)]
    return pd.DataFrame({"decision_id": [f"d{at}" for at in range(count)], "target_id": targets, "verdict": verdict})


def shift(parties: Parties, decisions: pd.DataFrame | None, weights: Weights = DOCUMENTED) -> Weights:
    pairs = block_pairs(parties)
    return shift_weights(weights, parties, pairs, compare_keys(parties, pairs), decisions)


def weigh_phone(weights: Weights) -> float:
    return weights.person.weigh("phone", 0)


def test_without_verdicts_nothing_moves(parties: Parties) -> None:
    assert shift(parties, None) == DOCUMENTED
    assert shift(parties, decide("unsure", 3)) == DOCUMENTED


def test_a_kind_of_pair_that_is_rejected_weighs_less(parties: Parties) -> None:
    assert weigh_phone(shift(parties, decide("reject", PAIRS))) < weigh_phone(DOCUMENTED) - 0.5


def test_a_kind_of_pair_that_is_accepted_weighs_more(parties: Parties) -> None:
    doubtful = DOCUMENTED.set("person", type(DOCUMENTED.person)(prior=2.0**-30))
    assert weigh_phone(shift(parties, decide("accept", PAIRS), doubtful)) > weigh_phone(DOCUMENTED) + 0.5


def test_more_verdicts_move_more(parties: Parties) -> None:
    moved = [weigh_phone(DOCUMENTED) - weigh_phone(shift(parties, decide("reject", count))) for count in (1, 4, PAIRS)]
    assert moved == sorted(moved)
    assert moved[0] < moved[-1]


def test_a_handful_does_not_turn_a_weight_over(parties: Parties) -> None:
    assert weigh_phone(shift(parties, decide("reject", 3))) > 0.5 * weigh_phone(DOCUMENTED)


def test_other_families_keep_their_weights(parties: Parties) -> None:
    shifted = shift(parties, decide("reject", 3))
    assert shifted.company == shifted.vessel == DOCUMENTED.company


def test_levels_that_no_judged_pair_reached_keep_theirs(parties: Parties) -> None:
    assert {key.split(".")[0] for key in shift(parties, decide("reject", 3)).person.shifts} == {"name", "phone"}


def test_verdicts_reach_the_links(parties: Parties) -> None:
    before = linking.suggest_links(parties).set_index("link_id")["weight"]
    after = linking.suggest_links(parties, decisions=decide("reject", PAIRS - 1)).set_index("link_id")["weight"]
    untold = link_id(f"a{PAIRS - 1}", f"b{PAIRS - 1}")
    assert after[untold] < before[untold]


def test_a_link_is_named_alike_from_both_sides() -> None:
    assert link_id("a", "b") == link_id("b", "a")


def test_judged_pairs_are_found_by_their_place(parties: Parties) -> None:
    pairs = block_pairs(parties)
    found = find_judged(parties, pairs, decide("accept", 2))
    ids = parties.records["record_id"]
    assert [ids[pairs["left"][place]] for place in found] == ["a0", "a1"]
    assert set(found.values()) == {"accept"}
