"""Sheets with their header found, titles and totals told from rows of facts."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from toolkit.errors import SourceError
from toolkit.sources.grids import Grid
from toolkit.sources.headers import LAYOUTS, Match, match_headers, score_layout

__all__ = ["Section", "find_header", "find_sections", "is_total_row"]

_SEARCHED_ROWS = 20
_TOTAL_WORDS = ("合计", "小计", "总计", "共计", "本页合计", "累计", "total", "subtotal", "grand total", "sub total", "sub-total", "totals")
_WIDE = 0.6
_TOTAL_CELLS = 6
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet: its grid, the index of its header row (``None`` if the format carries names), headers, what they name."""

    grid: Grid
    header_at: int | None
    headers: list[str]
    match: Match

    @property
    def first(self) -> int:
        """Index of the first row of facts."""
        return 0 if self.header_at is None else self.header_at + 1


def find_header(grid: Grid, layout: str | None = None) -> tuple[int | None, list[str]] | None:
    """Find the header of a sheet among its first rows.

    The row that names most fields of a layout (at least two), else, if no layout is asked for, the first row that fills
    most of the sheet's width with distinct texts that are no numbers.

    Returns:
        ``(index, headers)``, index ``None`` where the format carries names; ``None`` if no row is a header.
    """
    if grid.header is not None:
        return None, grid.header
    best, found = 0, None
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        for candidate in (layout,) if layout else LAYOUTS:
            fields, _ = score_layout(row, candidate)
            if fields > best:
                best, found = fields, index
    if found is not None and best > 1:
        return found, [cell.strip() for cell in grid.rows[found]]
    if layout is not None or not grid.rows:
        return None
    width = Counter(len(row) for row in grid.rows[:200]).most_common(1)[0][0]
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        texts = [cell.strip() for cell in row if cell.strip()]
        if len(texts) >= max(1, width * _WIDE) and len(set(texts)) == len(texts) and not any(_is_number(t) for t in texts):
            return index, [cell.strip() for cell in row]
    return None


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def find_sections(
    grids: Sequence[Grid],
    layout: str,
    name: str,
    *,
    mapping: Mapping[str, str | int] | None = None,
    units: Mapping[str, str] | None = None,
) -> tuple[list[Section], list[Grid]]:
    """Find the sheets that are of a layout.

    Returns:
        The sections, and the sheets that have no such header (their rows are set aside, not passed over).

    Raises:
        SourceError: no sheet has the headers of the layout.
    """
    sections, others = [], []
    for grid in grids:
        found = find_header(grid, layout) or (find_header(grid) if mapping else None)
        if found is None:
            others.append(grid)
            continue
        index, headers = found
        sections.append(Section(grid, index, headers, match_headers(headers, layout, mapping=mapping, units=units)))
    if not sections:
        seen = next((row for grid in grids for row in ([grid.header] if grid.header else grid.rows[:1])), [])
        message = (
            f"{name!r} has no sheet with headers of the layout {layout!r} (first row: {[c[:40] for c in seen][:12]}); "
            "name them with mapping={field: header}, or ask recognise() what the file is"
        )
        raise SourceError(message)
    return sections, others


def is_total_row(row: Sequence[str]) -> bool:
    """Tell a row of totals: one of its first cells says so, and most cells are empty.

    >>> is_total_row(["合 计", "", "", "25,200"]), is_total_row(["Total Petroleum Ltd", "", "", "9"])
    (True, False)
    """
    if not any(_is_total_word(cell) for cell in row[:_TOTAL_CELLS]):
        return False
    return sum(1 for cell in row if cell.strip()) <= max(2, len(row) * _MOST)


@lru_cache(maxsize=100_000)
def _is_total_word(cell: str) -> bool:
    text = unicodedata.normalize("NFKC", cell).strip(" :\t")
    return (text.casefold() if text.isascii() else text.replace(" ", "")) in _TOTAL_WORDS
