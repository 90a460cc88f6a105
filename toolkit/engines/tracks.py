"""Work on one track after another."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from toolkit.engines.sql import run_sql
from toolkit.errors import ArgumentError, TableError

__all__ = ["map_tracks"]

_TRACKS_AT_ONCE = 256


def map_tracks(
    tracks: pd.DataFrame | str | Path,
    kernel: Callable[[pd.DataFrame], pd.DataFrame],
    *,
    key: str = "track_id",
    order: tuple[str, ...] = ("time", "seq"),
) -> pd.DataFrame:
    """Call a function once for each track, and put what it returns one below the other.

    Args:
        tracks: positions, or the path of a Parquet file of them, which is read some tracks at a time.
        kernel: takes the rows of one track in their order and returns rows; it must not rely on other tracks.
        key: column that names the track; rows without it are left out.
        order: columns that the rows of a track are sorted by, as far as the table has them.

    Returns:
        What the kernel returned, in the order of the keys; an empty frame if there is no track.

    Raises:
        TableError: there is no column ``key``.
        ArgumentError: the file cannot be read.

    >>> import pandas as pd
    >>> tracks = pd.DataFrame({"track_id": ["b", "a", "a"], "time": [1, 2, 1], "lon": [0.0, 1.0, 2.0]})
    >>> map_tracks(tracks, lambda t: t.head(1))[["track_id", "lon"]].values.tolist()
    [['a', 2.0], ['b', 0.0]]
    """
    results = [result for track in _each_track(tracks, key, order) if len(result := kernel(track))]
    return pd.concat(results, ignore_index=True) if results else pd.DataFrame()


def _each_track(tracks: pd.DataFrame | str | Path, key: str, order: tuple[str, ...]) -> Iterator[pd.DataFrame]:
    if isinstance(tracks, pd.DataFrame):
        if key not in tracks.columns:
            message = f"tracks has no column {key!r} (found: {list(tracks.columns)})"
            raise TableError(message)
        by = [column for column in order if column in tracks.columns]
        known = tracks[tracks[key].notna()]
        known = known.sort_values(by, kind="stable") if by else known
        for _, track in known.groupby(known[key].astype("str"), sort=True):
            yield track.reset_index(drop=True)
        return
    try:
        keys = run_sql(f'select distinct "{key}" as track from tracks where "{key}" is not null order by 1', {"tracks": tracks})  # noqa: S608 - a column name
    except ArgumentError as error:
        message = f"tracks={str(tracks)!r}: {error}"
        raise ArgumentError(message) from error
    names = keys["track"].tolist()
    for first in range(0, len(names), _TRACKS_AT_ONCE):
        chosen = pd.DataFrame({"track": names[first : first + _TRACKS_AT_ONCE]})
        rows = run_sql(f'select tracks.* from tracks join chosen on tracks."{key}" = chosen.track', {"tracks": tracks, "chosen": chosen})  # noqa: S608 - a column name
        yield from _each_track(rows, key, order)
