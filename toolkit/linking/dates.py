"""Dates as keys: equal, one digit apart, two parts of three alike, or another date.

A date that is typed wrongly differs in one digit, or has day and month the wrong way round; two records of one person may
each be wrong in a digit. A first of January often stands for a year alone.
"""

import re
from collections.abc import Collection, Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "DAY",
    "DIGITS",
    "FIRST_OF_JANUARY",
    "SLIPS",
    "compare_days",
    "differs_by_slips",
    "digits_of",
    "is_day",
    "list_births",
    "list_parts",
    "mask_digits",
    "read_dates",
]

_FULL = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DAY = len("2024-05-12")
"""Characters of a moment that is known to the day; further ones tell the time."""
DIGITS = 8
"""Digits of such a day."""
SLIPS = 2
"""Digits in which two dates may differ that are one, typed wrongly once in each record."""
FIRST_OF_JANUARY = "-01-01"


def read_dates(cell: object) -> list[str]:
    """Give the moments of a cell: one text or several.

    >>> read_dates("1970-05-01"), read_dates(["1970", "1971"]), read_dates(None)
    (['1970-05-01'], ['1970', '1971'], [])
    """
    if isinstance(cell, str):
        return [cell] if cell else []
    return [str(moment) for moment in cell if moment] if isinstance(cell, Iterable) else []


def list_births(dates: Mapping[str, object], identifiers: Mapping[str, Collection[str]]) -> list[str]:
    """Give the birth dates that a record tells: those written, and those inside Chinese identity numbers.

    >>> list_births({}, {"cn_id": ["11010519491231002X"]})
    ['1949-12-31']
    """
    told = read_dates(dates.get("birth"))
    inside = [f"{number[6:10]}-{number[10:12]}-{number[12:14]}" for number in identifiers.get("cn_id", ())]
    return list(dict.fromkeys([*told, *inside]))


def digits_of(day: str) -> str:
    """Give the digits of a date.

    >>> digits_of("1970-05-01")
    '19700501'
    """
    return day[:4] + day[5:7] + day[8:DAY]


def mask_digits(day: str) -> list[str]:
    """Give the date with each of its digits hidden: dates that share one differ in one digit at most.

    >>> len(mask_digits("1970-05-01")), mask_digits("1970-05-01")[0]
    (8, '*9700501')
    """
    digits = digits_of(day)
    return [f"{digits[:at]}*{digits[at + 1 :]}" for at in range(DIGITS)]


def list_parts(day: str) -> list[str]:
    """Give the pairs of year, month and day, and of a date whose day may be a month the date so read.

    A first of January tells its year alone.

    >>> list_parts("1970-05-03")
    ['y1970m05', 'y1970d03', 'm05d03', 'm03d05']
    >>> list_parts("1970-01-01")
    []
    """
    if day.endswith(FIRST_OF_JANUARY):
        return []
    year, month, date = day[:4], day[5:7], day[8:10]
    return [f"y{year}m{month}", f"y{year}d{date}", f"m{month}d{date}", f"m{date}d{month}"]


def differs_by_slips(one: str, other: str) -> bool:
    """Whether two dates may be one that was typed wrongly, once in each record: two digits differ at most, or day and month are exchanged.

    >>> differs_by_slips("1836-01-01", "1886-11-01"), differs_by_slips("1970-05-01", "1982-06-01")
    (True, False)
    """
    if not (is_day(one) and is_day(other)):
        return False
    a, b = one[:DAY].split("-"), other[:DAY].split("-")
    exchanged = a[0] == b[0] and a[1:] == b[:0:-1]
    return exchanged or sum(x != y for x, y in zip(one[:DAY], other[:DAY], strict=True)) <= SLIPS


def is_day(moment: str) -> bool:
    """Whether a moment is known to the day.

    >>> is_day("1970-05-01"), is_day("1970-05")
    (True, False)
    """
    return _FULL.match(moment) is not None


def compare_days(own: NDArray[np.uint8], other: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say of rows of :func:`digits_of` whether both are known, and whether slips explain how they differ: many at a time.

    >>> days = np.frombuffer(b"18360101" b"18861101" b"00000000", dtype=np.uint8).reshape(3, 8) * np.array([[1], [1], [0]], dtype=np.uint8)
    >>> known, slips = compare_days(days[[0, 0]], days[[1, 2]])
    >>> known.tolist(), slips.tolist()
    ([True, False], [True, False])
    """
    known = (own[:, 0] > 0) & (other[:, 0] > 0)
    exchanged = (
        (own[:, :4] == other[:, :4]).all(axis=1) & (own[:, 4:6] == other[:, 6:]).all(axis=1) & (own[:, 6:] == other[:, 4:6]).all(axis=1)
    )
    return known, known & (exchanged | ((own != other).sum(axis=1) <= SLIPS))
