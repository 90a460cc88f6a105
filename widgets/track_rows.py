"""From positions, events and ports to what a route map shows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.errors import ArgumentError
from widgets.track_order import sort_tracks

__all__ = ["TrackRows", "choose_positions", "place_marks"]


@dataclass(frozen=True, slots=True)
class TrackRows:
    """Positions that a route map shows, by track and time, and how many there were."""

    positions: pd.DataFrame
    """track, lon, lat, seconds (since ``first_time``), gap (no position received before the next)."""
    tracks: pd.DataFrame
    """id, label, start (row of the first position), n, started_at, ended_at; one row a track."""
    first_time: float
    """Unix seconds."""
    all_positions: int
    untrusted: int
    untimed: int

    def places(self) -> bytes:
        """Give longitude and latitude of each position, float32 (half a metre at 180°)."""
        return self.positions[["lon", "lat"]].to_numpy("<f4").tobytes()


def choose_positions(positions: pd.DataFrame, events: pd.DataFrame, *, limit: int = 100_000) -> TrackRows:
    """Sort positions into tracks, mark gaps, and thin out what is above the limit.

    Ends of tracks and of gaps are always kept.

    Args:
        positions: ``positions`` table.
        events: ``events`` table; its gaps become dashes.
        limit: how many positions at most, about.

    Raises:
        ArgumentError: if ``limit`` is below 2.
    """
    if limit < 2:  # noqa: PLR2004 - a line has two ends
        message = f"limit={limit}; give how many positions to show at most, 2 or more"
        raise ArgumentError(message)
    kept = sort_tracks(positions, events)
    trusted = positions["quality"].isna() | (positions["quality"].astype("str") == "ok")
    untimed = trusted & positions["time"].isna()
    seconds = kept["at"].to_numpy()
    shown = kept[_thin(kept, limit)].reset_index(drop=True)
    first = float(seconds.min()) if len(seconds) else 0.0
    shown = shown.assign(seconds=shown["at"] - first)
    return TrackRows(shown, _list_tracks(shown, kept), first, len(positions), int((~trusted).sum()), int(untimed.sum()))


def _starts(track: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    starts: npt.NDArray[np.bool_] = np.r_[np.ones(min(len(track), 1), dtype=bool), track[1:] != track[:-1]]
    return starts


def _thin(kept: pd.DataFrame, limit: int) -> npt.NDArray[np.bool_]:
    if len(kept) <= limit:
        return np.ones(len(kept), dtype=bool)
    gap = kept["gap"].to_numpy()
    track = kept["track"].to_numpy()
    first = _starts(track)
    needed = first | np.r_[first[1:], True] | gap | np.r_[False, gap[:-1]]
    step = int(np.ceil(len(kept) / limit))
    chosen: npt.NDArray[np.bool_] = needed | (np.arange(len(kept)) % step == 0)
    return chosen


def _list_tracks(shown: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    starts = shown.groupby("track", sort=False).head(1)
    by_track = kept.groupby("track", sort=False)
    names = {str(track): _name_track(str(track), group) for track, group in by_track["name"]}
    times = by_track["time"].agg(["min", "max", "size"])
    ids = starts["track"].tolist()
    return pd.DataFrame({
        "id": ids,
        "label": [names[track] for track in ids],
        "start": starts.index.tolist(),
        "n": [int(times.loc[track, "size"]) for track in ids],
        "started_at": [times.loc[track, "min"] for track in ids],
        "ended_at": [times.loc[track, "max"] for track in ids],
    })  # fmt: skip


def _name_track(track: str, names: pd.Series) -> str:
    found = list(dict.fromkeys(str(name) for name in names.dropna() if str(name).strip()))
    return f"{' / '.join(found)} · {track}" if found else track


def place_marks(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows that have a place.

    >>> len(place_marks(pd.DataFrame({"lon": [1.0, None], "lat": [2.0, 3.0]})))
    1
    """
    return frame[frame["lon"].notna() & frame["lat"].notna()].reset_index(drop=True)
