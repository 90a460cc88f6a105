"""Run each method in a process of its own, on the same cores, so that peak memory and seconds are its own.

A benchmark script calls itself once a method: ``script --method NAME --into FILE``. The child reads its data, links inside
:func:`clocked`, and writes one row of figures; the parent adds the peak memory that the system counted for it (reading
the data included) and prints one table. The parent stays small, since a child's peak begins with its parent's.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from toolkit.linking import Parties

__all__ = ["clocked", "ids_of", "make_parser", "peak_memory", "run_bench"]

Row = dict[str, object]


def make_parser(doc: str) -> argparse.ArgumentParser:
    """Make the parser that every linking benchmark shares."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=0, help="of the data")
    parser.add_argument("--cores", type=int, default=1, help="cores that a method may use (default 1: wall is close to CPU)")
    parser.add_argument("--only", nargs="*", default=None, help="run these methods only")
    parser.add_argument("--method", help=argparse.SUPPRESS)
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    return parser


def run_bench(script: str, options: argparse.Namespace, methods: Mapping[str, Callable[[argparse.Namespace], Row]]) -> None:
    """Run every method in its own process and print the table, or, in such a process, run the one that is asked."""
    if options.method:
        if hasattr(os, "sched_setaffinity"):
            free = sorted(os.sched_getaffinity(0))
            first = os.getppid() % len(free)  # two benchmarks side by side seldom share a core; all methods of one do
            os.sched_setaffinity(0, (free[first:] + free)[: options.cores])
        options.into.write_text(json.dumps(methods[options.method](options)), encoding="utf-8")
        return
    rows = []
    for method in methods:
        if options.only is None or method in options.only:
            rows.append({"method": method, **_run_apart([sys.executable, script, *sys.argv[1:], "--method", method])})
            print(f"{method}: done", file=sys.stderr, flush=True)
    print(pd.DataFrame(rows).round(4).to_string(index=False))


def _run_apart(command: Sequence[str]) -> Row:
    with TemporaryDirectory() as folder:
        into = Path(folder) / "row.json"
        process = subprocess.Popen([*command, "--into", str(into)])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            return {"failed with": process.returncode, "peak GB": usage.ru_maxrss / 1e6}
        row: Row = json.loads(into.read_text(encoding="utf-8"))
        return row | {"peak GB": usage.ru_maxrss / 1e6}  # Linux counts kilobytes


@contextmanager
def clocked(row: Row, name: str = "") -> Iterator[None]:
    """Add CPU and wall seconds of a block to the row."""
    prefix = f"{name} " if name else ""
    cpu, wall = time.process_time(), time.perf_counter()
    yield
    row[f"{prefix}CPU s"], row[f"{prefix}wall s"] = time.process_time() - cpu, time.perf_counter() - wall


def peak_memory() -> float:
    """Give the peak memory of this process so far, in GB, its data included."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6  # Linux counts kilobytes


def ids_of(parties: Parties, rows: pd.Series) -> pd.Series:
    """Give the record ids of rows of prepared records."""
    return parties.records["record_id"].iloc[rows.to_numpy()].reset_index(drop=True)
