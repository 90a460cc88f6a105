"""Draughts that tracks reported before and after a moment."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["MIN_CHANGE_M", "DraughtChange", "Draughts", "read_draughts"]

MIN_CHANGE_M = 0.3
"""A smaller change is within what crews round to."""
AFTER_H = 24.0
"""A draught is typed by hand: a change may reach the air hours after the load."""
_MAX_DRAUGHT_M = 25.4  # AIS sends 25.5 for that or more

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class DraughtChange(NamedTuple):
    """The draught before and after a span, in metres, and when the one after was reported."""

    before: float
    after: float
    at: int

    @property
    def is_real(self) -> bool:
        """Whether both are known and differ by 0.3 m or more."""
        return abs(self.after - self.before) >= MIN_CHANGE_M - 1e-9


@dataclass(frozen=True, slots=True)
class Draughts:
    """Known draughts in order of track and time."""

    track: Ints
    time: Ints
    metres: Floats
    fix: Ints

    def changes(self) -> "Draughts":
        """Give the first of each run of equal reports: enough for :meth:`around` to find what changed."""
        new = np.ones(len(self.time), dtype=np.bool_)
        new[1:] = (np.diff(self.track) != 0) | (np.diff(self.metres) != 0)
        return Draughts(self.track[new], self.time[new], self.metres[new], self.fix[new])

    def around(self, track: int, start: int, end: int) -> DraughtChange:
        """Give the draught before ``start``, and the one reported within 24 h after ``end``, with its instant; NaN where unknown.

        Of the reports after the start, the first that differs by at least 0.3 m is taken, else the last.
        """
        if not len(self.time):
            return DraughtChange(float("nan"), float("nan"), end)
        low, high = np.searchsorted(self.track, [track, track + 1])
        time, metres = self.time[low:high], self.metres[low:high]
        since = np.searchsorted(time, start, side="right")
        until = np.searchsorted(time, end + AFTER_H * HOUR_US, side="right")
        if not since or until <= since:
            return DraughtChange(float("nan"), float("nan"), end)
        before = float(metres[since - 1])
        changed = np.flatnonzero(np.abs(metres[since:until] - before) >= MIN_CHANGE_M - 1e-9)
        at = since + int(changed[0]) if len(changed) else until - 1
        return DraughtChange(before, float(metres[at]), int(time[at]))


def read_draughts(fixes: Fixes) -> Draughts:
    """Read the draughts that the usable positions carry."""
    carried = fixes.columns(["draught_m"])
    if "draught_m" not in carried.columns:
        none = np.zeros(0, dtype=np.int64)
        return Draughts(none, none, np.zeros(0), none)
    metres = carried["draught_m"].to_numpy(np.float64)
    known = np.flatnonzero((metres > 0) & (metres <= _MAX_DRAUGHT_M))
    return Draughts(fixes.track[known], fixes.time[known], metres[known], known)
