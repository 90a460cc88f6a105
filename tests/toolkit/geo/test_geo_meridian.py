from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import geo


def test_a_path_that_stays_is_one_part() -> None:
    assert geo.split_line([(10.0, 0.0), (20.0, 1.0)]) == [[(10.0, 0.0), (20.0, 1.0)]]


def test_a_path_that_crosses_eastward_is_cut() -> None:
    assert geo.split_line([(179.0, 0.0), (-179.0, 2.0)]) == [[(179.0, 0.0), (180.0, 1.0)], [(-180.0, 1.0), (-179.0, 2.0)]]


def test_a_path_that_crosses_westward_is_cut() -> None:
    assert geo.split_line([(-179.0, 0.0), (179.0, 2.0)]) == [[(-179.0, 0.0), (-180.0, 1.0)], [(180.0, 1.0), (179.0, 2.0)]]


def test_longitudes_beyond_the_seam_are_brought_back() -> None:
    assert geo.split_line([(-179.0, 0.0), (-181.0, 2.0)]) == [[(-179.0, 0.0), (-180.0, 1.0)], [(180.0, 1.0), (179.0, 2.0)]]


def test_a_point_on_the_seam_belongs_to_both_sides() -> None:
    parts = geo.split_line([(179.0, 0.0), (180.0, 0.0), (-180.0, 0.0), (-179.0, 0.0)])
    assert [part[0] for part in parts] == [(179.0, 0.0), (-180.0, 0.0)]
    assert [part[-1] for part in parts] == [(180.0, 0.0), (-179.0, 0.0)]


def test_a_single_point_is_no_line() -> None:
    assert geo.split_line([(0.0, 0.0)]) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-180, 180), st.integers(-80, 80)), min_size=2, max_size=8))
def test_no_part_crosses(points: list[tuple[int, int]]) -> None:
    for part in geo.split_line([(float(x), float(y)) for x, y in points]):
        assert all(-180 <= x <= 180 for x, _ in part)
        assert all(abs(b[0] - a[0]) <= 180 for a, b in pairwise(part))
