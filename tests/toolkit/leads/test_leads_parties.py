import pandas as pd
import pytest

from toolkit.leads.parties import find_listed_parties
from toolkit.tables import SCHEMAS, Reason, conform, empty, make_reason


@pytest.mark.parametrize(
    ("reasons", "against", "warnings"),
    [
        (["name_alike"], ["name_only", "name_bearers"], 1),
        (["name_alike"], [], 1),
        (["name_alike", "same_birth_date"], [], 0),
        (["shared_identifier"], [], 0),
    ],
)
def test_that_only_a_name_agrees_is_said_once_and_only_where_it_is_so(reasons: list[str], against: list[str], warnings: int) -> None:
    told: list[list[Reason]] = [[make_reason(code) for code in codes] for codes in (reasons, against)]
    hit = {"hit_id": "h", "query_id": "r1", "entry_id": "e1", "rank": 1, "score": 0.97, "method": "test/1", "refs": ["records:r1@name"]}
    tables = {name: empty(name) for name in SCHEMAS} | {
        "hits": conform(pd.DataFrame([{**hit, "reasons": told[0], "against": told[1]}]), "hits")
    }
    (lead,) = find_listed_parties(tables)
    assert [reason["code"] for reason in lead.against].count("name_only") == warnings
