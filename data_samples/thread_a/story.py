"""The truth of thread A as tables: who lay beside whom, who was silent, and why."""

from dataclasses import dataclass

import numpy as np

from data_samples.thread_a.coastal import CoastalLines
from data_samples.thread_a.crew import Firm, Hull
from data_samples.thread_a.figures import END_S, Figures
from data_samples.thread_a.fuel import FuelLines
from data_samples.thread_a.lookalikes import Bunkering
from data_samples.thread_a.motion import TOWING
from data_samples.thread_a.registry import RegistryRows
from data_samples.thread_a.reports import Reports
from data_samples.thread_a.sea import METRES_A_DEGREE, Place
from data_samples.thread_a.vessel import Span, Vessel

__all__ = ["Gap", "Meeting", "Story", "count_silent", "list_gaps", "list_meetings"]

_NEAR_M = 320.0
_CELL_M = 60_000.0
_HOUR = 3600.0


@dataclass(frozen=True)
class Meeting:
    """Two transponders near each other: ``kind`` is ``transfer`` or what innocent work it was."""

    kind: str
    left: str
    right: str
    span: Span
    place: Place


@dataclass(frozen=True)
class Gap:
    """A silence of one ship, with how many others were heard near her before and how many of them fell silent too."""

    key: str
    span: Span
    others: int
    silent: int
    cause: str


@dataclass(frozen=True)
class Story:
    """Everything that the answers are written from."""

    figures: Figures
    lawful: bool
    hulls: dict[str, Hull]
    firms: dict[str, Firm]
    vessels: dict[str, Vessel]
    plans: list[Bunkering]
    meetings: list[Meeting]
    gaps: list[Gap]
    coastal: CoastalLines
    fuel: FuelLines
    registry: RegistryRows


def list_meetings(figures: Figures, vessels: dict[str, Vessel], plans: list[Bunkering], *, lawful: bool) -> list[Meeting]:
    """List every pair that the story lays side by side."""
    meetings = []
    if not lawful:
        meetings.append(Meeting("transfer", "h66", "mother", figures.first_meeting, figures.first_place))
        meetings.append(Meeting("transfer", "h68", "mother", figures.second_meeting, figures.second_place))
    meetings.extend(Meeting("bunkering", plan.barge, plan.client, plan.span, plan.place) for plan in plans)
    pairs = (
        ("towing", "tug_1", "tow_1"),
        ("towing", "tug_2", "tow_2"),
        ("pilotage", "pilot", "piloted"),
        ("rafting", "raft_1", "raft_2"),
        ("two_transponders", "survey", "survey_second"),
    )
    for kind, left, right in pairs:
        span = _towed(vessels[left]) if kind == "towing" else _longest_run(vessels[left], vessels[right])
        meetings.append(Meeting(kind, left, right, span, vessels[left].track.place_at(sum(span) / 2)))
    return meetings


def _towed(tug: Vessel) -> Span:
    times = tug.track.time_s[:-1][tug.track.status[:-1] == TOWING]
    after = tug.track.time_s[tug.track.time_s > times[-1]]
    return float(times[0]), float(after[0])


def _longest_run(left: Vessel, right: Vessel) -> Span:
    marks = np.arange(0, END_S, 60.0)
    x, y = left.track.locate(marks)
    u, v = right.track.locate(marks)
    near = np.hypot((x - u) * np.cos(np.radians(y)), y - v) * METRES_A_DEGREE < _NEAR_M
    edges = np.flatnonzero(np.diff(np.concatenate(([0], near.astype(np.int8), [0]))))
    starts, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - starts))
    return float(marks[starts[longest]]), float(marks[ends[longest] - 1])


def list_gaps(figures: Figures, heard: list[Reports], *, lawful: bool) -> list[Gap]:
    """List the silences that thread A asks about, counted from what was heard."""
    gaps = [_count_gap("h68", figures.reception, heard, "reception")]
    if not lawful:
        gaps.append(_count_gap("h68", figures.silence, heard, "switched_off"))
    return gaps


def _count_gap(key: str, span: Span, heard: list[Reports], cause: str) -> Gap:
    own = next(reports for reports in heard if reports.vessel.key == key)
    last, first = own.time_s[own.time_s <= span[0]][-1], own.time_s[own.time_s >= span[1]][0]
    place = own.vessel.track.place_at(float(last))
    others, silent = count_silent(place, (float(last), float(first)), [reports for reports in heard if reports.vessel.key != key])
    return Gap(key, (float(last), float(first)), others, silent, cause)


def count_silent(place: Place, span: Span, heard: list[Reports]) -> tuple[int, int]:
    """Count ships heard within 60 km in the six hours before a gap, and those not heard anywhere in its inner hours."""
    others = silent = 0
    for reports in heard:
        before = (reports.time_s >= span[0] - 6 * _HOUR) & (reports.time_s < span[0])
        away = np.hypot((reports.lon[before] - place[0]) * np.cos(np.radians(place[1])), reports.lat[before] - place[1])
        if (away * METRES_A_DEGREE < _CELL_M).any():
            others += 1
            inner = (reports.time_s > span[0] + _HOUR) & (reports.time_s < span[1] - _HOUR)
            silent += not inner.any()
    return others, silent
