import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import geo

LON, LAT = st.floats(-180, 180), st.floats(-90, 90)


def test_a_degree_of_longitude_shrinks_towards_the_pole() -> None:
    assert geo.haversine_m(0, [0, 60, 90], 1, [0, 60, 90]).round().tolist() == [111195.0, 55597.0, 0.0]


def test_half_around_the_earth() -> None:
    assert float(geo.haversine_m(0, 0, 180, 0).round()) == 20015114.0


def test_a_missing_degree_gives_a_missing_distance() -> None:
    assert np.isnan(geo.haversine_m(np.nan, 0, 0, 0))


@settings(max_examples=50, deadline=None)
@given(LON, LAT, LON, LAT)
def test_chord_and_arc_agree(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    chord = np.linalg.norm(geo.to_xyz(lon1, lat1) - geo.to_xyz(lon2, lat2))
    arc = float(geo.haversine_m(lon1, lat1, lon2, lat2))
    assert abs(2 * geo.EARTH_RADIUS_M * np.sin(arc / 2 / geo.EARTH_RADIUS_M) - chord) < 1


@settings(max_examples=50, deadline=None)
@given(LON, st.floats(-89, 89))
def test_there_and_back(lon: float, lat: float) -> None:
    x, y = geo.to_lonlat(geo.to_xyz(lon, lat))
    assert float(geo.haversine_m(lon, lat, x, y)) < 0.01
