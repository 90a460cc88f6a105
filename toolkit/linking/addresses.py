"""Addresses as keys: the whole, its pieces, its words."""

import re
from collections.abc import Iterator

from toolkit import names

__all__ = ["address_key", "list_places", "split_address"]

_NUMBERS = re.compile(r"\d+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_DIGIT = re.compile(r"\d")
_SHORTEST = 8


def split_address(text: str) -> list[str]:
    """Give the words of an address in their order, in plain Latin letters; Han characters one by one, numbers apart.

    >>> split_address("北仑路88号, Ningbo")
    ['bei', 'lun', 'lu', '88', 'hao', 'ningbo']
    """
    apart = _NUMBERS.sub(lambda match: f" {match[0]} ", names.simplify_han(text)) if not text.isascii() else text
    return names.fold_text(_HAN.sub(lambda match: f" {match[0]} ", apart)).split()


def address_key(pieces: list[str]) -> str:
    """Give the words in alphabetical order; empty where too little is left to tell a place.

    >>> address_key(split_address("88号 北仑路, 宁波")) == address_key(split_address("宁波 北仑路 88号"))
    True
    """
    key = " ".join(sorted(pieces))
    return key if len(key) >= _SHORTEST and any(not piece.isdigit() for piece in pieces) else ""


def list_places(pieces: list[str], *, spaced: bool) -> Iterator[str]:
    """Give the runs of words that tell a door: a number and the street after it, a postal code in two parts, a street and its number.

    Args:
        pieces: words of an address in their order.
        spaced: whether the script parts words; else a number belongs to the two characters before it.

    >>> list(list_places(split_address("12 High Street, TA4 2UU"), spaced=True))
    ['12 high', 'ta4 2uu']
    >>> list(list_places(split_address("明州路12号"), spaced=False))
    ['12 hao', 'zhou lu 12']
    """
    for at, piece in enumerate(pieces):
        if not _DIGIT.search(piece):
            continue
        if at + 1 < len(pieces):
            yield f"{piece} {pieces[at + 1]}"
        if not spaced and at > 1:
            yield " ".join(pieces[at - 2 : at + 1])
