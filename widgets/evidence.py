"""Any row of a case by its id: what it says, what speaks for and against, and the refs that lead on."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import pandas as pd

from toolkit.tables import SCHEMAS

__all__ = ["CLAIM_TABLES", "Card", "Evidence", "Hit"]

CLAIM_TABLES = ("findings", "links", "events", "voyages", "matches", "checks", "hits", "mentions", "assessments")
_FACT_TABLES = ("records", "relations", "goods", "scans", "texts", "transfers", "samples", "ports", "sources")
_NAMED_BY = ("name", "rule", "description", "container_id", "text", "path", "kind", "subject_id")
_APART = frozenset({"reasons", "against", "refs"})
_TEXT = 300


@dataclass(frozen=True, slots=True)
class Card:
    """One row as the evidence pane shows it."""

    id: str
    ref: str
    title: str
    fields: list[tuple[str, str]]
    reasons: Sequence[Mapping[str, Any]]
    against: Sequence[Mapping[str, Any]]
    refs: list[str]
    is_claim: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that answers a search."""

    ref: str
    text: str


class Evidence:
    """Rows by id.

    Args:
        tables: tables by name; ids are their keys, two keys joined by ``|``.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Index the rows."""
        self._tables = {name: tables[name] for name in (*CLAIM_TABLES, *_FACT_TABLES) if name in tables}
        self._at: dict[str, tuple[str, int]] = {}
        for name, frame in self._tables.items():
            keys = ["|".join(map(str, key)) for key in frame[list(SCHEMAS[name].key)].itertuples(index=False)]
            for at, key in enumerate(keys):
                self._at.setdefault(key, (name, at))
        entities = tables.get("entities", pd.DataFrame({"entity_id": [], "record_id": []}))
        self._members = entities.groupby("entity_id")["record_id"].agg(list).to_dict()
        self._titles: list[tuple[str, str]] | None = None

    def card(self, chosen: str) -> Card | None:
        """Give the row of an id, or the records of an entity; ``None`` if no table has it."""
        if chosen in self._members:
            refs = [f"records:{record}" for record in self._members[chosen]]
            return Card(chosen, f"entities:{self._members[chosen][0]}", self.name(chosen), [], [], [], refs, is_claim=False)
        if chosen not in self._at:
            return None
        table, at = self._at[chosen]
        row = self._tables[table].iloc[[at]].to_dict("records")[0]
        ref = f"{table}:{chosen}"
        is_claim = table in CLAIM_TABLES
        refs = list(dict.fromkeys([*row.get("refs", []), *([] if is_claim else [ref])]))
        return Card(chosen, ref, self.name(chosen), _write_fields(row), row.get("reasons", []), row.get("against", []), refs, is_claim)

    def name(self, chosen: str) -> str:
        """Name an id as a person would; the id where nothing else is known."""
        if chosen in self._members:
            return " / ".join(dict.fromkeys(self.name(record) for record in self._members[chosen]))[:_TEXT]
        if chosen not in self._at:
            return chosen
        table, at = self._at[chosen]
        row = self._tables[table].iloc[at]
        if table == "links":
            return f"{self.name(row['left_id'])} ~ {self.name(row['right_id'])}"
        named = (_write(row[column]) for column in _NAMED_BY if column in row.index)
        return next((text[:_TEXT] for text in named if text), chosen)

    def find(self, text: str, limit: int = 30) -> list[Hit]:
        """Find rows whose name or id holds a text, whatever its case; those whose name does come first, short before long."""
        if self._titles is None:
            self._titles = [(f"{table}:{key}", self.name(key)) for key, (table, _) in self._at.items()]
        wanted = text.strip().casefold()
        if not wanted:
            return []
        named = sorted((Hit(ref, name) for ref, name in self._titles if wanted in name.casefold()), key=lambda hit: len(hit.text))
        numbered = (Hit(ref, name) for ref, name in self._titles if wanted in ref.casefold() and wanted not in name.casefold())
        return list(islice(chain(named, numbered), limit))


def _write_fields(row: Mapping[Hashable, Any]) -> list[tuple[str, str]]:
    written = [(str(name), _write(value)) for name, value in row.items() if name not in _APART]
    return [(name, text) for name, text in written if text]


def _write(value: Any) -> str:  # noqa: ANN401 - a cell may hold anything
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_write(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(_write(part) for part in value)
    if value is None or pd.isna(value):
        return ""
    return value.strftime("%Y-%m-%d %H:%M:%S UTC") if isinstance(value, pd.Timestamp) else str(value)
