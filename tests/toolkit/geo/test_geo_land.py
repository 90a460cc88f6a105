from collections.abc import Sequence
from typing import Any

import pytest

from toolkit import geo
from toolkit.errors import ArgumentError

SQUARE = {"arcs": [[[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]], "transform": {"scale": [1, 1], "translate": [20, 30]}}


def topology(arcs: Sequence[object], **rest: object) -> dict[str, Any]:
    land = {"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "arcs": [[[0]]]}]}
    return {"type": "Topology", "arcs": arcs, "objects": {"land": land}, **rest}


def test_deltas_are_summed_scaled_and_moved() -> None:
    (land,) = geo.decode_topology(topology(SQUARE["arcs"], transform=SQUARE["transform"]))
    assert land.bounds == (20.0, 30.0, 30.0, 40.0)


def test_an_arc_can_be_walked_backwards() -> None:
    shape = topology([[[0, 0], [0, 10], [10, 10]], [[0, 0], [10, 0], [10, 10]]])
    shape["objects"]["land"] = {"type": "Polygon", "arcs": [[1, -1]]}
    (land,) = geo.decode_topology(shape)
    assert land.area == 100.0


def test_land_across_the_antimeridian_is_cut_in_two() -> None:
    east, west = sorted(
        geo.decode_topology(topology([[[170, 60], [-170, 60], [-170, 70], [170, 70], [170, 60]]])), key=lambda p: -p.bounds[0]
    )
    assert east.bounds == (170.0, 60.0, 180.0, 70.0)
    assert west.bounds == (-180.0, 60.0, -170.0, 70.0)


def test_land_around_the_pole_is_closed_over_it() -> None:
    lands = geo.decode_topology(topology([[[-180, -70], [-90, -70], [0, -70], [90, -70], [180, -70]]]))
    assert sum(land.area for land in lands) == 360 * 20


def test_a_missing_object_is_named() -> None:
    with pytest.raises(ArgumentError, match="name='sea'"):
        geo.decode_topology(topology(SQUARE["arcs"]), "sea")


def test_an_unknown_detail_is_named() -> None:
    with pytest.raises(ArgumentError, match="detail='1m'"):
        geo.load_land("1m")
