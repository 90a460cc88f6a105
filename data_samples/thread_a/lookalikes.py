"""What is lawful and looks like an offence: bunkering, towing, pilotage, rafting, two transponders, a fleet off the air."""

import numpy as np

from data_samples.thread_a.crew import Hull
from data_samples.thread_a.figures import END_S, FIRST_GROUND, SECOND_GROUND, Figures, at
from data_samples.thread_a.identity import make_mmsi
from data_samples.thread_a.motion import ANCHORED, FISHING, MOORED, RESTRICTED, TOWING, UNDER_WAY, Passage
from data_samples.thread_a.offences import HAIMEN_ROADS, make_vessel, widen
from data_samples.thread_a.sea import HARBOURS, Place, shift_place
from data_samples.thread_a.vessel import Span, Vessel

__all__ = ["Bunkering", "plan_bunkerings", "sail_fleet", "sail_lookalikes"]

_HOUR = 3600.0
HAIMEN_OUTER: Place = (121.7, 28.56)
XIAMEN_ROADS: Place = (118.13, 24.38)
XIAMEN_OUTER: Place = (118.24, 24.31)


class Bunkering:
    """One lawful delivery: which barge, to whom, where and when."""

    def __init__(self, barge: str, client: str, place: Place, span: Span, volume_m3: int) -> None:
        """Name barge and client by their keys; ``span`` is the time alongside."""
        self.barge, self.client, self.place, self.span, self.volume_m3 = barge, client, place, span, volume_m3


def plan_bunkerings(figures: Figures, *, seed: int, lawful: bool) -> list[Bunkering]:
    """Plan the deliveries; in the lawful case 海悦66 takes her load from a barge as well."""
    rng = np.random.default_rng([seed, 41])

    def span(day: int, hour: float) -> Span:
        start = at(day, hour) + 60 * float(rng.integers(-60, 61))
        return start, start + 60 * float(rng.integers(150, 241))

    def spot(place: Place) -> Place:
        return shift_place(place, float(rng.uniform(-800, 800)), float(rng.uniform(-800, 800)))

    plans = [
        Bunkering("barge_north", "client_1", spot(HAIMEN_ROADS), span(11, 3), 85),
        Bunkering("barge_north", "client_2", spot(HAIMEN_ROADS), span(14, 8), 60),
        Bunkering("barge_north", "client_3", spot(HAIMEN_OUTER), span(17, 5), 120),
        Bunkering("barge_south", "client_4", spot(XIAMEN_ROADS), span(13, 2), 60),  # as much as client_2, another load
        Bunkering("barge_south", "client_5", spot(XIAMEN_OUTER), span(19, 9), 140),
    ]
    if lawful:
        plans.insert(1, Bunkering("barge_north", "h66", HAIMEN_ROADS, figures.first_meeting, int(figures.volume_m3)))
    return plans


def sail_lookalikes(figures: Figures, hulls: dict[str, Hull], *, seed: int, lawful: bool) -> list[Vessel]:
    """Plan the ships whose lawful work looks like a transfer, a switch-off or a second identity."""
    plans = plan_bunkerings(figures, seed=seed, lawful=lawful)
    return [
        *_sail_barges(plans, hulls),
        *_sail_clients(plans, hulls),
        *_sail_tows(hulls),
        *_sail_pilotage(hulls),
        *_sail_raft(hulls),
        *_sail_survey(hulls),
    ]


def _sail_barges(plans: list[Bunkering], hulls: dict[str, Hull]) -> list[Vessel]:
    vessels = []
    for key, port in (("barge_north", "Haimen"), ("barge_south", "Xiamen")):
        berth = shift_place(HARBOURS[port], 1200, -600)
        passage = Passage(berth)
        own = [plan for plan in plans if plan.barge == key]
        for plan in own:
            alongside = shift_place(plan.place, 24, 12)
            passage.arrive(alongside, plan.span[0], 7, direct=True).stay(plan.span[1], status=RESTRICTED)
            passage.sail(berth, 7, direct=True)
        vessels.append(
            make_vessel(
                hulls[key],
                passage.finish(END_S),
                draught_m=3.1,
                dense=tuple(widen(plan.span) for plan in own),
                heard_by=frozenset({"csv", "nmea"}),
                nmea_spans=((at(11), at(13)),),
            ),
        )
    return vessels


def _sail_clients(plans: list[Bunkering], hulls: dict[str, Hull]) -> list[Vessel]:
    ways = {
        "client_1": ("Yangshan", "Keelung"),
        "client_2": ("Zhoushan", "Xiamen"),
        "client_3": ("Keelung", "Yangshan"),
        "client_4": ("Taichung", "Zhoushan"),
        "client_5": ("Kaohsiung", "Haimen"),
    }
    vessels = []
    for number, plan in enumerate(plan for plan in plans if plan.client in ways):
        origin, destination = (HARBOURS[name] for name in ways[plan.client])
        passage = Passage(shift_place(origin, -1_000 + 500 * number, 1_100), lane_m=(number - 2) * 380.0)
        passage.arrive(plan.place, plan.span[0] - 3 * _HOUR, 11).stay(plan.span[1] + 2 * _HOUR, status=ANCHORED)
        passage.sail(shift_place(destination, 1_400, 600 - 500 * number), 11)
        vessels.append(
            make_vessel(hulls[plan.client], passage.finish(END_S), draught_m=5.2 + 0.3 * number, dense=(widen(plan.span),)),
        )
    return vessels


def _sail_tows(hulls: dict[str, Hull]) -> list[Vessel]:
    ways = (("tug_1", "tow_1", "Keelung", "Taichung", at(12, 6)), ("tug_2", "tow_2", "Zhoushan", "Haimen", at(16, 1)))
    vessels = []
    for tug, tow, origin, destination, start in ways:
        passage = Passage(shift_place(HARBOURS[origin], 300, 1_600), lane_m=900).stay(start)
        passage.sail(shift_place(HARBOURS[destination], 300, 1_600), 5.5, status=TOWING)
        track = passage.finish(END_S)
        vessels.append(make_vessel(hulls[tug], track, draught_m=4.4))
        vessels.append(make_vessel(hulls[tow], track.follow(80.0, UNDER_WAY).shift(22, 14), draught_m=2.6))
    return vessels


def _sail_pilotage(hulls: dict[str, Hull]) -> list[Vessel]:
    station: Place = (118.2, 24.35)
    wait = (at(16, 4), at(16, 6.6))
    ship = Passage(shift_place(HARBOURS["Kaohsiung"], -1_500, 1_200), lane_m=-1_500).arrive(station, wait[0] - 0.5 * _HOUR, 12)
    ship.stay(wait[0], status=UNDER_WAY).stay(wait[1], status=UNDER_WAY, drift_kn=(0.3, 0.2))
    ship.sail(shift_place(HARBOURS["Xiamen"], 300, -1_500), 8, direct=True)
    boat = Passage(shift_place(HARBOURS["Xiamen"], -300, -900)).arrive(shift_place(station, 120, -90), wait[0], 15, direct=True)
    boat.stay(wait[1], status=UNDER_WAY, drift_kn=(0.3, 0.2)).sail(shift_place(HARBOURS["Xiamen"], -300, -900), 15, direct=True)
    return [
        make_vessel(hulls["piloted"], ship.finish(END_S), draught_m=8.1, dense=(widen(wait),)),
        make_vessel(hulls["pilot"], boat.finish(END_S), draught_m=1.4, dense=(widen(wait),)),
    ]


def _sail_raft(hulls: dict[str, Hull]) -> list[Vessel]:
    berth = shift_place(HARBOURS["Haimen"], -700, 900)
    inner = Passage(berth)
    outer = Passage(shift_place(HARBOURS["Zhoushan"], 1_900, 300), lane_m=-700)
    outer.arrive(shift_place(berth, 14, 11), at(13, 6), 9).stay(at(14, 13), status=MOORED)
    outer.sail(shift_place(HARBOURS["Zhoushan"], 1_900, 300), 9)
    dark = (at(20, 1), at(20, 19))  # laid up at her berth, everything off: no offence, and no track is hidden
    return [
        make_vessel(hulls["raft_1"], inner.finish(END_S), draught_m=2.9, silences=(dark,)),
        make_vessel(hulls["raft_2"], outer.finish(END_S), draught_m=3.3),
    ]


def _sail_survey(hulls: dict[str, Hull]) -> list[Vessel]:
    """Sail a research ship with a second transponder: one hull, two MMSI, twelve metres apart, day after day."""
    hull = hulls["survey"]
    berth = shift_place(HARBOURS["Yangshan"], 1_300, -900)
    passage = Passage(berth, lane_m=600).stay(at(13, 2)).sail((123.4, 30.2), 10)
    passage.stay(passage.clock_s + 6 * _HOUR, status=RESTRICTED, drift_kn=(0.2, -0.3)).sail((124.9, 30.6), 10, direct=True)
    passage.stay(passage.clock_s + 5 * _HOUR, status=RESTRICTED, drift_kn=(0.1, -0.4)).sail(berth, 10)
    track = passage.finish(END_S)
    second = make_vessel(
        hull,
        track.shift(9, -8),
        draught_m=0.0,
        key="survey_second",
        mmsi=make_mmsi(413, int(hull.mmsi[-4:]) + 4_000),
        imo="",
        transceiver="B",
    )
    return [make_vessel(hull, track, draught_m=5.4), second]


def sail_fleet(figures: Figures, *, seed: int) -> list[Vessel]:
    """Plan the fleet that works where 海悦68 lies on the 17th, and most of which works where she lies on the 21st.

    Boats of two countries, for which no closed season runs in May. They lie on a grid of five kilometres, round an empty
    middle, each on a circle of her own, so that none comes near another.
    """
    rng = np.random.default_rng([seed, 42])
    spots = sorted(
        ((east * 5_000 + (north % 2) * 2_500, north * 4_330) for east in range(-4, 5) for north in range(-4, 5)),
        key=lambda spot: (spot[0] ** 2 + spot[1] ** 2, spot),
    )
    spots = [spot for spot in spots if np.hypot(*spot) > 3_500][: figures.fleet]
    heard = set(rng.choice(figures.fleet, figures.still_heard, replace=False).tolist())
    vessels = []
    for number, (east, north) in enumerate(spots):
        radius, phase = float(rng.uniform(1_000, 1_300)), float(rng.uniform(0, 2 * np.pi))
        circle = {"radius_m": radius, "speed_kn": float(rng.uniform(2.8, 3.6)), "phase": phase, "status": FISHING}
        rim = (radius * np.cos(phase), radius * np.sin(phase))
        passage = Passage(shift_place(FIRST_GROUND, east + rim[0], north + rim[1]), status=FISHING)
        passage.circle(at(18, 6), **circle)  # type: ignore[arg-type]
        if number < figures.second_fleet:
            passage.sail(shift_place(SECOND_GROUND, east + rim[0], north + rim[1]), 7.5, direct=True)
            passage.circle(END_S, **{**circle, "phase": phase})  # type: ignore[arg-type]
        else:
            passage.circle(END_S, **{**circle, "phase": _angle_at(passage.place, FIRST_GROUND, east, north)})  # type: ignore[arg-type]
        country = 431 if number % 2 else 440
        edge = 60 * float(rng.integers(-12, 3)), 60 * float(rng.integers(-2, 13))
        silences = () if number in heard else ((figures.reception[0] + edge[0], figures.reception[1] + edge[1]),)
        vessels.append(
            Vessel(
                key=f"boat_{number}",
                mmsi=make_mmsi(country, 2_000 + 11 * number + seed % 97),
                names=((0.0, f"{'MISAKI MARU' if country == 431 else 'HAEDEUL'} {number + 1}"),),
                imo="",
                call_sign="",
                type_code=30,
                length_m=int(rng.integers(18, 34)),
                width_m=int(rng.integers(5, 8)),
                draughts=((0.0, 0.0),),
                track=passage.finish(END_S),
                transceiver="B",
                silences=silences,
                step_s=1_800.0,
            ),
        )
    return vessels


def _angle_at(place: Place, ground: Place, east: float, north: float) -> float:
    centre = shift_place(ground, east, north)
    return float(np.arctan2(place[1] - centre[1], (place[0] - centre[0]) * np.cos(np.radians(centre[1]))))
