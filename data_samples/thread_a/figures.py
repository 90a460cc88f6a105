"""The figures of the story: what is drawn per seed, and what the case book says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import numpy as np

from data_samples.thread_a.sea import Place, shift_place

__all__ = ["END_S", "OPENING", "Figures", "at", "draw_figures", "write_instant"]

OPENING = datetime(2025, 5, 10, tzinfo=UTC)
END_S = 15 * 86_400.0
HOUR = 3_600.0
LOCAL = timedelta(hours=8)


def at(day: int, hour: float = 0.0) -> float:
    """Give a day of May 2025 and an hour (UTC) in seconds since the window opened."""
    return (day - OPENING.day) * 86_400.0 + hour * HOUR


def write_instant(time_s: float) -> str:
    """Write seconds since the window opened as ISO 8601 in UTC."""
    return (OPENING + timedelta(seconds=round(time_s))).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Figures:
    """Times in seconds since the window opened, places in degrees, the rest in the unit of the name."""

    noted_s: float
    first_meeting: tuple[float, float]
    first_place: Place
    second_meeting: tuple[float, float]
    second_place: Place
    loitering: tuple[float, float]
    loitering_place: Place
    draught_before_m: float
    draught_after_m: float
    reception: tuple[float, float]
    silence: tuple[float, float]
    fleet: int
    still_heard: int
    second_fleet: int
    volume_m3: Decimal
    density_t_m3: Decimal
    renamed_s: float
    owner_change: date

    @property
    def mass_t(self) -> Decimal:
        """Mass of the one load."""
        return self.volume_m3 * self.density_t_m3

    @property
    def noted_local(self) -> datetime:
        """The patrol's clock, without its zone."""
        return (OPENING + timedelta(seconds=self.noted_s) + LOCAL).replace(tzinfo=None)


FIRST_GROUND: Place = (122.75, 27.25)
SECOND_GROUND: Place = (124.25, 28.25)


def draw_figures(seed: int) -> Figures:
    """Give the case book's figures for seed 0, and others near them for any other seed."""
    rng = np.random.default_rng([seed, 11])
    loose = 0 if seed == 0 else 1

    def about(value: float, spread: float, step: float = 1.0) -> float:
        return value + loose * step * round(rng.uniform(-spread, spread) / step)

    def near(place: Place, spread_m: float = 4_000) -> Place:
        return shift_place(place, loose * rng.uniform(-spread_m, spread_m), loose * rng.uniform(-spread_m, spread_m))

    noted = at(12, 15) + 60 * about(40, 18)  # always 23:2x to 23:5x on the patrol's clock
    first = (noted - 60 * about(95, 25), noted + 60 * about(130, 30))
    second_start = at(19, 18) + 60 * about(20, 90)
    loitering_start = at(15, 13) + 60 * about(0, 60)
    reception_start = at(17, 1) + 60 * about(50, 40)
    silence_start = at(21, 7) + 60 * about(40, 60)
    before = about(5.1, 0.3, 0.1)
    return Figures(
        noted_s=noted,
        first_meeting=first,
        first_place=near((121.62, 26.62)),
        second_meeting=(second_start, second_start + 60 * about(200, 50)),
        second_place=near((123.1, 28.1)),
        loitering=(loitering_start, loitering_start + 60 * about(450, 60)),
        loitering_place=near((124.1, 29.3)),
        draught_before_m=round(before, 1),
        draught_after_m=round(before + about(1.7, 0.3, 0.1), 1),
        reception=(reception_start, reception_start + 60 * about(840, 40)),
        silence=(silence_start, silence_start + 60 * about(540, 40)),
        fleet=int(about(34, 2)),
        still_heard=int(about(3, 1)),
        second_fleet=int(about(28, 2)),
        volume_m3=Decimal(int(about(300, 20, 5))),
        density_t_m3=Decimal("0.842") + Decimal(int(about(0, 6))) / 1000,
        renamed_s=at(15, 4) + 60 * about(0, 300),
        owner_change=date(2025, 5, 20) + timedelta(days=int(about(0, 3))),
    )
