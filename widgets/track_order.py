"""Positions in the order of their tracks, with the gaps between them marked."""

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["sort_tracks"]

_TRUSTED = "ok"
_TOLERANCE_S = 1.0


def sort_tracks(positions: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Take the positions that can be joined into lines.

    Args:
        positions: ``positions`` table; rows without a time, or with a quality other than ``ok``, are left out.
        events: ``events`` table; its closed gaps mark the position before them.

    Returns:
        The rows by track and time, with ``track`` (track, or asset where tracks were not split), ``at`` (Unix seconds) and
        ``gap`` (nothing was received before the next position).
    """
    trusted = positions["quality"].isna() | (positions["quality"].astype("str") == _TRUSTED)
    track = positions["track_id"].astype("str").where(positions["track_id"].notna(), positions["asset_id"].astype("str"))
    kept = positions.assign(track=track)[trusted & positions["time"].notna()]
    kept = kept.sort_values(["track", "time", "seq", "line"], kind="stable", ignore_index=True)
    seconds = kept["time"].astype("int64").to_numpy() / 1e6
    return kept.assign(at=seconds, gap=_mark_gaps(kept, seconds, events))


def _mark_gaps(kept: pd.DataFrame, seconds: npt.NDArray[np.float64], events: pd.DataFrame) -> npt.NDArray[np.bool_]:
    marked = np.zeros(len(kept), dtype=bool)
    gaps = events[(events["kind"].astype("str") == "gap") & events["ended_at"].notna()]
    owners = {str(asset): group for asset, group in gaps.groupby(gaps["asset_id"].astype("str"))}
    track, asset = kept["track"].to_numpy(), kept["asset_id"].astype("str").to_numpy()
    bounds = np.flatnonzero(np.r_[np.ones(min(len(track), 1), dtype=bool), track[1:] != track[:-1]])
    for start, end in zip(bounds, [*bounds[1:], len(kept)][: len(bounds)], strict=True):
        # a gap may name its track, or the asset of several tracks
        for owner in {str(track[start]), str(asset[start])} & owners.keys():
            at = seconds[start:end]
            opened = owners[owner]["started_at"].astype("int64").to_numpy() / 1e6
            closed = owners[owner]["ended_at"].astype("int64").to_numpy() / 1e6
            before = np.searchsorted(at, opened + _TOLERANCE_S, side="right") - 1
            after = np.searchsorted(at, closed - _TOLERANCE_S, side="left")
            silent = (before >= 0) & (after < len(at)) & (after == before + 1)
            marked[start + before[silent]] = True
    return marked
