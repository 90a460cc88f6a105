"""A library on disk: numbered files, and a manifest with the hash of each that is written last.

Scans come in *parts*: an addition writes its own files beside those that stand, syncs them, and then replaces the manifest in
one step, so whoever is cut off finds the library as it was before or after and nothing between. Every file is hashed on
opening, so that a single flipped byte is found and never searched. Each step at which a machine may die has a number, and a
test dies at each.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.errors import LibraryError

__all__ = [
    "FAULT_POINTS",
    "MANIFEST",
    "Entry",
    "Manifest",
    "check_file",
    "lock_library",
    "read_manifest",
    "write_generation",
    "write_whole",
]

MANIFEST = "manifest.json"
FORMAT = "tidewaiter scan library/3"
FAULT_POINTS = (
    "before_files",
    "file_half_written",
    "file_written",
    "files_synced",
    "manifest_half_written",
    "manifest_written",
    "stale_removed",
)
"""Steps of a change, in their order; ``file_…`` come once for each file."""
_LOCK = ".writing"
_BLOCK = 1 << 20

Entry = dict[str, str]
"""``name`` and ``sha256`` of a file."""

on_point: Callable[[str], None] | None = None
"""Called at each of ``FAULT_POINTS``; tests arm it to die there."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a library consists of."""

    generation: int
    encoders: dict[str, str]
    """Name and version of the encoder of each block of vectors."""
    parts: list[dict[str, Entry]] = field(default_factory=list)
    """Files of each part by their role, oldest part first."""
    others: dict[str, Entry] = field(default_factory=dict)
    """Files of the whole by their role: rows taken out, and the index, which can be made anew."""
    dim: int = 0
    """Numbers in a vector of shapes."""

    @property
    def names(self) -> set[str]:
        """Names of all files."""
        return {entry["name"] for files in [*self.parts, self.others] for entry in files.values()}


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest.

    Raises:
        LibraryError: if there is none, or it is damaged.
    """
    path = folder / MANIFEST
    if not path.is_file():
        message = f"path={str(folder)!r} holds no scan library; make one with ScanLibrary.create"
        raise LibraryError(message)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stated = content.pop("sha256")
        if content["format"] != FORMAT or stated != _digest(content):
            message = f"{path} is damaged or of another version; restore the library from a copy or build it anew"
            raise LibraryError(message)
        return Manifest(content["generation"], content["encoders"], content["parts"], content["others"], content["dim"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path} is damaged ({type(error).__name__}); restore the library from a copy or build it anew"
        raise LibraryError(message) from error


def check_file(folder: Path, entry: Entry) -> Path:
    """Hash a file in small blocks and give its path.

    Raises:
        LibraryError: if it is missing or differs from the manifest.
    """
    path, digest = folder / entry["name"], hashlib.sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError as error:
        message = f"{path} is missing from the library; restore it from a copy or build it anew"
        raise LibraryError(message) from error
    if digest.hexdigest() != entry["sha256"]:
        message = f"{path} differs from the hash in the manifest; restore it from a copy or build the library anew"
        raise LibraryError(message)
    return path


@contextmanager
def lock_library(folder: Path) -> Iterator[None]:
    """Hold the library for writing; the system lets go of it when the process ends, however it ends.

    Raises:
        LibraryError: another process is writing.
    """
    with (folder / _LOCK).open("ab") as file:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"another process is writing to the library in {str(folder)!r}; wait until it has ended"
            raise LibraryError(message) from error
        yield


def write_generation(
    folder: Path, before: Manifest, *, keep: int, part: Mapping[str, bytes] | None, others: Mapping[str, bytes | None]
) -> Manifest:
    """Write a generation of the library; it counts once its manifest stands.

    Args:
        folder: an existing folder.
        before: the generation that stands.
        keep: how many of its parts stay, from the oldest; the others are left out.
        part: a further part, file contents by role such as ``cnn.npy``.
        others: files of the whole by role to write, or None to leave one out; those not named stay.
    """
    generation = before.generation + 1
    _reach("before_files")
    parts = before.parts[:keep]
    if part is not None:
        parts = [*parts, {role: _write_file(folder, f"g{generation:06d}-{role}", content) for role, content in part.items()}]
    rest = {role: entry for role, entry in before.others.items() if role not in others}
    rest |= {role: _write_file(folder, f"g{generation:06d}-{role}", body) for role, body in others.items() if body is not None}
    _sync_folder(folder)
    _reach("files_synced")
    body = {"format": FORMAT, "generation": generation, "encoders": before.encoders, "dim": before.dim, "parts": parts, "others": rest}
    text = json.dumps({**body, "sha256": _digest(body)}, indent=1, sort_keys=True)
    write_whole(folder / MANIFEST, text.encode("utf-8"), "manifest")
    _sync_folder(folder)
    after = Manifest(generation, before.encoders, parts, rest, before.dim)
    _remove_stale(folder, after.names)
    return after


def _remove_stale(folder: Path, keep: set[str]) -> None:
    for stale in [*folder.glob("g[0-9][0-9][0-9][0-9][0-9][0-9]-*"), *folder.glob(".part-*")]:
        if stale.name not in keep:
            try:
                stale.unlink(missing_ok=True)
            except OSError:
                continue  # Windows deletes no file that a reader has open; the next change does
    _reach("stale_removed")


def _write_file(folder: Path, name: str, content: bytes) -> Entry:
    write_whole(folder / name, content, "file")
    return {"name": name, "sha256": hashlib.sha256(content).hexdigest()}


def write_whole(path: Path, content: bytes, point: str | None = None) -> None:
    """Write a file so that whoever is cut off leaves the old one, or the new one whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content[: len(content) // 2])
            if point:
                file.flush()
                _reach(f"{point}_half_written")
            file.write(content[len(content) // 2 :])
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    if point:
        _reach(f"{point}_written")


def _reach(point: str) -> None:
    if on_point is not None:
        on_point(point)


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode("utf-8")).hexdigest()


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders; its rename is durable by journal
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
