"""Numbers that a spreadsheet has damaged: digits lost, leading zeros dropped, codes overflown. Flagged, never repaired.

A spreadsheet keeps 15 digits of a number, so an identity number of 18 that passed through one ends in 000 or stands as
``1.1E+17``; a code of ten digits overflows to -2147483648; the code of a chapter from 01 to 09 loses its first digit.
"""

import re
from collections.abc import Sequence

from toolkit.sources.grids import Cell, Grid

__all__ = ["find_damaged_cells", "has_lost_zero", "is_damaged"]

_SCIENTIFIC = re.compile(r"[1-9](?:\.\d{1,16})?[eE]\+?(?:1[1-9]|2\d)")
_ROUNDED = re.compile(r"\d{15}0{1,5}")
_OVERFLOWN = "-2147483648"
_KEPT_DIGITS = 15
_PERSON = 18
_HS_DIGITS = (3, 5, 7, 9, 11, 13)  # codes have an even number of digits
_SUSPECT = ("E+", "e+", "000", _OVERFLOWN)


def find_damaged_cells(grid: Grid) -> frozenset[Cell]:
    """Find cells whose text shows that digits were lost before the file was written.

    Returns:
        (row number, column) of texts such as ``1.10101E+17`` or ``-2147483648``, and of numbers of more than 15 digits of
        which everything after the fifteenth is zero while no other number of their column keeps its digits.
    """
    found: set[Cell] = set()
    rounded: dict[int, list[int]] = {}
    whole: set[int] = set()
    for number, row in grid.numbered():
        for column, text in enumerate(row, start=1):
            size = len(text)
            if size < 5:  # noqa: PLR2004 - shorter than 1E+11
                continue
            if size > _KEPT_DIGITS and text.isdigit():
                if _ROUNDED.fullmatch(text):
                    rounded.setdefault(column, []).append(number)
                elif size <= _KEPT_DIGITS + 5:
                    whole.add(column)
            elif (text[-4] == "+" or text[-3] == "+" or text == _OVERFLOWN) and is_damaged(text):
                found.add((number, column))
    for column, numbers in rounded.items():
        if column not in whole or _all_persons(grid, column, numbers):
            found.update((number, column) for number in numbers)
    return frozenset(found)


def is_damaged(text: str) -> bool:
    """Tell a number that no one typed as it stands.

    >>> is_damaged("1.10101E+17"), is_damaged("-2147483648"), is_damaged("110101199003071234")
    (True, True, False)
    """
    plain = text.strip()
    return plain == _OVERFLOWN or bool(_SCIENTIFIC.fullmatch(plain))


def _all_persons(grid: Grid, column: int, numbers: Sequence[int]) -> bool:
    """Tell whether identity numbers that end in 000 all fail their check: chance would let one in eleven pass."""
    from toolkit.identifiers import normalise_identifier

    wanted = set(numbers)
    texts = [row[column - 1] for number, row in grid.numbered() if number in wanted]
    persons = [text for text in texts if len(text) == _PERSON]
    return bool(persons) and len(persons) == len(texts) and not any(normalise_identifier("cn_id", text) for text in persons)


def has_lost_zero(text: str) -> bool:
    """Tell a code of goods of an odd number of digits, which has lost its leading zero.

    >>> has_lost_zero("901210000"), has_lost_zero("0901210000")
    (True, False)
    """
    return text.isdigit() and len(text) in _HS_DIGITS
