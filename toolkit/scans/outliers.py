"""Scans that resemble none of those declared as they are, or none of their lot."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.ids import make_id, make_ref
from toolkit.scans.declared import read_declared
from toolkit.scans.library import ScanLibrary

__all__ = ["MIN_DEVIATIONS", "MIN_LOT", "MIN_SCANS", "find_outliers", "find_uneven_lots"]

METHOD = "scans.outliers/1"
MIN_SCANS = 20
"""A heading with fewer scans than this is not judged."""
MIN_LOT = 8
"""A lot with fewer scans than this is not judged."""
MIN_DEVIATIONS = 5.0
"""How many robust standard deviations (1.4826 × median absolute deviation) below the median stand out."""
NEAREST = 5


def find_outliers(library: ScanLibrary, goods: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find scans that lie far from all others declared under their heading.

    Args:
        library: scans.
        goods: a ``goods`` table that declares them; the library's own ``declared_hs`` by default.

    Returns:
        A ``checks`` table of kind ``scan_outlier`` with the scans that stand out: ``observed`` is the mean similarity to
        the five nearest of the heading, ``expected_low`` where standing out begins.
    """
    declared = read_declared(library.metadata, tables.empty("goods") if goods is None else tables.conform(goods, "goods"))
    names = library.metadata["scan_id"].tolist()
    vectors = library.vectors("cnn")
    rows = []
    by_scan = declared.headings
    for heading in sorted({heading for headings in by_scan for heading in headings}):
        members = np.array([row for row, headings in enumerate(by_scan) if heading in headings])
        if len(members) < MIN_SCANS:
            continue
        for far in _find_far(vectors[members], members):
            refs = [make_ref("scans", names[far.row]), *declared.refs[far.row]]
            rows.append(_as_check("scan_outlier", names[far.row], heading, far, "scan_far_from_heading", {"heading": heading}, refs))
    return tables.make_table(rows, "checks")


def find_uneven_lots(library: ScanLibrary) -> pd.DataFrame:
    """Find scans that lie far from all others of their lot: goods of one lot are mostly alike.

    Args:
        library: scans; those without a ``lot_id`` are left out.

    Returns:
        A ``checks`` table of kind ``scan_lot_uneven`` with the scans that stand out, as :func:`find_outliers` gives it.
    """
    scans = library.metadata
    vectors, names = library.vectors("cnn"), scans["scan_id"].tolist()
    rows = []
    for lot, found in scans.groupby("lot_id", observed=True).indices.items():
        members = np.asarray(found, np.int64)
        if len(members) >= MIN_LOT:
            for far in _find_far(vectors[members], members):
                refs = [make_ref("scans", names[far.row]), make_ref("scans", names[far.row], column="lot_id")]
                rows.append(_as_check("scan_lot_uneven", names[far.row], str(lot), far, "scan_far_from_lot", {"lot": str(lot)}, refs))
    return tables.make_table(rows, "checks")


@dataclass(frozen=True, slots=True)
class _Far:
    row: int
    close: float
    low: float
    deviations: float
    others: int


def _find_far(vectors: NDArray[np.float32], members: NDArray[np.int64]) -> list[_Far]:
    similarities = vectors @ vectors.T
    np.fill_diagonal(similarities, -np.inf)
    closeness = np.sort(similarities, axis=1)[:, -NEAREST:].mean(axis=1)
    middle = float(np.median(closeness))
    spread = 1.4826 * float(np.median(np.abs(closeness - middle)))
    low = middle - MIN_DEVIATIONS * spread
    return [
        _Far(member, close, low, (middle - close) / spread, len(members) - 1)
        for member, close in zip(members.tolist(), closeness.tolist(), strict=True)
        if spread > 0 and close < low
    ]


def _as_check(  # noqa: PLR0913, PLR0917 - the columns of one row
    kind: str, scan_id: str, group: str, far: _Far, code: str, values: dict[str, str], refs: list[str]
) -> dict[str, object]:
    said: dict[str, Any] = {"k": NEAREST, "n": far.others, "similarity": far.close, "deviations": far.deviations, **values}
    why = tables.make_reason(code, refs=refs, **said)
    return {
        "check_id": make_id("check", kind, scan_id, group),
        "kind": kind,
        "subject_id": scan_id,
        "outcome": "below",
        "observed": far.close,
        "expected_low": far.low,
        "expected_high": 1.0,
        "unit": "cosine",
        "n": far.others,
        "method": METHOD,
        "reasons": [why],
        "against": [tables.make_reason("scan_lawful_variety"), tables.make_reason("scan_cannot_show")],
        "refs": refs,
    }
