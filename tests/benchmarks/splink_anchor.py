"""Plain Splink on DuckDB, as its documentation shows: blocking rules, comparisons, estimation, clusters by components."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

__all__ = ["Plan", "components", "link_plainly", "pairs_compared"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a user of Splink would write for a data set."""

    comparisons: Sequence[Any]
    blocking: Sequence[Any]
    certain: Sequence[Any]
    """Rules that true pairs alone satisfy, to estimate how many pairs are true."""
    certain_recall: float
    training: Sequence[Any]
    """Rules to estimate m by expectation maximisation, one after another."""
    sampled_pairs: float = 5e6


def link_plainly(frame: pd.DataFrame, plan: Plan, *, threshold: float = 0.95, seed: int = 1) -> tuple[pd.DataFrame, pd.Series]:
    """Link a frame that has ``unique_id``.

    Returns:
        Pairs at the threshold (``left_id``, ``right_id``, ``probability``), and the cluster of each row in its order.
    """
    from splink import DuckDBAPI, Linker, SettingsCreator

    logging.disable(logging.WARNING)  # Splink tells of every iteration
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=list(plan.blocking),
        comparisons=list(plan.comparisons),
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
    )
    linker = Linker(DuckDBAPI().register(frame), settings)
    linker.training.estimate_probability_two_random_records_match(list(plan.certain), recall=plan.certain_recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=plan.sampled_pairs, seed=seed)
    for rule in plan.training:
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    predicted = linker.inference.predict(threshold_match_probability=threshold)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predicted, threshold_match_probability=threshold
    ).as_pandas_dataframe()
    pairs = predicted.as_pandas_dataframe()[["unique_id_l", "unique_id_r", "match_probability"]]
    pairs = pairs.set_axis(["left_id", "right_id", "probability"], axis="columns")
    return pairs, found.set_index("unique_id")["cluster_id"].reindex(frame["unique_id"]).reset_index(drop=True)


def components(ids: pd.Series, pairs: pd.DataFrame) -> pd.Series:
    """Group ids by connected components, in their order."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    places = pd.Series(range(len(ids)), index=ids.to_numpy())
    left, right = places[pairs["left_id"]].to_numpy(), places[pairs["right_id"]].to_numpy()
    graph = coo_matrix((np.ones(len(left)), (left, right)), shape=(len(ids), len(ids)))
    return pd.Series(connected_components(graph, directed=False)[1])


def pairs_compared(frame: pd.DataFrame, rules: Sequence[Any]) -> pd.DataFrame:
    """List the pairs that blocking rules compare, each once: ``left_id``, ``right_id``."""
    import duckdb

    connection = duckdb.connect()
    connection.register("frame", frame)
    joined = " union ".join(
        "select l.unique_id as left_id, r.unique_id as right_id from frame l join frame r "  # noqa: S608 - rules of ours
        f"on {rule.get_blocking_rule('duckdb').blocking_rule_sql} where l.unique_id < r.unique_id"
        for rule in rules
    )
    return connection.execute(joined).df()
