"""How much oil: one load written in two books, and the mass that a change of draught stands for."""

import pandas as pd

from toolkit.ids import make_id, make_ref
from toolkit.tables import check, conform, empty, make_reason

__all__ = ["estimate_loaded_mass", "reconcile_transfers"]

METHOD = "trade.fuel/1"
SEA_WATER_T_M3 = 1.025
BEAM_TO_LENGTH = (0.145, 0.16, 0.175)
"""Beam over length of small tankers, low, mid, high: a coaster of 50 to 90 m is 5.7 to 6.9 times as long as wide."""
WATERPLANE = (0.78, 0.83, 0.88)
"""Waterplane coefficient of full-bodied tankers, low, mid, high (Schneekluth and Bertram, Ship Design for Efficiency and
Economy, 2nd ed. 1998, ch. 1)."""
DENSITY_TOLERANCE = 0.005
"""Relative: books round density and volume."""


def reconcile_transfers(transfers: pd.DataFrame) -> pd.DataFrame:
    """Put the books of seller and buyer side by side: rows of one document, or of one day, product and volume, are one load.

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
    keys = fuel["occurred_at"].str[:10].fillna("") + "|" + fuel["product"].fillna("") + "|" + fuel["volume_m3"].astype("str")
    return conform(pd.DataFrame([_load(group) for _, group in fuel.groupby(keys, sort=True)]), "checks")


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
