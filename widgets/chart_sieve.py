"""Which parties and connections a chart lets through: by kind, by time and by source."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.errors import ArgumentError
from widgets.chart_rows import ChartRows
from widgets.moments import read_span

__all__ = ["FILTERS", "Sieve", "read_sieve"]

FILTERS = ("without", "source", "from", "to")


@dataclass(frozen=True, slots=True)
class Sieve:
    """What is let through."""

    without: frozenset[str]
    """Kinds of parties and of connections that are left out."""
    source: str
    """The only source whose records and relations count; empty for all."""
    low: float
    high: float
    """Unix seconds; what has no time is kept, for nothing says that it lies outside."""

    def strain(self, rows: ChartRows, records: pd.DataFrame, relations: pd.DataFrame) -> tuple[ChartRows, int]:
        """Leave out what does not pass.

        Args:
            rows: what would be shown.
            records: ``records`` table by its id.
            relations: ``relations`` table by its id.

        Returns:
            What is left, and how many of its relations were kept although they have no time.
        """
        nodes = rows.nodes[~rows.nodes["kind"].isin(self.without)]
        if self.source:
            said = set(records.index[records["source_id"].astype("str") == self.source])
            nodes = nodes[np.array([not said.isdisjoint(group) for group in nodes["records"]], dtype=bool)]
        kept = set(nodes["id"])
        edges = rows.edges[rows.edges["left"].isin(kept) & rows.edges["right"].isin(kept) & ~rows.edges["kind"].isin(self.without)]
        told = relations[relations["source_id"].astype("str") == self.source] if self.source else relations
        timed = self.low > -float("inf") or self.high < float("inf")
        passing, untimed = self._read_times(told) if timed else (set(told.index), set())
        passes = [flag or not passing.isdisjoint(group) for flag, group in zip(edges["suggested"], edges["rows"], strict=True)]
        edges = edges[np.array(passes, dtype=bool)]
        unknown = sum(not untimed.isdisjoint(group) for group in edges["rows"])
        left = ChartRows(nodes.reset_index(drop=True), edges.reset_index(drop=True), rows.all_nodes, rows.all_edges, rows.alone)
        return left, unknown

    def _read_times(self, relations: pd.DataFrame) -> tuple[set[str], set[str]]:
        passing, untimed = set(), set()
        for key, start, end in zip(relations.index, relations["started_at"], relations["ended_at"], strict=True):
            begun, ended = read_span(start), read_span(end)
            if begun is None and ended is None:
                untimed.add(key)
            # what has begun and not ended lasts; what has an end alone began at a time unknown
            if (begun is None or begun.start < self.high) and (ended is None or ended.end > self.low):
                passing.add(key)
        return passing, untimed


def read_sieve(filters: Mapping[str, Any]) -> Sieve:
    """Read filters: ``without`` (kinds), ``source``, ``from`` and ``to`` (dates).

    Raises:
        ArgumentError: for another filter, or a date that is none.

    >>> read_sieve({"without": ["Person"], "from": "2024"}).low
    1704067200.0
    """
    unknown = [name for name in filters if name not in FILTERS]
    if unknown:
        message = f"filters holds {unknown[0]!r}; allowed: {', '.join(FILTERS)}"
        raise ArgumentError(message)
    edges = {}
    for name in ("from", "to"):
        text = str(filters.get(name) or "")
        span = read_span(text or None)
        if text and span is None:
            message = f"filters[{name!r}] is {text!r}; write a date such as 2024-05-12, 2024-05 or 2024"
            raise ArgumentError(message)
        edges[name] = span
    low, high = edges["from"], edges["to"]
    return Sieve(
        frozenset(map(str, filters.get("without") or ())),
        str(filters.get("source") or ""),
        -float("inf") if low is None else low.start,
        float("inf") if high is None else high.end,
    )
