"""Encounters: two ships side by side at sea, and what else looks like one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.geo import haversine_m, to_lonlat
from toolkit.routes.accounts import Accounts
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.marks import MARK_US, Marks, Pairs, read_marks
from toolkit.routes.meetings import NEAR_M, Meeting, judge_meeting
from toolkit.routes.neighbours import Candidates, measure_pairs, read_candidates
from toolkit.routes.ports import load_ports, measure_port_m
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.routes.spans import Span, find_spans, is_strict
from toolkit.tables import make_reason

__all__ = ["ENCOUNTER_KINDS", "MIN_ENCOUNTER_H", "WITHIN_M", "find_encounters"]

METHOD = "routes.encounters/1"
ENCOUNTER_KINDS = ("encounter", "bunkering", "rafting", "towing", "pilotage", "sailing_together", "anchored", "double_transponder")
"""An ``encounter`` met the definition and has no recognised ordinary explanation; the others met distance and time only."""
WITHIN_M = 500.0
MIN_ENCOUNTER_H = 2.0
_NEIGHBOURS = ("rafting", "anchored", "encounter")  # kinds that may hide a closer meeting; a tow may not
_FORMS = ("published", "strict")

Ints = npt.NDArray[np.int64]


def find_encounters(  # noqa: PLR0913 - the definition has that many numbers
    tracks: TracksSource,
    ports: pd.DataFrame | None = None,
    *,
    kinds: Sequence[str] = ENCOUNTER_KINDS,
    form: str = "published",
    within_m: float = WITHIN_M,
    min_encounter_h: float = MIN_ENCOUNTER_H,
    bunker_vessels: Sequence[str] = (),
) -> pd.DataFrame:
    """Find ships that lay together, and say which of them have an ordinary explanation.

    Definition (Miller et al. 2018, "Identifying global patterns of transshipment behavior", Frontiers in Marine Science 5:240,
    as Global Fishing Watch publishes it): both tracks read off each ten minutes, nothing interpolated over a gap of more
    than an hour, at most 500 m apart for at least 2 h, median speed below 2 kn, at least 10 km from an anchorage. On fleet
    data that rule over-alerts; 50 m or less is far more precise: hence ``distance_m`` (the median) and the strength, ``strong``
    to 50 m, ``moderate`` to 200 m, else ``weak``. The strict form of Starboard Maritime Intelligence (within 50 m for 10 min,
    or 200 m for 30 min) is named where it is met; ``form="strict"`` asks for it alone, and finds shorter meetings too.

    What meets distance and time without being an encounter gets a kind of its own, with the reason: one hull with two
    transponders (one event, the longest stretch), a tow, ships that sail together, a pilot, bunkering, rafting in harbour,
    and neighbours at anchor in the roads (within 50 km of a port, more than 100 m apart, at 0.3 kn or less). Where neighbours
    came alongside (100 m or less) for part of their time, that part is the meeting: a wait in the roads hides none.

    Of a file, the hours in question are dealt out to files in the folder for temporary files, which are removed again.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        ports: a ``ports`` table; ``None`` takes :func:`load_ports`, an empty table leaves harbours unexcluded and says so.
        kinds: which kinds to return.
        form: ``published`` (Global Fishing Watch) or ``strict`` (Starboard), which sets its own metres and minutes.
        within_m: metres.
        min_encounter_h: hours.
        bunker_vessels: assets or tracks that a register calls bunker vessels.

    Returns:
        ``events``; ``asset_id`` and ``other_id`` are tracks in the order of their names, place is the middle of the meeting.

    Raises:
        TableError: if a table is not what it is taken for.
        ArgumentError: for another form.
    """
    if form not in _FORMS:
        message = f"form={form!r}; give one of {_FORMS}"
        raise ArgumentError(message)
    strict = form == "strict"
    within_m, min_encounter_h = (NEAR_M, 0.0) if strict else (within_m, min_encounter_h)
    ports = load_ports() if ports is None else ports
    tables.check(ports, "ports")
    accounts = Accounts()
    rows: list[Row] = []
    for fixes, candidates in read_candidates(read_blocks(tracks), within_m, min_encounter_h, see=accounts.add):
        marks = read_marks(fixes)
        pairs = measure_pairs(marks, candidates, within_m)
        spans = find_spans(marks, pairs, min_encounter_h, strict=strict)
        rows += _meetings(fixes, marks, pairs, spans, ports, tuple(bunker_vessels), candidates, accounts)
    return to_events(soften_rows((row for row in _once(rows) if row["kind"] in kinds), accounts.vague))


def _meetings(  # noqa: PLR0913, PLR0917 - one call
    fixes: Fixes,
    marks: Marks,
    pairs: Pairs,
    spans: list[Span],
    ports: pd.DataFrame,
    bunker_vessels: tuple[str, ...],
    candidates: Candidates,
    accounts: Accounts,
) -> list[Row]:
    if not spans:
        return []
    share = dict(zip(zip(candidates.left.tolist(), candidates.right.tolist(), strict=True), candidates.share.tolist(), strict=True))
    scene = _Scene(fixes, marks, pairs, is_strict(marks, pairs), accounts, bunker_vessels, share)
    parted = []
    for span, place in zip(spans, scene.places(spans, ports), strict=True):
        neighbours = bool(span.parts) and judge_meeting(scene.meeting(span, place))[0] in _NEIGHBOURS
        parted += [Span(first, last, span.near_h) for first, last in span.parts] if neighbours else [span]
    return [
        _row(scene.meeting(span, place), scene.refs(span), place) for span, place in zip(parted, scene.places(parted, ports), strict=True)
    ]


def _once(rows: list[Row]) -> list[Row]:
    """Keep the longest of the meetings of two transponders: one hull is one statement, however often it was heard whole."""
    longest: dict[tuple[object, object], Row] = {}
    for row in sorted(rows, key=lambda row: int(str(row["started_at"]))):
        if row["kind"] == "double_transponder":
            pair = (row["asset_id"], row["other_id"])
            if pair not in longest or float(str(row["duration_h"])) > float(str(longest[pair]["duration_h"])):
                longest[pair] = row
    return [row for row in rows if row["kind"] != "double_transponder" or longest[row["asset_id"], row["other_id"]] is row]


class _Place(NamedTuple):
    """The middle of a meeting, and the port nearest to it."""

    lon: float
    lat: float
    port_m: float
    port: str


@dataclass(frozen=True, slots=True)
class _Scene:
    """Everything that a meeting is read from."""

    fixes: Fixes
    marks: Marks
    pairs: Pairs
    strict: npt.NDArray[np.bool_]
    accounts: Accounts
    bunker_vessels: tuple[str, ...]
    share: dict[tuple[int, int], float]

    def places(self, spans: Sequence[Span], ports: pd.DataFrame) -> list[_Place]:
        edges = np.array([(span.first, span.last + 1) for span in spans]).ravel()
        # every second stretch is a meeting; the sum points to its middle, however long it is
        middle = np.add.reduceat(np.vstack([self.marks.xyz[self.pairs.left], np.zeros((1, 3))]), edges, axis=0)[::2]
        lon, lat = to_lonlat(middle)
        port_m, port = measure_port_m(lon, lat, ports)
        names = [*ports["name"].astype("str"), ""]
        columns = (lon.tolist(), lat.tolist(), port_m.tolist(), [names[row] for row in port.tolist()])
        return [_Place(*row) for row in zip(*columns, strict=True)]

    def meeting(self, span: Span, place: _Place) -> Meeting:
        rows = slice(span.first, span.last + 1)
        left, right = self.pairs.left[rows], self.pairs.right[rows]
        start, end = int(self.marks.mark[left[0]]) * MARK_US, int(self.marks.mark[left[-1]]) * MARK_US
        a, b = int(self.marks.track[left[0]]), int(self.marks.track[right[0]])
        tracks = self.fixes.tracks[a], self.fixes.tracks[b]
        step = np.diff(self.marks.xyz[left], axis=0)
        way = np.sqrt(np.einsum("ij,ij->i", step, step)).sum()
        return Meeting(
            tracks=tracks,
            hulls=(self.accounts.hulls[tracks[0]], self.accounts.hulls[tracks[1]]),
            start=start,
            end=end,
            distance_m=self.pairs.distance[rows],
            strict=bool(self.strict[rows].any()),
            speeds=(self.marks.speed[left], self.marks.speed[right]),
            way_km=float(way) / 1000,
            extent_km=float(np.ptp(self.marks.xyz[left], axis=0).max()) / 1000,
            share=self.share.get((a, b), 0.0),
            near_h=span.near_h,
            port_km=place.port_m / 1000,
            port=place.port,
            measure_still_m=lambda before, after: (
                self.still_m(a, start, end, (before, after)),
                self.still_m(b, start, end, (before, after)),
            ),
            bunker_vessels=self.bunker_vessels,
            draughts=(self.accounts.draught_around(tracks[0], start, end), self.accounts.draught_around(tracks[1], start, end)),
        )

    def still_m(self, track: int, start: int, end: int, beyond_h: tuple[int, int]) -> float:
        """Give how far a track was from its place in the middle of a span, from some hours before to some hours after."""
        low, high = self.fixes.first[track : track + 2]
        time = self.fixes.time[low:high]
        first, last = np.searchsorted(time, [start - beyond_h[0] * HOUR_US, end + beyond_h[1] * HOUR_US])
        # a span reaches at least from the fix before it to the one after
        first = min(first, np.searchsorted(time, start, side="right") - 1)
        last = max(last, np.searchsorted(time, end) + 1)
        if first < 0 or last > len(time):
            return float("inf")
        lon, lat = self.fixes.lon[low:high][first:last], self.fixes.lat[low:high][first:last]
        return float(haversine_m(lon, lat, np.median(lon), np.median(lat)).max())

    def refs(self, span: Span) -> list[str]:
        ends = [(self.marks.fix[side[span.first]], self.marks.fix[side[span.last]]) for side in (self.pairs.left, self.pairs.right)]
        return [ref for first, last in ends for ref in self.fixes.refs(int(first), int(last))]


def _row(meeting: Meeting, refs: list[str], place: _Place) -> Row:
    kind, reasons, against, strength = judge_meeting(meeting)
    together = make_reason(
        "route_together",
        refs=refs,
        hours=round(meeting.hours, 2),
        metres=round(meeting.median_m),
        least=round(float(meeting.distance_m.min())),
        marks=len(meeting.distance_m),
        start=show(meeting.start),
        end=show(meeting.end),
    )
    around = [make_reason("route_near_longer", hours=round(meeting.near_h, 1))] if meeting.near_h > meeting.hours else []
    return make_event(
        kind,
        meeting.tracks[0],
        meeting.start,
        meeting.end,
        method=METHOD,
        other_id=meeting.tracks[1],
        lon=place.lon,
        lat=place.lat,
        distance_m=meeting.median_m,
        strength=strength,
        reasons=[together, *around, *reasons],
        against=against,
        refs=refs,
    )
