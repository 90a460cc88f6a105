"""What is planted: two transfers at sea, one wait with a partner nobody hears, one silence, one MMSI on two hulls.

In the lawful case the same ships sail the same waters and none of it happens.
"""

from dataclasses import replace

import numpy as np

from data_samples.thread_a.crew import Hull
from data_samples.thread_a.figures import END_S, FIRST_GROUND, SECOND_GROUND, Figures, at
from data_samples.thread_a.motion import ANCHORED, MOORED, UNDER_WAY, Passage, Track
from data_samples.thread_a.sea import HARBOURS, KNOT_M_S, Place, distance_m, shift_place
from data_samples.thread_a.vessel import Span, Vessel

__all__ = ["HAIMEN_ROADS", "make_vessel", "sail_offenders"]

HAIMEN_ROADS: Place = (121.56, 28.65)
"""Inner anchorage off Haimen, where bunkers are taken."""

_HOUR = 3600.0


def make_vessel(hull: Hull, track: Track, *, draught_m: float = 4.0, **changes: object) -> Vessel:
    """Make a ship of a hull and a track, with one draught and one name unless told otherwise."""
    vessel = Vessel(
        key=hull.key,
        mmsi=hull.mmsi,
        names=((0.0, hull.name_en),),
        imo=hull.imo,
        call_sign=hull.call_sign,
        type_code=hull.type_code,
        length_m=hull.length_m,
        width_m=hull.width_m,
        draughts=((0.0, draught_m),),
        track=track,
    )
    return replace(vessel, **changes)  # type: ignore[arg-type]


def widen(span: Span, hours: float = 0.5) -> Span:
    """Give a span with a margin on both sides."""
    return span[0] - hours * _HOUR, span[1] + hours * _HOUR


def sail_offenders(figures: Figures, hulls: dict[str, Hull], *, seed: int, lawful: bool) -> list[Vessel]:
    """Plan the ships that thread A asks about."""
    rng = np.random.default_rng([seed, 31])
    drift = (float(rng.uniform(0.2, 0.4)), float(rng.uniform(0.3, 0.5)))
    return [
        _first_client(figures, hulls["h66"], drift, lawful=lawful),
        _second_client(figures, hulls["h68"], drift, lawful=lawful),
        _mother_ship(figures, hulls["mother"], drift, lawful=lawful),
        _waiting_ship(figures, hulls["waiting"], drift, lawful=lawful),
        _other_hull(hulls, lawful=lawful),
    ]


def _first_client(figures: Figures, hull: Hull, drift: tuple[float, float], *, lawful: bool) -> Vessel:
    start, end = figures.first_meeting
    berth = shift_place(HARBOURS["Haimen"], 600, -300)
    passage = Passage(berth)
    if lawful:  # a licensed barge comes alongside in the roads at the same hours
        passage.arrive(HAIMEN_ROADS, start - 2 * _HOUR, 7, direct=True).stay(end + _HOUR, status=ANCHORED).sail(berth, 7, direct=True)
    else:
        passage.arrive(shift_place(figures.first_place, 38, 6), start, 9).stay(end, drift_kn=drift, status=UNDER_WAY).sail(berth, 9)
    passage.stay(at(15, 6)).sail(shift_place(HARBOURS["Zhoushan"], 900, -700), 9.5).stay(at(20, 3)).sail(berth, 9.5)
    return make_vessel(
        hull,
        passage.finish(END_S),
        draughts=((0.0, 3.9), (end + 0.3 * _HOUR, 4.2), (at(16, 12), 3.4)),
        dense=(widen(figures.first_meeting),),
        heard_by=frozenset({"csv", "nmea"}),
        nmea_spans=((at(11, 12), at(14)),),
    )


def _mother_ship(figures: Figures, hull: Hull, drift: tuple[float, float], *, lawful: bool) -> Vessel:
    first, second = figures.first_meeting, figures.second_meeting
    naha = shift_place(HARBOURS["Naha"], -1200, 300)
    passage = Passage(naha)
    if not lawful:
        passage.arrive(figures.first_place, first[0] - 0.6 * _HOUR, 11.5)
        passage.stay(first[0], status=UNDER_WAY).stay(first[1], drift_kn=drift, status=UNDER_WAY).sail(naha, 12)
        passage.arrive(figures.second_place, second[0] - 0.8 * _HOUR, 11.5)
        passage.stay(second[0], status=UNDER_WAY).stay(second[1], drift_kn=drift, status=UNDER_WAY)
    passage.stay(max(passage.clock_s, at(19, 22)), status=MOORED if lawful else UNDER_WAY).sail(
        shift_place(HARBOURS["Pusan"], 900, -900), 12
    )
    draughts = ((0.0, 9.6),) if lawful else ((0.0, 9.6), (first[1] + 0.4 * _HOUR, 9.5), (second[1] + 0.4 * _HOUR, 9.3))
    return make_vessel(
        hull,
        passage.finish(END_S),
        names=((0.0, hull.name_en), (figures.renamed_s, "GOLDEN TERN")),
        draughts=draughts,
        dense=(widen(first), widen(second)),
        heard_by=frozenset({"csv", "nmea"}),
        nmea_spans=((at(12), at(13, 12)), (at(19, 6), at(20, 6))),
    )


def _second_client(figures: Figures, hull: Hull, drift: tuple[float, float], *, lawful: bool) -> Vessel:
    berth = shift_place(HARBOURS["Putian"], 900, -900)
    second = figures.second_meeting
    passage = Passage(berth).arrive(shift_place(FIRST_GROUND, 1_300, 0), at(16, 8), 10)
    leave = at(19) if lawful else second[0] - 9 * _HOUR
    passage.circle(leave, radius_m=1_300, speed_kn=4.2, phase=0.0, status=UNDER_WAY)
    if lawful:
        passage.sail(shift_place(SECOND_GROUND, 1_300, 0), 8, direct=True)
    else:
        beside = shift_place(figures.second_place, 90, -70)
        passage.sail(beside, distance_m(passage.place, beside) / (second[0] - leave) / KNOT_M_S, direct=True)
        passage.stay(second[1], drift_kn=drift, status=UNDER_WAY).sail(shift_place(SECOND_GROUND, 1_300, 0), 9, direct=True)
    passage.circle(figures.silence[0] + 1.5 * _HOUR, radius_m=1_300, speed_kn=4.2, phase=0.0, status=UNDER_WAY)
    passage.sail(berth, 9)
    return make_vessel(
        hull,
        passage.finish(END_S),
        draughts=((0.0, 3.8),) if lawful else ((0.0, 3.8), (second[1] + 0.3 * _HOUR, 4.7)),
        dense=(widen(second),),
        silences=(figures.reception,) if lawful else (figures.reception, figures.silence),
        heard_by=frozenset({"csv", "nmea"}),
        nmea_spans=((at(19, 6), at(20, 6)),),
    )


def _waiting_ship(figures: Figures, hull: Hull, drift: tuple[float, float], *, lawful: bool) -> Vessel:
    start, end = figures.loitering
    berth = shift_place(HARBOURS["Zhoushan"], -900, 900)
    passage = Passage(berth).arrive(figures.loitering_place, start, 10)
    passage.stay(end, drift_kn=(drift[0] * 1.4, -drift[1]), status=UNDER_WAY).sail(berth, 10)
    before = figures.draught_before_m
    return make_vessel(
        hull,
        passage.finish(END_S),
        draughts=((0.0, before),) if lawful else ((0.0, before), (end + 0.3 * _HOUR, figures.draught_after_m)),
        dense=(widen(figures.loitering),),
    )


def _other_hull(hulls: dict[str, Hull], *, lawful: bool) -> Vessel:
    hull = hulls["other_hull"]
    pusan, naha = shift_place(HARBOURS["Pusan"], 1500, -1500), shift_place(HARBOURS["Naha"], -1500, -900)
    passage = Passage(pusan, lane_m=1_200).stay(at(10, 9)).sail(naha, 11).stay(at(14, 2)).sail(pusan, 11)
    passage.stay(at(18, 5)).sail(naha, 11).stay(at(22, 1)).sail(pusan, 11)
    shared = hulls["h66"]
    return make_vessel(
        hull,
        passage.finish(END_S),
        draught_m=6.3,
        mmsi=hull.mmsi if lawful else shared.mmsi,
        names=((0.0, "HAN DU 12" if lawful else shared.name_en),),
        call_sign=hull.call_sign if lawful else "",
        imo="",
    )
