"""Settings of a case: a small TOML file that a person may read and edit."""

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path

from toolkit.errors import CaseError

__all__ = ["FORMAT", "format_settings", "read_settings"]

FORMAT = 2
"""Version of the folder's layout that this code writes. 1: sources, runs, decisions; 2: notes, statements, second places."""


def format_settings(values: Mapping[str, str | int]) -> bytes:
    r"""Write settings as TOML.

    >>> format_settings({"format": 1, "title": "潮"}).decode()
    'format = 1\ntitle = "潮"\n'
    """
    # A JSON string is a TOML basic string once DEL, which JSON leaves bare, is escaped (TOML 1.0.0, String).
    lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in values.items()]
    return "".join(lines).replace("\x7f", "\\u007f").encode("utf-8", "backslashreplace")


def read_settings(path: Path) -> dict[str, object]:
    """Read the settings of a case.

    Raises:
        CaseError: the file is missing or damaged, or a newer version wrote the case.
    """
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        message = f"{path} is missing: {path.parent} is not a case; make one with Case.create"
        raise CaseError(message) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{path} cannot be read: {error}; correct it by hand, it is a TOML file"
        raise CaseError(message) from error
    written = settings.get("format")
    if not isinstance(written, int) or not 1 <= written <= FORMAT:
        advice = "install the newer version" if isinstance(written, int) and written > FORMAT else "restore case.toml"
        message = f"{path} says format={written!r}; this version reads formats 1 to {FORMAT}: {advice}"
        raise CaseError(message)
    return settings
