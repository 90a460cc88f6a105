"""The measures of linking, on clusterings small enough to count by hand."""

import pandas as pd
import pytest
from linking_scores import count_sisters, score_blocking, score_clusters, score_edges, wilson

TRUE = pd.Series(["a", "a", "a", "b", "b"])


def test_a_right_clustering_scores_one() -> None:
    scores = score_clusters(pd.Series([1, 1, 1, 2, 2]), TRUE)
    assert [scores[name] for name in ("P", "R", "F1", "B³ F1", "exact F1")] == [1.0] * 5


def test_one_record_too_many_spoils_pairs_and_both_clusters() -> None:
    scores = score_clusters(pd.Series([1, 1, 1, 1, 2]), TRUE)
    assert scores["P"] == pytest.approx(3 / 6)
    assert scores["R"] == pytest.approx(3 / 4)
    assert scores["exact F1"] == 0.0
    # B³: precision (3·3/4 + 1/4 + 1) / 5 = .7, recall (3 + 1/2 + 1/2) / 5 = .8
    assert scores["B³ F1"] == pytest.approx(2 * 0.7 * 0.8 / 1.5)


def test_singletons_claim_nothing() -> None:
    scores = score_clusters(pd.Series(range(5)), TRUE)
    assert (scores["P"], scores["R"], scores["F1"]) == (0.0, 0.0, 0.0)


def test_edges_and_blocking_count_pairs_of_records() -> None:
    truth = dict(zip("vwxyz", TRUE, strict=True))
    left, right = pd.Series(["v", "v"]), pd.Series(["w", "y"])
    assert score_edges(left, right, truth)["edge P"] == 0.5
    assert score_blocking(left, right, truth) == {"blocking R": 0.25, "pairs/record": 0.4}


def test_sisters_count_once_a_cluster_however_many_records() -> None:
    found = pd.Series([1, 1, 1, 2])
    assert count_sisters(found, pd.Series(["h1", "h1", "h2", "h3"]), pd.Series(["s", "s", "s", "s"])) == 1


def test_no_error_in_ten_thousand_is_not_none() -> None:
    assert wilson(0.0, 10_000) == "0.0000-0.0004"
