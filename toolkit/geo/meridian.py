"""The antimeridian: longitudes beyond ±180° brought back, and lines cut where they cross it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["split_line", "unwrap_lon", "wrap_lon"]

Floats = npt.NDArray[np.float64]
_TURN = 360.0
_HALF = 180.0


def wrap_lon(lon: npt.ArrayLike) -> Floats:
    """Bring longitudes into −180..180; 180 and −180 stay as they are.

    >>> wrap_lon([190.0, -200.0, 180.0, -180.0]).tolist()
    [-170.0, 160.0, 180.0, -180.0]
    """
    degrees = np.asarray(lon, dtype=np.float64)
    wrapped: Floats = np.where(np.abs(degrees) <= _HALF, degrees, (degrees + _HALF) % _TURN - _HALF)
    return wrapped


def unwrap_lon(lon: npt.ArrayLike) -> Floats:
    """Let longitudes of a path run on beyond ±180, so that neighbours never differ by more than half a turn.

    >>> unwrap_lon([179.0, -179.0, 178.0]).tolist()
    [179.0, 181.0, 178.0]
    """
    degrees = np.asarray(lon, dtype=np.float64)
    turns = np.concatenate([[0.0], np.cumsum(-np.round(np.diff(degrees) / _TURN))]) if degrees.size else degrees
    unwrapped: Floats = degrees + _TURN * turns
    return unwrapped


def split_line(lonlat: Sequence[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Cut a path where it crosses the antimeridian.

    Args:
        lonlat: points of the path, longitude first; longitudes may run beyond ±180. Neighbours are joined the short way.

    Returns:
        Parts with longitudes in −180..180; none crosses the antimeridian. A part of one point is left out.

    >>> split_line([(179.0, 0.0), (-179.0, 2.0)])
    [[(179.0, 0.0), (180.0, 1.0)], [(-180.0, 1.0), (-179.0, 2.0)]]
    """
    if len(lonlat) < 2:  # noqa: PLR2004 - a line has two ends
        return []
    points = np.asarray(lonlat, dtype=np.float64)
    if np.abs(points[:, 0]).max() < _HALF and np.abs(np.diff(points[:, 0])).max() < _HALF:
        return [[(float(x), float(y)) for x, y in points.tolist()]]
    lon = unwrap_lon([point[0] for point in lonlat])
    lat = np.asarray([point[1] for point in lonlat], dtype=np.float64)
    parts: list[list[tuple[float, float]]] = []
    part: list[tuple[float, float]] = []
    for i in range(len(lon) - 1):
        sheet = _sheet(lon[i], lon[i + 1])
        part = part or [(lon[i] - sheet * _TURN, lat[i])]
        seam = sheet * _TURN + (_HALF if lon[i + 1] > lon[i] else -_HALF)
        crosses = (lon[i + 1] - seam) * (lon[i] - seam) < 0
        if crosses:
            share = (seam - lon[i]) / (lon[i + 1] - lon[i])
            at = lat[i] + share * (lat[i + 1] - lat[i])
            edge = seam - sheet * _TURN
            parts.append([*part, (edge, at)])
            part = [(-edge, at), (lon[i + 1] - seam - edge, lat[i + 1])]
        else:
            if abs(part[-1][0] - (lon[i] - sheet * _TURN)) > _HALF:  # the last point lay on the seam and the path goes on beyond it
                parts.append(part)
                part = [(lon[i] - sheet * _TURN, lat[i])]
            part.append((lon[i + 1] - sheet * _TURN, lat[i + 1]))
    parts.append(part)
    return [[(float(x), float(y)) for x, y in part] for part in parts if len(part) > 1]


def _sheet(start: float, end: float) -> float:
    """Number the turn around the Earth that a step begins in; a start on the seam belongs where the step leads."""
    if (start + _HALF) % _TURN == 0:
        start += np.sign(end - start) * 1e-9
    return float(np.floor((start + _HALF) / _TURN))
