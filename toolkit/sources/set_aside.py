"""Rows that cannot be taken as facts: each with its place, a reason, and what stands there."""

import dataclasses
from collections.abc import Mapping

import pandas as pd

from toolkit.sources.decoding import show_bytes
from toolkit.tables import Source, conform

__all__ = ["SetAside"]

_RAW_CHARACTERS = 2000


class SetAside:
    """Collects rows of one source that are set aside, and closes the account at the end."""

    def __init__(self, source: Source) -> None:
        """Begin with nothing set aside."""
        self.source = source
        self._rows: dict[str, tuple[str, str]] = {}

    def add(self, locator: str, reason: str, raw: str) -> None:
        """Set one row aside; the first reason stands."""
        self._rows.setdefault(locator, (reason, show_bytes(raw[:_RAW_CHARACTERS]).replace("\x00", "\\x00")))

    def __contains__(self, locator: object) -> bool:
        """Tell whether a row was set aside."""
        return locator in self._rows

    def __len__(self) -> int:
        """Count the rows set aside."""
        return len(self._rows)

    def close(self, layout: str, rows_read: int, mapping: Mapping[str, Mapping[str, int]] | None = None) -> Source:
        """Give the source with its counts; rows read are rows kept and rows set aside, always."""
        frame = pd.DataFrame(
            {
                "source_id": [self.source.source_id] * len(self._rows),
                "locator": list(self._rows),
                "reason": [reason for reason, _ in self._rows.values()],
                "raw": [raw for _, raw in self._rows.values()],
            }
        )
        return dataclasses.replace(
            self.source,
            layout=layout,
            mapping={table: dict(columns) for table, columns in (mapping or {}).items()},
            rows_read=rows_read,
            rows_kept=rows_read - len(self._rows),
            quarantine=conform(frame, "quarantine"),
        )
