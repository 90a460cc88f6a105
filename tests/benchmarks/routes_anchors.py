"""What people use for positions, on the same rows: pandas, geopandas, DuckDB and movingpandas. Each does less than ours, and says so."""

from pathlib import Path

import numpy as np
import pandas as pd

from toolkit import geo

__all__ = ["find_by_movingpandas", "find_by_pandas", "find_by_sql", "find_near_ports", "find_near_ports_by_sql", "find_pairs"]

_ANGLE = "power(sin(radians({y1} - {y0}) / 2), 2) + cos(radians({y0})) * cos(radians({y1})) * power(sin(radians({x1} - {x0}) / 2), 2)"
_METRES = f"2 * {geo.EARTH_RADIUS_M} * asin(sqrt({_ANGLE}))"


def find_by_pandas(frame: pd.DataFrame) -> int:
    """Gaps, speeds, jumps and stops: sort, groupby, diff; neither reception, nor loitering, ids, refs, shore."""
    ordered = frame.sort_values(["asset_id", "time"])
    grouped = ordered.groupby("asset_id", observed=True)
    hours = grouped["time"].diff().dt.total_seconds() / 3600
    before = grouped[["lon", "lat"]].shift()
    knots = geo.haversine_m(before["lon"], before["lat"], ordered["lon"], ordered["lat"]) / 1852 / hours
    still = ordered["speed_kn"] <= 0.2
    run = (still.ne(still.shift()) | grouped.cumcount().eq(0)).cumsum()
    stops = ordered[still].groupby(run[still])["time"].agg(["min", "max"])
    return int((hours >= 12).sum() + (knots > 60).sum() + ((stops["max"] - stops["min"]) >= pd.Timedelta(hours=1)).sum())


def find_by_sql(path: Path) -> int:
    """Gaps, speeds and jumps by window functions over the sorted file; neither stops, nor reception, ids, refs, shore."""
    metres = _METRES.format(x0="x0", y0="y0", x1="lon", y1="lat")
    return _ask(
        f"""
        with steps as (
            select epoch_us(time) as us, lag(epoch_us(time)) over w as before, lon, lat, lag(lon) over w as x0, lag(lat) over w as y0
            from '{path}' window w as (partition by track_id order by time, seq)
        )
        select count(*) filter (us - before >= 43200e6 or (us > before and {metres} / 1852 / ((us - before) / 3.6e9) > 60)) from steps
        """  # noqa: S608 - the path is our own
    )


def find_near_ports_by_sql(path: Path, ports: pd.DataFrame) -> int:
    """Positions within 3 km of a port by a join on cells of a tenth of a degree; which of them are calls is left open."""
    metres = _METRES.format(x0="p.lon", y0="p.lat", x1="t.lon", y1="t.lat")
    around = [
        (float(lon), float(lat), int(np.floor(lon * 10)) + i, int(np.floor(lat * 10)) + j)
        for lon, lat in zip(ports["lon"], ports["lat"], strict=True)
        for i in (-1, 0, 1)
        for j in (-1, 0, 1)
    ]
    values = ", ".join(f"({lon}, {lat}, {x}, {y})" for lon, lat, x, y in around)
    return _ask(
        f"""
        with p(lon, lat, x, y) as (values {values})
        select count(*) from (
            select distinct t.source_id, t.line from '{path}' t
            join p on p.x = floor(t.lon * 10)::int and p.y = floor(t.lat * 10)::int where {metres} <= 3000
        )
        """  # noqa: S608 - the path is our own
    )


def _ask(sql: str) -> int:
    import duckdb

    connection = duckdb.connect(config={"threads": 1})
    row = connection.execute(sql).fetchone()
    assert row is not None
    return int(row[0])


def find_near_ports(frame: pd.DataFrame, ports: pd.DataFrame) -> int:
    """Positions within 3 km of a port by geopandas in a metric projection: which of them are calls is left open."""
    from geopandas import GeoDataFrame, points_from_xy, sjoin

    points = GeoDataFrame(geometry=points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326").to_crs("EPSG:6933")
    near = GeoDataFrame(geometry=points_from_xy(ports["lon"], ports["lat"]), crs="EPSG:4326").to_crs("EPSG:6933")
    return len(sjoin(points, near.set_geometry(near.buffer(3000)), predicate="within"))


def find_pairs(frame: pd.DataFrame) -> int:
    """Pairs within 500 m in each ten minutes by geopandas, positions as they stand; neither interpolated, nor joined to meetings."""
    from geopandas import GeoSeries, points_from_xy

    marks = frame.assign(mark=frame["time"].dt.floor("10min")).drop_duplicates(["asset_id", "mark"])
    found = 0
    for _, own in marks.groupby("mark"):
        points = GeoSeries(points_from_xy(own["lon"], own["lat"]), crs="EPSG:4326").to_crs("EPSG:6933")
        found += points.sindex.query(points, predicate="dwithin", distance=500).shape[1] - len(points)
    return found // 2


def find_by_movingpandas(frame: pd.DataFrame) -> int:
    """Gaps, speeds and stops by movingpandas, the library people use."""
    import movingpandas

    plain = frame.assign(time=frame["time"].dt.tz_localize(None), asset_id=frame["asset_id"].astype("str"))
    tracks = movingpandas.TrajectoryCollection(plain, "asset_id", t="time", x="lon", y="lat")
    tracks.add_speed(overwrite=True)
    hour = pd.Timedelta(hours=1).to_pytimedelta()
    pieces = movingpandas.ObservationGapSplitter(tracks).split(gap=12 * hour)
    stops = movingpandas.TrajectoryStopDetector(tracks).get_stop_points(max_diameter=500, min_duration=hour)
    return len(pieces.trajectories) + len(stops)
