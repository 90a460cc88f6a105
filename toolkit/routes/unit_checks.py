"""Whether reported speeds are in knots: held against the speeds that the positions themselves imply."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import NAUTICAL_MILE_M
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.tables import make_reason

__all__ = ["UNITS", "check_units"]

METHOD = "routes.unit_checks/1"
UNITS = {"kn": 1.0, "km/h": 1.852, "m/s": 1852 / 3600, "0.1 kn": 10.0}
"""How many of the unit make a knot."""
_MIN_STEPS = 30
_MIN_KN, _MAX_H = 3.0, 0.5
_TOLERANCE = 0.15

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def check_units(tracks: pd.DataFrame) -> pd.DataFrame:
    """Compare reported speeds with implied ones, source by source: say which unit fits, and change nothing.

    The median of reported over implied speed is taken over steps of at most half an hour and 3 kn or more. Where units are
    mixed in one source, each track whose speeds fit another unit than the source's has a row of its own.

    Returns:
        ``checks`` of kind ``speed_unit``, one a source and one a track that differs from it: ``observed`` is the median ratio.
        ``within`` where knots fit to 15 %, ``above`` or ``below`` with the unit that fits, or that none does; ``not_assessable`` with
        fewer than 30 such steps.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table, or its times name no zone.
    """
    rows = [row for source, frame in tracks.groupby(tracks["source_id"].astype("str"), sort=True) for row in _check(str(source), frame)]
    return tables.make_table(rows, "checks")


def _check(source: str, frame: pd.DataFrame) -> list[dict[str, object]]:
    fixes = read_fixes(frame)
    step, ratio = _compare(fixes)
    refs = fixes.refs(0, len(fixes) - 1) if len(fixes) else []
    whole = _row(source, (source,), ratio, refs)
    own, starts, count = np.unique(fixes.track[step], return_index=True, return_counts=True)
    rows = [whole]
    for track, start, steps in zip(own.tolist(), starts.tolist(), count.tolist(), strict=True):
        if steps < _MIN_STEPS:
            continue
        some = ratio[start : start + steps]
        if _fitting(some) != _fitting(ratio):
            name = fixes.tracks[track]
            rows.append(_row(name, (source, name), some, fixes.refs(int(fixes.first[track]), int(fixes.first[track + 1]) - 1)))
    return rows


def _compare(fixes: Fixes) -> tuple[Ints, Floats]:
    """Give the steps that can be compared, in order of tracks, and reported over implied speed on each."""
    if not len(fixes):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    moves = np.flatnonzero(fixes.joined & (fixes.step_us > 0) & (fixes.step_us <= _MAX_H * HOUR_US))
    implied = fixes.step_m(moves) / NAUTICAL_MILE_M / (fixes.step_us[moves] / HOUR_US)
    said = (fixes.speed[moves] + fixes.speed[moves + 1]) / 2
    good = (implied >= _MIN_KN) & (said > 0)
    return moves[good], said[good] / implied[good]


def _fitting(ratio: Floats) -> str | None:
    median = float(np.median(ratio)) if len(ratio) else float("nan")
    return next((unit for unit, size in UNITS.items() if abs(median / size - 1) <= _TOLERANCE), None)


def _row(subject: str, key: tuple[str, ...], ratio: Floats, refs: list[str]) -> dict[str, object]:
    row = {
        "check_id": ids.make_id("check", "speed_unit", *key),
        "kind": "speed_unit",
        "subject_id": subject,
        "unit": "reported / implied",
        "expected_low": 1 - _TOLERANCE,
        "expected_high": 1 + _TOLERANCE,
        "n": len(ratio),
        "method": METHOD,
        "against": [],
        "refs": refs,
    }
    if len(ratio) < _MIN_STEPS:
        return {**row, "outcome": "not_assessable", "reasons": [make_reason("route_unit_unknown", steps=len(ratio), needed=_MIN_STEPS)]}
    median, unit = float(np.median(ratio)), _fitting(ratio)
    outcome = "within" if unit == "kn" else "above" if median > 1 else "below"
    times = round(median, 3)
    reason = (
        make_reason("route_unit_fits", refs=refs, unit=unit, ratio=times, steps=len(ratio))
        if unit
        else make_reason("route_unit_none", refs=refs, ratio=times, steps=len(ratio))
    )
    return {**row, "outcome": outcome, "observed": median, "reasons": [reason]}
