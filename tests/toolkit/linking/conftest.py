"""A tiny factory of records."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from toolkit.tables import conform

Make = Callable[..., pd.DataFrame]


@pytest.fixture(scope="session")
def make() -> Make:
    """Make a records table from rows (record_id, kind, name, further columns)."""

    def make_records(*rows: tuple[str, str, str | None] | tuple[str, str, str | None, dict[str, object]]) -> pd.DataFrame:
        built = [
            {
                "record_id": row[0],
                "kind": row[1],
                "name": row[2],
                "source_id": "s",
                "locator": f"line={at}",
                **(row[3] if len(row) > 3 else {}),
            }
            for at, row in enumerate(rows, start=1)
        ]
        return conform(pd.DataFrame(built, columns=None if built else ["record_id", "source_id", "locator", "kind", "name"]), "records")

    return make_records


SYLLABLES = np.array(["ka", "lo", "mi", "ne", "ru", "sa", "ti", "vo", "ze", "bu", "dro", "fel"])


def draw_population(parties: int, *, further: bool = True) -> pd.DataFrame:
    """Draw records of persons: most stand twice, often without something, now and then with a slip; ``p3-1`` is one of party 3.

    Args:
        parties: how many persons.
        further: whether records tell more than a name.
    """
    rng = np.random.default_rng(7)
    surnames = ["".join(rng.choice(SYLLABLES, 3)) for _ in range(max(1, parties // 4))]
    given = ["".join(rng.choice(SYLLABLES, 2)) for _ in range(20)]
    rows = []
    for party in range(parties):
        name = f"{given[rng.integers(20)]} {surnames[rng.integers(len(surnames))]}"
        birth = str(np.datetime64("1940-01-01") + int(rng.integers(20_000)))
        address = f"{rng.integers(1, 200)} {surnames[rng.integers(len(surnames))]} street, {given[rng.integers(20)]}"
        phone = f"+86574{10_000_000 + party}"
        for copy in range(1 + int(rng.random() < 0.8)):
            written = name if rng.random() < 0.85 else name[:-1]
            cells: dict[str, object] = {}
            if further and rng.random() < 0.9:
                cells["dates"] = {"birth": birth if rng.random() < 0.9 else birth[:3] + "9" + birth[4:]}
            if further and rng.random() < 0.8:
                cells["address"] = address
            if further and rng.random() < 0.5:
                cells["identifiers"] = {"phone": [phone]}
            rows.append(
                {"record_id": f"p{party}-{copy}", "kind": "Person", "name": written, "source_id": "s", "locator": "line=1", **cells}
            )
    return conform(pd.DataFrame(rows), "records")


@pytest.fixture(scope="session")
def population() -> pd.DataFrame:
    """Some seven hundred records of four hundred persons."""
    return draw_population(400)


@pytest.fixture(scope="session")
def bare_population() -> pd.DataFrame:
    """The same number of persons, of whom nothing but names is told."""
    return draw_population(400, further=False)
