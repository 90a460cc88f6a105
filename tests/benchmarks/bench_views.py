"""Measure the views in a real browser at size: first paint, longest blocked task, layout, selection to the other views.

Run: ``python tests/benchmarks/bench_views.py [--positions 1000000] [--parties 20000] [--connections 100000] [--turns 40]``.
Needs Chromium; WebGL is drawn by software, and every outside request is refused. The clock is the page's own: from the moment in which
the cell is sent to the kernel to the drawing that shows it. A blocked task is one that the browser reports as long (over
50 ms). Other load on the machine counts in; it is printed before and after, and so is how long a fixed loop takes beside each figure.
What the page's main thread itself worked in its longest task, in processor time from the browser's trace, does not count that load;
nor does it count what it waits for the drawing of another process.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).parents[1] / "browser"))
from laboratory import Lab, ask_kernel, open_lab, run_all, write_notebook

DATA = """
import numpy as np, pandas as pd
from toolkit import tables
from widgets import CaseBoard, LeadQueue, LinkChart, RouteMap, Timeline
rng = np.random.default_rng(7)
start = pd.Timestamp("2024-05-01", tz="UTC")
def walk(count, tracks=200):
    each = count // tracks
    steps = rng.normal(0, 0.01, (tracks, each, 2)).cumsum(axis=1) + rng.uniform([105, 5], [135, 38], (tracks, 1, 2))
    times = np.tile(start + pd.to_timedelta(np.arange(each), unit="min"), tracks)
    assets = np.repeat([f"mmsi:{{n}}" for n in range(tracks)], each)
    return pd.DataFrame({{"source_id": "s", "line": np.arange(2, tracks * each + 2), "asset_id": assets, "time": times,
        "lon": steps[..., 0].ravel(), "lat": steps[..., 1].ravel()}})
def connect(parties, count):
    place = {{"source_id": "s", "locator": "line=2"}}
    ids, names = [f"r{{n}}" for n in range(parties)], [f"Company {{n}}" for n in range(parties)]
    records = pd.DataFrame({{**place, "record_id": ids, "kind": "Company", "name": names}})
    group = rng.integers(0, parties // 40, count)
    ends = [np.minimum(group * 40 + rng.integers(0, 40, count), parties - 1) for _ in range(2)]
    ends[1] = np.where(rng.random(count) < 0.02, rng.integers(0, parties, count), ends[1])
    relations = pd.DataFrame({{**place, "relation_id": [f"e{{n}}" for n in range(count)], "kind": "Ownership",
        "from_id": [f"r{{n}}" for n in ends[0]], "to_id": [f"r{{n}}" for n in ends[1]]}})
    return tables.conform(records, "records"), tables.conform(relations, "relations")
positions = tables.conform(walk({positions}), "positions")
records, relations = connect({parties}, {connections})
lead = {{"rule": "price_below_peers", "risk_kind": "fraud", "strength": "weak", "method": "t/1", "line_of_defence": "port"}}
chosen = pd.DataFrame([{{**lead, "finding_id": f"f{{n}}", "subject_id": f"mmsi:{{n}}", "refs": [f"events:v{{n}}"]}} for n in range(200)])
stop = {{"kind": "stop", "lon": 119.0, "lat": 24.0, "method": "t/1"}}
events = pd.DataFrame([{{**stop, "event_id": f"v{{n}}", "asset_id": f"mmsi:{{n % 200}}", "started_at": start + pd.Timedelta(minutes=n)}}
    for n in range(1000)])
chosen, events = tables.conform(chosen, "findings"), tables.conform(events, "events")
case = {{"findings": chosen, "events": events, "positions": positions, "records": records, "relations": relations}}
"""
VIEWS = {
    "1: map": ("RouteMap(positions, events=events)", ".tidewaiter-map[data-drawn]"),
    "2: chart, as it opens": ("LinkChart(records, relations)", ".tidewaiter-chart[data-round]"),
    "3: chart, every party": ("LinkChart(records, relations, limit=len(records))", ".tidewaiter-chart[data-round]"),
}
WATCH = """() => {
    window.blocked = [];
    const note = (list) => window.blocked.push(...list.getEntries().map(({ duration }) => duration));
    new PerformanceObserver(note).observe({ type: 'longtask' });
}"""
ANCHOR = """() => {
    const begun = performance.now();
    let sum = 0;
    for (let i = 0; i < 2e8; i++) sum = (sum + i * 7) | 0;
    return sum === 1 ? 0 : performance.now() - begun;
}"""
PAINT = """async ([cell, sign]) => {
    const panel = window.jupyterapp.shell.currentWidget.content;
    panel.activeCellIndex = cell;
    window.blocked.length = 0;
    const begun = performance.now();
    const output = () => panel.widgets[cell].node.querySelector(sign);
    window.jupyterapp.commands.execute('notebook:run-cell');
    while (!output()) await new Promise(requestAnimationFrame);
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return performance.now() - begun;
}"""
SELECT = """(lead) => new Promise((done, fail) => {
    setTimeout(() => fail(new Error('no view followed within 20 s')), 20000);
    const board = document.querySelector('.tidewaiter-board');
    const event = lead.replace('f', 'v');
    const followed = () => board.querySelector(`.tidewaiter-card[data-id='${lead}']`)
        && board.querySelector(`.tidewaiter-chosen[data-id='${event}']`);
    const begun = performance.now();
    const watch = new MutationObserver(() => { if (followed()) { watch.disconnect(); done(performance.now() - begun); } });
    watch.observe(board, { subtree: true, childList: true, attributes: true });
    board.querySelector(`.tidewaiter-pair[data-id='${lead}']`).click();
})"""
BOARD = """
views = {"leads": LeadQueue(chosen, height=400), "timeline": Timeline({"events": events}, height=400), "map": RouteMap(positions,
        events=events)}
board = CaseBoard(case, views=views, height=560)
board.beside = True
board
"""


def find_longest(trace: bytes) -> float:
    """Give the processor time of the longest task of the page's main thread, ms."""
    events = json.loads(trace)["traceEvents"]
    named = {(event["pid"], event["tid"]): event["args"]["name"] for event in events if event["name"] == "thread_name"}
    main = {thread for thread, name in named.items() if name == "CrRendererMain"}
    tasks = [event.get("tdur", 0) for event in events if event.get("ph") == "X" and (event["pid"], event["tid"]) in main]
    return max(tasks, default=0) / 1000


def measure_paint(page: Page, number: int, name: str, making: str, sign: str) -> None:
    """Print how long a view takes from its cell to its drawing; building it from tables in Python is timed apart."""
    print(f"anchor: 200 million steps of a loop in the page take {page.evaluate(ANCHOR):.0f} ms")
    built = ask_kernel(page, f"__import__('timeit').timeit(lambda: globals().update(view{number}={making}), number=1)")
    browser = page.context.browser
    assert browser is not None
    browser.start_tracing(page=page, categories=["toplevel"])
    paint = page.evaluate(PAINT, [number, sign])
    page.wait_for_timeout(3000)
    worked = find_longest(browser.stop_tracing())
    longest = max(page.evaluate("() => window.blocked"), default=0)
    told = ask_kernel(page, f"view{number}.count_text")
    shown = f"first paint {paint / 1000:6.2f} s, longest blocked {longest:5.0f} ms, of it worked at most {worked:4.0f} ms"
    print(f"{name:24s} in Python {float(built):6.2f} s, {shown}   {told}", flush=True)


def measure_layout(page: Page, number: int, name: str) -> None:
    """Print how long the layout goes on, and how much nearer neighbours lie than any two parties do."""
    begun = page.evaluate("() => performance.now()")
    chart = page.locator(".tidewaiter-chart[data-settled='true']").last
    chart.wait_for(timeout=120_000)
    took = page.evaluate("(begun) => performance.now() - begun", begun)
    ask_kernel(page, f"exec({LAYOUT!r}, globals())")
    near = ask_kernel(page, f"measure_nearness(view{number})")
    longest = max(page.evaluate("() => window.blocked"), default=0)
    shown = f"settled {took / 1000 + 3:.1f} s after its paint, longest blocked {longest:.0f} ms"
    print(f"{name:24s} {shown}, neighbours at {near} of the distance of any two", flush=True)


LAYOUT = """
def measure_nearness(chart):
    place = np.array([chart.places[one] for one in chart.rows.nodes["id"]])
    ends = np.frombuffer(chart._ends, dtype="<u4").reshape(-1, 2)
    other = np.random.default_rng(1).integers(0, len(place), ends.shape)
    length = lambda pairs: np.linalg.norm(place[pairs[:, 0]] - place[pairs[:, 1]], axis=1).mean()
    return f"{length(ends) / length(other):.2f}"
"""


def measure_selection(page: Page, turns: int) -> None:
    """Print how long a click on a lead takes to reach the evidence and the timeline beside it."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.content.scrollToItem(4, 'start')")
    page.locator(".tidewaiter-board .tidewaiter-timeline[data-drawn]").wait_for()
    took = sorted(page.evaluate(SELECT, f"f{1 + turn % 150}") for turn in range(turns))
    print(
        f"selection to other views  median {statistics.median(took):.0f} ms, p95 {took[int(0.95 * (len(took) - 1))]:.0f} ms, {turns} clicks"
    )


def run(lab: Lab, *, positions: int, parties: int, connections: int, turns: int) -> None:
    """Open the views one after another and print what each took."""
    cells = [f"view{number}" for number in range(1, len(VIEWS) + 1)]
    data = DATA.format(positions=positions, parties=parties, connections=connections)
    write_notebook(lab.folder / "bench.ipynb", data, *(f"globals().get({cell!r})" for cell in cells), BOARD)
    page = lab.open_notebook("bench.ipynb")
    page.evaluate(WATCH)
    run_all(page, timeout_s=400)
    for number, (name, (making, sign)) in enumerate(VIEWS.items(), start=1):
        page.evaluate("(cell) => window.jupyterapp.shell.currentWidget.content.scrollToItem(cell, 'start')", number)
        measure_paint(page, number, name, making, sign)
        if "chart" in name:
            measure_layout(page, number, name)
        page.evaluate("(cell) => window.jupyterapp.shell.currentWidget.content.widgets[cell].model.sharedModel.setOutputs([])", number)
    measure_selection(page, turns)
    print("asked for outside:", json.dumps(lab.outside))


def main() -> None:
    """Say what the machine is, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, most in (("positions", 1_000_000), ("parties", 20_000), ("connections", 100_000), ("turns", 40)):
        parser.add_argument(f"--{name}", type=int, default=most)
    asked = vars(parser.parse_args())
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, {asked}",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder, open_lab(Path(folder)) as lab:
        run(lab, **asked)
    print(f"load at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
