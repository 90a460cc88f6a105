"""Declared voyages beside observed ones."""

from collections.abc import Hashable, Mapping

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.errors import TableError
from toolkit.routes.ports import ONE_PORT_KM, list_neighbours
from toolkit.tables import Reason, make_reason

__all__ = ["compare_routes"]

METHOD = "routes.declared/2"
WINDOW_H = 7 * 24.0
TOLERANCE_H = 36.0
DECLARED = ("declared_from_port", "declared_to_port", "declared_started_at", "declared_ended_at")
PASSAGES = "declared_passages"
Told = Mapping[Hashable, object]

_OBSERVED = {
    "declared_from_port": "from_port",
    "declared_to_port": "to_port",
    "declared_started_at": "started_at",
    "declared_ended_at": "ended_at",
}


def compare_routes(voyages: pd.DataFrame, declared: pd.DataFrame, *, ports: pd.DataFrame | None = None) -> pd.DataFrame:
    """Set what was declared of voyages beside what positions show.

    Each declaration goes to the voyage of its asset that begins or ends nearest to the declared time, within 7 days; a voyage
    takes at most one. A declaration without any time goes to the only voyage between the declared ports, if there is just
    one. A date is compared as a day: anything within it agrees, else 36 h are allowed.

    Args:
        voyages: as :func:`build_voyages` makes them.
        declared: ``asset_id`` (the track, or the asset before it was split) and any of ``declared_from_port``,
            ``declared_to_port`` (port ids), ``declared_started_at``, ``declared_ended_at`` (ISO 8601 text at the precision known),
            ``declared_passages`` (a list of :data:`PASSAGES`); ``refs`` where the rows have them.
        ports: a ``ports`` table: a port within 50 km of the one that was declared is then said to be near, and not to differ.

    Returns:
        ``voyages`` with the declared columns filled: ``reasons`` say what agrees, ``against`` what differs. Declarations
        that no voyage fits follow as rows without observed ports and times.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    tables.check(voyages, "voyages")
    if "asset_id" not in declared.columns:
        message = f"declared lacks column 'asset_id' (found: {list(declared.columns)})"
        raise TableError(message)
    result = tables.conform(voyages, "voyages")
    told = declared.reindex(columns=["asset_id", *DECLARED, PASSAGES, "refs"]).astype("object")
    pairs = _match(result, told)
    beside = {} if ports is None else list_neighbours(ports)
    rows: list[Told] = [
        _compare(row, told.iloc[pairs[n]], beside) if n in pairs else row for n, row in enumerate(result.to_dict("records"))
    ]
    unmatched = [told.iloc[d] for d in range(len(told)) if d not in set(pairs.values())]
    rows += [_unobserved(row) for row in unmatched]
    return tables.make_table(rows, "voyages")


def _match(voyages: pd.DataFrame, told: pd.DataFrame) -> dict[int, int]:
    fits: list[tuple[float, str, str, int, int]] = []
    ids_of = voyages["voyage_id"].astype("str").tolist()
    asset = voyages["asset_id"].astype("str").tolist()
    for d, row in enumerate(told.to_dict("records")):
        own = [n for n, name in enumerate(asset) if row["asset_id"] in {name, name.split("/")[0]}]
        # of equals the order of ids and of what was declared decides, never that of the rows
        said = repr([_text(row[column]) for column in DECLARED] + [str(row[PASSAGES]), str(row["refs"])])
        timed = [(hours, ids_of[n], said, n, d) for n in own if (hours := _apart_h(voyages.iloc[n], row)) <= WINDOW_H]
        fits += timed
        if not timed and not _text(row["declared_started_at"]) and not _text(row["declared_ended_at"]):
            between = [n for n in own if _same_ports(voyages.iloc[n], row)]
            fits += [(0.0, ids_of[between[0]], said, between[0], d)] if len(between) == 1 else []
    pairs: dict[int, int] = {}
    for *_, n, d in sorted(fits):
        if n not in pairs and d not in pairs.values():
            pairs[n] = d
    return pairs


def _apart_h(voyage: pd.Series, told: Told) -> float:
    gaps = [_hours(told[column], voyage[_OBSERVED[column]]) for column in ("declared_started_at", "declared_ended_at")]
    return min((abs(gap) for gap in gaps if not np.isnan(gap)), default=float("inf"))


def _same_ports(voyage: pd.Series, told: Told) -> bool:
    return all(_text(told[c]) == _text(voyage[_OBSERVED[c]]) for c in ("declared_from_port", "declared_to_port"))


def _hours(declared: object, observed: object) -> float:
    """Give the hours from a declared moment to an observed instant; 0 within a declared day, NaN where either is unknown."""
    text = _text(declared)
    if not text or not isinstance(observed, pd.Timestamp) or pd.isna(observed):
        return float("nan")
    start = pd.Timestamp(text)
    start = start.tz_localize("UTC") if start.tzinfo is None else start.tz_convert("UTC")
    end = start + pd.Timedelta(days=1) if "T" not in text else start
    if start <= observed <= end:
        return 0.0
    nearest = start if observed < start else end
    return float((observed - nearest) / pd.Timedelta(hours=1))


def _text(cell: object) -> str:
    return "" if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)) else str(cell)


def _compare(voyage: Told, told: pd.Series, beside: Mapping[str, frozenset[str]]) -> dict[Hashable, object]:
    refs = told["refs"] if isinstance(told["refs"], list) else []
    agreeing: list[Reason] = []
    differing: list[Reason] = []
    for column in DECLARED:
        declared, observed = _text(told[column]), voyage[_OBSERVED[column]]
        if not declared or _text(observed) in ("", "NaT"):
            continue
        same, reason = _judge(column, declared, observed, refs, beside)
        (agreeing if same else differing).append(reason)
    passages = _names(told[PASSAGES])
    for name in passages:
        seen = name in _names(voyage["passages"])
        code = "route_declared_passage_seen" if seen else "route_declared_passage_unseen"
        (agreeing if seen else differing).append(make_reason(code, refs=refs, passage=name, silent_h=_silent_h(voyage)))
    if passages:
        undeclared = [name for name in _names(voyage["passages"]) if name not in passages]
        differing += [make_reason("route_passage_undeclared", refs=refs, passage=name) for name in undeclared]
    innocent = [make_reason("route_declared_may_be")] if differing else []
    return {
        **voyage,
        **{column: _text(told[column]) or None for column in DECLARED},
        PASSAGES: passages,
        "method": METHOD,
        "reasons": [*_reasons(voyage["reasons"]), *agreeing],
        "against": [*_reasons(voyage["against"]), *differing, *innocent],
        "refs": [*_reasons(voyage["refs"]), *refs],
    }


def _reasons(cell: object) -> list[object]:
    return list(cell) if isinstance(cell, list) else []


def _names(cell: object) -> list[str]:
    return [str(name) for name in cell] if isinstance(cell, (list, tuple)) else []


def _silent_h(voyage: Told) -> float:
    hours = voyage["silent_h"]
    return round(hours, 1) if isinstance(hours, float) and not np.isnan(hours) else 0.0


def _judge(column: str, declared: str, observed: object, refs: list[str], beside: Mapping[str, frozenset[str]]) -> tuple[bool, Reason]:
    field = _OBSERVED[column]
    if not isinstance(observed, pd.Timestamp):
        if str(observed) in beside.get(declared, ()):
            near = make_reason(
                "route_declared_port_near", refs=refs, field=field, declared=declared, observed=str(observed), km=ONE_PORT_KM
            )
            return True, near
        same = declared == str(observed)
        code = "route_declared_agrees" if same else "route_declared_differs"
        return same, make_reason(code, refs=refs, field=field, declared=declared, observed=str(observed))
    hours = _hours(declared, observed)
    same = abs(hours) <= TOLERANCE_H
    code = "route_declared_agrees" if same else "route_declared_time_differs"
    shown = observed.strftime("%Y-%m-%dT%H:%M:%SZ")
    return same, make_reason(code, refs=refs, field=field, declared=declared, observed=shown, hours=round(abs(hours), 1))


def _unobserved(told: pd.Series) -> dict[Hashable, object]:
    asset = str(told["asset_id"])
    given: dict[Hashable, object] = {column: _text(told[column]) or None for column in DECLARED}
    refs = told["refs"] if isinstance(told["refs"], list) else []
    return {
        "voyage_id": ids.make_id("voyage", asset, "declared", *given.values()),
        "asset_id": asset,
        **given,
        PASSAGES: _names(told[PASSAGES]),
        "method": METHOD,
        "reasons": [],
        "against": [make_reason("route_declared_unobserved", refs=refs, asset=asset)],
        "refs": refs,
    }
