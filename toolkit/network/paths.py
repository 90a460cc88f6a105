"""How two parties are connected, step by step."""

from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.errors import ArgumentError

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["find_paths", "require_node"]

COLUMNS = ("path", "step", "from_id", "to_id", "kind", "started_at", "ended_at", "reasons", "against", "refs", "sources", "length")


def find_paths(graph: "nx.MultiDiGraph", from_: str, to: str, k: int = 3, *, longest: int = 6) -> pd.DataFrame:
    """Find the shortest ways from one node to another, whichever way the edges point; never through a hub.

    Args:
        graph: as :func:`toolkit.network.build_graph` makes it.
        from_: a node.
        to: another node.
        k: how many ways at most.
        longest: most steps of a way.

    Returns:
        One row a step: ``path`` (1 is shortest), ``step`` (from 1), ``from_id``, ``to_id``, ``kind``, ``started_at``,
        ``ended_at``, ``reasons``, ``against``, ``refs``, ``sources``, ``length`` (steps of the path). Where several edges
        join two nodes, the first by its key is given with the refs of all. Without a way the table is empty.

    Raises:
        ArgumentError: a node is not in the graph, or ``k`` is below 1.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph()
    >>> _ = graph.add_edge("a", "phone:1", kind="Shares phone"), graph.add_edge("b", "phone:1", kind="Shares phone")
    >>> find_paths(graph, "a", "b")[["from_id", "to_id"]].values.tolist()
    [['a', 'phone:1'], ['phone:1', 'b']]
    """
    import networkx as nx

    require_node(graph, "from_", from_)
    require_node(graph, "to", to)
    if k < 1:
        message = f"k={k!r}; ask for at least one path"
        raise ArgumentError(message)
    open_nodes = [node for node, known in graph.nodes(data=True) if not known.get("hub") or node in {from_, to}]
    simple = nx.Graph()
    simple.add_nodes_from(sorted(open_nodes))
    simple.add_edges_from(sorted({tuple(sorted(edge)) for edge in graph.subgraph(open_nodes).edges() if edge[0] != edge[1]}))
    rows: list[dict[str, object]] = []
    if from_ != to and nx.has_path(simple, from_, to):
        for number, path in enumerate(islice(nx.shortest_simple_paths(simple, from_, to), k), start=1):
            if len(path) - 1 > longest:
                break
            steps = pairwise(path)
            rows.extend(_describe_step(graph, number, at, step, len(path) - 1) for at, step in enumerate(steps, start=1))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _describe_step(graph: "nx.MultiDiGraph", path: int, at: int, step: tuple[str, str], length: int) -> dict[str, object]:
    left, right = step
    edges: list[dict[str, Any]] = [
        known for a, b in ((left, right), (right, left)) if graph.has_edge(a, b) for _, known in sorted(graph[a][b].items(), key=_by_key)
    ]
    first = edges[0]
    return {
        "path": path,
        "step": at,
        "from_id": left,
        "to_id": right,
        "kind": first.get("kind"),
        "started_at": first.get("started_at"),
        "ended_at": first.get("ended_at"),
        "reasons": [reason for edge in edges for reason in edge.get("reasons", ())],
        "against": [reason for edge in edges for reason in edge.get("against", ())],
        "refs": list(dict.fromkeys(ref for edge in edges for ref in edge.get("refs", ()))),
        "sources": sorted({source for edge in edges for source in edge.get("sources", ())}),
        "length": length,
    }


def _by_key(item: tuple[object, object]) -> str:
    return str(item[0])


def require_node(graph: "nx.MultiDiGraph", argument: str, node: str) -> None:
    """Refuse a node that is not there.

    Raises:
        ArgumentError: naming the argument.
    """
    if node not in graph:
        message = (
            f"{argument}={node!r} is not a node of the graph, which has {graph.number_of_nodes()}; nodes are entity ids (or record ids)"
        )
        raise ArgumentError(message)
