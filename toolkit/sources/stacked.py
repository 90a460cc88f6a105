"""Tables that stand one below the other in one sheet, each under headers of its own, told apart."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from toolkit.sources.grids import Grid
from toolkit.sources.headers import LAYOUTS, names_field, score_layout
from toolkit.sources.sections import find_header

__all__ = ["names_table", "part_tables"]

_DIGIT = re.compile(r"\d")
_FIELDS = 3
_SHARE = 0.6
_OPENING = 3


def part_tables(grid: Grid) -> list[Grid]:
    """Give each table of a sheet as a grid of its own, with the numbers that its rows have in the file.

    A row below the header begins a further table if it names at least three fields of a layout, holds no digit, and is not
    that header again; lone cells right above it are its title.

    >>> cells = [["报关单号", "商品编号", "净重(吨)"], ["1", "0101", "2"], ["箱清单"], ["箱号", "报关单号", "商品编号"], ["T1", "1", "01"]]
    >>> [part.numbers for part in part_tables(Grid("row", [1, 2, 4, 5, 6], cells))]
    [[1, 2], [4, 5, 6]]
    """
    if grid.header is not None:
        return [grid]
    parts: list[Grid] = []
    rest = grid
    while (start := _find_second(rest)) is not None:
        parts.append(_cut(rest, 0, start))
        rest = _cut(rest, start, len(rest.rows))
    return [*parts, rest]


def _find_second(grid: Grid) -> int | None:
    """Give the index at which a further table begins, with its title."""
    found = None
    for index, row in enumerate(grid.rows):
        if not names_table(row):
            continue
        found = found or find_header(grid)
        if found is None or found.last is None:
            return None
        if index > found.last and _strip(row) not in (_strip(grid.rows[found.last]), _strip(found.headers)):
            titles = takewhile(_is_lone, reversed(grid.rows[found.last + 1 : index]))
            return index - sum(1 for _ in titles)
    return None


def names_table(row: Sequence[str]) -> bool:
    """Tell the header of a table: no digit, and at least three fields of one layout, one of them among its first cells."""
    if _DIGIT.search("".join(row)) or not any(names_field(cell) for cell in [cell for cell in row if cell.strip()][:_OPENING]):
        return False
    return any(fields >= _FIELDS and share >= _SHARE for fields, share in (score_layout(row, layout) for layout in LAYOUTS))


def _strip(row: Sequence[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in row if cell.strip()]


def _is_lone(row: Sequence[str]) -> bool:
    return sum(bool(cell.strip()) for cell in row) == 1


def _cut(grid: Grid, start: int, end: int) -> Grid:
    first = grid.numbers[start] if start else 0
    last = grid.numbers[end] if end < len(grid.rows) else float("inf")
    broken = [item for item in grid.broken if first <= item.number < last]
    damaged = frozenset(cell for cell in grid.damaged if first <= cell[0] < last)
    return replace(grid, numbers=grid.numbers[start:end], rows=grid.rows[start:end], broken=broken, damaged=damaged)
