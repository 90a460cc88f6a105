"""Time the detectors of routes beside pandas, on the same positions, in the same run.

Run: ``python tests/benchmarks/bench_routes.py [--assets 400] [--days 10]``. CPU seconds, user and system, of this process.
The positions are drawn with a seed: a third of the ships lie in twenty harbours, the rest sail; meetings and silences are
planted, and what each method finds of them is shown, since a fast wrong answer is no answer.
"""

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from toolkit import geo, routes

STEP_MIN = 8


def draw_positions(assets: int, days: int, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, set[tuple[str, ...]]]]:
    """Draw positions, the harbours, and what was planted."""
    rng = np.random.default_rng(seed)
    harbours = pd.DataFrame({"lon": rng.uniform(100, 140, 20), "lat": rng.uniform(-40, 40, 20)})
    ports = harbours.assign(port_id=[f"XX{n:03d}" for n in range(20)], name=[f"Port {n}" for n in range(20)])
    n = days * 24 * 60 // STEP_MIN
    hours = np.arange(n) * STEP_MIN / 60
    lon, lat, speed = np.zeros((assets, n)), np.zeros((assets, n)), np.zeros((assets, n))
    for a in range(assets):
        if a % 3 == 0:
            place = harbours.iloc[int(rng.integers(20))]
            lon[a], lat[a] = place["lon"] + rng.normal(0, 0.006), place["lat"] + rng.normal(0, 0.006)
        else:
            leg = np.cumsum(rng.normal(0, 0.006, n))
            lon[a], lat[a] = rng.uniform(100, 140) + np.sin(leg) * 2, rng.uniform(-40, 40) + hours * 0.01 % 3
            speed[a] = 9.0
    met, silent = set(), set()
    sailing = [a for a in range(assets) if a % 3]
    for k in range(0, len(sailing) // 10, 2):
        a, b = sailing[k], sailing[k + 1]
        start = int(rng.integers(n // 4, n // 2))
        rows = slice(start, start + 5 * 60 // STEP_MIN)
        lon[a, rows] = lon[a, start]
        lat[a, rows] = lat[a, start]
        lon[b, rows], lat[b, rows] = lon[a, start], lat[a, start] + 60 / 111_195
        speed[a, rows] = speed[b, rows] = 0.4
        met.add((f"mmsi:{a:05d}", f"mmsi:{b:05d}"))
    keep = np.ones((assets, n), dtype=bool)
    for a in sailing[len(sailing) // 2 : len(sailing) // 2 + 20]:
        start = int(rng.integers(n // 4, n // 2))
        keep[a, start : start + 15 * 60 // STEP_MIN] = False
        silent.add((f"mmsi:{a:05d}",))
    asset, mark = np.nonzero(keep)
    start = np.datetime64("2024-05-01", "us")
    jitter = rng.integers(0, 120, len(mark)).astype("timedelta64[s]")
    frame = pd.DataFrame(
        {
            "source_id": pd.Categorical(["s"] * len(mark)),
            "line": np.arange(2, len(mark) + 2),
            "asset_id": pd.Categorical.from_codes(asset, [f"mmsi:{a:05d}" for a in range(assets)]),
            "time": pd.DatetimeIndex(start + (mark * STEP_MIN * 60).astype("timedelta64[s]") + jitter, tz="UTC"),
            "lon": lon[asset, mark],
            "lat": lat[asset, mark],
            "speed_kn": speed[asset, mark],
        },
    )
    return frame, ports, {"encounter": met, "gap": silent}


def gaps_by_pandas(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    """Find silences of 12 h or more with sort, groupby and shift: neither reception nor refs."""
    ordered = frame.sort_values(["asset_id", "time"])
    step = ordered.groupby("asset_id", observed=True)["time"].diff()
    return {(asset,) for asset in ordered["asset_id"][step >= pd.Timedelta(hours=12)].astype("str")}


def gaps_by_movingpandas(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    """Split trajectories at silences with movingpandas, the library people use; an asset that was split had a gap."""
    import movingpandas

    plain = frame.assign(time=frame["time"].dt.tz_localize(None), asset_id=frame["asset_id"].astype("str"))
    tracks = movingpandas.TrajectoryCollection(plain, "asset_id", t="time", x="lon", y="lat")
    pieces = movingpandas.ObservationGapSplitter(tracks).split(gap=pd.Timedelta(hours=12).to_pytimedelta())
    count = pd.Series([piece.id.rsplit("_", 1)[0] for piece in pieces.trajectories]).value_counts()
    return {(asset,) for asset in count.index[count > 1]}


def encounters_by_pandas(frame: pd.DataFrame) -> set[tuple[str, ...]]:
    """Resample each track to ten minutes with pandas, one tree a mark: distance and time alone."""
    marks = []
    for asset, track in frame.groupby("asset_id", observed=True):
        own = track.set_index("time")[["lon", "lat"]].resample("10min").mean().interpolate(limit=6)
        marks.append(own.assign(asset=str(asset)))
    together: dict[tuple[str, ...], int] = {}
    for _, here in pd.concat(marks).dropna().groupby(level=0):
        names = here["asset"].to_numpy()
        for a, b in cKDTree(geo.to_xyz(here["lon"], here["lat"])).query_pairs(500.0):
            pair = tuple(sorted((names[a], names[b])))
            together[pair] = together.get(pair, 0) + 1
    return {pair for pair, count in together.items() if count > 12}


def time_call(name: str, call: Callable[[], object]) -> object:
    """Run once and print CPU seconds and the peak of memory so far."""
    start = time.process_time()
    result = call()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{name:44s} {time.process_time() - start:8.2f} s   peak {peak:5.2f} GB", end="   ")
    return result


def show_score(found: set[tuple[str, ...]], planted: set[tuple[str, ...]]) -> None:
    """Print recall and precision against what was planted."""
    right = len(found & planted)
    print(f"recall {right / max(len(planted), 1):.2f} precision {right / max(len(found), 1):.2f} ({len(found)} found)")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--assets", type=int, default=400)
    parser.add_argument("--days", type=int, default=10)
    arguments = parser.parse_args()
    frame, ports, planted = draw_positions(arguments.assets, arguments.days)
    print(f"{len(frame):,} positions, {arguments.assets} ships, {arguments.days} days")
    tracks = time_call("clean_positions", lambda: routes.clean_positions(frame))
    print()
    tracks = time_call("split_identities", lambda: routes.split_identities(tracks))
    print()
    assert isinstance(tracks, pd.DataFrame)
    gaps = time_call("find_gaps, with reception control", lambda: routes.find_gaps(tracks, min_gap_h=12))
    assert isinstance(gaps, pd.DataFrame)
    show_score({(str(asset),) for asset in gaps["asset_id"]}, planted["gap"])
    found = time_call("  pandas: sort, groupby, diff", lambda: gaps_by_pandas(frame))
    assert isinstance(found, set)
    show_score(found, planted["gap"])
    some = frame[frame["asset_id"].cat.codes % 10 == 0]
    found = time_call("  movingpandas, a tenth of the ships", lambda: gaps_by_movingpandas(some))
    assert isinstance(found, set)
    show_score(found, {(asset,) for (asset,) in planted["gap"] if asset in set(some["asset_id"].astype("str"))})
    met = time_call("find_encounters, all kinds", lambda: routes.find_encounters(tracks, ports))
    assert isinstance(met, pd.DataFrame)
    own = met[met["kind"] == "encounter"]
    show_score(set(zip(own["asset_id"], own["other_id"], strict=True)), planted["encounter"])
    found = time_call("  pandas resample and one tree a mark", lambda: encounters_by_pandas(frame))
    assert isinstance(found, set)
    show_score(found, planted["encounter"])
    for name, call in (
        ("find_port_calls", lambda: routes.find_port_calls(tracks, ports)),
        ("find_events, five kinds in one pass", lambda: routes.find_events(tracks, ports=ports)),
    ):
        events = time_call(name, call)
        assert isinstance(events, pd.DataFrame)
        print(f"{len(events)} found")
    pairs = [(a, b) for a in ("CNSHG", "CNNGB", "HKHKG", "SGSIN", "NLRTM") for b in ("DEHAM", "USLAX", "BRSSZ", "ZADUR", "KRPUS")]
    routes.plan_routes("CNSHG", "NLRTM", k=1)
    plans = time_call(
        f"plan_routes, {len(pairs)} pairs in one call", lambda: routes.plan_routes([p[0] for p in pairs], [p[1] for p in pairs], k=1)
    )
    print(f"{len(plans)} routes" if isinstance(plans, pd.DataFrame) else "")
    ends = routes.load_ports().iloc[:374]
    x, y = np.repeat(ends["lon"], 374), np.repeat(ends["lat"], 374)
    time_call("measure_sea_km, 374 x 374 ports", lambda: routes.measure_sea_km(x, y, np.tile(ends["lon"], 374), np.tile(ends["lat"], 374)))
    print()


if __name__ == "__main__":
    main()
