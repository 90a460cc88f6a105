"""Splink scores the blocked pairs, by weights it estimated or, where the data are too few, by the documented ones."""

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import combinations
from typing import Any

import pandas as pd

from toolkit.engines import open_database
from toolkit.identifiers import IDENTIFIERS
from toolkit.linking.keys import LIST_COLUMNS, Parties
from toolkit.linking.weights import COMPARISONS, PRIOR, Comparison, Level

__all__ = ["FEWEST_LABELS", "score_pairs"]

FEWEST_LABELS = 200
"""Pairs that share a lifelong identifier, below which nothing can be estimated."""
_SAMPLED_PAIRS = 1_000_000
_SMALLEST = 1e-7
_EMPTY = "(len({0}_l) = 0 or len({0}_r) = 0)"


def score_pairs(parties: Parties, pairs: pd.DataFrame, *, seed: int = 1) -> tuple[pd.DataFrame, str]:
    """Give each blocked pair its match weight.

    Args:
        parties: prepared records.
        pairs: ``left_id``, ``right_id``.
        seed: of the random sampling, where weights are estimated.

    Returns:
        ``left_id``, ``right_id``, ``weight`` in bits (prior odds included), in the order of the ids; and ``trained`` or
        ``documented``.
    """
    with _quiet_splink():
        comparisons, score_kind = COMPARISONS, "documented"
        if count_labels(parties) >= FEWEST_LABELS:
            comparisons, score_kind = _estimate(parties, seed), "trained"
        linker, api = _open_linker(parties, comparisons)
        blocked = pd.DataFrame({"join_key_l": pairs["left_id"], "join_key_r": pairs["right_id"], "match_key": "0"})
        linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
        scored = linker.inference.predict().as_pandas_dataframe()
    result = pd.DataFrame({"left_id": scored["unique_id_l"], "right_id": scored["unique_id_r"], "weight": scored["match_weight"]})
    return result.sort_values(["left_id", "right_id"], ignore_index=True), score_kind


MOST_BEARERS = 20
"""A number for life that more records bear is a placeholder, or the subject of the file: neither teaches what agreement means."""


def count_labels(parties: Parties) -> int:
    """Count pairs of records that share an identifier which a holder keeps for life."""
    return sum(len(ids) * (len(ids) - 1) // 2 for ids in _label_groups(parties).values())


def _label_groups(parties: Parties) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for record_id, identifiers in parties.identifiers.items():
        first = next((f"{s}:{min(identifiers[s])}" for s in _lifelong() if identifiers.get(s)), None)
        if first:
            groups.setdefault(first, []).append(record_id)
    return {label: ids for label, ids in groups.items() if 1 < len(ids) <= MOST_BEARERS}


def _lifelong() -> list[str]:
    return [name for name, scheme in IDENTIFIERS.items() if scheme.lifelong and name != "container"]


def _open_linker(parties: Parties, comparisons: tuple[Comparison, ...]) -> tuple[Any, Any]:
    import pyarrow as pa
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[_as_splink(comparison) for comparison in comparisons],
        blocking_rules_to_generate_predictions=[block_on("family")],
        probability_two_random_records_match=PRIOR / (1 + PRIOR),
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )
    label = {i: name for name, ids in _label_groups(parties).items() for i in ids}
    texts = pa.list_(pa.string())
    columns = {
        "unique_id": pa.array(parties.frame["record_id"].tolist(), type=pa.string()),
        "family": pa.array(parties.frame["family"].tolist(), type=pa.string()),
        "label": pa.array([label.get(i) for i in parties.frame["record_id"]], type=pa.string()),
    }
    columns.update({name: pa.array(parties.frame[name].tolist(), type=texts) for name in LIST_COLUMNS})
    api = DuckDBAPI(connection=open_database())
    return Linker(api.register(pa.table(columns)), settings), api


def _as_splink(comparison: Comparison) -> Any:  # noqa: ANN401 - the package is untyped
    import splink.comparison_level_library as levels
    from splink.comparison_library import CustomComparison

    empty_left = " and ".join(f"len({column}_l) = 0" for column in comparison.filled)
    empty_right = " and ".join(f"len({column}_r) = 0" for column in comparison.filled)
    built: list[Any] = [levels.CustomLevel(f"({empty_left}) or ({empty_right})").configure(is_null_level=True)]
    for level in comparison.levels:
        one = levels.ElseLevel() if level.column is None else levels.ArrayIntersectLevel(level.column, min_intersection=1)
        built.append(one.configure(m_probability=level.m, u_probability=level.u))
    return CustomComparison(output_column_name=comparison.name, comparison_levels=built)


def _estimate(parties: Parties, seed: int) -> tuple[Comparison, ...]:
    """Let Splink estimate, and keep of it what can be believed: enough pairs, and agreement weighing more than difference."""
    linker, _ = _open_linker(parties, COMPARISONS)
    linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLED_PAIRS, seed=seed)
    linker.training.estimate_m_from_label_column("label")
    model = linker.misc.save_model_to_json()
    trained = {comparison["output_column_name"]: comparison["comparison_levels"][1:] for comparison in model["comparisons"]}
    observed = _observed_labels(parties)
    return tuple(
        _believe(comparison, trained[comparison.name]) if observed[comparison.name] >= FEWEST_LABELS else comparison
        for comparison in COMPARISONS
    )


def _observed_labels(parties: Parties) -> Counter[str]:
    """Count, for each comparison, the labelled pairs in which both records fill it; identifiers label themselves, so none."""
    rows = {row["record_id"]: row for row in parties.frame.to_dict("records")}
    observed: Counter[str] = Counter()
    own = [comparison for comparison in COMPARISONS if comparison.name not in IDENTIFIERS or comparison.name == "phone"]
    for ids in _label_groups(parties).values():
        for left, right in combinations(ids, 2):
            for comparison in own:
                observed[comparison.name] += all(any(rows[i][column] for column in comparison.filled) for i in (left, right))
    return observed


def _believe(comparison: Comparison, trained: list[dict[str, Any]]) -> Comparison:
    levels: list[Level] = []
    for level, found in zip(comparison.levels, trained, strict=True):
        m, u = found.get("m_probability"), found.get("u_probability")
        neutral = level.m == level.u
        if neutral or m is None or u is None or m <= _SMALLEST or u <= _SMALLEST:
            levels.append(level)
            continue
        levels.append(replace(level, m=min(m, 1 - _SMALLEST), u=min(u, 1 - _SMALLEST)))
    ratios = [level.m / level.u for level in levels]
    believable = ratios[0] > 1 and ratios[-1] <= 1 and ratios == sorted(ratios, reverse=True)
    return replace(comparison, levels=tuple(levels)) if believable else comparison


@contextmanager
def _quiet_splink() -> Iterator[None]:
    """Keep Splink's notes out of the way: they may quote rows."""
    before = logging.root.manager.disable
    logging.disable(max(before, logging.WARNING))
    try:
        yield
    finally:
        logging.disable(before)
