"""The case: a folder of evidence, table parts and a ledger that says what happened to them."""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pandas as pd

from toolkit.case.creation import build_case
from toolkit.case.entries import (
    OWN_TABLES,
    as_text,
    check_method,
    check_reading,
    content_of,
    decision_body,
    gather_frames,
    run_body,
    sign_run,
    source_body,
)
from toolkit.case.evidence import EvidenceStore
from toolkit.case.examine import examine_case
from toolkit.case.ledger import Ledger
from toolkit.case.lock import WriterLock
from toolkit.case.parts import PartStore, find_claim_ids, remove_scratch
from toolkit.case.settings import read_settings
from toolkit.case.show import show_case
from toolkit.case.state import CLAIM_TABLES, CaseState
from toolkit.case.verification import Verification
from toolkit.errors import ArgumentError, CaseError
from toolkit.ids import make_id
from toolkit.tables import SCHEMAS, Source, Tables

__all__ = ["VERDICTS", "Case", "Verdict"]

Verdict = Literal["accept", "reject", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "unsure")

_log = logging.getLogger("tidewaiter")


class Case:
    """Evidence, facts, claims and judgements of one investigation, on disk.

    Make one with :meth:`create` or :meth:`open`; use it as a context manager or call :meth:`close`. One process writes
    at a time; any number may read beside it. ``add_source``, ``record`` and ``decide`` are the only writers, and each
    is on the disk, whole, when it returns.

    >>> from tempfile import mkdtemp
    >>> with Case.create(Path(mkdtemp()) / "demo", title="Demo", analyst="Li") as case:
    ...     case.verify().ok
    True
    """

    def __init__(self, path: Path, lock: WriterLock | None, *, analyst: str) -> None:
        """Take a folder that holds a case; callers use :meth:`create` or :meth:`open`."""
        self.path = path
        self.analyst = analyst
        self.settings: Mapping[str, object] = read_settings(path / "case.toml")
        self._lock = lock
        self._process = os.getpid()
        self._closed = False
        self._ledger = Ledger(path / "ledger.sqlite", read_only=lock is None)
        self._evidence = EvidenceStore(path / "evidence", path / "scratch")
        self._parts = PartStore(path / "parts", path / "scratch")
        self._state = CaseState()
        self._quarantines: dict[tuple[str, ...], pd.DataFrame] = {}
        self._targets: tuple[int, frozenset[str]] = (-1, frozenset())
        if lock is not None:
            remove_scratch(path / "scratch")
        self._state.replay(self._ledger.entries())
        names = {body["sha256"]: body["path"] for body in self._state.sources.values()}
        self.damaged: Mapping[str, str] = {names[key]: fault for key, fault in self._evidence.find_damage(names).items()}
        """``{name: what is wrong}`` of evidence that no longer has its recorded SHA-256, found when the case was opened."""
        if self.damaged:
            _log.warning("%d of %d evidence files differ from their recorded hash; see Case.verify()", len(self.damaged), len(names))

    @classmethod
    def create(cls, path: str | Path, *, title: str = "", analyst: str = "") -> "Case":
        """Make a case in a folder that does not exist yet, or is empty, and open it for writing.

        Args:
            path: the folder; it appears whole, or not at all.
            title: shown in reports; may be edited later in ``case.toml``.
            analyst: who works, named in the ledger with everything written.

        Raises:
            CaseError: the folder holds something already, or cannot be made.
            CaseLockedError: another process is making it.
        """
        folder = Path(path).absolute()
        lock = build_case(folder, title=title, analyst=analyst)
        return cls._opened(folder, lock, analyst)

    @classmethod
    def open(cls, path: str | Path, *, analyst: str = "", read_only: bool = False) -> "Case":
        """Open a case; the SHA-256 of every evidence copy is checked.

        Evidence that was changed on disk does not keep the case shut: it is named in :attr:`damaged`, and reading it
        raises :class:`~toolkit.errors.EvidenceError`.

        Args:
            path: its folder.
            analyst: who works, named in the ledger with everything written.
            read_only: open beside a writer; writing then raises.

        Raises:
            CaseError: there is no case, a newer version wrote it, or it cannot be read.
            CaseLockedError: another process has it open for writing; the message names it.
        """
        folder = Path(path).absolute()
        read_settings(folder / "case.toml")
        return cls._opened(folder, None if read_only else WriterLock(folder / "lock", analyst=analyst), analyst)

    @classmethod
    def _opened(cls, folder: Path, lock: WriterLock | None, analyst: str) -> "Case":
        try:
            return cls(folder, lock, analyst=analyst)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    # ---------------------------------------------------------------------------------------------------- writing

    def add_source(  # noqa: PLR0913 - each is a field of the custody record
        self,
        path: str | Path,
        *,
        name: str | None = None,
        collected_by: str = "",
        holder: str = "",
        witness: str = "",
        method: str = "",
        authority: str = "",
        caveat: str = "",
        parent_id: str | None = None,
    ) -> Source:
        """Copy a file into the case, read-only and named by its SHA-256 alone.

        The same content a second time gives the first source again, and nothing is written.

        Args:
            path: one regular file. A symbolic link is refused: it may point out of what was seized.
            name: name to show, such as its path in the folder it came from; never used to open anything.
            collected_by: who collected it.
            holder: who held it before.
            witness: who saw it being collected.
            method: how it was acquired.
            authority: number of the warrant or request.
            caveat: handling caveat.
            parent_id: the source that contained it, such as an archive.

        Returns:
            The source; its ``path`` is the stored copy.

        Raises:
            SourceError: not a readable regular file, or it changed while it was read.
            ArgumentError: ``parent_id`` is not a source of this case.
            EvidenceError: the same content is stored already, and that copy is damaged.
            CaseError: the case is read-only, closed, or the disk refuses.
        """
        state = self._for_writing()
        if parent_id is not None and parent_id not in state.sources:
            message = f"parent_id={parent_id!r} is not a source of this case; add the file that contained it first"
            raise ArgumentError(message)
        original = Path(path)
        digest, size = self._evidence.copy(original, known={body["sha256"]: body["size_bytes"] for body in state.sources.values()})
        source_id = make_id("source", digest)
        if source_id in state.sources:
            return self.source(source_id)
        custody = {
            "collected_by": collected_by,
            "holder": holder,
            "witness": witness,
            "method": method,
            "authority": authority,
            "caveat": caveat,
            "parent_id": parent_id,
        }
        stored = Source(source_id, self._evidence.path_of(digest), as_text(name or original.name), digest, size)
        self._append("source", source_body(stored, custody))
        return self.source(source_id)

    def record(
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        method: str,
        parameters: Mapping[str, object] | None = None,
        source: Source | Sequence[Source] | None = None,
        inputs: Sequence[str] = (),
    ) -> str:
        """Store what a method gave, in one step: all of it or nothing.

        A later run of the same method (in any version), on the same source if one is given, supersedes the earlier
        one's rows; those stay in the ledger. A run that repeats the current one exactly is not written again.

        Args:
            tables: frames by table name; ``sources``, ``runs`` and ``decisions`` are the case's own.
            method: name and version, such as ``"routes.gaps/1"``.
            parameters: every argument that changes the result.
            source: the source as its reader returned it, or several, if the rows were read from files; layout, mapping,
                counts and quarantine are stored as well.
            inputs: SHA-256, or ids of runs, of what went in.

        Returns:
            The id of the run.

        Raises:
            ArgumentError: a table is unknown or the case's own, ``method`` has no version, or counts do not add up.
            TableError: a frame is not the table it is given as.
            CaseError: the source is not of this case, the case is read-only, closed, or the disk refuses.
        """
        state = self._for_writing()
        check_method(method)
        sources = [] if source is None else [source] if isinstance(source, Source) else list(source)
        for read in sources:
            check_reading(read, state)
        frames = gather_frames(tables, sources)
        parts: dict[str, dict[str, object]] = {}
        for name, frame in frames.items():
            if len(frame):
                digest, rows = self._parts.write(frame, name)
                parts[name] = {"sha256": digest, "rows": rows}
        rows_out = {name: len(frame) for name, frame in frames.items()}
        body = run_body(method, parameters or {}, sources, inputs, rows_out=rows_out, parts=parts)
        earlier = state.current_run(method, body["source_id"])
        if earlier is not None and content_of(earlier) == content_of(body):
            return str(earlier["run_id"])
        sign_run(body, state.runs, earlier)
        self._append("run", body)
        return str(body["run_id"])

    def decide(self, target_id: str, verdict: Verdict, note: str = "") -> str:
        """Judge a claim. An earlier decision on it is superseded, never overwritten.

        Args:
            target_id: id of a link, event, finding or other claim of this case; for ``matches`` both keys joined by
                ``|``; or an ``entity_id``.
            verdict: ``"accept"``, ``"reject"`` or ``"unsure"``.
            note: why.

        Returns:
            The id of the decision, which is on the disk by now.

        Raises:
            ArgumentError: another verdict, or no such claim.
            CaseError: the case is read-only, closed, or the disk refuses.
        """
        state = self._for_writing()
        if verdict not in VERDICTS:
            message = f"verdict={verdict!r}; allowed: {', '.join(VERDICTS)}"
            raise ArgumentError(message)
        if target_id not in self._claim_ids():
            message = f"target_id={target_id!r} is in no claim table of this case ({', '.join(CLAIM_TABLES)}); take an id from one of them"
            raise ArgumentError(message)
        body = decision_body(target_id, verdict, as_text(note), self.analyst, state.current_decisions.get(target_id))
        self._append("decision", body)
        return str(body["decision_id"])

    # ---------------------------------------------------------------------------------------------------- reading

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
        if history:
            message = f"history=True is for 'runs' and 'decisions', not {name!r}"
            raise ArgumentError(message)
        return self._parts.join(name, state.parts_of(name))

    def tables(self, *names: str) -> Tables:
        """Give several tables; without names, every table that has rows."""
        state = self._now()
        if not names:
            recorded = {table for run in state.current_runs for table in run["parts"]}
            names = tuple(name for name in SCHEMAS if name in recorded or name in OWN_TABLES)
        frames = {name: self.table(name) for name in names}
        return Tables({name: frame for name, frame in frames.items() if len(frame)})

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

    def verify(self, *, expected_head: str | None = None) -> Verification:
        """Hold every evidence file, every table part and the chain against the ledger, at the speed of SHA-256.

        Args:
            expected_head: a :attr:`head` that was deposited outside; it must still be in the chain.

        Returns:
            What was checked and what does not agree; damage is named, never raised.
        """
        self._now()
        return examine_case(self._ledger, self._evidence, self._parts, dict(self.settings), expected_head=expected_head)

    def close(self) -> None:
        """Close the case and let others write; a second call does nothing."""
        if not self._closed:
            self._closed = True
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
        return show_case(self._now(), title=self.title or self.path.name, read_only=self.read_only, damaged=self.damaged)

    # ---------------------------------------------------------------------------------------------------- inside

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

    def _for_writing(self) -> CaseState:
        state = self._now()
        if self._lock is None:
            message = f"the case at {self.path} is open read-only; open it without read_only=True to write"
            raise CaseError(message)
        if state.breaks:
            message = f"the ledger of {self.path} was altered at entry {state.breaks[0]}; keep it as it is, see verify(), go on with a copy"
            raise CaseError(message)
        return state

    def _append(self, kind: str, body: Mapping[str, object]) -> None:
        self._state.replay([self._ledger.append(kind, body, analyst=self.analyst)])

    def _claim_ids(self) -> frozenset[str]:
        state = self._now()
        if self._targets[0] != len(state.runs):
            self._targets = (len(state.runs), find_claim_ids(state, self._parts))
        return self._targets[1]
