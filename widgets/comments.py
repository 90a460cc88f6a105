"""What people write beside a row: handed on at once, shown with who wrote it and when."""

from collections.abc import Callable

import pandas as pd

from toolkit.errors import ArgumentError, TableError

__all__ = ["Comments", "OnNote"]

OnNote = Callable[..., object]
"""Called as ``on_note(text, about=ref)``; such as ``case.add_note``."""

_COLUMNS = ("about", "text", "analyst", "written_at")


class Comments:
    """Comments by the ref that they are about.

    Args:
        notes: a ``notes`` table (about, text, analyst, written_at) written before.
        on_note: writes a comment; without one, comments stay in the view.

    Raises:
        TableError: if a column is missing.

    >>> comments = Comments(None, None)
    >>> comments.add("Seen at the pier.", "findings:f1")
    >>> comments.about("findings:f1")
    ['Seen at the pier.']
    """

    def __init__(self, notes: pd.DataFrame | None, on_note: OnNote | None) -> None:
        """Begin with the comments that there are."""
        self._on_note = on_note
        self._lines: dict[str, list[str]] = {}
        if notes is None:
            return
        missing = [name for name in _COLUMNS if name not in notes.columns]
        if missing:
            message = f"table 'notes' lacks column {missing[0]!r}; columns found: {', '.join(map(str, notes.columns))}"
            raise TableError(message)
        for about, text, analyst, moment in notes[list(_COLUMNS)].itertuples(index=False):
            if not pd.isna(about):
                signed = " · ".join(str(part) for part in (analyst, _write_time(moment)) if not pd.isna(part) and str(part))
                self._lines.setdefault(str(about), []).append(f"{text} ({signed})" if signed else str(text))

    @property
    def are_stored(self) -> bool:
        """Whether anything takes them down."""
        return self._on_note is not None

    def about(self, ref: str) -> list[str]:
        """Give the comments on a row, the oldest first."""
        return list(self._lines.get(ref, []))

    def add(self, text: str, ref: str) -> None:
        """Hand a comment on, and keep it once that went well.

        Raises:
            ArgumentError: if the text is blank.
        """
        if not text.strip():
            message = "the comment is blank; write what you want to say of the row"
            raise ArgumentError(message)
        if self._on_note is not None:
            self._on_note(text, about=ref)
        self._lines.setdefault(ref, []).append(text)


def _write_time(moment: object) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC") if isinstance(moment, pd.Timestamp) and not pd.isna(moment) else ""
