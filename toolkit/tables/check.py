"""Check a frame at the door, and bring it to the types of its table."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from toolkit.errors import ArgumentError, TableError
from toolkit.tables.claims import CLAIMS
from toolkit.tables.facts import FACTS
from toolkit.tables.judgements import JUDGEMENTS
from toolkit.tables.schema import Column, Kind, Schema
from toolkit.wording import codes, say_label

__all__ = ["FACT_TABLES", "SCHEMAS", "check", "conform", "describe", "empty", "make_table", "schema_of"]

SCHEMAS: dict[str, Schema] = {schema.name: schema for schema in (*FACTS, *CLAIMS, *JUDGEMENTS)}
"""Every table, by name."""

FACT_TABLES = tuple(schema.name for schema in FACTS)
"""Names of the tables of facts."""

DECIMAL = pa.decimal128(38, 9)

_DTYPES: dict[Kind, Any] = {
    "text": "str",
    "category": "category",
    "integer": "Int64",
    "number": "float64",
    "decimal": pd.ArrowDtype(DECIMAL),
    "boolean": "boolean",
    "instant": pd.DatetimeTZDtype("us", "UTC"),
    "moment": "str",
    "texts": "object",
    "reasons": "object",
    "mapping": "object",
}
_FILLERS: dict[Kind, Callable[[], object]] = {"texts": list, "reasons": list, "mapping": dict}


def schema_of(name: str) -> Schema:
    """Give the schema of a table.

    Raises:
        ArgumentError: if there is no table of that name.
    """
    if name not in SCHEMAS:
        message = f"there is no table {name!r}; tables are {', '.join(SCHEMAS)}"
        raise ArgumentError(message)
    return SCHEMAS[name]


def empty(name: str) -> pd.DataFrame:
    """Make a table without rows, with every column in its type.

    >>> empty("links").columns[0]
    'link_id'
    """
    return conform(pd.DataFrame({column: [] for column in schema_of(name).names}), name)


def make_table(rows: Sequence[Mapping[Any, object]], name: str) -> pd.DataFrame:
    """Make a table of rows; of none, the empty table with every column in its type.

    Args:
        rows: a mapping a row, from column to cell; optional columns may be left out.
        name: the table.

    Returns:
        The table, its rows in the order given.

    Raises:
        TableError: as :func:`conform`.

    >>> make_table([], "links").columns[0]
    'link_id'
    """
    return conform(pd.DataFrame(rows), name) if rows else empty(name)


def check(frame: pd.DataFrame, name: str, *, columns: tuple[str, ...] = ()) -> None:
    """Refuse a frame that is not the table it is taken for.

    Args:
        frame: any frame; further columns are allowed.
        name: the table.
        columns: optional columns that the caller needs besides those always required.

    Raises:
        TableError: it is no frame, a column is missing, or a key is missing or repeated.

    >>> check(pd.DataFrame({"decision_id": ["d"], "target_id": "link_1"}), "decisions")
    Traceback (most recent call last):
    toolkit.errors.TableError: table 'decisions' lacks column 'verdict' (missing: ['verdict']; found: ['decision_id', 'target_id'])
    """
    schema = schema_of(name)
    if not isinstance(frame, pd.DataFrame):
        message = f"table {name!r} is of type {type(frame).__name__}; give a pandas DataFrame"
        raise TableError(message)
    missing = [column for column in (*schema.required, *columns) if column not in frame.columns]
    if missing:
        message = f"table {name!r} lacks column {missing[0]!r} (missing: {missing}; found: {list(frame.columns)})"
        raise TableError(message)
    key = frame[list(schema.key)]
    if key.isna().to_numpy().any():
        message = f"table {name!r} has rows without their key {schema.key}"
        raise TableError(message)
    if not _is_unique(key):
        repeated = key.duplicated()
        first = key[repeated].iloc[0].tolist()
        message = f"table {name!r} repeats the key {schema.key}={first} ({int(repeated.sum())} repeated rows); make it unique first"
        raise TableError(message)


def _is_unique(key: pd.DataFrame) -> bool:
    column = key.iloc[:, 0]
    if key.shape[1] > 1 or not isinstance(column.dtype, pd.StringDtype):
        return not key.duplicated().any()
    # Sorted, equal texts stand side by side; a hash table of millions of texts would take a tenth of the memory of a small machine.
    texts = pa.array(column.array)
    texts = texts.take(pc.sort_indices(texts))
    return not pc.any(pc.equal(texts[1:], texts[:-1])).as_py()


def conform(frame: pd.DataFrame, name: str, *, fill: bool = True) -> pd.DataFrame:
    """Copy a frame into the columns, order and types of its table.

    Columns that the frame lacks are added empty if they are optional, unless ``fill`` is false, which spares a frame of
    millions of rows columns that nobody reads; columns that the table does not know are kept after the others.

    Raises:
        TableError: a required column is missing, a key is missing or repeated, or a value does not fit its type.

    >>> links = pd.DataFrame({"link_id": ["l"], "left_id": ["a"], "right_id": ["b"], "probability": [1], "method": ["m/1"]})
    >>> conform(links, "links")["probability"].dtype
    dtype('float64')
    """
    schema = schema_of(name)
    check(frame, name)
    known = {column.name: _cast(frame, column, name) for column in schema.columns if fill or column.name in frame.columns}
    further = {column: frame[column] for column in frame.columns if column not in known}
    return pd.DataFrame({**known, **further}, index=frame.index).reset_index(drop=True)


def _cast(frame: pd.DataFrame, column: Column, table: str) -> pd.Series:
    filler = _FILLERS.get(column.kind)
    dtype = _DTYPES[column.kind]
    if column.name not in frame.columns:
        content = [filler() for _ in range(len(frame))] if filler else [None] * len(frame)
        return _as_dtype(pd.Series(content, index=frame.index, dtype="object"), dtype, column, table)
    series = frame[column.name]
    if filler:
        return pd.Series([filler() if _absent(cell) else cell for cell in series], index=frame.index, dtype="object")
    if series.dtype == dtype or (column.kind == "category" and isinstance(series.dtype, pd.CategoricalDtype)):
        return series.copy()
    return _as_dtype(series, dtype, column, table)


def _as_dtype(series: pd.Series, dtype: Any, column: Column, table: str) -> pd.Series:  # noqa: ANN401 - pandas takes many
    try:
        if column.kind == "decimal":
            cells = [None if _absent(cell) else Decimal(str(cell)) for cell in series]
            return pd.Series(pa.array(cells, type=DECIMAL), index=series.index).astype(dtype)
        if column.kind == "instant":
            return pd.to_datetime(series, utc=True).astype(dtype)
        if column.kind == "category":
            return series.astype("str").astype("category") if series.dtype == "object" else series.astype("category")
        return series.astype(dtype)
    except (ValueError, TypeError, InvalidOperation, pa.ArrowException) as error:
        message = f"table {table!r}, column {column.name!r} ({column.kind}): {error}"
        raise TableError(message) from error


def _absent(cell: object) -> bool:
    return cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124 - NaN differs from itself


def describe(name: str, *, language: str = "en") -> pd.DataFrame:
    """Show a table's columns: name, kind, whether required, and meaning.

    Args:
        name: of a table, such as ``"goods"``.
        language: of the meanings, ``"en"`` or ``"zh"``.

    Raises:
        ArgumentError: there is no such table or language.

    >>> describe("links")["column"].tolist()[:4]
    ['link_id', 'left_id', 'right_id', 'probability']
    >>> describe("goods", language="zh").set_index("column")["about"]["net_kg"]
    '净重（千克）。'
    """
    schema = schema_of(name)
    rows = [(c.name, c.kind, c.name in schema.required, _say_about(schema, c, language)) for c in schema.columns]
    return pd.DataFrame(rows, columns=["column", "kind", "required", "about"])


def _say_about(schema: Schema, column: Column, language: str) -> str:
    """Say what a column means: under its own name, where other tables mean something else by it under theirs too."""
    particular = f"column_{schema.name}_{column.name}"
    return say_label(particular if particular in codes() else f"column_{column.name}", language=language)
