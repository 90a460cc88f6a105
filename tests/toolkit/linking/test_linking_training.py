import pandas as pd
import pytest

from toolkit import linking
from toolkit.linking import training
from toolkit.linking.blocking import block_pairs
from toolkit.linking.parties import prepare_parties


@pytest.fixture
def few_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FEWEST_RECORDS", 500)
    monkeypatch.setattr(training, "FEWEST_PAIRS", 500)


@pytest.fixture(scope="module")
def estimated(population: pd.DataFrame) -> linking.Weights:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "FEWEST_RECORDS", 500)
        patch.setattr(training, "FEWEST_PAIRS", 500)
        return linking.estimate_weights(population)


def test_too_few_records_keep_the_documented_weights(population: pd.DataFrame) -> None:
    assert len(population) < training.FEWEST_RECORDS
    assert linking.estimate_weights(population) == linking.DOCUMENTED


def test_too_few_pairs_keep_the_documented_weights(population: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "FEWEST_RECORDS", 500)
    monkeypatch.setattr(training, "FEWEST_PAIRS", 1_000_000)
    assert linking.estimate_weights(population) == linking.DOCUMENTED


@pytest.mark.usefixtures("few_are_enough")
def test_names_alone_keep_the_documented_weights(bare_population: pd.DataFrame) -> None:
    assert len(block_pairs(prepare_parties(bare_population))) > training.FEWEST_PAIRS
    assert linking.estimate_weights(bare_population) == linking.DOCUMENTED


def test_no_records_keep_the_documented_weights(population: pd.DataFrame) -> None:
    assert linking.estimate_weights(population.head(0)) == linking.DOCUMENTED


def test_enough_records_are_estimated(estimated: linking.Weights) -> None:
    assert {"address", "birth", "name", "phone"} <= set(estimated.person.estimated)
    assert estimated.person.pairs >= 500
    assert estimated.company == estimated.vessel == linking.DOCUMENTED.company


def test_what_agrees_more_closely_weighs_more(estimated: linking.Weights) -> None:
    weights = estimated.describe().set_index(["family", "comparison", "level"])["weight"]["person"]
    assert min(weights["birth", "same"], weights["name", "rare"], weights["address", "same"], weights["phone", "rare"]) > 4
    assert max(weights["birth", "other"], weights["name", "unlike"], weights["address", "word"], weights["phone", "other"]) < -2


def test_what_never_differs_in_one_party_is_not_taken_for_a_law(estimated: linking.Weights) -> None:
    weights = estimated.describe().set_index(["family", "comparison", "level"])["weight"]["person"]
    assert weights["phone", "other"] > -12
    assert weights["phone", "rare"] < 20


def test_estimated_weights_find_the_persons(population: pd.DataFrame, estimated: linking.Weights) -> None:
    links = linking.suggest_links(population, threshold=0.95, weights=estimated, explain=False)
    same = links["left_id"].str.split("-").str[0] == links["right_id"].str.split("-").str[0]
    pairs = int((population["record_id"].str.split("-").str[0].value_counts() == 2).sum())
    assert set(links["score_kind"]) == {"trained"}
    assert same.mean() > 0.97
    assert same.sum() > 0.85 * pairs


@pytest.mark.usefixtures("few_are_enough")
def test_the_order_of_records_changes_no_weight(population: pd.DataFrame, estimated: linking.Weights) -> None:
    assert linking.estimate_weights(population.iloc[::-1]) == estimated


def test_what_was_estimated_can_be_written_down(estimated: linking.Weights) -> None:
    assert linking.Weights.from_json(estimated.to_json()) == estimated
