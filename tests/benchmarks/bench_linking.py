"""Measure list screening and linking beside plain rapidfuzz and plain Splink, in one run.

    python tests/benchmarks/bench_linking.py --data FOLDER [--clusters 600]

Screening: queries of the yente fixtures against the persons of the UN Security Council list. For every method the
threshold is the score that one negative in a thousand reaches, so each picks its own on the very data: the figures
compare methods, they promise nothing of other lists.

Linking: the first clusters of historical_50k, names, birth dates, birth places and postcodes with errors. Ours has one
threshold, .95, and refuses to merge on a name alone; Splink trains as its documentation shows. Pairs are counted after
clustering.
"""

import argparse
import logging
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import linking, names
from toolkit.tables import conform

FALSE_POSITIVES = 0.001


def make_records(asked: Sequence[str], source: str) -> pd.DataFrame:
    """Make records of persons from names."""
    frame = pd.DataFrame({"record_id": [f"{source}{at}" for at in range(len(asked))], "name": list(asked)})
    return conform(frame.assign(source_id=source, locator=[f"line={at + 2}" for at in range(len(asked))], kind="Person"), "records")


def score_ours(asked: Sequence[str], listed: pd.DataFrame) -> NDArray[np.float64]:
    """Give the best score of each name on the list."""
    hits = linking.screen_names(make_records(asked, "q"), listed, top=1, threshold=0.0)
    best = dict(zip(hits["query_id"], hits["score"], strict=True))
    return np.array([best.get(f"q{at}", 0.0) for at in range(len(asked))])


def score_sorted_tokens(asked: Sequence[str], listed: pd.DataFrame) -> NDArray[np.float64]:
    """Give the best ratio of each name's words in alphabetical order."""
    from rapidfuzz import fuzz, process

    forms = sorted({sort_words(form) for name, aliases in zip(listed["name"], listed["aliases"], strict=True) for form in [name, *aliases]})
    return process.cdist([sort_words(name) for name in asked], forms, scorer=fuzz.ratio, workers=1).max(axis=1) / 100


def sort_words(name: str) -> str:
    """Romanise a name and sort its words."""
    return " ".join(sorted(names.fold_text(name).split()))


def bench_screening(data: Path) -> pd.DataFrame:
    """Measure recall at the allowed share of false positives."""
    from toolkit.sources import read_watchlist

    tables, _ = read_watchlist(data / "linking" / "watchlists" / "UN_consolidated.xml")
    listed = tables["records"]
    listed = listed[listed["kind"].astype("str") == "Person"]
    queries = {
        name: pd.read_csv(data / "linking" / f"screening_{name}_dev.csv", dtype="str")["full_name"].dropna().tolist()
        for name in ("negatives_global", "positives_un_treated", "positives_un_untreated")
    }
    rows = []
    for method, score in (("ours", score_ours), ("sorted-token ratio", score_sorted_tokens)):
        started = time.perf_counter()
        scores = {name: score(asked, listed) for name, asked in queries.items()}
        took = time.perf_counter() - started
        negatives = np.sort(scores["negatives_global"])[::-1]
        threshold = negatives[int(len(negatives) * FALSE_POSITIVES)]
        positives = np.concatenate([scores["positives_un_treated"], scores["positives_un_untreated"]])
        row = {"task": "UN list", "method": method, "threshold": threshold, "recall": (positives > threshold).mean(), "n": len(positives)}
        rows.append({**row, "recall treated": (scores["positives_un_treated"] > threshold).mean(), "seconds": took})
    return pd.DataFrame(rows)


def read_historical(data: Path, clusters: int) -> pd.DataFrame:
    """Read the first clusters."""
    frame = pd.read_parquet(data / "linking" / "historical_figures_with_errors_50k.parquet")
    kept = sorted(frame["cluster"].unique())[:clusters]
    return frame[frame["cluster"].isin(kept)].reset_index(drop=True)


def link_ours(frame: pd.DataFrame) -> pd.Series:
    """Cluster by our own links."""
    place = frame["birth_place"].fillna("") + " " + frame["postcode_fake"].fillna("")
    full = frame["full_name"] if "full_name" in frame else frame["first_name"].fillna("") + " " + frame["surname"].fillna("")
    records = pd.DataFrame({"record_id": frame["unique_id"].astype("str"), "name": full, "source_id": "h", "kind": "Person"})
    records["locator"] = [f"row={at + 1}" for at in range(len(records))]
    records["address"] = [text.strip() or None for text in place]
    records["dates"] = [{"birth": str(day)[:10]} if isinstance(day, str) or not pd.isna(day) else {} for day in frame["dob"]]
    records = conform(records, "records")
    entities = linking.cluster_records(records, linking.suggest_links(records, threshold=0.5), threshold=0.95)
    return entities.set_index("record_id")["entity_id"].reindex(frame["unique_id"].astype("str")).reset_index(drop=True)


def link_splink(frame: pd.DataFrame) -> pd.Series:
    """Cluster by plain Splink with its usual comparisons."""
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    rules = [
        block_on("first_name", "surname"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("postcode_fake", "first_name"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[
            cl.JaroWinklerAtThresholds("first_name"),
            cl.JaroWinklerAtThresholds("surname"),
            cl.LevenshteinAtThresholds("dob", [1, 2]),
            cl.LevenshteinAtThresholds("postcode_fake", [2]),
            cl.ExactMatch("birth_place"),
        ],
    )
    api = DuckDBAPI()
    linker = Linker(api.register(frame.astype({"unique_id": "str"})), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("first_name", "surname", "dob")], recall=0.6)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    pairs = linker.inference.predict(threshold_match_probability=0.95)
    found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.95).as_pandas_dataframe()
    return found.set_index("unique_id")["cluster_id"].reindex(frame["unique_id"].astype("str")).reset_index(drop=True)


def count_pairs(groups: pd.DataFrame) -> int:
    """Count pairs within groups."""
    sizes = groups.value_counts().to_numpy()
    return int((sizes * (sizes - 1) // 2).sum())


def bench_links(data: Path, clusters: int) -> pd.DataFrame:
    """Measure pairs after clustering against the labels."""
    frame = read_historical(data, clusters)
    rows = []
    for method, link in (("ours", link_ours), ("plain Splink", link_splink)):
        started = time.perf_counter()
        found = link(frame)
        took = time.perf_counter() - started
        both = pd.DataFrame({"found": found.to_numpy(), "true": frame["cluster"].to_numpy()})
        right, claimed, true = count_pairs(both), count_pairs(both[["found"]]), count_pairs(both[["true"]])
        precision, recall = right / max(1, claimed), right / max(1, true)
        f1 = 2 * right / max(1, claimed + true)
        rows.append(
            {"task": "historical", "method": method, "n": len(frame), "precision": precision, "recall": recall, "F1": f1, "seconds": took}
        )
    return pd.DataFrame(rows)


def main(arguments: Sequence[str]) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of real data")
    parser.add_argument("--clusters", type=int, default=600, help="clusters of historical_50k to link")
    options = parser.parse_args(arguments)
    logging.disable(logging.WARNING)  # Splink tells of every iteration
    print(bench_screening(options.data).round(4).to_string(index=False))
    print(bench_links(options.data, options.clusters).round(4).to_string(index=False))


if __name__ == "__main__":
    main(sys.argv[1:])
