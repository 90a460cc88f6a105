"""Link persons among whom 10,000 pairs share a name and are not one person, ours beside plain Splink.

    python tests/benchmarks/bench_homonyms.py [--pairs 10000] [--seed 0]

The persons come from ``data_samples.thread_b.homonyms``. ``edge`` figures are the links that a machine would merge: at
least .95 and without a conflict. ``homonyms linked`` counts such links between different persons of one name, ``homonyms
joined`` the pairs of persons of one name that stand in one found cluster, out of ``pairs``; the interval is Wilson's.
``suggested`` are links of two persons of one name that are shown for review and merge nothing.
"""

import argparse
import sys

import pandas as pd
from linking_runs import clocked, make_parser, run_bench
from linking_scores import count_sister_edges, count_sisters, score_clusters, score_edges, wilson
from splink_anchor import Plan, link_plainly

from toolkit import linking, names

THRESHOLD = 0.95


def read_persons(options: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make records and truth."""
    from data_samples.thread_b.homonyms import make_homonyms

    return make_homonyms(options.seed, pairs=options.pairs)


def run_ours(options: argparse.Namespace) -> dict[str, object]:
    """Link by the toolkit."""
    records, truth = read_persons(options)
    row: dict[str, object] = {"n": len(records)}
    with clocked(row):
        links = linking.suggest_links(records, threshold=0.5, explain=False)
        entities = linking.cluster_records(records, links, threshold=THRESHOLD)
    claimed = links[(links["probability"] >= THRESHOLD) & ~links["conflict"].fillna(value=False)]
    row |= _score(claimed, entities.set_index("record_id")["entity_id"].reindex(truth["record_id"]), truth, options.pairs)
    return row | {
        "suggested": count_sister_edges(links, truth, "person_id", "name_group")
        - count_sister_edges(claimed, truth, "person_id", "name_group")
    }


def as_columns(records: pd.DataFrame) -> pd.DataFrame:
    """Put what is said of a person into columns for Splink, names in Latin letters, surname first where it can be told."""
    romanised = [names.prepare_name(name, "person").words for name in records["name"]]
    surnames = {names.fold_text(name) for name in _surnames()}
    split = [_split_name(words, surnames) for words in romanised]
    return pd.DataFrame(
        {
            "unique_id": records["record_id"],
            "surname": [surname for surname, _ in split],
            "given_name": [given for _, given in split],
            "birth": [cell.get("birth") for cell in records["dates"]],
            "cn_id": [(cell.get("cn_id") or cell.get("invalid_cn_id") or [None])[0] for cell in records["identifiers"]],
            "phone": [(cell.get("phone") or [None])[0] for cell in records["identifiers"]],
            "address": records["address"].str.replace(" ", ""),
        }
    )


def _surnames() -> list[str]:
    from data_samples.thread_b.homonyms import FAMILY_NAMES

    return [latin for _, latin in FAMILY_NAMES]


def _split_name(words: tuple[str, ...], surnames: set[str]) -> tuple[str | None, str | None]:
    if not words:
        return None, None
    at = 0 if words[0] in surnames or words[-1] not in surnames else len(words) - 1
    return words[at], "".join(word for place, word in enumerate(words) if place != at) or None


def make_plan() -> Plan:
    """Give what a user of Splink would write for persons."""
    import splink.comparison_library as cl
    from splink import block_on

    return Plan(
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92]).configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("birth", input_is_string=True),
            cl.LevenshteinAtThresholds("cn_id", [1]),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("address", [1]).configure(term_frequency_adjustments=True),
        ],
        blocking=[block_on("surname", "given_name"), block_on("birth"), block_on("cn_id"), block_on("phone", "surname")],
        certain=[block_on("cn_id"), block_on("given_name", "surname", "birth")],
        certain_recall=0.8,
        training=[block_on("surname", "given_name"), block_on("birth")],
    )


def run_splink(options: argparse.Namespace) -> dict[str, object]:
    """Link by plain Splink."""
    records, truth = read_persons(options)
    row: dict[str, object] = {"n": len(records)}
    frame = as_columns(records)
    with clocked(row):
        claimed, found = link_plainly(frame, make_plan(), threshold=THRESHOLD)
    return row | _score(claimed, found, truth, options.pairs)


def _score(claimed: pd.DataFrame, found: pd.Series, truth: pd.DataFrame, pairs: int) -> dict[str, object]:
    found = found.reset_index(drop=True)
    row: dict[str, object] = dict(
        score_edges(claimed["left_id"], claimed["right_id"], dict(zip(truth["record_id"], truth["person_id"], strict=True)))
    )
    hits = round(float(str(row["edge P"])) * len(claimed))
    row["edge P 95 %"] = wilson(hits / max(1, len(claimed)), len(claimed))
    row |= score_clusters(found, truth["person_id"])
    joined = count_sisters(found, truth["person_id"], truth["name_group"])
    row |= {"homonyms linked": count_sister_edges(claimed, truth, "person_id", "name_group"), "homonyms joined": joined, "pairs": pairs}
    return row | {"joined 95 %": wilson(joined / pairs, pairs)}


def main() -> None:
    """Print the table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--pairs", type=int, default=10_000, help="pairs of different persons of one name")
    run_bench(sys.argv[0], parser.parse_args(), {"plain Splink": run_splink, "ours": run_ours})


if __name__ == "__main__":
    main()
