"""Draughts that tracks reported before and after a moment."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["MIN_CHANGE_M", "Draughts", "read_draughts"]

MIN_CHANGE_M = 0.3
"""A smaller change is within what crews round to."""
AFTER_H = 24.0
"""A draught is typed by hand: a change may reach the air hours after the load."""
_MAX_DRAUGHT_M = 25.4  # AIS sends 25.5 for that or more

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draughts:
    """Known draughts in order of track and time."""

    track: Ints
    time: Ints
    metres: Floats
    fix: Ints

    def around(self, track: int, start: int, end: int) -> tuple[float, float]:
        """Give the draught before ``start``, and the last one reported within 24 h after it ended; NaN where unknown.

        Of the reports after, the first that differs by at least 0.3 m is taken, else the last.
        """
        low, high = np.searchsorted(self.track, [track, track + 1])
        time, metres = self.time[low:high], self.metres[low:high]
        before = metres[: np.searchsorted(time, start, side="right")]
        after = metres[np.searchsorted(time, start, side="right") : np.searchsorted(time, end + AFTER_H * HOUR_US, side="right")]
        if not len(before) or not len(after):
            return float("nan"), float("nan")
        changed = np.flatnonzero(np.abs(after - before[-1]) >= MIN_CHANGE_M - 1e-9)
        return float(before[-1]), float(after[changed[0]] if len(changed) else after[-1])


def read_draughts(tracks: pd.DataFrame, fixes: Fixes) -> Draughts:
    """Read the draughts that the usable positions carry."""
    if "draught_m" not in tracks.columns:
        none = np.zeros(0, dtype=np.int64)
        return Draughts(none, none, np.zeros(0), none)
    metres = tracks["draught_m"].to_numpy(np.float64)[fixes.order]
    known = np.flatnonzero((metres > 0) & (metres <= _MAX_DRAUGHT_M))
    return Draughts(fixes.track[known], fixes.time[known], metres[known], known)
