from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import Point

from toolkit import geo, routes
from toolkit.routes.regions import _region

Maker = Callable[..., pd.DataFrame]


def test_a_silence_is_a_region_and_a_heard_stretch_has_none(sail: Maker, together: Maker) -> None:
    found = routes.find_regions(together(sail("1", [0, 0.5, 6.5, 7], lon=[125.0, 125.0, 125.5, 125.5])))
    assert found[["track_id", "hours"]].to_numpy().tolist() == [["mmsi:1", 6.0]]
    shape = found.geometry[0]
    assert shape.contains(Point(125.25, 28.9))
    assert not shape.contains(Point(125.25, 29.5))


def test_a_way_that_is_too_far_has_an_empty_region(sail: Maker, together: Maker) -> None:
    assert routes.find_regions(together(sail("1", [0, 2], lon=[125.0, 130.0]))).geometry[0].is_empty


def test_a_region_on_the_antimeridian_is_cut(sail: Maker, together: Maker) -> None:
    shape = routes.find_regions(together(sail("1", [0, 6], lon=[179.9, -179.9]))).geometry[0]
    assert shape.geom_type == "MultiPolygon"
    assert shape.bounds[0] == pytest.approx(-180)
    assert shape.bounds[2] == pytest.approx(180)
    assert shape.contains(Point(179.5, 28.0))
    assert shape.contains(Point(-179.5, 28.0))


def test_around_a_pole_no_region_is_claimed(sail: Maker, together: Maker) -> None:
    assert routes.find_regions(together(sail("1", [0, 6], lon=[0.0, 180.0], lat=[89.5, 89.5]))).geometry.isna().tolist() == [True]


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(lon=st.floats(-179, 179), lat=st.floats(-70, 70), east=st.floats(-2, 2), north=st.floats(-2, 2), spare=st.floats(1.05, 3))
def test_the_edge_of_a_region_is_just_in_reach(lon: float, lat: float, east: float, north: float, spare: float) -> None:
    ends = np.array([lon, float(geo.wrap_lon(lon + east))]), np.array([lat, lat + north])
    reach = spare * (float(geo.haversine_m(ends[0][0], ends[1][0], ends[0][1], ends[1][1])) + 1_000)
    shape = _region(*ends, reach)
    assert shape is not None
    corners = np.concatenate([np.array(part.exterior.coords) for part in getattr(shape, "geoms", [shape])])
    corners = corners[np.abs(corners[:, 0]) < 179.999]
    way = sum(geo.haversine_m(x, y, corners[:, 0], corners[:, 1]) for x, y in zip(*ends, strict=True))
    assert np.all(way <= reach * (1 + 1e-3))
