"""Read a folder into a case: every file is copied, recognised by its content, and read or set aside with a reason."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import pandas as pd
from tqdm.auto import tqdm

from toolkit import sources
from toolkit.case import Case
from toolkit.errors import ArgumentError, SourceError
from toolkit.ids import make_locator
from toolkit.sources.problems import Problem, problem_of, say_problem
from toolkit.tables import Source, Tables, conform

__all__ = ["read_folder"]

METHOD = "sources.read/1"
_INSIDE = "!"
_PARTS = re.compile("[/!]")
_MAX_DEPTH = 5
_MAX_EXPANDED = 2 * 1024**3
_IMAGES = ("image/png", "image/jpeg", "image/tiff")


@dataclass(frozen=True, slots=True)
class _File:
    """A file that is to be added: where it lies, its name, and the source that contained it."""

    path: Path
    name: str
    parent_id: str | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Item:
    """A file as it was added, and what it was recognised as."""

    name: str
    source: Source
    layout: str


def read_folder(folder: str | Path, case: Case, *, zone: str | None = None, progress: bool = True) -> pd.DataFrame:
    """Add every file under a folder to a case and read it.

    What is inside archives and e-mails is added below them, as ``archive.zip!member``, and knows what contained it. Hidden files,
    links, copies of a file that was read already, folders that do not open, and the case's own folder are named with the reason;
    nothing is skipped in silence.

    Args:
        folder: an existing folder.
        case: an open case.
        zone: zone that the analyst names for texts that state none, such as ``Asia/Shanghai``; goes into the ledger.
        progress: show a progress bar.

    Returns:
        A frame with a row a file: ``path, layout, rows_read, rows_kept, rows_quarantined, why``.

    Raises:
        ArgumentError: if ``folder`` is not a folder.
    """
    root = Path(folder)
    if not root.is_dir():
        message = f"folder={str(folder)!r} is not a folder; give the folder that holds the files"
        raise ArgumentError(message)
    paths, rows = _list_files(root, case)
    with TemporaryDirectory(prefix="tidewaiter-inside-") as scratch:
        adding = _Adding(case, Path(scratch), rows)
        for path in tqdm(paths, desc="add files", unit="file", disable=None if progress else True, leave=False):
            adding.add(_File(path, _name_of(path, root)))
    rows += _read_items(adding.items, _by_name(adding.images), case, zone=zone, progress=progress)
    told = [row | {"why": _as_text(say_problem(cast("str", row["why"]), case.language))} for row in rows]
    return pd.DataFrame(told, columns=list(_row("", ""))).sort_values("path", ignore_index=True)


class _Adding:
    """Adds files to a case, and what is inside archives and e-mails below them; every other way that a file goes is a row."""

    def __init__(self, case: Case, scratch: Path, rows: list[dict[str, object]]) -> None:
        self.case = case
        self.scratch = scratch
        self.rows = rows
        self.items: list[_Item] = []
        self.images: list[tuple[str, Source]] = []
        self._read_as: dict[str, str] = {}
        self._written = 0
        self._left = 0

    def add(self, file: _File) -> None:
        """Add one file with all that is inside it; together they may expand to so much and no more."""
        self._left = _MAX_EXPANDED
        waiting = [file]
        while waiting:
            waiting += reversed(list(self._add_one(waiting.pop())))

    def _add_one(self, file: _File) -> Iterator[_File]:
        name = file.name
        if any(part.startswith(".") and part.strip(".") for part in _PARTS.split(name)):
            self.rows.append(_row(name, "passed over", why=Problem("problem_hidden")))
            return
        try:
            source = self.case.add_source(file.path, name=name, parent_id=file.parent_id)
        except SourceError as error:
            self.rows.append(_row(name, "unreadable", why=problem_of(error)))
            return
        if source.media_type in _IMAGES:
            self.images.append((name, source))
        if source.source_id in self._read_as:
            self.rows.append(_row(name, "passed over", why=Problem("problem_same_content", name=self._read_as[source.source_id])))
            return
        self._read_as[source.source_id] = name
        try:
            layout = sources.recognise(source)
            members = self._look_inside(source, layout, file.depth)
        except SourceError as error:
            self.rows.append(_set_aside(_Item(name, source, "unreadable"), self.case, "file_unreadable", problem_of(error)))
            return
        if layout.name != "unknown" or not members:
            self.items.append(_Item(name, source, layout.name))
        else:
            self.rows.append(_keep_archive(_Item(name, source, "archive"), members, self.case))
        for member in members:
            inside = f"{name}{_INSIDE}{member.name}"
            if member.problem:
                self.rows.append(_row(inside, "unreadable", why=member.problem))
            else:
                yield _File(self._write(member), inside, source.source_id, file.depth + 1)

    def _look_inside(self, source: Source, layout: sources.Layout, depth: int) -> list[sources.Member]:
        is_mail = layout.name == "texts" and layout.reason == "source_layout_content"
        if not is_mail and source.media_type != "application/zip":
            return []
        members = sources.list_members(source)
        self._left -= sum(len(member.content) for member in members)
        if members and (depth >= _MAX_DEPTH or self._left < 0):
            message = f"{source.name!r} holds more, or lies deeper, than is opened; unpack it with care and add the files one by one"
            raise SourceError(message)
        return members

    def _write(self, member: sources.Member) -> Path:
        self._written += 1
        path = self.scratch / f"{self._written}"
        path.write_bytes(member.content)
        return path


def _keep_archive(item: _Item, members: Sequence[sources.Member], case: Case) -> dict[str, object]:
    """Keep an archive as the source of what was in it; a member that could not be had is set aside with its reason."""
    lost = [(number, member) for number, member in enumerate(members, start=1) if member.problem]
    rows = [
        {"source_id": item.source.source_id, "locator": make_locator(part=number), "reason": "file_unreadable", "raw": str(member.problem)}
        for number, member in lost
    ]
    quarantine = conform(pd.DataFrame(rows, columns=["source_id", "locator", "reason", "raw"]), "quarantine")
    counts = (len(members), len(members) - len(lost), len(lost))
    source = replace(item.source, layout=item.layout, rows_read=counts[0], rows_kept=counts[1], quarantine=quarantine)
    case.record({}, method=METHOD, parameters={"layout": item.layout}, source=source)
    return _row(item.name, item.layout, counts=counts, why=Problem("problem_unpacked", n=counts[1]))


def _list_files(root: Path, case: Case) -> tuple[list[Path], list[dict[str, object]]]:
    """List what is to be added; also a row for each folder that is not entered."""
    paths: list[Path] = []
    shut: list[OSError] = []
    rows: list[dict[str, object]] = []
    for folder, folders, files in os.walk(root, onerror=shut.append):
        inside = Path(folder)
        if inside.resolve() == case.path.resolve():
            folders.clear()
            rows.append(_row(_name_of(inside, root), "passed over", why=Problem("problem_own_folder")))
            continue
        paths += [inside / name for name in files]
        paths += [inside / name for name in folders if (inside / name).is_symlink()]
    rows += [
        _row(_name_of(Path(error.filename), root), "unreadable", why=Problem("problem_folder_shut", why=error.strerror)) for error in shut
    ]
    return sorted(paths), rows


def _by_name(images: Iterable[tuple[str, Source]]) -> dict[str, Source]:
    """Name images by their whole name, and by the last part of it where that means one image only."""
    named: dict[str, Source] = {}
    short: dict[str, dict[str, Source]] = {}
    for name, image in images:
        named |= {name: image, image.name: image}
        short.setdefault(Path(name).name, {})[image.source_id] = image
    return {last: next(iter(found.values())) for last, found in short.items() if len(found) == 1} | named


def _name_of(path: Path, root: Path) -> str:
    return _as_text(path.relative_to(root).as_posix())


def _as_text(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _read_items(items: list[_Item], images: dict[str, Source], case: Case, *, zone: str | None, progress: bool) -> list[dict[str, object]]:
    readers = _readers(images, zone)
    rows, indexed = [], set()
    alone: list[tuple[Tables, Source]] = []
    ordered = sorted(items, key=lambda item: item.layout == "scan_image")  # an index speaks for the images that it names
    for item in tqdm(ordered, desc="read files", unit="file", disable=None if progress else True, leave=False):
        if item.layout == "scan_image" and item.source.source_id in indexed:
            rows.append(_row(item.name, "scan_image", why=Problem("problem_read_by_index")))
            continue
        read = readers.get(item.layout)
        if read is None:
            rows.append(_set_aside(item, case, "file_not_understood", Problem("problem_no_reader")))
            continue
        try:
            tables, source = read(item.source)
        except SourceError as error:
            rows.append(_set_aside(item, case, "file_unreadable", problem_of(error)))
            continue
        if item.layout == "scan_image":
            alone.append((tables, source))
        else:
            case.record(tables, method=METHOD, parameters={"layout": item.layout, "zone": zone}, source=source)
        if item.layout == "scan_index":
            digests = {*tables["scans"]["sha256"].dropna(), *tables["scans"]["low_sha256"].dropna()}
            indexed |= {image.source_id for image in images.values() if image.sha256 in digests}
        counts = (source.rows_read, source.rows_kept, source.rows_quarantined)
        rows.append(_row(item.name, item.layout, counts=counts))
    if alone:
        together = pd.concat([tables["scans"] for tables, _ in alone], ignore_index=True)
        read_from = [source for _, source in alone]
        case.record({"scans": together}, method=METHOD, parameters={"layout": "scan_image"}, source=read_from)
    return rows


def _readers(images: dict[str, Source], zone: str | None) -> dict[str, Callable[[Source], tuple[Tables, Source]]]:
    return {
        "declarations": sources.read_declarations,
        "registry": sources.read_registry,
        "watchlist": sources.read_watchlist,
        "positions": sources.read_positions,
        "scan_index": lambda source: sources.read_scans(source, images=images),
        "scan_image": sources.read_scans,
        "texts": lambda source: sources.read_texts(source, zone=zone),
        "transfers": sources.read_transfers,
        "samples": sources.read_samples,
        "ports": sources.read_ports,
    }


def _row(path: str, layout: str, *, counts: tuple[int, int, int] = (0, 0, 0), why: str = "") -> dict[str, object]:
    read, kept, quarantined = counts
    return {"path": path, "layout": layout, "rows_read": read, "rows_kept": kept, "rows_quarantined": quarantined, "why": why}


def _set_aside(item: _Item, case: Case, reason: str, why: str) -> dict[str, object]:
    """Keep the file, and set it aside as one row with the reason."""
    row = {"source_id": item.source.source_id, "locator": make_locator(line=1), "reason": reason, "raw": str(why)}
    quarantine = conform(pd.DataFrame([row]), "quarantine")
    source = replace(item.source, layout=item.layout, rows_read=1, rows_kept=0, quarantine=quarantine)
    case.record({}, method=METHOD, parameters={"layout": item.layout}, source=source)
    return _row(item.name, item.layout, counts=(1, 0, 1), why=why)
