"""Rows of totals that a file carries, held against the rows that they sum."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.ids import make_id, make_ref
from toolkit.sources.amounts import read_amount
from toolkit.sources.headers import dimension_of
from toolkit.sources.intake import Intake
from toolkit.sources.sections import Section
from toolkit.tables import make_reason, make_table

__all__ = ["check_totals"]

_METHOD = "sources.control_totals/1"
_WIDE = pa.decimal256(76, 9)  # a sum of amounts may have more digits than an amount
_PARTIAL = re.compile("小计|小計|subtotal|sub-total|本页")
_LABEL = re.compile(r"[^\W\d_]+")


def check_totals(intake: Intake, amounts: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Compare each total that stands in the file with the rows that it sums.

    A subtotal sums the rows since the total before it, and any other total all rows of its table so far, or all below where it
    stands above them. Where these do not agree, but the rows since the total before it, or since the last one of the same
    word, do to the last digit, it is taken to sum those. Weights whose unit is not known are reported as not assessable.

    Args:
        intake: rows of the source.
        amounts: ``{field: amounts}`` of the rows that were kept, in canonical units.

    Returns:
        ``checks`` of kind ``control_total`` (the total is expected, the sum observed) and ``unit_unknown``.
    """
    rows: list[dict[str, object]] = []
    parts, places = intake.frame["_section"], intake.frame["_number"]
    columns = {name: pc.cast(pa.array(values.array), _WIDE) for name, values in amounts.items()}
    for part, taken in enumerate(intake.taken):
        section, totals = taken.section, taken.totals
        if not totals:
            continue
        first, last = (int(at) for at in (parts.searchsorted(part), parts.searchsorted(part, side="right")))
        numbers, within = places[first:last].tolist(), {name: column[first:last] for name, column in columns.items()}
        for at, (number, cells) in enumerate(totals):
            figures = {name: stated for name in amounts if (stated := _stated(intake, part, cells, name)) is not None}
            sums = [_sum_between(numbers, within, figures, *span) for span in _list_spans(totals, at, numbers)]
            agreeing = (found for found in sums if all(found[name][0] == stated for name, stated in figures.items()))
            found = next(agreeing, sums[0])
            rows += [_row(intake, section, number, name, stated=figures[name], summed=found[name]) for name in figures]
    rows.extend(_unknown(intake, section, name) for section in intake.sections for name in amounts if _lacks_unit(section, name))
    return make_table(rows, "checks")


_Span = tuple[float, float]
_Sum = tuple[Decimal, int]


def _list_spans(totals: Sequence[tuple[int, Sequence[str]]], at: int, numbers: Sequence[int]) -> list[_Span]:
    """Give the rows that a total may sum, as numbers between which they stand, the likeliest first."""
    number, words = totals[at][0], [_words(cells) for _, cells in totals[: at + 1]]
    below = (number, float("inf"))
    if not numbers or numbers[0] > number:
        return [below]
    since = totals[at - 1][0] if at else 0
    same = next((totals[i][0] for i in range(at - 1, -1, -1) if words[i] == words[at]), 0)
    likely = since if _PARTIAL.search(words[at]) else 0
    return list(dict.fromkeys((start, number) for start in (likely, since, same, 0)))


def _words(cells: Sequence[str]) -> str:
    """Give the letters of a total's cells, in one form."""
    return "".join(_LABEL.findall(unicodedata.normalize("NFKC", "".join(cells)).casefold()))


def _sum_between(numbers: Sequence[int], amounts: Mapping[str, pa.Array], names: Iterable[str], low: float, high: float) -> dict[str, _Sum]:
    """Sum each field over the rows whose numbers, which ascend, lie between two; also how many have an amount."""
    start, end = bisect_right(numbers, low), bisect_left(numbers, high)
    parts = {name: amounts[name][start:end] for name in names}
    return {name: (pc.sum(part, min_count=0).as_py(), len(part) - part.null_count) for name, part in parts.items()}


def _stated(intake: Intake, part: int, cells: Sequence[str], name: str) -> Decimal | None:
    column = intake.sections[part].match.columns.get(name)
    if not column or column > len(cells) or not cells[column - 1].strip() or _lacks_unit(intake.sections[part], name):
        return None
    return read_amount(intake, cells[column - 1].strip(), name, part)[0]


def _lacks_unit(section: Section, name: str) -> bool:
    if name not in section.match.columns or dimension_of(name) is None or name in section.match.units:
        return False
    return dimension_of(name) != "money" or name in section.match.unknown_units


def _row(  # noqa: PLR0913 - what a check is made of
    intake: Intake, section: Section, number: int, name: str, *, stated: Decimal, summed: _Sum
) -> dict[str, object]:
    observed, count = summed
    source_id, place = intake.source.source_id, section.grid.locate(number)
    outcome = "within" if observed == stated else "below" if observed < stated else "above"
    code = "control_total_agrees" if outcome == "within" else "control_total_differs"
    column = section.headers[section.match.columns[name] - 1]
    reason = make_reason(code, column=column, stated=_write(stated), summed=_write(observed), n=count)
    unit = section.match.units.get(name)
    return {
        "check_id": make_id("check", "control_total", source_id, place, name),
        "kind": "control_total",
        "subject_id": source_id,
        "outcome": outcome,
        "observed": float(observed),
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


def _write(amount: Decimal) -> str:
    """Write an amount without zeros that say nothing."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


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
