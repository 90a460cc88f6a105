"""Suggest which records are one party."""

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.engines.memory import release_memory
from toolkit.errors import ArgumentError
from toolkit.linking.blocking import block_pairs
from toolkit.linking.comparisons import ALIKE, NAME
from toolkit.linking.conflicts import find_conflicts
from toolkit.linking.contradictions import CONFLICT
from toolkit.linking.door import check_share
from toolkit.linking.families import FAMILY_CODES
from toolkit.linking.judged import find_judged, link_id
from toolkit.linking.levels import OPEN, compare_keys
from toolkit.linking.open_names import compare_open_names
from toolkit.linking.parties import Parties, extend_parties, prepare_parties
from toolkit.linking.successors import pair_successors
from toolkit.linking.telling import Compared, find_independent, find_named, tell_pairs
from toolkit.linking.training import fit_weights
from toolkit.linking.weights import Weights, check_weights
from toolkit.tables import conform, empty, last_verdicts

__all__ = ["METHOD", "NAME_ONLY", "suggest_links"]

METHOD = "linking.links/2"
NAME_ONLY = 0.9
"""The highest probability of a pair for which nothing but names, countries and the like agrees, or of which no name and no number does."""
_HIGHEST = 1 - 1e-9
_MOST_BITS = 60.0
_DATES = ("birth", "founded")
_NAMED_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class _Scored:
    """Pairs to show, and their weights."""

    compared: Compared
    weight: NDArray[np.float64]
    support: NDArray[np.float64]
    """Probability before conflicts are counted."""


def suggest_links(  # noqa: PLR0913 - keywords, each of a use of its own
    records: pd.DataFrame | Parties,
    threshold: float = 0.5,
    decisions: pd.DataFrame | None = None,
    *,
    relations: pd.DataFrame | None = None,
    goods: pd.DataFrame | None = None,
    weights: Weights | None = None,
    known: pd.DataFrame | Parties | None = None,
    previous: pd.DataFrame | None = None,
    explain: bool = True,
) -> pd.DataFrame:
    """Suggest pairs of records that may be one person, company or vessel.

    Records are compared within persons, companies and vessels, across all sources. Pairs that share a key are compared by
    keys, and by their names where no key of these agrees; Splink estimates what each level weighs if the data suffice,
    else the documented weights are used (:mod:`toolkit.linking.comparisons`). A name alone never merges: a pair for which
    nothing independent agrees gets at most :data:`NAME_ONLY`; so does one of which neither a name nor a number agrees, as
    of sister ships that share all but these. A conflict (another valid IMO number, another birth date)
    sets ``conflict`` and lowers the probability, and the pair is still shown if what speaks for it would have reached the
    threshold.

    Args:
        records: a ``records`` table, or prepared records (:func:`prepare_parties`).
        threshold: lowest probability to show, 0..1.
        decisions: a ``decisions`` table; verdicts correct the weights, and pairs that somebody judged are shown whatever
            their probability.
        relations: a ``relations`` table: owners and directors shared by two records are evidence, and help to recognise
            successor companies. Of prepared records it must be given to :func:`prepare_parties` too.
        goods: a ``goods`` table: importers, exporters, declarants and containers that stand beside one another, likewise.
        weights: of an earlier estimate (:func:`estimate_weights`), so that records which arrive later are weighed alike.
        known: records linked before. Only pairs that involve one of ``records`` are compared then.
        previous: the ``links`` of an earlier run. With ``known`` they are returned with the new ones; and pairs in them that
            somebody judged are shown in every case.
        explain: whether to tell reasons; of very many links :func:`explain_links` can tell them later, some at a time. Where
            nothing is told the columns ``reasons``, ``against`` and ``refs`` are left out.

    Returns:
        A ``links`` table. ``kind`` is ``same_party``, or ``successor`` for companies that follow one another
        (:func:`find_successors`), which are never one party. ``weight`` is the match weight in bits, ``score_kind`` says
        whether weights were estimated (``trained``) or are the documented ones. ``attrs`` counts ``pairs`` compared,
        ``pairs_per_record``, and ``names_compared`` one by one, and holds the ``weights`` as :meth:`Weights.to_json` writes them.

    Raises:
        TableError: ``records`` lacks a required column, repeats an id, or holds a cell of another type.
        ArgumentError: ``threshold`` is not between 0 and 1; a record stands among ``known`` too; a decision judges a link
            of records that are not there.

    >>> import pandas as pd
    >>> rows = [("a", "HAI YUE 66", {"imo": ["9074729"]}), ("b", "海悦66", {"imo": ["9074729"]}), ("c", "HAI YUE 68", {})]
    >>> records = pd.DataFrame(rows, columns=["record_id", "name", "identifiers"]).assign(source_id="s", locator="line=1", kind="Vessel")
    >>> suggest_links(records)[["left_id", "right_id", "conflict"]].values.tolist()
    [['a', 'b', False]]
    """
    check_share("threshold", threshold)
    check_weights(weights)
    parties = records if isinstance(records, Parties) else prepare_parties(records, relations=relations, goods=goods)
    first_new = 0
    if known is not None:
        before = known if isinstance(known, Parties) else prepare_parties(known, relations=relations, goods=goods)
        first_new, parties = len(before), extend_parties(before, parties)
    release_memory()
    pairs = _add_judged(parties, block_pairs(parties, first_new=first_new), decisions, previous)
    counts: dict[str, object] = {"pairs": len(pairs), "pairs_per_record": round(len(pairs) / max(1, len(parties) - first_new), 3)}
    found = []
    if len(pairs):
        levels = compare_keys(parties, pairs)
        weights = weights or fit_weights(parties, pairs, levels, decisions)
        judged = np.array(sorted(find_judged(parties, pairs, decisions)), dtype=np.int64)
        scored, counts["names_compared"] = _score(parties, pairs, levels, weights, (threshold, judged))
        del pairs, levels  # of very many records these are large, and told no more of
        release_memory()
        found = [_make_links(parties, scored, weights, explain=explain)]
        del scored
        release_memory()
        counts["weights"] = weights.to_json()
    successors = pair_successors(parties, relations)
    found += [successors, *([previous] if known is not None and previous is not None else [])]
    result = _join([frame for frame in found if len(frame)])
    result.attrs.update(counts)
    release_memory()
    return result


def _join(frames: list[pd.DataFrame]) -> pd.DataFrame:
    if not frames:
        return empty("links")
    if len(frames) > 1:
        frames = [conform(frame, "links", fill=False) for frame in frames]
        frames = [pd.concat(frames, ignore_index=True).drop_duplicates("link_id")]
    # Links that are not explained are very many, have the columns of their table, and are not copied once more.
    return conform(frames[0], "links") if "reasons" in frames[0].columns else frames[0]


def _add_judged(parties: Parties, pairs: pd.DataFrame, decisions: pd.DataFrame | None, previous: pd.DataFrame | None) -> pd.DataFrame:
    """Add pairs that somebody judged and that no rule blocks any more.

    Raises:
        ArgumentError: a judged link names a record that is not there.
    """
    verdicts = last_verdicts(decisions)
    if not verdicts or previous is None or previous.empty:
        return pairs
    judged = conform(previous, "links")
    judged = judged[judged["link_id"].isin(verdicts) & (judged["kind"].astype("str") != "successor")]
    place = parties.place
    strangers = sorted({record for column in ("left_id", "right_id") for record in judged[column] if record not in place})
    if strangers:
        message = f"decisions judge links of records that are not there: {strangers[:3]} ({len(strangers)} in all); pass those records too"
        raise ArgumentError(message)
    ends = np.sort(np.stack([judged["left_id"].map(place), judged["right_id"].map(place)], axis=1).astype(np.int32), axis=1)
    added = pd.DataFrame({"left": ends[:, 0], "right": ends[:, 1]})
    return pd.concat([pairs, added], ignore_index=True).drop_duplicates().sort_values(["left", "right"], ignore_index=True)


def _score(
    parties: Parties, pairs: pd.DataFrame, levels: pd.DataFrame, weights: Weights, shown: tuple[float, NDArray[np.int64]]
) -> tuple[_Scored, int]:
    """Weigh all pairs, compare the names of those that these can still lift to the threshold, and keep what reaches it."""
    threshold, judged = shown
    family = parties.family[pairs["left"].to_numpy()]
    weight = _weigh(levels, family, weights)
    least = math.log2(threshold / (1 - threshold)) if 0 < threshold < 1 else math.copysign(math.inf, threshold - 0.5)
    is_open = levels["name"].to_numpy() == OPEN if "name" in levels.columns else np.zeros(len(pairs), dtype=bool)
    best = np.array([weights.of(code).bits()["name"][-len(ALIKE) :].max() for code in range(len(FAMILY_CODES))])
    worth = weight + np.where(is_open, best[family], _excuse_dates(levels, family, weights)) >= least
    worth[judged] = True
    places = np.flatnonzero(worth)
    kept, known = pairs.iloc[places].reset_index(drop=True), levels.iloc[places].reset_index(drop=True)
    compared = 0
    if is_open[places].any():
        unknown = is_open[places]
        found = known["name"].to_numpy().copy()
        found[unknown], compared = compare_open_names(parties, kept.loc[unknown])
        known["name"] = found
    weight = _weigh(known, family[places], weights)
    independent, named = find_independent(known, weights), find_named(parties, kept, known)
    support = _probability(weight + _excuse_dates(known, family[places], weights))
    support = np.where(independent & named, support, np.minimum(support, NAME_ONLY))
    final = np.flatnonzero((support >= threshold) | np.isin(places, judged))
    conflict = find_conflicts(parties, kept.iloc[final])
    # What reaches the threshold only because a date was excused is shown for the conflict that the date is.
    due = (np.minimum(support, _probability(weight))[final] >= threshold) | np.isin(places[final], judged) | conflict
    final, conflict = final[due], conflict[due]
    pairs, levels = kept.iloc[final].reset_index(drop=True), known.iloc[final].reset_index(drop=True)
    return _Scored(Compared(pairs, levels, independent[final], named[final], conflict), weight[final], support[final]), compared


def _weigh(levels: pd.DataFrame, family: NDArray[np.int8], weights: Weights) -> NDArray[np.float64]:
    total = np.zeros(len(levels))
    for code in range(len(FAMILY_CODES)):
        own = family == code
        if own.any():
            total[own] = weights.of(code).score(levels.loc[own])
    return total


def _excuse_dates(levels: pd.DataFrame, family: NDArray[np.int8], weights: Weights) -> NDArray[np.float64]:
    """Give the bits that another date of birth or foundation costs records of one name: it is a conflict, which must not hide the pair."""
    excused = np.zeros(len(levels))
    same_name = levels["name"].between(0, len(NAME.levels) - len(ALIKE) - 1).to_numpy() if "name" in levels.columns else excused > 0
    for name in _DATES:
        if name in levels.columns:
            place = levels[name].to_numpy()
            for code in range(len(FAMILY_CODES)):
                bits = weights.of(code).bits()[name]
                excused += np.where(same_name & (family == code) & (place == len(bits) - 1), max(0.0, -bits[-1]), 0.0)
    return excused


def _probability(weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn match weights in bits into probabilities."""
    return np.minimum(_HIGHEST, 1 / (1 + np.exp2(-np.clip(weight, -_MOST_BITS, _MOST_BITS))))


def _make_links(parties: Parties, scored: _Scored, weights: Weights, *, explain: bool) -> pd.DataFrame:
    pairs, conflict = scored.compared.pairs.to_numpy(dtype=np.int32), scored.compared.conflict
    place = _order_ids(parties, pairs)
    within = np.argsort(place, axis=1)
    place, ends = np.take_along_axis(place, within, axis=1), np.take_along_axis(pairs, within, axis=1)
    trained = np.array([bool(weights.of(code).estimated) for code in range(len(FAMILY_CODES))])
    left, right = (parties.records["record_id"].iloc[ends[:, side]].reset_index(drop=True) for side in (0, 1))
    frame = pd.DataFrame(
        {
            "link_id": _name_links(left, right),
            "left_id": left,
            "right_id": right,
            "probability": np.minimum(scored.support, _probability(scored.weight + np.where(conflict, CONFLICT, 0.0))),
            "weight": scored.weight,
            "score_kind": _categories(trained[parties.family[ends[:, 0]]].astype(np.int8), "documented", "trained"),
            "kind": _categories(np.zeros(len(ends), dtype=np.int8), "same_party"),
            "conflict": pd.array(conflict, dtype="boolean"),
            "method": _categories(np.zeros(len(ends), dtype=np.int8), METHOD),
        }
    )
    if explain:
        told = tell_pairs(parties, scored.compared, weights)
        for at, column in enumerate(("reasons", "against", "refs")):
            frame[column] = pd.Series([cells[at] for cells in told], dtype="object")
    order = np.lexsort((place[:, 1], place[:, 0], -frame["probability"].to_numpy()))
    return frame.iloc[order].reset_index(drop=True)


def _order_ids(parties: Parties, rows: NDArray[np.int32]) -> NDArray[np.int32]:
    """Give each row its place in the order of record ids: rows stand in it, unless records were added behind them."""
    used = np.unique(rows)
    order = np.argsort(parties.records["record_id"].iloc[used].to_numpy(), kind="stable")
    place = np.zeros(len(parties), dtype=np.int32)
    place[used[order]] = np.arange(len(used), dtype=np.int32)
    return place[rows]


def _name_links(left: pd.Series, right: pd.Series) -> pd.Series:
    """Name each link, some at a time: ids as Python holds them take four times the memory of a column."""
    starts = range(0, max(1, len(left)), _NAMED_AT_ONCE)
    parts = [zip(left.iloc[at : at + _NAMED_AT_ONCE], right.iloc[at : at + _NAMED_AT_ONCE], strict=True) for at in starts]
    return pd.concat([pd.Series([link_id(*pair) for pair in part], dtype="str") for part in parts], ignore_index=True)


def _categories(codes: NDArray[np.int8], *words: str) -> pd.Series:
    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(words)))
