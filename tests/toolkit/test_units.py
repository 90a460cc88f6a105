from decimal import Decimal

import pytest

from toolkit.errors import ArgumentError
from toolkit.units import convert, parse_unit, unit_in_header


@pytest.mark.parametrize(
    ("value", "unit", "to", "expected"),
    [
        ("25.2", "吨", "kg", "25200"),
        ("1", "lb", "kg", "0.45359237"),
        ("3", "斤", "千克", "1.5"),
        ("300", "立方米", "m3", "300"),
        ("1", "bbl", "升", "158.987294928"),
        ("1", "海里", "m", "1852"),
        ("842", "kg/m3", "t/m3", "0.842"),
    ],
)
def test_amounts_are_converted_exactly(value: str, unit: str, to: str, expected: str) -> None:
    assert convert(Decimal(value), unit, to) == Decimal(expected)


def test_kilometres_an_hour_become_knots() -> None:
    assert abs(convert(Decimal("18.52"), "km/h", "kn") - 10) < Decimal("1e-20")


def test_a_weight_is_no_volume() -> None:
    with pytest.raises(ArgumentError, match="cannot convert kg"):
        convert(Decimal(1), "kg", "m3")


def test_an_unknown_unit_is_refused_by_name() -> None:
    with pytest.raises(ArgumentError, match="担"):
        convert(Decimal(1), "担", "kg")


@pytest.mark.parametrize(
    ("header", "name", "unit", "written"),
    [
        ("毛重(千克)", "毛重", "kg", "千克"),
        ("净重（吨）", "净重", "t", "吨"),
        ("总价(万元)", "总价", "万元", "万元"),
        ("declared_kg", "declared", "kg", "kg"),
        ("Net Weight MT", "Net Weight", "t", "MT"),
        ("毛重(担)", "毛重", None, "担"),
        ("毛重", "毛重", None, None),
        ("Gross Weight", "Gross Weight", None, None),
    ],
)
def test_a_header_states_its_unit_or_none(header: str, name: str, unit: str | None, written: str | None) -> None:
    found = unit_in_header(header)
    assert (found[0], found[1].name if found[1] else None, found[2]) == (name, unit, written)


def test_a_unit_of_another_dimension_is_not_taken() -> None:
    assert parse_unit("kn", "mass") is None
    assert unit_in_header("毛重(米)", "mass")[1] is None
