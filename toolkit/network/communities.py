"""Groups of parties that are closer to each other than to the rest."""

import math
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["find_communities"]


def find_communities(graph: "nx.MultiDiGraph", *, seed: int = 1, smallest: int = 3) -> pd.DataFrame:
    """Group nodes by the Louvain method (Blondel, Guillaume, Lambiotte and Lefebvre 2008), hubs left out.

    An edge to something shared by many weighs less: one over the logarithm of how many share it.

    Args:
        graph: as :func:`toolkit.network.build_graph` makes it.
        seed: of the method's random order.
        smallest: groups of fewer nodes are left out.

    Returns:
        ``community`` (1 is the largest), ``node``, ``kind``, ``label``, ``size``; a way to look at a graph, not a finding.

    >>> import networkx as nx
    >>> graph = nx.MultiDiGraph([("a", "b"), ("b", "c"), ("c", "a"), ("x", "y"), ("y", "z"), ("z", "x")])
    >>> find_communities(graph)["size"].tolist()
    [3, 3, 3, 3, 3, 3]
    """
    import networkx as nx

    weighed = nx.Graph()
    weighed.add_nodes_from(sorted(node for node, known in graph.nodes(data=True) if not known.get("hub")))
    for left, right in sorted((min(a, b), max(a, b)) for a, b in graph.edges() if a != b and a in weighed and b in weighed):
        sharing = max((graph.nodes[node].get("count", 2) for node in (left, right) if graph.nodes[node].get("shared")), default=2)
        weight = 1 / math.log2(max(2, sharing))
        before = weighed.get_edge_data(left, right, {"weight": 0.0})["weight"]
        weighed.add_edge(left, right, weight=before + weight)
    groups = nx.community.louvain_communities(weighed, seed=seed) if weighed.number_of_edges() else []
    ordered = sorted((sorted(group) for group in groups if len(group) >= smallest), key=lambda group: (-len(group), group))
    rows = [
        (number, node, graph.nodes[node].get("kind"), graph.nodes[node].get("label"), len(group))
        for number, group in enumerate(ordered, start=1)
        for node in group
    ]
    return pd.DataFrame(rows, columns=["community", "node", "kind", "label", "size"])
