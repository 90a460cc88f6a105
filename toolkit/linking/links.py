"""Suggest which records are one party."""

import math
from collections.abc import Mapping

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.ids import make_id, make_ref
from toolkit.linking.blocking import block_pairs
from toolkit.linking.evidence import BEST_NAMES, Row, find_conflicts, list_evidence, weigh_names
from toolkit.linking.keys import LIST_COLUMNS, Parties, prepare_parties
from toolkit.linking.scoring import score_pairs
from toolkit.linking.successors import pair_successors
from toolkit.tables import Reason, check, conform, empty, make_reason

__all__ = ["METHOD", "NAME_ONLY", "check_share", "suggest_links"]

METHOD = "linking.links/1"
NAME_ONLY = 0.9
"""The highest probability of a pair for which nothing but names (and countries) agrees."""
_HIGHEST = 1 - 1e-9


def suggest_links(
    records: pd.DataFrame,
    threshold: float = 0.5,
    decisions: pd.DataFrame | None = None,
    *,
    relations: pd.DataFrame | None = None,
    seed: int = 1,
) -> pd.DataFrame:
    """Suggest pairs of records that may be one person, company or vessel.

    Records are compared within persons, companies and vessels, across all sources. Names are prepared once each, pairs
    that share a key are scored by Splink, and where no name key agrees the names themselves are compared. A name alone
    never merges: a pair for which nothing else agrees gets at most :data:`NAME_ONLY`. A conflict (another valid IMO
    number, another birth date) sets ``conflict`` and lowers the probability, and the pair is still shown if what speaks
    for it would have reached the threshold.

    Args:
        records: a ``records`` table.
        threshold: lowest probability to show, 0..1.
        decisions: a ``decisions`` table; pairs that somebody judged are shown whatever their probability.
        relations: a ``relations`` table; directors in it help to recognise successor companies.
        seed: of the sampling by which weights are estimated where the data suffice.

    Returns:
        A ``links`` table. ``kind`` is ``same_party``, or ``successor`` for companies that follow one another
        (:func:`find_successors`), which are never one party. ``score_kind`` says whether weights were estimated
        (``trained``) or are the documented ones of ``toolkit.linking.weights``.

    Raises:
        TableError: ``records`` lacks a required column or repeats an id.
        ArgumentError: ``threshold`` is not between 0 and 1.

    >>> import pandas as pd
    >>> rows = [("a", "HAI YUE 66", {"imo": ["9074729"]}), ("b", "海悦66", {"imo": ["9074729"]}), ("c", "HAI YUE 68", {})]
    >>> records = pd.DataFrame(rows, columns=["record_id", "name", "identifiers"]).assign(source_id="s", locator="line=1", kind="Vessel")
    >>> suggest_links(records)[["left_id", "right_id", "conflict"]].values.tolist()
    [['a', 'b', False]]
    """
    check_share("threshold", threshold)
    check(records, "records", columns=("kind",))
    parties = prepare_parties(records)
    pairs = block_pairs(parties)
    judged = _judged_links(decisions)
    links = _score(parties, pairs, threshold, judged, seed) if len(pairs) else empty("links")
    successors = pair_successors(parties, relations)
    if links.empty:
        return successors
    return conform(pd.concat([links, successors], ignore_index=True), "links") if len(successors) else links


def check_share(argument: str, value: float) -> None:
    """Refuse a number outside 0..1.

    Raises:
        ArgumentError: naming the argument.
    """
    if not 0 <= value <= 1:
        message = f"{argument}={value!r} is not a probability; give a number from 0 to 1"
        raise ArgumentError(message)


def _judged_links(decisions: pd.DataFrame | None) -> frozenset[str]:
    return frozenset() if decisions is None or decisions.empty else frozenset(decisions["target_id"].astype("str"))


def _score(parties: Parties, pairs: pd.DataFrame, threshold: float, judged: frozenset[str], seed: int) -> pd.DataFrame:
    scored, score_kind = score_pairs(parties, pairs, seed=seed)
    rows: dict[str, Row] = {
        record_id: dict(zip(LIST_COLUMNS, cells, strict=True))
        for record_id, *cells in parties.frame[["record_id", *LIST_COLUMNS]].itertuples(index=False)
    }
    links = []
    # A pair that even the best names could not lift to the threshold need not be compared any further.
    worth = (math.log2(threshold / (1 - threshold)) if 0 < threshold < 1 else math.copysign(math.inf, threshold - 0.5)) - BEST_NAMES
    for left, right, weight in zip(scored["left_id"], scored["right_id"], scored["weight"], strict=True):
        link_id = make_id("link", left, right)
        shown = link_id in judged
        if weight < worth and not shown:
            continue
        support, link = _describe_pair(left, right, float(weight), rows, parties)
        if shown or support >= threshold:
            links.append({"link_id": link_id, "left_id": left, "right_id": right, "score_kind": score_kind, "method": METHOD, **link})
    if not links:
        return empty("links")
    frame = pd.DataFrame(links).assign(kind="same_party")
    frame = frame.sort_values(["probability", "left_id", "right_id"], ascending=[False, True, True])
    return conform(frame, "links")


def _describe_pair(left: str, right: str, weight: float, rows: Mapping[str, Row], parties: Parties) -> tuple[float, dict[str, object]]:
    """Complete Splink's weight by names and conflicts, with a reason for each part."""
    a, b = rows[left], rows[right]
    reasons, against, independent = list_evidence(left, right, a, b)
    if not any(_share(a, b, column) for column in ("names_rare", "names_common", "sounds")):
        weight += _weigh_open_names(left, right, parties, reasons, against)
    against.extend(_hub_reasons(left, right, parties))
    support = _probability(weight)
    if not independent:
        support = min(support, NAME_ONLY)
        against.append(make_reason("name_only", refs=_name_refs(left, right)))
    conflicts = find_conflicts(left, right, parties)
    against.extend(conflicts)
    probability = min(support, _probability(weight + sum(reason["weight"] for reason in conflicts)))
    refs = sorted({ref for reason in (*reasons, *against) for ref in reason["refs"]})
    return support, {
        "probability": probability,
        "conflict": bool(conflicts),
        "reasons": reasons,
        "against": against,
        "refs": refs,
    }


def _share(a: Row, b: Row, column: str) -> bool:
    return not set(a[column]).isdisjoint(b[column])


def _weigh_open_names(left: str, right: str, parties: Parties, reasons: list[Reason], against: list[Reason]) -> float:
    compared = weigh_names(parties.names[left], parties.names[right])
    if compared is None:
        return 0.0
    weight, alignment, a, b = compared
    refs = _name_refs(left, right)
    if weight > 0:
        reasons.append(make_reason("similar_names", weight=weight, refs=refs, left=a, right=b, score=alignment.score))
    else:
        against.append(make_reason("names_differ", weight=weight, refs=refs, left=a, right=b, score=alignment.score))
    return weight


def _hub_reasons(left: str, right: str, parties: Parties) -> list[Reason]:
    """Say what both share with many others: shown, never counted."""
    found = []
    phones = parties.identifiers[left].get("phone", frozenset()) & parties.identifiers[right].get("phone", frozenset())
    for phone in sorted(phones & parties.hubs["phone"].keys()):
        refs = [make_ref("records", i, column="identifiers.phone") for i in (left, right)]
        found.append(make_reason("common_phone", refs=refs, value=phone, count=parties.hubs["phone"][phone]))
    address = parties.addresses.get(left)
    if address and address == parties.addresses.get(right) and address in parties.hubs["address"]:
        refs = [make_ref("records", i, column="address") for i in (left, right)]
        found.append(make_reason("common_address", refs=refs, count=parties.hubs["address"][address]))
    return found


def _name_refs(left: str, right: str) -> list[str]:
    return [make_ref("records", left, column="name"), make_ref("records", right, column="name")]


def _probability(weight: float) -> float:
    """Turn a match weight in bits into a probability."""
    return min(_HIGHEST, 1 / (1 + math.exp2(-max(-60.0, min(60.0, weight)))))
