"""Amounts and currencies of a table, read together: a row with one that is no number is set aside whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from toolkit.sources.currencies import read_currency
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
    bad = pd.concat([bad for _, bad, _ in read.values()], axis=1).any(axis=1)
    if bad.any():
        intake.drop(bad, "source_unreadable_number")
        return read_amounts(intake, names, unit_fields=unit_fields)
    return {name: values for name, (values, _, _) in read.items()}, {name: lost for name, (_, _, lost) in read.items() if lost.any()}


def read_currencies(intake: Intake) -> list[str | None]:
    """Give the currency of each row: its own, else the one that the header of ``value`` states."""
    stated = [unit.currency if (unit := section.match.units.get("value")) else None for section in intake.sections]
    return [
        read_currency(text) if text else stated[part]
        for text, part in zip(intake.texts("currency"), intake.frame["_section"].tolist(), strict=True)
    ]
