"""From tables to what a timeline shows: one item a row, in a lane, with its time as far as it is known."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.errors import ArgumentError
from widgets.moments import Span, read_span

__all__ = ["LINES", "TIMED", "TimeItem", "TimeRows", "choose_items"]

LINES = ("overseas", "port", "domestic")
TIMED: Mapping[str, tuple[str, str, str | None, tuple[str, ...]]] = {
    "events": ("event_id", "started_at", "ended_at", ("asset_id",)),
    "voyages": ("voyage_id", "started_at", "ended_at", ("asset_id",)),
    "goods": ("goods_id", "declared_at", None, ("importer_id", "container_id")),
    "scans": ("scan_id", "scanned_at", None, ("container_id",)),
    "samples": ("sample_id", "taken_at", None, ("container_id",)),
    "transfers": ("transfer_id", "occurred_at", None, ("from_id", "to_id")),
    "texts": ("text_id", "written_at", None, ("source_id",)),
}
"""Table: id, start, end, whose it is (the first column that is filled)."""
_WHERE = {"events": "overseas", "voyages": "overseas", "goods": "port", "scans": "port", "samples": "port"}
_AT_PORT = frozenset({"port_call"})
_LANES = 14
_SAID = ("description", "product", "result", "text", "container_id", "document_no")
_TEXT = 160


@dataclass(frozen=True, slots=True)
class TimeItem:
    """One row on the timeline."""

    id: str
    table: str
    kind: str
    owner: str
    """Whose it is: an asset, a party, a container."""
    text: str
    span: Span | None
    line: str


@dataclass(frozen=True, slots=True)
class TimeRows:
    """Items in order of time, those without one last, and how many there were."""

    items: tuple[TimeItem, ...]
    total: int
    untimed: int

    def lanes(self, by: str) -> list[str]:
        """Name the lanes: the three lines of defence, or the entities with most items and one lane for all others."""
        if by == "line":
            return list(LINES)
        counts = Counter(item.owner for item in self.items if item.span is not None)
        best = sorted(counts, key=lambda owner: (-counts[owner], owner))[:_LANES]
        return sorted(best) + ([""] if len(counts) > _LANES else [])


def choose_items(tables: Mapping[str, pd.DataFrame], names: Mapping[str, str], *, limit: int = 2000) -> TimeRows:
    """Gather what has a time, and what ought to have one.

    Args:
        tables: tables by name; those of :data:`TIMED` are read.
        names: name of a party by its id, where there is one.
        limit: how many items at most; the earliest are kept, and some room is left for those without a time.

    Raises:
        ArgumentError: if ``limit`` is not positive.
    """
    if limit < 1:
        message = f"limit={limit}; give how many items to show at most, 1 or more"
        raise ArgumentError(message)
    found = [item for name in TIMED if name in tables for item in _read_items(name, tables[name], names, _read_lines(tables))]
    timed = sorted((item for item in found if item.span is not None), key=lambda item: (item.span.start if item.span else 0.0, item.id))
    untimed = [item for item in found if item.span is None]
    kept = untimed[: max(limit // 10, limit - len(timed))]
    return TimeRows((*timed[: limit - len(kept)], *kept), len(found), len(untimed))


def _read_lines(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Lines of defence that leads name for their subjects."""
    if "findings" not in tables:
        return {}
    found = tables["findings"].dropna(subset=["line_of_defence"])
    return dict(zip(found["subject_id"], found["line_of_defence"].astype("str"), strict=True))


def _read_items(name: str, frame: pd.DataFrame, names: Mapping[str, str], lines: Mapping[str, str]) -> list[TimeItem]:
    key, start, end, owners = TIMED[name]
    items = []
    for row in frame.to_dict("records"):
        one = str(row[key])
        owner = next((str(row[column]) for column in owners if not pd.isna(row.get(column))), "")
        kind = str(row["kind"]) if "kind" in row and not pd.isna(row["kind"]) else name
        line = lines.get(one) or ("port" if kind in _AT_PORT else _WHERE.get(name, "domestic"))
        span = read_span(row[start], row.get(end) if end else None)
        items.append(TimeItem(one, name, kind, names.get(owner, owner), _say_what(row), span, line))
    return items


def _say_what(row: Mapping[Any, Any]) -> str:
    said = (row.get(column) for column in _SAID)
    return next((str(text)[:_TEXT] for text in said if text is not None and not pd.isna(text)), "")
