"""Integer keys of places: a tenth of a degree squared, for joins on equality before exact distances are measured."""

import numpy as np
import numpy.typing as npt

__all__ = ["CELLS", "make_cells", "mark_cells"]

_COLUMNS, _ROWS = 3600, 1800
CELLS = _COLUMNS * _ROWS
"""How many there are; a key is below this."""

_DEGREE_M = 111_000.0  # less than any degree of latitude on the sphere used here, so that a margin is never too small
_POLAR = 89.0


def make_cells(lon: npt.ArrayLike, lat: npt.ArrayLike) -> npt.NDArray[np.int32]:
    """Number the cells that points lie in, row by row from the south-west; −1 where a point is no place.

    >>> make_cells([0.05, 180.0, float("nan")], [0.05, 90.0, 0.0]).tolist()
    [3241800, 6479999, -1]
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    known = (np.abs(x) <= 180.0) & (np.abs(y) <= 90.0)  # noqa: PLR2004 - the globe; false for NaN
    with np.errstate(invalid="ignore"):
        column = np.minimum(((x + 180.0) * 10.0).astype(np.int32), _COLUMNS - 1)
        row = np.minimum(((y + 90.0) * 10.0).astype(np.int32), _ROWS - 1)
    return np.where(known, row * np.int32(_COLUMNS) + column, np.int32(-1)).astype(np.int32)


def mark_cells(lon: npt.ArrayLike, lat: npt.ArrayLike, within_m: float) -> npt.NDArray[np.int32]:
    """Give for each cell one more than the number of the point that lies within so many metres; 0 for none, −1 for several.

    A cell is marked when any place in it may be that near: never too few, sometimes too many.
    """
    near = np.zeros(CELLS, dtype=np.int32)
    margin = within_m / _DEGREE_M
    for number, (x, y) in enumerate(zip(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64), strict=True)):
        low, high = y - margin, y + margin
        polar = max(abs(low), abs(high)) >= _POLAR
        wide = 180.0 if polar else min(margin / np.cos(np.radians(max(abs(low), abs(high)))), 180.0)
        rows = np.arange(_tenths(low, 90.0, _ROWS), _tenths(high, 90.0, _ROWS) + 1)
        first, last = int(np.floor((x - wide + 180.0) * 10.0 - 1e-6)), int(np.floor((x + wide + 180.0) * 10.0 + 1e-6))
        columns = np.arange(first, min(last, first + _COLUMNS - 1) + 1) % _COLUMNS
        cells = (rows[:, None] * _COLUMNS + columns[None, :]).ravel()
        near[cells] = np.where(near[cells] == 0, number + 1, -1)
    return near


def _tenths(degrees: float, shift: float, count: int) -> int:
    return int(np.clip(np.floor((degrees + shift) * 10.0), 0, count - 1))
