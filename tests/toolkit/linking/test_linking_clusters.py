from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import linking
from toolkit.errors import ArgumentError
from toolkit.ids import make_id
from toolkit.tables import conform, empty

Make = Callable[..., pd.DataFrame]


def make_links(*rows: tuple[str, str, float] | tuple[str, str, float, bool]) -> pd.DataFrame:
    built = [
        {"link_id": f"{r[0]}-{r[1]}", "left_id": r[0], "right_id": r[1], "probability": r[2], "conflict": len(r) > 3, "method": "m"}
        for r in rows
    ]
    return conform(pd.DataFrame(built), "links") if built else empty("links")


def decide(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"decision_id": f"d{at}", "target_id": target, "verdict": verdict} for at, (target, verdict) in enumerate(rows)],
    )


def groups(entities: pd.DataFrame) -> list[list[str]]:
    return sorted(sorted(group) for group in entities.groupby("entity_id")["record_id"].apply(list))


def companies(make: Make, ids: str) -> pd.DataFrame:
    return make(*((i, "Company", None) for i in ids))


def test_strong_links_chain(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("b", "c", 0.99), ("c", "d", 0.9))
    assert groups(linking.cluster_records(companies(make, "abcd"), links)) == [["a", "b", "c"], ["d"]]


def test_a_conflict_holds_apart_through_a_third(make: Make) -> None:
    links = make_links(("a", "b", 0.999), ("b", "c", 0.99), ("a", "c", 0.2, True))
    entities = linking.cluster_records(companies(make, "abc"), links)
    assert groups(entities) == [["a", "b"], ["c"]]
    assert [reason["code"] for reason in entities.set_index("record_id")["against"]["c"]] == ["held_apart"]


def test_records_that_exclude_each_other_stay_apart_without_a_link(make: Make) -> None:
    records = make(
        ("a", "Vessel", "X", {"identifiers": {"imo": ["9074729"]}}),
        ("b", "Vessel", "X"),
        ("c", "Vessel", "X", {"identifiers": {"imo": ["9074767"]}}),
    )
    links = make_links(("a", "b", 0.999), ("b", "c", 0.99))
    assert groups(linking.cluster_records(records, links)) == [["a", "b"], ["c"]]


def test_a_rejected_link_holds_apart(make: Make) -> None:
    links = make_links(("a", "b", 0.999), ("b", "c", 0.99), ("a", "c", 0.98))
    entities = linking.cluster_records(companies(make, "abc"), links, decisions=decide(("a-c", "reject")))
    assert groups(entities) == [["a", "b"], ["c"]]


def test_an_accepted_link_merges_despite_conflict_and_probability(make: Make) -> None:
    links = make_links(("a", "b", 0.1, True))
    assert groups(linking.cluster_records(companies(make, "ab"), links, decisions=decide(("a-b", "accept")))) == [["a", "b"]]


def test_unsure_leaves_a_pair_apart(make: Make) -> None:
    links = make_links(("a", "b", 0.99))
    assert groups(linking.cluster_records(companies(make, "ab"), links, decisions=decide(("a-b", "unsure")))) == [["a"], ["b"]]


def test_the_last_verdict_counts(make: Make) -> None:
    decisions = decide(("a-b", "accept"), ("a-b", "reject")).assign(supersedes=[None, "d0"])
    assert groups(linking.cluster_records(companies(make, "ab"), make_links(("a", "b", 0.99)), decisions=decisions)) == [["a"], ["b"]]


def test_ids_come_from_the_smallest_record(make: Make) -> None:
    entities = linking.cluster_records(companies(make, "abc"), make_links(("b", "c", 0.99)))
    assert entities["entity_id"].tolist() == [make_id("entity", "a"), make_id("entity", "b"), make_id("entity", "b")]


def test_ids_stay_when_a_smaller_record_joins(make: Make) -> None:
    before = linking.cluster_records(companies(make, "bc"), make_links(("b", "c", 0.99)))
    after = linking.cluster_records(companies(make, "abc"), make_links(("b", "c", 0.99), ("a", "b", 0.99)), previous=before)
    assert set(after["entity_id"]) == {make_id("entity", "b")}


def test_a_split_keeps_the_old_id_for_one_part_alone(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("b", "c", 0.98), ("b", "d", 0.97))
    before = linking.cluster_records(companies(make, "abcd"), links)
    after = linking.cluster_records(companies(make, "abcd"), links, decisions=decide(("a-b", "reject")), previous=before)
    by_record = after.set_index("record_id")["entity_id"]
    assert by_record["b"] == before["entity_id"].iloc[0]
    assert by_record["a"] != by_record["b"]
    assert linking.log_changes(before, after)["kind"].tolist() == ["split"]


def test_a_stranger_in_links_is_refused(make: Make) -> None:
    with pytest.raises(ArgumentError, match="'z'"):
        linking.cluster_records(companies(make, "a"), make_links(("a", "z", 0.99)))


@settings(max_examples=40, deadline=None)
@given(
    links=st.lists(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"), st.sampled_from([0.96, 0.99, 0.5]), st.booleans()),
        max_size=14,
        unique_by=lambda row: tuple(sorted(row[:2])),
    )
)
def test_no_cluster_holds_a_conflict(links: list[tuple[str, str, float, bool]]) -> None:
    records = pd.DataFrame({"record_id": list("abcdefg"), "source_id": "s", "locator": "line=1", "kind": "Company"})
    pairs = [(min(a, b), max(a, b), p, conflict) for a, b, p, conflict in links if a != b]
    frame = make_links(*((a, b, p, True) if conflict else (a, b, p) for a, b, p, conflict in pairs))
    home = linking.cluster_records(records, frame).set_index("record_id")["entity_id"]
    assert all(home[a] != home[b] for a, b, _, conflict in pairs if conflict)
