import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import ArgumentError
from toolkit.linking import explain_names
from toolkit.names import align_names, compare_names, prepare_name


@pytest.mark.parametrize(
    ("name", "kind", "key"),
    [
        ("宁波绿源再生资源有限公司", "company", "luyuan ningbo renewable resources"),
        ("寧波綠源再生資源有限公司", "company", "luyuan ningbo renewable resources"),
        ("NINGBO LVYUAN RENEWABLE RESOURCES CO., LTD.", "company", "luyuan ningbo renewable resources"),
        ("ООО «Газпром нефть»", "company", "gazprom petroleum"),
        ("AS", "company", "as"),
        ("M/T HAI YUE No. 66", "vessel", "66 hai no yue"),
        ("海悦66号", "vessel", "66 hai yue"),
        ("王伟", "person", "wang wei"),
        ("José Pérez", "person", "jose perez"),
        ("ＩＢＭ　Ｃｏ．", "company", "ibm"),
    ],
)
def test_keys(name: str, kind: str, key: str) -> None:
    assert prepare_name(name, kind).key == key


@pytest.mark.parametrize(
    ("left", "right", "kind", "low", "high"),
    [
        ("Mohammed Ali", "Muhamad Ali", "person", 0.85, 0.99),
        ("Алексей ХАВЕЦКИЙ", "Alexei KHAVETSKY", "person", 0.85, 0.97),
        ("IronMountain Ltd", "Iron Mountain", "company", 0.98, 0.99),
        ("Green Source Trading", "Green Source Shipping", "company", 0.5, 0.85),
        ("绿源715", "绿源716", "company", 0.0, 0.5),
        ("EMMA LLC", "EMMA GOLD LLC", "company", 0.4, 0.8),
        ("J. Smith", "John Smith", "person", 0.5, 0.95),
        ("Wang Wei", "Li Na", "person", 0.0, 0.3),
    ],
)
def test_scores_lie_where_they_should(left: str, right: str, kind: str, low: float, high: float) -> None:
    assert low <= compare_names([left], [right], kind=kind)[0] <= high


def test_names_in_cyrillic_and_in_arabic_letters_score_alike_either_way() -> None:
    cyrillic, arabic = "Иван Петров", "إيفان بيتروف"
    assert compare_names([cyrillic], [arabic], kind="person") == compare_names([arabic], [cyrillic], kind="person")


def test_lengths_must_agree() -> None:
    with pytest.raises(ArgumentError, match="1 names and right 2"):
        compare_names(["a"], ["b", "c"])


def test_a_missing_name_gives_no_score_and_what_is_no_name_is_refused() -> None:
    scores = compare_names(pd.Series(["Li Na", None, "Li Na"]), ["Li Na", "Li Na", pd.NA], kind="person")
    assert np.isnan(scores).tolist() == [False, True, True]
    assert explain_names([None], ["Li Na"]) == [([], [])]
    with pytest.raises(ArgumentError, match="17 is of type int"):
        compare_names(["Li Na"], [17])


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ArgumentError, match="kind='ship'"):
        prepare_name("x", "ship")


_NAMES = st.text(alphabet=st.sampled_from("abcdeilnorstАБВГиов绿源贸易66 .-'"), max_size=18)


@settings(max_examples=60, deadline=None)
@given(left=_NAMES, right=_NAMES, kind=st.sampled_from(["person", "company", "vessel"]))
def test_comparison_is_symmetric_and_bounded(left: str, right: str, kind: str) -> None:
    a, b = prepare_name(left, kind), prepare_name(right, kind)
    score = align_names(a, b).score
    assert 0 <= score <= 1
    assert score == align_names(b, a).score


@settings(max_examples=40, deadline=None)
@given(words=st.lists(st.sampled_from(["ivan", "petr", "lee", "gold", "star", "xin"]), min_size=2, max_size=5, unique=True), data=st.data())
def test_a_subset_of_words_never_scores_one(words: list[str], data: st.DataObject) -> None:
    some = data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=len(words) - 1, unique=True))
    assert compare_names([" ".join(words)], [" ".join(some)], kind="person")[0] < 1
