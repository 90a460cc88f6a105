"""Whether the way that a voyage took, and the time that it took, were plausible."""

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import NAUTICAL_MILE_M
from toolkit.routes.diversions import DIVERSIONS, Diversion, explain_diversions
from toolkit.routes.plans import plan_routes
from toolkit.routes.ports import load_ports
from toolkit.tables import Reason, make_reason

__all__ = ["check_voyages"]

METHOD = "routes.detours/1"
MAX_RATIO = 1.3
FASTEST_KN = 25.0
USUAL_KN = 16.0
"""Container ships of 3,000 to 14,500 TEU, the fastest cargo ships, sailed at 16 to 16.3 kn on average in 2012, and were built for 24 kn
and more; no cargo ship exceeds 25 kn over a whole voyage (Third IMO Greenhouse Gas Study 2014, figure 39)."""
_NETWORK_SLACK = 0.9  # lanes are coarse: a voyage may be somewhat shorter than the planned way
_SHORT_KM = 100.0  # the lanes are too coarse to judge less

Voyage = Mapping[Hashable, object]


def check_voyages(
    voyages: pd.DataFrame,
    *,
    ports: pd.DataFrame | None = None,
    k: int = 3,
    max_ratio: float = MAX_RATIO,
    diversions: Sequence[Diversion] = DIVERSIONS,
) -> pd.DataFrame:
    """Hold each voyage against the plausible ways between its ports, and against the time that a ship needs for them.

    The plausible set is what :func:`plan_routes` gives: the ``k`` shortest ways that differ in their passages, and the two around
    each passage that was lawfully avoided at that date. The detour is measured against the one that the voyage fits best: of
    those through all passages that she was seen in, or of all if none is, the longest that is not longer than the voyage. Where
    that one avoids a passage lawfully, the date and its source are said.

    Args:
        voyages: a ``voyages`` table; of those that were only declared, the declared ports and times are judged.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`.
        k: how many ways are plausible.
        max_ratio: observed over planned distance above which the outcome is ``above``.
        diversions: dated reasons to avoid passages.

    Returns:
        ``checks``: ``route_detour`` (distance over that of the best fitting way) and ``transit_time`` (days, against the least
        that the shortest way asks for), one of each a voyage; ``not_assessable`` says why.

    Raises:
        TableError: if ``voyages`` is no ``voyages`` table.
        ArgumentError: ``k`` is below 1.
    """
    tables.check(voyages, "voyages")
    told = tables.conform(voyages, "voyages").to_dict("records")
    known = set((load_ports() if ports is None else ports)["port_id"].astype("str"))
    ends = [_ends(row) for row in told]
    asked = sorted({pair for pair in ends if pair[0] != pair[1] and set(pair) <= known})
    ways = _plan(asked, (), k, ports)
    valid = [
        explain_diversions(ways[pair].iloc[0]["passages"], *_times(row), diversions) if pair in ways else []
        for row, pair in zip(told, ends, strict=True)
    ]
    around = {
        diversion: _plan(sorted({pair for pair, own in zip(ends, valid, strict=True) if diversion in own}), diversion.passages, 2, ports)
        for diversion in diversions
    }
    rows: list[dict[str, object]] = []
    for row, pair, lawful in zip(told, ends, valid, strict=True):
        own = ways.get(pair)
        if own is not None:
            open_ = [around[diversion][pair] for diversion in lawful if pair in around[diversion]]
            own = pd.concat([own, *open_]).drop_duplicates("route_id").sort_values(["distance_km", "route_id"])
        rows += [_detour(row, pair, own, max_ratio, diversions), _transit(row, pair, own)]
    return tables.make_table(rows, "checks")


def _plan(
    pairs: Sequence[tuple[str, str]], avoid: Sequence[str], k: int, ports: pd.DataFrame | None
) -> dict[tuple[str, str], pd.DataFrame]:
    """Plan the ways of each pair of ports; pairs without any are left out."""
    plans = pd.DataFrame(plan_routes([pair[0] for pair in pairs], [pair[1] for pair in pairs], avoid=avoid, k=k, ports=ports))
    planned = plans[plans["rank"] > 0].sort_values(["from_place", "to_place", "rank"])
    return {(str(start), str(goal)): own for (start, goal), own in planned.groupby(["from_place", "to_place"])}


def _ends(voyage: Voyage) -> tuple[str, str]:
    sides = ((voyage["from_port"], voyage["declared_from_port"]), (voyage["to_port"], voyage["declared_to_port"]))
    start, goal = (str(own if not pd.isna(own) else told) for own, told in sides)  # type: ignore[call-overload]
    return start, goal


def _detour(
    voyage: Voyage, pair: tuple[str, str], ways: pd.DataFrame | None, limit: float, diversions: Sequence[Diversion]
) -> dict[str, object]:
    km = voyage["distance_km"]
    why = _not_assessable(pair, ways)
    if why is None and (not isinstance(km, float) or np.isnan(km)):
        why = make_reason("route_check_no_distance")
    if why is not None or ways is None or not isinstance(km, float):
        return _row(voyage, "route_detour", "not_assessable", np.nan, (0.0, limit), (0, "ratio"), ([why] if why else [], []))
    seen = set(voyage["passages"]) if isinstance(voyage["passages"], list) else set()
    possible = ways[[set(names) >= seen for names in ways["passages"]]] if seen else ways
    fitting = possible if len(possible) else ways
    shorter = fitting[fitting["distance_km"] * _NETWORK_SLACK <= km]
    best = shorter.iloc[-1] if len(shorter) else fitting.iloc[0]
    ratio = round(km / best["distance_km"], 3)
    shortest = ways.iloc[0]
    outcome = "above" if ratio > limit else "below" if ratio < _NETWORK_SLACK else "within"
    reasons = [
        make_reason(
            "route_detour",
            ratio=round(ratio, 2),
            km=round(km),
            best_km=round(best["distance_km"]),
            passages=list(best["passages"]) or ["–"],
            shortest=round(km / shortest["distance_km"], 2),
            ways=len(ways),
        )
    ]
    avoided = set(shortest["passages"]) - set(best["passages"])
    against = [_lawful(diversion) for diversion in explain_diversions(avoided, *_times(voyage), diversions)]
    if outcome == "above":
        against.append(make_reason("route_detour_may_be"))
    if outcome == "below":
        against.append(make_reason("route_detour_unheard"))
    return _row(voyage, "route_detour", outcome, ratio, (_NETWORK_SLACK, limit), (len(ways), "ratio"), (reasons, against))


def _lawful(diversion: Diversion) -> Reason:
    return make_reason(
        "route_diversion",
        passages=list(diversion.passages),
        start=diversion.started_on,
        end=diversion.ended_on or "–",
        cause=diversion.cause,
        source=diversion.source,
    )


def _transit(voyage: Voyage, pair: tuple[str, str], ways: pd.DataFrame | None) -> dict[str, object]:
    start, end = _times(voyage)
    why = _not_assessable(pair, ways)
    if why is None and (start is None or end is None):
        why = make_reason("route_check_no_times")
    if why is not None or ways is None or start is None or end is None:
        return _row(voyage, "transit_time", "not_assessable", np.nan, (np.nan, np.nan), (0, "d"), ([why] if why else [], []))
    km = float(ways["distance_km"].min())
    least, usual = (km / (knots * NAUTICAL_MILE_M / 1000) / 24 for knots in (FASTEST_KN, USUAL_KN))
    days = (end - start) / pd.Timedelta(days=1)
    outcome = "below" if days < least * _NETWORK_SLACK else "within"
    knots = round(km * 1000 / NAUTICAL_MILE_M / (days * 24), 1) if days > 0 else float("inf")
    reason = make_reason(
        "route_transit", days=round(days, 1), km=round(km), least=round(least, 1), usual=round(usual, 1), knots=knots, fastest=FASTEST_KN
    )
    against = [make_reason("route_transit_may_be")] if outcome == "below" else []
    return _row(voyage, "transit_time", outcome, round(days, 2), (round(least, 2), np.nan), (len(ways), "d"), ([reason], against))


def _not_assessable(pair: tuple[str, str], ways: pd.DataFrame | None) -> Reason | None:
    if pair[0] == pair[1]:
        return make_reason("route_check_same_port", port=pair[0])
    if ways is None:
        return make_reason("route_check_no_way", start=pair[0], goal=pair[1])
    if float(ways["distance_km"].min()) < _SHORT_KM:
        return make_reason("route_check_short", km=round(float(ways["distance_km"].min())), limit=_SHORT_KM)
    return None


def _times(voyage: Voyage) -> tuple[pd.Timestamp | None, pd.Timestamp | None]:
    """Give start and end, observed or declared; of a declared day, what allows the voyage most time."""
    found: list[pd.Timestamp | None] = []
    for own, told, days in (("started_at", "declared_started_at", 0), ("ended_at", "declared_ended_at", 1)):
        seen, said = voyage[own], voyage[told]
        if isinstance(seen, pd.Timestamp) and not pd.isna(seen):
            found.append(seen)
        elif isinstance(said, str) and said:
            at = pd.Timestamp(said)
            at = at.tz_localize("UTC") if at.tzinfo is None else at
            found.append(at if "T" in said else at + pd.Timedelta(days=days))
        else:
            found.append(None)
    return found[0], found[1]


def _row(  # noqa: PLR0913, PLR0917 - a check has that many sides
    voyage: Voyage,
    kind: str,
    outcome: str,
    observed: float,
    expected: tuple[float, float],
    basis: tuple[int, str],
    told: tuple[list[Reason], list[Reason]],
) -> dict[str, object]:
    refs = voyage["refs"] if isinstance(voyage["refs"], list) else []
    return {
        "check_id": ids.make_id("check", kind, str(voyage["voyage_id"])),
        "kind": kind,
        "subject_id": str(voyage["voyage_id"]),
        "outcome": outcome,
        "observed": observed,
        "expected_low": expected[0],
        "expected_high": expected[1],
        "unit": basis[1],
        "n": basis[0],
        "method": METHOD,
        "reasons": told[0],
        "against": told[1],
        "refs": refs,
    }
