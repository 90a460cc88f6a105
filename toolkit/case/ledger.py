"""The ledger: what was added, computed and decided, each entry chained to the one before by SHA-256.

Entries are appended and never changed. Everything that a case knows is replayed from them, so an edit anywhere breaks
the chain. **Whoever owns the file can compute a whole new chain**: alone it proves nothing to a third party. Deposit
:attr:`Ledger.head` outside (a second custodian, or a time stamp by RFC 3161) and compare later.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import RLock

from toolkit.case.faults import reach
from toolkit.errors import CaseError

__all__ = ["GENESIS", "Entry", "Ledger"]

GENESIS = "0" * 64
"""What the first entry names as the hash before it."""

_SCHEMA = """
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    analyst TEXT NOT NULL,
    body TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);
CREATE TRIGGER entries_are_kept BEFORE DELETE ON entries
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never deleted'); END;
CREATE TRIGGER entries_are_final BEFORE UPDATE ON entries
    BEGIN SELECT RAISE(ABORT, 'ledger entries are never changed'); END;
"""
_COLUMNS = "seq, kind, at, analyst, body, previous, hash"
_BUSY_S = 30.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger."""

    seq: int
    kind: str
    at: str
    analyst: str
    body: str
    previous: str
    hash: str

    @property
    def digest(self) -> str:
        """The hash that this entry should carry."""
        parts = [self.seq, self.kind, self.at, self.analyst, self.body, self.previous]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


class Ledger:
    """An append-only chain of entries in one SQLite file."""

    def __init__(self, path: Path, *, read_only: bool) -> None:
        """Open an existing ledger.

        Raises:
            CaseError: the file is missing or is not a ledger.
        """
        self.path = path
        self._lock = RLock()
        self._connection = _connect(path, read_only=read_only)

    @classmethod
    def create(cls, path: Path) -> "Ledger":
        """Make an empty ledger where no file is."""
        reach("ledger file begins")
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
        reach("ledger file made")
        return cls(path, read_only=False)

    def append(self, kind: str, body: Mapping[str, object], *, analyst: str) -> Entry:
        """Add an entry, on the disk when this returns.

        Args:
            kind: ``case``, ``source``, ``run`` or ``decision``.
            body: JSON values; stored as canonical JSON.
            analyst: who caused it.

        Raises:
            CaseError: the disk is full or refuses; nothing was added.
        """
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        at = datetime.now(UTC).isoformat(timespec="microseconds")
        with self._lock:
            try:
                return self._append(kind, text, at, analyst)
            except sqlite3.Error as error:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                message = f"cannot write to the ledger {self.path}: {error}; nothing was added, repeat the call when the cause is gone"
                raise CaseError(message) from error

    def _append(self, kind: str, text: str, at: str, analyst: str) -> Entry:
        reach("ledger transaction begins")
        self._connection.execute("BEGIN IMMEDIATE")
        seq, previous = self._tail()
        entry = Entry(seq + 1, kind, at, analyst, text, previous, "")
        entry = Entry(seq + 1, kind, at, analyst, text, previous, entry.digest)
        reach("ledger insert")
        row = (entry.seq, kind, at, analyst, text, previous, entry.hash)
        self._connection.execute(f"INSERT INTO entries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608 - constants
        reach("ledger commit begins")
        self._connection.execute("COMMIT")
        reach("ledger commit done")
        return entry

    def _tail(self) -> tuple[int, str]:
        row = self._connection.execute("SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1").fetchone()
        return row or (0, GENESIS)

    def entries(self, after: int = 0) -> Iterator[Entry]:
        """Go through the entries whose number is greater than ``after``.

        Raises:
            CaseError: the file cannot be read as a ledger.
        """
        query = f"SELECT {_COLUMNS} FROM entries WHERE seq > ? ORDER BY seq"  # noqa: S608 - constants
        with self._lock:
            try:
                rows = self._connection.execute(query, (after,)).fetchall()
            except sqlite3.Error as error:
                message = f"cannot read the ledger {self.path}: {error}; restore it from a sealed copy"
                raise CaseError(message) from error
        return (Entry(*row) for row in rows)

    @property
    def last_seq(self) -> int:
        """Number of the last entry."""
        with self._lock:
            return self._tail()[0]

    @property
    def head(self) -> str:
        """Hash of the last entry; it stands for everything before it."""
        with self._lock:
            return self._tail()[1]

    @property
    def highest_seq(self) -> int:
        """Highest number ever given, which SQLite keeps apart from the rows: it outlasts a deleted last entry."""
        with self._lock:
            row = self._connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'entries'").fetchone()
        return int(row[0]) if row else 0

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._connection.close()

    def __del__(self) -> None:
        """Close the file when nobody refers to it any more."""
        if hasattr(self, "_connection"):
            self.close()


def _connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    if not path.is_file():
        message = f"{path} is missing: {path.parent} is not a case; make one with Case.create"
        raise CaseError(message)
    # A reader may have to roll back what a killed writer left half done, so it opens for writing where it may.
    mode = "rw" if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else "ro"
    try:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=_BUSY_S,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute(f"PRAGMA query_only = {int(read_only)}")
        connection.execute("SELECT count(*) FROM entries").fetchone()
    except sqlite3.Error as error:
        message = f"{path} cannot be read as a ledger: {error}; restore it from a sealed copy"
        raise CaseError(message) from error
    return connection
