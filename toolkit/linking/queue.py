"""What to decide next: the suggested links whose decision would settle most."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.ids import make_ref
from toolkit.linking.door import check_top
from toolkit.linking.parties import Parties
from toolkit.tables import Reason, check, conform, last_verdicts, make_reason

__all__ = ["queue_decisions"]

COLUMNS = {
    "link_id": "object",
    "left_id": "object",
    "right_id": "object",
    "left_entity": "object",
    "right_entity": "object",
    "probability": "float64",
    "settles": "int64",
    "held": "int64",
    "alternatives": "int64",
    "gain": "float64",
    "reasons": "object",
}
ENDS = ("left", "right")
_HELD = frozenset({"held_apart", "close_to_both", "thinly_linked"})
"""What ``entities.against`` says of links that were strong enough and joined nothing."""
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of a link as a sentence names it, and how many records its entity has."""

    name: str
    size: int


def queue_decisions(
    records: pd.DataFrame | Parties, links: pd.DataFrame, entities: pd.DataFrame, decisions: pd.DataFrame | None = None, top: int = 20
) -> pd.DataFrame:
    """Draw up "your next 20": the undecided links, ordered by what a decision on each would settle.

    A link stands for the two entities that it would join. What it would settle is counted in pairs of records:

    - ``settles`` is the product of the sizes of the two entities: so many pairs are joined by an acceptance, or kept apart
      by a rejection. For a link in conflict whose ends are already in one entity of ``n`` records it is ``n - 1``, the
      fewest pairs that a rejection parts.
    - ``held`` counts the links between the two that are in conflict, or that were strong enough to join and did not
      (``held_apart``, ``close_to_both`` and ``thinly_linked`` in ``entities.against``).
    - ``gain`` is ``settles * 4 * p * (1 - p) + held``, with ``p`` the probability of the link: an open question counts in
      full, one that is as good as answered hardly at all, and a held link as much as one open pair.

    Left out is what a decision would not change: links on which there is a verdict (``unsure`` is one, too); all links
    between two entities that a rejection, or an accepted succession, keeps apart already; links within one entity that are
    not in conflict; links of kind ``successor``, which never join.

    Args:
        records: the ``records``, or prepared records; their names are quoted.
        links: a ``links`` table.
        entities: the ``entities`` made of them (:func:`cluster_records`).
        decisions: a ``decisions`` table; the last verdict on a link counts.
        top: how many entries at most.

    Returns:
        A frame with one row for each pair of entities, the greatest ``gain`` first: ``link_id, left_id, right_id,
        left_entity, right_entity, probability, settles, held, alternatives, gain, reasons``. Of several links between the
        same two it names the best: the likeliest of those in conflict if there are any, since nothing else joins the two
        as long as these stand, else the likeliest. ``alternatives`` counts the other undecided ones. ``reasons`` holds one
        reason: ``would_join``, ``would_keep_apart`` (of less than even probability), ``would_settle_conflict``, or
        ``would_part`` (in conflict, in one entity).

    Raises:
        TableError: a table lacks a required column.
        ArgumentError: ``top`` is below 1, or a link names a record that is not in ``records`` or not in ``entities``.

    >>> import pandas as pd
    >>> records = pd.DataFrame({"record_id": ["a", "b", "c"], "source_id": "s", "locator": "line=1", "kind": "Company"})
    >>> rows = [("l", "a", "b", 0.6), ("m", "b", "c", 0.9)]
    >>> links = pd.DataFrame(rows, columns=["link_id", "left_id", "right_id", "probability"]).assign(method="x")
    >>> entities = pd.DataFrame({"record_id": ["a", "b", "c"], "entity_id": ["e", "f", "g"], "method": "x"})
    >>> queue_decisions(records, links, entities)[["link_id", "settles", "gain"]].round(2).values.tolist()
    [['l', 1, 0.96], ['m', 1, 0.36]]
    """
    check_top(top)
    table = records.records if isinstance(records, Parties) else records
    if not isinstance(records, Parties):
        check(table, "records")
    check(entities, "entities")
    best = _weigh(_group(conform(links, "links"), entities, decisions), entities).head(top)
    if best.empty:
        return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in COLUMNS.items()})
    sizes = entities["entity_id"].value_counts()
    named = _name(table, best)
    sides = {end: [_Side(named[i], int(sizes[e])) for i, e in zip(best[f"{end}_id"], best[f"{end}_entity"], strict=True)] for end in ENDS}
    told: list[object] = [[_say(row, *both)] for row, *both in zip(best.to_dict("records"), *sides.values(), strict=True)]
    best = best.assign(reasons=pd.Series(told, index=best.index, dtype="object"))
    return best[list(COLUMNS)].astype(COLUMNS).reset_index(drop=True)


def _group(links: pd.DataFrame, entities: pd.DataFrame, decisions: pd.DataFrame | None) -> pd.DataFrame:
    """Put beside each link its entities and its verdict, and leave out the pairs of entities that are settled.

    Raises:
        ArgumentError: a link names a record without an entity.
    """
    home = pd.Series(entities["entity_id"].to_numpy(dtype=object), index=entities["record_id"].to_numpy(dtype=object))
    found = links[["link_id", "left_id", "right_id"]].astype("object")
    found["probability"] = links["probability"].to_numpy(dtype=float)
    found["conflict"] = links["conflict"].fillna(value=False).to_numpy(dtype=bool)
    found["successor"] = (links["kind"].astype("str") == "successor").to_numpy(dtype=bool)
    verdicts = last_verdicts(decisions)
    found["verdict"] = [verdicts.get(link_id, "") for link_id in found["link_id"]]
    for side in ENDS:
        found[f"{side}_entity"] = found[f"{side}_id"].map(home)
        strangers = sorted(set(found.loc[found[f"{side}_entity"].isna(), f"{side}_id"]))
        if strangers:
            message = f"links name records that are not in entities: {strangers[:3]} ({len(strangers)} in all); cluster them first"
            raise ArgumentError(message)
    left, right = found["left_entity"].to_numpy(dtype=object), found["right_entity"].to_numpy(dtype=object)
    found["one"], found["other"] = np.where(left < right, left, right), np.where(left < right, right, left)
    found["within"] = left == right
    apart = np.where(found["successor"], found["verdict"] == "accept", found["verdict"] == "reject")
    # Within one entity a rejection of one pair says nothing of another.
    settled = (pd.Series(apart, index=found.index) & ~found["within"]).groupby([found["one"], found["other"]]).transform("any")
    open_links: pd.DataFrame = found.loc[~settled.to_numpy(dtype=bool) & ~found["successor"].to_numpy(dtype=bool)]
    return open_links


def _weigh(links: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Choose the best link of each pair of entities, count what it settles, and put the greatest gain first."""
    links = links.assign(stuck=links["conflict"] | (links["link_id"].isin(_find_held(entities)) & ~links["within"]))
    pair = links["one"] + "\n" + links["other"]
    links["held"] = links["stuck"].groupby(pair).transform("sum").astype("int64")
    undecided = links[(links["verdict"] == "") & (~links["within"] | links["conflict"])]
    pair = pair.loc[undecided.index]
    undecided = undecided.assign(alternatives=undecided.groupby(pair)["link_id"].transform("size") - 1, pair=pair)
    ordered = undecided.sort_values(["conflict", "probability", "link_id"], ascending=[False, False, True])
    best = ordered.drop_duplicates("pair")
    sizes = entities["entity_id"].value_counts()
    left, right = (best[column].map(sizes).to_numpy(dtype=np.int64) for column in ("left_entity", "right_entity"))
    best = best.assign(settles=np.where(best["within"], left - 1, left * right))
    best["gain"] = best["settles"] * _doubt(best["probability"].to_numpy(dtype=float)) + best["held"]
    return best.sort_values(["gain", "probability", "link_id"], ascending=[False, False, True])


def _doubt(probability: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give 1 for an even chance, 0 for certainty."""
    return 4 * probability * (1 - probability)


def _find_held(entities: pd.DataFrame) -> set[str]:
    if "against" not in entities.columns:
        return set()
    told = (cell for cell in entities["against"] if isinstance(cell, (list, tuple, np.ndarray)) and len(cell))
    cited = (ref for cell in told for reason in cell if reason["code"] in _HELD for ref in reason["refs"])
    return {ref.removeprefix("links:") for ref in cited if ref.startswith("links:")}


def _name(records: pd.DataFrame, best: pd.DataFrame) -> dict[str, str]:
    """Give the names of the records at the ends; the id where a record bears none.

    Raises:
        ArgumentError: a link names a record that is not there.
    """
    wanted = {*best["left_id"], *best["right_id"]}
    rows = records[records["record_id"].isin(wanted)]
    strangers = sorted(wanted - set(rows["record_id"]))
    if strangers:
        message = f"links name records that are not in records: {strangers[:3]} ({len(strangers)} in all); pass the records they came from"
        raise ArgumentError(message)
    written = rows["name"] if "name" in rows.columns else [None] * len(rows)
    return {str(i): name if isinstance(name, str) and name else str(i) for i, name in zip(rows["record_id"], written, strict=True)}


def _say(row: Mapping[object, object], left: _Side, right: _Side) -> Reason:
    refs = [make_ref("links", str(row["link_id"])), *(make_ref("records", str(row[end])) for end in ("left_id", "right_id"))]
    gain = float(str(row["gain"]))
    if row["within"]:
        return make_reason("would_part", weight=gain, refs=refs, left=left.name, right=right.name, size=left.size)
    code = "would_join" if float(str(row["probability"])) >= _LIKELY else "would_keep_apart"
    sides = {"left": left.name, "left_size": left.size, "right": right.name, "right_size": right.size}
    if row["held"]:
        return make_reason("would_settle_conflict", weight=gain, refs=refs, **sides, held=row["held"])
    return make_reason(code, weight=gain, refs=refs, **sides, pairs=row["settles"])
