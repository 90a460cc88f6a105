"""Search a case of a million rows, and open, search and verify one of a thousand sources and five million rows.

    python tests/benchmarks/bench_case.py search [--rows 1000000]
    python tests/benchmarks/bench_case.py open [--sources 1000] [--rows 5000000]

``search``: every row is a line of goods with six texts of its own. ``open``: a fifth of the rows are such lines, the rest
are positions, whose texts come again. Times are processor seconds of this process (user and system), the median of five;
for search also the longest. Beside search stand two anchors on the same rows: a LIKE scan of the same texts in SQLite,
and ``grep`` through the files that the rows came from (on the clock, since it runs beside us). Beside opening and
verifying stands the SHA-256 of the same bytes by ``hashlib`` on one core.
"""

import argparse
import hashlib
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from toolkit.case import Case

HAN = "海悦轮宁波绿源贸易深圳长江东方银河新港远洋化工塑料颗粒聚乙烯润滑油集装箱进出口有限公司"
WORDS = ("recycled", "plastic", "pellets", "diesel", "marine", "lubricating", "base", "oil", "scrap", "copper", "frozen", "beef", "tyres")
QUESTIONS = ("13800", "悦轮", "绿源贸易", "hai yue", "TCLU 1234", "recycled plastic", "999999", "源", "no such text", "138-0013")
LIKE = "SELECT count(*) FROM cells WHERE text LIKE ?"
GOODS_SHARE = 5
"""In the large case, one row in so many is a line of goods."""


def make_goods(rows: int, first: int, chance: random.Random) -> pd.DataFrame:
    """Make lines of goods as declarations have them: numbers of their own, and names and words that come again."""
    firms = ["".join(chance.choice(HAN) for _ in range(8)) for _ in range(500)]
    numbers = range(first, first + rows)
    return pd.DataFrame(
        {
            "goods_id": [f"goods_{number:020x}" for number in numbers],
            "source_id": "",
            "locator": [f"line={number - first + 2}" for number in numbers],
            "declaration_id": [f"53162025{chance.randrange(10**10):010d}" for _ in numbers],
            "hs": [f"39{chance.randrange(10**8):08d}" for _ in numbers],
            "description": [f"{chance.choice(firms)} {' '.join(chance.choices(WORDS, k=4))} {chance.randrange(10**6)}" for _ in numbers],
            "origin": [chance.choice(("TH", "MY", "ID", "KR")) for _ in numbers],
            "container_id": [f"TCLU{chance.randrange(10**7):07d}" for _ in numbers],
            "transport_doc": [f"BL{chance.randrange(10**9):09d}" for _ in numbers],
            "extra": [{"Phone": f"138-{chance.randrange(10**4):04d}-{chance.randrange(10**4):04d}"} for _ in numbers],
        }
    )


def make_positions(rows: int, first: int, chance: random.Random) -> pd.DataFrame:
    """Make positions of a few hundred ships."""
    drawn = np.random.default_rng(first)
    ships = [f"mmsi:{chance.randrange(10**8, 10**9)}" for _ in range(200)]
    names = [f"{''.join(chance.choices(HAN, k=2))}{chance.randrange(100)}" for _ in ships]
    at = drawn.integers(0, len(ships), rows)
    return pd.DataFrame(
        {
            "source_id": pd.Categorical([""] * rows),
            "line": np.arange(2, rows + 2),
            "asset_id": pd.Categorical.from_codes(at, ships),
            "name": pd.Categorical([names[number] for number in at]),
            "time": pd.Timestamp("2025-05-01", tz="UTC") + pd.to_timedelta(np.arange(rows), unit="s"),
            "lon": drawn.uniform(118, 124, rows),
            "lat": drawn.uniform(22, 32, rows),
        }
    )


def build(folder: Path, sources: int, rows: int, *, goods_share: int) -> Path:
    """Make a case whose sources are CSV files and whose rows are theirs."""
    chance = random.Random(6)  # noqa: S311 - invented rows
    files = folder / "files"
    files.mkdir()
    each = rows // sources
    with Case.create(folder / "case", analyst="bench") as case:
        for number in range(sources):
            goods = number % goods_share == 0
            frame = (make_goods if goods else make_positions)(each, number * each, chance)
            path = files / f"file_{number:04d}.csv"
            flat = frame.drop(columns=["goods_id", "locator", "extra"], errors="ignore")
            if goods:
                flat["phone"] = [cell["Phone"] for cell in frame["extra"]]
            flat.to_csv(path, index=False)
            source = replace(case.add_source(path), layout="declarations", rows_read=each, rows_kept=each)
            case.record(
                {"goods" if goods else "positions": frame.assign(source_id=source.source_id)}, method="sources.read/1", source=source
            )
    return folder / "case"


def clock(work: Callable[[], object], times: int = 5) -> list[float]:
    """Processor seconds of each call."""
    spent = []
    for _ in range(times):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return spent


def time_search(folder: Path, path: Path) -> None:
    """Print the time of each question beside both anchors."""
    with Case.open(path) as case:
        indexing = clock(lambda: case.search("first question"), 1)[0]
        size = (path / "search.sqlite").stat().st_size / 1e6
        stored = sum(file.stat().st_size for file in (folder / "files").iterdir()) / 1e6
        print(f"indexing {indexing:.1f} s (processor), index {size:,.0f} MB, files {stored:,.0f} MB")
        index = sqlite3.connect(f"file:{path / 'search.sqlite'}?mode=ro", uri=True)
        print(f"{'question':<20}{'hits':>6}{'median ms':>11}{'longest ms':>12}{'LIKE ms':>9}{'grep ms':>9}")
        for text in QUESTIONS:
            hits = len(case.search(text))
            spent = [1000 * seconds for seconds in clock(lambda text=text: case.search(text))]
            like = 1000 * clock(lambda text=text: index.execute(LIKE, (f"%{text}%",)).fetchone(), 1)[0]
            started = time.perf_counter()
            subprocess.run(["grep", "-rcF", text, folder / "files"], check=False, capture_output=True)  # noqa: S607 - the anchor
            grep = 1000 * (time.perf_counter() - started)
            print(f"{text:<20}{hits:>6}{statistics.median(spent):>11.1f}{max(spent):>12.1f}{like:>9.0f}{grep:>9.0f}")
        index.close()


def time_opening(path: Path) -> None:
    """Print opening and verifying beside the SHA-256 of the same bytes."""
    evidence, parts = (sorted((path / name).iterdir()) for name in ("evidence", "parts"))
    with Case.open(path, read_only=True) as case:
        rows = [("open", lambda: Case.open(path, read_only=True).close(), evidence), ("verify", case.verify, [*evidence, *parts])]
        for name, work, files in rows:
            started = time.perf_counter()
            work()
            wall = time.perf_counter() - started
            spent, anchor = (statistics.median(clock(job, 3)) for job in (work, lambda files=files: hash_all(files)))
            size = sum(file.stat().st_size for file in files) / 1e6
            told = f"{name:<8}{spent:6.2f} s processor, {wall:.2f} s on the clock"
            print(f"{told}; SHA-256 of the same {size:,.0f} MB {anchor:.2f} s; ratio {spent / anchor:.2f}")
        if not case.verify().ok:
            sys.exit("the case does not verify")


def hash_all(files: Sequence[Path]) -> None:
    """The anchor: SHA-256 of whole files, one after the other."""
    for file in files:
        with file.open("rb") as opened:
            hashlib.file_digest(opened, "sha256")


def main() -> None:
    """Build the case and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("search", "open"))
    parser.add_argument("--sources", type=int)
    parser.add_argument("--rows", type=int)
    given = parser.parse_args()
    large = given.what == "open"
    sources, rows = given.sources or (1000 if large else 10), given.rows or (5_000_000 if large else 1_000_000)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        spent = clock(lambda: build(folder, sources, rows, goods_share=GOODS_SHARE if large else 1), 1)[0]
        print(f"{sources:,} sources, {rows:,} rows, built in {spent:.0f} s (processor)")
        if large:
            time_opening(folder / "case")
        time_search(folder, folder / "case")


if __name__ == "__main__":
    main()
