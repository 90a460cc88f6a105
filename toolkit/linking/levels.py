"""Which level each blocked pair reaches in each comparison: integers, from equality and intersection of keys."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.engines import run_sql
from toolkit.linking.comparisons import COMPARISONS, NAME, Comparison
from toolkit.linking.details import read_fields
from toolkit.linking.keys import Keys
from toolkit.linking.parties import Parties

__all__ = ["MISSING", "OPEN", "RARE_CONTACT", "compare_keys", "count_bearers", "key_columns"]

MISSING = -1
"""One of the two says nothing."""
OPEN = -2
"""Both are named, and no key of the names agrees: the names themselves must be compared."""

RARE_NAME, SOME_NAME = 10, 100
"""A name that more records than these bear is less rare, or common: its equality says less."""
RARE_CONTACT, SOME_CONTACT = 2, 6
"""A telephone or address that parties of more names than these share is less telling, or a hub: an agency, an office tower."""
RARE_PIECE = 30
RARE_DETAIL = 0.01
"""A detail (an occupation, a length) that no larger share of records has is rare."""
_CHUNK = 250_000
"""Pairs that are compared at a time."""
RARE_NEIGHBOUR, SOME_NEIGHBOUR = 3, 12


def compare_keys(parties: Parties, pairs: pd.DataFrame) -> pd.DataFrame:
    """Find the level of every pair in every comparison that any record fills.

    Args:
        parties: prepared records.
        pairs: ``left``, ``right``, rows of ``parties``.

    Returns:
        One int8 column a comparison, in the order of ``pairs``: place of the level, :data:`MISSING` or :data:`OPEN`.
    """
    columns = key_columns(parties)
    used = [comparison for comparison in COMPARISONS if any(len(columns[column]) for column in comparison.filled)]
    needed = sorted({column for one in used for column in _read_by(one)})
    lists = {name: columns[name].lists(len(parties)) for name in needed}
    terms = ", ".join(f"cast({_case(one)} as tinyint) as {one.name}" for one in used) or "0 as nothing"
    parts = [_compare_chunk(lists, pairs.iloc[start : start + _CHUNK], terms) for start in range(0, len(pairs), _CHUNK)]
    names = [one.name for one in used]
    return pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame({name: np.zeros(0, dtype=np.int8) for name in names})


def _compare_chunk(lists: Mapping[str, Any], pairs: pd.DataFrame, terms: str) -> pd.DataFrame:
    """Lay the keys of both sides beside each other, pair by pair: no join, and no more memory than one chunk needs."""
    import pyarrow as pa

    sides = {"pair": pa.array(np.arange(len(pairs), dtype=np.int64))}
    for side, column in (("l", "left"), ("r", "right")):
        rows = pa.array(pairs[column].to_numpy())
        sides |= {f"{side}_{name}": cells.take(rows) for name, cells in lists.items()}
    return run_sql(f"select {terms} from sides order by pair", {"sides": pa.table(sides)})  # noqa: S608 - names of our own comparisons and columns


def _read_by(comparison: Comparison) -> set[str]:
    return {*comparison.filled, *(column for level in comparison.levels for column in (level.column, level.also) if column)}


def _case(comparison: Comparison) -> str:
    filled = " or ".join(f"(len(l_{column}) > 0 and len(r_{column}) > 0)" for column in comparison.filled)
    parts = [f"case when not ({filled}) then {MISSING}"]
    for place, level in enumerate(comparison.levels):
        if level.column:
            tests = [_share(level.column, level.shared), *([_share(level.also, 1)] if level.also else ())]
            parts.append(f"when {' and '.join(tests)} then {place}")
    last = OPEN if comparison.name == NAME.name else len(comparison.levels) - 1
    return " ".join([*parts, f"else {last} end"])


def _share(column: str, least: int) -> str:
    if least == 1:
        return f"list_has_any(l_{column}, r_{column})"
    return f"len(list_intersect(l_{column}, r_{column})) >= {least}"


def key_columns(parties: Parties) -> Mapping[str, Keys]:
    """Give the keys that comparisons read: those of the records, some of them parted by how many share a key."""
    columns = {aspect: parties.of(aspect) for one in COMPARISONS for aspect in _read_by(one)}
    names = parties.of("name")
    columns |= _part(names, names.count(), "name", RARE_NAME, SOME_NAME)
    for aspect in ("phone", "address"):
        keys = parties.of(aspect)
        columns |= _part(keys, count_bearers(parties, keys), aspect, RARE_CONTACT, SOME_CONTACT)
    pieces = parties.of("address_piece")
    columns["address_piece_rare"] = pieces.where(pieces.count() <= RARE_PIECE)
    for field in read_fields():
        keys = parties.of(f"detail_{field.name}")
        columns[f"detail_{field.name}_rare"] = keys.where(keys.count() <= RARE_DETAIL * len(parties))
    context = parties.of("context")
    columns |= _part(context, context.count(), "context", RARE_NEIGHBOUR, SOME_NEIGHBOUR)
    return columns


def _part(keys: Keys, held: NDArray[np.int64], aspect: str, rare: int, some: int) -> dict[str, Keys]:
    """Part keys by how many hold them; some are the rare ones too, since the level of these is asked for first."""
    return {
        f"{aspect}_rare": keys.where(held <= rare),
        f"{aspect}_some": keys.where(held <= some),
        f"{aspect}_common": keys.where(held > some),
    }


def count_bearers(parties: Parties, keys: Keys) -> NDArray[np.int64]:
    """Say for each entry how many names share its key: one party that stands in many files is no hub.

    A record is counted by its first name; one without a name by itself.
    """
    if not len(keys):
        return np.zeros(0, dtype=np.int64)
    bearer = -1 - np.arange(len(parties), dtype=np.int64)
    names = parties.of("name")
    rows, first = np.unique(names.rows, return_index=True)
    bearer[rows] = names.keys[first]
    table = pd.DataFrame({"key": keys.keys, "bearer": bearer[keys.rows]}).drop_duplicates()
    return table["key"].value_counts().reindex(keys.keys).to_numpy().astype(np.int64)
