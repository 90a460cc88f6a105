"""Judge a meeting: an encounter, or one of the ordinary things that look like one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from toolkit.routes.draughts import DraughtChange
from toolkit.routes.fixes import HOUR_US
from toolkit.routes.ports import HARBOUR_KM
from toolkit.routes.states import SLOW_KN
from toolkit.routes.statics import Particulars
from toolkit.tables import Reason, make_reason

__all__ = ["ALONGSIDE_M", "CLOSE_M", "NEAR_M", "Meeting", "judge_meeting"]

CLOSE_M, NEAR_M = 50.0, 200.0
_PUBLISHED_M, _PUBLISHED_H = 500, 2  # Global Fishing Watch's definition; its speed and its distance from ports are judged below
_SAME_PLACE_M = 60.0
_NEVER_APART = 0.8  # ships that meet come from somewhere and go again
_STEADY_M = 40.0
_WAY_KM = 4.0  # a tow or a pair under way covers this; a pair that drifts with the tide does not in 2 h
_UNDER_WAY = 0.8
_PILOT_H = 3.0
_BARGE_M, _SMALLER = 90.0, 0.8  # bunker barges are small tankers, smaller than what they serve
_BUNKER_TANKER_M = 150.0  # the largest bunker tankers; a longer one carries cargo
_DELIVERY_H = 24.0  # a delivery takes hours; who lies beside another for longer is her neighbour
_VISIT_M = 60.0  # a ship at her berth stays within the noise of her receiver, a barge comes from elsewhere
_ANCHORED_M = 300.0  # an anchored ship swings about her anchor, one that drifts makes this in half an hour
_ROADS_KM = 50.0
_ANCHOR_KN, _ANCHOR_H = 0.3, 18.0  # a ship that lies still for most of a day in the roads, a cable from another, is at anchor
ALONGSIDE_M = 100.0  # antennas of two ships alongside, one of them long

# AIS ship types, ITU-R M.1371-5 table 53
_TUGS = frozenset({"31", "32", "52", "21", "22"})
_PILOTS = frozenset({"50"})
_TENDERS = frozenset({"51", "53", "54", "55", "58"})
_BUNKER_WORDS = ("BUNKER", "加油", "供油", "燃供", "油供", "FUEL SUPPLY")


@dataclass(frozen=True, eq=False)
class Meeting:
    """Two tracks close together for a while: what was measured, and what is known of the hulls."""

    tracks: tuple[str, str]
    hulls: tuple[Particulars, Particulars]
    start: int
    end: int
    distance_m: npt.NDArray[np.float64]
    strict: bool
    """Whether it meets Starboard's strict form: within 50 m for 10 min, or 200 m for 30 min."""
    speeds: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
    way_km: float
    extent_km: float
    share: float
    """Of the marks at which both were heard in the whole record, how many found them together."""
    near_h: float
    """For how many hours the two were within the distance asked for, the meeting and around it."""
    port_km: float
    port: str
    draughts: tuple[DraughtChange, DraughtChange]
    measure_still_m: Callable[[int, int], tuple[float, float]] = lambda _before, _after: (float("inf"), float("inf"))
    """Measures how far each was, at most, from her place in the middle of it, from so many hours before to so many after; infinite if
    unheard."""
    bunker_vessels: tuple[str, ...] = ()
    """Tracks or assets known to be bunker vessels, from a register."""

    @property
    def hours(self) -> float:
        """How long."""
        return (self.end - self.start) / HOUR_US

    @cached_property
    def still_m(self) -> tuple[float, float]:
        """How far each was from her place, from an hour before to an hour after; measured only where it is asked for."""
        return self.measure_still_m(1, 1)

    @property
    def nobody_came_or_left(self) -> bool:
        """Whether both lay in their places already an hour before, or both still an hour after: then nobody met anybody."""
        return any(max(self.measure_still_m(before, 1 - before)) <= _ANCHORED_M for before in (1, 0))

    def has_visit(self, giver: int) -> bool:
        """Whether one came to the other, who lay still, or left her, and the other did neither: neighbours in port come and go alike."""
        around = [self.measure_still_m(before, 1 - before) for before in (1, 0)]
        heard = [(metres[giver], metres[1 - giver]) for metres in around if max(metres) < np.inf]
        return any(_has_moved(*pair) for pair in heard) and not any(_has_moved(other, own) for own, other in heard)

    @cached_property
    def median_m(self) -> float:
        """Median distance."""
        return _median(self.distance_m)

    @cached_property
    def median_kn(self) -> float:
        """Median speed of the faster of the two; NaN if neither is known."""
        known = [s[~np.isnan(s)] for s in self.speeds]
        return max((_median(s) for s in known if len(s)), default=float("nan"))

    @cached_property
    def under_way(self) -> bool:
        """Whether both were making way together nearly all the time."""
        shares = [float((s >= SLOW_KN).mean()) for s in self.speeds]
        return min(shares) >= _UNDER_WAY or (self.median_kn >= SLOW_KN and self.way_km >= _WAY_KM)

    def has_type(self, types: frozenset[str]) -> bool:
        """Whether one of them says that it is of such a type."""
        return any(hull.vessel_type in types for hull in self.hulls)


Judgement = tuple[str, Reason]


def _median(values: npt.NDArray[np.float64]) -> float:
    """Give the median of values that are all known; numpy's own spends most of its time on asking whether they are."""
    ordered = np.sort(values)
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def judge_meeting(meeting: Meeting) -> tuple[str, list[Reason], list[Reason], str]:
    """Give kind, reasons, what speaks against, and strength; the first ordinary explanation that fits names the kind."""
    for explain in EXPLANATIONS:
        found = explain(meeting)
        if found is not None:
            kind, why = found
            return kind, [why], [], "weak"
    reasons: list[Reason] = []
    against: list[Reason] = []
    if meeting.hours >= _PUBLISHED_H and float(meeting.distance_m.max()) <= _PUBLISHED_M:
        reasons.append(
            make_reason("route_encounter_definition", knots=round(meeting.median_kn, 2), metres=_PUBLISHED_M, hours=_PUBLISHED_H)
        )
    if np.isfinite(meeting.port_km):
        reasons.append(make_reason("route_far_from_port", km=round(meeting.port_km, 1), port=meeting.port))
    else:
        against.append(make_reason("route_no_ports"))
    if meeting.strict:
        reasons.append(make_reason("route_encounter_strict"))
    strength = "strong" if meeting.median_m <= CLOSE_M else "moderate" if meeting.median_m <= NEAR_M else "weak"
    reasons += [
        make_reason("route_draught_changed", asset=track, before=draught.before, after=draught.after)
        for track, draught in zip(meeting.tracks, meeting.draughts, strict=True)
        if draught.is_real
    ]
    against.append(make_reason("route_encounter_may_be"))
    if meeting.median_m > NEAR_M:
        against.append(make_reason("route_encounter_wide", metres=round(meeting.median_m)))
    if meeting.has_type(_TUGS | _TENDERS):
        against.append(make_reason("route_encounter_service"))
        strength = "weak"
    return "encounter", reasons, against, strength


def _is_one_hull(meeting: Meeting) -> Judgement | None:
    """One hull with two transponders: the same particulars, or one place while making way."""
    left, right = meeting.hulls
    shared = left.shares(right)
    if shared:
        return "double_transponder", make_reason(
            "route_same_particulars", fields=shared, values_shown=[str(getattr(left, f)) for f in shared]
        )
    if (
        meeting.hours >= _PUBLISHED_H
        and meeting.under_way
        and _is_steady(meeting.distance_m)
        and not left.lengths_differ(right)
        and not meeting.has_type(_TUGS)
    ):
        return "double_transponder", make_reason("route_same_place_moving", metres=round(meeting.median_m), km=round(meeting.way_km, 1))
    if meeting.share >= _NEVER_APART and meeting.extent_km >= _WAY_KM and meeting.median_m <= ALONGSIDE_M and not meeting.has_type(_TUGS):
        return "double_transponder", make_reason(
            "route_never_apart", share=round(100 * meeting.share), metres=round(meeting.median_m), km=round(meeting.extent_km, 1)
        )
    return None


def _is_steady(distance_m: npt.NDArray[np.float64]) -> bool:
    return float(np.percentile(distance_m, 90)) <= _SAME_PLACE_M and float(distance_m.std()) <= _STEADY_M


def _is_tow(meeting: Meeting) -> Judgement | None:
    """A tug and what it tows, under way together."""
    if meeting.has_type(_TUGS) and (meeting.under_way or meeting.way_km >= _WAY_KM):
        return "towing", make_reason("route_towing", km=round(meeting.way_km, 1), knots=round(meeting.median_kn, 1))
    return None


def _is_pilotage(meeting: Meeting) -> Judgement | None:
    """A pilot boat alongside for a short while."""
    if meeting.has_type(_PILOTS) and meeting.hours < _PILOT_H:
        return "pilotage", make_reason("route_pilotage", hours=round(meeting.hours, 1))
    return None


def _is_company(meeting: Meeting) -> Judgement | None:
    """Two ships that sail together: too fast to hand anything over in the ordinary way."""
    if meeting.under_way:
        return "sailing_together", make_reason("route_sailing_together", knots=round(meeting.median_kn, 1), km=round(meeting.way_km, 1))
    return None


def _is_passing(meeting: Meeting) -> Judgement | None:
    """One that moves near another, faster than the definition allows."""
    if meeting.median_kn >= SLOW_KN:
        return "sailing_together", make_reason("route_moving_near", knots=round(meeting.median_kn, 1))
    return None


def _is_bunkering(meeting: Meeting) -> Judgement | None:
    """A known bunker vessel; or a tanker that lay alongside for some hours, where she was the one that came and went.

    In port she is not too long for a bunker tanker, and the other is no tanker; in the roads she is a small one and came to a
    larger ship at anchor.
    """
    km = _shown(meeting.port_km)
    for track, hull in zip(meeting.tracks, meeting.hulls, strict=True):
        if track.split("/")[0] in meeting.bunker_vessels or track in meeting.bunker_vessels:
            return "bunkering", make_reason("route_bunkering_registered", asset=track, km=km)
        if any(word in hull.name for word in _BUNKER_WORDS):
            return "bunkering", make_reason("route_bunkering_named", name=hull.name, km=km)
    if meeting.median_m > ALONGSIDE_M or meeting.hours > _DELIVERY_H or meeting.port_km >= _ROADS_KM:
        return None
    for giver, taker in ((0, 1), (1, 0)):
        own, other = meeting.hulls[giver], meeting.hulls[taker]
        if not _is_tanker(own):
            continue
        is_too_long = own.length_m > _BUNKER_TANKER_M  # of unknown length she may be one
        fits = meeting.port_km < HARBOUR_KM and not is_too_long and not _is_tanker(other)
        if fits and meeting.has_visit(giver):
            return "bunkering", make_reason("route_bunkering", km=km, port=meeting.port)
        if own.length_m <= min(_BARGE_M, _SMALLER * other.length_m) and meeting.still_m[taker] <= _ANCHORED_M < meeting.still_m[giver]:
            return "bunkering", make_reason(
                "route_bunkering_anchored",
                asset=meeting.tracks[giver],
                length_m=own.length_m,
                other=meeting.tracks[taker],
                km=km,
                port=meeting.port,
            )
    return None


def _has_moved(own_m: float, other_m: float) -> bool:
    """Whether one came from elsewhere or went there, while the other swung at most."""
    return own_m >= max(_VISIT_M, 2 * other_m)


def _is_tanker(hull: Particulars) -> bool:
    return len(hull.vessel_type) == 2 and hull.vessel_type.startswith("8")  # noqa: PLR2004 - two digits


def _is_rafting(meeting: Meeting) -> Judgement | None:
    """Berth neighbours, or ships at anchor together, within 10 km of a port."""
    if meeting.port_km < HARBOUR_KM:
        return "rafting", make_reason("route_rafting", km=round(meeting.port_km, 1), port=meeting.port)
    return None


def _is_anchorage(meeting: Meeting) -> Judgement | None:
    """Two ships at anchor in the roads: each swings about her own place, before the other came or after she left, and apart."""
    if meeting.port_km >= _ROADS_KM or meeting.median_m <= ALONGSIDE_M or meeting.median_kn > _ANCHOR_KN:
        return None
    if meeting.hours < _ANCHOR_H and not meeting.nobody_came_or_left:
        return None
    return "anchored", make_reason(
        "route_anchored", hours=round(meeting.hours, 1), metres=round(meeting.median_m), km=_shown(meeting.port_km)
    )


def _shown(km: float) -> float | None:
    return round(km, 1) if np.isfinite(km) else None


EXPLANATIONS: tuple[Callable[[Meeting], Judgement | None], ...] = (
    _is_one_hull,
    _is_tow,
    _is_pilotage,
    _is_company,
    _is_bunkering,
    _is_rafting,
    _is_anchorage,
    _is_passing,
)
