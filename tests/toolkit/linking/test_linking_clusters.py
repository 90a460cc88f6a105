from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from link_rows import decide, make_links

from toolkit import linking, wording
from toolkit.errors import ArgumentError
from toolkit.ids import make_id
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]


def groups(entities: pd.DataFrame) -> list[list[str]]:
    return sorted(sorted(group) for group in entities.groupby("entity_id")["record_id"].apply(list))


def companies(make: Make, ids: str) -> pd.DataFrame:
    return make(*((i, "Company", None) for i in ids))


def test_strong_links_chain(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("b", "c", 0.99), ("c", "d", 0.9))
    assert groups(linking.cluster_records(companies(make, "abcd"), links)) == [["a", "b", "c"], ["d"]]


def test_a_conflict_holds_apart_through_a_third(make: Make) -> None:
    links = make_links(("a", "b", 0.9999), ("b", "c", 0.99), ("a", "c", 0.2, True))
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
    links = make_links(("a", "b", 0.9999), ("b", "c", 0.99), ("a", "c", 0.98))
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


@settings(max_examples=20, deadline=None)
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


def test_prepared_records_stand_for_a_table(make: Make) -> None:
    records = make(
        ("a", "Vessel", "X", {"identifiers": {"imo": ["9074729"]}}),
        ("b", "Vessel", "X"),
        ("c", "Vessel", "X", {"identifiers": {"imo": ["9074767"]}}),
    )
    links = make_links(("a", "b", 0.999), ("b", "c", 0.99))
    prepared = linking.cluster_records(linking.prepare_parties(records), links)
    pd.testing.assert_frame_equal(prepared, linking.cluster_records(records, links))


def test_a_record_close_to_two_groups_that_exclude_each_other_is_warned_of(make: Make) -> None:
    records = make(
        ("a", "Vessel", "X", {"identifiers": {"imo": ["9074729"]}}),
        ("b", "Vessel", "X"),
        ("c", "Vessel", "X", {"identifiers": {"imo": ["9074767"]}}),
    )
    against = linking.cluster_records(records, make_links(("a", "b", 0.999), ("b", "c", 0.99))).set_index("record_id")["against"]
    assert [reason["code"] for reason in against["b"]] == ["close_to_both"]
    assert against["b"][0]["refs"] == ["links:b-c", "records:a", "records:c"]
    assert [reason["code"] for reason in against["c"]] == ["held_apart"]
    assert all(wording.say(reason, language) for cell in against for reason in cell for language in wording.LANGUAGES)


def test_a_record_that_resembles_two_who_exclude_each_other_alike_joins_neither(make: Make) -> None:
    links = make_links(("a", "b", 0.99), ("b", "c", 0.99), ("a", "c", 0.2, True))
    entities = linking.cluster_records(companies(make, "abc"), links)
    assert groups(entities) == [["a"], ["b"], ["c"]]
    assert {reason["code"] for reason in entities.set_index("record_id")["against"]["b"]} == {"close_to_both"}


def test_a_link_that_a_person_accepted_joins_a_torn_record(make: Make) -> None:
    links = make_links(("a", "b", 0.999), ("b", "c", 0.99), ("a", "c", 0.2, True))
    assert groups(linking.cluster_records(companies(make, "abc"), links, decisions=decide(("b-c", "accept")))) == [["a"], ["b", "c"]]


def test_a_link_that_too_few_others_bear_out_is_told_on_both_ends(make: Make) -> None:
    links = make_links(("a", "b", 0.97), ("b", "c", 0.96), ("c", "d", 0.97))
    entities = linking.cluster_records(companies(make, "abcd"), links)
    assert groups(entities) == [["a", "b"], ["c", "d"]]
    told = entities.set_index("record_id")["against"]
    assert {record: [reason["code"] for reason in told[record]] for record in "abcd"} == {
        "a": [],
        "b": ["thinly_linked"],
        "c": ["thinly_linked"],
        "d": [],
    }
    assert wording.say(told["b"][0], "zh")


def test_two_accepted_links_do_not_join_what_a_person_rejected(make: Make) -> None:
    links = make_links(("a", "b", 0.9), ("b", "c", 0.8), ("a", "c", 0.7))
    decisions = decide(("a-b", "accept"), ("b-c", "accept"), ("a-c", "reject"))
    assert groups(linking.cluster_records(companies(make, "abc"), links, decisions=decisions)) == [["a", "b"], ["c"]]


def test_a_successor_holds_apart_unless_it_is_rejected(make: Make) -> None:
    links = make_links(("a", "b", 0.9999), ("b", "c", 0.99), ("a", "c", 0.9)).assign(kind=["same_party", "same_party", "successor"])
    assert groups(linking.cluster_records(companies(make, "abc"), links)) == [["a", "b"], ["c"]]
    assert groups(linking.cluster_records(companies(make, "abc"), links, decisions=decide(("a-c", "reject")))) == [["a", "b", "c"]]


def test_links_inside_a_group_are_its_refs(make: Make) -> None:
    entities = linking.cluster_records(companies(make, "abc"), make_links(("a", "b", 0.99), ("b", "c", 0.6)))
    assert entities["refs"].tolist() == [["links:a-b"], ["links:a-b"], []]


def test_ids_of_all_stay_when_records_are_added(make: Make) -> None:
    before = linking.cluster_records(companies(make, "bcdef"), make_links(("b", "c", 0.99), ("d", "e", 0.99)))
    links = make_links(("b", "c", 0.99), ("d", "e", 0.99), ("a", "f", 0.99))
    after = linking.cluster_records(companies(make, "abcdef"), links, previous=before).set_index("record_id")["entity_id"]
    assert after[before["record_id"]].tolist() == before["entity_id"].tolist()
    assert after["a"] == after["f"]


def test_no_records_have_no_entities() -> None:
    assert linking.cluster_records(empty("records"), empty("links")).columns.tolist() == empty("entities").columns.tolist()


@settings(max_examples=15, deadline=None)
@given(
    links=st.lists(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg"), st.sampled_from([0.96, 0.97, 0.9999, 0.5])).filter(
            lambda row: row[0] < row[1]
        ),
        max_size=14,
        unique_by=lambda row: row[:2],
    ),
    data=st.data(),
)
def test_the_order_of_links_and_records_changes_nothing(links: list[tuple[str, str, float]], data: st.DataObject) -> None:
    records = pd.DataFrame({"record_id": list("abcdefg"), "source_id": "s", "locator": "line=1", "kind": "Company"})
    shuffled = records.iloc[data.draw(st.permutations(range(7)))]
    one = linking.cluster_records(records, make_links(*links))
    other = linking.cluster_records(shuffled, make_links(*data.draw(st.permutations(links))))
    pd.testing.assert_frame_equal(one, other)
