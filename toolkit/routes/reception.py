"""Reception control: whether a ship fell silent, or the receivers did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.geo import haversine_m
from toolkit.routes.blocks import Tracks
from toolkit.routes.fixes import HOUR_US, Fixes

__all__ = ["DARK_SHARE", "MIN_ASSETS", "HeardHours", "Hours", "Onsets", "count_fallen_silent", "count_hours"]

DARK_SHARE = 0.05
"""An hour is dark when fewer than this share of the assets that were heard before and after it were heard in it."""
MIN_ASSETS = 10
"""With fewer assets than this to be heard, nothing can be said of an hour."""
CELL_KM = 50.0
"""Neighbours are the assets heard within this distance: within a coastal receiver's reach, about 40 to 60 nautical miles."""

_BEFORE_US = 2 * HOUR_US
_ONSET_US = 1 * HOUR_US
_POLAR = 89.0

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Hours:
    """How many assets could be heard in each hour, and how many were."""

    first: int
    """The first hour, in hours since 1970."""
    expected: Ints
    """Assets heard both before the hour's end and after its start."""
    heard: Ints
    dark: npt.NDArray[np.bool_]

    def dark_hours(self, start: Ints, end: Ints) -> npt.NDArray[np.float64]:
        """Sum the dark hours, whole ones, inside each interval of microseconds."""
        total = np.concatenate([[0], np.cumsum(self.dark)])
        low = np.clip(-(-start // HOUR_US) - self.first, 0, len(self.dark))
        high = np.clip(end // HOUR_US - self.first, 0, len(self.dark))
        hours: npt.NDArray[np.float64] = np.maximum(total[np.maximum(low, high)] - total[low], 0).astype(np.float64)
        return hours

    def spans(self) -> list[tuple[int, int]]:
        """Give the stretches of dark hours as (start, end) in microseconds."""
        edges = np.flatnonzero(np.diff(np.concatenate([[0], self.dark.astype(np.int8), [0]])))
        return [(int(a + self.first) * HOUR_US, int(b + self.first) * HOUR_US) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def count_hours(fixes: Fixes) -> Hours:
    """Count, hour by hour, the assets that could be heard and those that were, over all sources together."""
    heard = HeardHours()
    heard.add(fixes)
    return heard.count()


class HeardHours:
    """Where each track was heard in each hour, as boxes: little beside the fixes, and enough to leave most of them unread."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._blocks: list[Boxes] = []
        self._first: list[Ints] = []
        self._last: list[Ints] = []

    def add(self, fixes: Fixes) -> None:
        """Take in the next block."""
        if not len(fixes):
            return
        hour = fixes.time // HOUR_US
        new = np.concatenate([[True], (hour[1:] != hour[:-1]) | ~fixes.joined])
        first = np.flatnonzero(new)
        self._first.append(hour[fixes.first[:-1]])
        self._last.append(hour[fixes.first[1:] - 1])
        self._blocks.append(
            Boxes(
                np.full(len(first), len(self._blocks), dtype=np.int32),
                fixes.track[first].astype(np.int32),
                hour[first].astype(np.int32),
                np.minimum.reduceat(fixes.lon, first).astype(np.float32),
                np.maximum.reduceat(fixes.lon, first).astype(np.float32),
                np.minimum.reduceat(fixes.lat, first).astype(np.float32),
                np.maximum.reduceat(fixes.lat, first).astype(np.float32),
                first.astype(np.int32),
                np.append(first[1:], len(fixes)).astype(np.int32),
            )
        )

    def boxes(self) -> "Boxes":
        """Give all of them in order of hours."""
        parts = [np.concatenate(column) for column in zip(*self._blocks, strict=True)]
        order = np.argsort(parts[2], kind="stable")
        return Boxes(*(part[order] for part in parts))

    def count(self) -> Hours:
        """Count the assets of each hour."""
        if not self._blocks:
            none = np.zeros(0, dtype=np.int64)
            return Hours(0, none, none, none.astype(np.bool_))
        first, last = np.concatenate(self._first), np.concatenate(self._last)
        start, n_hours = int(first.min()), int(last.max() - first.min()) + 1
        heard = sum(np.bincount(block.hour - start, minlength=n_hours) for block in self._blocks)
        alive = np.bincount(first - start, minlength=n_hours + 1) - np.bincount(last - start + 1, minlength=n_hours + 1)
        expected = np.cumsum(alive)[:-1]
        dark = (expected >= MIN_ASSETS) & (heard < DARK_SHARE * expected)
        return Hours(start, expected, np.asarray(heard, dtype=np.int64), dark)


class Boxes(NamedTuple):
    """One row a track and hour in which it was heard: block, track in it, hour since 1970, box in degrees, first fix, one past the last."""

    block: npt.NDArray[np.int32]
    track: npt.NDArray[np.int32]
    hour: npt.NDArray[np.int32]
    west: npt.NDArray[np.float32]
    east: npt.NDArray[np.float32]
    south: npt.NDArray[np.float32]
    north: npt.NDArray[np.float32]
    first: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]

    def near(self, hours: Ints, lon: float, lat: float, within_m: float) -> Ints:
        """Give the rows of these hours whose box may come that near to a place; never too few."""
        low, high = np.searchsorted(self.hour, [hours[0], hours[-1] + 1])
        margin = within_m / 111_000.0 + 1e-4  # less than any degree of latitude; the boxes are rounded to float32
        rows = slice(int(low), int(high))
        fits = (self.south[rows] <= lat + margin) & (self.north[rows] >= lat - margin)
        found: Ints = np.flatnonzero(fits) + low
        top = abs(lat) + margin
        if top < _POLAR:
            wide = margin / np.cos(np.radians(top))
            west, east = self.west[found].astype(np.float64), self.east[found].astype(np.float64)
            apart = np.minimum(_turn(west - lon), _turn(east - lon))
            found = found[(apart <= wide) | ((west <= lon) & (lon <= east))]
        return found


def _turn(degrees: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.abs((degrees + 180.0) % 360.0 - 180.0)


class Onsets(NamedTuple):
    """Silences to compare with: when each begins and ends (the record, while open), where, and whose it is."""

    start: Ints
    until: Ints
    lon: npt.NDArray[np.float64]
    lat: npt.NDArray[np.float64]
    block: Ints
    track: Ints


def count_fallen_silent(blocks: Sequence[Fixes] | Tracks, heard: HeardHours, onsets: Onsets) -> tuple[Ints, Ints]:
    """Count the neighbours of each silence, and those of them that fell silent at the same time.

    Args:
        blocks: all fixes; only blocks with a neighbour are read.
        heard: the same fixes by hours.
        onsets: the silences.

    Returns:
        Neighbours (other assets heard within 50 km in the two hours before) and how many of them have a silence of at least
        half as long that begins within an hour of the same instant.
    """
    others, silent = np.zeros(len(onsets.start), dtype=np.int64), np.zeros(len(onsets.start), dtype=np.int64)
    if not len(onsets.start):
        return others, silent
    boxes = heard.boxes()
    found = [
        boxes.near(np.array([(start - _BEFORE_US) // HOUR_US, start // HOUR_US]), float(lon), float(lat), CELL_KM * 1000)
        for start, lon, lat in zip(onsets.start, onsets.lon, onsets.lat, strict=True)
    ]
    which = np.repeat(np.arange(len(found)), [len(rows) for rows in found])
    row = np.concatenate(found)
    for number in np.unique(boxes.block[row]).tolist():
        fixes = blocks.read(number) if isinstance(blocks, Tracks) else blocks[number]
        own = boxes.block[row] == number
        silence, track = _neighbours(fixes, boxes, row[own], which[own], onsets)
        same = (onsets.block[silence] == number) & (onsets.track[silence] == track)
        silence, track = silence[~same], track[~same]
        others += np.bincount(silence, minlength=len(others))
        silent += np.bincount(silence[_fell_silent(fixes, track, onsets, silence)], minlength=len(others))
    return others, silent


def _neighbours(fixes: Fixes, boxes: Boxes, row: Ints, silence: Ints, onsets: Onsets) -> tuple[Ints, Ints]:
    """Give the pairs of silence and track with a fix within 50 km in the two hours before."""
    size = (boxes.end[row] - boxes.first[row]).astype(np.int64)
    pair = np.repeat(np.arange(len(row)), size)
    fix = np.arange(len(pair)) - np.repeat(np.cumsum(size) - size, size) + boxes.first[row][pair]
    about = silence[pair]
    time, start = fixes.time[fix], onsets.start[about]
    timely = (time >= start - _BEFORE_US) & (time <= start)
    fix, about = fix[timely], about[timely]
    near = haversine_m(fixes.lon[fix], fixes.lat[fix], onsets.lon[about], onsets.lat[about]) <= CELL_KM * 1000
    key = np.unique(about[near] * np.int64(len(fixes.tracks)) + fixes.track[fix[near]])
    return key // len(fixes.tracks), key % len(fixes.tracks)


def _fell_silent(fixes: Fixes, track: Ints, onsets: Onsets, silence: Ints) -> npt.NDArray[np.bool_]:
    """Tell whether the track has a silence at least half as long that begins within an hour."""
    if not len(track):
        return np.zeros(0, dtype=np.bool_)
    start, until = onsets.start[silence], onsets.until[silence]
    base = int(min(fixes.time.min(), start.min()))
    width = int(max(fixes.time.max(), start.max() + _ONSET_US)) - base + 2
    key = fixes.track * width + (fixes.time - base)
    # the last fix at or before the onset's end; the silence that follows it is the one to compare
    last = np.searchsorted(key, track * width + (start + _ONSET_US - base), side="right") - 1
    after = last + 1
    ends = np.where(after < fixes.first[track + 1], fixes.time[np.minimum(after, len(fixes) - 1)], until)
    began_late = fixes.time[last] >= start - _BEFORE_US
    fell: npt.NDArray[np.bool_] = (ends - np.maximum(fixes.time[last], start) >= (until - start) / 2) & began_late
    return fell
