import json

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import ArgumentError
from toolkit.linking import DOCUMENTED, Weights
from toolkit.linking.comparisons import COMPARISONS, PRIOR
from toolkit.linking.weights import Model

SHIFTED = DOCUMENTED.set("company", Model(0.25, COMPARISONS, ("name",), {"phone.rare": 1.5}, 4000))


@pytest.mark.parametrize("weights", [DOCUMENTED, SHIFTED])
def test_what_is_written_down_is_read_back(weights: Weights) -> None:
    assert Weights.from_json(weights.to_json()) == weights


def without_a_level() -> str:
    stored = json.loads(DOCUMENTED.to_json())
    del stored["person"]["levels"]["birth.digit"]
    return json.dumps(stored)


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"person": {}}', without_a_level()])
def test_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError, match="no weights of version 1"):
        Weights.from_json(text)


def test_another_version_is_refused() -> None:
    stored = json.loads(DOCUMENTED.to_json()) | {"version": 2}
    with pytest.raises(ArgumentError, match="no weights of version 1"):
        Weights.from_json(json.dumps(stored))


def test_one_family_gets_other_weights_and_the_others_keep_theirs() -> None:
    assert SHIFTED.company.prior == 0.25
    assert SHIFTED.person == SHIFTED.vessel == DOCUMENTED.person
    assert DOCUMENTED.company.prior == PRIOR


def test_a_weight_is_the_logarithm_of_how_much_likelier_a_level_is_in_one_party() -> None:
    assert DOCUMENTED.person.weigh("birth", 0) == pytest.approx(np.log2(0.8 / 5e-5))


def test_a_shift_is_added() -> None:
    assert SHIFTED.company.weigh("phone", 0) == pytest.approx(DOCUMENTED.company.weigh("phone", 0) + 1.5)


def test_a_pair_is_weighed_from_its_levels_and_what_is_missing_or_open_weighs_nothing() -> None:
    levels = pd.DataFrame({"name": [0, -1, -2], "birth": [0, -1, -1]}, dtype="int8")
    same = DOCUMENTED.person.weigh("name", 0) + DOCUMENTED.person.weigh("birth", 0)
    assert DOCUMENTED.person.score(levels).tolist() == pytest.approx([np.log2(PRIOR) + same, np.log2(PRIOR), np.log2(PRIOR)])


def test_every_level_is_described_with_where_it_comes_from() -> None:
    table = SHIFTED.describe().set_index(["family", "comparison", "level"])
    assert table.loc[("company", "phone", "rare"), "origin"] == "judged"
    assert table.loc[("company", "name", "rare"), "origin"] == "estimated"
    assert table.loc[("person", "name", "rare"), "origin"] == "documented"
    assert len(table) == 3 * sum(len(one.levels) for one in COMPARISONS)
    assert (table["weight"] - np.log2(table["m"] / table["u"])).abs().max() == pytest.approx(1.5)
