"""Rings: stretches of a track that run round and round one point, as made-up positions do, and some real ships."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.geo import EARTH_RADIUS_M, NAUTICAL_MILE_M
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["MAX_STEP_MIN", "MIN_TURNS", "Ring", "find_rings"]

MIN_TURNS = 2.0
MAX_STEP_MIN = 15.0
_MIN_STEP_M, _MAX_STEP_M = 20.0, 20_000.0
_MIN_TURN_DEG, _MAX_TURN_DEG = 2.0, 120.0  # a sharper turn between two reports does not say which way round
_MIN_RADIUS_M, _MAX_RADIUS_M = 100.0, 20_000.0
_ROUND = 0.15
_FALSE_KN, _FALSE_SHARE, _FALSE_DEG = 3.0, 0.5, 45.0

Floats = npt.NDArray[np.float64]


class Ring(NamedTuple):
    """A ring: first and last fix, centre, radius, full turns, and what the ship said of speed and course against her way on it."""

    first: int
    last: int
    lon: float
    lat: float
    radius_m: float
    turns: float
    way_kn: float
    said_kn: float
    """Median of the reported speeds; NaN if none."""
    course_off_deg: float
    """Median angle between reported course and direction of travel; NaN if none."""

    @property
    def is_contradicted(self) -> bool:
        """Whether reported speed or course disagree with the way round."""
        speed = abs(self.said_kn - self.way_kn) > max(_FALSE_KN, _FALSE_SHARE * self.way_kn)
        return bool(speed or self.course_off_deg > _FALSE_DEG)


def find_rings(fixes: Fixes) -> list[Ring]:
    """Find stretches of at least two full turns in one direction, from 100 m to 20 km in radius, round to 15 % of it."""
    if len(fixes) < 3:  # noqa: PLR2004 - a turn has three points
        return []
    north = np.radians(np.diff(fixes.lat)) * EARTH_RADIUS_M
    east = np.radians((np.diff(fixes.lon) + 180) % 360 - 180) * np.cos(np.radians(fixes.lat[:-1])) * EARTH_RADIUS_M
    step = np.hypot(east, north)
    moves = fixes.joined & (fixes.step_us <= MAX_STEP_MIN / 60 * HOUR_US) & (step >= _MIN_STEP_M) & (step <= _MAX_STEP_M)
    way = np.degrees(np.arctan2(east, north))
    turn = (np.diff(way) + 180) % 360 - 180
    sharp = np.abs(turn)
    side = np.where(moves[:-1] & moves[1:] & (sharp >= _MIN_TURN_DEG) & (sharp <= _MAX_TURN_DEG), np.sign(turn), 0).astype(np.int8)
    starts = np.flatnonzero(np.diff(side, prepend=0) != 0)
    ends = np.append(starts[1:], len(side))
    total = np.add.reduceat(sharp, starts) if len(starts) else np.zeros(0)
    wanted = np.flatnonzero((side[starts] != 0) & (total >= MIN_TURNS * 360)) if len(starts) else starts
    if not len(wanted):
        return []
    course = fixes.columns(["course_deg"])
    said = course["course_deg"].to_numpy(np.float64) if "course_deg" in course.columns else np.full(len(fixes), np.nan)
    rings = (_fit(fixes, int(starts[n]), int(ends[n]) + 1, float(total[n]) / 360, (way, said)) for n in wanted.tolist())
    return [ring for ring in rings if ring is not None]


def _fit(fixes: Fixes, first: int, last: int, turns: float, headings: tuple[Floats, Floats]) -> Ring | None:
    """Fit a circle by least squares (Kåsa 1976, IEEE Trans. Instrum. Meas. 25) in a plane about the first fix."""
    rows = slice(first, last + 1)
    lon, lat = fixes.lon[rows], fixes.lat[rows]
    scale = np.cos(np.radians(lat.mean()))
    x = np.radians((lon - lon[0] + 180) % 360 - 180) * scale * EARTH_RADIUS_M
    y = np.radians(lat - lat[0]) * EARTH_RADIUS_M
    solved = np.linalg.lstsq(np.column_stack([2 * x, 2 * y, np.ones(len(x))]), x**2 + y**2, rcond=None)[0]
    radius = float(np.sqrt(max(solved[2] + solved[0] ** 2 + solved[1] ** 2, 0.0)))
    off = np.hypot(x - solved[0], y - solved[1]) - radius
    if not _MIN_RADIUS_M <= radius <= _MAX_RADIUS_M or float(np.sqrt((off**2).mean())) > _ROUND * radius:
        return None
    hours = float(fixes.time[last] - fixes.time[first]) / HOUR_US
    speed = fixes.speed[rows]
    way, said = headings
    # the tangent at a fix lies between the steps before and after it
    inner = np.arange(first + 1, last)
    tangent = way[inner - 1] + ((way[inner] - way[inner - 1] + 180) % 360 - 180) / 2
    angle = np.abs((said[inner] - tangent + 180) % 360 - 180)
    return Ring(
        first,
        last,
        float((lon[0] + np.degrees(solved[0] / EARTH_RADIUS_M / scale) + 180) % 360 - 180),
        float(lat[0] + np.degrees(solved[1] / EARTH_RADIUS_M)),
        radius,
        turns,
        2 * np.pi * radius * turns / NAUTICAL_MILE_M / hours if hours else float("inf"),
        float(np.nanmedian(speed)) if not np.isnan(speed).all() else float("nan"),
        float(np.nanmedian(angle)) if not np.isnan(angle).all() else float("nan"),
    )
