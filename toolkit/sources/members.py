"""Files inside files: members of an archive, attachments of an e-mail. A member's name is shown, and never opens anything."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from toolkit.errors import ArgumentError, SourceError
from toolkit.sources.kinds import tell_kind
from toolkit.sources.mail import Mail
from toolkit.sources.old_encodings import guess_encoding
from toolkit.sources.opening import Budget, expand_member, open_archive, open_source
from toolkit.sources.passwords import PasswordError, ask_password
from toolkit.sources.problems import Problem, problem_of
from toolkit.tables import Source

__all__ = ["Member", "list_members", "members_of", "unpack"]

_MAX_MEMBERS = 100_000
_UTF8_FLAG = 0x800
_ENCRYPTED = 0x1
_UNICODE_PATH = 0x7075


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside another: its name as written, its bytes, or why they cannot be had."""

    name: str
    content: bytes
    problem: str = ""
    needs_password: bool = False


def list_members(source: Source | str | Path) -> list[Member]:
    """Give the files inside an archive (zip) or e-mail; an empty list for any other file.

    Names of old archives are in GBK, Big5 or whatever the sender's system used, and are told by how they read. What a member
    expands to is bounded; one that is damaged, or under a password that nobody gave (see :func:`toolkit.sources.unlock`), comes
    with its problem.

    Raises:
        SourceError: the archive itself is damaged, or promises to expand beyond all measure.
    """
    opened = open_source(source)
    return members_of(opened.content, opened.source.name, opened.source.sha256)


def members_of(content: bytes, name: str, digest: str, budget: Budget | None = None) -> list[Member]:
    """Give the files inside bytes; ``budget`` is what an archive and those inside it may expand to together."""
    kind = tell_kind(content)
    if kind == "eml":
        return [Member(attachment.name, attachment.content) for attachment in Mail(content, name).attachments()]
    if kind != "zip":
        return []
    return list(_expand(content, name, digest, budget or Budget()))


def _expand(content: bytes, name: str, digest: str, budget: Budget) -> Iterator[Member]:
    with open_archive(content, name) as archive:
        entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
        if len(entries) > _MAX_MEMBERS:
            message = Problem("problem_members", name=name, n=len(entries), most=_MAX_MEMBERS)
            raise SourceError(message)
        names = _read_names(entries)
        password: bytes | None = None
        for entry, shown in zip(entries, names, strict=True):
            try:
                if entry.flag_bits & _ENCRYPTED and password is None:
                    password = _ask(archive, entry, name, digest)
                    archive.setpassword(password)
                yield Member(shown, expand_member(archive, entry, name, budget))
            except PasswordError as error:
                yield Member(shown, b"", problem_of(error), needs_password=True)
            except SourceError as error:
                yield Member(shown, b"", problem_of(error))


def _ask(archive: ZipFile, entry: ZipInfo, name: str, digest: str) -> bytes:
    def fits(password: str) -> bool:
        try:
            with archive.open(entry, pwd=password.encode("utf-8")) as file:
                while file.read(1 << 20):
                    pass
        except (RuntimeError, BadZipFile, zlib.error, EOFError, OSError):
            return False
        return True

    if entry.compress_type == 99:  # noqa: PLR2004 - AES, which the standard library does not decrypt
        message = Problem("problem_aes", name=name, part=entry.filename)
        raise PasswordError(message)
    return ask_password(digest, name, fits).encode("utf-8")


def _read_names(entries: list[ZipInfo]) -> list[str]:
    """Read names: UTF-8 where the archive says so, else the encoding in which all of its names read as writing."""
    raw = [entry.orig_filename.encode("cp437", "replace") if not entry.flag_bits & _UTF8_FLAG else b"" for entry in entries]
    joined = b"\n".join(name for name in raw if not name.isascii() and not _is_utf8(name))
    encoding = guess_encoding(joined) if joined else None
    names = []
    for entry, bare in zip(entries, raw, strict=True):
        stated = _unicode_path(entry)
        if stated or not bare or bare.isascii():
            shown = stated or entry.filename
        else:
            shown = bare.decode("utf-8" if _is_utf8(bare) else encoding or "cp437", "backslashreplace")
        names.append(shown.replace("\\", "/").replace("\x00", ""))
    return names


def _is_utf8(name: bytes) -> bool:
    try:
        name.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _unicode_path(entry: ZipInfo) -> str:
    """Read the extra field in which some programs repeat the name in UTF-8 (APPNOTE 4.6.9)."""
    extra = entry.extra
    check = zlib.crc32(entry.orig_filename.encode("cp437", "replace")).to_bytes(4, "little")
    while len(extra) >= 4:  # noqa: PLR2004 - two numbers of two bytes open a field
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and extra[5:9] == check:
            return extra[9 : 4 + size].decode("utf-8", "ignore")
        extra = extra[4 + size :]
    return ""


def unpack(source: Source | str | Path, folder: str | Path) -> list[tuple[Path, str]]:
    """Write the files inside an archive or e-mail to a folder, under numbers of ours and never under names of theirs.

    Args:
        source: an archive (zip) or e-mail.
        folder: an existing folder.

    Returns:
        ``(path, name)``: what was written, and the name that it had. A member that could not be had is not among them;
        :func:`list_members` says why.

    Raises:
        ArgumentError: there is no such folder.
        SourceError: the archive is damaged, or promises to expand beyond all measure.
    """
    home = Path(folder)
    if not home.is_dir():
        message = f"folder={str(folder)!r} is not a folder; make it first"
        raise ArgumentError(message)
    written = []
    for number, member in enumerate(list_members(source), start=1):
        if member.problem:
            continue
        path = home / f"member_{number:06d}"
        path.write_bytes(member.content)
        written.append((path, member.name))
    return written
