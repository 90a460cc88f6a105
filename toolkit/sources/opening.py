"""Get the bytes of a file once, with their hash, inside bounds that no hostile file can move."""

import gzip
import hashlib
import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from toolkit.errors import EvidenceError, SourceError
from toolkit.ids import make_id
from toolkit.sources.problems import Problem
from toolkit.tables import Source, media_type_of

__all__ = ["MAX_BYTES", "MAX_EXPANDED_BYTES", "Budget", "Opened", "expand_member", "open_archive", "open_source", "read_stored"]

MAX_BYTES = 4 * 1024**3
"""Largest file that is read."""
MAX_EXPANDED_BYTES = 2 * 1024**3
"""Most that one compressed file may expand to."""
MAX_RATIO = 250
"""Most that compressed bytes may grow by, past the first 64 MiB: text of tables compresses 5 to 40 times."""
FREE_BYTES = 64 * 1024**2
_CHUNK = 1024 * 1024
GZIP = "application/gzip"


@dataclass(frozen=True, slots=True)
class Opened:
    """A source with the very bytes that its hash was taken of, and what they expand to."""

    source: Source
    stored: bytes
    content: bytes
    """Equal to ``stored`` unless the file is compressed by gzip."""


def open_source(source: Source | str | Path) -> Opened:
    """Read a file once; hash what was read; expand it if it is compressed.

    Args:
        source: a :class:`toolkit.tables.Source`, or the path of a file.

    Raises:
        SourceError: the path is no file, cannot be read, is too large, or expands beyond all measure.
        EvidenceError: the bytes are not those that the source was recorded with.
    """
    known, stored = read_stored(source)
    content = _gunzip(stored, known.name) if stored.startswith(b"\x1f\x8b") else stored
    return Opened(known, stored, content)


def read_stored(source: Source | str | Path) -> tuple[Source, bytes]:
    """Read a file once and hash what was read, nothing expanded; raises as :func:`open_source`."""
    known = source if isinstance(source, Source) else None
    path = known.path if known is not None else Path(str(source))
    if not path.is_file():
        message = f"path={str(path)!r} is not a file; give the path of one file that exists"
        raise SourceError(message)
    try:
        if path.stat().st_size > MAX_BYTES:
            message = Problem("problem_size", name=path.name, size=path.stat().st_size, most=MAX_BYTES)
            raise SourceError(message)
        stored = path.read_bytes()
    except OSError as error:
        message = Problem("problem_unreadable", name=path.name, error=error.strerror or error)
        raise SourceError(message) from error
    digest = hashlib.sha256(stored).hexdigest()
    if known is not None and digest != known.sha256:
        message = f"{known.name!r} is not the file that was recorded: SHA-256 {digest}, recorded {known.sha256}; restore the stored copy"
        raise EvidenceError(message)
    if known is None:
        known = Source(make_id("source", digest), path, path.name, digest, len(stored), media_type_of(path))
    return known, stored


def _gunzip(stored: bytes, name: str) -> bytes:
    parts: list[bytes] = []
    total = 0
    try:
        with gzip.GzipFile(fileobj=BytesIO(stored)) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                _refuse_bomb(total, len(stored), name)
                parts.append(chunk)
    except (OSError, EOFError, zlib.error) as error:
        message = Problem("problem_damaged", name=name, what="file_gz", error=error)
        raise SourceError(message) from error
    return b"".join(parts)


def _refuse_bomb(expanded: int, stored: int, name: str) -> None:
    if expanded > MAX_EXPANDED_BYTES or (expanded > FREE_BYTES and expanded > MAX_RATIO * max(stored, 1)):
        message = Problem("problem_bomb", name=name, size=expanded, stored=stored, ratio=MAX_RATIO, most=MAX_EXPANDED_BYTES)
        raise SourceError(message)


class Budget:
    """What an archive and the archives inside it may expand to together."""

    def __init__(self, most: int = MAX_EXPANDED_BYTES) -> None:
        """Begin with nothing spent."""
        self.left = most

    def spend(self, size: int, name: str) -> None:
        """Count bytes that were expanded; raises :class:`SourceError` where there are too many."""
        self.left -= size
        if self.left < 0:
            message = Problem("problem_beyond_measure", name=name)
            raise SourceError(message)


def open_archive(content: bytes, name: str) -> ZipFile:
    """Open a zip container after its directory was found within bounds.

    Raises:
        SourceError: damaged, or its directory promises to expand beyond all measure.
    """
    try:
        archive = ZipFile(BytesIO(content))
        promised = sum(member.file_size for member in archive.infolist())
    except (BadZipFile, ValueError, OSError, NotImplementedError, EOFError, struct.error) as error:
        message = Problem("problem_damaged", name=name, what="file_archive", error=error)
        raise SourceError(message) from error
    _refuse_bomb(promised, len(content), name)
    return archive


def expand_member(archive: ZipFile, member: str | ZipInfo, name: str, budget: Budget | None = None) -> bytes:
    """Expand one member of a container; what it really expands to is bounded too, whatever its directory says.

    Raises:
        SourceError: the member is missing, damaged, encrypted, or too large.
    """
    shown = member if isinstance(member, str) else member.filename
    try:
        entry = archive.getinfo(member) if isinstance(member, str) else member
        parts: list[bytes] = []
        total = 0
        with archive.open(entry) as file:
            while chunk := file.read(_CHUNK):
                total += len(chunk)
                _refuse_bomb(total, entry.compress_size, f"{name}/{shown}")
                if budget is not None:
                    budget.spend(len(chunk), name)
                parts.append(chunk)
    except (KeyError, BadZipFile, EOFError, OSError, RuntimeError, NotImplementedError, ValueError, zlib.error, struct.error) as error:
        message = Problem("problem_part", name=name, part=shown, error=error)
        raise SourceError(message) from error
    return b"".join(parts)
