"""Sheets with their header found, titles and totals told from rows of facts."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from toolkit.errors import SourceError
from toolkit.sources.grids import Grid
from toolkit.sources.headers import LAYOUTS, Match, count_units, match_headers, score_layout
from toolkit.units import Dimension, Unit, parse_unit, unit_in_header

__all__ = ["Header", "Section", "find_header", "find_sections", "is_remark_row", "is_sum_row", "is_total_row", "make_section"]

_SEARCHED_ROWS = 60
_TOTAL = re.compile(
    r"(?:本页|本表|本单|以上|全部|累计|数量|金额)?(?:合计|小计|总计|共计|累计|总和|汇总)(?:[(][^()]{0,12}[)])?"
    r"|(?:grand|sub)?[ -]?totals?(?: of [a-z ]{1,20})?|sum total|итого|合計|小計|總計|共計"
)
_TOTAL_OPENING = re.compile(
    r"(?:本页|本表|本单|以上|全部)?(?:合计|小计|总计|共计|累计|汇总|合計|小計|總計|共計)(?:[:(]|人民币|人民幣|大写|共|\d).{0,40}"
    r"|(?:grand |sub-?)?total ?[:(].{0,40}"
)
_REMARK = re.compile(
    r"(?:备注|附注|注|说明|制表|填表|审核|复核|经办|打印|导出|报表|统计|页码|盖章|備註|製表|審核|列印)[^:\d]{0,8}:.*"
    r"|(?:note|remark|prepared by|checked by|approved by|printed|exported|report)s?[^:\d]{0,12}:.*"
    r"|第\d{1,6}页.*|共\d{1,6}页.*|page \d{1,6}.*|以下空白|(?:-+ ?)?end of (?:report|list)(?: ?-+)?|\*+(?:完|end)\*+",
    re.DOTALL,
)
_REMARK_SHARE = 0.4
_BRACKETS = re.compile(r"[()（）\[\]]")
_WIDE = 0.6
_TOTAL_CELLS = 6
_MOST = 0.6
_PLAIN_FIELDS = 3
_PLAIN_SHARE = 0.75
_UNIT_TITLE = re.compile(r"单位[::]\s*([^\s,,;;、()]{1,8})")
_DIMENSIONS: tuple[Dimension, ...] = ("mass", "volume", "money")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header of a sheet stands: indexes of its first and last row (``None`` if the format carries names), its texts."""

    first: int | None
    last: int | None
    headers: list[str]

    @property
    def after(self) -> int:
        """Index of the first row below it."""
        return 0 if self.last is None else self.last + 1


@dataclass(frozen=True, slots=True)
class Section:
    """One sheet: its grid, its header, and what that names."""

    grid: Grid
    header: Header
    match: Match
    totals: frozenset[int] = field(default=frozenset())
    """Numbers of rows that are sums over others by their formulas, though no word says so."""

    @property
    def headers(self) -> list[str]:
        """Texts of the header, a column each."""
        return self.header.headers

    @property
    def titles(self) -> range:
        """Indexes of the rows above the header."""
        return range(self.header.first or 0)

    @property
    def first(self) -> int:
        """Index of the first row of facts."""
        return self.header.after


def find_header(grid: Grid, layout: str | None = None) -> Header | None:
    """Find the header of a sheet among its first rows.

    The row that names most fields of a layout (at least two), together with the row above or below it where the two make one
    header of two lines: merged cells, or units below names. Else, if no layout is asked for, the first row that fills most of
    the sheet's width with distinct texts that are no numbers.

    Returns:
        ``None`` if no row is a header.
    """
    if grid.header is not None:
        return Header(None, None, grid.header)
    single = _find_row(grid, (layout,) if layout else LAYOUTS)
    paired = _find_pair(grid, (layout,) if layout else LAYOUTS, single)
    if paired is not None:
        return paired
    best, found, _ = single
    if found is not None and best > 1:
        return Header(found, found, [_one_line(cell) for cell in grid.rows[found]])
    if layout is not None or not grid.rows:
        return None
    width = Counter(len(row) for row in grid.rows[:200]).most_common(1)[0][0]
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        texts = [cell.strip() for cell in row if cell.strip()]
        if len(texts) >= max(1, width * _WIDE) and len(set(texts)) == len(texts) and not any(_is_number(t) for t in texts):
            return Header(index, index, [_one_line(cell) for cell in row])
    return None


def _find_row(grid: Grid, layouts: Sequence[str]) -> tuple[int, int | None, str | None]:
    """Find the row that names most fields of a layout: how many, its index, the layout."""
    best, found, wanted, explained = 0, None, None, 0.0
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        for layout in layouts:
            fields, share = score_layout(row, layout)
            if fields > best:
                best, found, wanted, explained = fields, index, layout, share
        if best >= _PLAIN_FIELDS and explained >= _PLAIN_SHARE:
            break  # nothing further down explains more than a row that is a header and nothing else
    return best, found, wanted


def _one_line(cell: str) -> str:
    return " ".join(cell.split())


def _find_pair(grid: Grid, layouts: Sequence[str], single: tuple[int, int | None, str | None]) -> Header | None:
    """Find two rows that together name more fields, or state more units, than the best single row."""
    best, at, wanted = single
    units = 0 if at is None or wanted is None else count_units(grid.rows[at], wanted)
    score, found = (best, units), None
    places = range(min(_SEARCHED_ROWS, len(grid.rows) - 1)) if at is None else range(max(at - 1, 0), min(at + 1, len(grid.rows) - 1))
    for upper in places:
        if not _may_pair(grid, upper):
            continue
        for layout in layouts if wanted is None else (wanted,):
            headers = list(_combine(grid, upper, layout))
            fields, _ = score_layout(headers, layout)
            if fields > 1 and (fields, count_units(headers, layout)) > score:
                score = (fields, count_units(headers, layout))
                found = Header(upper, upper + 1, headers)
    return found


def _may_pair(grid: Grid, upper: int) -> bool:
    """Rows of one header follow each other, and the lower one holds no figures."""
    lower = grid.rows[upper + 1]
    return grid.numbers[upper + 1] == grid.numbers[upper] + 1 and any(lower) and not any(c.isdigit() for cell in lower for c in cell)


def _combine(grid: Grid, upper: int, layout: str) -> Iterator[str]:
    """Write each column's two lines as one header, a unit in brackets."""
    top, below = _spread(grid, upper), [_one_line(cell) for cell in grid.rows[upper + 1]]
    width = max(len(top), len(below))
    for over, under in zip([*top, *[""] * (width - len(top))], [*below, *[""] * (width - len(below))], strict=True):
        if not over or not under or over == under:
            yield over or under
        elif (bare := _BRACKETS.sub("", under)) and parse_unit(bare) is not None and not unit_in_header(over)[1]:
            yield f"{over}({bare})"
        else:
            unit = unit_in_header(over)[1]
            stated = f"({unit.name})" if unit is not None and unit_in_header(under)[1] is None else ""
            named = next((text for text in (under, over + under) if _names_field(text, layout)), f"{over} {under}")
            yield f"{named}{stated}"


def _names_field(text: str, layout: str) -> bool:
    return bool(match_headers([text], layout).columns)


def _spread(grid: Grid, upper: int) -> list[str]:
    """Give the upper line with merged cells filled; where nothing says what is merged, up to the next text."""
    row = [_one_line(cell) for cell in grid.rows[upper]]
    row += [""] * (len(grid.rows[upper + 1]) - len(row))
    number = grid.numbers[upper]
    areas = [area for area in grid.marks.merged if area[0] <= number <= area[2]]
    if grid.marks.merged:
        for top, left, _, right in areas:
            text = row[left - 1] if top == number and left <= len(row) else ""
            for column in range(left, min(right, len(row)) + 1):
                row[column - 1] = text or row[column - 1]
        return row
    lower = grid.rows[upper + 1]
    for index in range(1, len(row)):
        if not row[index] and index < len(lower) and lower[index].strip():
            row[index] = row[index - 1]
    return row


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
        sections.append(make_section(grid, found, layout, mapping=mapping, units=units))
    if not sections:
        seen = next((row for grid in grids for row in ([grid.header] if grid.header else grid.rows[:1])), [])
        message = (
            f"{name!r} has no sheet with headers of the layout {layout!r} (first row: {[c[:40] for c in seen][:12]}); "
            "name them with mapping={field: header}, or ask recognise() what the file is"
        )
        raise SourceError(message)
    return sections, others


def make_section(
    grid: Grid, header: Header, layout: str, *, mapping: Mapping[str, str | int] | None = None, units: Mapping[str, str] | None = None
) -> Section:
    """Make a section of a sheet whose header was found."""
    match = match_headers(header.headers, layout, mapping=mapping, units=units, stated=_stated_units(grid, header))
    totals = frozenset(number for number, row in grid.numbered() if is_sum_row(grid, number, row))
    return Section(grid, header, match, totals)


def _stated_units(grid: Grid, header: Header) -> dict[Dimension, Unit]:
    """Read what a title above the header says of units, such as ``单位:万元``."""
    found: dict[Dimension, Unit] = {}
    for row in grid.rows[: header.first or 0]:
        for match in _UNIT_TITLE.finditer(unicodedata.normalize("NFKC", " ".join(row))):
            for part in re.split("[/、]", match[1]):
                for dimension in _DIMENSIONS:
                    if unit := parse_unit(part, dimension):
                        found.setdefault(dimension, unit)
    return found


def is_sum_row(grid: Grid, number: int, row: Sequence[str]) -> bool:
    """Tell a row of totals that no word names: each of its figures is a sum over other cells."""
    if not grid.marks.sums:
        return False
    figures = [column for column, cell in enumerate(row, start=1) if _is_number(cell.strip())]
    return bool(figures) and all((number, column) in grid.marks.sums for column in figures)


def is_total_row(row: Sequence[str]) -> bool:
    """Tell a row of totals: one of its first cells says so, and most cells are empty.

    >>> is_total_row(["合 计", "", "", "25"]), is_total_row(["合计：12票", "", "", "25"]), is_total_row(["Total Oil Ltd", "", "", "9"])
    (True, True, False)
    """
    if sum(map(bool, map(str.strip, row))) > max(2, len(row) * _MOST):
        return False
    first = [cell for cell in row[:_TOTAL_CELLS] if cell.strip()]
    return any(map(_is_total_word, first)) or (bool(first) and _opens_total(first[0]))


@lru_cache(maxsize=100_000)
def _is_total_word(cell: str) -> bool:
    return bool(_TOTAL.fullmatch(_fold_words(cell).strip(" :")))


@lru_cache(maxsize=100_000)
def _opens_total(cell: str) -> bool:
    """Tell a total that says more than its word: ``合计：12票``, ``合计人民币(大写)``, ``Total: 12 items``."""
    return len(cell) > 2 and bool(_TOTAL_OPENING.fullmatch(_fold_words(cell)))  # noqa: PLR2004 - a word and something after it


def is_remark_row(row: Sequence[str]) -> bool:
    """Tell a remark among the rows, such as a footer of a page or who drew the table up: few cells, the first of which says so, or all.

    >>> is_remark_row(["制表人：李", "", "审核：王", "", "", ""]), is_remark_row(["说明书印刷厂", "9", "1", "2"])
    (True, False)
    """
    filled = [cell for cell in row if cell.strip()]
    if not filled or not _is_remark(filled[0]):
        return False
    return len(filled) <= max(1, len(row) * _REMARK_SHARE) or all(map(_is_remark, filled))


@lru_cache(maxsize=100_000)
def _is_remark(cell: str) -> bool:
    return bool(_REMARK.fullmatch(_fold_words(cell)))


def _fold_words(cell: str) -> str:
    """Bring case and width to one form; blanks between Han characters go, those between words become one."""
    text = unicodedata.normalize("NFKC", cell).strip()
    return " ".join(text.casefold().split()) if text.isascii() else "".join(text.casefold().split())
