"""For readers without a kernel: what a view shows as a plain table, no script and no SVG in it, and as a picture of one."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from toolkit.figures import Picture
from toolkit.figures.canvas import INK, fit_text, fixed_settings, new_figure, settle
from toolkit.wording import say

__all__ = ["draw_rows", "tabulate"]

_ROWS = 200
_DRAWN = 16
_LINE_MM = 5.5
_CHARACTERS = 120
"""A column gets room by its longest text, and all of them share so many characters."""
_LONGEST = 48
_ON_PAPER = (
    "<style>@media print{.tidewaiter-still::details-content{content-visibility:visible;display:block}"
    ".tidewaiter-still table{width:100%;border-collapse:collapse;color:#000;background:#fff}"
    ".tidewaiter-still td,.tidewaiter-still th{border:1px solid #000;font-size:8pt;overflow-wrap:anywhere;white-space:normal}"
    ".tidewaiter-still tr{break-inside:avoid}}</style>"
)
"""On paper nothing unfolds and nothing scrolls: the fold is printed open, within the page. Where a notebook is not trusted this is
left out, and what a person unfolded is printed."""


def tabulate(frame: pd.DataFrame, *, title: str, language: str = "en", rows: int = _ROWS) -> str:
    """Write a frame as plain HTML that folds away, and is printed whole.

    Args:
        frame: what the view shows, ids first.
        title: heading of the fold.
        language: ``"en"`` or ``"zh"``.
        rows: how many rows at most; the table says how many of how many.

    >>> tabulate(pd.DataFrame({"id": ["<b>"]}), title="1 party").count("<b>")
    0
    """
    head = "".join(f"<th style='text-align: left'>{escape(str(name))}</th>" for name in frame.columns)
    body = "".join(_write_row(row) for row in frame.head(rows).itertuples(index=False))
    count = say({"code": "widgets_table_count", "values": {"shown": min(rows, len(frame)), "total": len(frame)}}, language)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"{_ON_PAPER}<details class='tidewaiter-still'><summary>{escape(title)}</summary><p>{escape(count)}</p>{table}</details>"


def _write_row(row: tuple[Any, ...]) -> str:
    return "<tr>" + "".join(f"<td style='text-align: left'>{escape(_or_blank(cell))}</td>" for cell in row) + "</tr>"


def draw_rows(frame: pd.DataFrame, *, title: str, rows: int = _DRAWN) -> Picture:
    """Draw the first rows of a frame as lines of text, for views that have no drawing of their own.

    Args:
        frame: what the view shows, ids first.
        title: heading, which says how much of how much is shown.
        rows: how many rows at most.

    >>> draw_rows(pd.DataFrame({"id": ["a", "b"]}), title="2 leads", rows=1).shown
    1
    """
    drawn = frame.head(rows)
    lines = [list(frame.columns), *([_or_blank(cell) for cell in row] for row in drawn.itertuples(index=False))]
    starts = _place_columns(lines)
    with fixed_settings():
        figure, axes = new_figure(180, 10 + _LINE_MM * len(lines))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(len(lines) - 0.4, -0.6)
        for at, line in enumerate(lines):
            for (start, room), cell in zip(starts, line, strict=True):
                axes.text(start, at, fit_text(cell, room), fontsize=7, va="center", color=INK)
        axes.axhline(0.5, color=INK, linewidth=0.6)
        axes.set_title(fit_text(title, _CHARACTERS), fontsize=8, loc="left")
        settle(figure)
    return Picture(figure, title, len(drawn), len(frame))


def _place_columns(lines: Sequence[Sequence[str]]) -> list[tuple[float, int]]:
    """Give where each column begins, 0..1, and how many characters it has room for."""
    widths = [min(_LONGEST, max(len(str(cell)) for cell in column)) + 2 for column in zip(*lines, strict=True)]
    share = min(1.0, _CHARACTERS / max(1, sum(widths)))
    starts = [sum(widths[:at]) * share / _CHARACTERS for at in range(len(widths))]
    return [(start, max(2, int(width * share) - 2)) for start, width in zip(starts, widths, strict=True)]


def _or_blank(cell: Any) -> str:  # noqa: ANN401 - a cell may hold anything
    return "" if pd.isna(cell) else str(cell)
