"""Put a file in place so that after a kill or a power cut it is there whole, or not at all.

The bytes go to a scratch file, are flushed to the disk, and only then get their name, by a rename within one file
system; the folder is flushed after it (``rename(2)``, ``fsync(2)`` in POSIX.1-2017).
"""

import hashlib
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from toolkit.case.faults import reach
from toolkit.errors import CaseError

__all__ = ["discard", "place", "stage", "sync_folder", "write_file"]

_READ_ONLY = 0o444


def stage(scratch: Path, chunks: Iterable[bytes]) -> tuple[Path, str]:
    """Write bytes to a new scratch file and flush it.

    Args:
        scratch: folder of scratch files, on the file system of the final place.
        chunks: the content, in order.

    Returns:
        The scratch file, read-only by now, and the SHA-256 of the very bytes that were written.

    Raises:
        CaseError: the disk is full or refuses.
    """
    path = scratch / secrets.token_hex(16)
    digest = hashlib.sha256()
    try:
        with path.open("xb") as file:
            reach("write begins")
            for chunk in chunks:
                file.write(chunk[: len(chunk) // 2])
                file.flush()
                reach("write half done")
                file.write(chunk[len(chunk) // 2 :])
                digest.update(chunk)
            file.flush()
            reach("fsync of file")
            os.fsync(file.fileno())
        path.chmod(_READ_ONLY)
    except OSError as error:
        discard(path)
        raise CaseError(_refusal(scratch.parent, error)) from error
    reach("file staged")
    return path, digest.hexdigest()


def place(staged: Path, final: Path) -> None:
    """Give a staged file its name, replacing what an interrupted write may have left there.

    Raises:
        CaseError: the disk is full or refuses.
    """
    try:
        reach("rename begins")
        staged.replace(final)
        reach("rename done")
        sync_folder(final.parent)
    except OSError as error:
        with suppress(OSError):
            discard(staged)
        raise CaseError(_refusal(final.parent.parent, error)) from error


def _refusal(case: Path, error: OSError) -> str:
    return f"cannot write into the case at {case}: {error}; free space or regain permission, then repeat the call"


def write_file(scratch: Path, final: Path, content: bytes) -> None:
    """Stage and place in one step."""
    staged, _ = stage(scratch, (content,))
    place(staged, final)


def sync_folder(folder: Path) -> None:
    """Flush a folder, so that a rename within it outlasts a power cut."""
    reach("fsync of folder")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    reach("folder flushed")


def discard(path: Path) -> None:
    """Remove a scratch file if it is there."""
    with suppress(FileNotFoundError):
        path.unlink()
