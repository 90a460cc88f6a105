"""What readers need to know of a file, and what they tell of it afterwards."""

from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import pandas as pd

from toolkit.errors import SourceError
from toolkit.ids import hash_file, make_id

__all__ = ["Source", "media_type_of"]

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"%PDF-", "application/pdf"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"\x1f\x8b", "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x93NUMPY", "application/x-npy"),
)
_HEAD_BYTES = 4096


@dataclass(frozen=True, slots=True)
class Source:
    """A file whose bytes are known by their hash.

    A reader takes one and returns a copy with the counts, the mapping and the rows it set aside filled in.
    """

    source_id: str
    path: Path
    """The file to read: the stored copy where a case holds it."""
    name: str
    """Name it had, relative to the folder it came from; never used to open it."""
    sha256: str
    size_bytes: int
    media_type: str = "application/octet-stream"
    layout: str = ""
    mapping: dict[str, dict[str, int]] = field(default_factory=dict)
    """``{table or table.role: {table column: column number in the file, from 1}}``."""
    rows_read: int = 0
    rows_kept: int = 0
    quarantine: pd.DataFrame | None = None
    """Rows set aside, a ``quarantine`` table; ``None`` before reading."""

    @classmethod
    def from_path(cls, path: str | Path, *, name: str | None = None) -> "Source":
        """Hash a file and tell its type by its content.

        Args:
            path: an existing regular file.
            name: name to show for it; the file's own name by default.

        Raises:
            SourceError: if the path is not a regular file.
        """
        path = Path(path)
        if not path.is_file():
            message = f"path={str(path)!r} is not a file; give the path of one file that exists"
            raise SourceError(message)
        digest = hash_file(path)
        return cls(make_id("source", digest), path, name or path.name, digest, path.stat().st_size, media_type_of(path))

    @property
    def rows_quarantined(self) -> int:
        """How many rows were set aside."""
        return 0 if self.quarantine is None else len(self.quarantine)


def media_type_of(path: Path) -> str:
    """Tell a file's type by its first bytes, never by its name."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return media_type
    if head.startswith(b"PK\x03\x04"):
        return _zip_type(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return "application/xml"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head:
        return "text/plain"
    return "application/octet-stream"


def _zip_type(path: Path) -> str:
    try:
        with ZipFile(path) as archive:
            names = set(archive.namelist())
    except BadZipFile:
        return "application/zip"
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return "application/zip"
