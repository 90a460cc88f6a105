"""For readers without a kernel: a plain table of what a view shows, no script and no SVG in it."""

from html import escape
from typing import Any

import pandas as pd

from toolkit.wording import say

__all__ = ["tabulate"]

_ROWS = 200


def tabulate(frame: pd.DataFrame, *, title: str, language: str = "en", rows: int = _ROWS) -> str:
    """Write a frame as plain HTML that folds away.

    Args:
        frame: what the view shows, ids first.
        title: heading of the fold.
        language: ``"en"`` or ``"zh"``.
        rows: how many rows at most; the table says how many of how many.

    >>> tabulate(pd.DataFrame({"id": ["<b>"]}), title="1 party").count("<b>")
    0
    """
    head = "".join(f"<th>{escape(str(name))}</th>" for name in frame.columns)
    body = "".join(_write_row(row) for row in frame.head(rows).itertuples(index=False))
    count = say({"code": "widgets_table_count", "values": {"shown": min(rows, len(frame)), "total": len(frame)}}, language)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return f"<details><summary>{escape(title)}</summary><p>{escape(count)}</p>{table}</details>"


def _write_row(row: tuple[Any, ...]) -> str:
    return "<tr>" + "".join(f"<td>{escape('' if pd.isna(cell) else str(cell))}</td>" for cell in row) + "</tr>"
