"""The population that linking is measured on: stable, consistent with its truth, and nobody real."""

import pandas as pd
import pytest
from populations import COLUMNS, added_rows, as_records, make_population
from vocabulary import make_vocabulary

from toolkit.tables import check

ROWS = 4_000


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return make_population(ROWS, 5)


def test_same_seed_gives_the_same_rows_and_another_seed_others(frame: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(make_population(ROWS, 5), frame)
    assert not make_population(100, 6)["name"].equals(frame["name"].head(100))


def test_rows_have_ids_of_their_own_and_clusters_of_one_to_eight(frame: pd.DataFrame) -> None:
    assert tuple(frame.columns) == COLUMNS
    assert frame["unique_id"].is_unique
    sizes = frame["cluster"].value_counts()
    assert (sizes.min(), sizes.max()) == (1, 8)
    assert set(frame["kind"]) == {"Person", "Company"}
    assert frame.groupby("cluster")["kind"].nunique().max() == 1


def test_different_persons_bear_one_name_some_with_one_birth_year(frame: pd.DataFrame) -> None:
    persons = frame[frame["kind"] == "Person"].dropna(subset=["birth_date"]).drop_duplicates(["name", "cluster"])
    bearers = persons.groupby("name")["cluster"].nunique()
    assert (bearers > 1).sum() > 60
    years = persons.assign(year=persons["birth_date"].str[:4]).groupby(["name", "year"])["cluster"].nunique()
    assert (years > 1).sum() > 15


def test_a_number_for_life_is_of_one_party(frame: pd.DataFrame) -> None:
    records = as_records(frame)
    numbers = [(cell, c) for cell, c in zip(records["identifiers"], frame["cluster"], strict=True)]
    held = pd.DataFrame(
        [(s, v, c) for cell, c in numbers for s in ("cn_id", "uscc", "lei") for v in cell.get(s, ())], columns=["s", "v", "c"]
    )
    assert len(held) > 100
    assert held.groupby(["s", "v"])["c"].nunique().max() == 1


def test_records_are_a_records_table_that_leaves_damaged_numbers_visible(frame: pd.DataFrame) -> None:
    records = as_records(frame)
    check(records, "records", columns=("kind", "name"))
    assert any(scheme.startswith("invalid_") for cell in records["identifiers"] for scheme in cell)
    assert records["address"].notna().mean() > 0.8


def test_nobody_can_have_these_numbers(frame: pd.DataFrame) -> None:
    assert frame["phone"].dropna().str.startswith("+999").all()
    numbers = frame.dropna(subset=["identifier"])
    starts = {"cn_id": "99", "uscc": "9199", "lei": "9999", "passport": "X"}
    damaged = [not value.startswith(starts[scheme]) for scheme, value in zip(numbers["scheme"], numbers["identifier"], strict=True)]
    assert sum(damaged) < 0.01 * len(numbers)  # a typing error may hit the first digits


def test_added_rows_are_half_of_known_parties(frame: pd.DataFrame) -> None:
    added = added_rows(ROWS, 5, added=200)
    assert len(added) == 200
    assert added["cluster"].isin(set(frame["cluster"])).sum() == 100
    assert not set(added["unique_id"]) & set(frame["unique_id"])
    known = added[added["cluster"].isin(set(frame["cluster"]))].merge(frame, on="cluster", suffixes=("", "_before"))
    assert (known["country"] == known["country_before"]).all()


def test_names_in_other_scripts_are_switched_on() -> None:
    assert make_population(500, 1)["name"].map(str.isascii).mean() > 0.97  # ü remains
    assert make_population(500, 1, scripts=True)["name"].map(str.isascii).mean() < 0.97


def test_the_vocabulary_is_large_and_has_no_word_twice() -> None:
    words = make_vocabulary()
    assert len(words["surname"].texts) >= 60_000
    assert all(len(set(some.texts)) == len(some.texts) for some in words.values())
