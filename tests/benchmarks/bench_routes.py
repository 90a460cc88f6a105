"""Time the detectors of routes beside what people use, on one fleet with planted truth, in one run.

Run: ``python tests/benchmarks/bench_routes.py [--assets 2000] [--days 30] [--seed 0] [--outside] [--only files anchors truth]``.
CPU seconds, user and system, and peak memory, each line in a process of its own. ``--assets 20000 --only files`` is the run of
100 million rows, which must finish under 4 GB; the generator writes in parts, and it needs 10 GB of disk in the folder for
temporary files. ``--outside`` draws from ranges that no threshold was looked at with.
movingpandas and geopandas run on a part, and the figure for all of it is extrapolated: marked so where it stands. DuckDB's
spatial extension is no anchor here: its wheel holds DuckDB at another version than ours.
"""

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import routes_anchors as anchors
import routes_truth as truth

from toolkit import routes

Keys = set[tuple[str, ...]]
PARTS = ("files", "anchors", "truth")


def time_call(name: str, call: Callable[[], object], must: str = "") -> int:
    """Run once in a child process, so that the peak is its own, print CPU seconds and memory, and tell how many rows came of it."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def work() -> None:
        start = time.process_time()
        found = call()
        spent = time.process_time() - start
        size = len(found) if isinstance(found, pd.DataFrame) else found if isinstance(found, int) else 0
        sender.send((spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, size))

    child = context.Process(target=work)
    child.start()
    sender.close()
    spent, peak, result = receiver.recv()
    child.join()
    shown = f"{result:,}" if result else ""
    print(f"{name:58s} {spent:9.3f} s   peak {peak:5.2f} GB   {shown:>11s}   {must}", flush=True)
    return int(result)


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
        known, labelled = len(found[kind] & planted[kind]), len(found[kind])
        share = known / max(len(planted[kind]), 1)
        print(f"    {kind}: {share:.3f} of {len(planted[kind])} recognised as such, {labelled} labelled so")


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


def time_anchors(raw: Path, path: Path, ports: pd.DataFrame, assets: int) -> None:
    """Run what people use on the same positions, in the same run; what runs on a part says by how much to multiply."""
    frame = pd.read_parquet(raw, columns=["asset_id", "time", "lon", "lat", "speed_kn"])
    time_call("  pandas: gaps, speeds, jumps, stops", lambda: anchors.find_by_pandas(frame))
    time_call("  DuckDB SQL, one thread: gaps, speeds, jumps", lambda: anchors.find_by_sql(path))
    time_call("  DuckDB SQL, one thread: within 3 km of a port", lambda: anchors.find_near_ports_by_sql(path, ports))
    part = frame.iloc[:1_000_000]
    time_call(
        f"  geopandas: within 3 km of a port (x {len(frame) / len(part):.1f}, extrapolated)", lambda: anchors.find_near_ports(part, ports)
    )
    days = (frame["time"].max() - frame["time"].min()) / pd.Timedelta(days=1)
    day = frame[frame["time"] < frame["time"].min() + pd.Timedelta(days=1)]
    time_call(f"  geopandas: pairs within 500 m, a day (x {days:.1f}, extrapolated)", lambda: anchors.find_pairs(day))
    some = frame[frame["asset_id"].cat.codes.isin(np.arange(0, assets, max(assets // 4, 1))[:4])]
    if find_spec("movingpandas"):
        time_call(f"  movingpandas: 4 ships (x {assets / 4:.0f}, extrapolated)", lambda: anchors.find_by_movingpandas(some))
    else:
        print("  movingpandas is not installed here; `make bench` brings it")


def time_files(raw: Path, path: Path, ports: pd.DataFrame, rows: int) -> None:
    """Sort the positions once, then run the detectors from the sorted file; what they must reach is said of 10 and 100 million rows."""
    large = "must 4 GB" if rows > 20_000_000 else ""
    kinds = ("gap", "jump", "stop", "loitering")
    time_call("write_tracks, identities split", lambda: routes.write_tracks(raw, path, split=True), large or "must 20 s, 2 GB")
    time_call("find_events from the file", lambda: routes.find_events(path, kinds, ports=ports, min_gap_h=12), large or "must 4 s, 1 GB")
    time_call("find_port_calls from the file", lambda: routes.find_port_calls(path, ports), large or "must 8 s")
    time_call("find_encounters from the file", lambda: routes.find_encounters(path, ports), large or "must 15 s, 1.5 GB")
    time_call("find_one_sided_meetings from the file", lambda: routes.find_one_sided_meetings(path, ports), large)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--assets", type=int, default=2000)
    parser.add_argument("--days", type=float, default=30)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--outside", action="store_true")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    arguments = parser.parse_args()
    ranges = truth.OUTSIDE if arguments.outside else truth.INSIDE
    wanted = set(arguments.only)
    ports = truth.draw_ports(np.random.default_rng(arguments.seed), ranges)
    if wanted & {"files", "anchors"}:
        with tempfile.TemporaryDirectory() as folder:
            raw, path = Path(folder) / "raw.parquet", Path(folder) / "tracks.parquet"
            rows = time_call(
                "  the generator, rows written",
                lambda: truth.write_fleet(raw, arguments.assets, arguments.days, seed=arguments.seed, ranges=ranges),
            )
            if "files" in wanted:
                time_files(raw, path, ports, rows)
            if "anchors" in wanted:
                if "files" not in wanted:
                    routes.write_tracks(raw, path)
                time_anchors(raw, path, ports, arguments.assets)
    if "truth" in wanted:
        score_fleets(600, 12, range(41, 44), ranges)


if __name__ == "__main__":
    main()
