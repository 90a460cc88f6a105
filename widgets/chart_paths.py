"""The shortest ways between two parties of a chart's pool."""

from collections.abc import Mapping
from itertools import islice, pairwise

from widgets.chart_rows import ChartPool

__all__ = ["find_ways", "list_steps"]

_WAYS = 3
_LONGEST = 6


def find_ways(pool: ChartPool, left: str, right: str, hidden: frozenset[str] = frozenset()) -> list[list[str]]:
    """Find up to three of the shortest ways between two parties, of six steps at most.

    Args:
        pool: what there is, shown or not.
        left: a party.
        right: another.
        hidden: parties that no way may go through.
    """
    import networkx as nx

    graph = nx.Graph()
    graph.add_edges_from(sorted((one, other) for one, others in pool.near.items() for other in others if not {one, other} & hidden))
    if left == right or left not in graph or right not in graph or not nx.has_path(graph, left, right):
        return []
    ways = islice(nx.shortest_simple_paths(graph, left, right), _WAYS)
    return [way for way in ways if len(way) - 1 <= _LONGEST]


def list_steps(ways: list[list[str]], edges: Mapping[frozenset[str], list[str]]) -> list[str]:
    """List the connections that the ways go along.

    >>> list_steps([["a", "b"]], {frozenset("ab"): ["e1", "e2"]})
    ['e1', 'e2']
    """
    steps = (frozenset(step) for way in ways for step in pairwise(way))
    return list(dict.fromkeys(edge for step in steps for edge in edges.get(step, ())))
