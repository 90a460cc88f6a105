"""Positions of an invented fleet with what was planted in them, drawn with a seed.

A third of the ships lies in harbours, a third trades between ports, a third works at sea. Planted are silences (some of them
open at the end), identities shared by two hulls, and meetings at sea; and what looks like a meeting and is none: tows, two
transponders on one hull, neighbours at anchor in the roads, ships that cross or keep company for an hour, rafts in harbours and
barges that bunker there. ``OUTSIDE`` draws from ranges apart; thresholds were looked at on seeds 11, 12 and 31 to 33, and what is
reported is drawn from others.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from toolkit import routes

M = 1 / 111_195
_HULLS_AT_ONCE = 2_000
_BARGE_H = 0.4  # what a barge needs from her berth to another ship of the harbour
_DRAUGHT_H = 120  # a ship reports another draught every so many hours
START = np.datetime64("2024-05-01", "us").astype(np.int64)
HOUR = 3_600_000_000


@dataclass(frozen=True, slots=True)
class Ranges:
    """What is drawn from: low and high."""

    step_min: tuple[float, float] = (8.6, 8.7)
    meeting_m: tuple[float, float] = (20, 300)
    meeting_h: tuple[float, float] = (2.5, 10)
    meeting_kn: tuple[float, float] = (0.1, 1.2)
    tow_m: tuple[float, float] = (150, 400)
    double_m: tuple[float, float] = (8, 30)
    anchored_m: tuple[float, float] = (250, 450)
    crossing_h: tuple[float, float] = (0.2, 1.0)
    gap_h: tuple[float, float] = (13, 60)
    bunker_m: tuple[float, float] = (20, 60)
    bunker_h: tuple[float, float] = (3, 8)
    lat: float = 45.0


INSIDE = Ranges()
OUTSIDE = Ranges(
    (4, 15), (5, 440), (2.3, 30), (0.0, 1.6), (80, 490), (3, 45), (120, 490), (0.1, 1.5), (12.2, 200), (10, 90), (2.4, 20), 72.0
)


@dataclass
class Fleet:
    """Positions as columns, the ports, and what was planted: keys by kind."""

    columns: dict[str, np.ndarray]
    assets: list[str]
    ports: pd.DataFrame
    planted: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)

    def frame(self) -> pd.DataFrame:
        """Give a ``positions`` table, lines in order of time."""
        return self.table().to_pandas()

    def table(self, source: str = "s1") -> pa.Table:
        """Give an Arrow table with texts as dictionaries."""
        c = self.columns
        code = pa.array(c["asset"], type=pa.int32())
        texts = {
            "asset_id": pa.DictionaryArray.from_arrays(code, self.assets),
            "name": pa.DictionaryArray.from_arrays(pa.array(c["hull"], type=pa.int32()), [f"SHIP {n}" for n in range(c["hull"].max() + 1)]),
            "imo": pa.DictionaryArray.from_arrays(pa.array(c["imo"], mask=c["imo"] < 0, type=pa.int32()), c["imo_names"].tolist()),
            "vessel_type": pa.DictionaryArray.from_arrays(pa.array(c["type"], type=pa.int32()), ["70", "80", "52", "30"]),
        }
        n = len(c["asset"])
        return pa.table(
            {
                "source_id": pa.DictionaryArray.from_arrays(pa.array(np.zeros(n, np.int8)), [source]),
                "line": pa.array(np.arange(2, n + 2)),
                "asset_id": texts["asset_id"],
                "time": pa.array(c["time"], type=pa.timestamp("us", "UTC")),
                "lon": c["lon"],
                "lat": c["lat"],
                "speed_kn": c["speed"],
                "length_m": c["length"],
                "draught_m": c["draught"],
                "name": texts["name"],
                "imo": texts["imo"],
                "vessel_type": texts["vessel_type"],
            },
        )


@dataclass
class _Hull:
    """One hull while it is being drawn: hours, degrees and knots at its own reports."""

    hours: np.ndarray
    lon: np.ndarray
    lat: np.ndarray
    speed: np.ndarray
    keep: np.ndarray
    type: int = 0
    length: float = 120.0
    is_at_sea: bool = False
    harbour: int = -1


def draw_fleet(  # noqa: PLR0913 - one call
    assets: int, days: float, *, seed: int = 0, ranges: Ranges = INSIDE, prefix: int = 0, ports: pd.DataFrame | None = None
) -> Fleet:
    """Draw a fleet of so many hulls, around ports of its own unless some are given."""
    rng = np.random.default_rng(seed)
    drawn = draw_ports(rng, ranges)
    ports = drawn if ports is None else ports
    away = _far_from(ports, ranges.lat, assets, rng)
    harbours = rng.choice(374, 20, replace=False)
    hulls = [_draw_hull(n, days, ports, harbours, away, ranges, rng) for n in range(assets)]
    names = [f"mmsi:{prefix + n:09d}" for n in range(assets)]
    imo = np.full(assets, -1)
    kinds = ("encounter", "gap", "identity_split", "towing", "double_transponder", "anchored", "bunkering")
    planted: dict[str, set[tuple[str, ...]]] = {kind: set() for kind in kinds}
    _plant(hulls, names, imo, planted, days, ports, ranges, rng)
    return Fleet(_collect(hulls, names, imo, rng), sorted(set(names)), ports, planted)


def draw_ports(rng: np.random.Generator, ranges: Ranges) -> pd.DataFrame:
    """Draw the ports of a fleet: the first thing that its seed is asked for."""
    every = routes.load_ports()
    every = every[every["lat"].abs() <= ranges.lat]
    return every.iloc[np.sort(rng.choice(len(every), 374, replace=False))].reset_index(drop=True)


def _far_from(ports: pd.DataFrame, lat: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """Give places on a grid at least a degree and a half apart from each other and 60 km from ports; the sea is invented too."""
    grid = np.array([(x, y) for x in np.arange(-178, 178, 2.0) for y in np.arange(-lat, lat, 2.0)])
    metres, _ = routes.ports.measure_port_m(grid[:, 0], grid[:, 1], ports)
    grid = grid[metres > 120_000]
    return grid[rng.choice(len(grid), n, replace=n > len(grid))]


def _draw_hull(  # noqa: PLR0913, PLR0917 - one call
    n: int, days: float, ports: pd.DataFrame, harbours: np.ndarray, away: np.ndarray, ranges: Ranges, rng: np.random.Generator
) -> _Hull:
    step = rng.uniform(*ranges.step_min)
    count = int(days * 1440 / step)
    hours = (np.arange(count) * step + rng.uniform(0, step) + rng.uniform(-0.2, 0.2, count) * min(step, 5)) / 60
    kind, length = int(rng.choice([0, 0, 1, 3])), float(rng.integers(60, 300))
    if n % 3 == 0:
        harbour = int(rng.choice(harbours))
        port = ports.iloc[harbour]
        lat = port["lat"] + rng.normal(0, 700) * M + rng.normal(0, 4, count) * M
        lon = port["lon"] + (rng.normal(0, 700) + rng.normal(0, 4, count)) * M / np.cos(np.radians(port["lat"]))
        return _Hull(hours, lon, lat, np.round(np.abs(rng.normal(0, 0.06, count)), 1), np.ones(count, bool), kind, length, harbour=harbour)
    if n % 3 == 1:
        return _draw_trader(hours, ports, kind, length, rng)
    x, y = away[n]
    angle = rng.uniform(0, 6.28) + np.cumsum(rng.normal(0, 0.02, count))
    radius = 0.4 * np.abs(np.sin(hours / 24 + rng.uniform(0, 6)))
    lat = y + radius * np.sin(angle)
    lon = x + radius * np.cos(angle) / np.cos(np.radians(y))
    return _Hull(hours, lon, lat, _implied(hours, lon, lat), np.ones(count, bool), kind, length, is_at_sea=True)


def _draw_trader(hours: np.ndarray, ports: pd.DataFrame, kind: int, length: float, rng: np.random.Generator) -> _Hull:
    """Call at some ports in turn, 12 kn between them."""
    here, clock = int(rng.integers(len(ports))), 0.0
    marks: list[tuple[float, float, float]] = []
    while clock < hours[-1]:
        x, y = float(ports["lon"].iloc[here]) + 0.008, float(ports["lat"].iloc[here])
        stay = rng.uniform(10, 60)
        marks += [(clock, x, y), (clock + stay, x, y)]
        near = np.hypot((ports["lon"] - x) * np.cos(np.radians(y)), ports["lat"] - y).to_numpy()
        following = int(rng.choice(np.argsort(near)[3:40]))
        clock += stay + near[following] / M / 1852 / 12 + 1
        here = following
    at, lon, lat = (np.array([m[i] for m in marks]) for i in range(3))
    x, y = np.interp(hours, at, lon), np.interp(hours, at, lat)
    return _Hull(hours, x, y, _implied(hours, x, y), np.ones(len(hours), bool), kind, length)


def _implied(hours: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
    east = np.diff(lon) * np.cos(np.radians(lat[:-1]))
    knots = np.hypot(east, np.diff(lat)) / M / 1852 / np.maximum(np.diff(hours), 1e-3)
    return np.round(np.append(knots, 0.0), 1)


def _plant(  # noqa: PLR0913, PLR0917 - one call
    hulls: list[_Hull],
    names: list[str],
    imo: np.ndarray,
    planted: dict[str, set[tuple[str, ...]]],
    days: float,
    ports: pd.DataFrame,
    ranges: Ranges,
    rng: np.random.Generator,
) -> None:
    sea = [n for n, hull in enumerate(hulls) if hull.is_at_sea]
    rng.shuffle(sea)
    pairs = [(sea[i], sea[i + 1]) for i in range(0, len(sea) * 2 // 3 - 1, 2)]
    kinds = rng.choice(["meet", "meet", "meet", "tow", "double", "anchored", "crossing"], len(pairs))
    for (a, b), kind in zip(pairs, kinds, strict=True):
        start = float(rng.uniform(6, days * 24 - 60 - min(ranges.meeting_h[1], 30)))
        _join(hulls[a], hulls[b], str(kind), start, ports, ranges, rng)
        if kind != "crossing":
            planted[_KINDS[str(kind)]].add((min(names[a], names[b]), max(names[a], names[b])))
        if kind == "double" and rng.random() < 0.5:
            imo[a] = imo[b] = a
    rest = sea[2 * len(pairs) :]
    for n in rest[: len(rest) * 2 // 3]:
        _silence(hulls[n], names[n], planted, days, ranges, rng)
    for a, b in _berthed(hulls):
        _bunker(hulls[a], hulls[b], float(rng.uniform(6, days * 24 - 40)), ranges, rng)
        planted["bunkering"].add((min(names[a], names[b]), max(names[a], names[b])))
    traders = [n for n in range(len(hulls)) if n % 3 == 1]
    for a, b in zip(traders[: len(traders) // 10 : 2], traders[1 : len(traders) // 10 : 2], strict=False):
        far = np.hypot(hulls[a].lon[0] - hulls[b].lon[0], hulls[a].lat[0] - hulls[b].lat[0])
        if far > 15:
            planted["identity_split"].add((names[a],))
            names[b] = names[a]


_KINDS = {"meet": "encounter", "tow": "towing", "double": "double_transponder", "anchored": "anchored"}


def _berthed(hulls: list[_Hull]) -> list[tuple[int, int]]:
    """Pair a tenth of the hulls of each harbour."""
    pairs = []
    for harbour in sorted({hull.harbour for hull in hulls} - {-1}):
        own = [n for n, hull in enumerate(hulls) if hull.harbour == harbour]
        pairs += [(own[2 * n], own[2 * n + 1]) for n in range(max(len(own) // 20, 1)) if 2 * n + 1 < len(own)]
    return pairs


def _bunker(barge: _Hull, taker: _Hull, start: float, ranges: Ranges, rng: np.random.Generator) -> None:
    """Let a small tanker come alongside a larger ship at her berth, and go back to her own."""
    barge.type, barge.length, taker.type, taker.length = 1, float(rng.uniform(50, 85)), 0, float(rng.uniform(150, 300))
    hours, metres = float(rng.uniform(*ranges.bunker_h)), float(rng.uniform(*ranges.bunker_m))
    lon, lat = np.interp(barge.hours, taker.hours, taker.lon), np.interp(barge.hours, taker.hours, taker.lat) + metres * M
    berth = barge.speed
    _place(barge, lon, lat, (start, start + hours), np.round(np.abs(rng.normal(0, 0.1, len(lon))), 1), come_h=_BARGE_H)
    away = (barge.hours < start - _BARGE_H) | (barge.hours > start + hours + _BARGE_H)
    barge.speed = np.where(away, berth, barge.speed)


def _join(  # noqa: PLR0913, PLR0917 - one call
    a: _Hull, b: _Hull, kind: str, start: float, ports: pd.DataFrame, ranges: Ranges, rng: np.random.Generator
) -> None:
    """Bring two hulls together in the way of a kind; the second is first moved to the first one's waters."""
    hours, metres, knots = (float(rng.uniform(*drawn)) for drawn in (ranges.meeting_h, ranges.meeting_m, ranges.meeting_kn))
    if kind == "double":
        metres = float(rng.uniform(*ranges.double_m))
        b.lat = np.interp(b.hours, a.hours, a.lat) + metres * M
        b.lon, b.speed = np.interp(b.hours, a.hours, a.lon), np.round(np.interp(b.hours, a.hours, a.speed), 1)
        b.length = a.length
        return
    if kind == "anchored":
        port = ports.iloc[int(rng.integers(len(ports)))]
        x, y = float(port["lon"]), float(port["lat"]) + rng.uniform(0.12, 0.35)
        for hull in (a, b):
            _move_to(hull, start, x, y)
        _anchor(a, b, (x, y), (start, start + float(rng.uniform(24, 72))), float(rng.uniform(*ranges.anchored_m)), rng)
        return
    if kind == "tow":
        metres, hours, knots, a.type = float(rng.uniform(*ranges.tow_m)), float(rng.uniform(20, 50)), float(rng.uniform(3.5, 8)), 2
    if kind == "crossing":
        hours, knots = float(rng.uniform(*ranges.crossing_h)), 6.0
    i = int(np.searchsorted(a.hours, start))
    x, y, end, heading = float(a.lon[i]), float(a.lat[i]), start + hours, rng.uniform(0, 6.28)
    _move_to(b, start, x, y)
    for hull, side in ((a, 0.0), (b, metres)):
        way = np.clip(hull.hours - start, 0, hours) * knots * 1852 * M
        north = way * np.sin(heading) + side * M * np.cos(heading)
        east = (way * np.cos(heading) - side * M * np.sin(heading)) / np.cos(np.radians(y))
        _place(hull, x + east, y + north, (start, end), np.full(len(way), round(knots, 1)))
    _part(b, start, end)


def _move_to(hull: _Hull, start: float, lon: float, lat: float) -> None:
    """Shift a hull's whole path so that it is at a place at an hour."""
    i = int(np.searchsorted(hull.hours, start))
    hull.lon, hull.lat = hull.lon + lon - hull.lon[i], np.clip(hull.lat + lat - hull.lat[i], -85, 85)


def _place(  # noqa: PLR0913 - one call
    hull: _Hull, lon: np.ndarray, lat: np.ndarray, span: tuple[float, float], knots: np.ndarray, *, come_h: float = 5.0
) -> None:
    """Put a hull on a path from start to end, come to it from its own in some hours and go back in as many."""
    inside = (hull.hours >= span[0]) & (hull.hours <= span[1])
    hull.lat = np.where(inside, lat, _leave(hull.hours, hull.lat, span, lat, come_h))
    hull.lon = np.where(inside, lon, _leave(hull.hours, hull.lon, span, lon, come_h))
    hull.speed = np.where(inside, knots, np.maximum(_implied(hull.hours, hull.lon, hull.lat), 2.5))


def _part(hull: _Hull, start: float, end: float) -> None:
    hull.lon = np.where((hull.hours > end + 0.2) | (hull.hours < start - 0.2), hull.lon + 0.05, hull.lon)


def _leave(hours: np.ndarray, own: np.ndarray, span: tuple[float, float], path: np.ndarray, come_h: float) -> np.ndarray:
    start, end = span
    before, after = float(np.interp(start - come_h, hours, own)), float(np.interp(end + come_h, hours, own))
    first, last = float(np.interp(start, hours, path)), float(np.interp(end, hours, path))
    coming = np.interp(hours, [start - come_h, start], [before, first])
    going = np.interp(hours, [end, end + come_h], [last, after])
    near = np.where(hours < start, coming, going)
    return np.where((hours < start - come_h) | (hours > end + come_h), own, near)


def _anchor(  # noqa: PLR0913, PLR0917 - one call
    a: _Hull, b: _Hull, place: tuple[float, float], span: tuple[float, float], metres: float, rng: np.random.Generator
) -> None:
    for hull, side in ((a, 0.0), (b, metres)):
        n = len(hull.hours)
        swing = np.cumsum(rng.normal(0, 0.05, n))
        east, north = 30 * np.cos(swing) * M / np.cos(np.radians(place[1])), (side + 30 * np.sin(swing)) * M
        _place(hull, place[0] + east, place[1] + north, span, np.round(np.abs(rng.normal(0, 0.1, n)), 1))
    _part(b, *span)


def _silence(  # noqa: PLR0913, PLR0917 - one call
    hull: _Hull, name: str, planted: dict[str, set[tuple[str, ...]]], days: float, ranges: Ranges, rng: np.random.Generator
) -> None:
    length = min(float(rng.uniform(*ranges.gap_h)), days * 24 / 3)
    start = days * 24 - length if rng.random() < 0.2 else float(rng.uniform(6, days * 24 - length - 6))
    hull.keep &= ~((hull.hours > start) & (hull.hours < start + length + 0.3))
    last = np.flatnonzero(hull.keep & (hull.hours <= start))[-1]
    planted["gap"].add(
        (name, str(np.datetime64(int(START) + round(float(hull.hours[last]) * 3600) * 1_000_000, "us").astype("datetime64[s]")))
    )


def _collect(hulls: list[_Hull], names: list[str], imo: np.ndarray, rng: np.random.Generator) -> dict[str, np.ndarray]:
    known = {name: number for number, name in enumerate(sorted(set(names)))}
    size = [int(h.keep.sum()) for h in hulls]
    columns = {
        "asset": np.repeat(np.array([known[n] for n in names], np.int32), size),
        "hull": np.repeat(np.arange(len(hulls), dtype=np.int32), size),
        "type": np.repeat(np.array([h.type for h in hulls], np.int32), size),
        "length": np.repeat(np.array([h.length for h in hulls]), size),
        "draught": np.concatenate([5 + (n + h.hours[h.keep] // _DRAUGHT_H) % 6 / 2 for n, h in enumerate(hulls)]),
        "time": START + np.round(np.concatenate([h.hours[h.keep] for h in hulls]) * 3600).astype(np.int64) * 1_000_000,
        "lon": np.round((np.concatenate([h.lon[h.keep] for h in hulls]) + 180) % 360 - 180, 6),
        "lat": np.round(np.concatenate([h.lat[h.keep] for h in hulls]), 6),
        "speed": np.concatenate([h.speed[h.keep] for h in hulls]),
    }
    shown, code = np.unique(imo[imo >= 0], return_inverse=True)
    codes = np.full(len(imo), -1, np.int32)
    codes[imo >= 0] = code
    columns["imo"] = np.repeat(codes, size)
    columns["speed"][rng.random(len(columns["speed"])) < 0.002] = np.nan
    order = np.argsort(columns["time"], kind="stable")
    columns = {key: values[order] for key, values in columns.items()}
    columns["imo_names"] = np.array([_imo(int(n)) for n in shown] or ["9074729"])
    return columns


def _imo(n: int) -> str:
    digits = [int(d) for d in f"{900_000 + n % 99_999:06d}"]
    return "".join(map(str, digits)) + str(sum(d * w for d, w in zip(digits, range(7, 1, -1), strict=True)) % 10)


def write_fleet(path: Path, assets: int, days: float, *, seed: int = 0, ranges: Ranges = INSIDE) -> int:
    """Write an unsorted Parquet file of any size, some hulls at a time, and tell how many rows it has."""
    writer, line = None, 0
    for fleet in _fleets(assets, days, seed, ranges, _HULLS_AT_ONCE):
        table = fleet.table()
        table = table.set_column(1, "line", pa.array(np.arange(line + 2, line + 2 + len(table))))
        line += len(table)
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table, row_group_size=1_000_000)
    assert writer is not None
    writer.close()
    return line


def _fleets(assets: int, days: float, seed: int, ranges: Ranges, at_once: int) -> Iterator[Fleet]:
    ports = draw_ports(np.random.default_rng(seed), ranges)
    for number, first in enumerate(range(0, assets, at_once)):
        yield draw_fleet(min(at_once, assets - first), days, seed=seed + number, ranges=ranges, prefix=first, ports=ports)
