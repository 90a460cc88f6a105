"""The answer key: what each question asks, what a hasty reader answers, what is right, and which cells prove it."""

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = ["COLUMNS", "JSON_COLUMNS", "make_row", "read_key", "write_key"]

COLUMNS = (
    "thread",
    "question_id",
    "question",
    "files",
    "naive_answer",
    "why_wrong",
    "right_answer",
    "expected",
    "evidence",
    "innocent",
)
JSON_COLUMNS = ("files", "expected", "evidence", "innocent")


def make_row(  # noqa: PLR0913 - one argument for each column of the key
    thread: str,
    question_id: str,
    question: str,
    *,
    files: Sequence[str],
    naive_answer: str,
    why_wrong: str,
    right_answer: str,
    expected: Mapping[str, Any],
    evidence: Sequence[Mapping[str, str]],
    innocent: Sequence[str] = (),
) -> dict[str, Any]:
    """Make one row of the key.

    Args:
        thread: ``"A"`` or ``"B"``.
        question_id: such as ``"A3"``.
        question: as an investigator would ask it.
        files: names of the evidence files that are needed, relative to the evidence folder.
        naive_answer: what a hasty reader says.
        why_wrong: what that reader overlooked.
        right_answer: what the evidence supports.
        expected: the right answer for a machine; JSON values only.
        evidence: ``{"file": ..., "locator": ..., "value": ...}``, one for each cell or row that proves it; ``value`` is
            the raw text of the cell, or a piece of the row, and may be left out.
        innocent: other explanations that must be put beside the answer.

    Returns:
        A mapping with exactly the columns of :data:`COLUMNS`.
    """
    return {
        "thread": thread,
        "question_id": question_id,
        "question": question,
        "files": list(files),
        "naive_answer": naive_answer,
        "why_wrong": why_wrong,
        "right_answer": right_answer,
        "expected": dict(expected),
        "evidence": [dict(item) for item in evidence],
        "innocent": list(innocent),
    }


def write_key(rows: Iterable[Mapping[str, Any]], path: Path) -> None:
    """Write the key as CSV; the columns of :data:`JSON_COLUMNS` are written as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow({name: _as_text(name, row[name]) for name in COLUMNS})


def _as_text(name: str, value: object) -> str:
    if name in JSON_COLUMNS and not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def read_key(path: Path) -> list[dict[str, Any]]:
    """Read a key back; the columns of :data:`JSON_COLUMNS` come as values."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [dict(row) for row in csv.DictReader(file)]
    for row in rows:
        for name in JSON_COLUMNS:
            row[name] = json.loads(row[name])
    return rows
