"""The steps from facts to claims. Each takes the tables so far and gives new ones; none knows of another."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from toolkit import leads, linking, routes, scans, trade
from toolkit.errors import LibraryError
from toolkit.tables import Tables

__all__ = ["STEPS", "Step"]

Frames = Mapping[str, pd.DataFrame]
PARTIES = ("Person", "Company", "Organization", "LegalEntity", "Vessel", "PublicBody")
NEIGHBOURS = 8


@dataclass(frozen=True, slots=True)
class Step:
    """A named step: the method it is recorded under, the tables it reads and what it does with them."""

    name: str
    method: str
    run: Callable[[Tables, Path], Frames]


def link(tables: Tables, _: Path) -> Frames:
    """Suggest which records are one party, and cluster those that no evidence keeps apart."""
    records = tables["records"]
    decisions = tables["decisions"]
    suggested = linking.suggest_links(records, threshold=0.5, decisions=decisions, relations=tables["relations"])
    entities = linking.cluster_records(records, suggested, threshold=0.95, decisions=decisions, previous=tables["entities"])
    return {"links": suggested, "entities": entities, "assessments": linking.assess_links(records, suggested)}


def screen(tables: Tables, _: Path) -> Frames:
    """Hold the names of parties against those on lists."""
    records = tables["records"]
    named = records[records["name"].notna() & records["kind"].isin(PARTIES)]
    listed = named["role"].isin(["listed", "alias"])
    return {"hits": linking.screen_names(named[~listed], named[listed], top=3)}


def move(tables: Tables, _: Path) -> Frames:
    """Clean positions, split identities, and find what tracks show."""
    tracks = routes.split_identities(routes.clean_positions(tables["positions"]))
    ports = routes.load_ports()
    calls = routes.find_port_calls(tracks, ports)
    found = [routes.find_events(tracks), routes.find_encounters(tracks, ports=ports), calls]
    events = pd.concat([frame for frame in found if len(frame)], ignore_index=True) if any(map(len, found)) else found[0]
    voyages = routes.build_voyages(tracks, calls)
    return {"positions": tracks, "events": events, "voyages": voyages, "assessments": routes.assess_tracks(tracks, events)}


def compare_scans(tables: Tables, library_path: Path) -> Frames:
    """Embed scans, find their neighbours, and hold each container's load against what was declared for it."""
    library = _library(library_path)
    known = set(library.metadata["scan_id"])
    new = tables["scans"][~tables["scans"]["scan_id"].isin(known)]
    if len(new):
        library.add(new)
    checks = scans.find_mismatches(library, tables["goods"])
    return {"checks": checks, "assessments": scans.assess_library(library, tables["goods"])}


def _library(path: Path) -> scans.ScanLibrary:
    if path.exists():
        try:
            return scans.ScanLibrary.open(path)
        except LibraryError:
            pass
    return scans.ScanLibrary.create(path)


def check_goods(tables: Tables, _: Path) -> Frames:
    """Hold prices against peers, weights against containers, and books against each other."""
    goods = tables["goods"]
    made = [
        trade.compare_prices(goods),
        trade.compare_weights(goods),
        trade.reconcile_transfers(tables["transfers"]),
        trade.estimate_loads(tables["events"], tables["positions"]),
    ]
    checks = pd.concat([frame for frame in made if len(frame)], ignore_index=True) if any(map(len, made)) else made[0]
    return {"checks": checks, "assessments": trade.assess_checks(goods, checks)}


def draw_leads(tables: Tables, _: Path) -> Frames:
    """Run the rules over everything known."""
    return {"findings": leads.apply_rules(tables)}


STEPS = (
    Step("link", "investigation.link/1", link),
    Step("screen", "investigation.screen/1", screen),
    Step("move", "investigation.move/1", move),
    Step("scans", "investigation.scans/1", compare_scans),
    Step("check", "investigation.check/1", check_goods),
    Step("leads", "investigation.leads/1", draw_leads),
)
