"""Searches over the network of lanes: shortest paths, and those that go through given stages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from toolkit.geo import haversine_m
from toolkit.routes.lanes import Lanes
from toolkit.routes.passages import PASSAGES
from toolkit.routes.places import Place

__all__ = ["Path", "Searches"]

Path = tuple[float, list[int]]
"""Metres, and nodes from start to goal."""
Gate = tuple[int, int]
Tree = tuple[npt.NDArray[np.float64], npt.NDArray[np.int32]]

_THROUGH = 0.5  # a passage counts as gone through when at least half of its length is


@dataclass
class Searches:
    """The lanes, and the searches already made over them.

    No two paths are equally long (:meth:`Lanes.matrix`), so that it does not matter from which of its ends one was searched,
    nor what else was asked for with it.
    """

    lanes: Lanes
    _trees: dict[tuple[frozenset[str], int], Tree] = field(default_factory=dict)

    def prepare(self, pairs: Iterable[tuple[int, int]], shut: frozenset[str]) -> None:
        """Make at once the searches that these pairs of nodes need: from one end of each is enough."""
        from scipy.sparse.csgraph import dijkstra

        open_ = [pair for pair in pairs if not any((shut, node) in self._trees for node in pair)]
        often = Counter(node for pair in open_ for node in pair)
        nodes: dict[int, None] = {}
        for pair in sorted(open_, key=lambda pair: -max(often[node] for node in pair)):
            if not any(node in nodes for node in pair):
                nodes[max(pair, key=lambda node: often[node])] = None
        if nodes:
            metres, before = dijkstra(self.lanes.matrix(shut), indices=list(nodes), return_predecessors=True)
            self._trees.update({(shut, node): (metres[row], before[row]) for row, node in enumerate(nodes)})

    def path(self, start: int, goal: int, shut: frozenset[str]) -> Path | None:
        """Find the shortest path, or none."""
        if (shut, start) not in self._trees and (shut, goal) not in self._trees:
            self.prepare([(start, goal)], shut)
        root, tip = (start, goal) if (shut, start) in self._trees else (goal, start)
        metres, before = self._trees[shut, root]
        if not np.isfinite(metres[tip]):
            return None
        nodes = [tip]
        while nodes[-1] != root:
            nodes.append(int(before[nodes[-1]]))
        # to the millimetre, which no order of adding changes
        return round(float(metres[tip]), 3), nodes if start == tip else nodes[::-1]

    def through(self, start: int, goal: int, stages: Sequence[str | Place], shut: frozenset[str]) -> Path | None:
        """Find the shortest path through every stage in turn."""
        reached: dict[int, Path] = {start: (0.0, [start])}
        for stage in stages:
            following: dict[int, Path] = {}
            for entry, leave in self.gates(stage, shut):
                across = self.path(entry, leave, shut)
                if across is None:
                    continue
                for node, so_far in reached.items():
                    way = self.path(node, entry, shut)
                    if way is not None:
                        total = so_far[0] + way[0] + across[0]
                        if leave not in following or total < following[leave][0]:
                            following[leave] = (total, [*so_far[1], *way[1][1:], *across[1][1:]])
            reached = following
        ways = [(so_far, self.path(node, goal, shut)) for node, so_far in reached.items()]
        whole = [(so_far[0] + way[0], [*so_far[1], *way[1][1:]]) for so_far, way in ways if way is not None]
        return min(whole, default=None)

    def gates(self, stage: str | Place, shut: frozenset[str]) -> list[Gate]:
        """Give pairs of nodes between which a stage is gone through, either way."""
        if isinstance(stage, Place):
            node = int(self.lanes.snap(stage.lon, stage.lat)[0][0])
            return [(node, node)]
        inside = self.lanes.passage == stage
        outside = np.union1d(self.lanes.start[~inside], self.lanes.end[~inside])
        ends = np.intersect1d(np.union1d(self.lanes.start[inside], self.lanes.end[inside]), outside).tolist()
        others = frozenset(PASSAGES) - {stage} | shut
        lengths = {
            (a, b): float(haversine_m(self.lanes.lon[a], self.lanes.lat[a], self.lanes.lon[b], self.lanes.lat[b]))
            for a in ends
            for b in ends
            if a != b and self._joined(a, b, stage, others)
        }
        longest = max(lengths.values(), default=0.0)
        return [gate for gate, length in lengths.items() if length >= _THROUGH * longest]

    def _joined(self, a: int, b: int, stage: str, others: frozenset[str]) -> bool:
        way = self.path(a, b, others)
        return way is not None and self.lanes.passages_of([way[1]]) == [(stage,)]
