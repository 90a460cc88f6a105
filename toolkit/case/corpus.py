"""What of a case is searched: every table of facts, text files nobody understood, the custody record, what people wrote."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.case.cells import Cell, read_cells
from toolkit.case.evidence import EvidenceStore
from toolkit.case.index import PartName, SearchIndex
from toolkit.case.lines import LINES, list_unread, read_lines
from toolkit.case.parts import PartStore
from toolkit.case.state import Body, CaseState
from toolkit.tables import FACT_TABLES

__all__ = ["Corpus"]

_WORDS = {
    "sources": ("path", "also_at", "collected_by", "holder", "witness", "place", "method", "authority", "caveat"),
    "notes": ("text", "analyst"),
    "statements": ("text", "stated_by", "caveat", "signed_by"),
    "decisions": ("note", "analyst"),
}


class Corpus:
    """The texts of a case at one state of its ledger, kept in an index from one question to the next."""

    def __init__(self, path: Path, parts: PartStore, evidence: EvidenceStore, *, read_only: bool) -> None:
        """Take the place of the index file and the stored parts; nothing is opened yet.

        Args:
            path: the index file.
            parts: the stored tables.
            evidence: the stored files.
            read_only: whether the case is open for reading alone; its folder is then left as it is, and what the index
                lacks goes into a copy that is forgotten.
        """
        self._path = path
        self._parts = parts
        self._evidence = evidence
        self._read_only = read_only
        self._index: SearchIndex | None = None
        self._seq = -1

    def index_of(self, state: CaseState) -> SearchIndex:
        """Give the index, brought up to date with a state.

        Raises:
            EvidenceError: a stored part is not the one that the ledger names.
            CaseError: the index cannot be written.
        """
        if self._index is not None and self._seq == state.seq:
            return self._index
        entries = _list_entries(state)
        wanted = {(part["sha256"], table): part["rows"] for run in state.current_runs for table, part in _facts_of(run)}
        wanted |= dict.fromkeys(entries, 1)
        unread = {body["sha256"]: body["source_id"] for body in list_unread(state)}
        sound = unread.keys() - self._evidence.find_damage(unread).keys()  # what is damaged was told when the case was opened
        wanted |= {(digest, LINES): 1 for digest in unread if digest in sound}
        if self._index is None:
            self._index = SearchIndex.open(self._path, wanted, read_only=self._read_only)

        def read(part: PartName) -> Iterator[Cell]:
            if part[1] == LINES:
                return read_lines(self._evidence.check(part[0]), unread[part[0]])
            return _tell_entry(part, entries[part]) if part in entries else read_cells(self._parts.read_arrow(*part), part[1])

        self._index.update(wanted, read)
        self._seq = state.seq
        return self._index

    def close(self) -> None:
        """Close the index if it is open."""
        if self._index is not None:
            self._index.close()
            self._index = None


def _facts_of(run: Body) -> Iterator[tuple[str, Body]]:
    return ((table, part) for table, part in run["parts"].items() if table in FACT_TABLES)


def _list_entries(state: CaseState) -> dict[PartName, Body]:
    """Entries of the ledger that hold words, each under its id (a second place of a source under an id of its own)."""
    entries: dict[PartName, Body] = {(key, "sources"): body for key, body in state.sources.items()}
    entries |= {(f"{copy['source_id']}#{number}", "sources"): copy for number, copy in enumerate(state.copies)}
    entries |= {(note["note_id"], "notes"): note for note in state.notes}
    entries |= {(statement["statement_id"], "statements"): statement for statement in state.statements}
    return entries | {(decision["decision_id"], "decisions"): decision for decision in state.current_decisions.values()}


def _tell_entry(part: PartName, body: Body) -> Iterator[Cell]:
    name, table = part
    key = name.partition("#")[0]
    source = key if table == "sources" else str(body.get("source_id") or "")
    for column in _WORDS[table]:
        if isinstance(text := body.get(column), str) and text:
            yield Cell(column, text, 1, (key,), source)
