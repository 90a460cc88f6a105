"""The case: a folder of evidence, table parts and a ledger that says what happened to them."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from toolkit.case.creation import build_case
from toolkit.case.entries import (
    as_text,
    check_method,
    check_reading,
    content_of,
    copy_body,
    decision_body,
    gather_frames,
    run_body,
    sign_run,
    source_body,
)
from toolkit.case.lock import WriterLock
from toolkit.case.parts import find_claim_ids
from toolkit.case.reader import CaseReader
from toolkit.case.settings import read_settings
from toolkit.case.state import CLAIM_TABLES, CaseState
from toolkit.case.statements import Credibility, Reliability, check_refs, note_body, statement_body
from toolkit.errors import ArgumentError, CaseError
from toolkit.ids import make_id
from toolkit.tables import Source

__all__ = ["VERDICTS", "Case", "Verdict"]

Verdict = Literal["accept", "reject", "unsure"]
VERDICTS: tuple[Verdict, ...] = ("accept", "reject", "unsure")


class Case(CaseReader):
    """Evidence, facts, claims and judgements of one investigation, on disk.

    Make one with :meth:`create` or :meth:`open`; use it as a context manager or call :meth:`close`. One process writes
    at a time; any number may read beside it. ``add_source``, ``add_note``, ``add_fact``, ``record`` and ``decide`` are
    the only writers, and each is on the disk, whole, when it returns.

    >>> from tempfile import mkdtemp
    >>> with Case.create(Path(mkdtemp()) / "demo", title="Demo", analyst="Li") as case:
    ...     case.verify().ok
    True
    """

    @classmethod
    def create(cls, path: str | Path, *, title: str = "", analyst: str = "", language: str = "en") -> "Case":
        """Make a case in a folder that does not exist yet, or is empty, and open it for writing.

        Args:
            path: the folder; it appears whole, or not at all.
            title: shown in reports; may be edited later in ``case.toml``.
            analyst: who works, named in the ledger with everything written.
            language: in which answers are told, ``"en"`` or ``"zh"``; nothing that is stored depends on it.

        Raises:
            CaseError: the folder holds something already, or cannot be made.
            CaseLockedError: another process is making it.
        """
        folder = Path(path).absolute()
        lock = build_case(folder, title=title, analyst=analyst)
        return cls._opened(folder, lock, analyst, language)

    @classmethod
    def open(cls, path: str | Path, *, analyst: str = "", read_only: bool = False, language: str = "en") -> "Case":
        """Open a case; the SHA-256 of every evidence copy is checked.

        Evidence that was changed on disk does not keep the case shut: it is named in :attr:`damaged`, and reading it
        raises :class:`~toolkit.errors.EvidenceError`.

        Args:
            path: its folder.
            analyst: who works, named in the ledger with everything written.
            read_only: open beside a writer; writing then raises.
            language: in which answers are told, ``"en"`` or ``"zh"``.

        Raises:
            CaseError: there is no case, a newer version wrote it, or it cannot be read.
            CaseLockedError: another process has it open for writing; the message names it.
        """
        folder = Path(path).absolute()
        read_settings(folder / "case.toml")
        lock = None if read_only else WriterLock(folder / "lock", analyst=analyst)
        return cls._opened(folder, lock, analyst, language)

    @classmethod
    def _opened(cls, folder: Path, lock: WriterLock | None, analyst: str, language: str) -> "Case":
        try:
            return cls(folder, lock, analyst=analyst, language=language)
        except BaseException:
            if lock is not None:
                lock.release()
            raise

    def add_source(  # noqa: PLR0913 - each is a field of the custody record
        self,
        path: str | Path,
        *,
        name: str | None = None,
        collected_by: str | Sequence[str] = "",
        holder: str = "",
        witness: str = "",
        place: str = "",
        method: str = "",
        authority: str = "",
        caveat: str = "",
        parent_id: str | None = None,
    ) -> Source:
        """Copy a file into the case, read-only and named by its SHA-256 alone.

        The same content a second time gives the first source again; where it lay under another name, or was acquired
        in another way, the ledger says so once, and nothing is copied.

        Args:
            path: one regular file. A symbolic link is refused: it may point out of what was seized.
            name: name to show, such as its path in the folder it came from; never used to open anything.
            collected_by: who collected it; two names where the law asks for two collectors, as that of China does for
                electronic data.
            holder: who held it before.
            witness: who saw it being collected.
            place: where it was collected.
            method: how it was acquired.
            authority: number of the warrant or request.
            caveat: handling caveat.
            parent_id: the source that contained it, such as an archive, or the e-mail of an attachment.

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
        custody = {
            "collected_by": collected_by if isinstance(collected_by, str) else "; ".join(collected_by),
            "holder": holder,
            "witness": witness,
            "place": place,
            "method": method,
            "authority": authority,
            "caveat": caveat,
            "parent_id": parent_id,
        }
        digest, size = self._evidence.copy(original, known=state.hashes_of_length)
        source_id = make_id("source", digest)
        if source_id in state.sources:
            if again := copy_body(state.sources[source_id], state.copies, as_text(name or original.name), custody):
                self._append("copy", again)
            return self.source(source_id)
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

    def add_note(self, text: str, *, about: str | None = None) -> str:
        """Note something beside a row, or of the case as a whole.

        Args:
            text: the note.
            about: ref of any row of this case, such as ``goods:ID``, ``findings:ID``, ``positions:SOURCE#120``.

        Returns:
            The id of the note, which is on the disk by now.

        Raises:
            ArgumentError: the text is blank.
            RefError: ``about`` names no row of this case.
            CaseError: the case is read-only, closed, or the disk refuses.
        """
        state = self._for_writing()
        check_refs([] if about is None else [about], state, self._parts)
        body = note_body(text, about, self.analyst)
        self._append("note", body)
        return str(body["note_id"])

    def add_fact(  # noqa: PLR0913 - each is a field of the statement
        self,
        text: str,
        *,
        stated_by: str,
        reliability: Reliability,
        credibility: Credibility,
        about: Sequence[str] = (),
        occurred_at: str | None = None,
        source_id: str | None = None,
        caveat: str = "",
    ) -> str:
        """Take down what a person states, such as what a patrol saw: graded, signed, and kept apart from machine facts.

        It stands in the table ``statements``; no method computes with it.

        Args:
            text: the statement, in the words of whoever makes it.
            stated_by: who states it.
            reliability: of the one who states, by the 6×6 scheme: A completely reliable, B usually reliable, C fairly
                reliable, D not usually reliable, E unreliable, F cannot be judged.
            credibility: of what is stated: 1 confirmed by other sources, 2 probably true, 3 possibly true, 4 doubtful,
                5 improbable, 6 cannot be judged.
            about: refs of the rows that it speaks of.
            occurred_at: when it happened, in ISO 8601 at the precision that is known.
            source_id: the document that it is written down in.
            caveat: handling caveat.

        Returns:
            The id of the statement, which is on the disk by now and signed with the case's analyst.

        Raises:
            ArgumentError: blank text or speaker, a grade that is none, no such source, or the case has no analyst to sign.
            RefError: one of ``about`` names no row of this case.
            CaseError: the case is read-only, closed, or the disk refuses.
        """
        state = self._for_writing()
        if source_id is not None and source_id not in state.sources:
            message = f"source_id={source_id!r} is not a source of this case; add the document first"
            raise ArgumentError(message)
        check_refs(about, state, self._parts)
        told = {
            "stated_by": stated_by,
            "reliability": reliability,
            "credibility": credibility,
            "occurred_at": occurred_at,
            "source_id": source_id,
            "caveat": caveat,
        }
        body = statement_body(text, told, about, self.analyst)
        self._append("statement", body)
        return str(body["statement_id"])

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
