"""The case as it was: which entry an instant or a head means, and what was known then."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cached_property

import pandas as pd

from toolkit.case.grounds import Grounds
from toolkit.case.ledger import Entry
from toolkit.case.parts import PartStore
from toolkit.case.state import CaseState
from toolkit.errors import ArgumentError
from toolkit.tables import FACT_TABLES

__all__ = ["Since", "View", "find_entry", "states_at"]

Since = str | int | datetime
"""An instant (ISO 8601 with its zone; a bare date is its first instant in UTC), a head, or the number of an entry."""

_HEAD = re.compile(r"[0-9a-f]{64}")


def find_entry(entries: Sequence[Entry], since: Since) -> int:
    """Give the number of the last entry that was written by then.

    Raises:
        ArgumentError: no such head or entry, or an instant without its zone.
    """
    if isinstance(since, str) and _HEAD.fullmatch(since):
        for entry in entries:
            if entry.hash == since:
                return entry.seq
        message = f"since={since!r} is no head that this case ever had; see case.verify(expected_head=...)"
        raise ArgumentError(message)
    if isinstance(since, int):
        if not 0 <= since <= len(entries):
            message = f"since={since}; allowed: the number of an entry, 0 to {len(entries)}"
            raise ArgumentError(message)
        return since
    instant = _read_instant(since)
    return sum(datetime.fromisoformat(entry.at) <= instant for entry in entries)


def _read_instant(since: str | datetime) -> datetime:
    try:
        instant = since if isinstance(since, datetime) else datetime.fromisoformat(since)
    except ValueError as error:
        message = f"since={since!r} is no instant; write 2026-11-24T18:00+08:00, 2026-11-24, a head, or the number of an entry"
        raise ArgumentError(message) from error
    if instant.tzinfo is None and isinstance(since, str) and len(since) == len("2026-11-24"):
        return instant.replace(tzinfo=UTC)
    if instant.tzinfo is None:
        message = f"since={since!s} names no zone; add one, as in 2026-11-24T18:00+08:00 or ...Z"
        raise ArgumentError(message)
    return instant


def states_at(entries: Sequence[Entry], numbers: Iterable[int]) -> dict[int, CaseState]:
    """Replay the ledger once, and keep the state after each of some entries."""
    state, kept = CaseState(), {}
    wanted = set(numbers)
    if 0 in wanted:
        kept[0] = CaseState()
    for entry in entries:
        state.replay([entry])
        if entry.seq in wanted:
            kept[entry.seq] = state.copy()
    return kept


class View:
    """The tables of a case at one state, read when they are needed."""

    def __init__(self, state: CaseState, parts: PartStore, cache: dict[tuple[str, ...], pd.DataFrame]) -> None:
        """Take a state, the stored parts, and a cache that views of one case share."""
        self.state = state
        self._parts = parts
        self._cache = cache

    def frame(self, name: str) -> pd.DataFrame:
        """Give a table; of facts, the key and the source alone."""
        key = (name, *self.state.parts_of(name))
        if key not in self._cache:
            self._cache[key] = self._parts.join_keys(name, key[1:]) if name in FACT_TABLES else self._parts.join(name, key[1:])
        return self._cache[key]

    @cached_property
    def grounds(self) -> Grounds:
        """What stands beneath its claims."""
        return Grounds(self.frame)

    @cached_property
    def readings(self) -> dict[str, frozenset[str]]:
        """The runs in effect that read each source."""
        ids = {body["sha256"]: key for key, body in self.state.sources.items()}
        found: dict[str, set[str]] = {}
        for run in self.state.current_runs:
            for digest in run["input_hashes"]:
                if digest in ids:
                    found.setdefault(ids[digest], set()).add(str(run["run_id"]))
        return {key: frozenset(runs) for key, runs in found.items()}
