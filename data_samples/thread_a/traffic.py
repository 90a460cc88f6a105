"""Ships with nothing to hide, between the ports of the region, kept apart from each other and from the story."""

import numpy as np
from numpy.typing import NDArray

from data_samples.thread_a.figures import END_S, FIRST_GROUND, SECOND_GROUND, Figures
from data_samples.thread_a.identity import make_call_sign, make_imo, make_mmsi
from data_samples.thread_a.motion import MOORED, Passage, Track
from data_samples.thread_a.sea import HARBOURS, METRES_A_DEGREE, Place, shift_place
from data_samples.thread_a.vessel import Vessel

__all__ = ["meets_for", "sail_traffic"]

_MARKS_S = np.arange(0, END_S, 600.0)
_NEAR_M = 800.0
_LONG_MARKS = 6
_GROUND_M = 60_000.0
_PORTS = ("Yangshan", "Zhoushan", "Haimen", "Xiamen", "Keelung", "Taichung", "Kaohsiung", "Pusan")
_FIRST = ("NORTH", "PALE", "QUIET", "AMBER", "DISTANT", "EARLY", "HOLLOW", "SILVER", "LATE", "STILL", "COPPER", "MEADOW")
_SECOND = ("HERON", "LANTERN", "ORCHARD", "MERIDIAN", "JUNIPER", "PLOVER", "ANVIL", "FERRY", "WILLOW", "COMPASS", "SAFFRON")


def meets_for(here: Track, there: Track) -> int:
    """Give the longest run of ten-minute marks at which two ships are within 800 m outside harbours."""
    x, y = here.locate(_MARKS_S)
    u, v = there.locate(_MARKS_S)
    near = (np.hypot((x - u) * np.cos(np.radians(y)), y - v) * METRES_A_DEGREE < _NEAR_M) & ~_in_harbour(x, y)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], near.astype(np.int8), [0]))))
    return int((edges[1::2] - edges[::2]).max(initial=0))


def _in_harbour(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
    inside = np.zeros(len(x), dtype=bool)
    for lon, lat in HARBOURS.values():
        inside |= np.hypot((x - lon) * np.cos(np.radians(lat)), y - lat) * METRES_A_DEGREE < 6_000
    return inside


def _disturbs(track: Track, figures: Figures) -> bool:
    """Say whether she comes near a fleet in the hours that decide how many ships were heard there."""
    for ground, (start, end) in ((FIRST_GROUND, figures.reception), (SECOND_GROUND, figures.silence)):
        x, y = track.locate(np.arange(start - 14 * 3_600, end + 2 * 3_600, 600.0))
        if (np.hypot((x - ground[0]) * np.cos(np.radians(y)), y - ground[1]) * METRES_A_DEGREE < _GROUND_M).any():
            return True
    return False


def sail_traffic(figures: Figures, others: list[Vessel], *, seed: int, scale: float) -> list[Vessel]:
    """Plan about sixteen ships times ``scale``; every fifth is heard by one receiver only."""
    rng = np.random.default_rng([seed, 51])
    tracks = [vessel.track for vessel in others if not vessel.key.startswith("boat_")]
    vessels: list[Vessel] = []
    for number in range(max(1, round(16 * scale))):
        for _ in range(40):
            track = _sail_about(rng, number)
            if not _disturbs(track, figures) and all(meets_for(track, other) < _LONG_MARKS for other in tracks):
                break
        else:
            continue  # too crowded for one more that keeps clear
        tracks.append(track)
        country, serial = ((413, 477, 563, 440)[number % 4], 4_000 + 13 * number + seed % 89)
        only_nmea = number % 5 == 2
        vessels.append(
            Vessel(
                key=f"trader_{number}",
                mmsi=make_mmsi(country, serial),
                names=((0.0, f"{_FIRST[number % 12]} {_SECOND[(number + seed) % 11]}" + (f" {number // 12 + 1}" if number > 11 else "")),),
                imo=make_imo(500 + seed % 50 + 3 * number),
                call_sign=make_call_sign("VR", 500 + number),
                type_code=int(rng.choice([70, 71, 74, 79, 80, 82])),
                length_m=int(rng.integers(90, 230)),
                width_m=int(rng.integers(15, 33)),
                draughts=((0.0, round(float(rng.uniform(5, 11)), 1)),),
                track=track,
                heard_by=frozenset({"nmea"} if only_nmea else {"csv"}),
                nmea_spans=((0.0, END_S),) if only_nmea else (),
            ),
        )
    return vessels


def _sail_about(rng: np.random.Generator, number: int) -> Track:
    port = _PORTS[int(rng.integers(0, len(_PORTS)))]
    passage = Passage(_berth(port, number), lane_m=float(rng.uniform(-1_600, 1_600)))
    passage.stay(float(rng.uniform(0, 48)) * 3_600, status=MOORED)
    while passage.clock_s < END_S:
        port = str(rng.choice([name for name in _PORTS if name != port]))
        passage.sail(_berth(port, number), float(rng.uniform(9, 14)))
        passage.stay(passage.clock_s + float(rng.uniform(14, 60)) * 3_600, status=MOORED)
    return passage.finish(END_S)


def _berth(port: str, number: int) -> Place:
    """Give a ship a berth of her own in each port, within three kilometres of the port's point."""
    angle = 2.399963 * (number + 3)  # the golden angle spreads any number of berths evenly
    radius = 500 + 2_100 * ((number * 0.618034) % 1.0)
    return shift_place(HARBOURS[port], radius * float(np.cos(angle)), radius * float(np.sin(angle)))
