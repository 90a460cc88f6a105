"""One look at a folder before anything is written: what is in it, what is damaged, what needs a password, what stands twice."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from tqdm.auto import tqdm

from toolkit.errors import ArgumentError, EvidenceError, SourceError
from toolkit.ids import make_id
from toolkit.sources.inventory import Entry, examine_file
from toolkit.sources.kinds import CONTAINERS, media_type_of_kind, tell_kind
from toolkit.sources.members import Member, members_of
from toolkit.sources.opening import Budget, Opened, open_source
from toolkit.sources.passwords import PasswordError
from toolkit.sources.problems import Problem, problem_of, say_problem
from toolkit.tables import Source
from toolkit.wording import LANGUAGES

__all__ = ["look"]

_MAX_DEPTH = 5
_INSIDE = "!"
_COLUMNS = (
    *("path", "kind", "layout", "rows", "totals", "set_aside", "first", "last", "zones", "ambiguous_dates"),
    *("languages", "scripts", "encoding", "damaged_ids", "hidden", "struck", "images", "password"),
    *("same_as", "same_rows_as", "problem", "sheets", "size_bytes", "sha256", "parent"),
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A file that was found: where, its bytes by their hash, and what is known of it."""

    path: str
    sha256: str
    size: int
    entry: Entry
    parent: str | None = None


def look(folder: str | Path, *, progress: bool = True, language: str = "en") -> pd.DataFrame:
    r"""Look at every file under a folder, inside archives and e-mails too, and write nothing.

    Args:
        folder: a folder, or one file.
        progress: show a progress bar.
        language: of ``problem``, ``"en"`` or ``"zh"``; what other programs say of a file stays in theirs.

    Returns:
        A row a file, ordered by path; what is inside another file stands below it as ``archive.zip!member``.

        ``kind`` by content, never by name; ``layout`` as :func:`toolkit.sources.recognise` names it; ``rows`` of facts, rows of
        ``totals``, rows ``set_aside`` (titles, other numbers of fields, what cannot be delivered); ``first`` and ``last`` moment
        as written, to the day or finer; ``zones``: ``stated``, ``layout`` (its publisher says), ``unknown``, ``dates`` (no times of
        day), joined by commas; ``ambiguous_dates`` whose day and month could be either; ``languages``, ``scripts``, ``encoding``;
        ``damaged_ids``: cells whose digits a spreadsheet has lost; ``hidden`` rows, columns and rows of hidden sheets; ``struck``
        cells; ``images``: pictures, and pages that are; ``password``: whether it needs one; ``same_as`` a file of the same bytes,
        ``same_rows_as`` one of the same rows; ``problem``: why it cannot be read, and what to do. A file under a password is
        opened inside :func:`toolkit.sources.unlock`.

    Raises:
        ArgumentError: there is no such folder or file, or the language is another.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     _ = (Path(home) / "goods.xls").write_text("No,HS\n1,390110\n2,391590\n", encoding="utf-8")
    ...     look(home, progress=False)[["path", "kind", "rows"]].to_numpy().tolist()
    [['goods.xls', 'text', 2]]
    """
    if language not in LANGUAGES:
        message = f"language={language!r}; allowed: {', '.join(LANGUAGES)}"
        raise ArgumentError(message)
    root = Path(folder)
    if not root.exists():
        message = f"folder={str(folder)!r} does not exist; give the folder that holds the files"
        raise ArgumentError(message)
    paths, found = _list_paths(root)
    known: dict[str, Entry] = {}
    for path in tqdm(paths, desc="look", unit="file", disable=None if progress else True, leave=False):
        found += _look_at(path, _name(path, root), known)
    return _as_table(sorted(found, key=lambda item: item.path), language)


def _list_paths(root: Path) -> tuple[list[Path], list[_Found]]:
    """List what can be opened; what cannot is found already."""
    if root.is_file():
        return [root], []
    paths: list[Path] = []
    shut: list[OSError] = []
    found: list[_Found] = []
    for folder, folders, files in os.walk(root, onerror=shut.append):
        inside = Path(folder)
        for name in (*files, *(name for name in folders if (inside / name).is_symlink())):
            path = inside / name
            problem = _why_not(path)
            if problem:
                found.append(_Found(_name(path, root), "", 0, Entry(kind="link" if path.is_symlink() else "special", problem=problem)))
            else:
                paths.append(path)
    for error in shut:
        entry = Entry(kind="folder", problem=Problem("problem_folder", error=error.strerror))
        found.append(_Found(_name(Path(error.filename), root), "", 0, entry))
    return sorted(paths), found


def _why_not(path: Path) -> str:
    if path.is_symlink():
        return Problem("problem_link", name=path.readlink())
    return "" if stat.S_ISREG(path.lstat().st_mode) else Problem("problem_special")


def _name(path: Path, root: Path) -> str:
    shown = path.name if path == root else path.relative_to(root).as_posix()
    return shown.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _look_at(path: Path, name: str, known: dict[str, Entry]) -> list[_Found]:
    try:
        opened = open_source(path)
    except (SourceError, EvidenceError) as error:
        return [_Found(name, "", path.lstat().st_size, Entry(kind="unreadable", problem=problem_of(error)))]
    opened = replace(opened, source=replace(opened.source, name=name))
    return list(_Search(known).examine(opened, None, 0))


class _Search:
    """Goes down from one file into what is inside it; all of it together may expand to so much and no more."""

    def __init__(self, known: dict[str, Entry]) -> None:
        self.known = known
        self.budget = Budget()

    def examine(self, opened: Opened, parent: str | None, depth: int) -> Iterator[_Found]:
        source = opened.source
        entry = self.known.get(source.sha256)
        if entry is None:
            entry = self.known[source.sha256] = examine_file(opened)
        members: list[Member] = []
        if entry.kind in CONTAINERS and not entry.problem:
            members, entry = self._open(opened, entry, depth)
        yield _Found(source.name, source.sha256, len(opened.stored), entry, parent)
        for member in members:
            inside = f"{source.name}{_INSIDE}{member.name}"
            if member.problem:
                locked = Entry(kind="unreadable", password=member.needs_password, problem=member.problem)
                yield _Found(inside, "", 0, locked, source.name)
                continue
            sha256 = hashlib.sha256(member.content).hexdigest()
            media_type = media_type_of_kind(tell_kind(member.content))
            within = Source(make_id("source", sha256), Path(inside), inside, sha256, len(member.content), media_type)
            yield from self.examine(Opened(within, member.content, member.content), source.name, depth + 1)

    def _open(self, opened: Opened, entry: Entry, depth: int) -> tuple[list[Member], Entry]:
        if depth >= _MAX_DEPTH:
            return [], replace(entry, problem=Problem("problem_deep", n=_MAX_DEPTH))
        try:
            members = members_of(opened.content, opened.source.name, opened.source.sha256, self.budget)
        except SourceError as error:
            return [], replace(entry, problem=problem_of(error), password=isinstance(error, PasswordError))
        locked = any(member.needs_password for member in members)
        return members, replace(entry, password=entry.password or locked)


def _as_table(found: list[_Found], language: str) -> pd.DataFrame:
    same_bytes: dict[str, str] = {}
    same_rows: dict[str, tuple[str, str]] = {}
    rows = []
    for item in found:
        entry = item.entry
        copy_of = same_bytes.setdefault(item.sha256, item.path) if item.sha256 else item.path
        rows_of = same_rows.setdefault(entry.rows_digest, (item.path, item.sha256)) if entry.rows_digest else (item.path, item.sha256)
        rows.append(
            {
                "path": item.path,
                "kind": entry.kind,
                "layout": entry.layout,
                "rows": entry.rows,
                "totals": entry.totals,
                "set_aside": entry.set_aside,
                "first": entry.span.first,
                "last": entry.span.last,
                "zones": ", ".join(sorted(entry.span.zones)),
                "ambiguous_dates": entry.span.ambiguous,
                "languages": ", ".join(entry.languages),
                "scripts": ", ".join(entry.scripts),
                "encoding": entry.encoding,
                "damaged_ids": entry.damaged_ids,
                "hidden": entry.hidden,
                "struck": entry.struck,
                "images": entry.images,
                "password": entry.password,
                "same_as": None if copy_of == item.path else copy_of,
                "same_rows_as": None if rows_of[1] == item.sha256 else rows_of[0],
                "problem": say_problem(entry.problem, language),
                "sheets": entry.sheets,
                "size_bytes": item.size,
                "sha256": item.sha256 or None,
                "parent": item.parent,
            }
        )
    return pd.DataFrame(rows, columns=_COLUMNS)
