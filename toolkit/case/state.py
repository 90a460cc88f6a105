"""What a case knows, replayed from its ledger: sources, runs and decisions, and which of them are current."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pandas as pd

from toolkit.case.ledger import GENESIS, Entry
from toolkit.tables import SCHEMAS, conform
from toolkit.tables.claims import CLAIMS

__all__ = ["CLAIM_TABLES", "CaseState"]

CLAIM_TABLES: tuple[str, ...] = tuple(schema.name for schema in CLAIMS)
"""Tables whose rows a person may judge."""

Body = dict[str, Any]

_NEEDED = {
    "source": frozenset({"source_id", "path", "sha256", "size_bytes", "media_type"}),
    "run": frozenset({"run_id", "method", "parameters", "input_hashes", "parts", "rows_out", "source_id", "readings", "started_at"}),
    "decision": frozenset({"decision_id", "target_id", "verdict", "analyst", "decided_at", "note"}),
    "copy": frozenset({"source_id", "path"}),
    "note": frozenset({"note_id", "about", "text", "analyst", "written_at"}),
    "statement": frozenset({"statement_id", "text", "stated_by", "reliability", "credibility", "about", "signed_by", "signed_at"}),
}


_LISTS = {"decision": "decisions", "copy": "copies", "note": "notes", "statement": "statements"}


@dataclass(slots=True)
class CaseState:
    """Entries in effect, and where the chain of hashes broke if it did."""

    seq: int = 0
    head: str = GENESIS
    opening: Body = field(default_factory=dict)
    sources: dict[str, Body] = field(default_factory=dict)
    hashes_of_length: dict[int, set[str]] = field(default_factory=dict)
    """Hashes of the sources by their length: what may be the same file is hashed before it is copied."""
    runs: list[Body] = field(default_factory=list)
    decisions: list[Body] = field(default_factory=list)
    copies: list[Body] = field(default_factory=list)
    """Further places at which the content of a source was met."""
    notes: list[Body] = field(default_factory=list)
    statements: list[Body] = field(default_factory=list)
    entry_of: dict[str, int] = field(default_factory=dict)
    """Number of the entry that brought a source, run, decision, note or statement, by its id."""
    breaks: list[int] = field(default_factory=list)
    """Numbers of the entries that do not fit the chain."""
    _current: dict[tuple[str, str], Body] = field(default_factory=dict)
    _readings: dict[str, Body] = field(default_factory=dict)

    def replay(self, entries: Iterable[Entry]) -> None:
        """Take further entries in; one that does not fit is noted and its content still shown."""
        for entry in entries:
            if entry.seq != self.seq + 1 or entry.previous != self.head or entry.hash != entry.digest:
                self.breaks.append(entry.seq)
            self.seq, self.head = entry.seq, entry.hash
            try:
                self._take(entry.kind, json.loads(entry.body), entry.seq)
            except (ValueError, KeyError, TypeError, AttributeError):
                # Not what we write: the entry counts as altered, and the rest of the case stays readable.
                self.breaks = [*self.breaks, *({entry.seq} - set(self.breaks))]

    def _take(self, kind: str, body: Body, seq: int) -> None:
        missing = _NEEDED.get(kind, frozenset()) - body.keys()
        if missing:
            message = f"an entry of kind {kind!r} lacks {sorted(missing)}"
            raise KeyError(message)
        if kind == "case":
            self.opening = body
        elif kind == "migration":
            self.opening = {**self.opening, "format": body["format"]}
        elif kind == "source":
            self.hashes_of_length.setdefault(body["size_bytes"], set()).add(body["sha256"])
            self.sources[body["source_id"]] = body
        elif kind == "run":
            key, readings = run_key(body["method"], body["source_id"]), dict(body["readings"])
            self.runs.append(body)
            self._current[key] = body
            self._readings.update(readings)
        elif kind in _LISTS:
            getattr(self, _LISTS[kind]).append(body)
        if kind in _NEEDED and kind != "copy":
            self.entry_of[body[f"{kind}_id"]] = seq

    def copy(self) -> "CaseState":
        """Give the state as it is now; what is replayed later does not change it."""
        later = replace(self)
        for field_ in fields(self):
            held = getattr(self, field_.name)
            setattr(later, field_.name, held.copy() if isinstance(held, (list, dict)) else held)
        return later

    def current_run(self, method: str, source_id: str | None) -> Body | None:
        """Give the run in effect of that method, whatever its version, on that source."""
        return self._current.get(run_key(method, source_id))

    @property
    def current_runs(self) -> list[Body]:
        """Runs in effect, oldest first."""
        chosen = {id(run) for run in self._current.values()}
        return [run for run in self.runs if id(run) in chosen]

    @property
    def current_decisions(self) -> dict[str, Body]:
        """The last decision on each target."""
        return {decision["target_id"]: decision for decision in self.decisions}

    def parts_of(self, table: str, source_id: str | None = None) -> list[str]:
        """Hashes of the parts in effect that make up a table, or what one source gave to it."""
        runs = (run for run in self.current_runs if source_id is None or source_id in run["readings"])
        return [run["parts"][table]["sha256"] for run in runs if table in run["parts"]]

    def reading_of(self, source_id: str) -> Body:
        """What the last run that read a source told of it: layout, mapping, counts."""
        return self._readings.get(source_id, {})

    def sources_frame(self) -> pd.DataFrame:
        """The table ``sources``."""
        also: dict[str, list[str]] = {}
        for copy in self.copies:
            also.setdefault(copy["source_id"], []).append(copy["path"])
        return _frame("sources", [{**body, **self.reading_of(key), "also_at": also.get(key, [])} for key, body in self.sources.items()])

    def notes_frame(self) -> pd.DataFrame:
        """The table ``notes``."""
        return _frame("notes", self.notes)

    def statements_frame(self) -> pd.DataFrame:
        """The table ``statements``."""
        return _frame("statements", self.statements)

    def runs_frame(self, *, history: bool) -> pd.DataFrame:
        """The table ``runs``; with ``history``, superseded ones as well."""
        return _frame("runs", self.runs if history else self.current_runs)

    def decisions_frame(self, *, history: bool) -> pd.DataFrame:
        """The table ``decisions``; with ``history``, superseded ones as well."""
        return _frame("decisions", self.decisions if history else list(self.current_decisions.values()))


def run_key(method: str, source_id: str | None) -> tuple[str, str]:
    """Give what a run supersedes: the same method in any version, on the same source."""
    return method.rpartition("/")[0] or method, source_id or ""


def _frame(name: str, rows: list[Body]) -> pd.DataFrame:
    columns = SCHEMAS[name].names
    return conform(pd.DataFrame([{column: row.get(column) for column in columns} for row in rows], columns=list(columns)), name)
