"""Which pairs must be looked at for contradictions: those in which any key that should agree does not.

Most pairs contradict in nothing, and keys tell so at once; only for the others are the very dates and numbers read.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.engines import run_sql
from toolkit.identifiers import IDENTIFIERS
from toolkit.linking.contradictions import contradicts, find_contradictions
from toolkit.linking.parties import Parties
from toolkit.tables import Reason

__all__ = ["find_conflicts", "find_suspects", "tell_conflicts"]

_LIFELONG = tuple(scheme for scheme, known in IDENTIFIERS.items() if known.lifelong)
_CHUNK = 250_000
"""Pairs that are looked at at a time."""
_DATES = (("birth_year", ("birth", "birth_new_year", "birth_digits")), ("founded_year", ("founded",)))
"""Two records that both tell a year are suspect unless they share one of the keys after it."""


def find_suspects(parties: Parties, pairs: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which pairs may contradict each other.

    Args:
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.
    """
    import pyarrow as pa

    differing = [*((aspect, (aspect,)) for aspect in (*_LIFELONG, "number")), *_DATES, ("call_sign", ("call_sign",))]
    tests = [test for filled, shared in differing if (test := _differ(parties, filled, shared))]
    if len(parties.of("dissolved_year")) and len(parties.of("founded_year")):
        tests.append("(len(l_dissolved_year) + len(r_dissolved_year) > 0)")
    if not tests or pairs.empty:
        return np.zeros(len(pairs), dtype=bool)
    used = sorted(aspect for aspect in parties.keys if any(f"l_{aspect}," in test or f"l_{aspect})" in test for test in tests))
    lists = {aspect: parties.of(aspect).lists(len(parties)) for aspect in used}
    suspects = np.zeros(len(pairs), dtype=bool)
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs.iloc[start : start + _CHUNK]
        sides = {"pair": pa.array(np.arange(start, start + len(chunk)))}
        for side, column in (("l", "left"), ("r", "right")):
            rows = pa.array(chunk[column].to_numpy())
            sides |= {f"{side}_{aspect}": cells.take(rows) for aspect, cells in lists.items()}
        found = run_sql(f"select pair from sides where {' or '.join(tests)}", {"sides": pa.table(sides)})  # noqa: S608 - names of our own columns
        suspects[found["pair"].to_numpy(dtype=np.int64)] = True
    return suspects


def _differ(parties: Parties, filled: str, shared: tuple[str, ...]) -> str | None:
    if not len(parties.of(filled)):
        return None
    agree = " or ".join(f"list_has_any(l_{aspect}, r_{aspect})" for aspect in shared if len(parties.of(aspect)))
    told = f"len(l_{filled}) > 0 and len(r_{filled}) > 0"
    return f"({told} and not ({agree}))" if agree else f"({told})"


def tell_conflicts(parties: Parties, left: int, right: int) -> list[Reason]:
    """Say what two records contradict each other in."""
    return find_contradictions((parties.ids[left], parties.ids[right]), *_sides(parties, left, right))


def find_conflicts(parties: Parties, pairs: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which pairs contradict each other.

    Args:
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.
    """
    found = find_suspects(parties, pairs)
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    for at in np.flatnonzero(found).tolist():
        found[at] = contradicts(*_sides(parties, int(left[at]), int(right[at])))
    return found


def _sides(parties: Parties, left: int, right: int) -> Any:  # noqa: ANN401 - three pairs, as the two functions above take them
    numbers, dates = (tuple(_mapping(parties, column, row) for row in (left, right)) for column in ("identifiers", "dates"))
    return numbers, dates, (parties.names.of(left), parties.names.of(right))


def _mapping(parties: Parties, column: str, row: int) -> Mapping[str, list[str]]:
    cell = parties.cells[column][row] if column in parties.cells else None
    return cell if isinstance(cell, Mapping) else {}
