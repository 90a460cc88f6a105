"""Homonyms at scale: exactly the pairs that were asked for, told apart by more than the name, and nobody real."""

import pandas as pd
import pytest

from data_samples.thread_b.homonyms import make_homonyms
from toolkit.tables import check

PAIRS = 400


@pytest.fixture(scope="module")
def made() -> tuple[pd.DataFrame, pd.DataFrame]:
    return make_homonyms(2, pairs=PAIRS)


def test_same_seed_gives_the_same_records(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    for again, before in zip(make_homonyms(2, pairs=PAIRS), made, strict=True):
        pd.testing.assert_frame_equal(again, before)


def test_there_are_exactly_so_many_pairs_of_one_name(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    records, truth = made
    check(records, "records", columns=("kind", "name"))
    assert records["record_id"].tolist() == truth["record_id"].tolist()
    bearers = truth.groupby("name_group")["person_id"].nunique()
    assert int((bearers * (bearers - 1) // 2).sum()) == PAIRS
    assert set(truth["difference"]) == {"bare", "town", "number", "birth", "year", "dormitory", "agency", "none"}


def test_bearers_of_one_name_share_neither_number_nor_birth_date(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    records, truth = made
    table = truth.assign(
        number=[next(iter(cell.get("cn_id", ())), None) for cell in records["identifiers"]],
        birth=[day if len(day := cell.get("birth", "")) == 10 else None for cell in records["dates"]],
    )
    for column in ("number", "birth"):
        held = table.dropna(subset=[column]).groupby(["name_group", column])["person_id"].nunique()
        assert held.max() == 1


def test_who_stands_twice_shows_it_by_more_than_the_name(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    records, truth = made
    shown = [
        {key.removeprefix("invalid_") for key in numbers} | set(dates) | ({"address"} if isinstance(place, str) else set())
        for numbers, dates, place in zip(records["identifiers"], records["dates"], records["address"], strict=True)
    ]
    for places in truth.groupby("person_id").groups.values():
        if len(places) > 1:
            assert set.intersection(*(shown[at] for at in places))


def test_names_stand_in_both_scripts(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert 0.2 < made[0]["name"].map(str.isascii).mean() < 0.6


def test_nobody_can_have_these_numbers(made: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    for cell in made[0]["identifiers"]:
        assert all(number.startswith("99") for scheme in ("cn_id", "invalid_cn_id") for number in cell.get(scheme, ()))
        assert all(phone[:7].endswith("0") for phone in cell.get("phone", ()))


def test_pairs_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="pairs=0"):
        make_homonyms(0, pairs=0)
