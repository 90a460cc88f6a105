"""Numbers of companies: unified social credit code, legal entity identifier, Hong Kong registration number."""

import re

from stdnum import lei
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

__all__ = ["normalise_hk_cr", "normalise_lei", "normalise_uscc"]

_HK_CR = re.compile(r"(F?)(\d{3,8})")
_HK_DIGITS = 7


def normalise_uscc(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the 18 characters of a unified social credit code whose check character holds.

    >>> normalise_uscc("91110000600037341L")
    '91110000600037341L'
    """
    try:
        return str(uscc.validate(re.sub(r"[\s.-]", "", text.upper())))
    except ValidationError:
        return None


def normalise_lei(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give the 20 characters of a legal entity identifier whose check digits hold.

    >>> normalise_lei("213800kuD8LAJWSQ9D15")
    '213800KUD8LAJWSQ9D15'
    """
    try:
        return str(lei.validate(re.sub(r"[\s.-]", "", text.upper())))
    except ValidationError:
        return None


def normalise_hk_cr(text: str, country: str | None = None) -> str | None:  # noqa: ARG001 - one signature for all schemes
    """Give a Hong Kong company number, seven digits with leading zeros.

    >>> normalise_hk_cr("CR No. 123456")
    '0123456'
    """
    number = re.sub(r"(?i)^(?:c\.?\s*r\.?|公司(?:註冊|注册)?)\s*(?:no\.?|編號|编号|number)?|[\s:.#-]", "", text.upper())
    match = _HK_CR.fullmatch(number)
    return match[1] + match[2].zfill(_HK_DIGITS) if match else None
