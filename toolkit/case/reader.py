"""An open case as it is read: tables, sources, the chain's head, and whether everything is as it was recorded."""

import logging
import os
from dataclasses import replace
from html import escape
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pandas as pd

from toolkit.case.changes import Changes, find_changes
from toolkit.case.corpus import Corpus
from toolkit.case.entries import OWN_TABLES
from toolkit.case.evidence import EvidenceStore
from toolkit.case.examine import examine_case
from toolkit.case.history import Since
from toolkit.case.ledger import Entry, Ledger
from toolkit.case.lock import WriterLock
from toolkit.case.migration import migrate_case
from toolkit.case.parts import PartStore, remove_scratch
from toolkit.case.search import SearchResult, ask_index
from toolkit.case.settings import FORMAT, read_settings
from toolkit.case.show import show_case
from toolkit.case.state import CaseState
from toolkit.case.verification import Verification
from toolkit.errors import ArgumentError, CaseError
from toolkit.tables import SCHEMAS, Source, Tables
from toolkit.tables.check import schema_of
from toolkit.wording import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CaseReader"]

_log = logging.getLogger("tidewaiter")


class CaseReader:
    """What can be asked of an open case; :class:`~toolkit.case.Case` adds what can be written."""

    def __init__(self, path: Path, lock: WriterLock | None, *, analyst: str, language: str = "en") -> None:
        """Take a folder that holds a case; callers use :meth:`create` or :meth:`open`."""
        if language not in LANGUAGES:
            message = f"language={language!r}; allowed: {', '.join(LANGUAGES)}"
            raise ArgumentError(message)
        self.path = path
        self.analyst = analyst
        self.language = language
        """Language in which answers are told unless a call names another: ``"en"`` or ``"zh"``."""
        self.settings: Mapping[str, object] = read_settings(path / "case.toml")
        self._lock = lock
        self._process = os.getpid()
        self._closed = False
        self._ledger = Ledger(path / "ledger.sqlite", read_only=lock is None)
        self._evidence = EvidenceStore(path / "evidence", path / "scratch")
        self._parts = PartStore(path / "parts", path / "scratch")
        self._state = CaseState()
        self._corpus = Corpus(path / "search.sqlite", self._parts, self._evidence, read_only=lock is None)
        self._quarantines: dict[tuple[str, ...], pd.DataFrame] = {}
        self._targets: tuple[int, frozenset[str]] = (-1, frozenset())
        if lock is not None:
            remove_scratch(path / "scratch")
        self._state.replay(self._ledger.entries())
        if lock is not None and self.settings["format"] != FORMAT and not self._state.breaks:
            migrate_case(path, self._ledger, self._state, analyst=analyst)
        names = {body["sha256"]: body["path"] for body in self._state.sources.values()}
        self.damaged: Mapping[str, str] = {names[key]: fault for key, fault in self._evidence.find_damage(names).items()}
        """``{name: what is wrong}`` of evidence that no longer has its recorded SHA-256, found when the case was opened."""
        if self.damaged:
            _log.warning("%d of %d evidence files differ from their recorded hash; see Case.verify()", len(self.damaged), len(names))

    def table(self, name: str, *, history: bool = False) -> pd.DataFrame:
        """Give the rows in effect of one table.

        Args:
            name: any table of ``toolkit.tables.SCHEMAS``, ``sources``, ``runs``, ``decisions`` and ``quarantine`` too.
            history: for ``runs`` and ``decisions``, superseded rows as well.

        Returns:
            The table, empty if nothing was recorded. Where two runs give the same key, the later row stands.

        Raises:
            ArgumentError: no such table, or ``history`` of a table that keeps none.
            EvidenceError: a stored part is not the one that the ledger names.
        """
        state = self._now()
        if name == "sources":
            return state.sources_frame()
        if name == "runs":
            return state.runs_frame(history=history)
        if name == "decisions":
            return state.decisions_frame(history=history)
        if name == "notes":
            return state.notes_frame()
        if name == "statements":
            return state.statements_frame()
        if history:
            message = f"history=True is for 'runs' and 'decisions', not {name!r}"
            raise ArgumentError(message)
        return self._parts.join(name, state.parts_of(name))

    def list_parts(self, *names: str, without: str = "") -> list[str]:
        """Give the SHA-256 of the stored parts in effect of some tables: what a run that reads them names as its inputs.

        Args:
            names: tables.
            without: a method, in any version, whose own parts are left out.

        Raises:
            ArgumentError: no such table.
        """
        state = self._now()
        for name in names:
            schema_of(name)
        own = without.rpartition("/")[0] or without
        runs = [run for run in state.current_runs if run["method"].rpartition("/")[0] != own]
        return list(dict.fromkeys(part["sha256"] for run in runs for name, part in run["parts"].items() if name in names))

    def tables(self, *names: str) -> Tables:
        """Give several tables; without names, every table that has rows."""
        state = self._now()
        if not names:
            recorded = {table for run in state.current_runs for table in run["parts"]}
            names = tuple(name for name in SCHEMAS if name in recorded or name in OWN_TABLES)
        frames = {name: self.table(name) for name in names}
        return Tables({name: frame for name, frame in frames.items() if len(frame)}, language=self.language)

    def source(self, source_id: str) -> Source:
        """Give a source, its stored copy checked against its SHA-256.

        Raises:
            ArgumentError: no such source.
            EvidenceError: the stored copy is missing or differs.
        """
        state = self._now()
        if source_id not in state.sources:
            message = f"source_id={source_id!r} is not a source of this case; case.table('sources') lists them"
            raise ArgumentError(message)
        body = state.sources[source_id]
        path = self._evidence.check(body["sha256"], body["path"])
        source = Source(source_id, path, body["path"], body["sha256"], body["size_bytes"], body["media_type"])
        reading = state.reading_of(source_id)
        if not reading:
            return source
        return replace(
            source,
            layout=reading["layout"],
            mapping=reading["mapping"],
            rows_read=reading["rows_read"],
            rows_kept=reading["rows_kept"],
            quarantine=self._set_aside(state.parts_of("quarantine", source_id), source_id),
        )

    def _set_aside(self, parts: list[str], source_id: str) -> pd.DataFrame:
        key = tuple(parts)
        if key not in self._quarantines:
            self._quarantines[key] = self._parts.join("quarantine", parts)
        rows = self._quarantines[key]
        return rows[rows["source_id"] == source_id].reset_index(drop=True)

    def search(self, text: str, *, limit: int = 100, language: str | None = None) -> SearchResult:
        """Look for a text anywhere: in tables of facts, the custody record, notes, statements and decisions.

        Lines of text files of which no reader kept a row are searched too. Part of a word or number is enough (three
        characters; one or two if one is a Han character). It is looked for as
        written; without blanks and hyphens; read in the other script (pinyin, Wade-Giles, Cantonese, Japanese, romanised
        Cyrillic and Arabic); with place and trade words translated; and by the consonants of names. Each hit says which
        of these forms matched, nearest first, and carries the ref of its cell, which
        :func:`toolkit.provenance.locate` opens.

        The index is a cache beside the ledger (``search.sqlite``), brought up to date by what was added since; it may be
        deleted at any time.

        Args:
            text: what to look for.
            limit: distinct texts to give at most.
            language: of the labels; that of the case by default.

        Raises:
            ArgumentError: the text has no letter or digit.
            EvidenceError: a stored part is not the one that the ledger names.

        >>> from tempfile import mkdtemp
        >>> from toolkit.case import Case
        >>> with Case.create(Path(mkdtemp()) / "demo", analyst="Li") as case:
        ...     _ = case.add_note("海悅66 seen again, phone 138-0013-8000")
        ...     [case.search(text).hits["form"].tolist() for text in ("海悦", "hai yue 66", "0013800")]
        [['written'], ['reading'], ['unseparated']]
        """
        state = self._now()
        index = self._corpus.index_of(state)
        told = language or self.language
        return ask_index(index, text, limit=limit, paths=lambda key: state.sources.get(key, {}).get("path", ""), language=told)

    def changes(self, since: Since, *, language: str | None = None) -> Changes:
        """Tell what changed since an instant: sources, findings with the cause of each change, decisions to look at again.

        A decision is to be looked at again where the claim that was judged, its reasons, the sources beneath it or a
        decision beneath it are no longer what they were when it was made.

        Args:
            since: an instant in ISO 8601 with its zone (a bare date is its first instant in UTC), a :attr:`head`, or the
                number of a ledger entry (0 for everything).
            language: of the sentences; that of the case by default.

        Raises:
            ArgumentError: no such head or entry, or an instant without its zone.
            EvidenceError: a stored table is not the one that the ledger names.

        >>> from tempfile import mkdtemp
        >>> from toolkit.case import Case
        >>> with Case.create(Path(mkdtemp()) / "demo", analyst="Li") as case:
        ...     case.changes(case.head).empty
        True
        """
        self._now()
        told = language or self.language
        return find_changes(list(self._ledger.entries()), self._parts, since, damaged=self.damaged, language=told)

    @property
    def head(self) -> str:
        """Hash of the last ledger entry, which stands for everything before it.

        Whoever owns the folder can compute a new chain over altered entries, so the chain alone proves nothing to
        others. Deposit this value outside (a second custodian, a time stamp by RFC 3161), and later give it to
        :meth:`verify`: the case must still contain it.
        """
        self._now()
        return self._ledger.head

    @property
    def title(self) -> str:
        """Title from ``case.toml``."""
        return str(self.settings.get("title", ""))

    @property
    def read_only(self) -> bool:
        """Whether this case was opened for reading alone."""
        return self._lock is None

    def entry(self, key: str) -> Entry:
        """Give the entry of the ledger that brought a source, run, decision, note or statement.

        Raises:
            ArgumentError: no entry has that id.
        """
        number = self._now().entry_of.get(key)
        if number is None:
            message = f"key={key!r} is the id of no source, run, decision, note or statement of this case"
            raise ArgumentError(message)
        return next(self._ledger.entries(number - 1))

    def verify(self, *, expected_head: str | None = None) -> Verification:
        """Hold every evidence file, every table part and the chain against the ledger, at the speed of SHA-256.

        Args:
            expected_head: a :attr:`head` that was deposited outside; it must still be in the chain.

        Returns:
            What was checked and what does not agree; damage is named, never raised.
        """
        self._now()
        found = examine_case(self._ledger, self._evidence, self._parts, dict(self.settings), expected_head=expected_head)
        return replace(found, language=self.language)

    def close(self) -> None:
        """Close the case and let others write; a second call does nothing."""
        if not self._closed:
            self._closed = True
            self._corpus.close()
            self._ledger.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        """Give the case itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Name the folder and what is in it."""
        if self._closed:
            return f"Case({str(self.path)!r}, closed)"
        state = self._now()
        mode = "read-only" if self.read_only else "writing"
        counts = f"{len(state.sources):,} sources, {len(state.current_runs):,} runs, {len(state.current_decisions):,} decisions"
        return f"Case({str(self.path)!r}, {mode}, {counts}, {len(self.damaged)} damaged)"

    def _repr_html_(self) -> str:
        if self._closed:
            return f"<p>{escape(repr(self))}</p>"
        title = self.title or self.path.name
        return show_case(self._now(), title=title, read_only=self.read_only, damaged=self.damaged, language=self.language)

    def _now(self) -> CaseState:
        if self._closed:
            message = f"the case at {self.path} is closed; open it again with Case.open"
            raise CaseError(message)
        if os.getpid() != self._process:
            message = f"the case at {self.path} was opened by process {self._process}; open it again in this one, with read_only=True"
            raise CaseError(message)
        if self._ledger.last_seq != self._state.seq:
            self._state.replay(self._ledger.entries(self._state.seq))
        return self._state
