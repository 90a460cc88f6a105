"""JSON documents: a list of objects, wherever it stands in the document, as rows with the members as columns."""

import json

from toolkit.errors import SourceError
from toolkit.sources.decoding import decode_text, show_bytes
from toolkit.sources.grids import Broken, Grid
from toolkit.sources.json_lines import flatten_members
from toolkit.sources.problems import Problem

__all__ = ["as_objects", "read_json_tables"]

_MAX_COLUMNS = 500
_MAX_DEPTH = 8
_COLUMNS = ("columns", "header", "headers", "fields")
_ROWS = ("data", "rows", "values", "records")


def read_json_tables(content: bytes, name: str) -> list[Grid]:
    """Read every list of objects as a sheet named by its path (``$``, ``$.orders``); an object without one is a single row.

    Objects that stand side by side under names of their own (``{"A1": {…}, "A2": {…}}``) are a list, their names in a column
    ``key``; rows of bare values beside a list of their columns are objects.

    Numbers keep the digits that the document writes. Rows count from 1 in their list; a member that is no object is broken.

    Raises:
        SourceError: no JSON, too deeply nested, or without rows.
    """
    try:
        document = json.loads(decode_text(content, name).text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        message = Problem("problem_damaged", name=name, what="file_json", error=error)
        raise SourceError(message) from error
    lists = list(_find_lists(document, "$", 0))
    if not lists and isinstance(document, dict):
        lists = [("$", [document])]
    if not lists:
        message = Problem("problem_json_without_rows", name=name)
        raise SourceError(message)
    return [_read_list(items, None if path == "$" and len(lists) == 1 else path) for path, items in lists]


def _find_lists(value: object, path: str, depth: int) -> list[tuple[str, list[object]]]:
    if isinstance(value, list):
        return [(path, value)] if any(isinstance(item, dict) for item in value) else []
    if isinstance(value, dict) and (items := as_objects(value)):
        return [(path, list[object](items))]
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        return [found for key, member in value.items() for found in _find_lists(member, f"{path}.{key}", depth + 1)]
    return []


def as_objects(value: dict[str, object]) -> list[dict[str, object]]:
    """Give the objects that a document writes otherwise than as a list of them; an empty list where it does not.

    >>> as_objects({"A1": {"no": "1", "hs": "01"}, "A2": {"no": "2", "hs": "02"}})[1]
    {'key': 'A2', 'no': '2', 'hs': '02'}
    >>> as_objects({"columns": ["no", "hs"], "data": [["1", "01"]]})
    [{'no': '1', 'hs': '01'}]
    """
    members = [member for member in value.values() if isinstance(member, dict)]
    if len(members) == len(value) > 1 and len(set.intersection(*map(set, members))) > 1:
        return [{"key": key, **member} for key, member in value.items() if isinstance(member, dict)]
    columns = next((value[name] for name in _COLUMNS if isinstance(value.get(name), list)), None)
    rows = next((value[name] for name in _ROWS if isinstance(value.get(name), list)), None)
    if not isinstance(columns, list) or not isinstance(rows, list) or not all(isinstance(name, str) for name in columns):
        return []
    if not rows or not all(isinstance(row, list) and len(row) == len(columns) for row in rows):
        return []
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _read_list(items: list[object], sheet: str | None) -> Grid:
    objects: list[tuple[int, dict[str, str]]] = []
    broken: list[Broken] = []
    header: dict[str, None] = {}
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            broken.append(Broken(number, "source_not_an_object", show_bytes(json.dumps(item, ensure_ascii=False))))
            continue
        cells = flatten_members(item)
        objects.append((number, cells))
        if len(header) < _MAX_COLUMNS:
            header.update(dict.fromkeys(cells))
    columns = list(header)
    rows = [[cells.get(column, "") for column in columns] for _, cells in objects]
    shown = show_bytes(sheet) if sheet else None
    return Grid("row", [number for number, _ in objects], rows, shown, header=columns, broken=broken)
