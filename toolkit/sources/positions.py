"""Positions and milestones from tables: AIS, vehicles, radar and patrols, trains, containers and waybills."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.sources.intake import Intake
from toolkit.sources.milestones import KINDS, MILESTONES, SENSORS, read_words
from toolkit.sources.nmea import is_nmea, read_nmea
from toolkit.sources.opening import open_source
from toolkit.sources.parties import Parties
from toolkit.sources.values import read_moment
from toolkit.tables import Source, Tables

__all__ = ["read_positions"]

_NUMBERS = ("speed_kn", "course_deg", "draught_m", "length_m", "uncertainty_m")
_TEXTS = ("name", "call_sign", "vessel_type", "receiver_id", "place")
_SUBJECTS = {
    "container_id": ("container", "container"),
    "waybill": ("waybill", "waybill"),
    "wagon": ("wagon", "wagon"),
    "train": ("train", "train"),
    "asset": ("asset", None),
    "mmsi": ("mmsi", "vessel"),
}
"""Field: prefix of ``asset_id``, and the kind of asset that it says. A row is about the first of them that it fills."""
_NO_SPEED = 102.3  # ITU-R M.1371-5: 102.3 kn speed not available, 360 course not available, 91 and 181 position not available
_NO_COURSE = 360.0
_NO_LAT, _NO_LON = 91.0, 181.0
_MAX_LAT, _MAX_LON = 90.0, 180.0
_YEARS = (1970, 2100)  # a clock outside these was never set; one such row would stretch every count of hours over millennia
_ISO_SECONDS = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}"


def read_positions(
    source: Source | str | Path,
    *,
    mapping: Mapping[str, object] | None = None,
    zone: str | None = None,
) -> tuple[Tables, Source]:
    """Read positions from AIS CSV (also compressed by gzip), other position tables, or raw NMEA sentences.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}`` for tables; overrides what the headers say.
        zone: zone of times that state none, vouched for by a named analyst; the layout of MarineCadastre publishes UTC.

    Returns:
        ``(tables, source)``: a row is about the container, waybill, wagon, train, vehicle or vessel that it names, the first of
        them in this order; ``milestone`` is a word of :data:`toolkit.sources.milestones.MILESTONES` or as written. Speeds and
        lengths are converted where the header states their unit, left missing where it states one that is not known, and taken
        as knots and metres where it states none (:func:`toolkit.routes.check_units` holds speeds against positions).
        ``positions`` with ``time_basis`` ``stated`` (the time names its zone), ``layout`` (the publisher
        does), ``analyst`` (``zone=``) or ``unknown`` (``time`` is NaT and ``time_original`` keeps the text; so it is with
        years before 1970 or after 2100), and ``records``,
        one a distinct vessel as the file names it. Values that the standard reserves for "not available" are NaN. A row
        without a position is set aside unless it is a milestone; so is one outside the earth, and with a reason of its own one
        whose latitude and longitude seem exchanged. A row is a record of the table; for NMEA see
        :func:`toolkit.sources.nmea.read_nmea`.

    Raises:
        SourceError: the file holds no positions, or is damaged.
        EvidenceError: it is not the file that was recorded.
    """
    opened = open_source(source)
    if is_nmea(opened.content):
        return read_nmea(opened)
    intake = Intake(opened, "positions", mapping=mapping)
    lat, lon = (pd.to_numeric(intake.field(name), errors="coerce") for name in ("lat", "lon"))
    named = pd.concat([intake.field(name).notna() for name in _SUBJECTS], axis=1).any(axis=1)
    absent = lat.isna() | lon.isna() | (lat == _NO_LAT) | (lon == _NO_LON)
    swapped = ~absent & (lat.abs() > _MAX_LAT) & (lat.abs() <= _MAX_LON) & (lon.abs() <= _MAX_LAT)
    outside = ~absent & ((lat.abs() > _MAX_LAT) | (lon.abs() > _MAX_LON) | ~np.isfinite(lat) | ~np.isfinite(lon))
    lost = absent & intake.field("milestone").isna()
    codes = ("source_no_asset", "source_no_position", "source_position_swapped", "source_position_outside")
    reason = pd.Series(np.select([~named, lost, swapped, outside], codes, default=""), index=named.index)
    for code in codes:
        mask = reason == code
        intake.drop(mask, code)
        reason = reason[~mask].reset_index(drop=True)
    frame = _position_table(intake, zone)
    tables = {"positions": frame, "records": _vessels(intake) if intake.has("mmsi") else Parties(intake.source.source_id).table()}
    names = ("time", "lat", "lon", *_NUMBERS, *_TEXTS, "imo", "milestone", "sensor", "asset_kind")
    key = {"asset_id": next(name for name in _SUBJECTS if intake.has(name))}
    placed = {"positions": {**key, **{n: n for n in names}}, "records.vessel": {n: n for n in ("name", "mmsi", "imo", "call_sign")}}
    return Tables(tables), intake.close(placed)


def _position_table(intake: Intake, zone: str | None) -> pd.DataFrame:
    time, basis, precision = _times(intake, zone)
    impossible = ~time.isna() & ~time.dt.year.between(*_YEARS)
    time, basis = time.mask(impossible), basis.mask(impossible, "unknown")
    numbers = {name: _number(intake, name) for name in _NUMBERS}
    numbers["speed_kn"] = numbers["speed_kn"].mask((numbers["speed_kn"] >= _NO_SPEED) | (numbers["speed_kn"] < 0))
    numbers["course_deg"] = numbers["course_deg"].mask((numbers["course_deg"] >= _NO_COURSE) | (numbers["course_deg"] < 0))
    for name in ("draught_m", "length_m", "uncertainty_m"):
        numbers[name] = numbers[name].mask(numbers[name] <= 0)
    asset, kind = _subjects(intake)
    lon, lat = (pd.to_numeric(intake.field(name), errors="coerce").astype("float64") for name in ("lon", "lat"))
    frame = pd.DataFrame(
        {
            "source_id": pd.Categorical([intake.source.source_id] * len(intake.frame)),
            "line": intake.frame["_number"].to_numpy(dtype="int64"),
            "asset_id": asset.astype("category"),
            "time": time,
            "lon": lon,
            "lat": lat,
            **numbers,
            **{name: intake.field(name).astype("category") for name in _TEXTS},
            "imo": _imo_digits(intake.field("imo")).astype("category"),
            "asset_kind": kind.astype("category"),
            "sensor": read_words(intake.field("sensor"), SENSORS).astype("category"),
            "milestone": read_words(intake.field("milestone"), MILESTONES).astype("category"),
            "time_basis": basis.astype("category"),
            "time_precision": precision.astype("category"),
        }
    )
    if (basis == "unknown").any():
        frame["time_original"] = intake.field("time")
    return frame


def _number(intake: Intake, name: str) -> pd.Series:
    """Read a field in the unit of its column, by what each sheet's header states; a unit that is not known leaves it missing."""
    values = pd.to_numeric(intake.field(name), errors="coerce").astype("float64")
    factors = [
        float("nan")
        if name in section.match.unknown_units
        else float(section.match.units[name].factor)
        if name in section.match.units
        else 1.0
        for section in intake.sections
    ]
    return values if set(factors) <= {1.0} else values * np.array(factors)[intake.frame["_section"].to_numpy(np.int64)]


def _subjects(intake: Intake) -> tuple[pd.Series, pd.Series]:
    """Name what each row is about, and its kind."""
    asset, kind = intake.field("none"), read_words(intake.field("asset_kind"), KINDS)
    for name, (prefix, says) in _SUBJECTS.items():
        if intake.has(name):
            text = intake.containers() if name == "container_id" else intake.field(name)
            fills = asset.isna() & text.notna()
            asset = asset.where(~fills, prefix + ":" + text)
            kind = kind.where(~(fills & kind.isna()), says)
    return asset, kind


def _imo_digits(texts: pd.Series) -> pd.Series:
    digits = texts.str.replace(r"^\s*IMO\s*", "", regex=True)
    return digits.where(digits.str.fullmatch(r"\d{7}") & (digits != "0000000"))


def _times(intake: Intake, zone: str | None) -> tuple[pd.Series, pd.Series, pd.Series]:
    published = intake.zone
    texts = intake.field("time")
    if zone is None and published == "UTC" and texts.str.fullmatch(_ISO_SECONDS).fillna(value=False).all():
        read = pd.to_datetime(texts, format="%Y-%m-%dT%H:%M:%S", errors="coerce", utc=True).astype("datetime64[us, UTC]")
        basis = pd.Series(np.where(read.isna(), "unknown", "layout"), index=texts.index, dtype="str")
        return read, basis, pd.Series(["second"] * len(texts), index=texts.index, dtype="str")
    used = zone or published
    found = {text: read_moment(text, used) for text in intake.field("time").dropna().unique()}
    plain = {text: read_moment(text) for text in found}
    instants, bases, precisions = {}, {}, {}
    for text, moment in found.items():
        known = moment is not None and moment.zoned
        instants[text] = pd.Timestamp(moment.text) if moment is not None and known else pd.NaT
        stated = plain[text]
        if not known:
            bases[text] = "unknown"
        elif stated is not None and stated.zoned:
            bases[text] = "stated"
        else:
            bases[text] = "analyst" if zone else "layout"
        precisions[text] = None if moment is None else moment.precision
    time = pd.to_datetime(texts.map(instants), utc=True).astype("datetime64[us, UTC]")
    return time, texts.map(bases).fillna("unknown").astype("str"), texts.map(precisions).astype("str")


def _vessels(intake: Intake) -> pd.DataFrame:
    parties = Parties(intake.source.source_id)
    columns = ["mmsi", "name", "imo", "call_sign"]
    frame = pd.DataFrame({name: intake.field(name) for name in columns})
    frame["locator"] = intake.frame["locator"]
    first = frame.drop_duplicates(columns)
    for locator, mmsi, name, imo, call_sign in zip(
        first["locator"].tolist(), *(first[column].where(first[column].notna(), None).tolist() for column in columns), strict=True
    ):
        parties.add(locator, "Vessel", "vessel", name, identifiers=(("mmsi", mmsi), ("imo", imo), ("call_sign", call_sign)))
    return parties.table()
