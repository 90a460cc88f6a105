"""Rows of totals that a file carries, held against the rows that they sum."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from toolkit.ids import make_id, make_ref
from toolkit.sources.headers import dimension_of
from toolkit.sources.intake import Intake
from toolkit.sources.sections import Section
from toolkit.sources.values import read_decimal
from toolkit.tables import make_reason, make_table

__all__ = ["check_totals"]

_METHOD = "sources.control_totals/1"
_PARTIAL = ("小计", "小計", "subtotal", "sub-total", "本页合计")


def check_totals(intake: Intake, amounts: Mapping[str, Sequence[Decimal | None]]) -> pd.DataFrame:
    """Compare each total that stands in the file with the sum of the rows above it.

    A subtotal sums the rows since the total before it; any other total all rows of its sheet so far. Weights whose unit
    is not known are reported as not assessable.

    Args:
        intake: rows of the source.
        amounts: ``{field: amounts}`` of the rows that were kept, in canonical units.

    Returns:
        ``checks`` of kind ``control_total`` (the total is expected, the sum observed) and ``unit_unknown``.
    """
    rows: list[dict[str, object]] = []
    last: dict[int, int] = {}
    for section, number, cells in intake.totals:
        part = next(i for i, other in enumerate(intake.sections) if other is section)
        since = last.get(part, 0) if any(word in "".join(cells).replace(" ", "").casefold() for word in _PARTIAL) else 0
        last[part] = number
        inside = ((intake.frame["_section"] == part) & (intake.frame["_number"] > since) & (intake.frame["_number"] < number)).tolist()
        for name, values in amounts.items():
            stated = _stated(section, cells, name)
            if stated is None:
                continue
            summed = [value for value, within in zip(values, inside, strict=True) if within and value is not None]
            rows.append(_row(intake, section, number, name, stated=stated, summed=sum(summed, Decimal(0)), count=len(summed)))
    rows.extend(_unknown(intake, section, name) for section in intake.sections for name in amounts if _lacks_unit(section, name))
    return make_table(rows, "checks")


def _stated(section: Section, cells: Sequence[str], name: str) -> Decimal | None:
    column = section.match.columns.get(name)
    value = read_decimal(cells[column - 1]) if column and column <= len(cells) and cells[column - 1].strip() else None
    if value is None or _lacks_unit(section, name):
        return None
    unit = section.match.units.get(name)
    return value if unit is None else value * unit.factor


def _lacks_unit(section: Section, name: str) -> bool:
    if name not in section.match.columns or dimension_of(name) is None or name in section.match.units:
        return False
    return dimension_of(name) != "money" or name in section.match.unknown_units


def _row(  # noqa: PLR0913 - what a check is made of
    intake: Intake, section: Section, number: int, name: str, *, stated: Decimal, summed: Decimal, count: int
) -> dict[str, object]:
    source_id, place = intake.source.source_id, section.grid.locate(number)
    outcome = "within" if summed == stated else "below" if summed < stated else "above"
    code = "control_total_agrees" if outcome == "within" else "control_total_differs"
    reason = make_reason(code, column=section.headers[section.match.columns[name] - 1], stated=str(stated), summed=str(summed), n=count)
    unit = section.match.units.get(name)
    return {
        "check_id": make_id("check", "control_total", source_id, place, name),
        "kind": "control_total",
        "subject_id": source_id,
        "outcome": outcome,
        "observed": float(summed),
        "expected_low": float(stated),
        "expected_high": float(stated),
        "unit": unit.canonical if unit else None,
        "n": count,
        "method": _METHOD,
        "reasons": [reason] if outcome != "within" else [],
        "against": [reason] if outcome == "within" else [],
        "refs": [make_ref("sources", source_id)],
        "locator": place,
    }


def _unknown(intake: Intake, section: Section, name: str) -> dict[str, object]:
    source_id = intake.source.source_id
    header = section.headers[section.match.columns[name] - 1]
    return {
        "check_id": make_id("check", "unit_unknown", source_id, section.grid.sheet, name),
        "kind": "unit_unknown",
        "subject_id": source_id,
        "outcome": "not_assessable",
        "method": _METHOD,
        "reasons": [make_reason("source_unit_unknown", column=header, field=name)],
        "against": [],
        "refs": [make_ref("sources", source_id)],
    }
