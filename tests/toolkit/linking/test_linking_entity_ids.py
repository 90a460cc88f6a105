import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import TableError
from toolkit.ids import make_id
from toolkit.linking.entity_ids import log_changes, name_groups


def entities(**homes: str) -> pd.DataFrame:
    return pd.DataFrame({"record_id": list(homes), "entity_id": list(homes.values()), "method": "m"})


def name(homes: str, previous: pd.DataFrame | None = None) -> list[str]:
    ids = pd.Series(list("abcdefgh"[: len(homes)]), dtype="str")
    return name_groups(ids, np.array([int(home) for home in homes]), previous).tolist()


def test_a_group_is_named_by_its_smallest_record() -> None:
    assert name("737") == [make_id("entity", "a"), make_id("entity", "b"), make_id("entity", "a")]


def test_a_group_keeps_the_id_that_most_of_its_records_had() -> None:
    assert name("000", entities(a="one", b="two", c="two")) == ["two"] * 3


def test_of_equally_many_the_id_that_sorts_first_is_kept() -> None:
    assert name("00", entities(a="two", b="one")) == ["one", "one"]


def test_of_two_parts_the_larger_keeps_the_id() -> None:
    assert name("0111", entities(a="x", b="x", c="x", d="x")) == [make_id("entity", "a"), "x", "x", "x"]


def test_a_part_that_lost_the_id_of_its_smallest_record_gets_a_further_one() -> None:
    old = make_id("entity", "a")
    named = name("0111", entities(a=old, b=old, c=old, d=old))
    assert named == [make_id("entity", "a", "split"), old, old, old]


def test_previous_entities_without_ids_are_refused() -> None:
    with pytest.raises(TableError, match="entity_id"):
        name("0", pd.DataFrame({"record_id": ["a"]}))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=8, max_size=8), st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_two_groups_never_share_an_id(before: list[int], after: list[int]) -> None:
    written = name("".join(map(str, before)))
    named = name("".join(map(str, after)), entities(**dict(zip("abcdefgh", written, strict=True))))
    assert len(set(zip(after, named, strict=True))) == len(set(after)) == len(set(named))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 4), min_size=8, max_size=8))
def test_a_rerun_that_changes_nothing_keeps_every_id(homes: list[int]) -> None:
    written = name("".join(map(str, homes)))
    assert name("".join(map(str, homes)), entities(**dict(zip("abcdefgh", written, strict=True)))) == written


def test_what_moved_together_merged_and_what_was_parted_split() -> None:
    found = log_changes(entities(a="x", b="x", c="y", d="z"), entities(a="x", b="n", c="x", d="z"))
    assert found[["kind", "entity_id", "previous_id"]].to_numpy().tolist() == [["split", "n", "x"], ["merge", "x", "y"]]
    assert found["record_ids"].tolist() == [["b"], ["c"]]


def test_records_that_were_added_changed_nothing() -> None:
    assert log_changes(entities(a="x"), entities(a="x", b="x")).empty
