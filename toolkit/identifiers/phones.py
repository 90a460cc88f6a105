"""Telephone numbers."""

import re

import phonenumbers

__all__ = ["normalise_phone"]

_EXTENSION = re.compile(r"(?i)(?:ext\.?|转|轉|分机|分機|x)\s*\d{1,6}$")


def normalise_phone(text: str, country: str | None = None) -> str | None:
    """Give a telephone number in international form (E.164).

    A number is taken if its length is possible in its country: number plans change faster than any table of them, and
    a dropped number is lost evidence.

    Args:
        text: the number as written.
        country: ISO 3166 alpha-2 that a number without a country code belongs to; without it such a number is no
            identifier.

    >>> normalise_phone("00852 2345 6789")
    '+85223456789'
    >>> normalise_phone("2345 6789") is None
    True
    """
    written = _EXTENSION.sub("", text).strip()
    written = re.sub(r"^(?:00|\(\+)(?=\s*[1-9])", "+", written)
    try:
        number = phonenumbers.parse(written, country.upper() if country else None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number) or len(set(str(number.national_number))) == 1:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
