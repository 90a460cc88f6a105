"""A library on disk: numbered files, and a manifest with the hash of each that is written last.

A change writes files under new names, syncs them, and then replaces the manifest in one step: whoever is cut off finds
the library as it was. Every file is hashed on opening, so that a single flipped byte is found and never searched.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from toolkit.errors import LibraryError

__all__ = ["MANIFEST", "Manifest", "read_files", "read_manifest", "write_files", "write_whole"]

MANIFEST = "manifest.json"
FORMAT = "tidewaiter scan library/1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a library consists of."""

    generation: int
    encoders: dict[str, str]
    """Name and version of the encoder of each block of vectors."""
    files: dict[str, dict[str, str]]
    """By role: file name and SHA-256."""


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
        return Manifest(content["generation"], content["encoders"], content["files"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{path} is damaged ({type(error).__name__}); restore the library from a copy or build it anew"
        raise LibraryError(message) from error


def read_files(folder: Path, manifest: Manifest) -> dict[str, bytes]:
    """Read every file by its role, each checked against its hash.

    Raises:
        LibraryError: if a file is missing or differs.
    """
    contents = {}
    for role, entry in manifest.files.items():
        path = folder / entry["name"]
        try:
            content = path.read_bytes()
        except OSError as error:
            message = f"{path} is missing from the library; restore it from a copy or build it anew"
            raise LibraryError(message) from error
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            message = f"{path} differs from the hash in the manifest; restore it from a copy or build the library anew"
            raise LibraryError(message)
        contents[role] = content
    return contents


def write_files(folder: Path, contents: Mapping[str, bytes], *, encoders: Mapping[str, str], generation: int) -> Manifest:
    """Write a generation of the library; it counts once its manifest stands.

    Args:
        folder: an existing folder.
        contents: file contents by role, such as ``cnn.npy``.
        encoders: name and version of each block's encoder.
        generation: number of this state, larger than the last.
    """
    files = {}
    for role, content in contents.items():
        name = f"g{generation:06d}-{role}"
        write_whole(folder / name, content)
        files[role] = {"name": name, "sha256": hashlib.sha256(content).hexdigest()}
    body = {"format": FORMAT, "generation": generation, "encoders": dict(encoders), "files": files}
    _sync_folder(folder)
    write_whole(folder / MANIFEST, json.dumps({**body, "sha256": _digest(body)}, indent=1, sort_keys=True).encode("utf-8"))
    _sync_folder(folder)
    keep = {entry["name"] for entry in files.values()}
    for stale in folder.glob("g[0-9][0-9][0-9][0-9][0-9][0-9]-*"):
        if stale.name not in keep:
            stale.unlink(missing_ok=True)
    return Manifest(generation, dict(encoders), files)


def _digest(body: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode("utf-8")).hexdigest()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever is cut off leaves the old one, or the new one whole."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders; its rename is durable by journal
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
