"""How a ship moves: knots of time and place, joined by straight pieces, from which any instant can be read."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data_samples.thread_a.sea import KNOT_M_S, Place, bearing_deg, distance_m, plan_lane, shift_place

__all__ = ["ANCHORED", "MOORED", "TOWING", "UNDER_WAY", "Passage", "Track"]

UNDER_WAY, ANCHORED, RESTRICTED, MOORED, FISHING, TOWING = 0, 1, 3, 5, 7, 11  # ITU-R M.1371, navigational status


@dataclass(frozen=True)
class Track:
    """Where a ship truly is: knots in seconds since the window opened; ``status`` holds from each knot to the next."""

    time_s: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    status: NDArray[np.int64]

    def locate(self, time_s: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give longitude and latitude at each time."""
        return np.interp(time_s, self.time_s, self.lon), np.interp(time_s, self.time_s, self.lat)

    def status_at(self, time_s: NDArray[np.float64]) -> NDArray[np.int64]:
        """Give the navigational status at each time."""
        return self.status[np.clip(np.searchsorted(self.time_s, time_s, side="right") - 1, 0, len(self.status) - 1)]

    def place_at(self, time_s: float) -> Place:
        """Give the place at one time."""
        lon, lat = self.locate(np.array([time_s]))
        return float(lon[0]), float(lat[0])

    def follow(self, delay_s: float, status: int) -> "Track":
        """Give the track of what is towed: the same way, later."""
        return replace(self, time_s=self.time_s + delay_s, status=np.where(self.status == TOWING, status, self.status))

    def shift(self, east_m: float, north_m: float) -> "Track":
        """Give the track of something carried beside the first antenna."""
        moved = np.array([shift_place((x, y), east_m, north_m) for x, y in zip(self.lon, self.lat, strict=True)])
        return replace(self, lon=moved[:, 0], lat=moved[:, 1])


@dataclass
class Passage:
    """A ship's movements while they are being planned; every call moves the clock on.

    ``lane_m`` is how far to starboard of the middle of a lane she keeps, so that ships do not sail in one line.
    """

    place: Place
    lane_m: float = 0.0
    status: int = MOORED
    clock_s: float = 0.0
    knots: list[tuple[float, float, float, int]] = field(default_factory=list)

    def _mark(self, place: Place, status: int) -> None:
        if self.knots and self.knots[-1][0] >= self.clock_s:
            self.knots.pop()
        self.knots.append((self.clock_s, *place, status))
        self.place = place

    def stay(self, until_s: float, *, status: int | None = None, drift_kn: tuple[float, float] = (0.0, 0.0)) -> "Passage":
        """Lie still, or drift east and north at so many knots, until a time."""
        status = self.status if status is None else status
        if until_s < self.clock_s:
            message = f"cannot stay until {until_s:.0f} s, it is {self.clock_s:.0f} s already"
            raise ValueError(message)
        self._mark(self.place, status)
        run_s = (until_s - self.clock_s) * KNOT_M_S
        self.clock_s = until_s
        self._mark(shift_place(self.place, drift_kn[0] * run_s, drift_kn[1] * run_s), status)
        return self

    def circle(self, until_s: float, *, radius_m: float, speed_kn: float, phase: float, status: int) -> "Passage":
        """Work round and round a circle that begins at the present place, until a time."""
        centre = shift_place(self.place, -radius_m * np.cos(phase), -radius_m * np.sin(phase))
        step_s = 600.0
        turn = speed_kn * KNOT_M_S * step_s / radius_m
        angle = phase
        self._mark(self.place, status)
        while self.clock_s < until_s:
            part = min(step_s, until_s - self.clock_s)
            angle += turn * part / step_s
            self.clock_s += part
            self._mark(shift_place(centre, radius_m * np.cos(angle), radius_m * np.sin(angle)), status)
        return self

    def sail(self, place: Place, speed_kn: float, *, status: int = UNDER_WAY, direct: bool = False) -> "Passage":
        """Go to a place along the lanes, or straight where ``direct``."""
        way = self._way(place, direct=direct)
        for here, there in pairwise(way):
            self._mark(here, status)
            self.clock_s += distance_m(here, there) / (speed_kn * KNOT_M_S)
            self._mark(there, status)
        self.status = MOORED
        return self

    def arrive(self, place: Place, at_s: float, speed_kn: float, *, status: int = UNDER_WAY, direct: bool = False) -> "Passage":
        """Stay as long as needed, then go, so as to be there at a time."""
        way = self._way(place, direct=direct)
        run_s = sum(map(distance_m, way[:-1], way[1:])) / (speed_kn * KNOT_M_S)
        self.stay(at_s - run_s)
        return self.sail(place, speed_kn, status=status, direct=direct)

    def _way(self, place: Place, *, direct: bool) -> list[Place]:
        way = [self.place, place] if direct else list(plan_lane(self.place, place))
        if self.lane_m and len(way) > 2:
            for number in range(1, len(way) - 1):
                course = np.radians(bearing_deg(way[number - 1], way[number + 1]))
                way[number] = shift_place(way[number], self.lane_m * np.cos(course), -self.lane_m * np.sin(course))
        return way

    def finish(self, end_s: float) -> Track:
        """Stay until the window closes and give the track."""
        if self.clock_s < end_s:
            self.stay(end_s)
        table = np.array(self.knots)
        return Track(table[:, 0], table[:, 1], table[:, 2], table[:, 3].astype(np.int64))
