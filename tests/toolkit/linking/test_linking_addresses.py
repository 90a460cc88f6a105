import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.linking.addresses import address_key, list_places, split_address


def places(text: str) -> set[str]:
    return set(list_places(split_address(text), spaced=text.isascii()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 High Street, Taunton", "TAUNTON, 12 HIGH STREET"),
        ("宁波市北仑区明州路12号", "寧波市北侖區明州路12號"),
        ("88 Harbour Rd., Ningbo", "88 harbour rd ningbo"),
    ],
)
def test_one_address_in_two_writings_has_one_key(one: str, other: str) -> None:
    assert address_key(split_address(one)) == address_key(split_address(other)) != ""


@pytest.mark.parametrize("text", ["", "12", "Ningbo", "123 456 789"])
def test_too_little_to_tell_a_place_has_no_key(text: str) -> None:
    assert address_key(split_address(text)) == ""


def test_a_door_is_told_whatever_stands_around_it() -> None:
    assert places("Flat 3, 12 High Street, Taunton TA4 2UU") & places("12 High St, TA4 2UU") == {"12 high", "ta4 2uu"}


def test_a_han_number_belongs_to_the_street_before_it() -> None:
    assert "zhou lu 12" in places("宁波市北仑区明州路12号") & places("明州路12号3楼")


def test_doors_of_two_streets_share_nothing() -> None:
    assert places("12 High Street") & places("12 Low Street") == set()


@given(st.text(max_size=40))
def test_the_order_of_words_does_not_change_the_key(text: str) -> None:
    pieces = split_address(text)
    assert address_key(pieces) == address_key(pieces[::-1])
