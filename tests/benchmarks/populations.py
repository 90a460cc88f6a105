"""Persons and companies with known truth: a million rows in under a minute, with the errors that registers are full of.

``make_population`` draws parties, 1 to 8 records of each, and errors; ``as_records`` turns the frame into the toolkit's
table. What makes it hard on purpose:

* Common names follow Zipf, so that different persons bear one name; a tenth of the persons takes another's full name, a
  third of these with the birth year too. A twentieth lives with a relative: surname, address and telephone are shared.
* Companies share towers, and agencies' telephones; a twentieth bears another's name.
* People move, change telephone, and are written with typing errors, initials, swapped names, misread dates, no date at all.

Everything is invented: names are random syllables, telephones have the country code 999 that nobody is given, identity
numbers and credit codes name regions 99, company identifiers (LEI) an issuer 9999.
"""

from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from population_parties import CHUNK, draw_parties
from population_records import write_records

from toolkit.identifiers import normalise_identifier
from toolkit.tables import conform

__all__ = ["COLUMNS", "added_rows", "as_records", "make_population"]

COLUMNS = (
    "unique_id", "cluster", "kind", "given_name", "surname", "name", "birth_date", "founded", "phone", "street", "city", "postcode",
    "country", "scheme", "identifier",
)  # fmt: skip
"""``name`` is a person's full name or a company's; ``given_name`` and ``surname`` are empty for companies."""

SIZES = (0.42, 0.22, 0.14, 0.09, 0.05, 0.04, 0.02, 0.02)
"""Share of parties with 1 to 8 records."""
_READ = ("scheme", "identifier", "phone", "birth_date", "founded", "street", "city", "postcode")
_SLICE = 50_000
_MIXED = 500
"""Records of this many parties are mixed with one another, so that neighbours need not be one party."""


def make_population(rows: int, seed: int = 0, *, scripts: bool = False) -> pd.DataFrame:
    """Make records of persons and companies with their true cluster.

    Args:
        rows: how many records.
        seed: same rows, seed and switch, same frame.
        scripts: also write some names in Cyrillic or Han.

    Returns:
        :data:`COLUMNS`, text throughout, missing values as NA. Record ids say nothing of the cluster.
    """
    frames: list[pd.DataFrame] = []
    left, chunk = rows, 0
    while left > 0:
        lines = _draw_lines(seed, chunk)[:left]
        frames.append(_write_chunk(seed, chunk, lines, np.random.default_rng([seed, chunk, 1]), scripts=scripts))
        left, chunk = left - len(lines), chunk + 1
    return _number(pd.concat(frames, ignore_index=True), "r")


def added_rows(rows: int, seed: int = 0, *, added: int = 10_000, scripts: bool = False) -> pd.DataFrame:
    """Make further records of a population of ``rows`` made with the same seed: half of its parties, half of new ones.

    Args:
        rows: how many records the population has.
        seed: that it was made with.
        added: how many more.
        scripts: also write some names in Cyrillic or Han.

    Returns:
        As :func:`make_population`, with ids of their own; a new party has a cluster that the population lacks.
    """
    known: list[NDArray[np.int64]] = []
    left = rows
    while left > 0:
        known.append(np.unique(_draw_lines(seed, len(known))[:left]))
        left -= len(_draw_lines(seed, len(known) - 1))
    rng = np.random.default_rng([seed, 2])
    frames = []
    for chunk, many in enumerate(np.bincount(rng.integers(0, len(known), added // 2), minlength=len(known)).tolist()):
        lines = rng.choice(known[chunk], many)
        frames.append(_write_chunk(seed, chunk, lines, np.random.default_rng([seed, chunk, 3]), scripts=scripts))
    fresh = _draw_lines(seed, len(known))[: added - added // 2]
    frames.append(_write_chunk(seed, len(known), fresh, np.random.default_rng([seed, len(known), 1]), scripts=scripts))
    return _number(pd.concat(frames, ignore_index=True), "x")


def as_records(frame: pd.DataFrame, *, source_id: str = "population") -> pd.DataFrame:
    """Turn a population into a ``records`` table.

    Identifiers that fail their check stand under ``invalid_…``, as readers of the toolkit leave them. Equal cells share
    one object, so that a million rows take little memory: treat them as read-only.
    """
    identifiers: list[dict[str, list[str]]] = []
    dates: list[dict[str, str]] = []
    address: list[str | None] = []
    for start in range(0, len(frame), _SLICE):  # a million rows of Python texts at once would take a gigabyte
        part = frame.iloc[start : start + _SLICE]
        cells = {name: part[name].astype("object").where(part[name].notna(), None).tolist() for name in _READ}
        identifiers += [_identifiers(*row) for row in zip(cells["scheme"], cells["identifier"], cells["phone"], strict=True)]
        dates += [_dates(*row) for row in zip(cells["birth_date"], cells["founded"], strict=True)]
        places = zip(cells["street"], cells["city"], cells["postcode"], strict=True)
        address += [", ".join(text for text in place if text) or None for place in places]
    no_texts: list[str] = []
    records = pd.DataFrame(
        {
            "record_id": frame["unique_id"],
            "source_id": source_id,
            "locator": [f"line={at + 2}" for at in range(len(frame))],
            "kind": frame["kind"],
            "role": "listed",
            "name": frame["name"],
            "name_original": frame["name"],
            "country": frame["country"],
            "address": pd.Series(address, dtype="str", index=frame.index),
            "identifiers": pd.Series(identifiers, dtype="object", index=frame.index),
            "dates": pd.Series(dates, dtype="object", index=frame.index),
            "aliases": pd.Series([no_texts] * len(frame), dtype="object", index=frame.index),
            "topics": pd.Series([no_texts] * len(frame), dtype="object", index=frame.index),
            "extra": pd.Series([_dates(None, None)] * len(frame), dtype="object", index=frame.index),
        }
    )
    return conform(records, "records")


@cache
def _dates(birth: str | None, founded: str | None) -> dict[str, str]:
    return {name: day for name, day in (("birth", birth), ("incorporated", founded)) if day}


def _identifiers(scheme: str | None, value: str | None, phone: str | None) -> dict[str, list[str]]:
    found = {"phone": [phone]} if phone else {}
    if scheme and value:
        valid = normalise_identifier(scheme, value)
        found[scheme if valid else f"invalid_{scheme}"] = [valid or value]
    return found


def _write_chunk(seed: int, chunk: int, lines: NDArray[np.int64], rng: np.random.Generator, *, scripts: bool) -> pd.DataFrame:
    frame = write_records(draw_parties(seed, chunk), lines, rng, scripts=scripts)
    return frame.assign(cluster=pd.array([f"c{chunk:03d}{party:05d}" for party in lines.tolist()], dtype="str"))


def _draw_lines(seed: int, chunk: int) -> NDArray[np.int64]:
    """Draw how many records each party of a chunk has, and in which order they stand."""
    rng = np.random.default_rng([seed, chunk, 4])
    lines = np.repeat(np.arange(CHUNK), rng.choice(np.arange(1, len(SIZES) + 1), CHUNK, p=SIZES))
    return lines[np.argsort(lines + rng.uniform(0, _MIXED, len(lines)), kind="stable")]


def _number(frame: pd.DataFrame, prefix: str) -> pd.DataFrame:
    return frame.assign(unique_id=pd.array([f"{prefix}{at:07d}" for at in range(len(frame))], dtype="str"))[list(COLUMNS)]
