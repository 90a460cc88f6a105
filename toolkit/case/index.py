"""The search index: a cache that can be thrown away at any time, for it holds nothing but what the case holds.

One SQLite file beside the ledger, outside the evidence hashes. Each distinct text of each table part stands in it once,
in groups of three characters (FTS5, ``trigram``) of all its forms, and in pairs for Han characters. Where the groups stand
in a text is not kept, which makes the file half as large: what has all groups of a question is read again. Parts never
change, so the index is brought up to date by adding the parts that it lacks; those no longer in effect are left aside.
"""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tqdm.auto import tqdm

from toolkit.case.cells import Cell
from toolkit.case.faces import faces_of, holds, pair_characters
from toolkit.errors import CaseError

__all__ = ["Found", "PartName", "SearchIndex"]

_VERSION = 2
_SCHEMA = f"""
CREATE TABLE parts (part INTEGER PRIMARY KEY, name TEXT NOT NULL, tab TEXT NOT NULL, current INTEGER NOT NULL, UNIQUE (name, tab));
CREATE TABLE cells (cell INTEGER PRIMARY KEY, part INTEGER NOT NULL, col TEXT NOT NULL, text TEXT NOT NULL, places INTEGER NOT NULL,
                    keys TEXT NOT NULL, source INTEGER NOT NULL, plain INTEGER NOT NULL);
CREATE TABLE sources (source INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE faces USING fts5 (face, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1');
CREATE VIRTUAL TABLE pairs USING fts5 (pair, content = '', columnsize = 0, detail = none, tokenize = 'unicode61 remove_diacritics 0');
PRAGMA user_version = {_VERSION};
"""
_SELECT = """
SELECT cells.cell, parts.tab, cells.col, cells.text, cells.places, cells.keys, sources.name
FROM {table} JOIN cells ON cells.cell = {table}.rowid JOIN parts ON parts.part = cells.part JOIN sources ON sources.source = cells.source
WHERE {table} MATCH ? AND parts.current {further}
"""
_NARROWER = "AND (NOT cells.plain OR instr(lower(cells.text), ?))"
"""Lets the database rule out what it can: a needle of one digit repeated has many candidates that hold it nowhere, and a text
of letters and digits of ASCII alone has one form."""
_NAMES = frozenset({"name", "name_original", "aliases"})
_GROUP = 3
_BATCH = 20_000
_BUSY_S = 60.0
_CACHE_KB = 128_000

PartName = tuple[str, str]
"""Hash of a part, or the id of a ledger's entry, and the table that it belongs to."""

ReadPart = Callable[[PartName], Iterable[Cell]]


class Found(NamedTuple):
    """A text of the index that answers a question."""

    cell: int
    table: str
    column: str
    text: str
    places: int
    keys: tuple[str, ...]
    source_id: str


class SearchIndex:
    """An open index file."""

    def __init__(self, connection: sqlite3.Connection, path: Path, scratch: "TemporaryDirectory[str] | None" = None) -> None:
        """Take a connection; callers use :meth:`open`."""
        self.path = path
        self._connection = connection
        self._scratch = scratch
        self._sources: dict[str, int] = {}
        self._asked: tuple[str, bool] | None = None
        self._seen: list[Found] = []
        self._rest: Iterator[Found] = iter(())

    @classmethod
    def open(cls, path: Path, wanted: Collection[PartName], *, read_only: bool) -> "SearchIndex":
        """Open an index, or make it anew where none is, or where another version or a damage makes it unreadable.

        Args:
            path: the file.
            wanted: what it should show.
            read_only: leave the file as it is; where it does not show what is wanted, a copy in a temporary folder is taken.

        Raises:
            CaseError: the file cannot be written, or this Python's SQLite lacks trigrams.
        """
        if not read_only:
            return cls(_make(path), path)
        with suppress(sqlite3.DatabaseError):
            index = cls(_connect(path, "ro"), path)
            if index.is_current(wanted):
                return index
            index.close()
        scratch = TemporaryDirectory(prefix="tidewaiter-index-")
        copy = Path(scratch.name) / path.name
        if path.is_file() and not path.with_name(f"{path.name}-journal").exists():
            shutil.copyfile(path, copy)
        return cls(_make(copy), copy, scratch)

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self.forget()
        self._connection.close()
        if self._scratch is not None:
            self._scratch.cleanup()

    def lacks(self, wanted: Iterable[PartName]) -> list[PartName]:
        """Give the parts that are not in it yet."""
        held = set(self._connection.execute("SELECT name, tab FROM parts"))
        return [part for part in dict.fromkeys(wanted) if part not in held]

    def is_current(self, wanted: Iterable[PartName]) -> bool:
        """Tell whether exactly these parts are shown."""
        return set(self._connection.execute("SELECT name, tab FROM parts WHERE current")) == set(wanted)

    def update(self, wanted: Mapping[PartName, int], read: ReadPart) -> None:
        """Take in the parts that are lacking, and show exactly those wanted.

        One transaction: after a kill the index is as it was before.

        Args:
            wanted: parts in effect, each with its rows (for the progress bar).
            read: gives the texts of a part.

        Raises:
            CaseError: the disk is full or refuses.
        """
        if self.is_current(wanted):
            return
        self._sources = {}
        self.forget()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            lacking = self.lacks(wanted)
            total = sum(wanted[part] for part in lacking)
            with tqdm(total=total, desc="index", unit="row", disable=None, leave=False) as bar:
                for part in lacking:
                    self._add(part, read(part))
                    bar.update(wanted[part])
            self._connection.execute("UPDATE parts SET current = 0 WHERE current")
            self._connection.executemany("UPDATE parts SET current = 1 WHERE name = ? AND tab = ?", list(wanted))
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            message = f"cannot write the search index {self.path}: {error}; free space, then search again"
            raise CaseError(message) from error
        finally:
            if self._connection.in_transaction:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")

    def _add(self, part: PartName, cells: Iterable[Cell]) -> None:
        number = self._connection.execute("INSERT INTO parts (name, tab, current) VALUES (?, ?, 0)", part).lastrowid
        first = self._connection.execute("SELECT coalesce(max(cell), 0) + 1 FROM cells").fetchone()[0]
        for batch in _in_batches(enumerate(cells, first)):
            rows = [
                (
                    at,
                    number,
                    cell.column,
                    cell.text,
                    cell.places,
                    "\n".join(cell.keys),
                    self._number_of(cell.source_id),
                    _is_plain(cell.text),
                )
                for at, cell in batch
            ]
            faces = [(at, faces_of(cell.text, name=cell.column in _NAMES)) for at, cell in batch]
            pairs = [(at, pair) for at, face in faces if (pair := pair_characters(face.written))]
            self._connection.executemany("INSERT INTO cells VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._connection.executemany(
                "INSERT INTO faces (rowid, face) VALUES (?, ?)", [(at, "\n".join(filter(None, face))) for at, face in faces]
            )
            self._connection.executemany("INSERT INTO pairs (rowid, pair) VALUES (?, ?)", pairs)

    def _number_of(self, source_id: str) -> int:
        if source_id not in self._sources:
            self._connection.execute("INSERT OR IGNORE INTO sources (name) VALUES (?)", (source_id,))
            row = self._connection.execute("SELECT source FROM sources WHERE name = ?", (source_id,)).fetchone()
            self._sources[source_id] = int(row[0])
        return self._sources[source_id]

    def find(self, columns: str, needle: str, limit: int) -> list[Found]:
        """Find texts that hold a needle of at least three characters under one of some forms.

        Args:
            columns: forms, parted by blanks: ``written unseparated reading translation sound``.
            needle: in that form.
            limit: texts to give at most, in the order in which they were added.
        """
        forms = frozenset(columns.split())
        found = (item for item in self._candidates(needle, forms) if holds(item.text, forms, needle, name=item.column in _NAMES))
        return list(islice(found, limit))

    def _candidates(self, needle: str, forms: frozenset[str]) -> Iterator[Found]:
        """Give texts that have all groups of a needle; those of the last needle are read once for all of its forms."""
        key = (needle, "sound" in forms)
        if self._asked != key:
            groups = (needle[at : at + _GROUP].replace('"', '""') for at in range(len(needle) - _GROUP + 1))
            wanted = " AND ".join(f'"{group}"' for group in dict.fromkeys(groups))
            self._asked, self._seen, self._rest = key, [], self._select("faces", wanted, *([] if "sound" in forms else [_NARROWER, needle]))
        at = 0
        while True:
            if at == len(self._seen):
                item = next(self._rest, None)
                if item is None:
                    return
                self._seen.append(item)
            yield self._seen[at]
            at += 1

    def forget(self) -> None:
        """Let the last needle go: while its texts are half read, no other process can write the file."""
        self._asked, self._seen, self._rest = None, [], iter(())

    def find_pair(self, needle: str, limit: int) -> list[Found]:
        """Find texts that hold one or two characters, at least one of them Han, or that are these characters."""
        query = f'"{needle}" *' if len(needle) == 1 and not needle.isascii() else f'"{needle}"'
        return list(islice(self._select("pairs", query), limit))

    def _select(self, shelf: str, query: str, further: str = "", *values: str) -> Iterator[Found]:
        with closing(self._connection.execute(_SELECT.format(table=shelf, further=further), (query, *values))) as cursor:
            for cell, table, column, text, places, keys, source in cursor:
                yield Found(cell, table, column, text, places, tuple(keys.split("\n")), source)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isalnum()


def _make(path: Path) -> sqlite3.Connection:
    try:
        return _connect(path, "rwc")
    except sqlite3.DatabaseError:
        path.unlink(missing_ok=True)
    try:
        return _connect(path, "rwc")
    except sqlite3.Error as error:
        message = f"cannot make the search index {path}: {error}; it needs a writable folder and SQLite 3.34 or newer with FTS5"
        raise CaseError(message) from error


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and mode != "ro":
            connection.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            version = _VERSION
        connection.execute("SELECT count(*) FROM parts").fetchone()
        _refuse_other(version)
    except BaseException:
        connection.close()
        raise
    return connection


def _refuse_other(version: int) -> None:
    if version != _VERSION:
        message = f"the index is of version {version}"
        raise sqlite3.DatabaseError(message)


def _in_batches(cells: Iterator[tuple[int, Cell]]) -> Iterator[list[tuple[int, Cell]]]:
    batch: list[tuple[int, Cell]] = []
    for cell in cells:
        batch.append(cell)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
