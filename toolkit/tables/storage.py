"""Tables as Parquet: lists and mappings travel as canonical JSON, everything else in its own type."""

import json
from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.errors import TableError
from toolkit.tables.check import conform, schema_of

__all__ = ["from_parquet_bytes", "to_parquet_bytes"]

_AS_JSON = ("texts", "reasons", "mapping")


def to_parquet_bytes(frame: pd.DataFrame, name: str) -> bytes:
    """Encode a table; equal tables give equal bytes.

    Raises:
        TableError: as :func:`toolkit.tables.conform`, and for a column of objects that the table does not know.
    """
    table = conform(frame, name)
    unknown = [column for column in table.columns if column not in schema_of(name).names and table[column].dtype == "object"]
    if unknown:
        message = f"table {name!r} cannot store column {unknown[0]!r}: it is not a column of the table, and holds objects"
        raise TableError(message)
    for column in schema_of(name).columns:
        if column.kind in _AS_JSON:
            table[column.name] = [json.dumps(cell, ensure_ascii=False, sort_keys=True, default=str) for cell in table[column.name]]
    buffer = BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), buffer, compression="zstd")
    return buffer.getvalue()


def from_parquet_bytes(content: bytes, name: str) -> pd.DataFrame:
    """Decode what :func:`to_parquet_bytes` wrote."""
    frame = pq.read_table(BytesIO(content)).to_pandas()
    for column in schema_of(name).columns:
        if column.kind in _AS_JSON and column.name in frame.columns:  # a part of an earlier version may lack it
            frame[column.name] = pd.Series([json.loads(cell) for cell in frame[column.name]], index=frame.index, dtype="object")
    return conform(frame, name)
