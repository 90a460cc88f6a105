"""What a claim rests on: the claims beneath it, the facts beneath those, their sources, and what people decided on the way."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit.errors import RefError
from toolkit.ids import Ref, parse_ref
from toolkit.tables import SCHEMAS
from toolkit.tables.claims import CLAIMS

__all__ = ["Grounds", "each_mapping", "list_decisions"]

_CLAIMS = frozenset(schema.name for schema in CLAIMS)
_NAMED_BY_SOURCE = ("positions", "sources", "quarantine")

Frames = Callable[[str], pd.DataFrame]


class Grounds:
    """The tables of one state of a case, asked for what stands beneath a claim."""

    def __init__(self, frames: Frames) -> None:
        """Take the tables; each is read when it is first needed.

        Args:
            frames: gives a table by name; of facts, the key and ``source_id`` suffice.
        """
        self._frames = frames
        self._places: dict[str, dict[str, int]] = {}
        self._below: dict[str, frozenset[str]] = {}

    def row_of(self, table: str, key: str) -> Mapping[str, Any] | None:
        """Give a row by its key (several columns joined by ``|``), or nothing."""
        if table not in SCHEMAS:
            return None
        if table not in self._places:
            frame = self._frames(table)
            keys = [frame[column].astype("str") for column in SCHEMAS[table].key]
            joined = keys[0] if len(keys) == 1 else ["|".join(cells) for cells in zip(*keys, strict=True)]
            self._places[table] = {str(cell).replace(" ", "%20"): at for at, cell in enumerate(joined)}
        at = self._places[table].get(key)
        return None if at is None else {str(name): cell for name, cell in self._frames(table).iloc[at].items()}

    def find_target(self, target_id: str) -> tuple[str, Mapping[str, Any]] | None:
        """Give the claim that a decision's target names, with its table; an entity is its members."""
        for table in _CLAIMS:
            row = self.row_of(table, target_id) if table != "entities" else None
            if row is not None:
                return table, row
        members = self._members.get(target_id)
        return None if members is None else ("entities", {"refs": [f"entities:{record}" for record in members], "members": members})

    @cached_property
    def _members(self) -> dict[str, list[str]]:
        entities = self._frames("entities")
        grouped: dict[str, list[str]] = {}
        for record, entity in sorted(zip(entities["record_id"], entities["entity_id"], strict=True)):
            grouped.setdefault(entity, []).append(record)
        return grouped

    def beneath(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Give every ref beneath a claim, through the claims that it cites."""
        found: set[str] = set()
        waiting = list(_cited(row))
        while waiting:
            ref = waiting.pop()
            if ref not in found:
                found.add(ref)
                waiting += self._children(ref)
        return frozenset(found)

    def _children(self, ref: str) -> frozenset[str]:
        if ref not in self._below:
            parsed = _parse(ref)
            row = self.row_of(parsed.table, parsed.key) if parsed is not None and parsed.table in _CLAIMS else None
            self._below[ref] = frozenset() if row is None else frozenset(_cited(row))
        return self._below[ref]

    def sources_of(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Give the ids of the sources beneath a claim."""
        found = set()
        for parsed in filter(None, map(_parse, self.beneath(row))):
            if parsed.table in _NAMED_BY_SOURCE:
                found.add(parsed.key.partition("|")[0])
            elif parsed.table not in _CLAIMS:
                fact = self.row_of(parsed.table, parsed.key)
                found |= {str(fact["source_id"])} if fact is not None and "source_id" in fact else set()
        return frozenset(found)

    def judged_of(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Give the ids beneath a claim that a person may have judged: of claims, and of the parties that records were taken for."""
        found = {str(row["subject_id"])} if isinstance(row.get("subject_id"), str) else set()
        for parsed in filter(None, map(_parse, self.beneath(row))):
            if parsed.table in ("entities", "records"):
                entity = self.row_of("entities", parsed.key)
                found |= {str(entity["entity_id"])} if entity is not None else set()
            elif parsed.table in _CLAIMS:
                found.add(parsed.key)
        return frozenset(found)

    def tables_of(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Give the names of the tables beneath a claim."""
        return frozenset(parsed.table for parsed in map(_parse, self.beneath(row)) if parsed is not None)


def list_decisions(findings: pd.DataFrame, frames: Frames, decisions: pd.DataFrame) -> list[list[str]]:
    """List, for each finding, the decisions that it rests on: those on claims and parties beneath it, not on itself.

    Args:
        findings: a ``findings`` table.
        frames: gives each other table by its name.
        decisions: a ``decisions`` table; superseded ones are passed over.

    Returns:
        Ids of decisions for each row, in the order in which they were made.
    """
    standing = decisions[~decisions["decision_id"].isin(decisions["supersedes"].dropna())]
    made = dict(zip(standing["target_id"], standing["decision_id"], strict=True))
    if not made:
        return [[] for _ in range(len(findings))]
    grounds = Grounds(frames)
    judged = [grounds.judged_of(row) for row in each_mapping(findings)]
    return [[decision for target, decision in made.items() if target in below] for below in judged]


def each_mapping(frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Go through the rows of a table, each as a mapping."""
    names = [str(name) for name in frame.columns]
    return (dict(zip(names, cells, strict=True)) for cells in frame.itertuples(index=False, name=None))


def _cited(row: Mapping[str, Any]) -> Iterator[str]:
    yield from row.get("refs") or ()
    for column in ("reasons", "against"):
        for reason in row.get(column) or ():
            yield from _refs_of(reason)


def _refs_of(reason: Mapping[str, Any]) -> Iterable[str]:
    return reason.get("refs") or ()


def _parse(ref: str) -> Ref | None:
    try:
        return parse_ref(ref)
    except RefError:
        return None  # a reader of reports is told; here it only means that nothing is known beneath it
