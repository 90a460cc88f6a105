"""Every error that Tidewaiter raises on purpose.

An error names the argument, its value, what was allowed and what to do next. All derive from
:class:`TidewaiterError`, so a pipeline can tell a refusal of ours from a defect.
"""


class TidewaiterError(Exception):
    """Root of the errors raised on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Give what IPython shows: the sentence alone. Where in our code it was raised helps nobody who works in a notebook."""
        return [f"{type(self).__name__}: {self}"]


class ArgumentError(TidewaiterError, ValueError):
    """An argument has a value that is not allowed."""


class TableError(TidewaiterError, ValueError):
    """A table lacks a column, holds a wrong type, or repeats a key."""


class RefError(TidewaiterError, ValueError):
    """A ref or locator cannot be read, or points at nothing."""


class SourceError(TidewaiterError):
    """A source file cannot be read as what it was taken for."""


class EvidenceError(TidewaiterError):
    """Stored evidence is missing or differs from its recorded hash."""


class CaseError(TidewaiterError):
    """A case cannot be created, opened or written."""


class CaseLockedError(CaseError):
    """Another process has the case open for writing."""


class LibraryError(TidewaiterError):
    """A scan library is damaged, or was built by another encoder."""


class MissingPackageError(TidewaiterError, ImportError):
    """An optional package is needed; the message says what to install."""
