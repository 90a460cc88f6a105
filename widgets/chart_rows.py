"""From records, relations and links to the parties and connections that a link chart shows."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.errors import ArgumentError

__all__ = ["ChartRows", "choose_rows", "or_empty"]

_NAMES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class ChartRows:
    """What a link chart shows, and how much there was."""

    nodes: pd.DataFrame
    """id, label, kind, records (list of record ids); one row a party."""
    edges: pd.DataFrame
    """id, left, right (ids of nodes), label, suggested, rows (ids of the relations or links in it)."""
    all_nodes: int
    all_edges: int
    alone: int
    """Parties left out because nothing connects them."""

    def ends(self) -> bytes:
        """Give both ends of each edge as numbers of nodes, uint32, two an edge."""
        order = {node: i for i, node in enumerate(self.nodes["id"])}
        pairs = [(order[left], order[right]) for left, right in zip(self.edges["left"], self.edges["right"], strict=True)]
        return np.asarray(pairs, dtype="<u4").tobytes()


def choose_rows(  # noqa: PLR0913 - four tables and two settings
    records: pd.DataFrame,
    relations: pd.DataFrame,
    links: pd.DataFrame,
    entities: pd.DataFrame,
    *,
    focus: Sequence[str] = (),
    limit: int = 2000,
) -> ChartRows:
    """Group records into parties and choose which to show.

    Args:
        records: ``records`` table.
        relations: ``relations`` table; those with an end outside ``records`` are counted but not shown.
        links: ``links`` table: suggestions, shown between parties that are still apart.
        entities: ``entities`` table; records without one stand for themselves.
        focus: ids of parties or records to begin from; the best connected come first without it.
        limit: how many parties at most.

    Raises:
        ArgumentError: if ``limit`` is not positive or ``focus`` names nothing.
    """
    if limit < 1:
        message = f"limit={limit}; give how many parties to show at most, 1 or more"
        raise ArgumentError(message)
    party = _name_parties(records, entities)
    nodes = _gather_nodes(records, party)
    edges = pd.concat([_gather_relations(relations, party), _gather_links(links, party)], ignore_index=True)
    outside = ~(relations["from_id"].isin(party) & relations["to_id"].isin(party))
    near = _neighbours(edges)
    order = _order(nodes["id"], near, _find_focus(focus, party))
    connected = [node for node in order if node in near or not near]
    kept = set(connected[:limit])
    within = edges["left"].isin(kept) & edges["right"].isin(kept)
    shown = nodes[nodes["id"].isin(kept)].reset_index(drop=True)
    return ChartRows(shown, edges[within].reset_index(drop=True), len(nodes), len(edges) + int(outside.sum()), len(nodes) - len(connected))


def _name_parties(records: pd.DataFrame, entities: pd.DataFrame) -> dict[str, str]:
    entity_of = dict(zip(entities["record_id"], entities["entity_id"], strict=True))
    return {record: entity_of.get(record, record) for record in records["record_id"]}


def _gather_nodes(records: pd.DataFrame, party: Mapping[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame({
        "id": [party[record] for record in records["record_id"]],
        "record": list(records["record_id"]),
        "name": [_write_name(*pair) for pair in zip(records["name"], records["record_id"], strict=True)],
        "kind": [str(kind) for kind in records["kind"]],
    })  # fmt: skip
    grouped = frame.groupby("id", sort=False)
    return pd.DataFrame({
        "id": list(grouped.groups),
        "label": [_join_names(names) for _, names in grouped["name"]],
        "kind": [kinds.mode().iloc[0] for _, kinds in grouped["kind"]],
        "records": [list(group) for _, group in grouped["record"]],
    })  # fmt: skip


def _write_name(name: object, record: str) -> str:
    return record if pd.isna(name) or not str(name).strip() else str(name)  # type: ignore[call-overload]


def _join_names(names: Iterable[str]) -> str:
    counts = Counter(names)
    best = sorted(counts, key=lambda name: (-counts[name], name))[:_NAMES_SHOWN]
    more = len(counts) - len(best)
    return " / ".join(best) + (f" +{more}" if more else "")


def _gather_relations(relations: pd.DataFrame, party: Mapping[str, str]) -> pd.DataFrame:
    together: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for row in relations.itertuples(index=False):
        left, right = party.get(str(row.from_id)), party.get(str(row.to_id))
        if left is not None and right is not None and left != right:
            together[left, right, str(row.kind)].append(str(row.relation_id))
    rows = [
        (ids[0], left, right, kind if len(ids) == 1 else f"{kind} ×{len(ids)}", False, ids) for (left, right, kind), ids in together.items()
    ]
    return _as_edges(rows)


def _gather_links(links: pd.DataFrame, party: Mapping[str, str]) -> pd.DataFrame:
    strongest: dict[tuple[str, str], tuple[float, str]] = {}
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for left_id, right_id, probability, link_id in links[["left_id", "right_id", "probability", "link_id"]].to_numpy().tolist():
        left, right = party.get(left_id), party.get(right_id)
        if left is None or right is None or left == right:
            continue
        pair = (min(left, right), max(left, right))
        members[pair].append(link_id)
        strongest[pair] = max(strongest.get(pair, (-1.0, "")), (probability, link_id))
    rows = [(link, left, right, f"~ {p:.2f}", True, members[left, right]) for (left, right), (p, link) in strongest.items()]
    return _as_edges(rows)


def _as_edges(rows: list[tuple[str, str, str, str, bool, list[str]]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "left", "right", "label", "suggested", "rows"])


def _neighbours(edges: pd.DataFrame) -> dict[str, set[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    for left, right in zip(edges["left"], edges["right"], strict=True):
        near[left].add(right)
        near[right].add(left)
    return dict(near)


def _find_focus(focus: Sequence[str], party: Mapping[str, str]) -> list[str]:
    known = set(party.values())
    unknown = [name for name in focus if name not in party and name not in known]
    if unknown:
        message = f"focus names {unknown[0]!r}, which is neither a record nor an entity of these tables"
        raise ArgumentError(message)
    return [party.get(name, name) for name in focus]


def _order(ids: Iterable[str], near: Mapping[str, set[str]], focus: Sequence[str]) -> list[str]:
    ranked = sorted(ids, key=lambda node: (-len(near.get(node, ())), node))
    if not focus:
        return ranked
    reached = dict.fromkeys(focus)
    waiting = deque(focus)
    while waiting:
        for other in sorted(near.get(waiting.popleft(), ()), key=lambda node: (-len(near[node]), node)):
            if other not in reached:
                reached[other] = None
                waiting.append(other)
    return list(reached)


def or_empty(frame: pd.DataFrame | None, name: str) -> pd.DataFrame:
    """Bring a table that may be missing into its shape."""
    return tables.empty(name) if frame is None else tables.conform(frame, name)
