"""JSON Lines: one object a line, its members as columns, nested lists of features flattened."""

import json

from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.grids import Broken, Grid

__all__ = ["first_object", "flatten_members", "is_json_lines", "read_json_lines"]

_HEAD = 1_048_576
"""A longer first line is no row of a table; entities of published lists reach some 100,000 characters."""
_MAX_COLUMNS = 500
_MAX_DEPTH = 50


def is_json_lines(content: bytes) -> bool:
    """Tell whether the first line that is not blank is a JSON object."""
    return first_object(content) is not None


def first_object(content: bytes) -> dict[str, object] | None:
    """Read the first line that is not blank, ``None`` where it is no JSON object."""
    line = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0].strip()
    if not (line.startswith(b"{") and line.endswith(b"}")):
        return None
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def read_json_lines(content: bytes, name: str) -> Grid:
    """Read one object a line; a line that is no object is broken and the rest goes on.

    Members of objects inside a list (as in the ``FEATURES`` of Senzing's entity specification) become columns of their
    own name; several values of one member are joined by ``"; "``.
    """
    text = decode_text(content, name).text
    objects: list[tuple[int, dict[str, str]]] = []
    broken: list[Broken] = []
    header: dict[str, None] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            broken.append(Broken(number, "source_not_an_object", show_bytes(line)))
            continue
        cells = flatten_members(found)
        objects.append((number, cells))
        if len(header) < _MAX_COLUMNS:
            header.update(dict.fromkeys(cells))
    columns = list(header)
    rows = [[cells.get(column, "") for column in columns] for _, cells in objects]
    return Grid("line", [number for number, _ in objects], rows, header=columns, broken=broken)


def flatten_members(found: dict[str, object]) -> dict[str, str]:
    """Give the members of an object as text cells, those of objects inside it under their own names.

    >>> flatten_members({"no": "1", "party": {"name": "A"}, "phones": ["1", "2"]})
    {'no': '1', 'name': 'A', 'phones': '1; 2'}
    """
    cells: dict[str, list[str]] = {}
    _flatten(found, cells)
    return {show_bytes(key): show_bytes("; ".join(values)) for key, values in cells.items()}


def _flatten(value: dict[str, object], cells: dict[str, list[str]], depth: int = 0) -> None:
    for key, member in value.items():
        if depth >= _MAX_DEPTH:
            cells.setdefault(key, []).append(str(member))
        elif isinstance(member, dict):
            _flatten(member, cells, depth + 1)
        elif isinstance(member, list):
            for item in member:
                if isinstance(item, dict):
                    _flatten(item, cells, depth + 1)
                else:
                    cells.setdefault(key, []).append(str(item))
        elif member is not None:
            cells.setdefault(key, []).append(str(member))
