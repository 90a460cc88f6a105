import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import ArgumentError
from toolkit.identifiers import IDENTIFIERS, normalise_identifier


@pytest.mark.parametrize(
    ("scheme", "text", "country", "expected"),
    [
        ("imo", "IMO 9074729", None, "9074729"),
        ("imo", "IMO编号：9074729", None, "9074729"),
        ("imo", "9074728", None, None),
        ("mmsi", "413000001", None, "413000001"),
        ("mmsi", "４１３０００００１", None, "413000001"),
        ("mmsi", "999000001", None, None),
        ("mmsi", "41300000", None, None),
        ("call_sign", "vrab7", None, "VRAB7"),
        ("call_sign", "3EAB9", None, "3EAB9"),
        ("call_sign", "0", None, None),
        ("call_sign", "unknown", None, None),
        ("container", "CSQU3054383", None, "CSQU3054383"),
        ("container", "CSQU3054384", None, None),
        ("uscc", "91110000600037341l", None, "91110000600037341L"),
        ("uscc", "91110000600037342L", None, None),
        ("lei", "213800KUD8LAJWSQ9D15", None, "213800KUD8LAJWSQ9D15"),
        ("lei", "213800KUD8LXJWSQ9D15", None, None),
        ("hk_cr", "2345678", None, "2345678"),
        ("hk_cr", "F0012345", None, "F0012345"),
        ("hk_cr", "no number", None, None),
        ("cn_id", "11010519491231002X", None, "11010519491231002X"),
        ("cn_id", "110105194912310021", None, None),
        ("cn_id", "11010519491331002X", None, None),
        ("passport", "E12345678", None, "E12345678"),
        ("passport", "unknown", None, None),
        ("vin", "1M8GDM9AXKP042788", None, "1M8GDM9AXKP042788"),
        ("vin", "1M8GDM9A1KP042788", None, None),
        ("vin", "WVWZZZ1JZ3W386752", None, "WVWZZZ1JZ3W386752"),
        ("phone", "+852 2345 6789", None, "+85223456789"),
        ("phone", "13812345678", "CN", "+8613812345678"),
        ("phone", "0571-87654321 转 12", "CN", "+8657187654321"),
        ("phone", "12", "CN", None),
    ],
)
def test_forms(scheme: str, text: str, country: str | None, expected: str | None) -> None:
    assert normalise_identifier(scheme, text, country) == expected


def test_unknown_scheme_is_refused() -> None:
    with pytest.raises(ArgumentError, match="scheme='tax'"):
        normalise_identifier("tax", "1")


def test_every_scheme_cites_its_source() -> None:
    assert all(scheme.about and scheme.source for scheme in IDENTIFIERS.values())


@settings(max_examples=60, deadline=None)
@given(scheme=st.sampled_from(sorted(IDENTIFIERS)), text=st.text(max_size=25))
def test_any_text_gives_a_fixed_point_or_nothing(scheme: str, text: str) -> None:
    normal = normalise_identifier(scheme, text, "CN")
    assert normal is None or normalise_identifier(scheme, normal, "CN") == normal
