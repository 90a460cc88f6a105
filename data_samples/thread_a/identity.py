"""Numbers for invented ships and firms: check digits hold, yet no register gives them out.

IMO numbers given to ships begin with 5 to 9 or, since 2023, with 1; ours begin with 4. The division code 359900 in our
social credit codes belongs to no district. MMSI carry a real country's three digits, as any receiver would expect, and
then 99: an equal number in the world would be chance.
"""

import numpy as np

__all__ = ["make_call_sign", "make_credit_code", "make_imo", "make_mmsi"]

_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015 leaves out I, O, S, V, Z
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)  # GB 11714, inside GB 32100


def make_imo(number: int) -> str:
    """Give the ``number``-th IMO number of ours, from 0, its check digit in place (resolution A.1117(30))."""
    body = f"{470_000 + number * 37:06d}"
    check = sum(int(digit) * weight for digit, weight in zip(body, range(7, 1, -1), strict=True)) % 10
    return f"{body}{check}"


def make_mmsi(country: int, number: int) -> str:
    """Give the ``number``-th MMSI of ours under a country's three digits."""
    return f"{country:03d}99{(number * 7 + 13) % 10_000:04d}"


def make_call_sign(prefix: str, number: int) -> str:
    """Give a call sign that cannot be real: it closes with a zero-filled number of five digits."""
    return f"{prefix}{number:05d}"[:7]


def make_credit_code(rng: np.random.Generator) -> str:
    """Draw a unified social credit code, both check characters in place (GB 32100-2015)."""
    organisation = "MA" + "".join(_CREDIT_ALPHABET[k] for k in rng.integers(0, 31, 6))
    values = [int(c, 36) for c in organisation]
    check = 11 - sum(value * weight for value, weight in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    body = f"91359900{organisation}{'0X'[check == 10] if check >= 10 else check}"
    total = sum(_CREDIT_ALPHABET.index(c) * weight for c, weight in zip(body, _CREDIT_WEIGHTS, strict=True))
    return body + _CREDIT_ALPHABET[(31 - total % 31) % 31]
