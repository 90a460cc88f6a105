"""The reasons of links: told as they are suggested, or later, for the few that somebody looks at."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_ref
from toolkit.linking.comparisons import NAME
from toolkit.linking.conflicts import find_conflicts, tell_conflicts
from toolkit.linking.evidence import list_evidence
from toolkit.linking.levels import MISSING, OPEN, compare_keys
from toolkit.linking.open_names import compare_open_names
from toolkit.linking.parties import Parties, prepare_parties
from toolkit.linking.weights import DOCUMENTED, Weights, check_weights
from toolkit.tables import Reason, check, conform, make_reason

__all__ = ["Compared", "explain_links", "find_independent", "find_named", "tell_pairs"]

_OTHER_NAMES = frozenset({"partly", "little", "unlike"})
Told = tuple[list[Reason], list[Reason], list[str]]
"""Reasons, against, refs."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs, and what comparing them showed."""

    pairs: pd.DataFrame
    """``left``, ``right``, rows of prepared records."""
    levels: pd.DataFrame
    """One column a comparison."""
    independent: NDArray[np.bool_]
    """Whether anything beside names, countries and the like agrees (:func:`find_independent`)."""
    named: NDArray[np.bool_]
    """Whether a name agrees at least somewhat, or a number that tells a party (:func:`find_named`)."""
    conflict: NDArray[np.bool_]
    """Whether the records contradict each other (:func:`toolkit.linking.conflicts.find_conflicts`)."""


def explain_links(
    records: pd.DataFrame | Parties,
    links: pd.DataFrame,
    weights: Weights | None = None,
    relations: pd.DataFrame | None = None,
    goods: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell the reasons of links that were suggested without (``suggest_links(…, explain=False)``).

    Of a million links a person reads a hundred: pass these, and every record that was linked, since how rare a name or a
    telephone is depends on all of them. Probabilities and weights are left as they are.

    Args:
        records: the ``records``, or prepared records, among which the links were suggested.
        links: a ``links`` table, or part of one. Rows with reasons keep them.
        weights: those by which the links were weighed; by default what ``suggest_links`` noted in ``links.attrs``, else the
            documented weights.
        relations: a ``relations`` table, if the links were suggested with one.
        goods: a ``goods`` table, likewise.

    Returns:
        The same ``links`` in the same order, with ``reasons``, ``against`` and ``refs``.

    Raises:
        TableError: a table lacks a required column.
        ArgumentError: a link names a record that is not there; or links were weighed by estimated weights, and these are
            neither given nor noted.

    >>> import pandas as pd
    >>> from toolkit.linking import suggest_links
    >>> here = {"source_id": "s", "locator": "line=1", "kind": "Vessel", "identifiers": [{"imo": ["9074729"]}] * 2}
    >>> records = pd.DataFrame({"record_id": ["a", "b"], "name": ["HAI YUE 66", "海悦66"]}).assign(**here)
    >>> short = suggest_links(records, explain=False)
    >>> [reason["code"] for reason in explain_links(records, short)["reasons"].iloc[0]]
    ['same_name', 'shared_identifier']
    """
    check_weights(weights)
    check(links, "links")
    noted = links.attrs.get("weights")
    links = conform(links, "links")
    parties = records if isinstance(records, Parties) else prepare_parties(records, relations=relations, goods=goods)
    empty = links["reasons"].map(len).eq(0) & links["against"].map(len).eq(0)
    places = np.flatnonzero((empty & (links["kind"].astype("str") != "successor")).to_numpy(dtype=bool))
    if not len(places):
        return links
    chosen = links.iloc[places]
    if weights is None:
        weights = _read_noted(noted, chosen)
    told = _tell(parties, _find_rows(parties, chosen), weights)
    for column, cells in zip(("reasons", "against", "refs"), zip(*told, strict=True), strict=True):
        filled = links[column].tolist()
        for place, cell in zip(places.tolist(), cells, strict=True):
            filled[place] = cell
        links[column] = pd.Series(filled, index=links.index, dtype="object")
    return conform(links, "links")


def _read_noted(noted: object, links: pd.DataFrame) -> Weights:
    if isinstance(noted, str):
        return Weights.from_json(noted)
    if "trained" in set(links["score_kind"].dropna().astype("str")):
        message = "the links were weighed by estimated weights; pass weights=, or the links as suggest_links returned them"
        raise ArgumentError(message)
    return DOCUMENTED


def _find_rows(parties: Parties, links: pd.DataFrame) -> pd.DataFrame:
    ends = np.stack([parties.find(links[column]) for column in ("left_id", "right_id")], axis=1).astype(np.int32)
    if (ends < 0).any():
        strangers = sorted({*links["left_id"][ends[:, 0] < 0], *links["right_id"][ends[:, 1] < 0]})
        message = f"links name records that are not in records: {strangers[:3]} ({len(strangers)} in all); pass the records they came from"
        raise ArgumentError(message)
    ends.sort(axis=1)
    return pd.DataFrame({"left": ends[:, 0], "right": ends[:, 1]})


def _tell(parties: Parties, pairs: pd.DataFrame, weights: Weights) -> list[Told]:
    levels = compare_keys(parties, pairs)
    if "name" in levels.columns:
        unknown = levels["name"].to_numpy() == OPEN
        if unknown.any():
            found = levels["name"].to_numpy().copy()
            found[unknown], _ = compare_open_names(parties, pairs.loc[unknown])
            levels["name"] = found
    compared = Compared(
        pairs, levels, find_independent(levels, weights), find_named(parties, pairs, levels), find_conflicts(parties, pairs)
    )
    return tell_pairs(parties, compared, weights)


def find_independent(levels: pd.DataFrame, weights: Weights) -> NDArray[np.bool_]:
    """Say for which pairs enough agrees beside names, countries and the like."""
    found = np.zeros(len(levels))
    for one in weights.person.comparisons:
        if one.name in levels.columns:
            place = levels[one.name].to_numpy()
            found += np.where(place < 0, 0.0, np.array([level.independent for level in one.levels])[np.maximum(place, 0)])
    return np.asarray(found >= 1, dtype=np.bool_)


def find_named(parties: Parties, pairs: pd.DataFrame, levels: pd.DataFrame) -> NDArray[np.bool_]:
    """Say for which pairs a name agrees at least somewhat, or a number that tells a party.

    A name with a number and the same name without one may be those of sister ships: they do not agree.
    """
    numbered = np.zeros(len(parties), dtype=bool)
    numbered[parties.of("number").rows] = True
    alike = [place for place, level in enumerate(NAME.levels) if level.name not in _OTHER_NAMES]
    names = levels["name"].to_numpy() if "name" in levels.columns else np.full(len(levels), MISSING)
    found: NDArray[np.bool_] = np.isin(names, alike)
    found &= numbered[pairs["left"].to_numpy()] == numbered[pairs["right"].to_numpy()]
    for scheme in ("lifelong", *IDENTIFIERS):
        if scheme in levels.columns and scheme != "phone":
            found |= levels[scheme].to_numpy() == 0
    return found


def tell_pairs(parties: Parties, compared: Compared, weights: Weights) -> list[Told]:
    """Tell everything of compared pairs.

    Args:
        parties: prepared records.
        compared: the pairs, none of their levels open.
        weights: by which they were weighed.
    """
    rows = zip(compared.pairs["left"].tolist(), compared.pairs["right"].tolist(), strict=True)
    levels = compared.levels.to_dict("records")
    return [_tell_pair(parties, compared, (at, pair), levels[at], weights) for at, pair in enumerate(rows)]


def _tell_pair(
    parties: Parties, compared: Compared, where: tuple[int, tuple[int, int]], levels: Mapping[Hashable, int], weights: Weights
) -> Told:
    at, pair = where
    reached = {str(name): level for name, level in levels.items()}
    reasons, against = list_evidence(parties, pair, reached, weights.of(int(parties.family[pair[0]])))
    refs = [make_ref("records", parties.ids[row], column="name") for row in pair]
    if not compared.independent[at]:
        against.append(make_reason("name_only", refs=refs))
    if not compared.named[at]:
        against.append(make_reason("no_common_name", refs=refs))
    if compared.conflict[at]:
        against.extend(tell_conflicts(parties, *pair))
    return reasons, against, sorted({ref for reason in (*reasons, *against) for ref in reason["refs"]})
