"""LinkChart: who stands with whom, each connection with what it rests on."""

from collections.abc import Collection
from typing import Any

import pandas as pd
import traitlets

from toolkit.figures import Picture, draw_chart
from widgets.chart_rows import ChartRows, choose_rows, or_empty
from widgets.view import Explain, View, find_bundle, refuse_unknown, write_lines

__all__ = ["LinkChart"]

_ARGUMENTS = ("records", "relations", "links", "entities", "focus", "explain", "limit", "language", "height")


class LinkChart(View):
    """Draw parties and what connects them.

    Args:
        records: ``records`` table.
        relations: ``relations`` table: what a source says of two records; solid arrows.
        links: ``links`` table: suggestions that two records are one party; thin lines with their probability.
        entities: ``entities`` table: records of one entity become one party.
        focus: ids to begin from; the best connected parties come first without it.
        explain: takes the id of what was clicked; what it gives is shown under the drawing.
        limit: how many parties at most (default 2,000); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument.

    ``selection`` holds the ids of selected parties: entity ids where there are entities, else record ids.
    """

    _esm = find_bundle("link_chart.js")

    selected_edges = traitlets.List(traitlets.Unicode(), help="Ids of selected relations or links. Default: none.").tag(sync=True)
    positions = traitlets.Bytes(b"", help="Places of the parties, float32, x and y each; empty until laid out.").tag(sync=True)
    _nodes = traitlets.Dict(help="Columns id, label, kind, records (a count).").tag(sync=True)
    _edges = traitlets.Dict(help="Columns id, label, suggested.").tag(sync=True)
    _ends = traitlets.Bytes(b"", help="Numbers of the nodes at both ends of each edge, uint32.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table or a setting that a caller names
        self,
        records: pd.DataFrame,
        relations: pd.DataFrame,
        *,
        links: pd.DataFrame | None = None,
        entities: pd.DataFrame | None = None,
        focus: tuple[str, ...] | list[str] = (),
        explain: Explain | None = None,
        limit: int = 2000,
        language: str = "en",
        height: int = 480,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and choose what to show."""
        refuse_unknown("LinkChart", unknown, _ARGUMENTS)
        self._records = or_empty(records, "records").set_index("record_id", drop=False)
        self._relations = or_empty(relations, "relations").set_index("relation_id", drop=False)
        self._links = or_empty(links, "links").set_index("link_id", drop=False)
        self._entities = or_empty(entities, "entities")
        self._focus = tuple(focus)
        self.rows: ChartRows = choose_rows(self._records, self._relations, self._links, self._entities, focus=self._focus, limit=limit)
        nodes, edges = self.rows.nodes, self.rows.edges
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            _nodes={
                "id": list(nodes["id"]),
                "label": list(nodes["label"]),
                "kind": list(nodes["kind"]),
                "records": [len(group) for group in nodes["records"]],
            },
            _edges={"id": list(edges["id"]), "label": list(edges["label"]), "suggested": [bool(flag) for flag in edges["suggested"]]},
            _ends=self.rows.ends(),
        )
        self.rewrite()

    def rewrite(self) -> None:
        """Say how much of the tables is shown."""
        rows = self.rows
        self.count_text = self.say(
            "widgets_chart_count",
            nodes=len(rows.nodes),
            all_nodes=rows.all_nodes,
            edges=len(rows.edges),
            all_edges=rows.all_edges,
            alone=rows.alone,
        )

    @property
    def selected_records(self) -> list[str]:
        """Record ids of the selected parties."""
        chosen = self.rows.nodes["id"].isin(self.selection)
        return [record for group in self.rows.nodes.loc[chosen, "records"] for record in group]

    def describe(self, chosen: str) -> list[str]:
        """Say what is known of a party or a connection, and where it stands."""
        node = self.rows.nodes[self.rows.nodes["id"] == chosen]
        if len(node):
            return self._describe_party(node.iloc[0])
        edge = self.rows.edges[self.rows.edges["id"] == chosen]
        return [] if edge.empty else [line for row in edge.iloc[0]["rows"] for line in self._describe_row(row)]

    def shown(self) -> pd.DataFrame:
        """List the parties and connections shown, ids first."""
        nodes, edges = self.rows.nodes, self.rows.edges
        parties = pd.DataFrame({"id": nodes["id"], "what": nodes["label"], "kind": nodes["kind"], "from": "", "to": ""})
        label = dict(zip(nodes["id"], nodes["label"], strict=True))
        connections = pd.DataFrame({
            "id": edges["id"],
            "what": edges["label"],
            "kind": ["suggestion" if flag else "relation" for flag in edges["suggested"]],
            "from": [label[end] for end in edges["left"]],
            "to": [label[end] for end in edges["right"]],
        })  # fmt: skip
        return pd.concat([parties, connections], ignore_index=True)

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
        """Select the parties and connections among these ids; a connection of several rows by any of them."""
        edges = self.rows.edges
        with self.hold_sync():
            self.selection = [node for node in self.rows.nodes["id"] if node in ids]
            self.selected_edges = [edge for edge, rows in zip(edges["id"], edges["rows"], strict=True) if any(row in ids for row in rows)]

    def _describe_party(self, node: pd.Series) -> list[str]:
        records = self._records.loc[node["records"]]
        lines = [self.say("widgets_party", name=node["label"], kind=node["kind"], n=len(records))]
        for row in records.itertuples(index=False):
            name = self._name(row.record_id) if pd.isna(row.name_original) else row.name_original
            role = "" if pd.isna(row.role) else row.role
            lines.append(self.say("widgets_record", name=name, role=role, source=row.source_id, locator=row.locator))
            lines.extend(self.say("widgets_identifiers", scheme=scheme, numbers=numbers) for scheme, numbers in row.identifiers.items())
        return lines

    def _describe_row(self, row_id: str) -> list[str]:
        if row_id in self._links.index:
            link = self._links.loc[[row_id]].to_dict("records")[0]
            names = {"left": self._name(link["left_id"]), "right": self._name(link["right_id"])}
            reasons = [f"+ {line}" for line in write_lines(link["reasons"], self.language)]
            against = [f"− {line}" for line in write_lines(link["against"], self.language)]
            return [self.say("widgets_link", **names, probability=float(link["probability"])), *reasons, *against]
        relation = self._relations.loc[[row_id]].to_dict("records")[0]
        shown = {name: None if pd.isna(relation[name]) else relation[name] for name in ("started_at", "ended_at", "role")}
        return [
            self.say(
                "widgets_relation",
                left=self._name(relation["from_id"]),
                right=self._name(relation["to_id"]),
                kind=relation["kind"] if not shown["role"] else [relation["kind"], shown["role"]],
                start=shown["started_at"],
                end=shown["ended_at"],
                source=relation["source_id"],
                locator=relation["locator"],
            )
        ]

    def _name(self, record_id: str) -> str:
        name = self._records["name"].get(record_id)
        return record_id if pd.isna(name) else str(name)
