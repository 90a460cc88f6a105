"""Which pairs of records are worth comparing: those that share a rare key, or two keys of different aspects.

A key by itself blocks a pair where few records hold it; two keys together (a word of the name and the year of birth, a
word and a piece of the address) where few hold both. How many are few is said by a cap for each rule, which is lowered
where a rule would give more pairs than its share.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.engines import run_sql
from toolkit.identifiers import IDENTIFIERS
from toolkit.linking.parties import Parties

__all__ = ["RULES", "Rule", "block_pairs"]

PAIRS_PER_RECORD = 6
"""Pairs that one rule may give for each record on average; its cap is lowered until it keeps to that."""
_MOST_PAIRS = 4_000_000
"""Pairs that one rule may give in all."""
_CROWD = 30_000
"""Of more records, caps shrink with the root of their number, so that pairs grow no faster than records; numbers keep theirs."""
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Rule:
    """Records that share a key of each aspect are a pair, where no more than ``cap`` records hold the same."""

    aspects: tuple[str, ...]
    cap: int


ALONE: tuple[Rule, ...] = (
    *(Rule((scheme,), 1000 if IDENTIFIERS[scheme].lifelong else 60) for scheme in IDENTIFIERS),
    Rule(("name",), 200),
    Rule(("sound",), 60),
    Rule(("word",), 60),
    Rule(("start",), 30),
    Rule(("reading",), 30),
    Rule(("address",), 60),
    Rule(("address_piece",), 30),
    Rule(("birth",), 30),
    Rule(("context",), 12),
)
TOGETHER: tuple[Rule, ...] = (
    Rule(("word", "word"), 45),
    Rule(("word", "birth"), 60),
    Rule(("word", "birth_new_year"), 45),
    Rule(("word", "birth_parts"), 45),
    Rule(("word", "birth_year"), 45),
    Rule(("word", "address_word"), 45),
    Rule(("word", "address_number"), 45),
    Rule(("word", "detail"), 45),
    Rule(("start", "address_word"), 45),
    Rule(("start", "detail"), 45),
    Rule(("birth", "address_word"), 45),
    Rule(("address_word", "address_number"), 45),
    Rule(("address_word", "detail"), 45),
    Rule(("address_word", "birth_year"), 45),
    Rule(("detail", "detail"), 45),
    Rule(("context", "word"), 45),
    Rule(("context", "detail"), 45),
)
RULES = ALONE + TOGETHER
"""Every rule; a pair need satisfy one."""


def block_pairs(parties: Parties, *, first_new: int = 0, rules: Sequence[Rule] = RULES) -> pd.DataFrame:
    """Pair records of one family by every rule.

    Args:
        parties: prepared records.
        first_new: pair only what involves a record from this row on: those that were added.
        rules: the rules to use.

    Returns:
        ``left`` < ``right``, rows of ``parties``, each pair once, in order.
    """
    size = max(1, len(parties))
    tables = {aspect: _entries(parties, aspect, first_new) for aspect in sorted({aspect for rule in rules for aspect in rule.aspects})}
    caps: dict[str, int] = {}
    found = [_pair(rule, tables, caps, (first_new, size)) for rule in rules if all(len(tables[aspect]) for aspect in rule.aspects)]
    codes = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return pd.DataFrame({"left": (codes // size).astype(np.int32), "right": (codes % size).astype(np.int32)})


def _entries(parties: Parties, aspect: str, first_new: int) -> pd.DataFrame:
    """Give the entries of an aspect whose key more than one record holds, an added one among them, with how many do."""
    keys = parties.of(aspect)
    counts = keys.count()
    shared = counts > 1
    if first_new:
        shared &= np.isin(keys.keys, keys.keys[keys.rows >= first_new])
    return keys.where(shared).frame(parties.family).assign(held=counts[shared])


def _pair(rule: Rule, tables: dict[str, pd.DataFrame], caps: dict[str, int], bounds: tuple[int, int]) -> NDArray[np.int64]:
    """Pair by one rule; ``caps`` collects how many records a key that blocks by itself may be held by."""
    first_new, size = bounds
    most = rule.cap if rule.aspects[0] in IDENTIFIERS else min(rule.cap, max(_FEWEST, round(rule.cap * (_CROWD / size) ** 0.5)))
    entries = _combine(rule, tables, caps, first_new)
    if entries.empty:
        return np.zeros(0, dtype=np.int64)
    columns = [column for column in entries.columns if column != "row"]
    grouped = run_sql(
        f"""
        with sized as (select count(*) as n from entries group by {", ".join(columns)})
        select n, count(*) as groups from sized where n between 2 and {most} group by n order by n
        """,  # noqa: S608 - column names and whole numbers of our own
        {"entries": entries},
    )
    budget = min(PAIRS_PER_RECORD * size, _MOST_PAIRS)
    within = (grouped["n"] * (grouped["n"] - 1) // 2 * grouped["groups"]).cumsum() <= budget
    cap = int(grouped.loc[within, "n"].max()) if within.any() else 0
    if within.all():
        cap = most
    if len(rule.aspects) == 1:
        caps[rule.aspects[0]] = cap
    if not cap:
        return np.zeros(0, dtype=np.int64)
    same = " and ".join(f"a.{column} = b.{column}" for column in columns)
    fresh = f"and b.row >= {first_new}" if first_new else ""
    pairs = run_sql(
        f"""
        with sized as (select {", ".join(columns)} from entries group by {", ".join(columns)} having count(*) between 2 and {cap}),
        kept as (select e.* from entries e join sized s on {" and ".join(f"e.{column} = s.{column}" for column in columns)})
        select distinct cast(a.row as bigint) * {size} + b.row as code from kept a join kept b on {same} and a.row < b.row {fresh}
        """,  # noqa: S608 - column names and whole numbers of our own
        {"entries": entries},
    )
    return pairs["code"].to_numpy(dtype=np.int64)


def _combine(rule: Rule, tables: dict[str, pd.DataFrame], caps: dict[str, int], first_new: int) -> pd.DataFrame:
    """Give the rows to be paired: one key each, or two where neither is rare enough to block a pair by itself."""
    if len(rule.aspects) == 1:
        table = tables[rule.aspects[0]][["row", "family", "key"]]
        return _touching(table, ["key"], first_new)
    one, other = rule.aspects
    order = "and a.key < b.key" if one == other else ""
    entries = run_sql(
        f"""
        select distinct a.row, a.family, a.key as one, b.key as other from one a join other b on a.row = b.row {order}
        where a.held > {caps.get(one, 1)} and b.held > {caps.get(other, 1)}
        """,  # noqa: S608 - whole numbers of our own
        {"one": tables[one], "other": tables[other]},
    )
    return _touching(entries, ["one", "other"], first_new)


def _touching(entries: pd.DataFrame, columns: list[str], first_new: int) -> pd.DataFrame:
    """Leave out keys that no added record holds."""
    if not first_new or entries.empty:
        return entries
    added = entries.loc[entries["row"] >= first_new, columns].drop_duplicates()
    return entries.merge(added, on=columns)
