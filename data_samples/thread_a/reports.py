"""What receivers hear of a ship: times, places with a GPS's noise, speeds and courses; nothing in her silences."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data_samples.thread_a.figures import END_S
from data_samples.thread_a.motion import ANCHORED, MOORED
from data_samples.thread_a.sea import KNOT_M_S, METRES_A_DEGREE
from data_samples.thread_a.vessel import Span, Vessel

__all__ = ["Reports", "hear_vessel"]

_GPS_M = 6.0
_DENSE_S = 300.0
_MOORED_S = 3_000.0  # within the hour over which encounter rules still interpolate


@dataclass(frozen=True)
class Reports:
    """Reports of one vessel in order of time; times are whole seconds since the window opened."""

    vessel: Vessel
    time_s: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    speed_kn: NDArray[np.float64]
    course_deg: NDArray[np.float64]
    status: NDArray[np.int64]


def hear_vessel(vessel: Vessel, rng: np.random.Generator, *, spans: tuple[Span, ...] = ((0.0, END_S),)) -> Reports:
    """Draw the reports of a vessel inside ``spans``."""
    time_s = _draw_times(vessel, rng)
    kept = np.zeros(len(time_s), dtype=bool)
    for start, end in spans:
        kept |= (time_s >= start) & (time_s < end)
    for start, end in vessel.silences:
        kept &= (time_s <= start) | (time_s >= end)
    time_s = time_s[kept]
    lon, lat = vessel.track.locate(time_s)
    speed, course = _read_motion(vessel, time_s, rng)
    noise = rng.normal(0, _GPS_M / METRES_A_DEGREE, (2, len(time_s)))
    return Reports(
        vessel,
        time_s.astype(np.int64),
        lon + noise[0] / np.cos(np.radians(lat)),
        lat + noise[1],
        speed,
        course,
        vessel.track.status_at(time_s),
    )


def _draw_times(vessel: Vessel, rng: np.random.Generator) -> NDArray[np.float64]:
    ticks = np.arange(0, END_S, _DENSE_S)
    status = vessel.track.status_at(ticks)
    step = np.where(status == MOORED, _MOORED_S, vessel.step_s)
    for start, end in vessel.dense:
        step[(ticks >= start) & (ticks <= end)] = _DENSE_S
    phase = float(rng.uniform(0, 300))
    times, clock = [], 0.0
    while clock < END_S:
        times.append(clock)
        clock += step[int(clock // _DENSE_S)]
    marks = np.array(times)
    jitter = np.where(step[(marks // _DENSE_S).astype(int)] == _DENSE_S, 20.0, 90.0)
    drawn = np.round(marks + phase + rng.uniform(-1, 1, len(marks)) * jitter)
    return np.unique(drawn[(drawn >= 0) & (drawn < END_S)])


def _read_motion(
    vessel: Vessel,
    time_s: NDArray[np.float64],
    rng: np.random.Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    before, after = vessel.track.locate(time_s - 60), vessel.track.locate(time_s + 60)
    east = (after[0] - before[0]) * METRES_A_DEGREE * np.cos(np.radians(before[1]))
    north = (after[1] - before[1]) * METRES_A_DEGREE
    lying = np.isin(vessel.track.status_at(time_s), (MOORED, ANCHORED)) | (np.hypot(east, north) < 1.0)
    speed = np.hypot(east, north) / 120 / KNOT_M_S + rng.normal(0, 0.12, len(time_s))
    speed = np.where(lying, np.abs(rng.normal(0, 0.05, len(time_s))), np.maximum(speed, 0.1))
    course = np.degrees(np.arctan2(east, north)) + rng.normal(0, 2.0, len(time_s))
    course = np.where(lying, rng.uniform(0, 360, len(time_s)), course) % 360
    return np.round(speed, 1), np.round(course, 1) % 360
