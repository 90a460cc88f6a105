"""How much oil: one load written in two books, and the mass that a change of draught stands for."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from toolkit.ids import make_id, make_ref
from toolkit.tables import Row, check, conform, each_row, empty, make_reason

__all__ = ["estimate_loaded_mass", "estimate_loads", "reconcile_transfers"]

METHOD = "trade.fuel/1"
_BOOKED_APART = pd.Timedelta(days=1)
SEA_WATER_T_M3 = 1.025
BEAM_TO_LENGTH = (0.145, 0.16, 0.175)
"""Beam over length of small tankers, low, mid, high: a coaster of 50 to 90 m is 5.7 to 6.9 times as long as wide."""
WATERPLANE = (0.78, 0.83, 0.88)
"""Waterplane coefficient of full-bodied tankers, low, mid, high (Schneekluth and Bertram, Ship Design for Efficiency and
Economy, 2nd ed. 1998, ch. 1)."""
DENSITY_TOLERANCE = 0.005
"""Relative: books round density and volume."""


def reconcile_transfers(transfers: pd.DataFrame) -> pd.DataFrame:
    """Put the books of seller and buyer side by side: rows of one load are counted once.

    One load are rows of different books that name the same giver, taker and volume, a day apart at most: the two sides
    number, date and word their papers each for itself, often on either side of midnight.

    Args:
        transfers: a ``transfers`` table; fuel rows are those with a volume.

    Returns:
        A ``checks`` table, kind ``mass_balance``, a row a load, unit ``t``. ``observed`` is volume times density of one
        book; ``outcome`` is ``within`` where the books agree, else ``above`` or ``below`` (of the first book).

    Raises:
        TableError: if a column is missing.

    >>> from toolkit import tables
    >>> len(reconcile_transfers(tables.empty("transfers")))
    0
    """
    check(transfers, "transfers", columns=("volume_m3",))
    table = conform(transfers, "transfers")
    fuel = table[table["volume_m3"].notna()]
    if fuel.empty:
        return empty("checks")
    return conform(pd.DataFrame([_load(group) for group in _loads(fuel)]), "checks")


def _loads(fuel: pd.DataFrame) -> Iterator[pd.DataFrame]:
    rows = fuel.assign(day=pd.to_datetime(fuel["occurred_at"].str[:10], errors="coerce"), volume=fuel["volume_m3"].astype("str"))
    rows = rows.sort_values(["day", "transfer_id"], kind="stable")
    for _, alike in rows.groupby(["from_id", "to_id", "volume"], dropna=False, sort=True):
        left = alike
        while len(left):
            first = left.iloc[0]
            other_book = left[(left["book"] != first["book"]) & ((left["day"] - first["day"]).abs() <= _BOOKED_APART)]
            load = left.loc[[left.index[0], *other_book.index[:1]]]
            yield load
            left = left.drop(load.index)


def _load(group: pd.DataFrame) -> dict[str, object]:
    refs = [make_ref("transfers", key, column="volume_m3") for key in group["transfer_id"]]
    volume = group["volume_m3"].astype("float64")
    stated = group["mass_kg"].astype("float64") / 1000
    tonnes = (volume * group["density_t_m3"].astype("float64")).fillna(stated)
    first = float(tonnes.iloc[0])
    agree = bool((tonnes.sub(first).abs() <= DENSITY_TOLERANCE * abs(first)).all())
    books = sorted({book for book in group["book"].dropna() if book}) or ["–"]
    reasons = [make_reason("fuel_one_load", refs=refs, volume=float(volume.iloc[0]), tonnes=first, books=books, n=len(group))]
    against = [] if agree else [make_reason("fuel_books_differ", refs=refs, tonnes=[float(t) for t in tonnes])]
    return {
        "check_id": make_id("check", "mass_balance", *sorted(group["transfer_id"])),
        "kind": "mass_balance",
        "subject_id": group["document_no"].dropna().min() if group["document_no"].notna().any() else group["transfer_id"].min(),
        "outcome": "within" if agree else "above" if float(tonnes.max()) > first else "below",
        "observed": first,
        "expected_low": float(tonnes.min()),
        "expected_high": float(tonnes.max()),
        "unit": "t",
        "n": len(group),
        "method": METHOD,
        "reasons": reasons,
        "against": against,
        "refs": refs,
    }


def estimate_loaded_mass(draught_before_m: float, draught_after_m: float, length_m: float) -> tuple[float, float, float]:
    """Estimate the mass that a hull took on, from its change of draught.

    Mass = change of draught × length × beam × waterplane coefficient × density of sea water, with beam and coefficient from
    ranges for small tankers: an order of magnitude with bounds, not a weighing.

    Args:
        draught_before_m: draught before, metres.
        draught_after_m: draught after, metres.
        length_m: length overall, metres.

    Returns:
        Tonnes, low, mid and high; negative where the hull came up.

    >>> [round(t) for t in estimate_loaded_mass(5.1, 5.8, 52.0)]
    [219, 258, 299]
    """
    change = draught_after_m - draught_before_m
    low, mid, high = (change * length_m**2 * b * c * SEA_WATER_T_M3 for b, c in zip(BEAM_TO_LENGTH, WATERPLANE, strict=True))
    return low, mid, high


def estimate_loads(events: pd.DataFrame, tracks: pd.DataFrame) -> pd.DataFrame:
    """Estimate the mass behind each change of draught that an event reports.

    Args:
        events: an ``events`` table; a reason whose values hold ``asset, before`` and ``after`` tells of a change of draught.
        tracks: a ``positions`` table with ``track_id, length_m``.

    Returns:
        A ``checks`` table, kind ``draught_mass``, a row an event and asset, unit ``t``; ``observed`` is the mid, the expected
        range low to high. ``not_assessable`` where no length was reported.

    Raises:
        TableError: if a column is missing.

    >>> from toolkit import tables
    >>> len(estimate_loads(tables.empty("events"), tables.empty("positions")))
    0
    """
    check(events, "events")
    check(tracks, "positions", columns=("track_id", "length_m"))
    changes = [(event, change) for event in each_row(events) for change in event.reasons if change["values"].keys() >= _CHANGE]
    if not changes:
        return empty("checks")
    lengths = tracks.groupby(tracks["track_id"].astype("str"))["length_m"].max()
    rows = [_estimate(event, change["values"], lengths.get(change["values"]["asset"])) for event, change in changes]
    return conform(pd.DataFrame(rows), "checks")


_CHANGE = {"asset", "before", "after"}


def _estimate(event: Row, change: dict[str, Any], length_m: float | None) -> dict[str, object]:
    before, after = float(change["before"]), float(change["after"])
    known = length_m is not None and length_m > 0
    low, mid, high = sorted(estimate_loaded_mass(before, after, float(length_m or 0)))
    code = "draught_mass" if known else "draught_mass_no_length"
    said = {"asset": str(change["asset"]), "before": before, "after": after, "low": low, "mid": mid, "high": high}
    return {
        "check_id": make_id("check", "draught_mass", event.event_id, change["asset"]),
        "kind": "draught_mass",
        "subject_id": event.event_id,
        "outcome": "within" if known else "not_assessable",
        "observed": mid if known else None,
        "expected_low": low if known else None,
        "expected_high": high if known else None,
        "unit": "t",
        "n": 1,
        "method": METHOD,
        "reasons": [{**make_reason(code, refs=event.refs), "values": said}],
        "against": [make_reason("draught_may_be_ballast")],
        "refs": list(event.refs),
    }
