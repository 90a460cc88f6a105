"""What is known of a party or a connection of a chart, and where it stands."""

from collections.abc import Callable, Iterable

import pandas as pd

from widgets.by_hand import ByHand
from widgets.view import write_lines

__all__ = ["ChartTold"]

Say = Callable[..., str]


class ChartTold:
    """Writes lines about records, relations and links.

    Args:
        records: ``records`` table by its id.
        relations: ``relations`` table by its id.
        links: ``links`` table by its id.
    """

    def __init__(self, records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
        """Keep the tables."""
        self._records, self._relations, self._links = records, relations, links

    def tell_party(self, say: Say, label: str, kind: str, records: Iterable[str]) -> list[str]:
        """Name a party and the places that name it."""
        found = self._records.loc[list(records)]
        lines = [say("widgets_party", name=label, kind=kind, n=len(found))]
        for row in found.to_dict("records"):
            name = self.name(row["record_id"]) if pd.isna(row["name_original"]) else row["name_original"]
            role = "" if pd.isna(row["role"]) else row["role"]
            lines.append(say("widgets_record", name=name, role=role, source=row["source_id"], locator=row["locator"]))
            lines.extend(say("widgets_identifiers", scheme=scheme, numbers=numbers) for scheme, numbers in row["identifiers"].items())
        return lines

    def tell_row(self, say: Say, language: str, row_id: str) -> list[str]:
        """Say what a relation or a link rests on, with what speaks for and against it."""
        if row_id in self._links.index:
            link = self._links.loc[[row_id]].to_dict("records")[0]
            names = {"left": self.name(link["left_id"]), "right": self.name(link["right_id"])}
            reasons = [f"+ {line}" for line in write_lines(link["reasons"], language)]
            against = [f"− {line}" for line in write_lines(link["against"], language)]
            return [say("widgets_link", **names, probability=float(link["probability"])), *reasons, *against]
        relation = self._relations.loc[[row_id]].to_dict("records")[0]
        shown = {name: None if pd.isna(relation[name]) else relation[name] for name in ("started_at", "ended_at", "role")}
        return [
            say(
                "widgets_relation",
                left=self.name(relation["from_id"]),
                right=self.name(relation["to_id"]),
                kind=relation["kind"] if not shown["role"] else [relation["kind"], shown["role"]],
                start=shown["started_at"],
                end=shown["ended_at"],
                source=relation["source_id"],
                locator=relation["locator"],
            )
        ]

    def tell_by_hand(self, say: Say, added: ByHand, label: Callable[[str], str]) -> list[str]:
        """Say that a thing was added by hand, by whom it is said and how it is graded."""
        what = f"{label(added.left)} → {label(added.right)}" if added.is_link else added.name
        return [say("widgets_by_hand", what=what, kind=added.kind, grade=added.grade, source=added.source, when=added.when or "–")]

    def name(self, record_id: str) -> str:
        """Name a record; its id where it has no name."""
        name = self._records["name"].get(record_id)
        return record_id if pd.isna(name) else str(name)
