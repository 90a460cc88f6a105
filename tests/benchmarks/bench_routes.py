"""Time the detectors of routes beside what people use, on one fleet with planted truth, in one run.

Run: ``python tests/benchmarks/bench_routes.py [--assets 2000] [--days 30] [--seed 0] [--outside] [--only files|anchors|plans|truth]``.
CPU seconds, user and system, and peak memory, each line in a process of its own. ``--assets 20000 --only files`` is the run of
100 million rows; the generator writes in parts. ``--outside`` draws from ranges that no threshold was looked at with.
movingpandas and geopandas run on a part, and the figure for all of it is extrapolated: marked so where it stands.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import routes_truth as truth

from toolkit import geo, routes

Keys = set[tuple[str, ...]]


def time_call(name: str, call: Callable[[], object], must: str = "") -> object:
    """Run once in a child process, so that the peak is its own, and print CPU seconds and memory."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        start = time.process_time()
        found = call()
        spent = time.process_time() - start
        size = len(found) if isinstance(found, pd.DataFrame) else found
        sender.send((spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, size))

    child = context.Process(target=work)
    child.start()
    sender.close()
    spent, peak, result = receiver.recv()
    child.join()
    shown = f"{result:,}" if isinstance(result, int) else ""
    print(f"{name:58s} {spent:9.3f} s   peak {peak:5.2f} GB   {shown:>11s}   {must}", flush=True)
    return result


def show_score(name: str, found: Keys, planted: Keys) -> None:
    """Print recall and precision against what was planted."""
    right = len(found & planted)
    print(f"    {name}: recall {right / max(len(planted), 1):.3f} precision {right / max(len(found), 1):.3f} ({len(planted)} planted)")


def score_fleets(assets: int, days: float, seeds: Sequence[int], ranges: truth.Ranges) -> None:
    """Detect in fleets of several seeds and compare with what was planted in all of them; distance and time alone stand beside."""
    found: dict[str, Keys] = defaultdict(set)
    planted: dict[str, Keys] = defaultdict(set)
    for seed in seeds:
        fleet = truth.draw_fleet(assets, days, seed=seed, ranges=ranges)
        for name, keys in detect_planted(fleet).items():
            found[name] |= {(str(seed), *key) for key in keys}
        for name, keys in fleet.planted.items():
            planted[name] |= {(str(seed), *key) for key in keys}
    print(f"planted truth, seeds {list(seeds)}, {'outside' if ranges is truth.OUTSIDE else 'inside'} ranges, {assets} hulls each")
    for name, kind in (("shared identities", "identity_split"), ("gaps", "gap"), ("encounters", "encounter")):
        show_score(name, found[kind], planted[kind])
    show_score("  distance and time alone", found["near"], planted["encounter"])
    for kind in ("towing", "double_transponder", "anchored", "bunkering"):
        known = len(found[kind] & planted[kind])
        print(f"    {kind}: {known / max(len(planted[kind]), 1):.3f} of {len(planted[kind])} recognised as such")


def detect_planted(fleet: truth.Fleet) -> dict[str, Keys]:
    """Clean, split and detect: keys as they were planted by kind of event; ``near`` is distance and time alone, away from ports."""
    tracks = routes.split_identities(routes.clean_positions(fleet.frame()))
    of_asset = tracks.groupby(tracks["asset_id"].astype("str"))["track_id"].nunique()
    gaps = routes.find_gaps(tracks, min_gap_h=12)
    met = routes.find_encounters(tracks, fleet.ports)
    pair = list(zip(met["kind"].astype("str"), met["asset_id"], met["other_id"], strict=True))
    own = {kind: {(a, b) for k, a, b in pair if k == kind} for kind in routes.ENCOUNTER_KINDS}
    return {
        **own,
        "near": {(a, b) for k, a, b in pair if k not in ("rafting", "bunkering")},
        "identity_split": {(str(asset),) for asset in of_asset.index[of_asset > 1]},
        "gap": set(zip(gaps["asset_id"], gaps["started_at"].dt.strftime("%Y-%m-%dT%H:%M:%S"), strict=True)),
    }


def anchor_events(frame: pd.DataFrame) -> int:
    """Gaps, speeds, jumps and stops by pandas: sort, groupby, diff; neither reception, nor loitering, ids, refs, shore."""
    ordered = frame.sort_values(["asset_id", "time"])
    grouped = ordered.groupby("asset_id", observed=True)
    hours = grouped["time"].diff().dt.total_seconds() / 3600
    before = grouped[["lon", "lat"]].shift()
    knots = geo.haversine_m(before["lon"], before["lat"], ordered["lon"], ordered["lat"]) / 1852 / hours
    still = ordered["speed_kn"] <= 0.2
    run = (still.ne(still.shift()) | grouped.cumcount().eq(0)).cumsum()
    stops = ordered[still].groupby(run[still])["time"].agg(["min", "max"])
    return int((hours >= 12).sum() + (knots > 60).sum() + ((stops["max"] - stops["min"]) >= pd.Timedelta(hours=1)).sum())


def anchor_calls(frame: pd.DataFrame, ports: pd.DataFrame) -> int:
    """Positions within 3 km of a port by geopandas in a metric projection: which of them are calls is left open."""
    from geopandas import GeoDataFrame, points_from_xy, sjoin

    points = GeoDataFrame(geometry=points_from_xy(frame["lon"], frame["lat"]), crs="EPSG:4326").to_crs("EPSG:6933")
    near = GeoDataFrame(geometry=points_from_xy(ports["lon"], ports["lat"]), crs="EPSG:4326").to_crs("EPSG:6933")
    return len(sjoin(points, near.set_geometry(near.buffer(3000)), predicate="within"))


def anchor_movingpandas(frame: pd.DataFrame) -> int:
    """Gaps, speeds and stops by movingpandas, the library people use."""
    import movingpandas

    plain = frame.assign(time=frame["time"].dt.tz_localize(None), asset_id=frame["asset_id"].astype("str"))
    tracks = movingpandas.TrajectoryCollection(plain, "asset_id", t="time", x="lon", y="lat")
    tracks.add_speed(overwrite=True)
    hour = pd.Timedelta(hours=1).to_pytimedelta()
    pieces = movingpandas.ObservationGapSplitter(tracks).split(gap=12 * hour)
    stops = movingpandas.TrajectoryStopDetector(tracks).get_stop_points(max_diameter=500, min_duration=hour)
    return len(pieces.trajectories) + len(stops)


def time_anchors(raw: Path, ports: pd.DataFrame, assets: int) -> None:
    """Run what people use on the same positions."""
    frame = pd.read_parquet(raw, columns=["asset_id", "time", "lon", "lat", "speed_kn"])
    time_call("  pandas: gaps, speeds, jumps, stops", lambda: anchor_events(frame))
    part = frame.iloc[:1_000_000]
    time_call(f"  geopandas: 3 km of a port, {len(part):,} rows (x {len(frame) / len(part):.1f})", lambda: anchor_calls(part, ports))
    codes = np.arange(0, assets, max(assets // 4, 1))[:4]
    some = frame[frame["asset_id"].cat.codes.isin(codes)]
    try:
        time_call(f"  movingpandas: 4 ships (x {assets / 4:.0f}, extrapolated)", lambda: anchor_movingpandas(some))
    except ImportError:
        print("  movingpandas is not installed here; `make bench` brings it")


def time_routes() -> None:
    """Sea distances and planned routes, and the land that they cross, beside searoute."""
    ports, rng = routes.load_ports(), np.random.default_rng(5)
    routes.plan_routes("CNSHG", "NLRTM", k=1)
    time_call("plan_routes, one call", lambda: routes.plan_routes("CNNGB", "DEHAM", k=1), "must 0.010 s")
    left, right = (ports["port_id"].to_numpy()[rng.choice(len(ports), 1000, replace=False)].tolist() for _ in range(2))
    time_call("plan_routes, 1,000 distinct pairs in one call", lambda: routes.plan_routes(left, right, k=1), "must 1 s")
    ends = ports.iloc[:374]
    x, y = np.repeat(ends["lon"], 374), np.repeat(ends["lat"], 374)
    time_call(
        "measure_sea_km, 374 x 374", lambda: routes.measure_sea_km(x, y, np.tile(ends["lon"], 374), np.tile(ends["lat"], 374)), "must 1.5 s"
    )
    rows = [(ports.iloc[int(a)], ports.iloc[int(b)]) for a, b in rng.integers(len(ports), size=(200, 2))]
    theirs = time_call("  searoute, 200 pairs", lambda: sum(_searoute_land_km(a, b) for a, b in rows))
    ours = routes.plan_routes([a["port_id"] for a, _ in rows], [b["port_id"] for _, b in rows], k=1)["land_km"].sum()
    print(f"    land crossed on 200 random pairs: {ours:,.0f} km, searoute {theirs:,.0f} km")


def _searoute_land_km(start: pd.Series, goal: pd.Series) -> float:
    import searoute

    line = searoute.searoute([start["lon"], start["lat"]], [goal["lon"], goal["lat"]], restrictions=["northwest"])
    points = np.array([(start["lon"], start["lat"]), *line["geometry"]["coordinates"], (goal["lon"], goal["lat"])])
    return geo.measure_land_km(points[:, 0], points[:, 1])


def time_files(raw: Path, path: Path, ports: pd.DataFrame) -> None:
    """Sort the positions once, then run the detectors from the sorted file."""
    time_call("write_tracks, identities split", lambda: routes.write_tracks(raw, path, split=True), "must 20 s, 2 GB")
    kinds = ("gap", "jump", "stop", "loitering")
    time_call("find_events from the file", lambda: routes.find_events(path, kinds, ports=ports, min_gap_h=12), "must 4 s, 1 GB")
    time_call("find_port_calls from the file", lambda: routes.find_port_calls(path, ports), "must 8 s")
    time_call("find_encounters from the file", lambda: routes.find_encounters(path, ports), "must 15 s, 1.5 GB")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--assets", type=int, default=2000)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--outside", action="store_true")
    parser.add_argument("--only", choices=("files", "anchors", "plans", "truth"))
    arguments = parser.parse_args()
    ranges = truth.OUTSIDE if arguments.outside else truth.INSIDE
    wanted = {arguments.only} if arguments.only else {"files", "anchors", "plans", "truth"}
    ports = truth.draw_ports(np.random.default_rng(arguments.seed), ranges)
    if wanted & {"files", "anchors"}:
        with tempfile.TemporaryDirectory() as folder:
            raw, path = Path(folder) / "raw.parquet", Path(folder) / "tracks.parquet"
            time_call(
                "  the generator, rows written",
                lambda: truth.write_fleet(raw, arguments.assets, arguments.days, seed=arguments.seed, ranges=ranges),
            )
            if "files" in wanted:
                time_files(raw, path, ports)
            if "anchors" in wanted:
                time_anchors(raw, ports, arguments.assets)
    if "plans" in wanted:
        time_routes()
    if "truth" in wanted:
        score_fleets(600, 12, range(41, 44), ranges)


if __name__ == "__main__":
    main()
