"""Measure names across scripts beside plain string comparisons, in one run.

    python tests/benchmarks/bench_names.py --data FOLDER [--half report]

See ``name_pairs`` for the protocol. ``first``: the right name outscores all 30 others. ``best recall``: the highest recall
at the demanded precision that any threshold gives (how anchors are quoted); ``fixed``: precision and recall at the one
threshold that the toolkit commits to. Intervals are Wilson's, 95 %.
"""

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from linking_scores import wilson
from name_pairs import Trial, read_trials, score_trial
from numpy.typing import NDArray

from toolkit import names

PRECISION = {"Cyrillic person": 0.99}

FIXED: dict[str, float] = {
    "Han company": 0.925,
    "Han person": 0.93,
    "Cyrillic person": 0.8,
    "Cyrillic company": 0.83,
    "Arabic person": 0.7,
    "Latin person (OFAC)": 0.86,
    "Latin company (OFAC)": 0.88,
}
"""Task → the threshold committed to on the ``build`` half."""
Score = Callable[[Sequence[str], Sequence[str], str], NDArray[np.float64]]


def score_ours(left: Sequence[str], right: Sequence[str], kind: str) -> NDArray[np.float64]:
    """Compare as the toolkit does."""
    return names.compare_names(left, right, kind=kind)


def score_wratio(left: Sequence[str], right: Sequence[str], kind: str) -> NDArray[np.float64]:  # noqa: ARG001 - one signature for all
    """Compare romanised text with rapidfuzz's WRatio."""
    from rapidfuzz import fuzz

    return np.array([fuzz.WRatio(names.fold_text(a), names.fold_text(b)) / 100 for a, b in zip(left, right, strict=True)])


def score_token_sort(left: Sequence[str], right: Sequence[str], kind: str) -> NDArray[np.float64]:  # noqa: ARG001 - one signature for all
    """Compare romanised text, words sorted."""
    from rapidfuzz import fuzz

    return np.array([fuzz.token_sort_ratio(names.fold_text(a), names.fold_text(b)) / 100 for a, b in zip(left, right, strict=True)])


def score_logic_v2(left: Sequence[str], right: Sequence[str], kind: str) -> NDArray[np.float64]:
    """Compare with nomenklatura's logic-v2, each name an entity of its own (it caches by id)."""
    from followthemoney import model
    from nomenklatura.matching.logic_v2.model import LogicV2

    config = LogicV2.default_config()
    schema = "Person" if kind == "person" else "Company"
    entities = {
        name: model.get_proxy({"id": f"n{at}", "schema": schema, "properties": {"name": [name]}})
        for at, name in enumerate(dict.fromkeys([*left, *right]))
    }
    return np.array([LogicV2.compare(entities[a], entities[b], config).score for a, b in zip(left, right, strict=True)])


METHODS: dict[str, Score] = {"ours": score_ours, "WRatio": score_wratio, "token sort": score_token_sort}
if find_spec("nomenklatura"):  # needs PyICU built from source: measured where somebody has installed it
    METHODS["logic-v2"] = score_logic_v2


def recall_at(right: NDArray[np.float64], wrong: NDArray[np.float64], precision: float) -> tuple[float, float]:
    """Give the highest recall at a precision, and the threshold that reaches it."""
    best = (0.0, 1.0)
    for threshold in np.unique(right):
        hits, false = (right >= threshold).sum(), (wrong >= threshold).sum()
        if hits / (hits + false) >= precision and hits / len(right) > best[0]:
            best = (float(hits / len(right)), float(threshold))
    return best


def measure(trial: Trial, method: str, score: Score) -> dict[str, object]:
    """Measure one method on one trial."""
    left, right = trial.pairs()
    started = time.process_time()
    scores = score(left, right, trial.kind)
    took = time.process_time() - started
    result = score_trial(trial, scores)
    demanded = PRECISION.get(trial.task, 0.97)
    recall, threshold = recall_at(result["right"], result["wrong"], demanded)
    row = {"task": trial.task, "n": len(trial.queries), "method": method, "first": result["first"]}
    row |= {"first 95 %": wilson(result["first"], len(trial.queries)), "best recall": recall, "at": threshold, "P ≥": demanded}
    if method == "ours" and trial.task in FIXED:
        hits, false = (result["right"] >= FIXED[trial.task]).sum(), (result["wrong"] >= FIXED[trial.task]).sum()
        row |= {"fixed": FIXED[trial.task], "P": hits / max(1, hits + false), "R": hits / len(trial.queries)}
        row |= {"R 95 %": wilson(row["R"], len(trial.queries))}
    return row | {"pairs/CPU s": len(left) / max(took, 1e-9)}


BRANDS_HAN = "绿源海悦宏达金鑫瑞丰华泰永兴恒通顺安利民佳美东升长青天亿伟业鼎盛信诚博远卓越新洲联创中科龙腾凯旋德胜"
PLACES = (("宁波", "Ningbo"), ("深圳", "Shenzhen"), ("广州", "Guangzhou"), ("上海", "Shanghai"), ("青岛", "Qingdao"), ("香港", "Hong Kong"))
TRADES = (("贸易", "Trading"), ("电子科技", "Electronics Technology"), ("国际物流", "International Logistics"), ("化工", "Chemical"))
SYLLABLES = "ka lo mi ren ta vo shi gar del mon pa ri stu ner bo li zan fe qu dor".split()  # noqa: SIM905 - syllables read as words


def make_pairs(pairs: int, names_count: int, seed: int) -> tuple[list[str], list[str]]:
    """Combine words into company names, a third of them Han, and draw pairs: half of one stem or place, half at random."""
    draw = np.random.default_rng(seed)
    made: list[str] = []
    brands = [a + b for a in BRANDS_HAN for b in BRANDS_HAN]
    for at in range(names_count):
        place, trade = PLACES[draw.integers(len(PLACES))], TRADES[draw.integers(len(TRADES))]
        if at % 3 == 0:
            made.append(f"{place[0]}{brands[draw.integers(len(brands))]}{brands[draw.integers(len(brands))]}{trade[0]}有限公司")
        else:
            brand = " ".join("".join(SYLLABLES[i] for i in draw.integers(len(SYLLABLES), size=3)).title() for _ in range(2))
            made.append(f"{place[1]} {brand} {trade[1]} Co., Ltd.")
    made = list(dict.fromkeys(made))
    left, right = draw.integers(len(made), size=pairs), draw.integers(len(made), size=pairs)
    return [made[i] for i in left], [made[i] for i in right]


def measure_speed(seed: int = 0) -> None:
    """Print pairs a second of CPU, everything prepared within the time, and plain Latin names prepared a second."""
    from rapidfuzz import fuzz

    left, right = make_pairs(200_000, 45_000, seed)
    started = time.process_time()
    names.compare_names(left, right, kind="company")
    took = time.process_time() - started
    distinct = len({*left, *right})
    han = sum(names.script_of(name) == "han" for name in {*left, *right}) / distinct
    started = time.process_time()
    for a, b in zip(left, right, strict=True):
        fuzz.token_sort_ratio(a, b)
    anchor = time.process_time() - started
    print(f"{len(left):,} pairs of {distinct:,} names, {han:.0%} Han, caches cold: {len(left) / took:,.0f} pairs/CPU s", end=" ")
    print(f"(token sort on the plain strings, at the same time: {len(left) / anchor:,.0f})")
    for kind, label in (("company", "companies"), ("person", "persons")):
        plain = [
            name for name in dict.fromkeys(make_pairs(1, 60_000, seed + 1)[0] + make_pairs(90_000, 90_000, seed + 1)[0]) if name.isascii()
        ]
        started = time.process_time()
        names.prepare_names(plain, kind)
        took = time.process_time() - started
        print(f"{len(plain):,} Latin names prepared as {label}: {len(plain) / took:,.0f} names/CPU s")


def main(arguments: Sequence[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of real data; without it speed alone is measured")
    parser.add_argument("--strict", action="store_true", help="take only names that are spelled alike for one party listed twice")
    parser.add_argument("--half", choices=("build", "report"), default="report", help="half of the parties to measure on")
    options = parser.parse_args(arguments)
    measure_speed()
    if options.data is None:
        return
    trials = read_trials(options.data, half=options.half, strict=options.strict)
    rows = [measure(trial, method, score) for trial in trials for method, score in METHODS.items()]
    print(pd.DataFrame(rows).round(3).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1:])
