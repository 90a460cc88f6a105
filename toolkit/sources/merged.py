"""Merged cells among the rows: a number that stands once beside several lines belongs to each of them; an amount never does."""

from toolkit.sources.grids import Grid
from toolkit.sources.headers import dimension_of
from toolkit.sources.sections import Section

__all__ = ["find_shared_cells", "shared_text"]

_AMOUNTS = frozenset({"quantity"})


def find_shared_cells(section: Section) -> dict[int, dict[int, str]]:
    """Give, a row, the cells that a merged cell above covers, as ``{row number: {column: text}}``.

    Only columns of fields that are no amounts: a weight that is merged over three lines is theirs together, and counted once.
    """
    grid, names = section.grid, {column: name for name, column in section.match.columns.items()}
    by_number = dict(grid.numbered())
    below = set(grid.numbers[section.first :])
    found: dict[int, dict[int, str]] = {}
    for top, left, bottom, _ in grid.marks.merged:
        name = names.get(left)
        if bottom == top or top not in below or name is None or dimension_of(name) is not None or name in _AMOUNTS:
            continue
        row = by_number[top]
        text = row[left - 1] if left <= len(row) else ""
        for number in range(top + 1, bottom + 1):
            if text.strip() and number in below:
                found.setdefault(number, {})[left] = text
    return found


def shared_text(grid: Grid, number: int, column: int) -> str:
    """Give the text of the merged cell that covers a place; empty where none does."""
    for top, left, bottom, right in grid.marks.merged:
        if top <= number <= bottom and left <= column <= right and top in grid.numbers:
            row = grid.rows[grid.numbers.index(top)]
            return row[left - 1] if left <= len(row) else ""
    return ""
