from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import LibraryError
from toolkit.scans import planner
from toolkit.scans.lists import KIND, Lists, build_lists, dump_lists, load_lists
from toolkit.scans.planner import find_nearest
from toolkit.scans.rows import Rows

COUNT, DIM = 6_000, 24
FEW = 100


def _draw(seed: int, count: int = COUNT) -> np.ndarray:
    random = np.random.default_rng(seed)
    rows = np.repeat(random.normal(size=(60, DIM)), count // 60, axis=0) + random.normal(size=(count, DIM))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)


@pytest.fixture(scope="module")
def vectors() -> Rows:
    rows = _draw(1)
    return Rows([rows[:3_500], rows[3_500:]])


@pytest.fixture
def lists(vectors: Rows, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lists:
    monkeypatch.setattr(planner, "FEW_ROWS", FEW)
    (tmp_path / "index").write_bytes(dump_lists(build_lists(vectors)))
    return load_lists(tmp_path / "index")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.floats(0, 1))
def test_without_an_index_plain_sums_decide(seed: int, k: int, share: float) -> None:
    random = np.random.default_rng(seed)
    vectors = random.normal(size=(200, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    allowed = random.random(200) < share
    rows, _, plan = find_nearest(Rows([vectors[:90], vectors[90:]]), vectors[0], allowed, k)
    plain = [row for row in np.argsort(-(vectors @ vectors[0]), kind="stable") if allowed[row]][:k]
    assert rows.tolist() == plain
    assert plan.way == "exact"


@pytest.mark.parametrize("correlated", [False, True])
@pytest.mark.parametrize("share", [0.01, 0.1, 0.11, 0.5, 1.0])
def test_no_answer_is_short_and_few_are_missed(vectors: Rows, lists: Lists, share: float, correlated: bool) -> None:  # noqa: FBT001 - a parameter of the test
    random = np.random.default_rng(3)
    allowed = np.arange(COUNT) < share * COUNT if correlated else random.random(COUNT) < share  # clusters lie in order
    every, hits, asked = vectors.take(np.arange(COUNT)), 0, 0
    for query in random.choice(COUNT, 20, replace=False):
        rows, similarities, plan = find_nearest(vectors, every[query], allowed, 10, lists)
        truth = np.flatnonzero(allowed)[np.argsort(-(every[allowed] @ every[query]), kind="stable")[:10]]
        assert len(rows) == min(10, allowed.sum())
        assert (np.diff(similarities) <= 0).all()
        assert plan.way == ("exact" if allowed.sum() <= FEW else KIND)
        hits, asked = hits + len(set(rows) & set(truth)), asked + len(truth)
    assert hits / asked >= 0.9


def test_lists_are_read_until_the_answer_is_whole(vectors: Rows, lists: Lists, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.scans.lists._SEEN", 1e-6)
    allowed = np.random.default_rng(5).random(COUNT) < 0.5
    rows, _, plan = find_nearest(vectors, vectors.take(np.array([7]))[0], allowed, 200, lists)
    assert len(rows) == 200
    assert allowed[rows].all()
    assert plan.proposed >= 200


def test_rows_after_the_index_are_found_too(vectors: Rows, lists: Lists) -> None:
    added = np.zeros((1, DIM), np.float16)
    added[0, 0] = 1
    longer = Rows([*vectors.parts, added])
    rows, similarities, _ = find_nearest(longer, added[0].astype(np.float32), np.ones(COUNT + 1, bool), 5, lists)
    assert rows[0] == COUNT
    assert similarities[0] == 1


def test_few_rows_taken_out_cost_no_answer(vectors: Rows, lists: Lists) -> None:
    query = vectors.take(np.array([7]))[0]
    allowed = np.ones(COUNT, bool)
    allowed[:100] = False  # the whole cluster of the query: all that is near
    rows, _, _ = find_nearest(vectors, query, allowed, 10, lists)
    every = vectors.take(np.arange(COUNT))
    truth = np.flatnonzero(allowed)[np.argsort(-(every[allowed] @ query), kind="stable")[:10]]
    assert len(rows) == 10
    assert len(set(rows) & set(truth)) >= 9


def test_all_directions_are_kept_where_all_vary_alike() -> None:
    rows = np.random.default_rng(2).normal(size=(3_000, 12))
    built = build_lists(Rows([(rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float16)]))
    assert built.turn.shape == (12, 12)
    assert np.allclose(built.turn @ built.turn.T, np.eye(12), atol=1e-5)


def test_an_index_of_another_kind_is_refused(tmp_path: Path) -> None:
    import faiss

    faiss.write_index(faiss.IndexFlatIP(4), str(tmp_path / "index"))
    with pytest.raises(LibraryError, match="another version"):
        load_lists(tmp_path / "index")
