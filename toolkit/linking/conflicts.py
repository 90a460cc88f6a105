"""Which pairs must be looked at for contradictions: those in which any key that should agree does not.

Most pairs contradict in nothing, and keys tell so at once; only for the others are the very dates and numbers read.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import names
from toolkit.engines import run_sql
from toolkit.linking.contradictions import LIFELONG, contradicts, find_contradictions
from toolkit.linking.dates import compare_days
from toolkit.linking.families import FAMILY_CODES
from toolkit.linking.parties import Parties
from toolkit.tables import Reason

__all__ = ["find_conflicts", "find_suspects", "tell_conflicts"]

_CHUNK = 250_000
"""Pairs that are looked at at a time."""
_DATES = {"birth": ("birth_year", ("birth", "birth_new_year", "birth_digits")), "founded": ("founded_year", ("founded",))}
_FLAG = ("seen", ("country",))
"""Two records that both tell the first are suspect unless they share one of the keys after it."""


def find_suspects(parties: Parties, pairs: pd.DataFrame) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Say which pairs may contradict each other, and which surely do.

    Of numbers for life and of single days, keys tell as much as the record itself.

    Args:
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.
    """
    import pyarrow as pa

    differing = [*((aspect, (aspect,)) for aspect in (*LIFELONG, "number", "call_sign")), _FLAG]
    tests = [test for filled, shared in differing if (test := _differ(parties, filled, shared))]
    if len(parties.of("dissolved_year")) and len(parties.of("founded_year")):
        tests.append("(len(l_dissolved_year) + len(r_dissolved_year) > 0)")
    dates = {kind: test for kind, told in _DATES.items() if (test := _differ(parties, *told))}
    suspects, sure = np.zeros((2, len(pairs)), dtype=bool)
    if not (tests or dates) or pairs.empty:
        return suspects, sure
    numbers = [test for scheme in LIFELONG if (test := _differ(parties, scheme, (scheme,)))]
    terms = [f"({' or '.join(tests) or 'false'}) as other", f"({' or '.join(numbers) or 'false'}) as sure"]
    terms += [f"{test} as {kind}" for kind, test in dates.items()]
    used = sorted(aspect for aspect in parties.keys if any(f"l_{aspect}," in term or f"l_{aspect})" in term for term in terms))
    lists = {aspect: parties.of(aspect).lists(len(parties)) for aspect in used}
    for start in range(0, len(pairs), _CHUNK):
        chunk = pairs.iloc[start : start + _CHUNK]
        sides = {"pair": pa.array(np.arange(start, start + len(chunk)))}
        for side, column in (("l", "left"), ("r", "right")):
            rows = pa.array(chunk[column].to_numpy())
            sides |= {f"{side}_{aspect}": cells.take(rows) for aspect, cells in lists.items()}
        found = run_sql(f"select {', '.join(terms)} from sides order by pair", {"sides": pa.table(sides)})  # noqa: S608 - names of our own columns
        here = slice(start, start + len(chunk))
        suspects[here], sure[here] = found["other"], found["sure"]
        for kind in dates:
            differ = found[kind].to_numpy(dtype=bool)
            known, slips = compare_days(parties.days[kind][chunk["left"].to_numpy()], parties.days[kind][chunk["right"].to_numpy()])
            suspects[here] |= differ & ~slips
            sure[here] |= differ & known & ~slips
    return suspects, sure


def _differ(parties: Parties, filled: str, shared: tuple[str, ...]) -> str | None:
    if not len(parties.of(filled)):
        return None
    agree = " or ".join(f"list_has_any(l_{aspect}, r_{aspect})" for aspect in shared if len(parties.of(aspect)))
    told = f"len(l_{filled}) > 0 and len(r_{filled}) > 0"
    return f"({told} and not ({agree}))" if agree else f"({told})"


def tell_conflicts(parties: Parties, left: int, right: int) -> list[Reason]:
    """Say what two records contradict each other in."""
    return find_contradictions((parties.ids[left], parties.ids[right]), *_sides(parties, left, right), flags=_flags(parties, left, right))


def find_conflicts(parties: Parties, pairs: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which pairs contradict each other.

    Args:
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.
    """
    found, sure = find_suspects(parties, pairs)
    left, right = pairs["left"].to_numpy(), pairs["right"].to_numpy()
    for at in np.flatnonzero(found & ~sure).tolist():
        found[at] = contradicts(*_sides(parties, int(left[at]), int(right[at])), flags=_flags(parties, int(left[at]), int(right[at])))
    return found


_Told = tuple[Mapping[str, list[str]], Mapping[str, list[str]]]
_Named = tuple[tuple[names.PreparedName, ...], tuple[names.PreparedName, ...]]


def _sides(parties: Parties, left: int, right: int) -> tuple[_Told, _Told, _Named]:
    """Give the numbers, dates and names of both records, as the functions of contradictions take them."""
    numbers = (_mapping(parties, "identifiers", left), _mapping(parties, "identifiers", right))
    dates = (_mapping(parties, "dates", left), _mapping(parties, "dates", right))
    return numbers, dates, (parties.names.of(left), parties.names.of(right))


def _flags(parties: Parties, left: int, right: int) -> tuple[str | None, str | None]:
    """Give the flags of two ships; of others, whose country is no flag, nothing."""
    if parties.family[left] != FAMILY_CODES["vessel"] or "country" not in parties.records.columns:
        return None, None
    own, other = (parties.records["country"].iloc[row] for row in (left, right))
    return (own if isinstance(own, str) else None), (other if isinstance(other, str) else None)


def _mapping(parties: Parties, column: str, row: int) -> Mapping[str, list[str]]:
    cell = parties.cells[column][row] if column in parties.cells else None
    return cell if isinstance(cell, Mapping) else {}
