"""What each detector of this room answered: found, not found, or not assessable and why."""

import pandas as pd

from toolkit import tables
from toolkit.ids import make_id
from toolkit.scans.library import ScanLibrary
from toolkit.scans.loads import find_empties, find_misweighed, measure_loads
from toolkit.scans.mismatches import find_mismatches
from toolkit.scans.outliers import MIN_LOT, MIN_SCANS, find_outliers, find_uneven_lots
from toolkit.scans.reused import find_reused
from toolkit.tables import Reason

__all__ = ["assess_library"]

METHOD = "scans.assessments/2"
SUBJECT = "scans"


def assess_library(library: ScanLibrary, goods: pd.DataFrame, *, checks: pd.DataFrame | None = None) -> pd.DataFrame:
    """Say of each detector what it found, or why it could not look.

    Args:
        library: scans.
        goods: a ``goods`` table.
        checks: what all of the detectors gave already; they are run if it is left out.

    Returns:
        An ``assessments`` table, one row each for ``scan_mismatch``, ``scan_reused``, ``scan_outlier``, ``scan_lot_uneven``,
        ``scan_empty`` and ``scan_weight``; its subject is the table ``scans``.

    Raises:
        TableError: ``goods`` is not a goods table.
    """
    if checks is None:
        compared = [find_mismatches(library, goods), find_reused(library), find_outliers(library, goods), find_uneven_lots(library)]
        loads = measure_loads(library)
        weighed = [find_empties(library, loads=loads), find_misweighed(library, goods, loads=loads)]
        checks = pd.concat([*compared, *weighed], ignore_index=True)
    scans = library.metadata
    mismatches = checks[checks["kind"] == "scan_mismatch"]
    return tables.conform(
        pd.DataFrame(
            [
                _assess_mismatches(mismatches, len(scans)),
                _assess_pairs(checks, scans),
                _assess_outliers(checks, mismatches, len(scans)),
                _assess_lots(checks, scans),
                *(_assess_loads(kind, checks[checks["kind"] == kind], len(scans)) for kind in ("scan_empty", "scan_weight")),
            ]
        ),
        "assessments",
    )


def _assess_mismatches(checks: pd.DataFrame, scans: int) -> dict[str, object]:
    open_checks = checks[checks["outcome"] == "not_assessable"]
    undeclared = sum(reasons[0]["code"] == "scan_not_declared" for reasons in open_checks["reasons"])
    examined = len(checks) - len(open_checks)
    if not scans:
        return _row("scan_mismatch", None, 0, tables.make_reason("scan_library_empty"))
    if undeclared == len(checks):
        return _row("scan_mismatch", None, 0, tables.make_reason("scan_all_undeclared", scans=scans))
    if not examined:
        return _row("scan_mismatch", None, 0, tables.make_reason("scan_none_comparable", subjects=len(checks) - undeclared))
    against = [tables.make_reason("scan_some_not_assessable", subjects=len(open_checks))] if len(open_checks) else []
    return _row(
        "scan_mismatch", int((checks["outcome"] == "below").sum()), examined, against=[*against, tables.make_reason("scan_cannot_show")]
    )


def _assess_pairs(checks: pd.DataFrame, scans: pd.DataFrame) -> dict[str, object]:
    filed = int(scans["container_id"].notna().sum())
    if not len(scans):
        return _row("scan_reused", None, 0, tables.make_reason("scan_library_empty"))
    if not filed:
        return _row("scan_reused", None, 0, tables.make_reason("scan_all_undeclared", scans=len(scans)))
    return _row("scan_reused", int((checks["kind"] == "scan_reused").sum()), filed)


def _assess_outliers(checks: pd.DataFrame, mismatches: pd.DataFrame, scans: int) -> dict[str, object]:
    declared = sum(reasons[0]["code"] != "scan_not_declared" for reasons in mismatches["reasons"])
    if not scans:
        return _row("scan_outlier", None, 0, tables.make_reason("scan_library_empty"))
    if not declared:
        return _row("scan_outlier", None, 0, tables.make_reason("scan_all_undeclared", scans=scans))
    if declared < MIN_SCANS:
        return _row("scan_outlier", None, 0, tables.make_reason("scan_none_comparable", subjects=declared))
    return _row("scan_outlier", int((checks["kind"] == "scan_outlier").sum()), declared)


def _assess_lots(checks: pd.DataFrame, scans: pd.DataFrame) -> dict[str, object]:
    sizes = scans["lot_id"].value_counts()
    judged = int(sizes[sizes >= MIN_LOT].sum())
    if not len(scans):
        return _row("scan_lot_uneven", None, 0, tables.make_reason("scan_library_empty"))
    if not judged:
        return _row("scan_lot_uneven", None, 0, tables.make_reason("scan_no_lots", lots=int((sizes > 0).sum()), least=MIN_LOT))
    return _row("scan_lot_uneven", int((checks["kind"] == "scan_lot_uneven").sum()), judged)


def _assess_loads(detector: str, checks: pd.DataFrame, scans: int) -> dict[str, object]:
    if not scans:
        return _row(detector, None, 0, tables.make_reason("scan_library_empty"))
    examined = checks[checks["outcome"] != "not_assessable"]
    if examined.empty:
        return _row(detector, None, 0, tables.make_reason("scan_loads_unknown", scans=scans))
    left_out = len(checks) - len(examined)
    against = [tables.make_reason("scan_some_not_assessable", subjects=left_out)] if left_out else []
    return _row(detector, int((examined["outcome"] != "within").sum()), len(examined), against=against)


def _row(
    detector: str, found: int | None, examined: int, why: Reason | None = None, against: list[Reason] | None = None
) -> dict[str, object]:
    outcome = "not_assessable" if found is None else "found" if found else "not_found"
    said = (
        tables.make_reason("scan_found", found=found, examined=examined)
        if found
        else tables.make_reason("scan_none_found", examined=examined)
    )
    return {
        "assessment_id": make_id("assessment", detector, SUBJECT),
        "detector": detector,
        "subject_id": SUBJECT,
        "outcome": outcome,
        "n_found": found or 0,
        "n_examined": examined,
        "method": METHOD,
        "reasons": [why or said],
        "against": against or [],
    }
