"""Gather what a case knows, put it into words and pictures, and write one HTML file."""

import json
from collections import Counter
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.case import Case
from toolkit.errors import ArgumentError
from toolkit.report.findings import MAX_FINDINGS, choose_findings, tell_decisions, tell_findings, write_instant
from toolkit.report.lettering import embed_letters
from toolkit.report.naming import name_subjects
from toolkit.report.pictures import draw_pictures, draw_strips
from toolkit.report.places import PlaceRegister
from toolkit.report.placing import check_language, place_file
from toolkit.report.said import tell_notes, tell_statements
from toolkit.report.sheets import render_sheet
from toolkit.report.words import make_speak, say_plainly, word_of
from toolkit.tables import Tables, each_row
from toolkit.wording import codes

__all__ = ["write_report"]

_SUBJECTS_SHOWN = 5
_NOTES = ("name", "gap", "scan", "mirror", "address", "strength", "targets")


def write_report(case: Case, path: str | Path, *, language: str = "en", only: Sequence[str] | None = None) -> Path:
    """Write the report of a case.

    One HTML file: no script, nothing loaded from anywhere (a content security policy forbids it), pictures inside it,
    every text from the evidence escaped. It prints to A4. The same state of a case gives the same file.

    Args:
        case: an open case; read-only suffices.
        path: the file to write; an earlier one is replaced in one step.
        language: ``"en"`` or ``"zh"``.
        only: which leads to tell, such as ``board.report``: refs (``findings:ID``, or any row that a lead is about or rests on)
            or bare ids. The report says how many of how many it tells, and that a person chose them; ``None`` tells all.

    Returns:
        The path that was written.

    Raises:
        ArgumentError: for another language, or if no lead of the case has to do with one of ``only``.
        CaseError: the file cannot be written.
        EvidenceError: a stored table is not the one that the ledger names.
        MissingPackageError: land outlines or fonts were not built into this installation.
    """
    check_language(language)
    return place_file(path, lambda draft: _write_page(_render(_gather(case, language, only)), draft))


def _write_page(page: str, draft: Path) -> None:
    draft.write_text(page, encoding="utf-8", errors="backslashreplace")


def _render(content: dict[str, Any]) -> str:
    style = files("toolkit.report").joinpath("report.css").read_text(encoding="utf-8")
    return render_sheet("report.html", style, embed_letters, content)


def _gather(case: Case, language: str, only: Sequence[str] | None) -> dict[str, Any]:
    tables = case.tables()
    speak = make_speak(language)
    verification = case.verify()
    register = PlaceRegister(case)
    findings = tell_findings(tables, register, language, choose_findings(tables["findings"], only))
    strips, strips_total = draw_strips(case, tables, language)
    return {
        "t": speak,
        "language": {"en": "en", "zh": "zh-Hans"}[language],
        "title": case.title or case.path.name,
        "as_of": _latest(tables),
        "verification": verification,
        "problems": verification.sentences(language),
        "sources": _tell_sources(tables),
        "totals": _count_rows(tables),
        "quarantine": _tell_quarantine(tables, language),
        "findings": findings,
        "findings_total": len(tables["findings"]),
        "findings_most": MAX_FINDINGS,
        "chosen": only is not None,
        "decisions": tell_decisions(tables, language),
        "stated": tell_statements(tables["statements"]),
        "comments": tell_notes(tables["notes"]),
        "pictures": draw_pictures(tables, language),
        "strips": strips,
        "strips_total": strips_total,
        "open": _tell_open(tables, language),
        "assessed": _tell_assessed(tables, language),
        "notes": [speak(f"note_{name}") for name in _NOTES],
        "runs": _tell_runs(tables),
        "ways": register.ways,
    }


def _latest(tables: Tables) -> str:
    """The last instant that the ledger names: a report tells the state of a case, not when it was printed."""
    moments = [pd.to_datetime(tables["sources"]["acquired_at"], utc=True), tables["runs"]["started_at"], tables["decisions"]["decided_at"]]
    latest = [column.max() for column in moments if column.notna().any()]
    return write_instant(max(latest)) if latest else ""


def _count_rows(tables: Tables) -> dict[str, str]:
    names = {"read": "rows_read", "kept": "rows_kept", "aside": "rows_quarantined"}
    return {name: f"{int(tables['sources'][column].fillna(0).sum()):,}" for name, column in names.items()}


def _tell_sources(tables: Tables) -> list[dict[str, Any]]:
    counts = ("rows_read", "rows_kept", "rows_quarantined")
    told = []
    for row in each_row(tables["sources"].sort_values("path", kind="stable")):
        custody = [
            cell
            for cell in (row.collected_by, row.holder, row.witness, row.place, row.method, row.authority, row.caveat)
            if isinstance(cell, str) and cell
        ]
        told.append(
            {
                "path": row.path,
                "sha256": row.sha256,
                "size": f"{row.size_bytes:,}",
                "layout": row.layout if isinstance(row.layout, str) else "",
                "counts": ["" if pd.isna(getattr(row, name)) else f"{getattr(row, name):,}" for name in counts],
                "acquired_at": write_instant(pd.to_datetime(row.acquired_at, utc=True)),
                "custody": " · ".join(custody),
            }
        )
    return told


def _tell_quarantine(tables: Tables, language: str) -> list[tuple[str, str, int]]:
    """Rows set aside: file, reason, how many."""
    names = dict(zip(tables["sources"]["source_id"], tables["sources"]["path"], strict=True))
    counted = Counter(zip(tables["quarantine"]["source_id"], tables["quarantine"]["reason"], strict=True))
    return [(names.get(source, source), _reason_word(code, language), count) for (source, code), count in sorted(counted.items())]


def _reason_word(code: str, language: str) -> str:
    """Say why a row was set aside; a code whose sentence quotes values that the table does not hold is shown as it is."""
    if code not in codes():
        return code
    try:
        return say_plainly({"code": code, "values": {}}, language)
    except ArgumentError:
        return code


def _tell_open(tables: Tables, language: str) -> list[dict[str, Any]]:
    """What could not be assessed, grouped by detector and cause."""
    rows = tables["assessments"]
    names = name_subjects(tables, language)
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in each_row(rows[rows["outcome"] == "not_assessable"]):
        why = " ".join(say_plainly(reason, language) for reason in row.reasons)
        grouped.setdefault((word_of("detector", row.detector, language), why), []).append(names.get(row.subject_id, row.subject_id))
    return [
        {
            "detector": detector,
            "why": why,
            "count": len(subjects),
            "subjects": subjects[:_SUBJECTS_SHOWN],
            "more": max(0, len(subjects) - _SUBJECTS_SHOWN),
        }
        for (detector, why), subjects in sorted(grouped.items())
    ]


def _tell_assessed(tables: Tables, language: str) -> list[tuple[str, ...]]:
    """How often each detector found something, found nothing, or could not tell."""
    rows = tables["assessments"]
    outcomes = ("found", "not_found", "not_assessable")
    counted = Counter(zip(rows["detector"].astype("str"), rows["outcome"].astype("str"), strict=True))
    detectors = sorted({detector for detector, _ in counted})
    return [(word_of("detector", name, language), *(f"{counted[name, outcome]:,}" for outcome in outcomes)) for name in detectors]


def _tell_runs(tables: Tables) -> list[dict[str, Any]]:
    return [
        {
            "method": str(row.method),
            "started_at": write_instant(row.started_at),
            "parameters": json.dumps(row.parameters, ensure_ascii=False, sort_keys=True, default=str),
            "rows_out": ", ".join(f"{name} {count:,}" for name, count in row.rows_out.items()),
            "inputs": [str(digest)[:16] for digest in row.input_hashes],
            "run_id": row.run_id,
        }
        for row in each_row(tables["runs"])
    ]
