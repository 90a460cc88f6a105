"""Amounts and currencies of a table, read together: a row with one that is no number is set aside whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from toolkit.sources.currencies import read_currency
from toolkit.sources.figures import read_with_unit
from toolkit.sources.intake import Intake

__all__ = ["read_amounts", "read_currencies"]


def read_amounts(
    intake: Intake, names: Sequence[str], *, unit_fields: Mapping[str, str] | None = None
) -> tuple[dict[str, list[Decimal | None]], dict[str, pd.Series]]:
    """Read several fields as exact amounts, and set aside the rows in which one is no number.

    Args:
        intake: rows of the source.
        names: fields that carry amounts.
        unit_fields: ``{field: field}`` that names the unit a row, where the file has such a column.

    Returns:
        ``{field: amounts}`` in canonical units, ``None`` where the unit is not known; ``{field: rows}`` of which that is so,
        for the fields that have any.
    """
    read = {name: intake.amounts(name, unit_field=(unit_fields or {}).get(name)) for name in names}
    bad = pd.concat([bad for _, bad, _ in read.values()], axis=1).any(axis=1) | _contradicts(intake)
    if bad.any():
        intake.drop(bad, "source_unreadable_number")
        return read_amounts(intake, names, unit_fields=unit_fields)
    return {name: values for name, (values, _, _) in read.items()}, {name: lost for name, (_, _, lost) in read.items() if lost.any()}


def read_currencies(intake: Intake) -> list[str | None]:
    """Give the currency of each row: its own, else the one that the cell of ``value`` states, else that of its header."""
    stated = [unit.currency if (unit := section.match.units.get("value")) else None for section in intake.sections]
    return [
        read_currency(text) if text else _stated_in(value) or stated[part]
        for text, value, part in zip(intake.texts("currency"), intake.texts("value"), intake.frame["_section"].tolist(), strict=True)
    ]


def _contradicts(intake: Intake) -> "pd.Series[bool]":
    """Tell in which rows the cell of ``value`` names one currency and the column of currencies another."""
    pairs = zip(intake.texts("value"), intake.texts("currency"), strict=True)
    flags = [bool(text and (stated := _stated_in(value)) and stated != read_currency(text)) for value, text in pairs]
    return pd.Series(flags, index=intake.frame.index, dtype=bool)


def _stated_in(value: str | None) -> str | None:
    dressed = None if value is None or (value[-1:].isdigit() and value[:1].isdigit()) else read_with_unit(value, "money")
    return dressed[1].currency if dressed and dressed[1] else None
