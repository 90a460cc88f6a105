"""Numbers of persons: citizen identity number of China, passport number."""

import re

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

__all__ = ["normalise_cn_id", "normalise_passport"]

_CN_ID = re.compile(r"\d{17}[\dX]")
_PASSPORT = re.compile(r"(?=(?:.*\d){4})[A-Z0-9]{5,15}")


def normalise_cn_id(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the 18 characters of a citizen identity number whose birth date exists and whose check character holds.

    The county code is not looked up: counties were renamed and dissolved, and the number stays.

    >>> normalise_cn_id("11010519491231002x")
    '11010519491231002X'
    """
    number = re.sub(r"[\s.-]", "", text.upper())
    if not _CN_ID.fullmatch(number):
        return None
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return None
    return number if ric.calc_check_digit(number) == number[-1] else None


def normalise_passport(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give a passport number in capitals without blanks: 5 to 15 letters and digits, at least four of them digits.

    >>> normalise_passport("e 1234-5678")
    'E12345678'
    """
    number = re.sub(r"[\s./-]", "", text.upper())
    return number if _PASSPORT.fullmatch(number) and len(set(number)) > 1 else None
