"""Time planned sea routes and measure the land that they cross, beside searoute and scgraph, in one run.

Run: ``python tests/benchmarks/bench_plans.py [--seed 5] [--pairs 200] [--skip-anchors]``. CPU seconds, user and system, of this process.
The land is measured in one way for all three: along the line that each gives, the straight ways from the ports to its ends included,
and with canals and the Great Lakes, which the outlines show as land. searoute avoids the Northwest Passage as we do; scgraph
(its last version whose package carries a network) is told so too.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from toolkit import geo, routes

Line = list[tuple[float, float]]


def time_call(name: str, call: Callable[[], object], must: str = "") -> object:
    """Run once and print CPU seconds."""
    start = time.process_time()
    result = call()
    print(f"{name:58s} {time.process_time() - start:9.3f} s   {must}", flush=True)
    return result


def draw_searoute(start: pd.Series, goal: pd.Series) -> Line:
    """Give searoute's line."""
    import searoute

    line = searoute.searoute([start["lon"], start["lat"]], [goal["lon"], goal["lat"]], restrictions=["northwest"])
    return [(float(x), float(y)) for x, y in line["geometry"]["coordinates"]]


def draw_scgraph(start: pd.Series, goal: pd.Series) -> Line:
    """Give scgraph's line over the network that its package carries."""
    from scgraph.geographs.marnet import marnet_geograph

    ends = [{"latitude": float(end["lat"]), "longitude": float(end["lon"])} for end in (start, goal)]
    found = marnet_geograph.get_shortest_path(origin_node=ends[0], destination_node=ends[1], output_units="km")
    return [(float(lon), float(lat)) for lat, lon, *_ in found["coordinate_path"]]


def measure_line(line: Line, start: pd.Series, goal: pd.Series) -> float:
    """Measure the land under a line and the straight ways from the ports to its ends."""
    points = np.array([(start["lon"], start["lat"]), *line, (goal["lon"], goal["lat"])])
    return geo.measure_land_km(points[:, 0], points[:, 1])


def line_of(shape: object) -> Line:
    """Give the points of one of our routes."""
    return [(float(x), float(y)) for part in getattr(shape, "geoms", [shape]) for x, y in part.coords]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--pairs", type=int, default=200)
    parser.add_argument("--skip-anchors", action="store_true")
    arguments = parser.parse_args()
    ports, rng = routes.load_ports(), np.random.default_rng(arguments.seed)
    ids = ports["port_id"].to_numpy()
    time_call("plan_routes, the first call (loads the network)", lambda: routes.plan_routes("CNSHG", "NLRTM", k=1))
    time_call("plan_routes, one call", lambda: routes.plan_routes("CNNGB", "DEHAM", k=1), "must 0.010 s")
    left, right = (ids[rng.choice(len(ports), 1000, replace=False)].tolist() for _ in range(2))
    time_call("plan_routes, 1,000 distinct pairs in one call", lambda: routes.plan_routes(left, right, k=1), "must 1 s")
    time_call("plan_routes, 100 pairs, three ways each", lambda: routes.plan_routes(left[:100], right[:100], k=3))
    ends = ports.iloc[:374]
    x, y = np.repeat(ends["lon"], 374), np.repeat(ends["lat"], 374)
    grid = (x, y, np.tile(ends["lon"], 374), np.tile(ends["lat"], 374))
    time_call("measure_sea_km, 374 x 374", lambda: routes.measure_sea_km(*grid), "must 1.5 s")
    rows = [(ports.iloc[int(a)], ports.iloc[int(b)]) for a, b in rng.integers(len(ports), size=(arguments.pairs, 2))]
    plans = routes.plan_routes([a["port_id"] for a, _ in rows], [b["port_id"] for _, b in rows], k=1)
    found = (plans["rank"] > 0).tolist()  # a port within the Northwest Passage has no route unless that is asked for
    plans, rows = plans[found], [row for row, is_found in zip(rows, found, strict=True) if is_found]
    lands = {"ours": [measure_line(line_of(shape), *row) for shape, row in zip(plans.geometry, rows, strict=True)]}
    if not arguments.skip_anchors:
        for name, draw in (("searoute", draw_searoute), ("scgraph", draw_scgraph)):
            draw(*rows[0])
            lines = time_call(f"  {name}, {len(rows)} pairs", lambda draw=draw: [draw(*row) for row in rows])
            lands[name] = [measure_line(line, *row) for line, row in zip(lines, rows, strict=True)]
    least = np.min(list(lands.values()), axis=0)
    for name, land in lands.items():
        more = (np.array(land) - least).sum()
        print(f"    land crossed on {len(rows)} random pairs, {name}: {sum(land):,.0f} km, {more:,.0f} km of it more than the least of all")
    print(f"    of ours, reported in land_km (canals aside): {plans['land_km'].sum():,.0f} km")


if __name__ == "__main__":
    main()
