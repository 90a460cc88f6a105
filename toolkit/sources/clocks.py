"""Times as facts: what was written, in which zone and why, to which precision; and clocks of devices that were wrong."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

import pandas as pd

from toolkit.errors import ArgumentError, TableError
from toolkit.sources.values import Moment, read_moments

__all__ = ["ClockOffset", "WrittenTimes", "correct_clock", "read_times"]


@dataclass(frozen=True, slots=True)
class WrittenTimes:
    """A column of times, row by row, under the names that tables of facts give them."""

    moments: list[str | None] = field(default_factory=list)
    """The one reading, at the precision that was written; ``None`` where there is none, or two."""
    time_original: list[str | None] = field(default_factory=list)
    time_basis: list[str | None] = field(default_factory=list)
    """stated (with its offset), layout (its publisher says), analyst (named by one), unknown."""
    time_precision: list[str | None] = field(default_factory=list)
    time_readings: list[list[str]] = field(default_factory=list)
    """Both readings of a date whose day and month could be either, day first; empty where there is one."""

    def columns(self) -> dict[str, pd.Series]:
        """Give the columns of a table of facts, the moments aside."""
        return {
            "time_original": pd.Series(self.time_original, dtype="str"),
            "time_basis": pd.Series(self.time_basis, dtype="str"),
            "time_precision": pd.Series(self.time_precision, dtype="str"),
            "time_readings": pd.Series(self.time_readings, dtype="object"),
        }


def read_times(
    written: Sequence[str | None], *, zone: str | None = None, zone_basis: str = "analyst", day_first: bool | None = None
) -> WrittenTimes:
    """Read a column of times.

    Args:
        written: texts as they stand, ``None`` where a row has none: it stays without.
        zone: zone of times of day that state none.
        zone_basis: who says so: ``layout`` or ``analyst``.
        day_first: how an analyst reads dates such as 03/04/2024; both readings are kept where nobody says.

    >>> times = read_times(["2024-05-12 23:40", "03/04/2024", None, "2024-05-12"], zone="Asia/Shanghai")
    >>> times.moments, times.time_basis
    (['2024-05-12T15:40:00Z', None, None, '2024-05-12'], ['analyst', 'unknown', None, 'unknown'])
    >>> times.time_readings[1]
    ['2024-04-03', '2024-03-04']
    """
    read = {text: _read_one(text, zone, zone_basis, day_first=day_first) for text in set(written)}
    return WrittenTimes(
        [read[text].moment for text in written],
        list(written),
        [read[text].basis for text in written],
        [read[text].precision for text in written],
        [list(read[text].readings) for text in written],
    )


class _Reading(NamedTuple):
    """What one text says."""

    moment: str | None = None
    basis: str | None = None
    precision: str | None = None
    readings: tuple[str, ...] = ()


def _read_one(text: str | None, zone: str | None, zone_basis: str, *, day_first: bool | None) -> _Reading:
    if text is None:
        return _Reading()
    readings = read_moments(text, zone)
    chosen = _choose(readings, day_first=day_first)
    precision = readings[0].precision if readings else None
    further = () if chosen else tuple(moment.text for moment in readings)
    return _Reading(chosen.text if chosen else None, _basis(text, chosen, zone_basis), precision, further)


def _choose(readings: Sequence[Moment], *, day_first: bool | None) -> Moment | None:
    if len(readings) > 1 and day_first is not None:
        return readings[0 if day_first else -1]
    return readings[0] if len(readings) == 1 else None


def _basis(text: str, moment: Moment | None, zone_basis: str) -> str:
    if moment is None or not moment.zoned:
        return "unknown"
    unaided = read_moments(text)
    return "stated" if unaided and unaided[0].zoned else zone_basis


@dataclass(frozen=True, slots=True)
class ClockOffset:
    """What is known of a clock: how many seconds it ran ahead (below zero: behind), why this is known, and who says so."""

    device: str
    fast_by_s: float
    why: str
    by: str

    def __post_init__(self) -> None:
        """Refuse an offset that nobody vouches for."""
        for name, value in (("device", self.device), ("why", self.why), ("by", self.by)):
            if not value.strip():
                message = f"ClockOffset({name}={value!r}): name the device, why its offset is known, and who says so"
                raise ArgumentError(message)

    @property
    def parameters(self) -> dict[str, object]:
        """What ``case.record(parameters=...)`` writes to the ledger."""
        return {"clock": {"device": self.device, "fast_by_s": self.fast_by_s, "why": self.why, "by": self.by}}


def correct_clock(frame: pd.DataFrame, column: str, offset: ClockOffset) -> pd.DataFrame:
    """Set the times of one device right, where everybody can see it.

    Args:
        frame: rows of that device, in any table.
        column: its instants, or moments as text; a moment without a zone is moved too, a date alone is not.
        offset: what is known of the clock.

    Returns:
        A new frame with the times moved back by ``offset.fast_by_s``, the times as the device gave them under
        ``<column>_by_clock``, and the offset under ``clock_fast_by_s``.

    Raises:
        TableError: there is no such column.
        ArgumentError: the rows were corrected already.

    >>> gate = pd.DataFrame({"passed_at": ["2025-05-12T10:47:00Z", "2025-05-12"]})
    >>> known = ClockOffset("gate 3", 47 * 60, "212 passes of other gates", "Li Wen")
    >>> correct_clock(gate, "passed_at", known)["passed_at"].tolist()
    ['2025-05-12T10:00:00Z', '2025-05-12']
    """
    if column not in frame.columns:
        message = f"column={column!r} is not in the frame; it has {list(frame.columns)}"
        raise TableError(message)
    if "clock_fast_by_s" in frame.columns:
        message = "the rows were corrected by a clock offset already; correct the frame that was read"
        raise ArgumentError(message)
    moved = frame.copy()
    moved[f"{column}_by_clock"] = frame[column]
    shift = timedelta(seconds=offset.fast_by_s)
    if isinstance(frame[column].dtype, pd.DatetimeTZDtype):
        moved[column] = frame[column] - shift
    else:
        moved[column] = pd.Series([_move(text, shift) for text in frame[column]], index=frame.index, dtype="str")
    moved["clock_fast_by_s"] = offset.fast_by_s
    return moved


def _move(text: object, shift: timedelta) -> object:
    if not isinstance(text, str) or "T" not in text:
        return text
    instant = pd.Timestamp(text) - shift
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ") if text.endswith("Z") else instant.isoformat(timespec="seconds")
