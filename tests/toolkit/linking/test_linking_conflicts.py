from collections.abc import Callable
from itertools import combinations

import pandas as pd

from toolkit.linking.conflicts import find_conflicts, find_suspects, tell_conflicts
from toolkit.linking.parties import prepare_parties

Make = Callable[..., pd.DataFrame]
CELLS: list[dict[str, object]] = [
    {},
    {"identifiers": {"imo": ["9074729"]}},
    {"identifiers": {"imo": ["9074731"]}},
    {"identifiers": {"call_sign": ["BQAB"]}},
    {"identifiers": {"call_sign": ["BQAC"]}},
    {"dates": {"birth": "1970-05-03"}},
    {"dates": {"birth": "1970"}},
    {"dates": {"birth": "1970-05-13"}},
    {"dates": {"birth": "1958-11-23"}},
    {"identifiers": {"cn_id": ["11010519491231002X"]}},
    {"dates": {"incorporated": "2001-02-03"}},
    {"dates": {"incorporated": "2015-11-29"}},
    {"dates": {"dissolved": "1999-11-29"}},
    {"dates": {"dissolved": "2010-11-29", "incorporated": "2001-02-04"}},
]
NAMES = ["HAI YUE 66", "HAI YUE 68", "STAR"]


def test_every_pair_that_contradicts_is_found_by_keys(make: Make) -> None:
    rows = [(f"r{at:02d}-{number}", "Vessel", name, cells) for at, cells in enumerate(CELLS) for number, name in enumerate(NAMES)]
    parties = prepare_parties(make(*rows))
    pairs = pd.DataFrame(combinations(range(len(rows)), 2), columns=["left", "right"])
    told = [bool(tell_conflicts(parties, left, right)) for left, right in pairs.to_numpy().tolist()]
    assert find_conflicts(parties, pairs).tolist() == told
    assert 0 < sum(told) < len(told)


def test_pairs_that_agree_are_not_suspected(make: Make) -> None:
    same = {"identifiers": {"imo": ["9074729"]}, "dates": {"birth": "1970-05-03"}}
    parties = prepare_parties(make(("a", "Vessel", "HAI YUE 66", same), ("b", "Vessel", "海悦66", same)))
    suspects, _ = find_suspects(parties, pd.DataFrame({"left": [0], "right": [1]}))
    assert suspects.tolist() == [False]


def test_without_pairs_nothing_is_suspected(make: Make) -> None:
    parties = prepare_parties(make(("a", "Vessel", "X", {"identifiers": {"imo": ["9074729"]}})))
    suspects, _ = find_suspects(parties, pd.DataFrame({"left": [], "right": []}, dtype="int32"))
    assert suspects.tolist() == []
