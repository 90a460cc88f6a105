"""Where on Earth: distances in true metres, lines across the antimeridian, and the outlines of the land.

Longitudes and latitudes are degrees on WGS 84, longitude first. Distances are great-circle distances on a sphere of
the mean Earth radius: within 0.6 % of the ellipsoid anywhere, which is less than what any rule here hangs on. A degree
is not a distance: a buffer of 0.027° taken for 3 km loses one port call in twenty.
"""

from toolkit.geo.cells import CELLS, make_cells, mark_cells
from toolkit.geo.distance import EARTH_RADIUS_M, NAUTICAL_MILE_M, haversine_m, to_lonlat, to_xyz
from toolkit.geo.land import decode_topology, land_exists, load_land, measure_land_km, measure_shore_km, measure_steps_on_land_km
from toolkit.geo.meridian import split_line, unwrap_lon, wrap_lon

__all__ = [
    "CELLS",
    "EARTH_RADIUS_M",
    "NAUTICAL_MILE_M",
    "decode_topology",
    "haversine_m",
    "land_exists",
    "load_land",
    "make_cells",
    "mark_cells",
    "measure_land_km",
    "measure_shore_km",
    "measure_steps_on_land_km",
    "split_line",
    "to_lonlat",
    "to_xyz",
    "unwrap_lon",
    "wrap_lon",
]
