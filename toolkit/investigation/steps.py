"""The steps from facts to claims. Each takes the tables so far and gives new ones; none knows of another."""

import logging
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit import leads, linking, routes, scans, trade
from toolkit.case import list_decisions
from toolkit.errors import LibraryError
from toolkit.ids import parse_ref
from toolkit.tables import FACT_TABLES, Tables, empty

__all__ = ["STEPS", "Step"]

Frames = Mapping[str, pd.DataFrame]
LINK_THRESHOLD, MERGE_THRESHOLD = 0.5, 0.95
HITS_KEPT = 3
NEIGHBOURS = 5
_SCANS_READ = 200
_log = logging.getLogger("tidewaiter")


@dataclass(frozen=True, slots=True)
class Step:
    """A named step: the method it is recorded under, the tables that it reads, and no others, and what it does with them."""

    name: str
    method: str
    reads: tuple[str, ...]
    parameters: Mapping[str, object]
    """What changes its result beside the tables; goes into the ledger."""
    run: Callable[[Tables, Path], Frames]


def link(tables: Tables, _: Path) -> Frames:
    """Suggest which records are one party, cluster those that no evidence keeps apart, and log what that changed."""
    records, decisions, earlier = tables["records"], tables["decisions"], tables["entities"]
    parties = linking.prepare_parties(records, relations=tables["relations"], goods=tables["goods"])
    suggested = linking.suggest_links(
        parties,
        threshold=LINK_THRESHOLD,
        decisions=decisions,
        relations=tables["relations"],
        goods=tables["goods"],
        previous=tables["links"],
    )
    entities = linking.cluster_records(records, suggested, threshold=MERGE_THRESHOLD, decisions=decisions, previous=earlier)
    changes = _together("entity_changes", tables["entity_changes"], linking.log_changes(earlier, entities))
    return {
        "links": suggested,
        "entities": entities,
        "entity_changes": changes.drop_duplicates("change_id", ignore_index=True),
        "assessments": linking.assess_links(records, suggested),
    }


def screen(tables: Tables, _: Path) -> Frames:
    """Hold the names of parties against those on lists; whoever a list only names beside its entries is not asked about."""
    records = tables["records"]
    named = records[records["name"].notna()]
    listed, related = named["role"].isin(["listed", "alias"]), named["role"] == "related"
    return {"hits": linking.screen_names(named[~(listed | related)], named[listed], top=HITS_KEPT)}


def move(tables: Tables, _: Path) -> Frames:
    """Clean positions, split identities, and find what tracks show."""
    tracks = routes.split_identities(routes.clean_positions(tables["positions"]))
    ports = routes.load_ports()
    calls = routes.find_port_calls(tracks, ports)
    events = _together(
        "events",
        routes.find_events(tracks),
        routes.find_encounters(tracks, ports=ports),
        routes.find_one_sided_meetings(tracks, ports=ports),
        routes.find_companions(tracks),
        routes.find_suspected_disabling(tracks),
        routes.find_manipulations(tracks),
        routes.find_identity_splits(tracks),
        routes.suggest_same_hull(tracks),
        routes.find_passages(tracks),
        calls,
    )
    voyages = routes.build_voyages(tracks, calls)
    checks = _together(
        "checks",
        routes.check_voyages(voyages, ports=ports),
        routes.check_units(tracks),
        routes.check_axes(tracks),
        routes.estimate_clocks(tracks),
    )
    return {
        "positions": tracks,
        "events": events,
        "voyages": voyages,
        "identities": routes.list_identities(tracks),
        "checks": checks,
        "assessments": routes.assess_tracks(tracks, events, ports=tables["ports"]),
    }


def compare_scans(tables: Tables, library_path: Path) -> Frames:
    """Embed scans, find their neighbours, and hold each container's load against what was declared for it."""
    library = _library(library_path)
    new = tables["scans"][~tables["scans"]["scan_id"].isin(library.metadata["scan_id"])]
    refused = library.add(new) if len(new) else empty("quarantine")
    goods, loads = tables["goods"], scans.measure_loads(library)
    checks = _together(
        "checks",
        scans.find_mismatches(library, goods),
        scans.find_reused(library),
        scans.find_outliers(library, goods),
        scans.find_uneven_lots(library),
        scans.find_empties(library, loads=loads),
        scans.find_misweighed(library, goods, loads=loads),
    )
    assessments = scans.assess_library(library, goods, checks=checks)
    return {"checks": checks, "matches": _neighbours(library, checks), "assessments": assessments, "quarantine": refused}


def _neighbours(library: scans.ScanLibrary, checks: pd.DataFrame) -> pd.DataFrame:
    """Give the nearest scans of each scan that a check speaks of, then of others up to a number that a person can read."""
    every = list(library.metadata["scan_id"])
    spoken_of = checks.loc[checks["outcome"].isin(["below", "above"]), "refs"]
    cited = {parse_ref(refs[0]).key for refs in spoken_of if refs and refs[0].startswith("scans:")}
    others = [scan_id for scan_id in every if scan_id not in cited]
    queries = [scan_id for scan_id in every if scan_id in cited] + others[: max(_SCANS_READ - len(cited), 0)]
    return _together("matches", *(library.search(scan_id, k=NEIGHBOURS) for scan_id in queries))


def _library(path: Path) -> scans.ScanLibrary:
    """Open the case's library; it holds nothing but what can be computed again, so a damaged one is made anew."""
    if path.exists():
        try:
            return scans.ScanLibrary.open(path)
        except LibraryError as error:
            _log.warning("the scan library is made anew: %s", error)
            shutil.rmtree(path)
    return scans.ScanLibrary.create(path)


def _together(name: str, *frames: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else empty(name)


def check_goods(tables: Tables, _: Path) -> Frames:
    """Hold prices against peers, weights against containers, and books against each other."""
    goods = tables["goods"]
    checks = _together(
        "checks",
        trade.compare_prices(goods),
        trade.compare_weights(goods),
        trade.reconcile_transfers(tables["transfers"]),
        trade.estimate_loads(tables["events"], tables["positions"]),
    )
    return {"checks": checks, "assessments": trade.assess_checks(goods, checks)}


def draw_leads(tables: Tables, _: Path) -> Frames:
    """Run the rules over everything known; each finding names the decisions of people that it rests on."""
    findings = leads.apply_rules(tables)
    decisions = list_decisions(findings, tables.__getitem__, tables["decisions"])
    return {"findings": findings.assign(decisions=pd.Series(decisions, index=findings.index, dtype="object"))}


_CLAIMS_READ = ("links", "entities", "hits", "events", "voyages", "checks", "matches")

STEPS = (
    Step(
        "link",
        "investigation.link/2",
        ("records", "relations", "goods", "decisions", "links", "entities", "entity_changes"),
        {"threshold": LINK_THRESHOLD, "merge_threshold": MERGE_THRESHOLD},
        link,
    ),
    Step("screen", "investigation.screen/2", ("records",), {"top": HITS_KEPT}, screen),
    Step("move", "investigation.move/1", ("positions", "ports"), {}, move),
    Step("scans", "investigation.scans/3", ("scans", "goods"), {"neighbours": NEIGHBOURS, "scans_read": _SCANS_READ}, compare_scans),
    Step("check", "investigation.check/1", ("goods", "transfers", "events", "positions"), {}, check_goods),
    Step("leads", "investigation.leads/2", (*FACT_TABLES, *_CLAIMS_READ, "decisions"), {}, draw_leads),
)
