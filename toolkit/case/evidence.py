"""Evidence: read-only copies, named by nothing but the SHA-256 of their content.

A copy's name comes from its hash alone, so no path, link or odd character of the original name reaches the disk.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path

from toolkit.case.durable import discard, place, stage
from toolkit.errors import EvidenceError, SourceError
from toolkit.ids import hash_file

__all__ = ["EvidenceStore"]

_CHUNK_BYTES = 4 * 1024 * 1024
_Stamp = tuple[int, int, int, int]


class EvidenceStore:
    """A folder of evidence files; each is hashed in this process before it is handed out.

    A file whose inode, length and both times are as they were when this process hashed it is not hashed again.
    """

    def __init__(self, folder: Path, scratch: Path) -> None:
        """Take the folder of the copies and the folder of scratch files."""
        self.folder = folder
        self.scratch = scratch
        self._checked: dict[str, _Stamp] = {}

    def path_of(self, sha256: str) -> Path:
        """Where the copy of that content lies."""
        return self.folder / sha256

    def copy(self, path: Path, *, known: Mapping[int, AbstractSet[str]]) -> tuple[str, int]:
        """Copy a file into the store, hashing the very bytes that are stored.

        Args:
            path: one regular file; a symbolic link is refused, since it may point out of the folder that was seized.
            known: ``{length: hashes}`` of what the ledger names already; such content is hashed and not copied again.

        Returns:
            SHA-256 and length.

        Raises:
            SourceError: not a regular file, not readable, or changed while it was read.
            EvidenceError: the copy that is there already is damaged.
        """
        with _open_regular(path) as file:
            before = os.fstat(file.fileno())
            if before.st_size in known:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
                if digest in known[before.st_size]:
                    self.check(digest)
                    return digest, before.st_size
                file.seek(0)
            staged, digest = stage(self.scratch, _chunks(file))
            after = os.fstat(file.fileno())
        size = staged.stat().st_size
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or size != after.st_size:
            discard(staged)
            message = f"{str(path)!r} changed while it was read; stop whatever writes to it, then add it again"
            raise SourceError(message)
        place(staged, self.path_of(digest))
        self._checked[digest] = _stamp(self.path_of(digest))
        return digest, size

    def check(self, sha256: str, name: str = "") -> Path:
        """Make sure that a copy still has its content.

        Returns:
            The file, which may now be opened.

        Raises:
            EvidenceError: it is missing, not a regular file, or its SHA-256 differs.
        """
        path = self.path_of(sha256)
        label = f"evidence {name!r}" if name else "evidence"
        try:
            stamp = _stamp(path)
        except OSError as error:
            message = f"{label}: the stored copy {path} is missing ({error.strerror}); restore it from a sealed copy"
            raise EvidenceError(message) from error
        if stamp == self._checked.get(sha256):
            return path
        try:
            found = hash_file(path) if stat.S_ISREG(path.lstat().st_mode) else "not a regular file"
        except OSError as error:
            message = f"{label}: the stored copy {path} cannot be read: {error}"
            raise EvidenceError(message) from error
        if found != sha256:
            self._checked.pop(sha256, None)
            message = f"{label}: the stored copy {path} has SHA-256 {found}, recorded was {sha256}; restore it from a sealed copy"
            raise EvidenceError(message)
        self._checked[sha256] = stamp
        return path

    def find_damage(self, sha256s: Iterable[str], *, anew: bool = False) -> dict[str, str]:
        """Check many copies, on all cores (hashing leaves the interpreter's lock).

        Args:
            sha256s: recorded hashes.
            anew: hash again even what this process has hashed.

        Returns:
            ``{sha256: what is wrong}`` for those that are damaged.
        """
        if anew:
            self._checked.clear()
        wanted = list(sha256s)
        with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
            answers = list(pool.map(self._fault_of, wanted))
        return {sha256: answer for sha256, answer in zip(wanted, answers, strict=True) if answer}

    def _fault_of(self, sha256: str) -> str:
        try:
            self.check(sha256)
        except EvidenceError as error:
            return str(error)
        return ""


def _stamp(path: Path) -> _Stamp:
    found = path.lstat()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _chunks(file: BufferedReader) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK_BYTES):
        yield chunk


def _open_regular(path: Path) -> BufferedReader:
    if path.is_symlink():
        message = f"path={str(path)!r} is a symbolic link to {str(path.readlink())!r}; add the file that it points at, if it is evidence"
        raise SourceError(message)
    if path.is_dir():
        message = f"path={str(path)!r} is a folder; add its files one by one, or give the folder to investigate()"
        raise SourceError(message)
    try:
        # O_NONBLOCK: opening a named pipe must not wait for a writer that never comes.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        message = f"path={str(path)!r} cannot be opened: {error.strerror}; give the path of one readable file"
        raise SourceError(message) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        message = f"path={str(path)!r} is not a regular file (a pipe, device or socket); copy its content into a file first"
        raise SourceError(message)
    return os.fdopen(descriptor, "rb")
