"""Put a finished file in its place in one step, so that nobody ever reads half of one."""

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from toolkit.errors import ArgumentError, CaseError
from toolkit.wording import LANGUAGES

__all__ = ["check_language", "place_file"]


def place_file(path: str | Path, write: Callable[[Path], None]) -> Path:
    """Let a file be written beside its place, then move it there, replacing an earlier one.

    Args:
        path: where it belongs; missing folders are made.
        write: writes the draft that it is given.

    Returns:
        The path, absolute.

    Raises:
        CaseError: the place cannot be written.
    """
    target = Path(path).absolute()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=target.parent, prefix=".draft-") as scratch:
            draft = Path(scratch) / target.name
            write(draft)
            draft.replace(target)
    except OSError as error:
        message = f"cannot write path={str(path)!r}: {error}; choose a folder that you may write to"
        raise CaseError(message) from error
    return target


def check_language(language: str) -> None:
    """Refuse a language that the catalogue does not have.

    Raises:
        ArgumentError: it is none of them.
    """
    if language not in LANGUAGES:
        message = f"language={language!r}; allowed: {', '.join(LANGUAGES)}"
        raise ArgumentError(message)
