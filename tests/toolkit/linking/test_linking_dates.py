from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.linking.dates import differs_by_slips, list_births, list_parts, mask_digits, read_dates

DAYS = st.dates(min_value=date(1800, 1, 1), max_value=date(2099, 12, 31)).map(str)


@pytest.mark.parametrize(("cell", "found"), [("", []), (None, []), (1970, []), (["1970", None, ""], ["1970"]), (("1970-05",), ["1970-05"])])
def test_a_cell_gives_its_moments(cell: object, found: list[str]) -> None:
    assert read_dates(cell) == found


def test_a_date_written_and_told_by_the_identity_number_stands_once() -> None:
    assert list_births({"birth": "1949-12-31"}, {"cn_id": ["11010519491231002X"]}) == ["1949-12-31"]


def test_other_numbers_tell_no_birth_date() -> None:
    assert list_births({}, {"passport": ["11010519491231002X"]}) == []


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("1970-05-01", "1970-05-01", True),
        ("1970-05-01", "1970-05-11", True),
        ("1970-05-01", "1976-05-11", True),
        ("1970-12-31", "1970-31-12", True),
        ("1970-02-10", "1970-10-02", True),
        ("1970-02-10", "1971-10-02", False),
        ("1970-05-01", "1958-11-23", False),
        ("1970", "1971", False),
        ("1970-05", "1970-06", False),
        ("1970-05-01T00:00:00Z", "1970-05-02", True),
    ],
)
def test_two_digits_or_day_and_month_may_slip(one: str, other: str, slip: bool) -> None:  # noqa: FBT001 - a case of the table
    assert differs_by_slips(one, other) is slip


@given(DAYS, DAYS)
def test_slips_are_the_same_either_way(one: str, other: str) -> None:
    assert differs_by_slips(one, other) == differs_by_slips(other, one)


@given(DAYS, DAYS)
def test_dates_share_a_mask_if_one_digit_differs_at_most(one: str, other: str) -> None:
    differing = sum(a != b for a, b in zip(one, other, strict=True))
    assert bool(set(mask_digits(one)) & set(mask_digits(other))) == (differing <= 1)


def test_dates_with_day_and_month_exchanged_share_a_part() -> None:
    assert set(list_parts("1970-05-03")) & set(list_parts("1982-03-05")) == {"m05d03", "m03d05"}


def test_a_first_of_january_shares_no_part() -> None:
    assert list_parts("1970-01-01") == []
