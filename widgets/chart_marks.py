"""What of a chart's rows goes to the browser, and into the table of what is shown."""

from collections.abc import Collection
from typing import Any

import pandas as pd

from widgets.chart_rows import ChartPool, ChartRows
from widgets.chart_state import ChartState

__all__ = ["join_by_hand", "list_shown", "pack_connections", "pack_parties"]


def pack_parties(rows: ChartRows, pool: ChartPool, hand: Collection[str]) -> dict[str, list[Any]]:
    """Give the columns of the parties that the browser draws; ``more`` counts neighbours that are not shown."""
    nodes = rows.nodes
    shown = set(nodes["id"])
    return {
        "id": list(nodes["id"]),
        "label": list(nodes["label"]),
        "kind": list(nodes["kind"]),
        "records": [len(group) for group in nodes["records"]],
        "hand": [one in hand for one in nodes["id"]],
        "more": [len(pool.near.get(one, {}).keys() - shown) for one in nodes["id"]],
    }


def pack_connections(rows: ChartRows, hand: Collection[str]) -> dict[str, list[Any]]:
    """Give the columns of the connections that the browser draws; their ends go apart, as numbers."""
    edges = rows.edges
    return {
        "id": list(edges["id"]),
        "label": list(edges["label"]),
        "suggested": [bool(flag) for flag in edges["suggested"]],
        "hand": [one in hand for one in edges["id"]],
    }


def list_shown(rows: ChartRows, hand: Collection[str]) -> pd.DataFrame:
    """List parties, then connections, ids first."""
    nodes, edges = rows.nodes, rows.edges
    parties = pd.DataFrame({"id": nodes["id"], "what": nodes["label"], "kind": nodes["kind"], "from": "", "to": ""})
    label = dict(zip(nodes["id"], nodes["label"], strict=True))
    kinds = zip(edges["id"], edges["suggested"], strict=True)
    connections = pd.DataFrame({
        "id": edges["id"],
        "what": edges["label"],
        "kind": ["by hand" if one in hand else "suggestion" if flag else "relation" for one, flag in kinds],
        "from": [label[end] for end in edges["left"]],
        "to": [label[end] for end in edges["right"]],
    })  # fmt: skip
    return pd.concat([parties, connections], ignore_index=True)


def join_by_hand(rows: ChartRows, state: ChartState) -> ChartRows:
    """Add what was added by hand: parties always, connections where both ends are shown."""
    parties: list[tuple[str, str, str, list[str]]] = [
        (one.id, one.name, one.kind, []) for one in state.added if not one.is_link and one.id not in state.hidden
    ]
    nodes = pd.concat([rows.nodes, pd.DataFrame(parties, columns=["id", "label", "kind", "records"])], ignore_index=True)
    there = {member: one for one, group in zip(rows.nodes["id"], rows.nodes["records"], strict=True) for member in group}
    there |= {one: one for one, *_ in parties}
    links: list[tuple[str, str, str, str, str, bool, list[str]]] = [
        (one.id, there[one.left], there[one.right], f"{one.kind} ({one.grade})", one.kind, False, [])
        for one in state.added
        if one.left in there and one.right in there
    ]
    edges = pd.concat([rows.edges, pd.DataFrame(links, columns=list(rows.edges.columns))], ignore_index=True)
    return ChartRows(nodes, edges.astype({"suggested": "bool"}), rows.all_nodes, rows.all_edges, rows.alone)
