"""Link three registers of an invented fleet full of sister ships, IMO and MMSI taken away, ours beside plain Splink.

    python tests/benchmarks/bench_vessels.py [--scale 20] [--seed 0] [--sisters 0.2]

The registers are written by ``data_samples.thread_a.fleet_papers`` and read by the toolkit's own reader; then ``imo`` and
``mmsi`` are taken out of ``identifiers``. Length, tonnage and year of build stand in ``extra`` under each file's header, the
owner is a record of its own behind an ``Ownership`` relation. Splink gets all of these as columns, names and owners in
Latin letters. ``Splink + veto`` drops pairs whose names bear different numbers before it clusters. ``ours, without company
kept`` is not told who owns what.

``series joined``: pairs of sister ships that stand in one found cluster; ``namesakes joined``: pairs of hulls of one name
that are no sisters. A few ships stand under a new flag with a new name and call sign: hardly anybody could link these.
"""

import argparse
import re
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
from linking_runs import clocked, make_parser, run_bench
from linking_scores import count_sister_edges, count_sisters, score_clusters, score_edges
from splink_anchor import Plan, components, link_plainly

from toolkit import linking, names

THRESHOLD = 0.95
LENGTHS = ("船长(米)", "LOA (m)", "Length")
TONNAGES = ("总吨", "GT", "Gross Tonnage")
YEARS = ("建造年份", "Built", "Year Built")
_MARK = re.compile(r"\d+|\b[a-z]\b")


def read_fleet(options: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Write and read the registers.

    Returns:
        ``records`` without IMO and MMSI, ``relations``, and the truth of each vessel's record: ``record_id``, ``hull_id``,
        ``series``, ``name_group``.
    """
    from data_samples.thread_a.fleet_papers import write_fleet
    from toolkit.sources import read_registry

    with TemporaryDirectory() as folder:
        truth = pd.DataFrame(write_fleet(Path(folder), seed=options.seed, scale=options.scale, sisters=options.sisters))
        read = {file: read_registry(Path(folder) / "evidence" / file)[0] for file in truth["file"].unique()}
    records = pd.concat([tables["records"].assign(file=file) for file, tables in read.items()], ignore_index=True)
    relations = pd.concat([tables["relations"] for tables in read.values()], ignore_index=True)
    vessels = records[records["kind"].astype("str") == "Vessel"]
    known = vessels[["record_id", "file", "locator"]].merge(truth, on=["file", "locator"], how="left")
    records["identifiers"] = [{s: v for s, v in cell.items() if s not in {"imo", "mmsi"}} for cell in records["identifiers"]]
    return records.drop(columns="file"), relations, known


def run_ours(options: argparse.Namespace, *, owners: bool = True) -> dict[str, object]:
    """Link by the toolkit, with or without the evidence of owners."""
    records, relations, truth = read_fleet(options)
    row: dict[str, object] = {"n": len(truth)}
    with clocked(row):
        links = linking.suggest_links(records, threshold=0.5, explain=False, relations=relations if owners else None)
        entities = linking.cluster_records(records, links, threshold=THRESHOLD)
    claimed = links[(links["probability"] >= THRESHOLD) & ~links["conflict"].fillna(value=False) & (links["kind"] == "same_party")]
    claimed = claimed[claimed["left_id"].isin(truth["record_id"])]
    return row | _score(claimed, entities.set_index("record_id")["entity_id"].reindex(truth["record_id"]), truth)


def run_alone(options: argparse.Namespace) -> dict[str, object]:
    """Link by the toolkit as if nothing were known of the company that a ship keeps: an ablation."""
    return run_ours(options, owners=False)


def as_columns(records: pd.DataFrame, relations: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """Put what the registers say of a vessel into columns for Splink."""
    vessels = records.set_index("record_id").loc[truth["record_id"]]
    name_of = records.set_index("record_id")["name"]
    owner = relations.drop_duplicates("to_id", keep="last").set_index("to_id")["from_id"].map(name_of)
    # A user of Splink would take the Latin name where the file gives one, and romanise the rest.
    latin = [aliases[0] if aliases else name for aliases, name in zip(vessels["aliases"], vessels["name"], strict=True)]
    frame = pd.DataFrame({"unique_id": vessels.index, "name": [re.sub(r"^m ?[vt] ", "", _latinise(text)) for text in latin]})
    frame["first_letters"] = frame["name"].str.replace(" ", "").str[:4]
    frame["call_sign"] = [(cell.get("call_sign") or [None])[0] for cell in vessels["identifiers"]]
    frame["flag"] = vessels["country"].to_numpy()
    frame["owner"] = [None if pd.isna(text) else _latinise(text) for text in owner.reindex(vessels.index)]
    for column, headers in (("length", LENGTHS), ("tonnage", TONNAGES), ("built", YEARS)):
        frame[column] = [next((float(cell[header]) for header in headers if header in cell), None) for cell in vessels["extra"]]
    frame["length_rounded"] = (frame["length"] / 5).round()
    return frame


def _latinise(text: str) -> str:
    """Romanise word by word; Chinese firms' cities and trades are glossed, as a translated list would have them."""
    if text.isascii():
        return names.fold_text(text)
    return " ".join(names.prepare_name(text, "company" if text.endswith("公司") else "vessel").words)


def make_plan() -> Plan:
    """Give what a user of Splink would write for vessels."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as cl
    from splink import block_on

    def near(column: str, *limits: float) -> object:
        return cl.CustomComparison(
            output_column_name=column,
            comparison_levels=[
                levels.NullLevel(column),
                *(levels.AbsoluteDifferenceLevel(column, difference_threshold=limit) for limit in limits),
                levels.ElseLevel(),
            ],
        )

    return Plan(
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.LevenshteinAtThresholds("call_sign", [1, 2]),
            cl.JaroWinklerAtThresholds("owner", [0.95, 0.85]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("flag"),
            near("length", 0.1, 1, 3),
            near("tonnage", 0.1),
            near("built", 0, 1),
        ],
        blocking=[
            block_on("name"),
            block_on("call_sign"),
            block_on("first_letters", "length_rounded"),
            block_on("owner"),
            block_on("tonnage", "length"),
        ],
        certain=[block_on("name", "call_sign")],
        certain_recall=0.4,
        training=[block_on("name"), block_on("call_sign"), block_on("owner")],
        sampled_pairs=5e6,
    )


def run_splink(options: argparse.Namespace, *, veto: bool = False) -> dict[str, object]:
    """Link by plain Splink, with or without a veto of differing numbers."""
    records, relations, truth = read_fleet(options)
    frame = as_columns(records, relations, truth)
    row: dict[str, object] = {"n": len(truth)}
    with clocked(row):
        claimed, found = link_plainly(frame, make_plan(), threshold=THRESHOLD)
        if veto:
            marks = {i: frozenset(_MARK.findall(name)) for i, name in zip(frame["unique_id"], frame["name"], strict=True)}
            pairs = [(marks[a], marks[b]) for a, b in zip(claimed["left_id"], claimed["right_id"], strict=True)]
            claimed = claimed[[not a or not b or a == b for a, b in pairs]]
            found = components(frame["unique_id"], claimed)
    return row | _score(claimed, found, truth)


def run_vetoed(options: argparse.Namespace) -> dict[str, object]:
    """Link by Splink and drop pairs whose names bear different numbers."""
    return run_splink(options, veto=True)


def _score(claimed: pd.DataFrame, found: pd.Series, truth: pd.DataFrame) -> dict[str, object]:
    known = dict(zip(truth["record_id"], truth["hull_id"], strict=True))
    found = found.reset_index(drop=True)
    row: dict[str, object] = dict(score_edges(claimed["left_id"], claimed["right_id"], known))
    row |= score_clusters(found, truth["hull_id"])
    row["sister edges"] = count_sister_edges(claimed, truth, "hull_id", "series")
    row["series joined"] = count_sisters(found, truth["hull_id"], truth["series"])
    row["namesakes joined"] = count_sisters(found, truth["hull_id"], truth["name_group"])
    return row


def main() -> None:
    """Print the table."""
    parser = make_parser(__doc__ or "")
    parser.add_argument("--scale", type=float, default=20.0, help="times 150 hulls")
    parser.add_argument("--sisters", type=float, default=0.2, help="share of hulls that belong to a series")
    methods = {"plain Splink": run_splink, "Splink + veto": run_vetoed, "ours": run_ours, "ours, without company kept": run_alone}
    run_bench(sys.argv[0], parser.parse_args(), methods)


if __name__ == "__main__":
    main()
