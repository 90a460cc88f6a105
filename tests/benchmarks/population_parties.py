"""Who exists in a population: persons and companies drawn a chunk at a time, each chunk from its own seed."""

from dataclasses import dataclass

import numpy as np
from misspellings import Texts
from numpy.typing import NDArray
from stdnum.cn import ric, uscc
from stdnum.iso7064 import mod_97_10
from vocabulary import COUNTRIES, FORMS, SHARES, TRADES, make_vocabulary

__all__ = ["CHUNK", "Parties", "draw_parties", "draw_places"]

CHUNK = 40_000
"""Parties drawn at a time; the figures of a seed depend on it."""
COMPANIES, HOMONYMS, NAMESAKES, RELATIVES = 0.3, 0.10, 0.05, 0.05
SAME_YEAR = 0.33
TOWERED, DORMITORY, AGENCY_PHONE = 0.08, 0.03, 0.03
BEARERS = {"person": 0.30, "company": 0.40}
"""Share of parties that have a number for life at all."""
_NEAR = 300
"""A homonym lives among the last parties drawn, so that a small population has homonyms too."""
_NEXT_DOOR = 20
_TOWERS, _AGENCIES = 400, 600
_EPOCH = np.datetime64("1900-01-01")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(slots=True)
class Parties:
    """Columns of the truth, one cell a party. Two homes and two telephones each, the second for after a move."""

    is_company: NDArray[np.bool_]
    country: Texts
    given: Texts
    """Given name, or a company's brand; Chinese readings joined by hyphens."""
    surname: Texts
    trade: NDArray[np.int64]
    form: Texts
    with_city: NDArray[np.bool_]
    """Whether a company's name begins with its town."""
    city_of_name: Texts
    days: NDArray[np.int64]
    """Birth or foundation, days since 1900."""
    homes: tuple[Texts, Texts, Texts]
    later_homes: tuple[Texts, Texts, Texts]
    phone: Texts
    later_phone: Texts
    identifier: Texts


def draw_parties(seed: int, chunk: int) -> Parties:
    """Draw the parties of a chunk."""
    rng = np.random.default_rng([seed, chunk, 0])
    words = make_vocabulary()
    is_company = rng.random(CHUNK) < COMPANIES
    country = np.array(COUNTRIES, dtype=object)[rng.choice(len(COUNTRIES), CHUNK, p=SHARES)]
    is_chinese = country == "CN"
    person_given = np.where(is_chinese, words["given_cn"].draw(rng, CHUNK), words["given"].draw(rng, CHUNK))
    brand = np.where(is_chinese, words["brand_cn"].draw(rng, CHUNK), words["brand"].draw(rng, CHUNK))
    given = np.where(is_company, brand, person_given)
    surname = np.where(is_chinese, words["surname_cn"].draw(rng, CHUNK), words["surname"].draw(rng, CHUNK))
    trade = rng.integers(0, len(TRADES), CHUNK)
    days = np.where(is_company, rng.integers(25_567, 45_000, CHUNK), rng.integers(12_000, 38_700, CHUNK))
    homes, later = draw_places(rng, CHUNK), draw_places(rng, CHUNK)
    phone, later_phone = _draw_phones(rng), _draw_phones(rng)
    _copy_names(rng, is_company, (country, given, surname, trade), days)
    _share_homes(rng, is_company, country, (surname, *homes, phone))
    form = np.array([FORMS[name][0 if draw < 0.85 else 3] for name, draw in zip(country, rng.random(CHUNK), strict=True)], dtype=object)
    return Parties(
        is_company, country, given, surname, trade, form, rng.random(CHUNK) < 0.5, homes[1].copy(), days, homes, later, phone, later_phone,
        _draw_identifiers(rng, is_company, country, days),
    )  # fmt: skip


def draw_places(rng: np.random.Generator, size: int) -> tuple[Texts, Texts, Texts]:
    """Draw street with number, town and postcode; a town has forty postcodes."""
    words = make_vocabulary()
    streets, towns = words["street"].draw(rng, size), words["city"].draw(rng, size)
    kinds = np.array(["Street", "Road", "Avenue", "Lane"], dtype=object)[rng.integers(0, 4, size)]
    numbers = rng.integers(1, 400, size).tolist()
    street = [f"{number} {name} {kind}" for number, name, kind in zip(numbers, streets, kinds, strict=True)]
    # A postcode begins with its town: the same letters always give the same first digits.
    area = [sum(ord(letter) * 7**at for at, letter in enumerate(town)) % 10_000 for town in towns]
    codes = [f"{first:04d}{last:02d}" for first, last in zip(area, rng.integers(0, 40, size).tolist(), strict=True)]
    return np.array(street, dtype=object), towns, np.array(codes, dtype=object)


def _draw_phones(rng: np.random.Generator) -> Texts:
    own = rng.integers(10_000_000, 99_999_999, CHUNK)
    agency = 10_000_000 + rng.integers(0, _AGENCIES, CHUNK) * 1_237
    return np.array([f"+999{number}" for number in np.where(rng.random(CHUNK) < AGENCY_PHONE, agency, own).tolist()], dtype=object)


def _copy_names(
    rng: np.random.Generator, is_company: NDArray[np.bool_], columns: tuple[NDArray[np.generic], ...], days: NDArray[np.int64]
) -> None:
    """Give some persons the full name of another, and some companies; birth dates stay different."""
    draw, back, offset = rng.random(CHUNK), rng.integers(1, _NEAR, CHUNK), rng.integers(1, 360, CHUNK)
    share = np.where(is_company, NAMESAKES, HOMONYMS)
    for at in np.flatnonzero(draw < share).tolist():
        near = range(at - int(back[at]), -1, -1)
        source = next((other for other in near if is_company[other] == is_company[at]), at)
        for column in columns:
            column[at] = column[source]
        if draw[at] < share[at] * SAME_YEAR:
            year_start = int((((_EPOCH + days[source]).astype("datetime64[Y]")).astype("datetime64[D]") - _EPOCH).astype(int))
            days[at] = year_start + (int(days[source]) - year_start + int(offset[at])) % 365
        if days[at] == days[source]:
            days[at] += 1


def _share_homes(rng: np.random.Generator, is_company: NDArray[np.bool_], country: Texts, columns: tuple[Texts, ...]) -> None:
    """Put companies into towers, workers into dormitories, relatives into one home."""
    towers = draw_places(np.random.default_rng(715), _TOWERS)
    which, draw = rng.integers(0, _TOWERS, CHUNK), rng.random(CHUNK)
    for at in np.flatnonzero(draw < np.where(is_company, TOWERED, DORMITORY)).tolist():
        for column, cells in zip(columns[1:4], towers, strict=True):
            column[at] = cells[which[at]]
    for at in np.flatnonzero(~is_company & (draw > 1 - RELATIVES)).tolist():
        near = range(at - 1, max(-1, at - _NEXT_DOOR), -1)
        source = next((other for other in near if country[other] == country[at] and not is_company[other]), at)
        for column in columns:
            column[at] = column[source]


def _draw_identifiers(rng: np.random.Generator, is_company: NDArray[np.bool_], country: Texts, days: NDArray[np.int64]) -> Texts:
    draw = rng.random(CHUNK)
    has = draw < np.where(is_company, BEARERS["company"], BEARERS["person"])
    numbers, found = rng.integers(0, 10**9, CHUNK).tolist(), np.full(CHUNK, None, dtype=object)
    for at in np.flatnonzero(has).tolist():
        found[at] = _make_identifier(numbers[at], int(days[at]), is_company=bool(is_company[at]), is_chinese=country[at] == "CN")
    return found


def _make_identifier(number: int, day: int, *, is_company: bool, is_chinese: bool) -> str:
    if is_company and is_chinese:
        letters = "".join(_ALPHABET[number // 31**place % 31] for place in range(6))
        code = f"9199{number // 31 % 10_000:04d}MA{letters}0"
        return code + uscc.calc_check_digit(code)
    if is_company:
        code = f"999900INV{number:09d}"
        return code + mod_97_10.calc_check_digits(code)
    if is_chinese:
        code = f"99{number // 1_000 % 10_000:04d}{str(_EPOCH + day).replace('-', '')}{number % 1000:03d}"
        return code + ric.calc_check_digit(code + "0")
    return f"X{number // 10:08d}"
