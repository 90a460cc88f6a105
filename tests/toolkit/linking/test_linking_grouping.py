from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.linking.grouping import CERTAIN, group_records

LINKS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 7), st.floats(-10, 15)).filter(lambda link: link[0] < link[1]),
    max_size=20,
    unique_by=lambda link: link[:2],
)
PAIRS = st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]), max_size=8)


def test_a_chain_of_weak_links_does_not_glue() -> None:
    found = group_records(range(4), [(0, 1, 5.0), (1, 2, 4.5), (2, 3, 5.0)], [], 4.0)
    assert found.groups == [[0, 1], [2, 3]]
    assert found.thin == [1]
    assert found.held == []


def test_one_all_but_certain_link_joins_two_groups() -> None:
    assert group_records(range(4), [(0, 1, 13.0), (1, 2, CERTAIN), (2, 3, 13.0)], [], 4.0).groups == [[0, 1, 2, 3]]


def test_two_groups_join_if_the_links_between_them_bear_it_out() -> None:
    links = [(0, 1, 11.0), (2, 3, 11.0), (0, 2, 6.0), (1, 3, 5.0)]
    assert group_records(range(4), links, [], 4.0).groups == [[0, 1, 2, 3]]


def test_links_below_what_is_asked_join_nothing() -> None:
    found = group_records(range(2), [(0, 1, 3.9)], [], 4.0)
    assert found.groups == [[0], [1]]
    assert found.thin == []


def test_what_must_stay_apart_does_so_through_a_third() -> None:
    found = group_records(range(3), [(0, 1, 13.0), (1, 2, 12.5)], [(0, 2)], 4.0)
    assert found.groups == [[0, 1], [2]]
    assert found.held == [(1, 0, 2)]


def test_accepted_links_join_before_stronger_ones() -> None:
    found = group_records(range(3), [(0, 1, 20.0), (1, 2, 1.0)], [(0, 2)], 4.0, [1])
    assert found.groups == [[0], [1, 2]]
    assert found.held == [(0, 0, 2)]


def test_an_accepted_link_does_not_join_what_must_stay_apart() -> None:
    found = group_records(range(3), [(0, 1, 1.0), (1, 2, 1.0)], [(0, 2)], 4.0, [0, 1])
    assert found.groups == [[0, 1], [2]]
    assert found.held == [(1, 0, 2)]


@given(LINKS, PAIRS, st.floats(0, 12))
@settings(deadline=None)
def test_every_record_has_one_group_and_no_group_holds_what_must_stay_apart(
    links: list[tuple[int, int, float]], apart: set[tuple[int, int]], least: float
) -> None:
    groups = group_records(range(8), links, apart, least).groups
    assert sorted(record for group in groups for record in group) == list(range(8))
    assert not [pair for pair in apart for group in groups if set(pair) <= set(group)]


@given(LINKS, PAIRS, st.permutations(range(8)))
@settings(deadline=None)
def test_the_order_of_records_changes_nothing(links: list[tuple[int, int, float]], apart: set[tuple[int, int]], order: list[int]) -> None:
    assert group_records(order, links, sorted(apart), 4.0).groups == group_records(range(8), links, sorted(apart)[::-1], 4.0).groups


@given(LINKS)
@settings(deadline=None)
def test_a_link_that_was_strong_enough_joined_or_is_told(links: list[tuple[int, int, float]]) -> None:
    found = group_records(range(8), links, [], 4.0)
    home = {record: at for at, group in enumerate(found.groups) for record in group}
    parted = [place for place, (one, other, bits) in enumerate(links) if bits >= 4 and home[one] != home[other]]
    assert found.thin == parted
