"""States along a track: on and off with two thresholds, and the runs in which they hold."""

import numpy as np
import numpy.typing as npt

from toolkit.geo import NAUTICAL_MILE_M
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["SLOW_KN", "START_KN", "STOP_KN", "hold", "runs", "speed_kn"]

STOP_KN, START_KN = 0.2, 0.5
"""A stop begins at the one and ends at the other: the thresholds of Global Fishing Watch's port visits."""
SLOW_KN = 2.0
"""Below this a ship drifts, waits or lies beside another (Starboard Maritime Intelligence; Miller et al. 2018)."""

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def hold(on: Flags, off: Flags, fixes: Fixes) -> Flags:
    """Switch on and off with two thresholds along each track; what is neither keeps the state before it."""
    if not len(fixes):
        return on
    decided = np.where(on | off, np.arange(len(on)), -1)
    starts = fixes.first[:-1]
    decided[starts] = starts
    state: Flags = on[np.maximum.accumulate(decided)]
    return state


def runs(flags: Flags, fixes: Fixes, *, bridged_h: float = np.inf) -> tuple[Ints, Ints]:
    """Give first and last index of each run of flags within a track; a step longer than ``bridged_h`` ends it."""
    if not len(fixes):
        none = np.zeros(0, dtype=np.int64)
        return none, none
    joined = fixes.joined if np.isinf(bridged_h) else fixes.joined & (fixes.step_us <= bridged_h * HOUR_US)
    goes_on = flags[:-1] & flags[1:] & joined
    begins, ends = flags.copy(), flags.copy()
    begins[1:] &= ~goes_on
    ends[:-1] &= ~goes_on
    return np.flatnonzero(begins), np.flatnonzero(ends)


def speed_kn(fixes: Fixes) -> npt.NDArray[np.float64]:
    """Give the speed as reported, else as implied by the step to the next fix of the track (before it, for the last one)."""
    speed = fixes.speed
    unknown = np.flatnonzero(np.isnan(speed))
    if not len(unknown):
        return speed
    speed = speed.copy()
    speed[unknown] = _implied_kn(fixes, unknown)
    behind = unknown[np.isnan(speed[unknown]) & (unknown > 0)]
    speed[behind] = _implied_kn(fixes, behind - 1)
    return speed


def _implied_kn(fixes: Fixes, at: Ints) -> npt.NDArray[np.float64]:
    """Give the speed that the steps from these fixes imply; NaN where there is none."""
    knots = np.full(len(at), np.nan)
    inner = np.flatnonzero(at < len(fixes) - 1)
    step = at[inner]
    good = fixes.joined[step] & (fixes.step_us[step] > 0)
    step = step[good]
    knots[inner[good]] = fixes.step_m(step) / NAUTICAL_MILE_M / (fixes.step_us[step] / HOUR_US)
    return knots
