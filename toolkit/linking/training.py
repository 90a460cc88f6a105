"""Splink estimates the weights from the blocked pairs themselves, as far as they suffice.

Splink compares records; here its records are the two sides of a blocked pair. The left side carries the levels that the
pair reached, among them those of names that had to be compared outside the database, so that expectation maximisation
treats all levels alike, whichever engine found them. Levels are integers: every backend of Splink agrees on them.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.engines import open_database
from toolkit.linking.blocking import block_pairs
from toolkit.linking.comparisons import COMPARISONS, Comparison
from toolkit.linking.conflicts import find_conflicts
from toolkit.linking.families import FAMILY_CODES
from toolkit.linking.judging import shift_weights
from toolkit.linking.levels import MISSING, OPEN, compare_keys
from toolkit.linking.open_names import compare_open_names
from toolkit.linking.parties import Parties, prepare_parties
from toolkit.linking.weights import DOCUMENTED, Model, Weights

__all__ = ["FEWEST_PAIRS", "FEWEST_RECORDS", "estimate_weights", "fit_weights"]

FEWEST_RECORDS, FEWEST_PAIRS = 1_000, 2_000
"""Of fewer records or blocked pairs of a family nothing is estimated."""
FEWEST_FIELDS = 3
"""Comparisons that must be filled often enough; from one or two alone, anything can be estimated and nothing believed."""
_OFTEN = 0.05
_SAMPLED = 60_000
_SMOOTHING = 0.5
_FEWEST_OF_LEVEL, _LEAST_SHARE = 20, 0.0005
_SMALLEST = 1e-7
_ROUNDS = 60
_SOFT, _UNSURE = 0.5, 0.05
"""The documented weights only start the estimate: halved, and never sure, so that the data can overrule them."""
_EVENLY = 0.5


def estimate_weights(
    records: pd.DataFrame | Parties,
    decisions: pd.DataFrame | None = None,
    *,
    relations: pd.DataFrame | None = None,
    goods: pd.DataFrame | None = None,
) -> Weights:
    """Estimate what agreement and difference weigh in these records.

    Args:
        records: a ``records`` table, or prepared records.
        decisions: a ``decisions`` table; verdicts on links correct the weights (:mod:`toolkit.linking.judging`).
        relations: a ``relations`` table.
        goods: a ``goods`` table.

    Returns:
        Weights for :func:`suggest_links`; the documented ones wherever the data do not suffice: fewer than
        :data:`FEWEST_RECORDS` records or :data:`FEWEST_PAIRS` pairs of a family, or fewer than three things to compare.
        :meth:`Weights.describe` says which are which.

    Raises:
        TableError: a table lacks a required column or repeats an id.
    """
    parties = records if isinstance(records, Parties) else prepare_parties(records, relations=relations, goods=goods)
    pairs = block_pairs(parties)
    return fit_weights(parties, pairs, compare_keys(parties, pairs), decisions) if len(pairs) else DOCUMENTED


def fit_weights(parties: Parties, pairs: pd.DataFrame, levels: pd.DataFrame, decisions: pd.DataFrame | None = None) -> Weights:
    """Estimate from pairs whose levels are known."""
    weights = DOCUMENTED
    of_pair = parties.family[pairs["left"].to_numpy()] if len(pairs) else np.zeros(0, dtype=np.int8)
    for family, code in FAMILY_CODES.items():
        places = np.flatnonzero(of_pair == code)
        if len(places) < FEWEST_PAIRS or int((parties.family == code).sum()) < FEWEST_RECORDS:
            continue
        sampled = places[:: max(1, -(-len(places) // _SAMPLED))]
        # What contradicts itself is not one party, however much agrees: sister ships would be learned as agreement.
        sampled = sampled[~find_conflicts(parties, pairs.iloc[sampled])]
        if len(sampled) < FEWEST_PAIRS:
            continue
        known = levels.iloc[sampled].reset_index(drop=True)
        known["name"] = fill_open_names(parties, pairs.iloc[sampled], known)
        weights = weights.set(family, _fit_family(known))
    return shift_weights(weights, parties, pairs, levels, decisions)


def fill_open_names(parties: Parties, pairs: pd.DataFrame, levels: pd.DataFrame) -> NDArray[np.int8]:
    """Give the levels of ``name``, open ones compared."""
    found = levels["name"].to_numpy().copy() if "name" in levels.columns else np.full(len(levels), MISSING, dtype=np.int8)
    is_open = found == OPEN
    found[is_open], _ = compare_open_names(parties, pairs.loc[is_open])
    return found


def _fit_family(levels: pd.DataFrame) -> Model:
    start = DOCUMENTED.person
    used = [one for one in start.comparisons if one.name in levels.columns and (levels[one.name] >= 0).mean() >= _OFTEN]
    if len(used) < FEWEST_FIELDS:
        return start
    share = np.clip(1 / (1 + np.exp2(-_SOFT * start.score(levels))), _UNSURE, 1 - _UNSURE)
    first = [one for one in (_count_levels(one, levels[one.name].to_numpy(), share) for one in used) if len(one.levels) > 1]
    if len(first) < FEWEST_FIELDS:
        return start
    try:
        with quiet_splink():
            trained, prior = _run_splink(_add_extremes(levels, first), first, float(np.clip(share.mean(), 0.001, _EVENLY)))
    except ValueError:  # a level that no pair of others reaches drives its probability to nothing: the data do not tell the two apart
        return start
    own = {one.name: one for one in start.comparisons}
    believed = {one.name: _restore_levels(own[one.name], one) for one in trained if _is_believable(one)}
    if "name" not in believed or not 0 < prior < 1:
        return start
    comparisons = tuple(believed.get(one.name, one) for one in start.comparisons)
    return Model(prior / (1 - prior), comparisons, tuple(sorted(believed)), {}, len(levels))


def _add_extremes(levels: pd.DataFrame, comparisons: list[Comparison]) -> pd.DataFrame:
    """Add for each level one pair that agrees in nothing else, and one that agrees in everything else.

    Else a level that no two parties share, as telephones in a clean file, is driven to no probability at all, which Splink
    refuses; and one that no party's records show to next to none, which nobody should believe.
    """
    names = [one.name for one in comparisons]
    places = {one.name: [_place_of(one, level.name) for level in one.levels] for one in comparisons}
    ends = [{name: places[name][end] for name in names} for end in (0, -1)]
    rows = [end | {name: place} for end in ends for name in names for place in places[name]]
    return pd.concat([levels[names], pd.DataFrame(rows, columns=names)], ignore_index=True)


def _place_of(comparison: Comparison, level: str) -> int:
    own = next(one for one in COMPARISONS if one.name == comparison.name)
    return next(place for place, one in enumerate(own.levels) if one.name == level)


def _restore_levels(own: Comparison, trained: Comparison) -> Comparison:
    """Put levels that no pair reached back, with the probabilities that they are documented with."""
    found = {level.name: level for level in trained.levels}
    return replace(own, levels=tuple(found.get(level.name, level) for level in own.levels))


def _count_levels(comparison: Comparison, found: NDArray[np.int8], share: NDArray[np.float64]) -> Comparison:
    """Count how often each level is reached by pairs that the documented weights take for one party, and by others.

    Levels that hardly any pair reaches are left out: nothing can be learned of them.
    """
    filled = found >= 0
    size = len(comparison.levels)
    fewest = max(_FEWEST_OF_LEVEL, _LEAST_SHARE * filled.sum())
    reached = np.flatnonzero(np.bincount(found[filled], minlength=size) >= fewest)
    m = (np.bincount(found[filled], weights=share[filled], minlength=size) + _SMOOTHING)[reached]
    u = (np.bincount(found[filled], weights=1 - share[filled], minlength=size) + _SMOOTHING)[reached]
    kept = replace(comparison, levels=tuple(comparison.levels[at] for at in reached))
    return kept.revise(tuple((m / m.sum()).tolist()), tuple((u / u.sum()).tolist()))


def _is_believable(comparison: Comparison) -> bool:
    """Whether agreement speaks for one party and difference does not."""
    ratios = [level.m / level.u for level in comparison.levels]
    return max(ratios) > 1 and max(ratios[: -(-len(ratios) // 2)]) >= ratios[-1] and ratios[-1] <= 1


def _run_splink(levels: pd.DataFrame, comparisons: list[Comparison], prior: float) -> tuple[list[Comparison], float]:
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[_as_splink(comparison) for comparison in comparisons],
        blocking_rules_to_generate_predictions=[block_on("pair")],
        probability_two_random_records_match=prior,
        retain_matching_columns=False,
        max_iterations=_ROUNDS,
    )
    left = levels[[one.name for one in comparisons]].astype("int32").assign(unique_id=np.arange(len(levels)), pair=np.arange(len(levels)))
    right = left.assign(**{one.name: np.int32(MISSING) for one in comparisons})
    api = DuckDBAPI(connection=open_database())
    linker = Linker([api.register(left, dataset_display_name="a_left"), api.register(right, dataset_display_name="b_right")], settings)
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("pair"),
        fix_u_probabilities=False,
        fix_probability_two_random_records_match=False,
        estimate_without_term_frequencies=True,
        populate_probability_two_random_records_match_from_trained_values=True,
    )
    model: dict[str, Any] = linker.misc.save_model_to_json()
    found = {one["output_column_name"]: one["comparison_levels"][1:] for one in model["comparisons"]}
    return [_read_trained(one, found[one.name]) for one in comparisons], _round(model["probability_two_random_records_match"])


def _as_splink(comparison: Comparison) -> Any:  # noqa: ANN401 - the package is untyped
    import splink.comparison_level_library as library
    from splink.comparison_library import CustomComparison

    name = comparison.name
    place_of = {level.name: place for place, level in enumerate(next(one for one in COMPARISONS if one.name == name).levels)}
    built: list[Any] = [library.CustomLevel(f'"{name}_l" < 0').configure(is_null_level=True)]
    for level in comparison.levels[:-1]:
        one = library.CustomLevel(f'"{name}_l" = {place_of[level.name]}')
        built.append(one.configure(m_probability=level.m, u_probability=level.u))
    last = comparison.levels[-1]
    built.append(library.ElseLevel().configure(m_probability=last.m, u_probability=last.u))
    return CustomComparison(output_column_name=name, comparison_levels=built)


def _read_trained(comparison: Comparison, found: list[dict[str, Any]]) -> Comparison:
    """Take what was estimated; a level that never occurred keeps what it started from."""

    def read(key: str, own: float, cell: dict[str, Any]) -> float:
        value = cell.get(key)
        return min(max(_round(value), _SMALLEST), 1 - _SMALLEST) if isinstance(value, float) else own

    pairs = list(zip(comparison.levels, found, strict=True))
    return comparison.revise(
        tuple(read("m_probability", level.m, cell) for level, cell in pairs),
        tuple(read("u_probability", level.u, cell) for level, cell in pairs),
    )


def _round(value: float) -> float:
    """Cut a figure to digits that do not depend on the order in which cores added it up."""
    return float(f"{value:.9g}")


@contextmanager
def quiet_splink() -> Iterator[None]:
    """Keep Splink's notes out of the way: they may quote rows."""
    before = logging.root.manager.disable
    logging.disable(max(before, logging.WARNING))
    try:
        yield
    finally:
        logging.disable(before)
