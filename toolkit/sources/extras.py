"""What stands beside the fields of a row: columns that no field takes, what could not be read, and how the file shows its cells."""

from collections.abc import Mapping

import pandas as pd

from toolkit.sources.grids import mark_row
from toolkit.sources.intake import ABSENT, Intake
from toolkit.sources.taken_section import TakenSection

__all__ = ["find_damaged", "find_marks", "read_extras"]


def read_extras(intake: Intake, unread: Mapping[str, "pd.Series"] | None = None) -> list[dict[str, str]]:
    """Give, a row, the columns that no field takes, by header, and fields that could not be read, as written; also its marks."""
    found: list[dict[str, str]] = []
    for part, taken in enumerate(intake.taken):  # sections follow each other in the frame
        used = set(taken.section.match.columns.values())
        free = [
            (number, header or f"column {number}") for number, header in enumerate(taken.section.headers, start=1) if number not in used
        ]
        columns = [intake.raw_cells(part, number) for number, _ in free]
        names = [header for _, header in free]
        if columns:
            found += [
                {name: cell for name, cell in zip(names, row, strict=True) if cell.strip() not in ABSENT}
                for row in zip(*columns, strict=True)
            ]
        else:
            found += [{} for _ in range(int((intake.frame["_section"] == part).sum()))]
    parts, places = intake.frame["_section"].to_numpy(), intake.frame["_place"].to_numpy()
    for name, mask in (unread or {}).items():
        for index in mask.to_numpy(dtype=bool).nonzero()[0].tolist():
            taken = intake.taken[parts[index]]
            column = taken.section.match.columns[name]
            found[index][taken.section.headers[column - 1] or name] = taken.rows.columns[column - 1][int(places[index])].as_py()
    for index, marks in find_marks(intake).items():
        found[index]["marks"] = "; ".join(marks)
    return found


def find_marks(intake: Intake) -> dict[int, list[str]]:
    """Name what the file hides, merges or strikes through, what a spreadsheet has damaged, and a comma that parts decimals.

    Returns:
        ``{index of the row: marks}``, rows without any left out.
    """
    found: dict[int, list[str]] = {}
    parts, numbers = intake.frame["_section"].to_numpy(), intake.frame["_number"].to_numpy()
    for part, taken in enumerate(intake.taken):
        everywhere = ["decimal_comma"] if intake.decimal_marks[part] == "," else []
        marked = None if everywhere or _marks_all(taken) else _marked_numbers(taken)
        if marked is not None and not marked:
            continue
        inside = parts == part
        chosen = inside if marked is None else inside & pd.Series(numbers).isin(marked).to_numpy()
        for index in chosen.nonzero()[0].tolist():
            if marks := [*_mark_row(taken, int(numbers[index])), *everywhere]:
                found[index] = marks
    return found


def _marks_all(taken: TakenSection) -> bool:
    return taken.section.grid.marks.hidden_sheet or bool(taken.section.grid.marks.hidden_columns)


def _marked_numbers(taken: TakenSection) -> set[int]:
    grid = taken.section.grid
    return {number for number, _ in (*grid.damaged, *grid.marks.struck)} | grid.marks.hidden_rows | taken.shared.keys()


def _mark_row(taken: TakenSection, number: int) -> list[str]:
    headers = taken.section.headers
    merged = [f"merged:{headers[column - 1]}" for column in taken.shared.get(number, ())]
    return mark_row(taken.section.grid, number, headers) + merged


def find_damaged(intake: Intake, name: str) -> "pd.Series":
    """Tell in which rows a spreadsheet has lost digits of a field."""
    flags = pd.Series(data=False, index=intake.frame.index)
    for part, taken in enumerate(intake.taken):
        column = taken.section.match.columns.get(name)
        lost = [number for number, at in taken.section.grid.damaged if at == column]
        if lost:
            flags |= (intake.frame["_section"] == part) & intake.frame["_number"].isin(lost)
    return flags
