"""Archives as old programs write them: names in GBK, and nothing that says so."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

__all__ = ["write_archive"]


class _Gbk(ZipInfo):
    """A member whose name is written in GBK without the mark of UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name that the standard library calls
        return self.filename.encode("gbk"), self.flag_bits & ~0x800


def write_archive(path: Path, members: Mapping[str, bytes], *, utf8: Mapping[str, bytes] | None = None) -> None:
    """Write members under names in GBK, and further ones under names in UTF-8."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for kind, found in ((_Gbk, members), (ZipInfo, utf8 or {})):
            for name, content in found.items():
                entry = kind(name, (2025, 6, 1, 0, 0, 0))
                entry.compress_type = ZIP_DEFLATED
                archive.writestr(entry, content)
