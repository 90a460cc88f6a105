"""Great-circle distances, and points as vectors from the centre of the Earth."""

import numpy as np
import numpy.typing as npt

__all__ = ["EARTH_RADIUS_M", "NAUTICAL_MILE_M", "haversine_m", "to_lonlat", "to_xyz"]

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid, which WGS 84 shares to the decimetre (Moritz 2000, Geodetic Reference System 1980)."""
NAUTICAL_MILE_M = 1852.0
"""International nautical mile, exactly (BIPM, The International System of Units, 8th edition, table 8)."""

Degrees = npt.ArrayLike
Floats = npt.NDArray[np.float64]


def haversine_m(lon1: Degrees, lat1: Degrees, lon2: Degrees, lat2: Degrees) -> Floats:
    """Measure great-circle distances in metres; arrays broadcast, missing degrees give missing metres.

    >>> float(haversine_m(0, 0, 0, 1).round())
    111195.0
    >>> float(haversine_m(179.9, 0, -179.9, 0).round())  # across the antimeridian
    22239.0
    """
    x1, y1, x2, y2 = (np.radians(np.asarray(degrees, dtype=np.float64)) for degrees in (lon1, lat1, lon2, lat2))
    half = np.sin((y2 - y1) / 2) ** 2 + np.cos(y1) * np.cos(y2) * np.sin((x2 - x1) / 2) ** 2
    metres: Floats = 2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return metres


def to_xyz(lon: Degrees, lat: Degrees) -> Floats:
    """Place points in metres from the centre of the Earth, shape ``(n, 3)``; no seam at the antimeridian or the poles.

    >>> to_xyz([0.0], [90.0]).round().tolist()
    [[0.0, 0.0, 6371009.0]]
    """
    x, y = np.radians(np.asarray(lon, dtype=np.float64)), np.radians(np.asarray(lat, dtype=np.float64))
    xyz: Floats = EARTH_RADIUS_M * np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)
    return xyz


def to_lonlat(xyz: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Give longitudes and latitudes of vectors, whatever their length.

    >>> lon, lat = to_lonlat([[0.0, 2.0, 0.0]])
    >>> float(lon[0]), float(lat[0])
    (90.0, 0.0)
    """
    points = np.asarray(xyz, dtype=np.float64)
    lon = np.degrees(np.arctan2(points[..., 1], points[..., 0]))
    lat = np.degrees(np.arctan2(points[..., 2], np.hypot(points[..., 0], points[..., 1])))
    return lon, lat
