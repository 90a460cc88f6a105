"""Go through a table row by row, where a row is what one thinks in."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

__all__ = ["Row", "each_row"]

Row = Any
"""A named tuple with the table's columns; what type each holds is said by the table's schema."""


def each_row(frame: pd.DataFrame) -> Iterator[Row]:
    """Go through the rows, each a named tuple of the columns.

    >>> [row.name for row in each_row(pd.DataFrame({"name": ["a", "b"]}))]
    ['a', 'b']
    """
    yield from frame.itertuples(index=False)
