"""Which views a board opens on a case's tables, if nobody says otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from toolkit.tables import empty, last_verdicts
from widgets.by_hand import OnState
from widgets.comments import OnNote
from widgets.lead_queue import LeadQueue, OnAssign
from widgets.link_chart import LinkChart
from widgets.link_review import LinkReview
from widgets.route_map import RouteMap
from widgets.scan_search import LoadImage, ScanSearch, SearchScans
from widgets.time_rows import TIMED
from widgets.timeline import Timeline
from widgets.verdicts import OnDecide
from widgets.view import View

__all__ = ["Actions", "open_views"]

_PARTIES = 300
"""Parties that a chart holds at most; it begins with few where a lead is on one, and is expanded."""
_PAIRS = 200


@dataclass(frozen=True, slots=True)
class Actions:
    """What views may do to a case, and how they look."""

    on_decide: OnDecide | None
    on_note: OnNote | None
    on_state: OnState | None
    on_assign: OnAssign | None
    assigned: Mapping[str, str] | None
    search_scans: SearchScans | None
    load_image: LoadImage | None
    regions: pd.DataFrame | None
    names: Mapping[str, str] | None
    zones: Sequence[str]
    language: str
    height: int


def open_views(tables: Mapping[str, pd.DataFrame], actions: Actions) -> dict[str, View]:
    """Open a view for every kind of table that has rows.

    Args:
        tables: tables by name.
        actions: handed to the views that take them.

    Returns:
        Views by the word of the catalogue that names them.
    """
    made: dict[str, View] = {}
    looks: dict[str, Any] = {"language": actions.language, "height": actions.height}
    has = {name for name, frame in tables.items() if len(frame)}
    names = _name_subjects(tables) if actions.names is None else actions.names
    if "findings" in has:
        made["leads"] = LeadQueue(
            tables["findings"],
            decisions=tables.get("decisions"),
            notes=tables.get("notes"),
            names=names,
            on_decide=actions.on_decide,
            on_note=actions.on_note,
            on_assign=actions.on_assign,
            assigned=actions.assigned,
            **looks,
        )
    if "records" in has:
        made["chart"] = LinkChart(
            tables["records"],
            tables.get("relations", empty("relations")),
            links=tables.get("links"),
            entities=tables.get("entities"),
            focus=_find_leading(tables),
            follows=True,
            limit=_PARTIES,
            on_state=actions.on_state,
            **looks,
        )
    if {"links", "records"} <= has:
        made["review"] = LinkReview(
            _queue_links(tables),
            tables["records"],
            entities=tables.get("entities"),
            relations=tables.get("relations"),
            goods=tables.get("goods"),
            decisions=tables.get("decisions"),
            names=names,
            on_decide=actions.on_decide,
            **looks,
        )
    if "positions" in has:
        made["map"] = RouteMap(
            tables["positions"],
            events=tables.get("events"),
            ports=tables.get("ports"),
            voyages=tables.get("voyages"),
            regions=actions.regions,
            **looks,
        )
    if "scans" in has and actions.search_scans is not None and actions.load_image is not None:
        made["scans"] = ScanSearch(
            tables["scans"],
            search=actions.search_scans,
            load_image=actions.load_image,
            goods=tables.get("goods"),
            decisions=tables.get("decisions"),
            on_decide=actions.on_decide,
            **looks,
        )
    if TIMED.keys() & has:
        timed = {name: tables[name] for name in (*TIMED, "findings") if name in has}
        made["timeline"] = Timeline(timed, names=names, zones=actions.zones, **looks)
    return made


def _find_leading(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Give the party that the first lead on a party is about; none where no lead is on one."""
    if "findings" not in tables:
        return ()
    records, entities = set(tables["records"]["record_id"]), tables.get("entities", empty("entities"))
    parties = records.union(entities.loc[entities["record_id"].isin(records), "entity_id"])
    return next(((subject,) for subject in tables["findings"]["subject_id"] if subject in parties), ())


def _queue_links(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the open links first that are nearest to an even chance."""
    links = tables["links"]
    decided = links["link_id"].isin(list(last_verdicts(tables.get("decisions"))))
    doubt = (links["probability"] - 0.5).abs()
    order = pd.DataFrame({"decided": decided, "doubt": doubt, "link_id": links["link_id"]}).sort_values(["decided", "doubt", "link_id"])
    return links.loc[order.index[:_PAIRS]]


def _name_subjects(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    names: dict[str, str] = {}
    for table, key, column in (("goods", "goods_id", "description"), ("records", "record_id", "name")):
        if table in tables:
            named = tables[table].dropna(subset=[column])
            names |= dict(zip(named[key].astype("str"), named[column].astype("str"), strict=True))
    if {"records", "entities"} <= tables.keys():
        entities = tables["entities"]
        names |= {
            entity: names[record] for entity, record in zip(entities["entity_id"], entities["record_id"], strict=True) if record in names
        }
    return names
