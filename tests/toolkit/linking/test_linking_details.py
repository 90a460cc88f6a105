import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.linking.details import list_details, quote_detail, read_fields


def details(**extra: object) -> list[tuple[str, str]]:
    return list(list_details(extra))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("LOA (m)", "length_m"),
        ("船长（米）", "length_m"),
        ("總噸位", "gross_tonnage"),
        ("G.T.", "gross_tonnage"),
        ("Year Built", "built"),
        ("建造年份", "built"),
    ],
)
def test_headers_in_both_languages_lead_to_one_field(header: str, field: str) -> None:
    assert {name for name, _ in list_details({header: "1998"})} == {field}


@pytest.mark.parametrize(
    ("one", "other", "agree"), [("112.4", "112", True), ("112.4 m", "113.3", True), ("112.4", "119", False), ("1,120", "1120.0", True)]
)
def test_figures_within_a_step_share_a_key(one: str, other: str, agree: bool) -> None:  # noqa: FBT001 - a case of the table
    assert bool(set(details(length=one)) & set(details(length=other))) is agree


@given(st.floats(1, 500), st.floats(1, 500))
def test_figures_two_steps_apart_share_none(one: float, other: float) -> None:
    if abs(one - other) >= 6:
        assert not set(details(length=f"{one:.6f}")) & set(details(length=f"{other:.6f}"))


def test_texts_are_compared_folded() -> None:
    assert details(Occupation="Ship-Broker") == details(profession="ship broker") == [("occupation", "ship broker")]


@pytest.mark.parametrize("nothing", ["", "-", "N/A", "unknown", "不详", "x" * 41])
def test_what_says_nothing_gives_nothing(nothing: str) -> None:
    assert details(occupation=nothing) == []


def test_a_figure_that_is_none_gives_nothing() -> None:
    assert details(length="not measured") == []


def test_an_unknown_column_is_compared_under_its_own_header() -> None:
    assert details(Hull="Steel") == [("other", "hull=steel")]
    assert not set(details(Hull="Steel")) & set(details(Deck="Steel"))


@pytest.mark.parametrize("extra", [None, "text", 3.0])
def test_a_cell_without_columns_has_no_details(extra: object) -> None:
    assert list(list_details(extra)) == []
    assert quote_detail(extra, "length_m") == []


def test_a_detail_is_quoted_as_it_is_written() -> None:
    assert quote_detail({"LOA (m)": " 112.4 ", "船长": "112", "beam": "20"}, "length_m") == ["112.4", "112"]


def test_every_field_is_more_often_alike_in_one_party_than_in_two() -> None:
    assert all(0 < field.u < field.m < 1 for field in read_fields())


def test_no_header_belongs_to_two_fields() -> None:
    headers = [header for field in read_fields() for header in field.headers]
    assert len(headers) == len(set(headers))
