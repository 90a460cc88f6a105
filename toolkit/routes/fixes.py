"""Positions as sorted arrays: what every detector runs over, whole tracks at a time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import EARTH_RADIUS_M, NAUTICAL_MILE_M, haversine_m
from toolkit.routes.cleaning import PRECISE_M, USABLE, refuse_zoneless

__all__ = ["HOUR_US", "Fixes", "order_rows", "rank_texts", "read_fixes", "read_uncertain"]

HOUR_US = 3600 * 1_000_000

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


def _no_columns(names: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(names))


@dataclass(frozen=True, eq=False)
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
    columns: Callable[[Sequence[str]], pd.DataFrame] = field(default=_no_columns, repr=False)
    """Gives further columns in the order of the fixes, those of the names that there are."""
    uncertain: Floats | None = field(default=None, repr=False)
    """Metres that each fix may be off, 0 where precise; ``None`` if all are."""

    def __len__(self) -> int:
        """Count them."""
        return len(self.time)

    @cached_property
    def first(self) -> Ints:
        """Index of the first fix of each track, and one past the last of all."""
        return np.searchsorted(self.track, np.arange(len(self.tracks) + 1))

    @cached_property
    def joined(self) -> Flags:
        """Whether fix i and i + 1 are of one track; one shorter than the fixes."""
        same: Flags = self.track[1:] == self.track[:-1]
        return same

    @cached_property
    def step_us(self) -> Ints:
        """Microseconds from each fix to the next; of no meaning where they are not joined."""
        return np.diff(self.time)

    @cached_property
    def vague(self) -> dict[str, float]:
        """Metres that a track may be off, for tracks of which most fixes are imprecise: radar, and what a patrol wrote down."""
        if self.uncertain is None or not len(self):
            return {}
        found = {}
        for number in np.unique(self.track[self.uncertain > PRECISE_M]).tolist():
            metres = self.uncertain[self.first[number] : self.first[number + 1]]
            if (metres > PRECISE_M).mean() * 2 > 1:
                found[self.tracks[number]] = float(np.sort(metres)[len(metres) // 2])
        return found

    def step_m(self, at: Ints | slice = slice(None)) -> Floats:
        """Metres from each fix to the next, or of the steps that begin ``at`` these; of no meaning where they are not joined."""
        lon, lat = self.lon, self.lat
        return haversine_m(lon[:-1][at], lat[:-1][at], lon[1:][at], lat[1:][at])

    def fast_steps(self, knots: float, beyond_m: float) -> Ints:
        """Give the joined steps that are longer than ``beyond_m`` and faster than ``knots``.

        Only steps whose degrees, added up, allow for that are measured: no great circle is longer than its degrees of
        latitude and of longitude together.
        """
        if not len(self):
            return np.zeros(0, dtype=np.int64)
        east = np.abs(np.diff(self.lon))
        np.minimum(east, 360.0 - east, out=east)
        east += np.abs(np.diff(self.lat))
        east *= np.radians(EARTH_RADIUS_M)
        limit = np.maximum(self.step_us * (knots * NAUTICAL_MILE_M / HOUR_US), beyond_m)
        maybe = np.flatnonzero((east * (1 + 1e-9) > limit) & self.joined)
        hours = self.step_us[maybe] / HOUR_US
        step = self.step_m(maybe)
        if self.uncertain is not None:
            step -= self.uncertain[maybe] + self.uncertain[maybe + 1]
        return maybe[(step > beyond_m) & (step > knots * NAUTICAL_MILE_M * hours)]

    def refs(self, first: int, last: int) -> list[str]:
        """Cite the fixes first..last, one ref a source, from the smallest line to the largest."""
        lines = self.line[first : last + 1]
        if len(self.sources) == 1:
            return [ids.make_ref("positions", self.sources[0], first=int(lines.min()), last=int(lines.max()))]
        cited = []
        source = self.source[first : last + 1]
        for code in np.unique(source):
            own = lines[source == code]
            cited.append(ids.make_ref("positions", self.sources[code], first=int(own.min()), last=int(own.max())))
        return cited

    def ends(self, *indices: int) -> list[str]:
        """Cite single fixes."""
        return [ids.make_ref("positions", self.sources[self.source[i]], first=int(self.line[i])) for i in indices]


def read_fixes(tracks: pd.DataFrame) -> Fixes:
    """Sort the usable positions of a ``positions`` table; those without ``quality`` count as usable if they have place and time.

    Raises:
        TableError: if a column is missing, or times name no zone.
    """
    tables.check(tracks, "positions", columns=("time",))
    refuse_zoneless(tracks)
    lon, lat = tracks["lon"].to_numpy(np.float64), tracks["lat"].to_numpy(np.float64)
    usable = tracks["time"].notna().to_numpy() & (np.abs(lat) <= 90) & (np.abs(lon) <= 180)  # noqa: PLR2004 - the globe
    if "quality" in tracks.columns:
        quality = tracks["quality"]
        usable &= (quality.isin(USABLE) | quality.isna()).to_numpy()
    names = tracks["asset_id"]
    if "track_id" in tracks.columns and tracks["track_id"].notna().any():
        track_id = tracks["track_id"]
        names = track_id if track_id.notna().all() else track_id.astype("object").where(track_id.notna(), names.astype("object"))
    rows = np.flatnonzero(usable)
    track, track_names = _encode(names.iloc[rows])
    source, source_names = _encode(tracks["source_id"].iloc[rows])
    line = tracks["line"].iloc[rows].to_numpy(np.int64)
    time = pd.to_datetime(tracks["time"].iloc[rows], utc=True).to_numpy("datetime64[us]").astype(np.int64)
    # seq before source and line: whoever cleaned the positions has decided the order among equal times
    seq = tracks["seq"].iloc[rows].fillna(0).to_numpy(np.int64) if "seq" in tracks.columns else np.zeros(len(rows), dtype=np.int64)
    order = order_rows(track, time, seq, source, line)
    speed = tracks["speed_kn"].to_numpy(np.float64) if "speed_kn" in tracks.columns else np.full(len(tracks), np.nan)
    rows_in_order = rows[order]

    def columns(names: Sequence[str]) -> pd.DataFrame:
        return tracks[[name for name in names if name in tracks.columns]].iloc[rows_in_order].reset_index(drop=True)

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
        columns,
        read_uncertain(tracks["uncertainty_m"].to_numpy(np.float64)[rows_in_order]) if "uncertainty_m" in tracks.columns else None,
    )


def read_uncertain(metres: Floats) -> Floats | None:
    """Give the metres that positions may be off, 0 where none are stated; ``None`` if none are stated at all."""
    return np.where(metres > PRECISE_M, metres, 0.0) if (metres > PRECISE_M).any() else None


def order_rows(track: Ints, time: Ints, seq: Ints, source: Ints, line: Ints) -> Ints:
    """Give the order of rows by track, time, seq, source and line, whatever order they come in.

    One key of track and time sorts nearly all; only rows that share both are sorted by the rest.
    """
    if not len(track):
        return np.zeros(0, dtype=np.int64)
    base, span = int(time.min()), int(time.max()) - int(time.min()) + 1
    if (int(track.max()) + 1) * span >= 2**63:
        return np.lexsort((line, source, seq, time, track)).astype(np.int64)
    key = track * np.int64(span) + (time - base)
    if (key[1:] > key[:-1]).all():
        return np.arange(len(key), dtype=np.int64)
    order = np.argsort(key)
    key = key[order]
    equal = key[1:] == key[:-1]
    tied = np.flatnonzero(np.append(equal, False) | np.concatenate([[False], equal]))
    rows = order[tied]
    order[tied] = rows[np.lexsort((line[rows], source[rows], seq[rows], key[tied]))]
    return order.astype(np.int64)


def rank_texts(codes: Ints, texts: Sequence[str]) -> tuple[Ints, list[str]]:
    """Number the texts that are used in their order; a missing one, −1, stays so."""
    used = np.flatnonzero(np.bincount(codes[codes >= 0], minlength=len(texts)))
    ranked = sorted(used.tolist(), key=lambda code: texts[code])
    rank = np.full(len(texts) + 1, -1, dtype=np.int64)
    rank[ranked] = np.arange(len(ranked))
    return rank[codes], [texts[code] for code in ranked]


def _encode(series: pd.Series) -> tuple[Ints, list[str]]:
    """Number texts in their sorted order, so that nothing hangs on the order of rows."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        return rank_texts(series.cat.codes.to_numpy().astype(np.int64), [str(name) for name in series.cat.categories])
    codes, texts = pd.factorize(series.astype("object"), sort=True)
    return codes.astype(np.int64), [str(name) for name in texts]
