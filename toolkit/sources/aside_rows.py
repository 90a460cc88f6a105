"""Rows below a header that are no rows of facts, and why."""

from toolkit.sources.sections import is_remark_row, is_total_row

__all__ = ["fit_row", "pad_row", "tell_aside"]


def fit_row(row: list[str], width: int, *, padded: bool) -> list[str] | None:
    """Bring a row to the width of its header; ``None`` if that would lose cells or invent them.

    Workbooks leave trailing empty cells out (``padded``); in delimited text only a row of totals may be short.

    >>> fit_row(["1", "2", ""], 2, padded=False), fit_row(["1"], 2, padded=True), fit_row(["1"], 2, padded=False)
    (['1', '2'], ['1', ''], None)
    """
    if len(row) == width:
        return row
    if any(cell.strip() for cell in row[width:]):
        return None
    fitted = pad_row(row, width)[:width]
    return fitted if padded or len(row) >= width or is_total_row(fitted) else None


def pad_row(row: list[str], width: int) -> list[str]:
    """Add empty cells up to a width."""
    return [*row, *[""] * (width - len(row))]


def tell_aside(headers: list[str], row: list[str], fitted: list[str] | None, *, is_sum: bool) -> str | None:
    """Say why a row below a header is no row of facts; ``None`` where it is one.

    Args:
        headers: of its table.
        row: as it stands.
        fitted: the same at the width of the headers, if :func:`fit_row` could bring it there.
        is_sum: whether its formulas say that it sums others.

    >>> tell_aside(["No", "kg"], ["合计", "7"], ["合计", "7"], is_sum=False)
    'control_total'
    """
    if fitted is None:
        return "source_remark_row" if is_remark_row(pad_row(row, len(headers))) else "source_field_count"
    if is_sum or is_total_row(fitted):
        return "control_total"
    if is_remark_row(fitted):
        return "source_remark_row"
    return "source_header_again" if fitted and fitted[0] == headers[0] and fitted == headers else None
