"""Every table that rooms of the house exchange: names, columns, types, keys.

Facts are read from files and say where from. Claims are computed and say by which method, with reasons for and
against. Judgements are made by people. Subjects meet only through these tables.
"""

from toolkit.tables.check import FACT_TABLES, SCHEMAS, check, conform, describe, empty, make_table
from toolkit.tables.collection import Tables
from toolkit.tables.reasons import Reason, make_reason
from toolkit.tables.rows import Row, each_row
from toolkit.tables.schema import Column, Schema
from toolkit.tables.source import Source, media_type_of
from toolkit.tables.storage import from_parquet_bytes, to_parquet_bytes
from toolkit.tables.verdicts import last_verdicts

__all__ = [
    "FACT_TABLES",
    "SCHEMAS",
    "Column",
    "Reason",
    "Row",
    "Schema",
    "Source",
    "Tables",
    "check",
    "conform",
    "describe",
    "each_row",
    "empty",
    "from_parquet_bytes",
    "last_verdicts",
    "make_reason",
    "make_table",
    "media_type_of",
    "to_parquet_bytes",
]
