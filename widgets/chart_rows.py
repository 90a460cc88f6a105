"""From records, relations and links to the parties and connections that a link chart shows."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError

__all__ = [
    "ENOUGH",
    "HUB",
    "SUGGESTED",
    "ChartPool",
    "ChartRows",
    "build_pool",
    "find_focus",
    "or_empty",
    "order_parties",
    "rank_neighbours",
    "show_parties",
]

ENOUGH = 12
"""Parties with which a chart around some of them may begin."""
HUB = 30
"""Connections from which on a party says little about those it connects."""
_EVEN = 0.5
"""Probability under which two are more likely two than one."""
_NAMES_SHOWN = 2
_MOST_EDGES = 20_000
"""Lines that a browser without a graphics card can draw while one moves about."""
_EDGE_COLUMNS = ["id", "left", "right", "label", "kind", "suggested", "rows"]
SUGGESTED = "suggested"
"""Kind of a connection that is a suggestion."""


@dataclass(frozen=True, slots=True)
class ChartPool:
    """All parties and connections that a chart may show."""

    nodes: pd.DataFrame
    """id, label, kind, records (list of record ids); one row a party."""
    edges: pd.DataFrame
    """id, left, right (ids of nodes), label, kind, suggested, rows (ids of the relations or links in it)."""
    party: Mapping[str, str]
    """Party of each record."""
    near: Mapping[str, Mapping[str, int]]
    """For each party that is connected: its neighbours, and how many relations and links say so."""
    outside: int
    """Relations with an end that no record describes."""


@dataclass(frozen=True, slots=True)
class ChartRows:
    """What a link chart shows, and how much there was."""

    nodes: pd.DataFrame
    """As in the pool."""
    edges: pd.DataFrame
    """As in the pool."""
    all_nodes: int
    all_edges: int
    alone: int
    """Parties left out because nothing connects them."""

    def ends(self) -> bytes:
        """Give both ends of each edge as numbers of nodes, uint32, two an edge."""
        order = {node: i for i, node in enumerate(self.nodes["id"])}
        pairs = [(order[left], order[right]) for left, right in zip(self.edges["left"], self.edges["right"], strict=True)]
        return np.asarray(pairs, dtype="<u4").tobytes()


def build_pool(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame, entities: pd.DataFrame) -> ChartPool:
    """Group records into parties, and relations and links into connections between them.

    Args:
        records: ``records`` table.
        relations: ``relations`` table; those with an end outside ``records`` are counted but not shown.
        links: ``links`` table: suggestions, shown between parties that are still apart; those that are less likely than not,
            and that evidence speaks against, are left out.
        entities: ``entities`` table; records without one stand for themselves.
    """
    entity_of = dict(zip(entities["record_id"], entities["entity_id"], strict=True))
    party = {str(record): str(entity_of.get(record, record)) for record in records["record_id"]}
    edges = pd.concat([_gather_relations(relations, party), _gather_links(links, party)], ignore_index=True)
    near: dict[str, dict[str, int]] = defaultdict(dict)
    for left, right, rows in zip(edges["left"], edges["right"], edges["rows"], strict=True):
        for one, other in ((left, right), (right, left)):
            near[one][other] = near[one].get(other, 0) + len(rows)
    outside = ~(relations["from_id"].isin(party) & relations["to_id"].isin(party))
    return ChartPool(_gather_nodes(records, party), edges, party, dict(near), int(outside.sum()))


def find_focus(pool: ChartPool, names: Sequence[str]) -> list[str]:
    """Give the parties of these records, entities or parties.

    Raises:
        ArgumentError: if one of them is none.
    """
    known = set(pool.nodes["id"])
    unknown = [name for name in names if name not in pool.party and name not in known]
    if unknown:
        message = f"focus names {unknown[0]!r}, which is neither a record nor an entity of these tables"
        raise ArgumentError(message)
    return list(dict.fromkeys(pool.party.get(name, name) for name in names))


def order_parties(pool: ChartPool, focus: Sequence[str], limit: int) -> list[str]:
    """Choose which parties to begin with.

    Args:
        pool: what there is.
        focus: parties to begin from, with their neighbours; where these are few, ring by ring with those of theirs, but for the
            neighbours of a hub. The best connected come first without it.
        limit: how many at most.

    Raises:
        ArgumentError: if ``limit`` is not positive.
    """
    if limit < 1:
        message = f"limit={limit}; give how many parties to show at most, 1 or more"
        raise ArgumentError(message)
    near = pool.near
    if not focus:
        ranked = sorted(pool.nodes["id"], key=lambda node: (-len(near.get(node, ())), node))
        return [node for node in ranked if node in near or not near][:limit]
    reached, ring = dict.fromkeys(focus), list(focus)
    while ring:
        turns = zip_longest(*(rank_neighbours(pool, one) for one in ring))
        around = dict.fromkeys(other for turn in turns for other in turn if other is not None and other not in reached)
        reached |= around
        ring = [one for one in around if len(near.get(one, ())) < HUB] if len(reached) < ENOUGH else []
    return list(reached)[:limit]


def rank_neighbours(pool: ChartPool, node: str) -> list[str]:
    """List the neighbours of a party, those with most evidence of it first."""
    return sorted(pool.near.get(node, ()), key=lambda other: (-pool.near[node][other], -len(pool.near[other]), other))


def show_parties(pool: ChartPool, shown: Collection[str]) -> ChartRows:
    """Cut what is shown out of the pool: of more than 20,000 connections those with most evidence, and each party's strongest."""
    kept = set(shown)
    nodes = pool.nodes[pool.nodes["id"].isin(kept)].reset_index(drop=True)
    edges = pool.edges[pool.edges["left"].isin(kept) & pool.edges["right"].isin(kept)].reset_index(drop=True)
    edges = _keep_strongest(edges)
    alone = sum(node not in pool.near and node not in kept for node in pool.nodes["id"]) if pool.near else 0
    return ChartRows(nodes, edges, len(pool.nodes), len(pool.edges) + pool.outside, alone)


def _keep_strongest(edges: pd.DataFrame) -> pd.DataFrame:
    if len(edges) <= _MOST_EDGES:
        return edges
    ranked = edges.assign(weight=[len(rows) for rows in edges["rows"]]).sort_values("weight", ascending=False, kind="stable")
    needed = ranked.drop_duplicates("left").index.union(ranked.drop_duplicates("right").index)
    further = ranked.index.difference(needed, sort=False)[: max(0, _MOST_EDGES - len(needed))]
    return edges.loc[sorted([*needed, *further])].reset_index(drop=True)


def _gather_nodes(records: pd.DataFrame, party: Mapping[str, str]) -> pd.DataFrame:
    members: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for record, name, kind in zip(records["record_id"], records["name"], records["kind"], strict=True):
        members[party[record]].append((str(record), _write_name(name, record), str(kind)))
    return pd.DataFrame({
        "id": list(members),
        "label": [_join_names(name for _, name, _ in group) for group in members.values()],
        "kind": [_commonest(kind for _, _, kind in group) for group in members.values()],
        "records": [[record for record, _, _ in group] for group in members.values()],
    })  # fmt: skip


def _write_name(name: object, record: str) -> str:
    return record if pd.isna(name) or not str(name).strip() else str(name)  # type: ignore[call-overload]


def _commonest(values: Iterable[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _join_names(names: Iterable[str]) -> str:
    counts = Counter(names)
    best = sorted(counts, key=lambda name: (-counts[name], name))[:_NAMES_SHOWN]
    more = len(counts) - len(best)
    return " / ".join(best) + (f" +{more}" if more else "")


def _gather_relations(relations: pd.DataFrame, party: Mapping[str, str]) -> pd.DataFrame:
    together: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for from_id, to_id, kind, relation in relations[["from_id", "to_id", "kind", "relation_id"]].itertuples(index=False):
        left, right = party.get(str(from_id)), party.get(str(to_id))
        if left is not None and right is not None and left != right:
            together[left, right, str(kind)].append(str(relation))
    rows = [
        (ids[0], left, right, kind if len(ids) == 1 else f"{kind} ×{len(ids)}", kind, False, ids)
        for (left, right, kind), ids in together.items()
    ]
    return pd.DataFrame(rows, columns=_EDGE_COLUMNS)


def _gather_links(links: pd.DataFrame, party: Mapping[str, str]) -> pd.DataFrame:
    # two of whom evidence says that they are two are kept to show why; that is no connection
    links = links[~((links["probability"] < _EVEN) & links["conflict"].fillna(value=False).astype(bool))]
    strongest: dict[tuple[str, str], tuple[float, str]] = {}
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for left_id, right_id, probability, link_id in links[["left_id", "right_id", "probability", "link_id"]].to_numpy().tolist():
        left, right = party.get(left_id), party.get(right_id)
        if left is None or right is None or left == right:
            continue
        pair = (min(left, right), max(left, right))
        members[pair].append(link_id)
        strongest[pair] = max(strongest.get(pair, (-1.0, "")), (probability, link_id))
    rows = [
        (link, left, right, f"~ {probability:.2f}", SUGGESTED, True, members[left, right])
        for (left, right), (probability, link) in strongest.items()
    ]
    return pd.DataFrame(rows, columns=_EDGE_COLUMNS)


def or_empty(frame: pd.DataFrame | None, name: str) -> pd.DataFrame:
    """Bring a table that may be missing into its shape."""
    return tables.empty(name) if frame is None else tables.conform(frame, name)
