"""Parts of a load of many sizes, and how each differs from what lies around it.

What is hidden among goods has edges on four sides, and its mass, its material or its grain are not those of the load. Packing
has edges too, so a part is compared with its sides, its surroundings, its layer and all other parts of its size, in three
maps: mass; the hint at the material, beside what this very load shows at the same depth (spectra harden with depth, and
scanners differ: the load is its own reference); and the grain. Sums over boxes come from tables of running sums (Crow,
SIGGRAPH 1984).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.images import Image
from toolkit.scans.preparing import prepare_scan
from toolkit.scans.views import attenuation

__all__ = ["WINDOW_FEATURES", "Windows", "describe_windows"]

_SHARES = (0.012, 0.02, 0.034)
"""Areas of parts, as shares of that of the load."""
_ASPECTS = (0.6, 1.0, 1.7)
_RIM_PX = 3
_SHELL, _LOAD = 0.08, 0.22
"""Attenuation of the container's walls, and from which more than these lies in the way."""
_DEEP = 6.0
_LEAST_PX = 200
_LEAST_LOADED = 0.8
_STEPS = 4
"""Parts of one size start at every fourth of their side."""
_LEVELS = 16
_CLIP = 6.0
_EMPTY_SIDE = 0.5

WINDOW_FEATURES = 38
"""Numbers that describe a part."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Windows:
    """Parts of one load."""

    boxes: Rows
    """(n, 4): x, y, width and height in pixels of the image."""
    features: NDArray[np.float32]
    """(n, WINDOW_FEATURES)."""


@dataclass(frozen=True, slots=True)
class _Maps:
    sums: list[Floats]
    """Running sums of mass, hint, grain, squared mass, load and ratio."""
    area: float
    whole: list[float]
    """What holds for the load: middle and spread of mass, spread of the hint, middle of the grain, middle ratio."""


def describe_windows(image: Image) -> Windows:
    """Describe the parts of a load.

    Args:
        image: (height, width, 2), transmission at high and low energy.

    Returns:
        Parts that are covered with load for the most part; none where hardly anything is loaded.

    >>> len(describe_windows(np.full((60, 120, 2), 60_000, np.uint16)).boxes)
    0
    """
    found = prepare_scan(image).container or (0, 0, image.shape[1], image.shape[0])
    x, y, wide, tall = found[0] + _RIM_PX, found[1] + _RIM_PX, found[2] - 2 * _RIM_PX, found[3] - 2 * _RIM_PX
    high, low = attenuation(image)[:, y : y + tall, x : x + wide].astype(np.float64)
    maps = _draw_maps(high, low) if min(high.shape) > 2 * _STEPS else None
    parts = list(_describe_sizes(maps, high.shape[0], high.shape[1])) if maps else []
    if not parts:
        return Windows(np.zeros((0, 4), np.int64), np.zeros((0, WINDOW_FEATURES), np.float32))
    boxes = np.concatenate([boxes for boxes, _ in parts]) + np.array([x, y, 0, 0])
    return Windows(boxes, np.concatenate([features for _, features in parts]).astype(np.float32))


def _draw_maps(high: Floats, low: Floats) -> _Maps | None:
    load = high > _LOAD
    thick = _smooth(high)
    ratio = _smooth(low) / np.maximum(thick, 0.05)
    told = load & (thick < _DEEP)
    if np.count_nonzero(told) < _LEAST_PX:
        return None
    level = np.digitize(thick, np.quantile(thick[told], np.linspace(0, 1, _LEVELS + 1)[1:-1]))
    usual = np.array(
        [np.median(ratio[told & (level == at)]) if (told & (level == at)).any() else np.median(ratio[told]) for at in range(_LEVELS)]
    )
    hint = ratio - usual[level]
    hint_spread = _spread(hint[told]) + 1e-3
    hint = np.clip(hint / hint_spread, -_CLIP, _CLIP)
    mass = np.log(np.maximum(high - _SHELL, 0.05))
    grain = np.log(0.004 + np.abs(mass - _smooth(mass)))
    middle = float(np.median(grain[told]))
    whole = [float(np.median(mass[told])), _spread(mass[told]) + 0.03, float(np.log(hint_spread)), middle, float(np.median(ratio[told]))]
    layers = (mass, hint, grain - middle, mass**2, load.astype(np.float64), ratio)
    return _Maps([_sum_up(layer) for layer in layers], float(np.count_nonzero(load)), whole)


def _describe_sizes(maps: _Maps, height: int, width: int) -> Iterator[tuple[Rows, Floats]]:
    for share in _SHARES:
        for aspect in _ASPECTS:
            tall = int(np.clip(round((share * maps.area / aspect) ** 0.5), _STEPS, height - _STEPS))
            wide = int(np.clip(round(share * maps.area / tall), _STEPS, width - _STEPS))
            down = np.arange(0, height - tall + 1, max(1, tall // _STEPS))
            along = np.arange(0, width - wide + 1, max(1, wide // _STEPS))
            top, left = (grid.ravel() for grid in np.meshgrid(down, along, indexing="ij"))
            kept = _mean(maps.sums[4], top, top + tall, left, left + wide) > _LEAST_LOADED
            if kept.any():
                boxes = np.stack([left[kept], top[kept], np.full(kept.sum(), wide), np.full(kept.sum(), tall)], axis=1)
                yield boxes, _compare(maps, boxes, [float(np.log(share)), float(np.log(aspect))])


def _compare(maps: _Maps, boxes: Rows, size: list[float]) -> Floats:
    left, top, wide, tall = boxes.T
    columns: list[Floats] = []
    for layer in maps.sums[:3]:
        inside = _mean(layer, top, top + tall, left, left + wide)
        base, spread = np.median(inside), _spread(inside) + 0.02
        around = (top - tall // 2, top + tall + tall // 2, left - wide // 2, left + wide + wide // 2)
        outer, cells = _total(layer, *around), _count(layer, *around)
        ring = (outer - inside * tall * wide) / (cells - tall * wide)
        row = _mean(layer, top, top + tall, np.zeros_like(left), np.full_like(left, layer.shape[1] - 1))
        columns += [*_compare_sides(layer, maps.sums[4], boxes), inside - ring, (inside - base) / spread, inside - base, inside - row]
        columns.append(np.full(len(boxes), np.log(spread)))
    mass, square, load, ratio = (_mean(maps.sums[at], top, top + tall, left, left + wide) for at in (0, 3, 4, 5))
    varied = np.log(np.sqrt(np.maximum(square - mass**2, 0)) + 0.01)
    columns += [varied, varied - np.median(varied), ratio - maps.whole[-1], load]
    return np.stack([*columns, *(np.full(len(boxes), value) for value in (*maps.whole, *size))], axis=1)


def _compare_sides(layer: Floats, load: Floats, boxes: Rows) -> list[Floats]:
    """Give the step across the four sides: the mean, then the least to the third least in its direction."""
    left, top, wide, tall = boxes.T
    right, bottom = left + wide, top + tall
    strip = max(2, int(min(wide[0], tall[0])) // _STEPS)
    pairs = (
        ((top, top + strip, left, right), (top - strip, top, left, right)),
        ((bottom - strip, bottom, left, right), (bottom, bottom + strip, left, right)),
        ((top, bottom, left, left + strip), (top, bottom, left - strip, left)),
        ((top, bottom, right - strip, right), (top, bottom, right, right + strip)),
    )
    steps = []
    for within, beyond in pairs:  # where no load lies beyond, the load's own end makes the step
        steps.append(np.where(_mean(load, *beyond) < _EMPTY_SIDE, 0.0, _mean(layer, *within) - _mean(layer, *beyond)))
    mean = np.mean(steps, axis=0)
    sign = np.sign(mean)
    ordered = np.sort(np.stack(steps) * sign, axis=0)
    return [mean, *(sign * ordered[:3])]


def _smooth(values: Floats) -> Floats:
    sums = _sum_up(np.pad(values, 1, mode="edge"))
    return np.asarray((sums[3:, 3:] - sums[:-3, 3:] - sums[3:, :-3] + sums[:-3, :-3]) / 9)


def _sum_up(values: Floats) -> Floats:
    return np.pad(values.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _total(sums: Floats, top: Rows, bottom: Rows, left: Rows, right: Rows) -> Floats:
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    top, bottom, left, right = np.clip(top, 0, height), np.clip(bottom, 0, height), np.clip(left, 0, width), np.clip(right, 0, width)
    return np.asarray(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])


def _count(sums: Floats, top: Rows, bottom: Rows, left: Rows, right: Rows) -> Rows:
    height, width = sums.shape[0] - 1, sums.shape[1] - 1
    return np.asarray((np.clip(bottom, 0, height) - np.clip(top, 0, height)) * (np.clip(right, 0, width) - np.clip(left, 0, width)))


def _mean(sums: Floats, top: Rows, bottom: Rows, left: Rows, right: Rows) -> Floats:
    return np.asarray(_total(sums, top, bottom, left, right) / np.maximum(_count(sums, top, bottom, left, right), 1))


def _spread(values: Floats) -> float:
    return 1.4826 * float(np.median(np.abs(values - np.median(values))))
