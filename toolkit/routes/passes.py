"""The fused pass: everything that one track shows by itself, over fixes that were sorted once."""

from collections.abc import Sequence

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.draughts import read_draughts
from toolkit.routes.gaps import MIN_GAP_H, SilenceScan
from toolkit.routes.jumps import draught_rows, jump_rows
from toolkit.routes.ports import load_ports
from toolkit.routes.rows import Row, to_events
from toolkit.routes.states import speed_kn
from toolkit.routes.stays import MIN_LOITERING_H, MIN_STOP_H, loitering_rows, stop_rows

__all__ = ["EVENT_KINDS", "find_events"]

EVENT_KINDS = ("gap", "jump", "stop", "loitering", "draught_change")


def find_events(
    tracks: TracksSource,
    kinds: Sequence[str] = EVENT_KINDS,
    *,
    ports: pd.DataFrame | None = None,
    min_gap_h: float = MIN_GAP_H,
) -> pd.DataFrame:
    """Find what single tracks show, sorting them once.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`, which is read some tracks at a time.
        kinds: of ``gap``, ``jump``, ``stop``, ``loitering``, ``draught_change``.
        ports: a ``ports`` table for loitering; ``None`` takes :func:`load_ports`.
        min_gap_h: hours.

    Returns:
        ``events``, the same as those of :func:`find_gaps`, :func:`find_jumps`, :func:`find_stops`, :func:`find_loitering` and
        :func:`find_draught_changes` together.

    Raises:
        ArgumentError: for a kind that is none of these.
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:412000001", "lon": 121.9, "lat": [30.0, 30.5]})
    >>> tracks["time"] = pd.to_datetime(["2025-05-12T00:00Z", "2025-05-12T09:00Z"])
    >>> find_events(tracks, kinds=("gap", "jump"))["kind"].tolist()
    ['gap']
    """
    unknown = sorted(set(kinds) - set(EVENT_KINDS))
    if unknown:
        message = f"kinds={tuple(kinds)!r}: {unknown[0]!r} is not a kind of one track; allowed: {EVENT_KINDS}"
        raise ArgumentError(message)
    rows: list[Row] = []
    blocks = read_blocks(tracks)
    silences = SilenceScan(min_gap_h)
    known = load_ports() if ports is None and "loitering" in kinds else ports
    for fixes in blocks:
        if "gap" in kinds:
            silences.add(fixes)
        if "jump" in kinds:
            rows += jump_rows(fixes)
        speed = speed_kn(fixes) if {"stop", "loitering"} & set(kinds) else fixes.speed
        if "stop" in kinds:
            rows += stop_rows(fixes, MIN_STOP_H, speed)
        if known is not None and "loitering" in kinds:
            rows += loitering_rows(fixes, known, MIN_LOITERING_H, speed)
        if "draught_change" in kinds:
            rows += draught_rows(fixes, read_draughts(fixes))
    return to_events([*rows, *silences.rows(blocks)])
