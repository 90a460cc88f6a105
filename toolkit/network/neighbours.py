"""What lies around a party."""

from typing import TYPE_CHECKING

from toolkit.errors import ArgumentError
from toolkit.network.paths import require_node

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["neighbourhood"]


def neighbourhood(graph: "nx.MultiDiGraph", node: str, radius: int = 1, *, most: int = 500) -> "nx.MultiDiGraph":
    """Cut out everything within some steps of a node, whichever way the edges point.

    A hub is shown where it is reached, but what lies beyond it is not.

    Args:
        graph: as :func:`toolkit.network.build_graph` makes it.
        node: the node in the middle.
        radius: steps, from 0.
        most: nodes at most; the nearest stay, and the rest are counted in ``graph["left_out"]`` of the result.

    Returns:
        A new graph, with ``distance`` on each node.

    Raises:
        ArgumentError: the node is not in the graph, or the radius is negative.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "d")])
    >>> sorted(neighbourhood(graph, "a", radius=2).nodes)
    ['a', 'b', 'c']
    """
    require_node(graph, "node", node)
    if radius < 0:
        message = f"radius={radius!r} is negative; give 0 or more steps"
        raise ArgumentError(message)
    distance = {node: 0}
    ring = [node]
    for step in range(1, radius + 1):
        reached: set[str] = set()
        for one in ring:
            if one == node or not graph.nodes[one].get("hub"):
                reached.update(graph.successors(one))
                reached.update(graph.predecessors(one))
        ring = sorted(reached - distance.keys())
        distance.update(dict.fromkeys(ring, step))
    kept = list(distance)[: max(1, most)]
    around: nx.MultiDiGraph = graph.subgraph(kept).copy()
    around.graph["left_out"] = len(distance) - len(kept)
    for one in kept:
        around.nodes[one]["distance"] = distance[one]
    return around
