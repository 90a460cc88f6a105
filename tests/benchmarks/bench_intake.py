"""Reading a CSV of a million rows and a workbook of 200,000, and looking at 10,000 files, beside pandas in the same run.

    python tests/benchmarks/bench_intake.py [--csv-rows 1000000] [--sheet-rows 200000] [--files 10000] [--only csv ours ...]

Each line is a process of its own: CPU seconds (user and system, imports left out), peak memory, rows. `pandas` is
`read_csv(dtype=str)` and `read_excel(dtype=str)` with openpyxl, which keep no place of a row, no total apart and no damaged
number marked. `declarations` are facts with parties and checks, made of the same CSV.
"""

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

HEADERS = ["报关单号", "申报日期", "商品编号", "商品名称", "净重(千克)", "总价", "币制", "收货人身份证号", "运单号", "目的地"]


def make_row(index: int) -> list[str]:
    """Give one row; numbers belong to nobody (region 99)."""
    day = f"2025-{1 + index % 12:02d}-{1 + index % 28:02d}"
    amounts = f"{index % 1000}.{index % 10}", f"{index % 5000}.50"
    codes = f"022520250{index:09d}", day, f"{index % 97:02d}01100000", f"聚乙烯颗粒{index % 50}"
    return [*codes, *amounts, "USD", f"99010119900307{index % 10000:04d}", f"SF{index:012d}", f"上海市浦东新区{index % 300}号"]


def write_csv(path: Path, rows: int) -> None:
    """Write the CSV."""
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(HEADERS) + "\n")
        file.writelines(",".join(make_row(index)) + "\n" for index in range(rows))


def write_sheet(path: Path, rows: int) -> None:
    """Write the workbook, its amounts as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("一月")
    sheet.write_row(0, 0, HEADERS)
    for index in range(rows):
        row = make_row(index)
        sheet.write_row(index + 1, 0, [*row[:4], float(row[4]), float(row[5]), *row[6:]])
    book.close()


def write_files(folder: Path, count: int) -> None:
    """Write many small files in three encodings, 500 a folder."""
    rng = random.Random(0)  # noqa: S311 - a benchmark needs no secret
    for number in range(count):
        place = folder / str(number // 500)
        place.mkdir(parents=True, exist_ok=True)
        rows = [",".join(make_row(number * 50 + index)) for index in range(rng.randint(5, 40))]
        encoding = ("utf-8", "gb18030", "utf-16")[number % 3]
        (place / f"{number}.csv").write_text("\n".join([",".join(HEADERS), *rows]) + "\n", encoding=encoding)


def read_ours(path: Path) -> int:
    """Read any table."""
    from toolkit.sources import read_table

    return len(read_table(path)[0])


def read_facts(path: Path) -> int:
    """Read declarations."""
    from toolkit.sources import read_declarations

    return len(read_declarations(path)[0]["goods"])


def look_at(path: Path) -> int:
    """Look at a folder or file."""
    from toolkit.sources import look

    return int(look(path)["rows"].sum())


def read_pandas(path: Path) -> int:
    """Read with pandas."""
    import pandas as pd

    return len(pd.read_csv(path, dtype=str) if path.suffix == ".csv" else pd.read_excel(path, dtype=str))


TASKS: dict[str, tuple[str, Callable[[Path], int]]] = {
    "csv ours": ("rows.csv", read_ours),
    "csv pandas": ("rows.csv", read_pandas),
    "csv declarations": ("rows.csv", read_facts),
    "csv look": ("rows.csv", look_at),
    "sheet ours": ("rows.xlsx", read_ours),
    "sheet pandas": ("rows.xlsx", read_pandas),
    "files look": ("files", look_at),
}


def run_task(name: str, folder: Path) -> None:
    """Run one task and print its line."""
    place, task = TASKS[name]
    import pandas as pd  # noqa: F401 - loading it is no part of reading

    import toolkit.sources

    del toolkit
    before, started = time.process_time(), time.perf_counter()
    rows = task(folder / place)
    spent, wall = time.process_time() - before, time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:<18} {spent:8.1f} s CPU {wall:8.1f} s wall {peak:8,.0f} MB {rows:>10,} rows", flush=True)


def main() -> None:
    """Write the files, then run each task in a process of its own."""
    parser = argparse.ArgumentParser(description="Intake beside pandas.")
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--sheet-rows", type=int, default=200_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--only", nargs="*", help="tasks to run, all by default", choices=TASKS)
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        run_task(arguments.task, arguments.folder)
        return
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home)
        write_csv(folder / "rows.csv", arguments.csv_rows)
        write_sheet(folder / "rows.xlsx", arguments.sheet_rows)
        write_files(folder / "files", arguments.files)
        for name in arguments.only or TASKS:
            subprocess.run([sys.executable, __file__, "--task", name, "--folder", folder], check=True)


if __name__ == "__main__":
    main()
