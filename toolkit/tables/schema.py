"""What a table is: named columns with a kind, a key, and a sentence about each."""

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Kind", "Schema"]

Kind = Literal[
    "text",  # pandas str
    "category",  # dictionary-encoded text
    "integer",  # Int64, missing allowed
    "number",  # float64, NaN where missing
    "decimal",  # exact, decimal128(38, 9)
    "boolean",  # missing allowed
    "instant",  # datetime64[us, UTC], NaT where missing
    "moment",  # ISO 8601 text at the precision that is known: 2024, 2024-05, 2024-05-12, 2024-05-12T15:40:00Z
    "texts",  # list of text
    "reasons",  # list of {code, values, weight, refs}
    "mapping",  # dict of JSON values
]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, kind, meaning, and whether a frame may leave it out."""

    name: str
    kind: Kind
    about: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Schema:
    """One table: its name, key columns, columns and what a row stands for."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    about: str

    def __post_init__(self) -> None:
        """Refuse a schema that names a column twice, or whose key is not among its columns."""
        repeated = sorted({name for name in self.names if self.names.count(name) > 1})
        if repeated:
            message = f"schema {self.name!r} names columns twice: {repeated}"
            raise ValueError(message)
        missing = set(self.key) - set(self.names)
        if missing:
            message = f"schema {self.name!r} has no column for its key {sorted(missing)}"
            raise ValueError(message)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns that a frame must bring: the key, and those marked so."""
        return tuple(c.name for c in self.columns if c.required or c.name in self.key)
