"""Parquet files as rows of text cells."""

import json
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from toolkit.errors import SourceError
from toolkit.sources.grids import Grid
from toolkit.sources.opening import MAX_EXPANDED_BYTES
from toolkit.sources.problems import Problem

__all__ = ["read_parquet"]


def read_parquet(content: bytes, name: str) -> Grid:
    """Read a Parquet file; every value as the text that names it exactly (timestamps as ISO 8601 with their zone).

    Raises:
        SourceError: damaged, or larger than is read.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
        groups = [file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups)]
        if sum(groups) > MAX_EXPANDED_BYTES:
            message = Problem("problem_expands", name=name, size=sum(groups), most=MAX_EXPANDED_BYTES)
            raise SourceError(message)
        table = file.read()
        table.validate(full=True)
        columns = [_as_texts(column) for column in table.columns]
        names = list(table.column_names)
    except (pa.ArrowException, OSError, ValueError, OverflowError, KeyError) as error:
        message = Problem("problem_damaged", name=name, what="file_parquet", error=error)
        raise SourceError(message) from error
    rows = [list(row) for row in zip(*columns, strict=True)] if columns else []
    return Grid("row", list(range(1, len(rows) + 1)), rows, header=names)


def _as_texts(column: Any) -> list[str]:  # noqa: ANN401 - pyarrow carries no types
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return ["" if cell is None else cell for cell in column.to_pylist()]
    return [_as_text(cell) for cell in column.to_pylist()]


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (list, dict)):
        return json.dumps(cell, ensure_ascii=False, default=str)
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "backslashreplace")
    isoformat = getattr(cell, "isoformat", None)
    return str(isoformat()) if isoformat is not None else str(cell)
