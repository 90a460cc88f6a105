"""Linking and screening of published lists."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit import linking, sources

Lists = tuple[pd.DataFrame, str, str]


@pytest.fixture(scope="module")
def lists(data: Path) -> Lists:
    """Persons, companies and vessels of the OFAC and the UN list."""
    folder = data / "linking" / "watchlists"
    ofac, ofac_source = sources.read_watchlist(folder / "sdn.csv")
    un, un_source = sources.read_watchlist(folder / "UN_consolidated.xml")
    return pd.concat([ofac["records"], un["records"]], ignore_index=True), ofac_source.source_id, un_source.source_id


def test_parties_on_both_lists_are_linked(lists: Lists) -> None:
    records, ofac, un = lists
    links = linking.suggest_links(records)
    source_of = dict(zip(records["record_id"], records["source_id"], strict=True))
    across = links[[{source_of[a], source_of[b]} == {ofac, un} for a, b in zip(links["left_id"], links["right_id"], strict=True)]]
    assert len(across) > 300
    alone = [
        not any(reason["code"] not in {"same_name", "same_common_name", "same_sound", "similar_names", "same_country"} for reason in r)
        for r in links["reasons"]
    ]
    assert (links.loc[alone, "probability"] < 0.95).all()
    entities = linking.cluster_records(records, links).set_index("record_id")["entity_id"]
    conflicts = links[links["conflict"].astype("bool")]
    assert all(entities[a] != entities[b] for a, b in zip(conflicts["left_id"], conflicts["right_id"], strict=True))


def test_every_listed_person_finds_himself(lists: Lists) -> None:
    records, _, un = lists
    persons = records[(records["source_id"] == un) & (records["kind"].astype("str") == "Person")]
    hits = linking.screen_names(persons, persons, top=3)
    best = hits[hits["query_id"] == hits["entry_id"]]
    assert len(best) == len(persons)
    assert (best["score"] == 1.0).all()
