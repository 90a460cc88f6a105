"""A million vectors with the spectrum of real embeddings: the planner beside hnswlib, usearch and plain FAISS, and filters.

    python tests/benchmarks/bench_scans_index.py [--rows 1000000] [--folder FOLDER] [--only ours faiss ...]    (anchors.txt)

Each index is built and asked in a process of its own, on one thread. Memory is what is private to the process and dirty; the
vectors are mapped from one file. `cold` asks ours again from its kept index with the vectors put out of the page cache, and
gives all memory that the process has for itself. `limited` does so in a memory control group of 256 MB, interpreter and page
cache included (a group of its own, which needs the right to make one). Filters keep 1, 10 or 50 %, drawn at random or whole
clusters (correlated with what is asked).
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from scan_vectors import draw_vectors, read_queries

from toolkit.scans.lists import KIND, build_lists, dump_lists, load_lists
from toolkit.scans.planner import find_nearest
from toolkit.scans.rows import Rows

DIM = 256
NEAREST = 10
LIMIT_MB = 256
INDEXES = ("ours", "cold", "limited", "filters", "faiss", "hnswlib", "usearch")

Floats = NDArray[np.float32]
Ask = Callable[[Floats], NDArray[np.int64]]


def _private_mb() -> float:
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1024


def _find_truth(rows: Rows, queries: Floats, allowed: NDArray[np.bool_]) -> NDArray[np.int64]:
    scores, found = np.zeros((len(queries), 0), np.float32), np.zeros((len(queries), 0), np.int64)
    for start, part in rows.chunks():
        near = np.where(allowed[start : start + len(part)], queries @ part.T, -np.inf)
        best = np.argpartition(-near, NEAREST, axis=1)[:, :NEAREST]
        scores = np.concatenate([scores, np.take_along_axis(near, best, axis=1)], axis=1)
        found = np.concatenate([found, best + start], axis=1)
        order = np.argsort(-scores, axis=1, kind="stable")[:, :NEAREST]
        scores, found = np.take_along_axis(scores, order, axis=1), np.take_along_axis(found, order, axis=1)
    return found


def _ask(queries: Floats, truth: NDArray[np.int64], ask: Ask) -> tuple[float, float, int]:
    start = time.process_time()
    found = [ask(query) for query in queries]
    spent = (time.process_time() - start) / len(queries) * 1e3
    recall = float(np.mean([len(set(rows.tolist()) & set(right.tolist())) / NEAREST for rows, right in zip(found, truth, strict=True)]))
    return recall, spent, sum(len(rows) < NEAREST for rows in found)


def _print(name: str, built: float, mb: float, asked: tuple[float, float, int]) -> None:
    recall, spent, short = asked
    print(f"{name:34}{built:10.1f}{mb:10.0f}{recall:9.4f}{spent:9.3f}{short:7d}", flush=True)


def _run_ours(folder: Path, rows: Rows, queries: Floats) -> None:
    truth, everything = np.load(folder / "truth.npy"), np.ones(len(rows), bool)
    start = time.process_time()
    (folder / "ours.faiss").write_bytes(dump_lists(build_lists(rows)))
    built = time.process_time() - start
    before = _private_mb()
    lists = load_lists(folder / "ours.faiss")
    mb = _private_mb() - before
    _print(f"planner, {KIND}", built, mb, _ask(queries, truth, lambda query: find_nearest(rows, query, everything, NEAREST, lists)[0]))


def _run_cold(folder: Path, rows: Rows, queries: Floats) -> None:
    with (folder / "rows.npy").open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    truth, everything = np.load(folder / "truth.npy"), np.ones(len(rows), bool)
    lists = load_lists(folder / "ours.faiss")
    start = time.perf_counter()
    asked = _ask(queries, truth, lambda query: find_nearest(rows, query, everything, NEAREST, lists)[0])
    _print("planner, cold; whole process", 0.0, _private_mb(), asked)
    print(f"{'':34}{(time.perf_counter() - start) / len(queries) * 1e3:.2f} ms wall a query")


def _run_limited(folder: Path, rows: Rows, queries: Floats) -> None:
    truth, everything = np.load(folder / "truth.npy"), np.ones(len(rows), bool)
    group = _join_group(LIMIT_MB << 20)
    for name in ("rows.npy", "ours.faiss"):
        with (folder / name).open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    lists = load_lists(folder / "ours.faiss")
    for again in ("first", "again"):
        start = time.perf_counter()
        asked = _ask(queries, truth, lambda query: find_nearest(rows, query, everything, NEAREST, lists)[0])
        most = int((group / "memory.max_usage_in_bytes").read_text(encoding="ascii"))
        _print(f"planner in {LIMIT_MB} MB, {again}; most used", 0.0, most / (1 << 20), asked)
        print(f"{'':34}{(time.perf_counter() - start) / len(queries) * 1e3:.2f} ms wall a query")


def _join_group(limit: int) -> Path:
    """Put this process into a memory control group (version 1) of its own, which dies with the machine's next start."""
    group = Path("/sys/fs/cgroup/memory") / f"tidewaiter-bench-{os.getpid()}"
    group.mkdir()
    (group / "memory.limit_in_bytes").write_text(str(limit), encoding="ascii")
    (group / "cgroup.procs").write_text(str(os.getpid()), encoding="ascii")
    return group


def _run_filters(folder: Path, rows: Rows, queries: Floats) -> None:
    lists = load_lists(folder / "ours.faiss")
    clusters = np.load(folder / "clusters.npy")
    random = np.random.default_rng(11)
    order = random.permutation(clusters.max() + 1)
    queries = queries[:100]
    for share in (0.01, 0.10, 0.50):
        masks = {"random": random.random(len(rows)) < share, "correlated": np.isin(clusters, order[: round(share * len(order))])}
        for name, allowed in masks.items():
            truth = _find_truth(rows, queries, allowed)
            ways = {find_nearest(rows, query, allowed, NEAREST, lists)[2].way for query in queries[:5]}
            asked = _ask(queries, truth, lambda query, allowed=allowed: find_nearest(rows, query, allowed, NEAREST, lists)[0])
            _print(f"planner, {share:.0%} {name} ({', '.join(ways)})", 0.0, 0.0, asked)


def _run_faiss(folder: Path, rows: Rows, queries: Floats) -> None:
    import faiss

    truth, before = np.load(folder / "truth.npy"), _private_mb()
    start = time.process_time()
    index = faiss.index_factory(DIM, "IVF4096,SQ8", faiss.METRIC_INNER_PRODUCT)
    sample = rows.take(np.sort(np.random.default_rng(0).choice(len(rows), min(len(rows), 160_000), replace=False)))
    faiss.extract_index_ivf(index).cp.niter = 10
    index.train(sample)
    del sample
    for _, part in rows.chunks():
        index.add(part)
    built, mb = time.process_time() - start, _private_mb() - before
    parameters = faiss.SearchParametersIVF(nprobe=224)
    _print(
        "FAISS IVF4096,SQ8 nprobe 224", built, mb, _ask(queries, truth, lambda q: index.search(q[None], NEAREST, params=parameters)[1][0])
    )


def _run_hnswlib(folder: Path, rows: Rows, queries: Floats) -> None:
    import hnswlib

    truth, before = np.load(folder / "truth.npy"), _private_mb()
    start = time.process_time()
    index = hnswlib.Index("ip", DIM)
    index.init_index(len(rows), M=32, ef_construction=200)
    index.set_num_threads(1)
    for first, part in rows.chunks():
        index.add_items(part, np.arange(first, first + len(part)))
    built, mb = time.process_time() - start, _private_mb() - before
    for ef in (64, 128, 200):
        index.set_ef(ef)
        _print(
            f"hnswlib M32 ef {ef}", built, mb, _ask(queries, truth, lambda query: index.knn_query(query[None], NEAREST)[0][0].astype(int))
        )


def _run_usearch(folder: Path, rows: Rows, queries: Floats) -> None:
    from usearch.index import Index

    truth, before = np.load(folder / "truth.npy"), _private_mb()
    start = time.process_time()
    index = Index(ndim=DIM, metric="ip", dtype="f16", connectivity=32, expansion_add=200, expansion_search=128)
    for first, part in rows.chunks():
        index.add(np.arange(first, first + len(part)), part, threads=1)
    built, mb = time.process_time() - start, _private_mb() - before
    _print("usearch M32 ef 128", built, mb, _ask(queries, truth, lambda query: index.search(query, NEAREST).keys.astype(int)))


def _prepare(folder: Path, count: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "truth.npy").exists():
        return
    np.save(folder / "clusters.npy", draw_vectors(folder / "rows.npy", count, DIM, seed=7))
    rows = Rows([np.load(folder / "rows.npy", mmap_mode="r")])
    np.save(folder / "truth.npy", _find_truth(rows, read_queries(folder / "rows.npy"), np.ones(count, bool)))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, default=None)
    parser.add_argument("--only", nargs="+", choices=INDEXES, default=INDEXES)
    parser.add_argument("--alone", action="store_true", help="run in this process")
    options = parser.parse_args()
    if options.alone:
        rows = Rows([np.load(options.folder / "rows.npy", mmap_mode="r")])
        globals()[f"_run_{options.only[0]}"](options.folder, rows, read_queries(options.folder / "rows.npy"))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = options.folder or Path(made)
        _prepare(folder, options.rows)
        print(f"{'index':34}{'build CPU':>10}{'MB':>10}{'recall':>9}{'ms CPU':>9}{'short':>7}", flush=True)
        threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
        for name in options.only:
            command = [sys.executable, __file__, "--alone", "--folder", str(folder), "--only", name]
            subprocess.run(command, env=threads, check=False)  # an anchor that is not installed costs its own line


if __name__ == "__main__":
    main()
