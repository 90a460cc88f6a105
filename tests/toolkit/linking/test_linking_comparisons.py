import pytest

from toolkit import wording
from toolkit.linking.comparisons import ALIKE, COMPARISONS, NAME, Comparison

EVERY = pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda one: one.name)


@EVERY
def test_every_reason_has_a_sentence(comparison: Comparison) -> None:
    assert {level.code for level in comparison.levels if level.code} <= wording.codes()


@EVERY
def test_everything_compared_has_a_label(comparison: Comparison) -> None:
    for language, sentence in (("en", "Their {} differs."), ("zh", "两者的{}不同。")):
        said = wording.say({"code": "differs", "values": {"what": comparison.name}}, language)
        assert said != sentence.format(comparison.name) or comparison.name in {"address", "name", "gender", "occupation", "country"}


@EVERY
def test_levels_are_probabilities_and_named_once(comparison: Comparison) -> None:
    assert all(0 < level.m < 1 and 0 < level.u < 1 for level in comparison.levels)
    assert len({level.name for level in comparison.levels}) == len(comparison.levels)


@EVERY
def test_the_best_level_speaks_for_one_party_and_the_last_does_not(comparison: Comparison) -> None:
    best, last = comparison.levels[0], comparison.levels[-1]
    assert best.m / best.u > 1 >= last.m / last.u


@EVERY
def test_levels_of_one_comparison_add_up_to_no_more_than_everything(comparison: Comparison) -> None:
    neutral = comparison.levels[-1].m == comparison.levels[-1].u
    levels = comparison.levels[:-1] if neutral else comparison.levels
    assert sum(level.m for level in levels) <= 1.001
    assert sum(level.u for level in levels) <= 1.001


def test_only_the_last_level_and_those_of_names_that_share_no_key_have_no_column() -> None:
    for comparison in COMPARISONS:
        without = [level.name for level in comparison.levels if level.column is None]
        assert without == ([name for name, _ in ALIKE] if comparison is NAME else [comparison.levels[-1].name])


def test_a_name_is_never_evidence_of_its_own() -> None:
    assert not any(level.independent for level in NAME.levels)


def test_comparisons_are_named_once() -> None:
    assert len({one.name for one in COMPARISONS}) == len(COMPARISONS)
