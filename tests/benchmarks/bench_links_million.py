"""Link a million records of invented persons and companies, ours beside plain Splink, and add ten thousand.

    python tests/benchmarks/bench_links_million.py [--rows 1000000] [--seed 0] [--added 10000] [--scripts]

The data come from ``populations``. Splink gets the columns apart (given name, surname, first words of a company, town,
postcode …), its usual comparisons, ten blocking rules and term frequencies; persons and companies are linked by one model,
as a user of Splink would. Ours gets a ``records`` table. Both are clustered at .95.

Adding: Splink has no way to keep cluster ids, so it links everything again; what it costs is the same run once more. Ours
links the added records against the others. ``ids kept``: among entities that are the same group of earlier records before
and after, the share whose id did not change; ``regrouped``: how many entities were joined or split by what was added;
``added found``: added records of a known party that came to an entity of its records; ``added false``: records of new
parties that came to an entity of another.
"""

import argparse
import sys
from pathlib import Path
from tempfile import gettempdir

import pandas as pd
from linking_runs import clocked, ids_of, make_parser, peak_memory, run_bench
from linking_scores import score_blocking, score_clusters, score_edges
from splink_anchor import Plan, link_plainly, pairs_compared

from toolkit import linking

THRESHOLD = 0.95
SUGGESTED = 0.5


def read_population(options: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the population and the added rows, made on first use."""
    folder = Path(gettempdir()) / "tidewaiter_bench"
    names = [f"{part}_{options.rows}_{options.seed}_{options.added}_{options.scripts}.parquet" for part in ("population", "added")]
    return pd.read_parquet(folder / names[0]), pd.read_parquet(folder / names[1])


def write_population(options: argparse.Namespace) -> dict[str, object]:
    """Make the data, in a process of its own."""
    from populations import added_rows, make_population

    folder = Path(gettempdir()) / "tidewaiter_bench"
    folder.mkdir(exist_ok=True)
    row: dict[str, object] = {"n": options.rows}
    with clocked(row):
        frame = make_population(options.rows, options.seed, scripts=options.scripts)
        added = added_rows(options.rows, options.seed, added=options.added, scripts=options.scripts)
    ending = f"{options.rows}_{options.seed}_{options.added}_{options.scripts}.parquet"
    frame.to_parquet(folder / f"population_{ending}")
    added.to_parquet(folder / f"added_{ending}")
    return row


def add_records(
    parties: linking.Parties, new: pd.DataFrame, links: pd.DataFrame, entities: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Link added records with those that were linked before, weighed as these were, and group all."""
    further = linking.prepare_parties(new)
    weights = linking.Weights.from_json(str(links.attrs["weights"]))
    links = linking.suggest_links(further, threshold=SUGGESTED, weights=weights, known=parties, previous=links, explain=False)
    everything = linking.extend_parties(parties, further)
    return links, linking.cluster_records(everything, links, threshold=THRESHOLD, previous=entities)


def run_ours(options: argparse.Namespace) -> dict[str, object]:
    """Link by the toolkit, then add."""
    from populations import as_records

    records = as_records(read_population(options)[0])
    row: dict[str, object] = {"n": len(records)}
    with clocked(row):
        parties = linking.prepare_parties(records)
        del records
        links = linking.suggest_links(parties, threshold=SUGGESTED, explain=False)
        entities = linking.cluster_records(parties, links, threshold=THRESHOLD)
    row["linked GB"] = peak_memory()
    frame, added = read_population(options)  # read again: the truth lies in no memory while the clock runs
    truth, ids, true = dict(zip(frame["unique_id"], frame["cluster"], strict=True)), frame["unique_id"], frame["cluster"]
    claimed = links[(links["probability"] >= THRESHOLD) & ~links["conflict"].fillna(value=False)]
    row |= score_edges(claimed["left_id"], claimed["right_id"], truth)
    before = entities.set_index("record_id")["entity_id"]
    row |= score_clusters(before.reindex(ids).reset_index(drop=True), true)
    if options.added:
        new = as_records(added, source_id="added")
        with clocked(row, "added"):
            _, after = add_records(parties, new, links, entities)
        row |= _score_added(before, after.set_index("record_id")["entity_id"], added, truth)
    if options.blocking:
        from toolkit.linking.blocking import block_pairs

        pairs = block_pairs(parties)
        row |= score_blocking(ids_of(parties, pairs["left"]), ids_of(parties, pairs["right"]), truth)
    return row


def _score_added(before: pd.Series, after: pd.Series, added: pd.DataFrame, truth: dict[str, str]) -> dict[str, object]:
    """Say whether ids stayed, and how well the added records found their parties."""
    moves = pd.DataFrame({"before": before, "after": after.reindex(before.index)}).drop_duplicates()
    same = moves[~moves["before"].duplicated(keep=False) & ~moves["after"].duplicated(keep=False)]
    kept, regrouped = float((same["before"] == same["after"]).mean()), before.nunique() - len(same)
    entity_of_cluster = pd.DataFrame({"entity": before, "cluster": before.index.map(truth)})
    own = entity_of_cluster.groupby("cluster")["entity"].agg(set)
    known = added[added["cluster"].isin(own.index)]
    entities = after.reindex(known["unique_id"])
    hits = [entity in own[cluster] for entity, cluster in zip(entities, known["cluster"], strict=True)]
    strange = added[~added["cluster"].isin(own.index)]
    false = after.reindex(strange["unique_id"]).isin(set(before)).mean()
    return {"ids kept": kept, "regrouped": regrouped, "added found": sum(hits) / max(1, len(hits)), "added false": float(false)}


def make_plan() -> Plan:
    """Give what a user of Splink would write for persons and companies in one table."""
    import splink.comparison_library as cl
    from splink import block_on

    return Plan(
        comparisons=[
            cl.JaroWinklerAtThresholds("given_name", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("surname", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("company", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("day", [1, 2]),
            cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("street", [2, 4]),
            cl.ExactMatch("postcode"),
            cl.ExactMatch("city").configure(term_frequency_adjustments=True),
            cl.ExactMatch("country"),
            cl.ExactMatch("identifier"),
        ],
        blocking=[
            block_on("identifier"),
            block_on("phone", "first_letters"),
            block_on("surname", "day"),
            block_on("given_name", "day"),
            block_on("surname", "given_name"),
            block_on("company"),
            block_on("company_word", "postcode"),
            block_on("company_word", "day"),
            block_on("street", "city"),
            block_on("surname", "postcode"),
        ],
        certain=[block_on("identifier"), block_on("name", "day")],
        certain_recall=0.4,
        training=[block_on("surname", "given_name"), block_on("company"), block_on("day")],
        sampled_pairs=5e6,
    )


def as_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Give Splink the columns that its rules need."""
    company = frame["name"].where(frame["kind"] == "Company").str.lower()
    columns = frame[["unique_id", "phone", "street", "city", "postcode", "country", "identifier"]].assign(
        name=frame["name"].str.lower(),
        given_name=frame["given_name"].str.lower(),
        surname=frame["surname"].str.lower(),
        company=company,
        company_word=company.str.split(" ", n=1).str[0],
        first_letters=frame["name"].str[:1],
        day=frame["birth_date"].fillna(frame["founded"]),
    )
    return columns.astype(dict.fromkeys(columns.columns, "str"))


def run_splink(options: argparse.Namespace) -> dict[str, object]:
    """Link by plain Splink."""
    frame, _ = read_population(options)
    truth, true = dict(zip(frame["unique_id"], frame["cluster"], strict=True)), frame["cluster"]
    columns, plan = as_columns(frame), make_plan()
    del frame
    row: dict[str, object] = {"n": len(columns)}
    with clocked(row):
        claimed, found = link_plainly(columns, plan, threshold=THRESHOLD)
    row |= score_edges(claimed["left_id"], claimed["right_id"], truth) | score_clusters(found, true)
    if options.blocking:
        pairs = pairs_compared(columns, plan.blocking)
        row |= score_blocking(pairs["left_id"], pairs["right_id"], truth)
    return row


def main() -> None:
    """Print the table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--added", type=int, default=10_000, help="records to add afterwards; 0 for none")
    parser.add_argument("--scripts", action="store_true", help="write some names in Cyrillic or Han")
    parser.add_argument("--blocking", action="store_true", help="also measure blocking (takes memory, outside the clock)")
    methods = {"making the data": write_population, "plain Splink": run_splink, "ours": run_ours}
    run_bench(sys.argv[0], parser.parse_args(), methods)


if __name__ == "__main__":
    main()
