from collections.abc import Callable

import pandas as pd
import pytest

from toolkit import linking
from toolkit.errors import ArgumentError
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]
CLAIMED = ["reasons", "against", "refs"]


def sample(make: Make) -> pd.DataFrame:
    return make(
        ("a", "Vessel", "HAI YUE 66", {"identifiers": {"imo": ["9074729"]}}),
        ("b", "Vessel", "海悦66", {"identifiers": {"imo": ["9074729"]}}),
        ("c", "Vessel", "HAI YUE 66", {"identifiers": {"imo": ["9074767"]}}),
        ("d", "Company", "Golden Palm Trading Ltd", {"identifiers": {"phone": ["+85223456789"]}}),
        ("e", "Company", "Golden Palms Tradings Ltd", {"identifiers": {"phone": ["+85223456789"]}}),
        ("f", "Person", "Zhang Wei"),
        ("g", "Person", "Zhang Wei"),
    )


def test_reasons_told_later_are_those_told_at_once(make: Make) -> None:
    records = sample(make)
    told = linking.suggest_links(records, threshold=0.01)
    assert len(told) >= 4
    assert told["conflict"].any()
    short = linking.suggest_links(records, threshold=0.01, explain=False)
    assert not {*CLAIMED} & {*short.columns}
    assert linking.explain_links(records, short)[CLAIMED].to_dict("list") == told[CLAIMED].to_dict("list")


def test_a_part_of_the_links_is_told_alike_and_in_its_own_order(make: Make) -> None:
    parties = linking.prepare_parties(sample(make))
    told = linking.suggest_links(parties, threshold=0.01)
    part = linking.suggest_links(parties, threshold=0.01, explain=False).iloc[::-2]
    found = linking.explain_links(parties, part)
    assert found["link_id"].tolist() == part["link_id"].tolist()
    assert found["reasons"].tolist() == told.iloc[::-2]["reasons"].tolist()


def test_reasons_that_are_there_stay(make: Make) -> None:
    told = linking.suggest_links(sample(make), threshold=0.01)
    told["reasons"] = [[{"code": "shared_phone", "values": {"value": "1"}, "weight": 1.0, "refs": []}] for _ in range(len(told))]
    assert linking.explain_links(sample(make), told)["reasons"].tolist() == told["reasons"].tolist()


def test_no_links_are_told_of_nothing(make: Make) -> None:
    assert linking.explain_links(sample(make), empty("links")).empty


def test_links_of_other_records_are_refused(make: Make) -> None:
    short = linking.suggest_links(sample(make), explain=False)
    with pytest.raises(ArgumentError, match="not in records"):
        linking.explain_links(make(("z", "Person", "Nobody")), short)


def test_estimated_weights_must_be_given(make: Make) -> None:
    short = linking.suggest_links(sample(make), explain=False).assign(score_kind="trained")
    short.attrs.clear()
    with pytest.raises(ArgumentError, match="pass weights="):
        linking.explain_links(sample(make), short)
    assert linking.explain_links(sample(make), short, linking.DOCUMENTED)["reasons"].map(len).gt(0).all()
