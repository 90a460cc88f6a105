import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.linking.keys import NOTHING, Keys, hash_texts, join_keys, salt


def keys(*entries: tuple[int, int]) -> Keys:
    return Keys.gather([row for row, _ in entries], np.array([key for _, key in entries], dtype=np.int64))


def listed(held: Keys) -> list[tuple[int, int]]:
    return list(zip(held.rows.tolist(), held.keys.tolist(), strict=True))


def test_a_hash_is_the_same_in_every_run() -> None:
    assert hash_texts(["hai yue 66", "海悦", ""]).tolist() == [3091433644315574241, -9086539925847055823, 1760245841805064774]


def test_no_texts_have_no_hashes() -> None:
    assert hash_texts([]).tolist() == []


@given(st.lists(st.text(), max_size=8))
def test_a_hash_is_of_the_text_alone(texts: list[str]) -> None:
    assert hash_texts(texts).tolist() == [hash_texts([text])[0] for text in texts]


def test_entries_are_sorted_and_stand_once() -> None:
    assert listed(keys((2, 5), (0, 9), (2, 5), (2, 1))) == [(0, 9), (2, 1), (2, 5)]


def test_each_entry_is_told_how_many_records_hold_its_key() -> None:
    assert keys((0, 9), (1, 9), (1, 7)).count().tolist() == [2, 1, 2]
    assert NOTHING.count().tolist() == []


def test_every_record_gets_its_list_and_those_without_keys_an_empty_one() -> None:
    assert keys((1, 7), (1, 9), (3, 7)).lists(5).to_pylist() == [[], [7, 9], [], [7], []]


def test_parts_are_put_one_after_the_other() -> None:
    assert listed(join_keys(keys((0, 5), (1, 6)), keys((0, 6)).shift(2))) == [(0, 5), (1, 6), (2, 6)]


def test_a_table_of_keys_names_the_family_of_each_record() -> None:
    assert keys((0, 5), (2, 6)).frame(np.array([0, 1, 2], dtype=np.int8)).to_numpy().tolist() == [[0, 0, 5], [2, 2, 6]]


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 100), st.integers(0, 100))
def test_salted_keys_differ_as_their_salts_do(key: int, one: int, other: int) -> None:
    held = np.array([key], dtype=np.int64)
    assert (salt(held, one)[0] == salt(held, other)[0]) == (one == other)
