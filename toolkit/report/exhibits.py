"""The list of electronic evidence: what was taken, from whom, by whom, and the hash that fixes it; to be signed by hand.

Columns and signatures are those that Chinese practice asks for (Ministry of Public Security, rules on obtaining
electronic data as evidence in criminal cases, 2019: name, category, format, integrity value; two collectors, the holder,
a witness), which also serve the record of ISO/IEC 27037:2012.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pandas as pd

from toolkit.case import Case
from toolkit.errors import ArgumentError
from toolkit.report.documents import write_document
from toolkit.report.findings import write_instant
from toolkit.report.lettering import embed_letters
from toolkit.report.placing import check_language, place_file
from toolkit.report.sheets import render_sheet
from toolkit.report.words import make_speak
from toolkit.tables import each_row

__all__ = ["Exhibit", "ExhibitList", "write_exhibits"]

_COLLECTORS = 2
_CATEGORIES = (
    ("image/", "picture"),
    ("message/", "message"),
    ("application/zip", "archive"),
    ("application/gzip", "archive"),
    ("application/pdf", "document"),
    ("text/html", "page"),
    ("application/vnd.", "document"),
    ("application/x-ole", "document"),
    ("text/", "document"),
)
_CATEGORY_OF_LAYOUT = {"positions": "log", "transfers": "transaction", "declarations": "transaction", "registry": "identity"}
_COLUMNS = ("number", "name", "category", "format", "size", "sha256", "custody")


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One file of the list, in words."""

    number: int
    name: str
    category: str
    format: str
    size: str
    sha256: str
    custody: tuple[str, ...]
    """Who held, collected and saw it, where, when, how, by what authority; what it was contained in; what is missing."""


@dataclass(frozen=True, slots=True)
class ExhibitList:
    """The whole list, in words, ready for a page or a document."""

    language: str
    title: str
    heading: str
    intro: tuple[str, ...]
    columns: tuple[str, ...]
    exhibits: tuple[Exhibit, ...]
    closing: str
    signatures: tuple[str, ...]


def write_exhibits(case: Case, path: str | Path, *, language: str = "en") -> Path:
    """Write the list of electronic evidence of a case.

    Every source stands in it once, with name, category, format, size, SHA-256 and custody, and lines for the signatures of
    two collectors, the holder and a witness. What the custody record lacks is said, not left blank.

    Args:
        case: an open case; read-only suffices.
        path: ``….html`` (one file, nothing loaded from anywhere) or ``….docx`` (to be filled in further).
        language: ``"en"`` or ``"zh"``.

    Returns:
        The path that was written.

    Raises:
        ArgumentError: another language or ending.
        CaseError: the file cannot be written.
    """
    check_language(language)
    ending = Path(path).suffix.lower()
    writers: dict[str, Callable[[Path], None]] = {
        ".html": lambda draft: _write_page(gather_exhibits(case, language), draft),
        ".docx": lambda draft: write_document(gather_exhibits(case, language), draft),
    }
    if ending not in writers:
        message = f"path={str(path)!r} ends in {ending!r}; allowed: {', '.join(writers)}"
        raise ArgumentError(message)
    return place_file(path, writers[ending])


def gather_exhibits(case: Case, language: str) -> ExhibitList:
    """Put the sources of a case into words."""
    speak = make_speak(language)
    sources = case.table("sources")
    names = dict(zip(sources["source_id"], sources["path"], strict=True))
    exhibits = tuple(
        Exhibit(
            number,
            row.path,
            speak(f"exhibit_category_{_category_of(row)}"),
            _format_of(row),
            speak("exhibit_bytes", n=f"{row.size_bytes:,}"),
            row.sha256,
            tuple(_tell_custody(row, names, speak)),
        )
        for number, row in enumerate(each_row(sources), 1)
    )
    title = case.title or case.path.name
    intro = (
        speak("exhibit_case", title=title),
        speak("exhibit_count", n=len(exhibits), size=f"{int(sources['size_bytes'].sum()):,}"),
        speak("exhibit_head", head=case.head),
    )
    return ExhibitList(
        {"en": "en", "zh": "zh-Hans"}[language],
        title,
        speak("exhibits"),
        intro,
        tuple(speak(f"exhibit_{column}") for column in _COLUMNS),
        exhibits,
        speak("exhibit_closing"),
        tuple(speak(f"exhibit_sign_{who}") for who in ("collector_1", "collector_2", "holder", "witness", "date")),
    )


def _category_of(row: object) -> str:
    layout, media_type = (cell if isinstance(cell, str) else "" for cell in (getattr(row, "layout", ""), getattr(row, "media_type", "")))
    if layout in _CATEGORY_OF_LAYOUT:
        return _CATEGORY_OF_LAYOUT[layout]
    return next((category for start, category in _CATEGORIES if media_type.startswith(start)), "other")


def _format_of(row: object) -> str:
    suffix = Path(str(getattr(row, "path", ""))).suffix.lstrip(".").lower()
    media_type = getattr(row, "media_type", "")
    return " · ".join(part for part in (suffix, media_type if isinstance(media_type, str) else "") if part)


def _tell_custody(row: object, names: dict[str, str], speak: Callable[..., str]) -> list[str]:
    def cell(name: str) -> str:
        value = getattr(row, name)
        return value if isinstance(value, str) else ""

    told = [speak(f"exhibit_by_{name}", who=cell(name)) for name in ("collected_by", "holder", "witness", "place", "method") if cell(name)]
    told.append(speak("exhibit_by_acquired_at", who=write_instant(pd.to_datetime(cell("acquired_at"), utc=True))))
    told += [speak(f"exhibit_by_{name}", who=cell(name)) for name in ("authority", "caveat") if cell(name)]
    if cell("parent_id"):
        told.append(speak("exhibit_by_parent", who=names.get(cell("parent_id"), cell("parent_id"))))
    told += [speak("exhibit_by_also_at", who=name) for name in getattr(row, "also_at", [])]
    if len([name for name in cell("collected_by").split(";") if name.strip()]) < _COLLECTORS:
        told.append(speak("exhibit_lacks_collector"))
    return told


def _write_page(listed: ExhibitList, draft: Path) -> None:
    style = files("toolkit.report").joinpath("exhibits.css").read_text(encoding="utf-8")
    draft.write_text(render_sheet("exhibits.html", style, embed_letters, {"listed": listed}), encoding="utf-8", errors="backslashreplace")
