"""Freight container numbers."""

import re

from stdnum import iso6346
from stdnum.exceptions import ValidationError

__all__ = ["normalise_container"]


def normalise_container(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the eleven characters of a container number whose check digit holds.

    >>> normalise_container("csqu 305438-3")
    'CSQU3054383'
    """
    try:
        return str(iso6346.validate(re.sub(r"[\s./-]", "", text.upper())))
    except ValidationError:
        return None
