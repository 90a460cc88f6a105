"""Amounts and currencies of a table, exactly, in canonical units: a row with one that is no number is set aside whole."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.sources.currencies import read_currency
from toolkit.sources.figures import read_figure, read_with_unit
from toolkit.sources.headers import dimension_of
from toolkit.sources.intake import Intake
from toolkit.sources.sections import Section
from toolkit.sources.values import scale_exactly
from toolkit.units import Unit, parse_unit

__all__ = ["read_amount", "read_amounts", "read_currencies", "read_field"]

AMOUNT = pa.decimal128(38, 9)
_READ, _BAD, _NO_UNIT = "read", "bad", "no_unit"
_PLAIN = r"^-?(?:\d{1,19}|\d{1,3}(?:,\d{3}){1,5})(?:\.\d{1,9})?$"
_PLAIN_TYPE = pa.decimal128(28, 9)


def read_amounts(
    intake: Intake, names: Sequence[str], *, unit_fields: Mapping[str, str] | None = None
) -> tuple[dict[str, pd.Series], dict[str, pd.Series]]:
    """Read several fields as exact amounts, and set aside the rows in which one is no number.

    Args:
        intake: rows of the source.
        names: fields that carry amounts.
        unit_fields: ``{field: field}`` that names the unit a row, where the file has such a column.

    Returns:
        ``{field: amounts}`` in canonical units, NA where the unit is not known; ``{field: rows}`` of which that is so,
        for the fields that have any.
    """
    read: dict[str, tuple[pd.Series, ...]] = {name: read_field(intake, name, unit_field=(unit_fields or {}).get(name)) for name in names}
    bad = pd.concat([bad for _, bad, _ in read.values()], axis=1).any(axis=1) | _contradicts(intake)
    if bad.any():
        intake.drop(bad, "source_unreadable_number")
        read = {name: tuple(part[~bad].reset_index(drop=True) for part in parts) for name, parts in read.items()}
    return {name: values for name, (values, _, _) in read.items()}, {name: lost for name, (_, _, lost) in read.items() if lost.any()}


def read_field(intake: Intake, name: str, *, unit_field: str | None = None) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read a field as exact amounts in the canonical unit of its dimension.

    Returns:
        The amounts (``decimal128(38, 9)``); which rows hold text that is no number; which rows hold a number whose unit is
        not known (their amount is NA: a unit is never guessed).
    """
    count = len(intake.frame)
    values, known = pa.nulls(count, AMOUNT), pa.array([True] * count, pa.bool_())
    states = {_BAD: [False] * count, _NO_UNIT: [False] * count}
    if intake.has(name):
        written, stated = intake.column(name), intake.texts(unit_field) if unit_field and intake.has(unit_field) else None
        values, known = _read_plain(intake, written, name, stated)
        rest = pc.indices_nonzero(pc.invert(known)).to_pylist()
        texts, parts = written.take(pa.array(rest, pa.int64())).to_pylist(), intake.frame["_section"].to_numpy()[rest].tolist()
        seen: dict[tuple[str, int, str | None], tuple[Decimal | None, str]] = {}
        further: list[Decimal | None] = []
        for index, text, part in zip(rest, texts, parts, strict=True):
            key = (text, part, stated[index] if stated else None)
            if key not in seen:
                seen[key] = read_amount(intake, text, name, part, stated_unit=key[2])
            value, state = seen[key]
            further.append(value)
            if state is not _READ:
                states[state][index] = True
        if rest:
            values = pc.replace_with_mask(values, pc.invert(known), pa.array(further, AMOUNT))
    bad, lost = (pd.Series(flags, index=intake.frame.index, dtype=bool) for flags in states.values())
    return pd.Series(values, index=intake.frame.index, dtype=pd.ArrowDtype(AMOUNT)), bad, lost


def _read_plain(intake: Intake, written: pa.Array, name: str, stated: list[str | None] | None) -> tuple[pa.Array, pa.Array]:
    """Read at once the numbers that can be read in one way only, where all rows are of one unit; tell which those are."""
    absent = pc.is_null(written)
    nothing = pa.nulls(len(written), AMOUNT), absent
    parts = intake.frame["_section"].tolist() if stated else range(len(intake.taken))
    units = [_unit_of(intake.sections[part], name, text) for part, text in set(zip(parts, stated or [None] * len(parts), strict=True))]
    factors = {None if unit is None else unit.factor for unit in units}
    if len(factors) != 1 or None in factors or set(intake.decimal_marks) != {"."}:
        return nothing
    plain = pc.fill_null(pc.match_substring_regex(written, _PLAIN), fill_value=False)
    texts = pc.replace_substring(pc.if_else(plain, written, pa.scalar(None, written.type)), ",", "")
    try:
        factor = pa.scalar(factors.pop())
        values = pc.cast(pc.multiply(pc.cast(texts, _PLAIN_TYPE), factor), AMOUNT)
    except pa.ArrowInvalid:  # more digits than are kept: rounded one by one
        return nothing
    return values, pc.or_(plain, absent)


_PLAIN_UNIT = Unit("1", "money", Decimal(1))
"""An amount of money is in units of its currency, a quantity in what its row says."""


def _unit_of(section: Section, name: str, stated: str | None) -> Unit | None:
    """Give the unit of a field, its row's before that of its header; ``None`` if it is not known."""
    dimension = dimension_of(name)
    if dimension is None:
        return _PLAIN_UNIT
    if stated is not None:
        return parse_unit(stated, dimension)
    unit = section.match.units.get(name)
    return _PLAIN_UNIT if unit is None and dimension == "money" and name not in section.match.unknown_units else unit


def read_amount(intake: Intake, text: str, name: str, part: int, *, stated_unit: str | None = None) -> tuple[Decimal | None, str]:
    """Read one cell of a field as an amount in the canonical unit; ``part`` is the section that it stands in.

    The unit that the cell itself states goes before that of its row, and that before the one of its header.

    Returns:
        The amount, and whether the cell was ``read``, is ``bad`` (no number), or a number with ``no_unit`` that is known.
    """
    dimension, mark = dimension_of(name), intake.decimal_marks[part]
    value, unit = read_figure(text, mark), None
    if value is None and dimension is not None and (dressed := read_with_unit(text, dimension, mark)):
        value, unit = dressed
    if value is None:
        return None, _BAD
    unit = unit or _unit_of(intake.sections[part], name, stated_unit)
    return (None, _NO_UNIT) if unit is None else (scale_exactly(value, unit.factor), _READ)


def read_currencies(intake: Intake) -> list[str | None]:
    """Give the currency of each row: its own, else the one that the cell of ``value`` states, else that of its header."""
    headed = [unit.currency if (unit := section.match.units.get("value")) else None for section in intake.sections]
    named = {text: read_currency(text) for text in intake.field("currency").dropna().unique()}
    return [
        named[text] if text else _stated_in(value) or headed[part]
        for text, value, part in zip(intake.texts("currency"), intake.texts("value"), intake.frame["_section"].tolist(), strict=True)
    ]


def _contradicts(intake: Intake) -> "pd.Series[bool]":
    """Tell in which rows the cell of ``value`` names one currency and the column of currencies another."""
    values, currencies = intake.field("value"), intake.field("currency")
    dressed = values.notna() & ~values.str.match(r"^\d(?:.*\d)?$").fillna(value=False) & currencies.notna()
    flags = [
        bool((stated := _stated_in(value)) and stated != read_currency(named))
        for value, named in zip(values[dressed].tolist(), currencies[dressed].tolist(), strict=True)
    ]
    found = np.zeros(len(values), dtype=bool)
    found[dressed.to_numpy(dtype=bool)] = flags
    return pd.Series(found, index=values.index, dtype=bool)


def _stated_in(value: str | None) -> str | None:
    dressed = None if value is None or (value[-1:].isdigit() and value[:1].isdigit()) else read_with_unit(value, "money")
    return dressed[1].currency if dressed and dressed[1] else None
