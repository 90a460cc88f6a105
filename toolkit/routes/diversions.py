"""Lawful reasons, by date, for ships to go around a passage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

__all__ = ["DIVERSIONS", "Diversion", "explain_diversions"]


@dataclass(frozen=True, slots=True)
class Diversion:
    """A time in which many ships went around passages, and who says so."""

    passages: tuple[str, ...]
    started_on: str
    """ISO 8601 date."""
    ended_on: str | None
    """ISO 8601 date, that day included; ``None`` where no end is known."""
    cause: str
    """What happened, in a word: red_sea_attacks, suez_blocked, panama_drought."""
    source: str


DIVERSIONS: tuple[Diversion, ...] = (
    Diversion(
        ("babalmandab", "suez"),
        "2023-11-19",
        None,
        "red_sea_attacks",
        "United Nations Security Council resolution 2722 (10 January 2024), on attacks on ships in the Red Sea since 19 November 2023",
    ),
    Diversion(
        ("suez",),
        "2021-03-23",
        "2021-04-03",
        "suez_blocked",
        "Suez Canal Authority: the Ever Given aground from 23 to 29 March 2021, the queue cleared on 3 April",
    ),
    Diversion(
        ("panama",),
        "2023-07-30",
        "2024-08-31",
        "panama_drought",
        "Panama Canal Authority, advisories to shipping of 2023 and 2024 on daily transits: fewer than 36 for want of water in Gatun Lake",
    ),
)
"""Known ones. The list is short and will age: give your own to the functions that ask for one."""


def explain_diversions(
    avoided: Iterable[str],
    started_at: pd.Timestamp | None,
    ended_at: pd.Timestamp | None = None,
    diversions: Sequence[Diversion] = DIVERSIONS,
) -> list[Diversion]:
    """Find the diversions that explain why a voyage at that time avoided passages.

    Args:
        avoided: passages that the shorter way would have gone through.
        started_at: when the voyage began, with a zone; without a time nothing is explained.
        ended_at: when it ended; ``None`` while under way.
        diversions: those known.

    >>> [d.cause for d in explain_diversions(["suez"], pd.Timestamp("2024-02-01", tz="UTC"))]
    ['red_sea_attacks']
    >>> explain_diversions(["suez"], pd.Timestamp("2019-02-01", tz="UTC"), pd.Timestamp("2019-03-01", tz="UTC"))
    []
    """
    if started_at is None or pd.isna(started_at):
        return []
    last = started_at if ended_at is None or pd.isna(ended_at) else ended_at
    names = set(avoided)
    return [
        diversion
        for diversion in diversions
        if names & set(diversion.passages)
        and last >= pd.Timestamp(diversion.started_on, tz="UTC")
        and (diversion.ended_on is None or started_at < pd.Timestamp(diversion.ended_on, tz="UTC") + pd.Timedelta(days=1))
    ]
