"""Scans: an index of images with what was declared, or one image alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

import pandas as pd

from toolkit.errors import EvidenceError, SourceError
from toolkit.ids import make_id
from toolkit.sources.amounts import read_field
from toolkit.sources.extras import read_extras
from toolkit.sources.images import IMAGE_TYPES, ImageFacts, examine_image
from toolkit.sources.intake import Intake
from toolkit.sources.opening import Opened, open_source
from toolkit.sources.set_aside import SetAside
from toolkit.tables import Source, Tables, empty

__all__ = ["read_scans"]

_WHOLE = "image=1"
_PSEUDO_COLOUR = "pseudo-colour, lossy"
"""Label of a picture from a screen: what was measured cannot be had back from it."""


@dataclass(frozen=True, slots=True)
class _Image:
    path: Path
    sha256: str
    facts: ImageFacts


class _RefusedError(Exception):
    """A row of the index whose image cannot be taken; carries the reason's code."""


def read_scans(
    source: Source | str | Path,
    *,
    images: Mapping[str, Source] | None = None,
    mapping: Mapping[str, object] | None = None,
) -> tuple[Tables, Source]:
    """Read scans: PNG, JPEG or TIFF, 8 or 16 bit, single or dual energy.

    Args:
        source: an index (table with a column of image files), or one image.
        images: ``{name: source}`` of the images that an index names, by the name in the index or by the name relative to the
            same folder as the index; without it images are looked for beside the index, never outside its folder.
        mapping: ``{field: header or column}`` for the index; overrides what the headers say.

    Returns:
        ``(tables, source)``: ``scans``. A row whose image is missing, leaves the folder, or cannot be decoded is set aside. The
        same image on two rows of an index is two scans: reuse is evidence. Of an image alone nothing is declared.

    Raises:
        SourceError: neither an index nor an image, or damaged.
        EvidenceError: it is not the file that was recorded.
    """
    opened = open_source(source)
    if opened.source.media_type in IMAGE_TYPES:
        return _read_image(opened)
    return _read_index(Intake(opened, "scan_index", mapping=mapping), images)


def _read_image(opened: Opened) -> tuple[Tables, Source]:
    facts = examine_image(opened.content, opened.source.name)
    source = opened.source
    row = {
        "scan_id": make_id("scan", source.sha256),
        "source_id": source.source_id,
        "locator": _WHOLE,
        "path": str(source.path),
        "sha256": source.sha256,
        **_measures(facts),
        "energy": facts.energy,
        "labels": {"picture": _PSEUDO_COLOUR} if facts.coloured else {},
    }
    return Tables({"scans": pd.DataFrame([row])}), SetAside(source).close("scan_image", 1)


def _measures(facts: ImageFacts) -> dict[str, int]:
    return {"width_px": facts.width_px, "height_px": facts.height_px, "bit_depth": facts.bit_depth}


def _read_index(intake: Intake, images: Mapping[str, Source] | None) -> tuple[Tables, Source]:
    scanned, unread = intake.moments("scanned_at")
    weights, bad, unknown = read_field(intake, "declared_kg")
    labels = read_extras(intake, {name: mask for name, mask in (("scanned_at", unread), ("declared_kg", bad | unknown)) if mask.any()})
    finder = _Finder(intake.source, images)
    rows: list[dict[str, Any]] = []
    refused: dict[str, list[bool]] = {}
    plain = ("container_id", "declared_hs", "lot_id", "port", "scan_no")
    texts = {name: intake.texts(name) for name in (*plain, "file_high", "file_low", "file", "labels")}
    containers = intake.containers().tolist()
    seen: set[str] = set()
    for index, locator in enumerate(intake.frame["locator"].tolist()):
        try:
            high = finder.find(texts["file_high"][index] or texts["file"][index])
            low = finder.find(texts["file_low"][index]) if texts["file_low"][index] else None
            row = _row(intake, locator, high, low, {name: texts[name][index] for name in plain})
            if row["scan_id"] in seen:
                raise _RefusedError("source_scan_repeated")  # noqa: EM101, TRY301 - a code, not a sentence
        except _RefusedError as reason:
            refused.setdefault(str(reason), [False] * len(intake.frame))[index] = True
            continue
        seen.add(row["scan_id"])
        row.update(
            scanned_at=scanned[index],
            container_id=containers[index],
            declared_kg=None if pd.isna(weights[index]) else float(weights[index]),
        )
        extra = dict(labels[index])
        if texts["labels"][index]:
            extra["label"] = str(texts["labels"][index])
        if texts["scan_no"][index]:
            extra["scan_no"] = str(texts["scan_no"][index])
        if high.facts.coloured:
            extra["picture"] = _PSEUDO_COLOUR
        rows.append({**row, "labels": extra})
    for code, flags in refused.items():
        intake.set_aside(pd.Series(flags), code)
    frame = pd.DataFrame(rows) if rows else empty("scans")
    placed = ("scanned_at", "container_id", "lot_id", "declared_hs", "declared_kg", "port")
    columns = {**{n: n for n in placed}, "path": "file_high" if intake.has("file_high") else "file", "low_path": "file_low"}
    return Tables({"scans": frame}), intake.close({"scans": columns})


def _row(intake: Intake, locator: str, high: _Image, low: _Image | None, plain: dict[str, str | None]) -> dict[str, Any]:
    if low is not None and (low.facts.width_px, low.facts.height_px) != (high.facts.width_px, high.facts.height_px):
        raise _RefusedError("source_scan_sizes_differ")  # noqa: EM101 - a code, not a sentence
    return {
        "scan_id": make_id("scan", high.sha256, low.sha256 if low else None, plain["scan_no"], plain["container_id"]),
        "source_id": intake.source.source_id,
        "locator": locator,
        "path": str(high.path),
        "sha256": high.sha256,
        "low_path": str(low.path) if low else None,
        "low_sha256": low.sha256 if low else None,
        "lot_id": plain["lot_id"],
        "declared_hs": plain["declared_hs"],
        "port": plain["port"],
        "energy": "dual" if low is not None else high.facts.energy,
        **_measures(high.facts),
    }


class _Finder:
    """Finds the images that an index names: among known sources, or beside the index and never outside its folder."""

    def __init__(self, source: Source, images: Mapping[str, Source] | None) -> None:
        self._source = source
        self._images = images
        self._found: dict[str, _Image] = {}

    def find(self, name: str | None) -> _Image:
        if not name:
            raise _RefusedError("source_scan_no_file")  # noqa: EM101 - a code, not a sentence
        if name not in self._found:
            self._found[name] = self._open(name)
        return self._found[name]

    def _open(self, name: str) -> _Image:
        path = PurePosixPath(name.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or PureWindowsPath(name).drive or "\x00" in name:
            raise _RefusedError("source_scan_path_escapes")  # noqa: EM101 - a code, not a sentence
        target: Source | Path
        if self._images is not None:
            beside = PurePosixPath(self._source.name).parent / path
            known = self._images.get(str(beside)) or self._images.get(name) or self._images.get(str(path))
            if known is None:
                raise _RefusedError("source_scan_missing")  # noqa: EM101 - a code, not a sentence
            target = known
        else:
            folder = self._source.path.resolve().parent
            target = (folder / path).resolve()
            if not target.is_relative_to(folder):
                raise _RefusedError("source_scan_path_escapes")  # noqa: EM101 - a code, not a sentence
            if not target.is_file():
                raise _RefusedError("source_scan_missing")  # noqa: EM101 - a code, not a sentence
        try:
            opened = open_source(target)
            return _Image(opened.source.path, opened.source.sha256, examine_image(opened.content, name))
        except EvidenceError:
            raise
        except SourceError as error:
            raise _RefusedError("source_scan_unreadable") from error  # noqa: EM101 - a code, not a sentence
