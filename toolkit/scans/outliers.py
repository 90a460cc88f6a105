"""Scans that resemble none of those declared as they are."""

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.ids import make_id, make_ref
from toolkit.scans.declared import read_declared
from toolkit.scans.library import ScanLibrary

__all__ = ["MIN_DEVIATIONS", "MIN_SCANS", "find_outliers"]

METHOD = "scans.outliers/1"
MIN_SCANS = 20
"""A heading with fewer scans than this is not judged."""
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
    for heading in sorted({heading for headings in declared.headings for heading in headings}):
        members = np.array([row for row, headings in enumerate(declared.headings) if heading in headings])
        if len(members) < MIN_SCANS:
            continue
        similarities = vectors[members] @ vectors[members].T
        np.fill_diagonal(similarities, -np.inf)
        closeness = np.sort(similarities, axis=1)[:, -NEAREST:].mean(axis=1)
        middle = float(np.median(closeness))
        spread = 1.4826 * float(np.median(np.abs(closeness - middle)))
        low = middle - MIN_DEVIATIONS * spread
        for member, close in zip(members.tolist(), closeness.tolist(), strict=True):
            if spread > 0 and close < low:
                refs = [make_ref("scans", names[member]), *declared.refs[member]]
                far = tables.make_reason(
                    "scan_far_from_heading",
                    refs=refs,
                    k=NEAREST,
                    n=len(members) - 1,
                    heading=heading,
                    similarity=close,
                    deviations=(middle - close) / spread,
                )
                rows.append(
                    {
                        "check_id": make_id("check", "scan_outlier", names[member], heading),
                        "kind": "scan_outlier",
                        "subject_id": names[member],
                        "outcome": "below",
                        "observed": close,
                        "expected_low": low,
                        "expected_high": 1.0,
                        "unit": "cosine",
                        "n": len(members) - 1,
                        "method": METHOD,
                        "reasons": [far],
                        "against": [tables.make_reason("scan_lawful_variety"), tables.make_reason("scan_cannot_show")],
                        "refs": refs,
                    }
                )
    return tables.make_table(rows, "checks")
