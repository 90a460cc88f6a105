"""Vehicle identification numbers."""

import re

__all__ = ["normalise_vin"]

_VIN = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CHECKED_REGIONS = frozenset("12345L")  # North America and China; elsewhere position nine is free
_CHECK_POSITION = 8


def normalise_vin(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the 17 characters of a vehicle number; its check digit must hold where the maker's region uses one.

    >>> normalise_vin("1m8gdm9axkp042788")
    '1M8GDM9AXKP042788'
    >>> normalise_vin("1M8GDM9A1KP042788") is None
    True
    """
    number = re.sub(r"[\s.-]", "", text.upper())
    if not _VIN.fullmatch(number) or len(set(number)) == 1:
        return None
    if number[0] not in _CHECKED_REGIONS:
        return number
    rest = sum(weight * (int(c) if c.isdigit() else _VALUES[c]) for weight, c in zip(_WEIGHTS, number, strict=True)) % 11
    return number if number[_CHECK_POSITION] == "0123456789X"[rest] else None
