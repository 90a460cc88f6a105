"""Tables for reading in a notebook: sentences from the left, whole, in letters that the reader's browser need not have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from toolkit.case import Case
from toolkit.errors import MissingPackageError
from toolkit.provenance import locate_all
from toolkit.report.lettering import embed_letters
from toolkit.report.naming import name_subjects
from toolkit.report.words import say_plainly, word_of
from toolkit.tables import Reason, Row, Tables, each_row
from toolkit.wording import say_label

__all__ = ["Listing", "list_claims", "list_places", "list_rows"]

_CLAIMS = {
    "finding_id": ("subject_id", "rule", "rule"),
    "event_id": ("event_id", "kind", "event"),
    "link_id": ("link_id", "kind", "link"),
    "check_id": ("subject_id", "kind", "detector"),
}
"""Key of a table of claims: the column that says what a claim is about, the one that says what it claims, and the group of its words."""
_CELL = "text-align: left; vertical-align: top; white-space: pre-line; overflow-wrap: break-word"
"""Written into each cell: of a notebook that is not trusted, the reader's JupyterLab drops the style sheet."""
_STYLE = """
.tidewaiter-listing { font-family: sans-serif, "Tidewaiter 0", "Tidewaiter 1"; }
.tidewaiter-listing td { min-width: 4em; }
.tidewaiter-listing td:has(li) { min-width: 18em; }
.tidewaiter-listing caption { color: inherit; }
"""


_WORDS = {"detector": "detector", "kind": "event", "outcome": "outcome", "strength": "strength", "table": "table", "verdict": "state"}
"""Columns whose values have words, and the group of these."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows in words, for a person."""

    rows: pd.DataFrame
    """What is shown; a list in a cell becomes lines."""
    total: int
    """How many there are to show."""
    language: str = "en"
    heading: str = ""
    """What to write above; by default how many of how many."""

    @property
    def caption(self) -> str:
        """What stands above the rows."""
        return self.heading or say_label("widgets_table_count", language=self.language, shown=len(self.rows), total=self.total)

    def __str__(self) -> str:
        """Write each row as lines: a name and what stands under it."""
        names = [str(name) for name in self.rows.columns]
        told = [[f"{name}: {line}" for name, cell in zip(names, row, strict=True) for line in _lines(cell)] for row in each_row(self.rows)]
        return "\n\n".join([self.caption, *("\n".join(lines) for lines in told)]) + "\n"

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col' style='{_CELL}'>{escape(str(name))}</th>" for name in self.rows.columns)
        body = "".join(f"<tr>{''.join(map(_mark_up, row))}</tr>" for row in each_row(self.rows))
        caption = f"<caption style='{_CELL}'>{escape(self.caption)}</caption>"
        table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        frame = "<div class='tidewaiter-listing' tabindex='0' style='max-height: 44em; overflow: auto'>"
        return f"<style>{_letters(table)}{_STYLE}</style>{frame}{table}</div>"


def list_rows(frame: pd.DataFrame, *, first: int = 50, language: str = "en") -> Listing:
    """List rows of any table.

    Args:
        frame: any table; its index is left out.
        first: how many rows at most; the listing says of how many.
        language: ``"en"`` or ``"zh"``, for what the listing says of itself and for columns and values that have words.

    >>> print(list_rows(pd.DataFrame({"ship": ["海悦66", "海悦68"]}), first=1))
    1 of 2 rows.
    <BLANKLINE>
    ship: 海悦66
    <BLANKLINE>
    """
    told = frame.head(first).copy()
    for column in told.columns.intersection(list(_WORDS)):
        told[column] = [value if pd.isna(value) else word_of(_WORDS[column], value, language) for value in told[column]]
    told.columns = [word_of("column", name, language) for name in told.columns]
    return Listing(told, len(frame), language)


def list_claims(claims: pd.DataFrame, tables: Tables, *, first: int = 20, language: str = "en") -> Listing:
    """List claims with what speaks for and against each.

    Args:
        claims: rows of ``findings``, ``events``, ``links`` or ``checks``, in the order in which to read them.
        tables: tables of the case, which know names by ids.
        first: how many at most; the listing says of how many.
        language: ``"en"`` or ``"zh"``.

    Returns:
        Strength, kind and subject of each with its id, of a check its figure beside what is expected, and the reasons.

    >>> from toolkit.tables import make_reason, make_table
    >>> noted = {"reasons": [], "against": [make_reason("name_only")], "refs": [], "method": "example/1"}
    >>> event = {"event_id": "e1", "kind": "renamed", "asset_id": "mmsi:1", "started_at": None, "ended_at": None} | noted
    >>> print(list_claims(make_table([event], "events"), Tables()))
    1 of 1 rows.
    <BLANKLINE>
    lead: name changed
    about: name changed mmsi:1
    e1
    Speaks against it: Only the name agrees; a name alone never merges.
    <BLANKLINE>
    """
    names = name_subjects(tables | ({"events": claims} if "event_id" in claims else {}), language)
    told = [_tell(row, names, language) for row in each_row(claims.head(first))]
    rows = pd.DataFrame(told) if told else pd.DataFrame(columns=[say_label("investigation_lead", language=language)])
    return Listing(rows, len(claims), language)


def list_places(case: Case, refs: str | Iterable[str], *, first: int = 16, language: str = "en") -> Listing:
    """List the cells that claims rest on.

    Args:
        case: an open case.
        refs: one or several, of claims or facts, such as ``findings:ID``.
        first: how many at most; the listing says of how many.
        language: ``"en"`` or ``"zh"``.

    Returns:
        File, place in it, what stands there, and the beginning of the file's SHA-256.

    Raises:
        RefError: one of ``refs`` names nothing.
        EvidenceError: a stored copy no longer has its SHA-256.
    """
    asked = [refs] if isinstance(refs, str) else refs
    places = list({place.ref: place for ref in asked for place in locate_all(case, ref)}.values())
    columns = [say_label(f"place_{name}", language=language) for name in ("file", "where", "value", "sha256")]
    cells = [(place.path, place.locator, place.value, place.sha256[:12]) for place in places[:first]]
    return Listing(pd.DataFrame(cells, columns=columns), len(places), language)


def _tell(row: Row, names: Mapping[str, str], language: str) -> dict[str, object]:
    """Put one claim into words."""
    key = next(key for key in _CLAIMS if hasattr(row, key))
    about, kind, words = _CLAIMS[key]
    subject = str(getattr(row, about))
    told: dict[str, object] = {}
    if isinstance(strength := getattr(row, "strength", None), str):
        told["report_strength"] = word_of("strength", strength, language)
    told["investigation_lead"] = word_of(words, getattr(row, kind), language)
    told["investigation_about"] = f"{names.get(subject, subject)}\n{getattr(row, key)}"
    if hasattr(row, "observed"):
        told["report_observed"] = _write_range(row.observed, row.observed, row.unit)
        told["report_expected"] = _write_range(row.expected_low, row.expected_high, row.unit)
    told |= {"report_for": _say_all(row.reasons, language), "report_against": _say_all(row.against, language)}
    return {say_label(code, language=language): cell for code, cell in told.items()}


def _write_range(low: float, high: float, unit: str) -> str:
    written = (
        f"{figure:,.4g}" if abs(figure) < 1 else f"{figure:,.2f}".removesuffix(".00") for figure in (low, high) if not pd.isna(figure)
    )
    figures = list(dict.fromkeys(written))
    return f"{' – '.join(figures)} {unit}" if figures else ""


def _say_all(reasons: Iterable[Reason], language: str) -> list[str]:
    return list(dict.fromkeys(say_plainly(reason, language) for reason in reasons))


def _lines(cell: Any) -> Sequence[str]:  # noqa: ANN401 - a cell may hold anything
    if isinstance(cell, list | tuple):
        return [str(line) for line in cell]
    return [] if pd.isna(cell) else [str(cell)]


def _mark_up(cell: object) -> str:
    lines = [escape(line) for line in _lines(cell)]
    if isinstance(cell, list | tuple):
        items = "".join(f"<li>{line}</li>" for line in lines)
        return f"<td style='{_CELL}'><ul style='margin: 0; padding-left: 1.2em'>{items}</ul></td>"
    return f"<td style='{_CELL}'>{''.join(lines)}</td>"


def _letters(text: str) -> str:
    """Carry the Han glyphs that the reader's browser may lack; without built fonts the browser's own must do."""
    try:
        return embed_letters(text)
    except MissingPackageError:
        return ""
