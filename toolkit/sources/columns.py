"""Large delimited texts as one frame of text cells, by columns."""

from dataclasses import dataclass

import pandas as pd

from toolkit.sources.cut_lines import cut_lines
from toolkit.sources.grids import mark_row
from toolkit.sources.opening import Opened
from toolkit.sources.raw_rows import as_texts, clean_cells, write_locators
from toolkit.sources.taken_rows import unique_names

__all__ = ["TakenColumns", "take_columns"]


@dataclass(frozen=True, slots=True)
class TakenColumns:
    """Rows of facts as a frame with ``locator`` (and ``marks``), and what was set aside as (line, reason, raw)."""

    frame: pd.DataFrame
    aside: list[tuple[int, str, str]]


def take_columns(opened: Opened) -> TakenColumns | None:
    """Read a large delimited text by columns; ``None`` if it is small, or anything in it is doubtful."""
    cut = cut_lines(opened)
    if cut is None:
        return None
    names = unique_names(cut.header.headers)
    frame = pd.DataFrame({name: as_texts(clean_cells(column)) for name, column in zip(names, cut.rows.columns, strict=True)})
    frame["locator"] = write_locators("line=", cut.rows.numbers)
    marks = {number: "; ".join(mark_row(cut.head, number, names)) for number in sorted({number for number, _ in cut.head.damaged})}
    if marks:
        frame["marks"] = pd.Series([marks.get(number) for number in cut.rows.numbers.to_pylist()], dtype="str")
    return TakenColumns(frame, [(number, reason, "\t".join(cells)) for number, reason, cells in cut.aside])
