"""Say of each position whether it can be trusted; none is dropped."""

from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import tables
from toolkit.errors import TableError
from toolkit.geo import haversine_m

__all__ = ["PRECISE_M", "QUALITIES", "UNCERTAIN_M", "USABLE", "clean_positions", "refuse_zoneless"]

QUALITIES = ("ok", "no_speed", "imprecise", "no_position", "out_of_range", "swapped", "no_time", "no_zone", "clock", "duplicate")
"""What ``quality`` may say. A row has the first fault that applies, in this order: no_position, swapped, out_of_range,
no_zone, no_time, clock, duplicate, imprecise, no_speed."""

USABLE = ("ok", "no_speed", "imprecise")
"""Qualities whose place and time detectors use."""

UNCERTAIN_M = {"radar": 500.0, "patrol": 1000.0}
"""Radius taken for a sighting whose file states none. A ship's radar may be 1 % of its range scale and 1° of bearing off
(IMO resolution MSC.192(79)): 390 m at 12 nautical miles; a place that a patrol wrote down is rarely better than half a mile."""

PRECISE_M = 100.0
"""A position that may be further off than this is ``imprecise``; satellite navigation is good to 10 to 30 m."""

_NO_SPEED_KN = 102.2  # ITU-R M.1371-5: 102.3 says not available, 102.2 says "102.2 or more"
_NO_COURSE_DEG = 360.0
_NO_LAT, _NO_LON = 91.0, 181.0
_MAX_LAT, _MAX_LON = 90.0, 180.0
_EARLIEST = pd.Timestamp("1990-01-01", tz="UTC")  # before AIS and GPS tracking; a clock that lost its battery says 1970 or 1980
_ZONE = r"(?:Z|[+-]\d{2}:?\d{2})\s*$"
_OUR_AGE = r"(?:19[7-9]|20\d)\d"
_FAR_M, _NEAR_M = 500_000.0, 100_000.0
_CLOCK_WINDOW = 51
_CLOCK_US = 3600 * 1_000_000
_ORDERED_SHARE = 0.95
_SAILED_M_A_US = 60 * 1852 / _CLOCK_US  # 60 kn, faster than any ship that carries AIS for its trade
_MIN_FOR_MEDIAN = 5


def clean_positions(frame: pd.DataFrame) -> pd.DataFrame:
    """Mark what cannot be trusted, and number the positions of an asset that share a time.

    Sentinel values are those of ITU-R M.1371-5: speed 102.3 kn, course 360°, longitude 181°, latitude 91° say "not
    available". Speeds and courses so marked become missing; longitudes and latitudes stay as they were read. A latitude
    beyond 90° with a longitude within it, or a position that lies more than 500 km from the asset's median and, with
    longitude and latitude exchanged, within 100 km of it, to which no ship could have
    sailed from the one before, is called ``swapped`` and not repaired. In a source whose lines
    run in order of time, a time that differs by more than an hour from the median of the 51 lines around it is called
    ``clock``. A time whose zone nobody vouches for stays missing, and is called ``no_zone``. What radar or a patrol saw, and
    whatever may be more than 100 m off, is ``imprecise``: detectors use it, widen their limits by ``uncertainty_m`` (filled from
    :data:`UNCERTAIN_M` where a file is silent), and make no strong claim of it.

    Args:
        frame: a ``positions`` table.

    Returns:
        The same rows with ``quality`` (see :data:`QUALITIES`) and ``seq`` (0, 1, … among equal times of an asset), sorted by
        asset, time and line; rows without a time come last.

    Raises:
        TableError: if ``frame`` is no ``positions`` table, or its times name no zone.

    >>> frame = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:1", "lon": [121.0, 181.0], "lat": [30.0, 91.0],
    ...                       "time": ["2024-05-01T00:00Z", "2024-05-01T00:10Z"], "speed_kn": [102.3, 4.0]})
    >>> clean_positions(frame)["quality"].tolist()
    ['no_speed', 'no_position']
    """
    refuse_zoneless(frame)
    positions = tables.conform(frame, "positions")
    if positions.empty:
        return positions
    stated = positions["uncertainty_m"].where(positions["uncertainty_m"] >= 0)
    positions["uncertainty_m"] = stated.fillna(positions["sensor"].astype("object").map(UNCERTAIN_M).astype("float64"))
    order = ["asset_id", "time", "source_id", "line"]
    keys = {name: positions[name].astype("str") if name in ("asset_id", "source_id") else positions[name] for name in order}
    positions = positions.iloc[pd.DataFrame(keys).sort_values(order, kind="stable").index.to_numpy()].reset_index(drop=True)
    positions["speed_kn"] = positions["speed_kn"].where(positions["speed_kn"].between(0, _NO_SPEED_KN))
    positions["course_deg"] = positions["course_deg"].where(positions["course_deg"].between(0, _NO_COURSE_DEG, inclusive="left"))
    positions["quality"] = pd.Categorical(np.array(QUALITIES, dtype=object)[_codes(positions)], categories=list(QUALITIES))
    positions["seq"] = positions.groupby(["asset_id", "time"], observed=True, dropna=False).cumcount().astype("Int64")
    return positions


def refuse_zoneless(frame: pd.DataFrame) -> None:
    """Refuse instants without a zone: an hour more or less makes a gap, a meeting or a trip.

    Raises:
        TableError: if ``time`` holds instants, or texts of them, that name no zone.
    """
    if "time" not in frame.columns or isinstance(frame["time"].dtype, pd.DatetimeTZDtype):
        return
    known = frame["time"].dropna()
    if pd.api.types.is_datetime64_any_dtype(known.dtype):
        zoneless = known
    else:
        texts = known[known.map(lambda value: isinstance(value, str))].astype("object")
        stamps = known[known.map(lambda value: isinstance(value, datetime) and value.tzinfo is None)]
        zoneless = pd.concat([texts[~texts.astype("str").str.contains(_ZONE)], stamps])
    if len(zoneless):
        message = (
            f"positions['time']={str(zoneless.iloc[0])!r} has no zone ({len(zoneless)} such rows); name it, "
            "frame.assign(time=frame['time'].dt.tz_localize('Asia/Shanghai')), or leave the time missing"
        )
        raise TableError(message)


def _codes(positions: pd.DataFrame) -> npt.NDArray[np.int64]:
    lon, lat = positions["lon"].to_numpy(np.float64), positions["lat"].to_numpy(np.float64)
    repeated = ["asset_id", "time", "lon", "lat", "speed_kn", "course_deg", "milestone"]
    faults = {
        "no_position": np.isnan(lon) | np.isnan(lat) | (np.abs(lat) == _NO_LAT) | (np.abs(lon) == _NO_LON),
        "swapped": _swapped(positions, lon, lat),
        "out_of_range": (np.abs(lat) > _MAX_LAT) | (np.abs(lon) > _MAX_LON),
        "no_zone": positions["time"].isna().to_numpy() & _written_times(positions),
        "no_time": positions["time"].isna().to_numpy(),
        "clock": _clock_faults(positions),
        "duplicate": positions.duplicated(repeated).to_numpy(),
        "imprecise": (positions["uncertainty_m"] > PRECISE_M).to_numpy(),
        "no_speed": positions["speed_kn"].isna().to_numpy(),
    }
    codes = np.zeros(len(positions), dtype=np.int64)
    for name, fault in reversed(faults.items()):
        codes[fault] = QUALITIES.index(name)
    return codes


def _written_times(positions: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Tell where the file wrote a time of our age that could not be taken."""
    if "time_original" not in positions.columns:
        return np.zeros(len(positions), dtype=np.bool_)
    written: npt.NDArray[np.bool_] = positions["time_original"].astype("str").str.contains(_OUR_AGE).fillna(value=False).to_numpy(np.bool_)
    return written


def _swapped(positions: pd.DataFrame, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    impossible = (np.abs(lat) > _MAX_LAT) & (np.abs(lat) <= _MAX_LON) & (np.abs(lat) != _NO_LAT) & (np.abs(lon) <= _MAX_LAT)
    sound = (np.abs(lat) <= _MAX_LAT) & (np.abs(lon) <= _MAX_LON)
    places = pd.DataFrame({"lon": np.where(sound, lon, np.nan), "lat": np.where(sound, lat, np.nan)})
    grouped = places.groupby(positions["asset_id"].cat.codes.to_numpy())
    median, count = grouped.transform("median"), grouped["lon"].transform("count").to_numpy()
    far = haversine_m(lon, lat, median["lon"], median["lat"]) > _FAR_M
    with np.errstate(invalid="ignore"):
        near = haversine_m(lat, np.clip(lon, -_MAX_LAT, _MAX_LAT), median["lon"], median["lat"]) < _NEAR_M
    maybe = sound & far & near & (np.abs(lon) <= _MAX_LAT) & (count >= _MIN_FOR_MEDIAN)
    swapped: npt.NDArray[np.bool_] = impossible | _leaps(positions, lon, lat, maybe)
    return swapped


def _leaps(
    positions: pd.DataFrame, lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64], maybe: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Keep the runs of doubtful rows that no ship could have sailed to: a voyage may lead to the mirror of where it began."""
    asset = positions["asset_id"].cat.codes.to_numpy()
    edge = np.concatenate([[True], (asset[1:] != asset[:-1]) | (maybe[1:] != maybe[:-1])])
    time = positions["time"].to_numpy("datetime64[us]").astype(np.int64)
    leaps = np.zeros(len(maybe), dtype=np.bool_)
    starts = np.flatnonzero(edge)
    for first, end in zip(starts.tolist(), [*starts[1:].tolist(), len(maybe)], strict=True):
        if not maybe[first]:
            continue
        steps = [(a, b) for a, b in ((first - 1, first), (end - 1, end)) if a >= 0 and b < len(maybe) and asset[a] == asset[b]]
        metres = [float(haversine_m(lon[a], lat[a], lon[b], lat[b])) for a, b in steps]
        leaps[first:end] = any(m > _SAILED_M_A_US * abs(int(time[b]) - int(time[a])) for m, (a, b) in zip(metres, steps, strict=True))
    return leaps


def _clock_faults(positions: pd.DataFrame) -> npt.NDArray[np.bool_]:
    faults = (positions["time"] < _EARLIEST).to_numpy().copy()
    timed = positions["time"].notna().to_numpy()
    for rows in positions[timed].groupby("source_id", observed=True).indices.values():
        index = np.flatnonzero(timed)[rows]
        index = index[np.argsort(positions["line"].to_numpy(np.int64)[index], kind="stable")]
        time = positions["time"].to_numpy("datetime64[us]")[index].astype(np.int64)
        if len(time) < _CLOCK_WINDOW or (np.diff(time) >= 0).mean() < _ORDERED_SHARE:
            continue
        median = pd.Series(time).rolling(_CLOCK_WINDOW, center=True, min_periods=_CLOCK_WINDOW // 2).median().to_numpy()
        # beyond the neighbours' own range, or a hole in the record would be taken for a fault of the clocks beside it
        before = np.concatenate([[time[0]], time[:-1]])
        after = np.concatenate([time[1:], [time[-1]]])
        back = (time < np.minimum(before, after)) | (time > np.maximum(before, after))
        faults[index[back & (np.abs(time - median) > _CLOCK_US)]] = True
    return faults
