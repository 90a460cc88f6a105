"""The graph of a case, from its tables."""

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.ids import make_id, make_ref
from toolkit.tables import Reason, check, conform, make_reason

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["HUB", "build_graph"]

HUB = 20
"""What more parties than this share is a hub: shown with its count, never a step of a path."""
_MOST_SHOWN = 50
"""Edges drawn to one hub at most; its count says how many parties there are."""


@dataclass(slots=True)
class _Case:
    """What is needed while edges are laid: whose node a record belongs to."""

    graph: Any
    node_of: dict[str, str]
    source_of: dict[str, str]


def build_graph(  # noqa: PLR0913, PLR0917 - every table it may draw
    records: pd.DataFrame,
    relations: pd.DataFrame,
    entities: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    transfers: pd.DataFrame | None = None,
    goods: pd.DataFrame | None = None,
    *,
    hub: int = HUB,
) -> "nx.MultiDiGraph":
    """Lay the graph of records, relations and what they share.

    Args:
        records: a ``records`` table.
        relations: a ``relations`` table.
        entities: an ``entities`` table; records of one entity become one node. Without it every record is a node.
        links: a ``links`` table; links between different nodes (not merged, in conflict, successors) become edges.
        transfers: a ``transfers`` table; handings over of fuel or money become edges.
        goods: a ``goods`` table; declarations become edges from exporter to importer and from declarant to importer,
            one for each pair, with how many lines there were.
        hub: above how many parties a shared thing is a hub.

    Returns:
        A ``networkx.MultiDiGraph``. Nodes: ``kind`` (a record's kind, or ``phone``, ``address``, an identifier's scheme),
        ``label``, ``records`` (ids), ``refs``, ``sources``; things shared also ``shared`` = True, ``count`` and ``hub``.
        Edges, keyed by a stable id: ``kind``, ``started_at``, ``ended_at`` (``None`` where unknown), ``refs``,
        ``sources``, ``reasons``, ``against``. Nodes and edges come in a fixed order.

    Raises:
        TableError: a table lacks a required column.
        ArgumentError: ``hub`` is below 2.

    >>> import pandas as pd
    >>> import toolkit.tables
    >>> here = {"source_id": "s", "locator": "line=1", "kind": "Company"}
    >>> records = pd.DataFrame({"record_id": ["a", "b"], "name": ["A", "B"], "identifiers": [{"phone": ["+85223456789"]}] * 2})
    >>> graph = build_graph(records.assign(**here), toolkit.tables.empty("relations"))
    >>> sorted(graph.nodes)
    ['a', 'b', 'phone:+85223456789']
    """
    import networkx as nx

    if hub < 2:  # noqa: PLR2004 - two are needed to share
        message = f"hub={hub!r}; what two parties share is the least that can be shown"
        raise ArgumentError(message)
    records = conform(records, "records")
    check(relations, "relations")
    case = _Case(nx.MultiDiGraph(), _name_nodes(records, entities), dict(zip(records["record_id"], records["source_id"], strict=True)))
    _add_parties(case, records)
    _add_shared(case, records, hub)
    _add_relations(case, conform(relations, "relations"))
    if links is not None:
        _add_links(case, conform(links, "links"))
    if transfers is not None:
        _add_transfers(case, conform(transfers, "transfers"))
    if goods is not None:
        _add_goods(case, conform(goods, "goods"))
    return case.graph


def _name_nodes(records: pd.DataFrame, entities: pd.DataFrame | None) -> dict[str, str]:
    ids = records["record_id"].tolist()
    if entities is None or entities.empty:
        return {record_id: record_id for record_id in ids}
    check(entities, "entities")
    entity_of = dict(zip(entities["record_id"], entities["entity_id"], strict=True))
    return {record_id: entity_of.get(record_id, record_id) for record_id in ids}


def _add_parties(case: _Case, records: pd.DataFrame) -> None:
    for record_id, kind, name, source_id in sorted(
        zip(records["record_id"], records["kind"].astype("str"), records["name"], records["source_id"], strict=True), key=lambda row: row[0]
    ):
        node = case.node_of[record_id]
        if node not in case.graph:
            case.graph.add_node(node, kind=kind, label="", names=[], records=[], refs=[], sources=[], shared=False, hub=False, count=0)
        found = case.graph.nodes[node]
        found["records"].append(record_id)
        found["refs"].append(make_ref("records", record_id))
        if source_id not in found["sources"]:
            found["sources"].append(source_id)
        if isinstance(name, str) and name and name not in found["names"]:
            found["names"].append(name)
        found["label"] = found["names"][0] if found["names"] else node
        found["count"] = len(found["records"])


def _add_shared(case: _Case, records: pd.DataFrame, hub: int) -> None:
    """Make a node of every telephone, address or identifier that two nodes give."""
    bearers: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    refs: dict[tuple[str, str, str], str] = {}
    for record_id, identifiers, address in zip(records["record_id"], records["identifiers"], records["address"], strict=True):
        for scheme, value, column in _shareable(identifiers, address):
            bearers[scheme, value][case.node_of[record_id]].append(record_id)
            refs[scheme, value, record_id] = make_ref("records", record_id, column=column)
    for (scheme, value), nodes in sorted(bearers.items()):
        if len(nodes) < 2:  # noqa: PLR2004 - one alone shares nothing
            continue
        shared = f"{scheme}:{value}"
        is_hub = len(nodes) > hub
        case.graph.add_node(
            shared, kind=scheme, label=value, names=[value], records=[], refs=[], sources=[], shared=True, hub=is_hub, count=len(nodes)
        )
        # Very many edges would say no more than the count does.
        for node, record_ids in sorted(nodes.items())[:_MOST_SHOWN] if is_hub else sorted(nodes.items()):
            cells = [refs[scheme, value, record_id] for record_id in sorted(record_ids)]
            against = [make_reason("network_hub", refs=cells[:1], value=value, count=len(nodes))] if is_hub else []
            reason = make_reason("network_shares", refs=cells, party=case.graph.nodes[node]["label"], scheme=scheme, value=value)
            _add_edge(case, node, shared, f"Shares {scheme}", (None, None), [reason], record_ids, against=against)


def _shareable(identifiers: object, address: object) -> list[tuple[str, str, str]]:
    found = []
    if isinstance(identifiers, Mapping):
        found = [(str(scheme), str(value), "identifiers") for scheme, values in sorted(identifiers.items()) for value in values]
    if isinstance(address, str) and address.strip():
        found.append(("address", " ".join(unicodedata.normalize("NFKC", address).casefold().split()), "address"))
    return found


def _add_edge(  # noqa: PLR0913, PLR0917 - an edge has as many parts
    case: _Case,
    left: str,
    right: str,
    kind: str,
    dates: tuple[str | None, str | None],
    reasons: list[Reason],
    record_ids: list[str],
    *,
    sources: tuple[str, ...] = (),
    against: list[Reason] | None = None,
    key: str | None = None,
    **further: object,
) -> None:
    refs = list(dict.fromkeys(ref for reason in reasons for ref in reason["refs"]))
    case.graph.add_edge(
        left,
        right,
        key=key or make_id("edge", kind, left, right, refs),
        kind=kind,
        started_at=dates[0],
        ended_at=dates[1],
        refs=refs,
        sources=sorted({*sources, *(case.source_of[i] for i in record_ids if i in case.source_of)}),
        reasons=reasons,
        against=against or [],
        **further,
    )


def _add_relations(case: _Case, relations: pd.DataFrame) -> None:
    columns = ("relation_id", "kind", "from_id", "to_id", "started_at", "ended_at", "source_id")
    for relation_id, kind, left, right, started, ended, source_id in sorted(
        zip(*(relations[column].astype("object") for column in columns), strict=True), key=lambda row: row[0]
    ):
        ends = _ends(case, left, right)
        if ends:
            ref = make_ref("relations", relation_id)
            said = kind if isinstance(kind, str) else "UnknownLink"
            reason = make_reason("network_relation", refs=[ref], left=_label(case, ends[0]), kind=said, right=_label(case, ends[1]))
            _add_edge(case, *ends, said, (_text(started), _text(ended)), [reason], [], sources=(source_id,), key=relation_id)


def _add_links(case: _Case, links: pd.DataFrame) -> None:
    columns = ("link_id", "left_id", "right_id", "kind", "probability", "conflict", "reasons", "against")
    for link_id, left, right, kind, probability, conflict, reasons, against in zip(*(links[column] for column in columns), strict=True):
        ends = _ends(case, left, right)
        # A link inside one entity has done its work.
        if ends is None or ends[0] == ends[1]:
            continue
        named = "Successor" if kind == "successor" else "MaybeSame"
        sure = conflict is not pd.NA and bool(conflict)
        ref = make_ref("links", link_id)
        reason = make_reason("network_link", refs=[ref], left=_label(case, ends[0]), right=_label(case, ends[1]), kind=named)
        _add_edge(case, *ends, named, (None, None), [reason, *reasons], [left, right], against=list(against), key=link_id)
        case.graph.edges[*ends, link_id].update(probability=float(probability), conflict=sure)


def _add_transfers(case: _Case, transfers: pd.DataFrame) -> None:
    columns = ("transfer_id", "kind", "from_id", "to_id", "occurred_at", "source_id")
    for transfer_id, kind, left, right, occurred, source_id in zip(*(transfers[c].astype("object") for c in columns), strict=True):
        ends = _ends(case, left, right)
        if ends:
            said = f"Transfer of {kind}" if isinstance(kind, str) else "Transfer"
            ref = make_ref("transfers", transfer_id)
            reason = make_reason("network_relation", refs=[ref], left=_label(case, ends[0]), kind=said, right=_label(case, ends[1]))
            _add_edge(case, *ends, said, (_text(occurred), _text(occurred)), [reason], [], sources=(source_id,), key=transfer_id)


def _add_goods(case: _Case, goods: pd.DataFrame) -> None:
    for to_column, from_column, kind in (("importer_id", "exporter_id", "Trade"), ("importer_id", "declarant_id", "Declares")):
        known = goods[goods[from_column].notna() & goods[to_column].notna()]
        for (left, right), lines in known.groupby([from_column, to_column], sort=True):
            ends = _ends(case, left, right)
            if ends is None:
                continue
            days = sorted(day for day in lines["declared_at"].dropna())
            refs = [make_ref("goods", goods_id) for goods_id in sorted(lines["goods_id"])]
            dates = (days[0], days[-1]) if days else (None, None)
            reason = make_reason("network_goods", refs=refs, count=len(lines), left=_label(case, ends[0]), right=_label(case, ends[1]))
            _add_edge(case, *ends, kind, dates, [reason], [], sources=tuple(sorted(set(lines["source_id"]))), lines=len(lines))


def _ends(case: _Case, left: object, right: object) -> tuple[str, str] | None:
    """Give the nodes of two records, if both are known."""
    if not isinstance(left, str) or not isinstance(right, str) or left not in case.node_of or right not in case.node_of:
        return None
    return case.node_of[left], case.node_of[right]


def _label(case: _Case, node: str) -> str:
    return str(case.graph.nodes[node]["label"])


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
