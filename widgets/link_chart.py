"""LinkChart: who stands with whom, each connection with what it rests on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import traitlets

from toolkit.errors import ArgumentError
from toolkit.figures import Picture, draw_chart
from widgets.by_hand import HAND_KINDS, ByHand, OnState, add_by_hand
from widgets.chart_diagram import Diagram
from widgets.chart_marks import list_shown, pack_connections, pack_parties
from widgets.chart_rows import HUB, ChartRows, or_empty
from widgets.chart_sieve import read_sieve
from widgets.chart_told import ChartTold
from widgets.view import Explain, View, find_bundle, refuse_unknown

__all__ = ["LinkChart"]


class LinkChart(View):
    """Draw parties and what connects them.

    Args:
        records: ``records`` table.
        relations: ``relations`` table: what a source says of two records; solid arrows.
        links: ``links`` table: suggestions that two records are one party; thin lines with their probability. What evidence
            speaks against is not drawn where it is less likely than not.
        entities: ``entities`` table: records of one entity become one party.
        focus: ids to begin from, with those around them, sixty in all; without it the best connected parties come first.
        places: where parties stand, as ``places`` of an earlier chart gave it; the others are laid out around them.
        on_state: called at once as ``on_state(text, stated_by=..., reliability=..., credibility=..., about=...)`` with what is
            added by hand, such as ``case.add_fact``.
        explain: takes the id of what was clicked; what it gives is shown under the drawing.
        follows: whether a chart that nobody has changed begins anew around what is selected in another view.
        limit: how many parties at most (default 2,000); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument.

    ``selection`` holds the ids of selected parties: entity ids where there are entities, else record ids.
    """

    _esm = find_bundle("link_chart.js")
    acts: ClassVar = (
        *("add_link", "add_party", "begin", "connect", "expand", "explain_edge", "export", "group", "hide", "pin"),
        *("redo", "show_hidden", "stay", "undo"),
    )
    quiet: ClassVar = ("explain_edge", "stay")

    selected_edges = traitlets.List(traitlets.Unicode(), help="Ids of selected relations or links. Default: none.").tag(sync=True)
    positions = traitlets.Bytes(b"", help="Places of the parties shown, float32, x and y each; NaN where not laid out.").tag(
        sync=True, from_json=lambda value, _: bytes(value)
    )
    pinned = traitlets.List(traitlets.Unicode(), help="Parties that a new layout leaves in place. Written by Python.").tag(sync=True)
    path = traitlets.List(traitlets.Unicode(), help="Connections of the paths found last. Written by Python.").tag(sync=True)
    grouped = traitlets.Bool(default_value=True, help="Whether records of one entity are one party. Written by Python.").tag(sync=True)
    filters = traitlets.Dict(help="without (kinds), source, from, to; empty lets all through. Default: empty.").tag(sync=True)
    _nodes = traitlets.Dict(help="Columns id, label, kind, records (a count), hand, more (neighbours not shown).").tag(sync=True)
    _edges = traitlets.Dict(help="Columns id, label, suggested, hand.").tag(sync=True)
    _ends = traitlets.Bytes(b"", help="Numbers of the nodes at both ends of each edge, uint32.").tag(sync=True)
    _round = traitlets.Int(0, help="Counts how often what is shown changed.").tag(sync=True)
    _can = traitlets.Dict(help="undo, redo, ungroup: whether there is something to do; hidden: how many.").tag(sync=True)
    _options = traitlets.Dict(help="Kinds and sources to filter by, kinds of what can be added by hand.").tag(sync=True)
    _stored = traitlets.Bool(help="Whether what is added by hand is handed on.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table, an action or a setting that a caller names
        self,
        records: pd.DataFrame,
        relations: pd.DataFrame,
        *,
        links: pd.DataFrame | None = None,
        entities: pd.DataFrame | None = None,
        focus: tuple[str, ...] | list[str] = (),
        places: Mapping[str, tuple[float, float]] | None = None,
        on_state: OnState | None = None,
        explain: Explain | None = None,
        follows: bool = False,
        limit: int = 2000,
        language: str = "en",
        height: int = 480,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and choose what to show."""
        refuse_unknown(LinkChart, unknown)
        self._records = or_empty(records, "records").set_index("record_id", drop=False)
        self._relations = or_empty(relations, "relations").set_index("relation_id", drop=False)
        self._links = or_empty(links, "links").set_index("link_id", drop=False)
        self._entities = or_empty(entities, "entities")
        self._told = ChartTold(self._records, self._relations, self._links)
        self._focus, self._on_state, self._follows = tuple(focus), on_state, follows
        self._diagram = Diagram(self._records, self._relations, self._links, self._entities, focus, limit)
        self._given = dict(places or {})
        self.places: dict[str, tuple[float, float]] = dict(self._given)
        super().__init__(explain=explain, language=language, height=height, _stored=on_state is not None)
        self.observe(self._keep_places, names=["positions"])
        self.observe(lambda _: self.attempt(self._filter), names=["filters"])
        self._show()

    @property
    def rows(self) -> ChartRows:
        """Parties and connections shown, and how much there was."""
        return self._diagram.rows

    def rewrite(self) -> None:
        """Say how much of the tables is shown."""
        rows = self.rows
        told = self.say(
            "widgets_chart_count",
            nodes=len(rows.nodes),
            all_nodes=rows.all_nodes,
            edges=len(rows.edges),
            all_edges=rows.all_edges,
            alone=rows.alone,
        )
        untimed = self._diagram.untimed
        more = [self.say("widgets_chart_untimed", n=untimed)] if untimed else []
        by_hand = [self.say("widgets_chart_by_hand", n=len(self.by_hand))] if len(self.by_hand) else []
        self.count_text = " ".join([told, *more, *by_hand])

    @property
    def selected_records(self) -> list[str]:
        """Record ids of the selected parties."""
        chosen = self.rows.nodes["id"].isin(self.selection)
        return [record for group in self.rows.nodes.loc[chosen, "records"] for record in group]

    @property
    def by_hand(self) -> pd.DataFrame:
        """What was added by hand: id, kind, name, left, right, grade, source, when; one row a party or connection."""
        return pd.DataFrame([asdict(one) for one in self._diagram.state.added], columns=list(ByHand.__dataclass_fields__))

    def begin(self, ids: Sequence[str] = ()) -> None:
        """Show nothing but some parties and what lies next to them.

        Args:
            ids: parties, records or entities; by default what is selected.
        """
        self._diagram.begin(list(ids) or self.selection)
        self._show()

    def expand(self, ids: Sequence[str] = ()) -> None:
        """Fetch what lies next to some parties, those with most evidence first, forty for each at once.

        Args:
            ids: parties, records or entities; by default what is selected.
        """
        self._diagram.expand(list(ids) or self.selection)
        self._show()

    def hide(self, ids: Sequence[str] = ()) -> None:
        """Leave some parties out until they are asked for again."""
        self._diagram.hide(list(ids) or self.selection)
        self._show()
        self.selection = []

    def stay(self) -> None:
        """Keep to what is shown, as somebody has arranged it, whatever is selected elsewhere."""
        self._follows = False

    def show_hidden(self) -> None:
        """Show again what was hidden."""
        self._diagram.step(hidden=frozenset())
        self._show()

    def pin(self, ids: Sequence[str] = ()) -> None:
        """Keep some parties where they are when the chart is laid out again; those that are pinned are let go."""
        self._diagram.pin(list(ids) or self.selection)
        self._show()

    def connect(self, left: str = "", right: str = "") -> None:
        """Find and highlight the shortest ways between two parties, fetching what lies on them.

        Args:
            left: a party; by default the first that is selected.
            right: another; by default the second.

        Raises:
            ArgumentError: unless there are two.
        """
        ends = self._diagram.choose([one for one in (left, right) if one] or self.selection)
        if len(ends) < 2:  # noqa: PLR2004 - a way has two ends
            message = f"a path needs two parties; {len(ends)} given or selected: select two"
            raise ArgumentError(message)
        ways = self._diagram.connect(ends[0], ends[1])
        self._show()
        self.detail = [self._tell_way(way) for way in ways] or [
            self.say("widgets_no_path", left=self._diagram.label(ends[0]), right=self._diagram.label(ends[1]))
        ]

    def group(self) -> None:
        """Show records of one entity as one party, or each record by itself, in turn."""
        turn = self._diagram.group()
        chosen = turn(self.selection)
        self._show()
        self.selection = chosen

    def filter_by(self, filters: Mapping[str, Any]) -> None:
        """Let through what passes: ``without`` (kinds), ``source``, ``from`` and ``to`` (dates).

        Raises:
            ArgumentError: for another filter, or a date that is none.
        """
        read_sieve(filters)
        self.filters = {name: value for name, value in filters.items() if value}

    def add_party(self, kind: str, name: str, grade: str, source: str, when: str = "") -> None:
        """Add a person, an event or another party by hand: dashed, graded and sourced.

        Args:
            kind: Person, Company, Event or another.
            name: what it is called.
            grade: reliability of the source A to F and credibility of the statement 1 to 6, such as B2.
            source: who says so.
            when: when it happened, in ISO 8601 at the precision that is known.

        Raises:
            ArgumentError: if one of them is blank, or the grade is none.
        """
        self._add(add_by_hand(kind=kind, name=name, grade=grade, source=source, when=when))

    def add_link(  # noqa: PLR0913, PLR0917 - each is a field of the row
        self, kind: str, grade: str, source: str, left: str = "", right: str = "", when: str = ""
    ) -> None:
        """Connect two parties by hand: dashed, graded and sourced.

        Args:
            kind: what connects them.
            grade: as for a party.
            source: who says so.
            left: a party; by default the first that is selected.
            right: another; by default the second.
            when: when it was so.

        Raises:
            ArgumentError: if there are not two parties, or one of the others is blank or no grade.
        """
        ends = [*self._diagram.choose([one for one in (left, right) if one] or self.selection), "", ""]
        if not ends[1]:
            message = "a connection needs two parties: select two"
            raise ArgumentError(message)
        self._add(self._diagram.connect_by_hand(ends[0], ends[1], kind=kind, grade=grade, source=source, when=when))

    def undo(self) -> None:
        """Take the last step back: expanding, hiding, pinning, grouping, filtering, adding. What was stated stays stated."""
        if self._diagram.undo():
            self._show()

    def redo(self) -> None:
        """Take the step again that was taken back last."""
        if self._diagram.redo():
            self._show()

    def write(self, kind: str) -> str:
        """Write what is shown as ``svg``, ``graphml`` or ``json``.

        Raises:
            ArgumentError: for another kind.
        """
        return self._diagram.write(kind, self.places, self.count_text)

    def export(self, kind: str) -> None:
        """Hand the chart to the browser as a file."""
        self.send({"file": f"link_chart.{kind}"}, buffers=[self.write(kind).encode("utf-8", "replace")])

    def explain_edge(self, edge: str) -> None:
        """Send the browser what a connection rests on, for and against."""
        self.send({"edge": edge, "lines": self.describe(edge)})

    def describe(self, chosen: str) -> list[str]:
        """Say what is known of a party or a connection, and where it stands."""
        for added in self._diagram.state.added:
            if added.id == chosen:
                return self._told.tell_by_hand(self.say, added, self._diagram.label)
        node = self.rows.nodes[self.rows.nodes["id"] == chosen]
        if len(node):
            return self._told.tell_party(self.say, *node.iloc[0][["label", "kind", "records"]])
        edge = self.rows.edges[self.rows.edges["id"] == chosen]
        return [] if edge.empty else [line for row in edge.iloc[0]["rows"] for line in self._told.tell_row(self.say, self.language, row)]

    def shown(self) -> pd.DataFrame:
        """List the parties and connections shown, ids first."""
        return list_shown(self.rows, self._diagram.hand)

    def still(self) -> Picture:
        """Draw the chart for readers without a kernel, the parties in focus and the best connected first."""
        tables = (self._records, self._relations, self._links, self._entities)
        return draw_chart(*(table.reset_index(drop=True) for table in tables), focus=self._focus, language=self.language)

    def known(self) -> list[str]:
        """List the ids of parties and connections shown."""
        return [*self.rows.nodes["id"], *self.rows.edges["id"]]

    def chosen(self) -> list[str]:
        """List the ids of selected parties and connections."""
        return [*self.selection, *self.selected_edges]

    def follow(self, ids: Collection[str]) -> None:
        """Select the parties and connections among these ids; a connection of several rows by any of them.

        A chart that follows begins anew around parties that it does not show, until somebody changes it.
        """
        with self.hold_sync():
            if self._follows and self._diagram.turn_to(ids):
                self.places = dict(self._given)
                self._show()
            edges = self.rows.edges
            self.selection = [node for node in self.rows.nodes["id"] if node in ids]
            self.selected_edges = [edge for edge, rows in zip(edges["id"], edges["rows"], strict=True) if any(row in ids for row in rows)]

    def _tell_way(self, way: Sequence[str]) -> str:
        near, label = self._diagram.pool.near, self._diagram.label
        steps = [f"{label(one)} ({len(near[one])})" if len(near[one]) >= HUB else label(one) for one in way]
        return self.say("widgets_path", n=len(way) - 1, way=" – ".join(steps))

    def _add(self, added: ByHand) -> None:
        if self._on_state is not None:
            about = tuple(f"records:{end}" for end in (added.left, added.right) if end in self._records.index)
            text = " ".join(self._told.tell_by_hand(self.say, added, self._diagram.label))
            when = {"occurred_at": added.when} if added.when else {}
            self._on_state(text, stated_by=added.source, reliability=added.grade[0], credibility=added.grade[1], about=about, **when)
        self._diagram.add(added)
        self._show()
        if not added.is_link:
            self.selection = [added.id]

    def _filter(self) -> None:
        wanted = {name: value for name, value in self.filters.items() if value}
        read_sieve(wanted)
        if wanted != self._diagram.state.filters:
            self._diagram.step(filters=wanted)
            self._show()

    def _show(self) -> None:
        """Send what the diagram shows."""
        diagram, state = self._diagram, self._diagram.state
        with self.hold_sync():
            self._nodes = pack_parties(self.rows, diagram.pool, diagram.hand)
            self._edges = pack_connections(self.rows, diagram.hand)
            self._ends = self.rows.ends()
            self.pinned, self.path, self.grouped = sorted(state.pinned), list(state.path), state.grouped
            self.filters = dict(state.filters)
            self._can = diagram.can
            self._options = self._options or {
                "kinds": sorted({*diagram.pool.nodes["kind"], *diagram.pool.edges["kind"]}),
                "sources": sorted({str(source) for table in (self._records, self._relations) for source in table["source_id"].dropna()}),
                "by_hand": list(HAND_KINDS),
            }
            self.positions = self._pack_places() if self.places.keys() & set(self.rows.nodes["id"]) else b""
            self._round += 1
            self.rewrite()

    def _pack_places(self) -> bytes:
        return np.array([self.places.get(one, (np.nan, np.nan)) for one in self.rows.nodes["id"]], dtype="<f4").tobytes()

    def _keep_places(self, change: Mapping[str, Any]) -> None:
        found = np.frombuffer(bytes(change["new"]), dtype="<f4").reshape(-1, 2)
        if len(found) == len(self.rows.nodes):
            pairs = zip(self.rows.nodes["id"], found.tolist(), strict=True)
            self.places |= {one: (x, y) for one, (x, y) in pairs if np.isfinite(x) and np.isfinite(y)}
