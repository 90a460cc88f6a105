"""What people said, as the report tells it: statements with their grades, and notes; apart from what was computed."""

import pandas as pd

from toolkit.report.findings import write_instant
from toolkit.tables import each_row

__all__ = ["tell_notes", "tell_statements"]


def tell_statements(statements: pd.DataFrame) -> list[tuple[str, str, str, str, str, str]]:
    """Give statements as text, speaker, grade (such as B2), when it happened, signer and instant."""
    rows = each_row(statements.sort_values("signed_at", kind="stable"))
    return [
        (
            row.text,
            row.stated_by,
            f"{row.reliability}{row.credibility}",
            row.occurred_at if isinstance(row.occurred_at, str) else "",
            row.signed_by,
            write_instant(row.signed_at),
        )
        for row in rows
    ]


def tell_notes(notes: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    """Give notes as ref, text, analyst and instant."""
    rows = each_row(notes.sort_values("written_at", kind="stable"))
    return [(row.about if isinstance(row.about, str) else "", row.text, row.analyst or "", write_instant(row.written_at)) for row in rows]
