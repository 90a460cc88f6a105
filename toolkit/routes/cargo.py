"""Containers and waybills: joined to the voyages of the ships that can have carried them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.errors import TableError
from toolkit.routes.ports import ONE_PORT_KM, list_neighbours
from toolkit.tables import Reason, make_reason

__all__ = ["join_cargo", "read_milestones"]

METHOD = "routes.cargo/1"
LATE_H = 12.0
"""A loading or discharge may be written down so many hours off."""
WAIT_H = 14 * 24.0
"""Cargo may lie aboard, before the ship leaves or after she came, for so many hours."""
_NEEDED = ("cargo_id", "kind", "time")
_HOUR = pd.Timedelta(hours=1)
_BESIDE = 0.9  # each end that was at a port near the one named

Beside = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """From a loading to the discharge after it; one of both may be missing."""

    cargo: str
    number: int
    loaded: pd.Series | None
    discharged: pd.Series | None

    def cell(self, end: str, column: str) -> object:
        row = self.loaded if end == "loaded" else self.discharged
        value = None if row is None or column not in row.index else row[column]
        return None if value is None or pd.isna(value) else value

    @property
    def refs(self) -> list[str]:
        return [str(ref) for ref in (self.cell("loaded", "ref"), self.cell("discharged", "ref")) if ref is not None]

    @property
    def asset(self) -> str | None:
        named = self.cell("loaded", "asset_id") or self.cell("discharged", "asset_id")
        return None if named is None else str(named)


@dataclass(frozen=True, slots=True)
class _Fit:
    """Voyages of one track that the stretch fits, one after another."""

    waited_h: float
    asset: str
    voyages: pd.DataFrame
    beside: tuple[tuple[str, str], ...]
    """Ports that the milestones name, and those near them that were called at instead."""


def read_milestones(milestones: pd.DataFrame, subject: str = "cargo_id") -> pd.DataFrame:
    """Check milestones at the door, and bring them into an order that does not hang on that of the rows.

    Raises:
        TableError: if a column is missing, or times have no zone.
    """
    missing = [name for name in (subject, *_NEEDED[1:]) if name not in milestones.columns]
    if missing:
        message = f"milestones lacks column {missing[0]!r} (found: {list(milestones.columns)})"
        raise TableError(message)
    if len(milestones) and not isinstance(milestones["time"].dtype, pd.DatetimeTZDtype):
        message = "milestones['time'] has no zone; say which with dt.tz_localize: an hour's difference makes a trip impossible"
        raise TableError(message)
    keys = [subject, "time", "kind", *(name for name in ("port_id", "place", "lon", "lat", "ref") if name in milestones.columns)]
    return milestones.astype({subject: "str", "kind": "str"}).sort_values(keys, kind="stable").reset_index(drop=True)


def join_cargo(
    milestones: pd.DataFrame, voyages: pd.DataFrame, *, subject: str = "cargo_id", ports: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Join each stretch of cargo, from a loading to the discharge after it, to the voyages of the ship that fits.

    A track fits if it left the port of loading after the loading, called wherever it liked, and came to the port of discharge
    before the discharge; 12 hours are allowed for entries made late, and 14 days of waiting at either end. Where a milestone
    names the ship, only her tracks are asked. Where several fit, none is chosen.

    Args:
        milestones: ``cargo_id`` (container or waybill), ``kind`` (``loaded`` and ``discharged``; others are passed over), ``time``
            (UTC), ``port_id`` (or ``place``); ``asset_id`` (the ship) and ``ref`` where rows have them.
        voyages: as :func:`build_voyages` makes them.
        subject: the column that says what the milestones are of.
        ports: a ``ports`` table: a call within 50 km of the port that a milestone names then fits too, with less confidence, for
            papers name a port and positions one of its basins. ``None`` asks for the very port.

    Returns:
        ``legs``: found, not found, or not assessable and why, each with a confidence and its reasons.

    Raises:
        TableError: if a table is not what it is taken for.

    >>> milestones = pd.DataFrame({"cargo_id": "MSKU1", "kind": ["loaded", "discharged"], "port_id": ["CNAAA", "CNBBB"]})
    >>> milestones["time"] = pd.to_datetime(["2025-05-01T08:00Z", "2025-05-03T10:00Z"])
    >>> voyage = {"voyage_id": "v", "asset_id": "mmsi:1", "from_port": "CNAAA", "to_port": "CNBBB", "confidence": 0.9, "method": "m/1"}
    >>> times = {"started_at": pd.Timestamp("2025-05-01T20:00Z"), "ended_at": pd.Timestamp("2025-05-03T02:00Z")}
    >>> legs = join_cargo(milestones, tables.make_table([{**voyage, **times}], "voyages"))
    >>> legs[["outcome", "asset_id", "confidence"]].to_numpy().tolist()
    [['found', 'mmsi:1', 0.9]]
    """
    tables.check(voyages, "voyages")
    ordered = read_milestones(milestones, subject).rename(columns={subject: "cargo_id"})
    if "port_id" not in ordered.columns and "place" in ordered.columns:
        ordered = ordered.rename(columns={"place": "port_id"})
    sailed = tables.conform(voyages, "voyages").sort_values(["asset_id", "started_at", "voyage_id"])
    sailed = sailed[sailed["started_at"].notna()]
    tracks = {str(asset): own for asset, own in sailed.groupby("asset_id")}
    beside = {} if ports is None else list_neighbours(ports)
    stretches = [stretch for cargo, own in ordered.groupby("cargo_id", sort=True) for stretch in _stretches(str(cargo), own)]
    return tables.make_table([_leg(stretch, tracks, beside) for stretch in stretches], "legs")


def _stretches(cargo: str, milestones: pd.DataFrame) -> Iterator[_Stretch]:
    moves = milestones[milestones["kind"].isin(["loaded", "discharged"])]
    number, open_ = 0, None
    for _, row in moves.iterrows():
        if row["kind"] == "loaded":
            if open_ is not None:
                number += 1
                yield _Stretch(cargo, number, open_, None)
            open_ = row
        else:
            number += 1
            yield _Stretch(cargo, number, open_, row)
            open_ = None
    if open_ is not None:
        yield _Stretch(cargo, number + 1, open_, None)


def _leg(stretch: _Stretch, tracks: dict[str, pd.DataFrame], beside: Beside) -> dict[str, object]:
    row: dict[str, object] = {
        "leg_id": ids.make_id(
            "leg", stretch.cargo, stretch.number, str(stretch.cell("loaded", "time")), str(stretch.cell("discharged", "time"))
        ),
        "cargo_id": stretch.cargo,
        "leg_no": stretch.number,
        "from_port": stretch.cell("loaded", "port_id"),
        "to_port": stretch.cell("discharged", "port_id"),
        "loaded_at": stretch.cell("loaded", "time"),
        "discharged_at": stretch.cell("discharged", "time"),
        "confidence": np.nan,
        "method": METHOD,
        "refs": stretch.refs,
    }
    own = _asked(stretch, tracks)
    lacking = [name for name in ("from_port", "to_port", "loaded_at", "discharged_at") if row[name] is None]
    if lacking:
        return {**row, "outcome": "not_assessable", "reasons": [make_reason("route_leg_lacks", refs=stretch.refs, fields=lacking)]}
    if not own:
        return {
            **row,
            "outcome": "not_assessable",
            "reasons": [make_reason("route_leg_no_track", refs=stretch.refs, asset=stretch.asset or "–")],
        }
    fits = sorted(
        (fit for asset, voyages in own.items() for fit in _fits(stretch, asset, voyages, beside)), key=lambda fit: (fit.waited_h, fit.asset)
    )
    if not fits:
        why = make_reason("route_leg_none_fits", refs=stretch.refs, n=len(own), asset=stretch.asset or "–")
        return {**row, "outcome": "not_found", "reasons": [why], "against": [make_reason("route_leg_may_be")]}
    return {**row, **_found(stretch, fits)}


def _asked(stretch: _Stretch, tracks: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give the tracks that may have carried it: of the ship that is named, or all."""
    if stretch.asset is None:
        return tracks
    return {name: own for name, own in tracks.items() if stretch.asset in {name, name.split("/")[0]}}


def _fits(stretch: _Stretch, asset: str, voyages: pd.DataFrame, beside: Beside) -> Iterator[_Fit]:
    """Give the best fitting run of voyages of one track, if there is any."""
    loaded, discharged = (pd.Timestamp(str(stretch.cell(end, "time"))) for end in ("loaded", "discharged"))
    left = (voyages["started_at"] - loaded) / _HOUR
    came = (voyages["ended_at"] - discharged) / -_HOUR
    start, goal = (str(stretch.cell(end, "port_id")) for end in ("loaded", "discharged"))
    departs = voyages["from_port"].isin([start, *beside.get(start, ())]) & left.between(-LATE_H, WAIT_H)
    arrives = voyages["to_port"].isin([goal, *beside.get(goal, ())]) & came.between(-LATE_H, WAIT_H)
    starts, ends = np.flatnonzero(departs.to_numpy()), np.flatnonzero(arrives.to_numpy())
    runs = [(float(abs(left.iloc[a]) + abs(came.iloc[b])), int(a), int(b)) for a in starts for b in ends if a <= b]
    if runs:
        waited, first, last = min(runs)
        own = voyages.iloc[first : last + 1]
        called = {start: str(own["from_port"].iloc[0]), goal: str(own["to_port"].iloc[-1])}
        yield _Fit(waited, asset, own, tuple((named, port) for named, port in called.items() if named != port))


def _found(stretch: _Stretch, fits: list[_Fit]) -> dict[str, object]:
    best = fits[0]
    weakest = float(best.voyages["confidence"].fillna(0.0).min())
    confidence = round(weakest * _BESIDE ** len(best.beside) / len(fits), 2)
    named = stretch.asset is not None
    reasons: list[Reason] = [
        make_reason(
            "route_leg_fits",
            refs=stretch.refs,
            asset=best.asset,
            start=best.voyages["started_at"].iloc[0].strftime("%Y-%m-%dT%H:%M:%SZ"),
            end=best.voyages["ended_at"].iloc[-1].strftime("%Y-%m-%dT%H:%M:%SZ"),
            calls=len(best.voyages) - 1,
        ),
        make_reason("route_leg_named" if named else "route_leg_unnamed", asset=best.asset),
        make_reason("route_leg_share", confidence=confidence, weakest=round(weakest, 2), fits=len(fits)),
    ]
    against = [make_reason("route_leg_others_fit", n=len(fits) - 1, assets=[fit.asset for fit in fits[1:6]])] if len(fits) > 1 else []
    against += [make_reason("route_leg_beside", named=named_port, called=called, km=ONE_PORT_KM) for named_port, called in best.beside]
    alone = len(fits) == 1
    return {
        "outcome": "found" if alone else "not_assessable",
        "asset_id": best.asset if alone else None,
        "voyage_ids": best.voyages["voyage_id"].tolist() if alone else [],
        "started_at": best.voyages["started_at"].iloc[0] if alone else pd.NaT,
        "ended_at": best.voyages["ended_at"].iloc[-1] if alone else pd.NaT,
        "confidence": confidence,
        "reasons": reasons,
        "against": against,
        "refs": [*stretch.refs, *(ref for refs in best.voyages["refs"] for ref in refs)] if alone else stretch.refs,
    }
