"""What a link chart shows of its tables, and the steps that change it; nothing of it knows a browser."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from widgets.by_hand import ByHand, add_by_hand
from widgets.chart_files import write_chart
from widgets.chart_marks import join_by_hand
from widgets.chart_paths import find_ways, list_steps
from widgets.chart_rows import ENOUGH, ChartPool, ChartRows, build_pool, find_focus, order_parties, rank_neighbours, show_parties
from widgets.chart_sieve import read_sieve
from widgets.chart_state import ChartHistory, ChartState

__all__ = ["Diagram"]

_AROUND = 60
"""Parties that a chart begins with, those it was told to and others around them; more are fetched by expanding."""
_AT_ONCE = 40
"""Neighbours that one step of expanding fetches at most; the next step fetches more."""


class Diagram:
    """Parties and connections, and every step back and forth.

    Args:
        records: ``records`` table by its id.
        relations: ``relations`` table by its id.
        links: ``links`` table by its id.
        entities: ``entities`` table.
        focus: ids to begin from; the best connected parties come first without them.
        limit: how many parties at most.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - four tables, where to begin and how much
        self,
        records: pd.DataFrame,
        relations: pd.DataFrame,
        links: pd.DataFrame,
        entities: pd.DataFrame,
        focus: Sequence[str],
        limit: int,
    ) -> None:
        """Show what lies around the focus."""
        self._records, self._relations, self._links, self._entities = records, relations, links, entities
        self.limit = limit
        self._pools: dict[bool, ChartPool] = {}
        self._start(find_focus(self._find_pool(grouped=True), focus))

    @property
    def state(self) -> ChartState:
        """What is shown, hidden, pinned and added now."""
        return self._history.now

    @property
    def pool(self) -> ChartPool:
        """What could be shown, of entities or of records."""
        return self._find_pool(grouped=self.state.grouped)

    @property
    def hand(self) -> dict[str, ByHand]:
        """What was added by hand, by its id."""
        return {one.id: one for one in self.state.added}

    @property
    def can(self) -> dict[str, Any]:
        """What there is to do: ``undo``, ``redo``, ``ungroup``, and how many are ``hidden``."""
        history = self._history
        ungroup = len(self._entities) > 0
        return {"undo": history.can_undo, "redo": history.can_redo, "hidden": len(self.state.hidden), "ungroup": ungroup}

    def turn_to(self, ids: Iterable[str]) -> bool:
        """Begin anew around parties that are not all shown, unless somebody has changed the chart; no step, and not to be undone.

        Args:
            ids: parties, records or entities, the nearest first; what is none of them is passed over.

        Returns:
            Whether the chart began anew.
        """
        if not self._history.is_untouched:
            return False
        pool, parties = self.pool, set(self.pool.nodes["id"])
        turned = dict.fromkeys(pool.party.get(one, one) for one in ids)
        wanted = [one for one in turned if one in parties][: min(ENOUGH, self.limit)]
        if set(wanted) <= set(self.state.shown):
            return False
        self._start(wanted)
        return True

    def choose(self, ids: Sequence[str]) -> list[str]:
        """Give parties by their ids or those of their records."""
        machine = [one for one in ids if one not in self.hand]
        turned = dict(zip(machine, find_focus(self.pool, machine), strict=False))
        return list(dict.fromkeys(turned.get(one, one) for one in ids))

    def label(self, end: str) -> str:
        """Name a party that is shown; its id where it is not."""
        party = self.pool.party.get(end, end)
        label = self.rows.nodes.loc[self.rows.nodes["id"] == party, "label"]
        return party if label.empty else str(label.iloc[0])

    def begin(self, ids: Sequence[str]) -> None:
        """Show nothing but some parties and what lies next to them."""
        chosen = self.choose(ids)
        near = [other for one in chosen for other in rank_neighbours(self.pool, one)[:_AT_ONCE]]
        self.step(shown=tuple(dict.fromkeys([*chosen, *near]))[: self.limit], hidden=frozenset(), path=())

    def expand(self, ids: Sequence[str]) -> None:
        """Fetch what lies next to some parties."""
        state = self.state
        known = set(state.shown) - state.hidden
        fresh = [other for one in self.choose(ids) for other in [n for n in rank_neighbours(self.pool, one) if n not in known][:_AT_ONCE]]
        shown = tuple(dict.fromkeys([*state.shown, *fresh]))[: self.limit]
        self.step(shown=shown, hidden=state.hidden.difference(fresh))

    def hide(self, ids: Sequence[str]) -> None:
        """Leave some parties out."""
        self.step(hidden=self.state.hidden | set(self.choose(ids)))

    def pin(self, ids: Sequence[str]) -> None:
        """Pin some parties; those that are pinned are let go."""
        self.step(pinned=self.state.pinned ^ set(self.choose(ids)))

    def connect(self, left: str, right: str) -> list[list[str]]:
        """Find and highlight the shortest ways between two parties, fetching what lies on them."""
        state, pool = self.state, self.pool
        ways = find_ways(pool, left, right, state.hidden)
        steps: dict[frozenset[str], list[str]] = {}
        for edge, one, other in zip(pool.edges["id"], pool.edges["left"], pool.edges["right"], strict=True):
            steps.setdefault(frozenset((one, other)), []).append(edge)
        fetched = tuple(dict.fromkeys([*state.shown, *(node for way in ways for node in way)]))
        self.step(shown=fetched, path=tuple(list_steps(ways, steps)))
        return ways

    def group(self) -> Callable[[Collection[str]], list[str]]:
        """Show records of one entity as one party, or each record by itself, in turn; gives what turns ids the same way."""
        state = self.state
        now, then = self.pool, self._find_pool(grouped=not state.grouped)
        records = dict(zip(now.nodes["id"], now.nodes["records"], strict=True))

        def turn(ids: Collection[str]) -> list[str]:
            return list(dict.fromkeys(then.party[record] for one in ids if one in records for record in records[one]))

        self.step(
            grouped=not state.grouped,
            path=(),
            shown=tuple(turn(state.shown)[: self.limit]),
            hidden=frozenset(turn(state.hidden)),
            pinned=frozenset(turn(state.pinned)),
        )
        return turn

    def connect_by_hand(self, left: str, right: str, **told: str) -> ByHand:
        """Check a connection to be added between two parties; it names records, which stay the same grouped or not."""
        first = {party: records[0] for party, records in zip(self.pool.nodes["id"], self.pool.nodes["records"], strict=True)}
        return add_by_hand(left=first.get(left, left), right=first.get(right, right), **told)

    def add(self, added: ByHand) -> None:
        """Add something by hand; the same again is no second one."""
        self.step(added=(*(one for one in self.state.added if one.id != added.id), added))

    def step(self, **changed: Any) -> None:  # noqa: ANN401 - fields of the state
        """Change the state; the same again is no step."""
        self._history.step(replace(self.state, **changed))
        self._draw()

    def undo(self) -> bool:
        """Go one step back, if there is one."""
        return self._turn(self._history.undo)

    def redo(self) -> bool:
        """Take the last step again, if one was taken back."""
        return self._turn(self._history.redo)

    def write(self, kind: str, places: Mapping[str, tuple[float, float]], told: str) -> str:
        """Write what is shown as ``svg``, ``graphml`` or ``json``.

        Raises:
            ArgumentError: for another kind.
        """
        hand, rows = self.hand, self.rows
        nodes = rows.nodes[["id", "label", "kind"]].assign(
            hand=[one in hand for one in rows.nodes["id"]], pinned=[one in self.state.pinned for one in rows.nodes["id"]]
        )
        edges = rows.edges[["id", "left", "right", "label", "kind", "suggested"]].assign(
            hand=[one in hand for one in rows.edges["id"]],
            grade=[hand[one].grade if one in hand else "" for one in rows.edges["id"]],
            source=[hand[one].source if one in hand else "" for one in rows.edges["id"]],
        )
        return write_chart(kind, nodes, edges, places, told)

    def _start(self, parties: Sequence[str]) -> None:
        """Show some parties and what lies around them, or without any the best connected; there is nothing to take back."""
        limit = min(self.limit, max(_AROUND, len(parties))) if parties else self.limit
        self._history = ChartHistory(ChartState(tuple(order_parties(self._find_pool(grouped=True), parties, limit))))
        self._draw()

    def _find_pool(self, *, grouped: bool) -> ChartPool:
        if grouped not in self._pools:
            entities = self._entities if grouped else self._entities.iloc[:0]
            self._pools[grouped] = build_pool(self._records, self._relations, self._links, entities)
        return self._pools[grouped]

    def _turn(self, turn: Callable[[], bool]) -> bool:
        turned = turn()
        if turned:
            self._draw()
        return turned

    def _draw(self) -> None:
        state = self.state
        visible = [one for one in state.shown if one not in state.hidden]
        strained, untimed = read_sieve(state.filters).strain(show_parties(self.pool, visible), self._records, self._relations)
        self.rows: ChartRows = join_by_hand(strained, state)
        """What is shown."""
        self.untimed = untimed
        """Relations shown although they have no time, where a time was asked for."""
