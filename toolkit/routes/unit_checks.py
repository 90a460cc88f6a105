"""Whether reported speeds are in knots: held against the speeds that the positions themselves imply."""

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import NAUTICAL_MILE_M
from toolkit.routes.fixes import HOUR_US, read_fixes
from toolkit.tables import make_reason

__all__ = ["UNITS", "check_units"]

METHOD = "routes.unit_checks/1"
UNITS = {"kn": 1.0, "km/h": 1.852, "m/s": 1852 / 3600, "0.1 kn": 10.0}
"""How many of the unit make a knot."""
_MIN_STEPS = 30
_MIN_KN, _MAX_H = 3.0, 0.5
_TOLERANCE = 0.15


def check_units(tracks: pd.DataFrame) -> pd.DataFrame:
    """Compare reported speeds with implied ones, source by source: say which unit fits, and change nothing.

    The median of reported over implied speed is taken over steps of at most half an hour and 3 kn or more.

    Returns:
        ``checks`` of kind ``speed_unit``, one a source: ``observed`` is the median ratio. ``within`` where knots fit to 15 %,
        ``above`` or ``below`` with the unit that fits, or that none does; ``not_assessable`` with fewer than 30 such steps.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.
    """
    rows = [_check(str(source), frame) for source, frame in tracks.groupby(tracks["source_id"].astype("str"), sort=True)]
    return tables.make_table(rows, "checks")


def _check(source: str, frame: pd.DataFrame) -> dict[str, object]:
    fixes = read_fixes(frame)
    moves = (
        np.flatnonzero(fixes.joined & (fixes.step_us > 0) & (fixes.step_us <= _MAX_H * HOUR_US)) if len(fixes) else np.zeros(0, np.int64)
    )
    implied = fixes.step_m(moves) / NAUTICAL_MILE_M / (fixes.step_us[moves] / HOUR_US) if len(moves) else np.zeros(0)
    said = (fixes.speed[moves] + fixes.speed[moves + 1]) / 2 if len(moves) else np.zeros(0)
    good = (implied >= _MIN_KN) & (said > 0)
    refs = fixes.refs(0, len(fixes) - 1) if len(fixes) else []
    row = {
        "check_id": ids.make_id("check", "speed_unit", source),
        "kind": "speed_unit",
        "subject_id": source,
        "unit": "reported / implied",
        "expected_low": 1 - _TOLERANCE,
        "expected_high": 1 + _TOLERANCE,
        "n": int(good.sum()),
        "method": METHOD,
        "against": [],
        "refs": refs,
    }
    if good.sum() < _MIN_STEPS:
        return {
            **row,
            "outcome": "not_assessable",
            "reasons": [make_reason("route_unit_unknown", steps=int(good.sum()), needed=_MIN_STEPS)],
        }
    ratio = float(np.median(said[good] / implied[good]))
    fitting = [unit for unit, size in UNITS.items() if abs(ratio / size - 1) <= _TOLERANCE]
    outcome = "within" if fitting[:1] == ["kn"] else "above" if ratio > 1 else "below"
    times, compared = round(ratio, 3), int(good.sum())
    reason = (
        make_reason("route_unit_fits", refs=refs, unit=fitting[0], ratio=times, steps=compared)
        if fitting
        else make_reason("route_unit_none", refs=refs, ratio=times, steps=compared)
    )
    return {**row, "outcome": outcome, "observed": ratio, "reasons": [reason]}
