"""Positions as sorted arrays: what every detector runs over."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import haversine_m
from toolkit.routes.cleaning import USABLE

__all__ = ["HOUR_US", "Fixes", "read_fixes"]

HOUR_US = 3600 * 1_000_000

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Fixes:
    """Usable positions in order of track, time and seq; ``track`` and ``source`` are codes into ``tracks`` and ``sources``."""

    tracks: list[str]
    sources: list[str]
    track: Ints
    source: Ints
    line: Ints
    time: Ints
    """Microseconds since 1970, UTC."""
    lon: Floats
    lat: Floats
    speed: Floats
    """Knots; NaN where not available."""
    order: Ints
    """Row number in the frame that they were read from."""

    def __len__(self) -> int:
        """Count them."""
        return len(self.time)

    @property
    def first(self) -> Ints:
        """Index of the first fix of each track, and one past the last of all."""
        return np.searchsorted(self.track, np.arange(len(self.tracks) + 1))

    @property
    def joined(self) -> npt.NDArray[np.bool_]:
        """Whether fix i and i + 1 are of one track; one shorter than the fixes."""
        same: npt.NDArray[np.bool_] = self.track[1:] == self.track[:-1]
        return same

    def step_m(self) -> Floats:
        """Metres from each fix to the next; of no meaning where they are not joined."""
        return haversine_m(self.lon[:-1], self.lat[:-1], self.lon[1:], self.lat[1:])

    def refs(self, first: int, last: int) -> list[str]:
        """Cite the fixes first..last, one ref a source, from the smallest line to the largest."""
        cited = []
        for code in np.unique(self.source[first : last + 1]):
            lines = self.line[first : last + 1][self.source[first : last + 1] == code]
            cited.append(ids.make_ref("positions", self.sources[code], first=int(lines.min()), last=int(lines.max())))
        return cited

    def ends(self, *indices: int) -> list[str]:
        """Cite single fixes."""
        return [ids.make_ref("positions", self.sources[self.source[i]], first=int(self.line[i])) for i in indices]


def read_fixes(tracks: pd.DataFrame) -> Fixes:
    """Sort the usable positions of a ``positions`` table; those without ``quality`` count as usable if they have place and time.

    Raises:
        TableError: if a column is missing.
    """
    tables.check(tracks, "positions", columns=("time",))
    lon, lat = tracks["lon"].to_numpy(np.float64), tracks["lat"].to_numpy(np.float64)
    usable = tracks["time"].notna().to_numpy() & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)  # noqa: PLR2004 - the globe
    if "quality" in tracks.columns:
        quality = tracks["quality"]
        usable &= (quality.isin(USABLE) | quality.isna()).to_numpy()
    names = tracks["asset_id"].astype("object")
    if "track_id" in tracks.columns:
        track_id = tracks["track_id"].astype("object")
        names = track_id.where(track_id.notna(), names)
    rows = np.flatnonzero(usable)
    track, track_names = _encode(names.iloc[rows])
    source, source_names = _encode(tracks["source_id"].astype("object").iloc[rows])
    line = tracks["line"].iloc[rows].to_numpy(np.int64)
    time = pd.to_datetime(tracks["time"].iloc[rows], utc=True).to_numpy("datetime64[us]").astype(np.int64)
    # seq before source and line: whoever cleaned the positions has decided the order among equal times
    seq = tracks["seq"].iloc[rows].fillna(0).to_numpy(np.int64) if "seq" in tracks.columns else np.zeros(len(rows), dtype=np.int64)
    order = np.lexsort((line, source, seq, time, track))
    speed = tracks["speed_kn"].to_numpy(np.float64) if "speed_kn" in tracks.columns else np.full(len(tracks), np.nan)
    rows_in_order = rows[order]
    return Fixes(
        track_names,
        source_names,
        track[order],
        source[order],
        line[order],
        time[order],
        lon[rows_in_order],
        lat[rows_in_order],
        speed[rows_in_order],
        rows_in_order.astype(np.int64),
    )


def _encode(series: pd.Series) -> tuple[Ints, list[str]]:
    """Number texts in their sorted order, so that nothing hangs on the order of rows."""
    codes, names = pd.factorize(series, sort=True)
    return codes.astype(np.int64), [str(name) for name in names]
