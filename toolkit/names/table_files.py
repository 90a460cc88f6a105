"""The small tables of our own beside this file: one entry a line, columns parted by tabs, comments behind ``#``."""

from collections.abc import Iterator
from importlib.resources import files

__all__ = ["read_lines", "read_rows"]


def read_lines(name: str) -> Iterator[str]:
    """Read a table's lines, comments and empty lines left out.

    >>> next(read_lines("numbers.tsv")).split()[0].isdigit()
    True
    """
    text = files("toolkit.names").joinpath("tables", name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


def read_rows(name: str) -> Iterator[list[str]]:
    """Read a table's lines, cut at tabs."""
    return (line.split("\t") for line in read_lines(name))
