"""Numbers of ships: IMO number, MMSI, call sign."""

import re

from stdnum import imo
from stdnum.exceptions import ValidationError

__all__ = ["normalise_call_sign", "normalise_imo", "normalise_mmsi"]

_MMSI = re.compile(r"[2-7]\d{8}")
_LOWEST_MID, _HIGHEST_MID = 201, 775  # ITU table of maritime identification digits
_CALL_SIGN = re.compile(r"(?:[A-Z][A-Z0-9]|[2-9][A-Z])[A-Z0-9]{1,5}")
_NOT_CALL_SIGNS = frozenset({"NONE", "NIL", "NULL", "UNKNOWN", "TBA", "NAN", "TEST"})


def normalise_imo(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the seven digits of an IMO ship number whose check digit holds.

    >>> normalise_imo("imo-9074729")
    '9074729'
    >>> normalise_imo("0000000") is None
    True
    """
    digits = re.sub(r"(?i)^imo\s*(?:no\.?|编号|号)?", "", text)
    try:
        number = str(imo.validate(digits.strip(" :#-.")))
    except ValidationError:
        return None
    return None if number.startswith("0") else number  # ship numbers start at 1000000; zeros pass the check digit


def normalise_mmsi(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the nine digits of a ship station identity with a plausible country part.

    >>> normalise_mmsi("413 000 001")
    '413000001'
    >>> normalise_mmsi("000000000") is None
    True
    """
    digits = re.sub(r"(?i)^mmsi|[\s:.-]", "", text)
    if not _MMSI.fullmatch(digits) or not _LOWEST_MID <= int(digits[:3]) <= _HIGHEST_MID or len(set(digits)) == 1:
        return None
    return digits


def normalise_call_sign(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give a call sign in capitals without blanks.

    >>> normalise_call_sign("bq-ab 3")
    'BQAB3'
    """
    sign = re.sub(r"[\s./-]", "", text.upper())
    return sign if _CALL_SIGN.fullmatch(sign) and sign not in _NOT_CALL_SIGNS else None
