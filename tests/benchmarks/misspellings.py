"""What goes wrong when a name, a date or a number is written down."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

__all__ = ["Texts", "change_rows", "misread_date", "misspell", "mistype_digit"]

Texts = NDArray[np.object_]
_NEAR = {
    **dict(zip("abcdefghijklmnopqrstuvwxyz", "snvfrghjokljnmipwadtyiczsx", strict=True)),
    **dict(zip("0123456789", "9210537846", strict=True)),
}


def misspell(text: str, draw: float) -> str:
    """Put one typing error into a text: a neighbouring key, a letter left out, doubled, or two swapped.

    Args:
        text: at least two characters, else it stays as it is.
        draw: 0..1; says which error, and where.
    """
    if len(text) < 2:
        return text
    kind, at = divmod(int(draw * 4_000_000), 1_000_000)
    at = at % (len(text) - 1) + (1 if len(text) > 3 else 0)
    at = min(at, len(text) - 1)
    if kind == 0:
        return text[:at] + _NEAR.get(text[at].lower(), "e") + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at].lower() + text[at:]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at else text[1] + text[0] + text[2:]


def mistype_digit(text: str, draw: float) -> str:
    """Replace one digit by another."""
    places = [at for at, letter in enumerate(text) if letter.isdigit()]
    if not places:
        return text
    number = int(draw * 9 * len(places))
    at = places[number // 9]
    return text[:at] + str((int(text[at]) + 1 + number % 9) % 10) + text[at + 1 :]


def misread_date(day: str, draw: float) -> str:
    """Write an ISO date as its year alone, with day and month swapped, or with one digit of the day or month off."""
    year, month, date = day.split("-")
    if draw < 0.4:
        return year
    if draw < 0.6 and int(date) <= 12:
        return f"{year}-{date}-{month}"
    if draw < 0.8:
        return f"{year}-{month}-{(int(date) + int(draw * 1_000) % 9) % 28 + 1:02d}"
    if draw < 0.9:
        return f"{year}-{(int(month) + int(draw * 1_000) % 11) % 12 + 1:02d}-{date if int(date) <= 28 else '28'}"
    return f"{int(year) + (1 if draw < 0.95 else -1)}-{month}-{date if int(date) <= 28 else '28'}"


def change_rows(texts: Texts, share: float, rng: np.random.Generator, change: Callable[[str, float], str]) -> None:
    """Change a share of the texts in place, those that are there."""
    for at in np.flatnonzero(rng.random(len(texts)) < share).tolist():
        if texts[at] is not None:
            texts[at] = change(texts[at], float(rng.random()))
