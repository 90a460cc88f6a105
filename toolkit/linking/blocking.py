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
_PENDING = 4_000_000
"""Pairs that are merged into what was found at a time."""
_AT_ONCE = 1_500_000
"""Rows that hold two keys together, about so many of which are looked at at a time."""


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
    caps: dict[str, int] = {}
    found = [np.zeros(0, dtype=np.int64)]
    for rule in (rule for rule in rules if len(rule.aspects) == 1):
        entries = _list_entries(parties, rule.aspects[0], first_new)
        codes, caps[rule.aspects[0]] = _pair(rule, entries, (first_new, size, 1))
        found = _collect([*found, codes])
    tables: dict[str, pd.DataFrame] = {}
    for rule in (rule for rule in rules if len(rule.aspects) > 1):
        for aspect in rule.aspects:
            if aspect not in tables:  # what blocks a pair by itself need not be joined with anything
                tables[aspect] = _list_entries(parties, aspect, first_new, above=caps.get(aspect, 1))
        one, other = (tables[aspect] for aspect in rule.aspects)
        parts = max(1, -(-len(one) * len(other) // (size * _AT_ONCE)))
        for part in range(parts):
            entries = _combine(rule, one[one["key"].to_numpy().view(np.uint64) % parts == part], other, first_new)
            found = _collect([*found, _pair(rule, entries, (first_new, size, parts))[0]])
    codes = _merge(found)
    return pd.DataFrame({"left": (codes // size).astype(np.int32), "right": (codes % size).astype(np.int32)})


def _collect(found: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """Merge pairs found so far once there are many: most rules find again what others found."""
    return [_merge(found)] if sum(map(len, found[1:])) > _PENDING else found


def _merge(found: list[NDArray[np.int64]]) -> NDArray[np.int64]:
    codes = np.concatenate(found)
    codes.sort(kind="stable")  # of parts that are in order already it only joins them
    first = np.ones(len(codes), dtype=bool)
    first[1:] = codes[1:] != codes[:-1]
    return codes[first]


def _list_entries(parties: Parties, aspect: str, first_new: int, above: int = 1) -> pd.DataFrame:
    """Give the entries of an aspect whose key more records than ``above`` hold, an added one among them."""
    keys = parties.of(aspect)
    if first_new:
        keys = keys.where(pd.Series(keys.keys).isin(keys.keys[keys.rows >= first_new]).to_numpy())
    return keys.where(keys.count() > above).frame(parties.family)


def _pair(rule: Rule, entries: pd.DataFrame, bounds: tuple[int, int, int]) -> tuple[NDArray[np.int64], int]:
    """Pair the records that hold the same, and say how many may.

    Args:
        rule: the rule.
        entries: ``row``, ``family`` and one or two keys.
        bounds: first added row, number of records, and the number of parts that the entries are one of.
    """
    first_new, size, parts = bounds
    most = rule.cap if rule.aspects[0] in IDENTIFIERS else min(rule.cap, max(_FEWEST, round(rule.cap * (_CROWD / size) ** 0.5)))
    if entries.empty:
        return np.zeros(0, dtype=np.int64), most
    columns = [column for column in entries.columns if column != "row"]
    grouped = run_sql(
        f"""
        with sized as (select count(*) as n from entries group by {", ".join(columns)})
        select n, count(*) as groups from sized where n between 2 and {most} group by n order by n
        """,  # noqa: S608 - column names and whole numbers of our own
        {"entries": entries},
    )
    budget = min(PAIRS_PER_RECORD * size, _MOST_PAIRS) // parts
    within = (grouped["n"] * (grouped["n"] - 1) // 2 * grouped["groups"]).cumsum() <= budget
    cap = most if within.all() else int(grouped.loc[within, "n"].max()) if within.any() else 0
    if not cap:
        return np.zeros(0, dtype=np.int64), 0
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
    return pairs["code"].to_numpy(dtype=np.int64), cap


def _combine(rule: Rule, one: pd.DataFrame, other: pd.DataFrame, first_new: int) -> pd.DataFrame:
    """Give the rows that hold a key of each aspect; with added records, only what one of them holds too."""
    order = "and a.key < b.key" if rule.aspects[0] == rule.aspects[1] else ""
    held = f"from one a join other b on a.row = b.row {order}"
    added = "where exists (select 1 from added n where n.one = a.key and n.other = b.key)" if first_new else ""
    return run_sql(
        f"""
        with added as (select distinct a.key as one, b.key as other {held} where a.row >= {first_new})
        select distinct a.row, a.family, a.key as one, b.key as other {held} {added}
        """,
        {"one": one, "other": other},
    )
