from collections.abc import Callable
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_rows import decide, make_links

from toolkit import linking
from toolkit.errors import ArgumentError
from toolkit.tables import conform
from toolkit.wording import say

Make = Callable[..., pd.DataFrame]
NAMES = dict(zip("abcdefg", ("Amber", "Birch", "Cedar", "Damask", "Ember", "Fennel", "Ginger"), strict=True))


def companies(make: Make, ids: str) -> pd.DataFrame:
    return make(*((i, "Company", NAMES[i]) for i in ids))


def queue(records: pd.DataFrame, links: pd.DataFrame, decisions: pd.DataFrame | None = None, top: int = 20) -> pd.DataFrame:
    entities = linking.cluster_records(records, links, decisions=decisions)
    return linking.queue_decisions(records, links, entities, decisions, top)


def test_the_decision_that_settles_most_pairs_comes_first(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("c", "d", 0.99), ("b", "c", 0.8), ("e", "f", 0.5))
    found = queue(companies(make, "abcdef"), links)
    assert found[["link_id", "settles", "held"]].to_numpy().tolist() == [["b-c", 4, 0], ["e-f", 1, 0]]
    assert found["gain"].round(6).tolist() == [2.56, 1.0]


def test_each_entry_says_what_it_would_settle(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("b", "c", 0.8), ("d", "e", 0.3), ("f", "g", 0.2, True))
    found = queue(companies(make, "abcdefg"), links).set_index("link_id")["reasons"]
    assert say(found["b-c"][0]) == ("To accept this joins the records of Birch (2) and of Cedar (1) (pairs of records settled: 2).")
    assert [reason["code"] for reason in found["d-e"]] == ["would_keep_apart"]
    assert say(found["f-g"][0], "zh") == (
        "Fennel（1 条记录）与 Ginger（1 条记录）之间，支持与反对同一主体的证据并存；待此决定的关联：1 条。"
    )
    assert found["f-g"][0]["refs"] == ["links:f-g", "records:f", "records:g"]


def test_prepared_records_do_as_well(make: Make) -> None:
    records, links = companies(make, "ab"), make_links(("a", "b", 0.6))
    entities = linking.cluster_records(records, links)
    found = linking.queue_decisions(linking.prepare_parties(records), links, entities)
    pd.testing.assert_frame_equal(found, linking.queue_decisions(records, links, entities))


def test_two_entities_are_asked_about_once_by_their_best_link(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("a", "c", 0.6), ("b", "c", 0.7))
    found = queue(companies(make, "abc"), links)
    assert found[["link_id", "alternatives"]].to_numpy().tolist() == [["b-c", 1]]


def test_a_conflict_is_asked_before_what_it_holds(make: Make) -> None:
    links = make_links(("a", "b", 0.9999), ("b", "c", 0.99), ("a", "c", 0.2, True))
    found = queue(companies(make, "abc"), links)
    assert found[["link_id", "held", "alternatives"]].to_numpy().tolist() == [["a-c", 2, 1]]
    assert [reason["code"] for reason in found["reasons"][0]] == ["would_settle_conflict"]


def test_a_link_that_too_few_bear_out_waits_for_a_person(make: Make) -> None:
    chain = make_links(("a", "b", 0.99), ("b", "c", 0.96), ("c", "d", 0.99))
    found = queue(companies(make, "abcd"), chain)
    assert found[["link_id", "settles", "held"]].to_numpy().tolist() == [["b-c", 4, 1]]


def test_a_conflict_within_one_entity_is_shown(make: Make) -> None:
    records = companies(make, "abc")
    entities = pd.DataFrame({"record_id": list("abc"), "entity_id": "e", "method": "m"})
    links = make_links(("a", "b", 0.99), ("a", "c", 0.2, True))
    found = linking.queue_decisions(records, links, entities)
    assert found[["link_id", "settles"]].to_numpy().tolist() == [["a-c", 2]]
    assert [reason["code"] for reason in found["reasons"][0]] == ["would_part"]


def test_what_a_person_decided_is_not_asked_again(make: Make) -> None:
    links = make_links(("a", "b", 0.9999), ("b", "c", 0.9), ("a", "c", 0.8), ("d", "e", 0.7))
    records = companies(make, "abcde")
    assert queue(records, links, decide(("b-c", "reject"), ("d-e", "unsure"))).empty
    assert queue(records, links, decide(("b-c", "accept")))["link_id"].tolist() == ["d-e"]


def test_successors_are_not_asked_about(make: Make) -> None:
    links = make_links(("a", "b", 0.9)).assign(kind="successor")
    assert queue(companies(make, "ab"), links).empty


def test_nothing_in_nothing_out(make: Make) -> None:
    found = queue(make(), make_links())
    assert found.empty
    assert found.columns.tolist()[:4] == ["link_id", "left_id", "right_id", "left_entity"]


def test_what_is_not_there_is_refused(make: Make) -> None:
    records, links = companies(make, "ab"), make_links(("a", "b", 0.6))
    entities = linking.cluster_records(records, links)
    with pytest.raises(ArgumentError, match="top=0"):
        linking.queue_decisions(records, links, entities, top=0)
    with pytest.raises(ArgumentError, match="not in entities"):
        linking.queue_decisions(records, links, entities[:1])
    with pytest.raises(ArgumentError, match="not in records"):
        linking.queue_decisions(records[:1], links, entities)


PAIRS = [(a, b) for at, a in enumerate("abcdefg") for b in "abcdefg"[at + 1 :]]


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(PAIRS), st.tuples(st.sampled_from([0.1, 0.5, 0.8, 0.96, 0.999]), st.booleans()), max_size=12),
    st.dictionaries(st.sampled_from([f"{a}-{b}" for a, b in PAIRS]), st.sampled_from(["accept", "reject", "unsure"]), max_size=5),
    st.randoms(use_true_random=False),
)
def test_the_queue_asks_each_open_question_once(
    chosen: dict[tuple[str, str], tuple[float, bool]], verdicts: dict[str, str], random: object
) -> None:
    here = {"source_id": "s", "locator": "line=1", "kind": "Company", "name": None}
    records = conform(pd.DataFrame({"record_id": list("abcdefg")}).assign(**here), "records")
    rows = [(a, b, p, True) if conflict else (a, b, p) for (a, b), (p, conflict) in chosen.items()]
    links = make_links(*rows)
    decisions = decide(*verdicts.items()) if verdicts else None
    found = queue(records, links, decisions)
    asked = [tuple(sorted(ends)) for ends in zip(found["left_entity"], found["right_entity"], strict=True)]
    assert len(set(asked)) == len(asked)
    assert not set(found["link_id"]) & set(verdicts)
    assert all(one >= other for one, other in pairwise(found["gain"]))
    assert found["gain"].gt(0).all()
    random.shuffle(rows)  # type: ignore[attr-defined]
    pd.testing.assert_frame_equal(queue(records, make_links(*rows), decisions), found)
    assert queue(records, links, decisions, top=1)["link_id"].tolist() == found["link_id"].tolist()[:1]
