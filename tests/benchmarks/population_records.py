"""What registers write of the parties: records with the errors that registers are full of."""

import numpy as np
import pandas as pd
from misspellings import Texts, change_rows, misread_date, misspell, mistype_digit
from numpy.typing import NDArray
from population_parties import Parties
from vocabulary import CYRILLIC, FORMS, TRADES, abbreviate, to_cyrillic, to_han

__all__ = ["write_records"]

SCRIPT = 0.15
"""Share of the records from countries of another script that are written in it, where asked for."""
_MOVED, _NEW_PHONE = 0.15, 0.12
_MISSING = {"given_name": 0.01, "birth_date": 0.13, "phone": 0.35, "street": 0.18, "city": 0.12, "postcode": 0.25, "identifier": 0.45}
_ISO = np.array([str(np.datetime64("1900-01-01") + day) for day in range(45_500)], dtype=object)


def write_records(parties: Parties, lines: NDArray[np.int64], rng: np.random.Generator, *, scripts: bool) -> pd.DataFrame:
    """Write one record a line.

    Args:
        parties: whom the records are of.
        lines: the party of each record.
        rng: what goes wrong.
        scripts: also write some names in Cyrillic or Han.
    """
    many = len(lines)
    company, country = parties.is_company[lines], parties.country[lines]
    other_script = rng.random(many) < (SCRIPT if scripts else 0.0)
    given, surname, name = _write_names(parties, lines, rng, other_script)
    day = _ISO[parties.days[lines]]
    change_rows(day, 0.09, rng, misread_date)
    moved = rng.random(many) < _MOVED
    street, city, postcode = (np.where(moved, b[lines], a[lines]) for a, b in zip(parties.homes, parties.later_homes, strict=True))
    change_rows(street, 0.08, rng, misspell)
    change_rows(street, 0.03, rng, lambda text, _: text.replace("Street", "St").replace("Road", "Rd").replace("Avenue", "Ave"))
    change_rows(postcode, 0.04, rng, mistype_digit)
    phone = np.where(rng.random(many) < _NEW_PHONE, parties.later_phone[lines], parties.phone[lines])
    change_rows(phone, 0.02, rng, lambda text, draw: "+999" + mistype_digit(text[4:], draw))
    identifier = parties.identifier[lines]
    change_rows(identifier, 0.02, rng, mistype_digit)
    columns = {"given_name": given, "birth_date": day, "phone": phone, "street": street, "city": city, "postcode": postcode}
    columns["identifier"] = identifier
    for column, cells in columns.items():
        cells[rng.random(many) < _MISSING[column]] = None
    _join_names(name, given, surname, company, rng)
    scheme = np.where(company, np.where(country == "CN", "uscc", "lei"), np.where(country == "CN", "cn_id", "passport"))
    columns |= {"surname": np.where(company, None, surname), "name": name, "country": country}
    columns |= {
        "given_name": np.where(company, None, given),
        "birth_date": np.where(company, None, day),
        "founded": np.where(company, day, None),
        "scheme": np.where(identifier == None, None, scheme),  # noqa: E711 - elementwise
        "kind": np.where(company, "Company", "Person"),
    }
    return pd.DataFrame({column: pd.array(cells, dtype="str") for column, cells in columns.items()})


def _write_names(
    parties: Parties, lines: NDArray[np.int64], rng: np.random.Generator, other_script: NDArray[np.bool_]
) -> tuple[Texts, Texts, Texts]:
    """Write given names, surnames and company names; ``name`` is empty for persons."""
    given, surname, country = parties.given[lines], parties.surname[lines], parties.country[lines]
    company = parties.is_company[lines]
    name = np.full(len(lines), None, dtype=object)
    styles, drawn = rng.random(len(lines)), rng.random((3, len(lines)))
    for at in np.flatnonzero(company).tolist():
        name[at] = _write_company(parties, int(lines[at]), float(styles[at]), drawn[:, at].tolist())
    for at in np.flatnonzero(other_script).tolist():
        if country[at] == "CN" and company[at]:
            name[at] = to_han(given[at]) + TRADES[parties.trade[lines[at]]][2] + "有限公司"
        elif country[at] == "CN":
            given[at], surname[at] = to_han(given[at]), to_han(surname[at], is_surname=True)
        elif country[at] in CYRILLIC:
            given[at], surname[at] = to_cyrillic(given[at]), to_cyrillic(surname[at])
            name[at] = to_cyrillic(name[at]) if company[at] else None
    for at in np.flatnonzero(~company & (country == "CN")).tolist():
        given[at] = given[at].replace("-", "")
    person = np.flatnonzero(~company & ~other_script)
    changed_given, changed_surname = given[person], surname[person]
    change_rows(changed_given, 0.07, rng, misspell)
    change_rows(changed_given, 0.04, rng, lambda text, _: text[0])
    change_rows(changed_surname, 0.06, rng, misspell)
    given[person], surname[person] = changed_given, changed_surname
    swapped = np.flatnonzero(~company & (rng.random(len(lines)) < 0.03))
    given[swapped], surname[swapped] = surname[swapped], given[swapped].copy()
    return given, surname, name


def _write_company(parties: Parties, party: int, style: float, draws: list[float]) -> str:
    """Write brand, trade and legal form: misspelt, shortened, the form otherwise or left out, the town in front or not."""
    brand, trade, form = parties.given[party].replace("-", ""), TRADES[parties.trade[party]][0], parties.form[party]
    if draws[0] < 0.08:
        brand = misspell(brand, draws[0] / 0.08)
    if draws[1] < 0.2:
        trade = abbreviate(trade)
    elif draws[1] < 0.25:
        trade = misspell(trade, (draws[1] - 0.2) * 20)
    if draws[2] < 0.2:
        form = FORMS[parties.country[party]][1 + int(draws[2] * 10)]
    elif draws[2] < 0.28:
        form = ""
    town = parties.city_of_name[party] if parties.with_city[party] and style < 0.85 else ""
    return " ".join(part for part in (town, brand, trade, form) if part)


def _join_names(name: Texts, given: Texts, surname: Texts, company: NDArray[np.bool_], rng: np.random.Generator) -> None:
    """Write full names, one in ten surname first."""
    surname_first = rng.random(len(name)) < 0.1
    for at in np.flatnonzero(~company).tolist():
        parts = [part for part in (given[at], surname[at]) if part]
        is_han = not parts[-1].isascii() and ord(parts[-1][0]) > 0x2E80
        name[at] = "".join(reversed(parts)) if is_han else " ".join(reversed(parts) if surname_first[at] else parts)
