"""Screen queries against the persons of the UN Security Council list, ours beside plain rapidfuzz.

    python tests/benchmarks/bench_screening.py --data FOLDER

Positives are the 351 treated and 351 untreated queries of the yente fixtures, negatives 6,000 names that are on no list.
``own threshold``: the score that one negative in a thousand reaches, picked on the very data, as anchors are quoted.
``fixed``: the threshold that the ``build`` half of the queries (by a hash of the query) gives, and what it does to the
``report`` half: share of false positives, recall, and Wilson's interval of it for as many distinct queries. ``subset``: the
best score of a query that is a listed name with words left out (its first word alone, its last word alone), which must never be a full 1.
"""

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from linking_runs import clocked, make_parser, run_bench
from linking_scores import wilson
from numpy.typing import NDArray

from toolkit import linking, names
from toolkit.tables import conform

FALSE_POSITIVES = 0.001
Scores = NDArray[np.float64]
Score = Callable[[Sequence[str], pd.DataFrame], Scores]


def make_records(asked: Sequence[str], source: str) -> pd.DataFrame:
    """Make records of persons from names."""
    frame = pd.DataFrame({"record_id": [f"{source}{at}" for at in range(len(asked))], "name": list(asked)})
    return conform(frame.assign(source_id=source, locator=[f"line={at + 2}" for at in range(len(asked))], kind="Person"), "records")


def score_ours(asked: Sequence[str], listed: pd.DataFrame) -> Scores:
    """Give the best score of each name on the list."""
    hits = linking.screen_names(make_records(asked, "q"), listed, top=1, threshold=0.0)
    best = dict(zip(hits["query_id"], hits["score"], strict=True))
    return np.array([best.get(f"q{at}", 0.0) for at in range(len(asked))])


def score_with(scorer: str, *, sort: bool) -> Score:
    """Give the best score of one of rapidfuzz's comparisons on romanised names."""

    def score(asked: Sequence[str], listed: pd.DataFrame) -> Scores:
        from rapidfuzz import fuzz, process

        def prepare(name: str) -> str:
            folded = names.fold_text(name)
            return " ".join(sorted(folded.split())) if sort else folded

        forms = sorted(
            {prepare(form) for name, aliases in zip(listed["name"], listed["aliases"], strict=True) for form in [name, *aliases]}
        )
        return process.cdist([prepare(name) for name in asked], forms, scorer=getattr(fuzz, scorer), workers=1).max(axis=1) / 100

    return score


METHODS: dict[str, Score] = {
    "sorted-token ratio": score_with("ratio", sort=True),
    "token_set_ratio": score_with("token_set_ratio", sort=False),
    "WRatio": score_with("WRatio", sort=False),
    "ours": score_ours,
}


def measure(score: Score) -> Callable[[argparse.Namespace], dict[str, object]]:
    """Make the run of one method."""

    def run(options: argparse.Namespace) -> dict[str, object]:
        from toolkit.sources import read_watchlist

        folder = Path(options.data) / "linking"
        listed = read_watchlist(folder / "watchlists" / "UN_consolidated.xml")[0]["records"]
        listed = listed[listed["kind"].astype("str") == "Person"]
        files = ("negatives_global", "positives_un_treated", "positives_un_untreated")
        asked = [pd.read_csv(folder / f"screening_{name}_dev.csv", dtype="str")["full_name"].dropna() for name in files]
        queries = pd.concat(asked, ignore_index=True).tolist()
        positive = np.repeat([False, True, True], [len(part) for part in asked])
        row: dict[str, object] = {"n": int(positive.sum()), "negatives": int((~positive).sum())}
        with clocked(row):
            scores = score(queries, listed)
        own = _threshold(scores[~positive])
        build = np.array([hashlib.sha256(query.encode()).digest()[0] % 2 == 0 for query in queries])
        fixed = _threshold(scores[~positive & build])
        recall = float((scores[positive & ~build] > fixed).mean())
        row |= {"own threshold": own, "recall": float((scores[positive] > own).mean())}
        row |= {"fixed": fixed, "false": float((scores[~positive & ~build] > fixed).mean()), "fixed recall": recall}
        distinct = len({query for query, counted in zip(queries, positive & ~build, strict=True) if counted})
        return row | {"recall 95 %": wilson(recall, distinct), "subset": _score_subsets(score, listed)}

    return run


def _threshold(negatives: Scores) -> float:
    return float(np.sort(negatives)[::-1][int(len(negatives) * FALSE_POSITIVES)])


def _score_subsets(score: Score, listed: pd.DataFrame) -> float:
    """Give the best score of single words of names of three words or more, where no listed form is that word alone."""
    forms = {names.fold_text(form) for name, aliases in zip(listed["name"], listed["aliases"], strict=True) for form in [name, *aliases]}
    words = [word for name in listed["name"].head(200) if len(name.split()) > 2 for word in (name.split()[0], name.split()[-1])]
    asked = [word for word in words if names.fold_text(word) not in forms]
    return float(score(asked, listed).max())


def main() -> None:
    """Print the table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--data", required=True, help="folder of real data")
    run_bench(sys.argv[0], parser.parse_args(), {name: measure(score) for name, score in METHODS.items()})


if __name__ == "__main__":
    main()
