"""LinkReview: is this one party, or two? Two records side by side, decided by keyboard."""

from collections.abc import Collection, Hashable, Mapping
from typing import Any, ClassVar

import pandas as pd
import traitlets

from toolkit.errors import ArgumentError, TableError
from toolkit.figures import Picture, draw_waterfall
from widgets.chart_rows import or_empty
from widgets.neighbours import find_common
from widgets.pair_rows import Marked, PairRow, compare_records
from widgets.still import draw_rows
from widgets.verdicts import OnDecide, Verdicts
from widgets.view import Explain, View, find_bundle, refuse_unknown, write_lines, write_steps

__all__ = ["LinkReview"]

_SHOWN = 12
_NUMBERED = frozenset({"identifiers", "dates"})
"""Columns whose keys have words; those of ``extra`` are the headings of the file."""
_FIELDS = frozenset({"name", "name_original", "aliases", "kind", "role", "country", "address", "topics"})


class LinkReview(View):
    """Decide suggested links one by one.

    Args:
        queue: what to decide, in order: what ``linking.queue_decisions`` gives, or a ``links`` table.
        records: ``records`` table.
        links: ``links`` table with the reasons for and against; needed where ``queue`` has none of its own.
        entities: ``entities`` table; further records of each party are named.
        relations: ``relations`` table, for neighbours in common.
        goods: ``goods`` table, for neighbours in common.
        decisions: ``decisions`` table; verdicts that stand are shown.
        names: name of each source by its id, where there is one.
        on_decide: called at once as ``on_decide(link_id, verdict, note=...)``, such as ``case.decide``. Without it the
            view says that nothing is stored.
        explain: takes the id of the link shown; what it gives is shown below.
        limit: how many pairs at most (default 500); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument, or a queue that names records which are not there.

    ``selection`` holds the id of the link shown, ``verdicts`` what was decided.
    """

    _esm = find_bundle("link_review.js")
    acts: ClassVar = ("decide", "undo")

    verdicts = traitlets.Dict(help="Verdict by link id: accept, reject, unsure. Written by Python.").tag(sync=True)
    _pairs = traitlets.Dict(help="Columns id, left, right, probability.").tag(sync=True)
    _pair = traitlets.Dict(help="The pair shown: id, rows, steps, settles, common.").tag(sync=True)
    _stored = traitlets.Bool(help="Whether decisions are handed on.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table or a setting that a caller names
        self,
        queue: pd.DataFrame,
        records: pd.DataFrame,
        *,
        links: pd.DataFrame | None = None,
        entities: pd.DataFrame | None = None,
        relations: pd.DataFrame | None = None,
        goods: pd.DataFrame | None = None,
        decisions: pd.DataFrame | None = None,
        names: Mapping[str, str] | None = None,
        on_decide: OnDecide | None = None,
        explain: Explain | None = None,
        limit: int = 500,
        language: str = "en",
        height: int = 520,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and show the first pair that is open."""
        refuse_unknown(LinkReview, unknown)
        self._records = or_empty(records, "records").set_index("record_id", drop=False)
        self._relations, self._goods = or_empty(relations, "relations"), or_empty(goods, "goods")
        self._names = dict(names or {})
        self._queue = _read_queue(queue, self._records)
        self._links = or_empty(queue if links is None and "reasons" in queue and "against" in queue else links, "links").set_index(
            "link_id"
        )
        home = or_empty(entities, "entities")
        self._entity_of = dict(zip(home["record_id"], home["entity_id"], strict=True))
        self._members = home.groupby("entity_id")["record_id"].agg(list).to_dict()
        self._verdicts = Verdicts(decisions, on_decide)
        self.rows = self._queue.head(limit).reset_index(drop=True)
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            verdicts=self._verdicts.by_target,
            _stored=self._verdicts.are_stored,
            _pairs={
                "id": list(self.rows["link_id"]),
                "left": [self._name(record) for record in self.rows["left_id"]],
                "right": [self._name(record) for record in self.rows["right_id"]],
                "probability": [float(p) for p in self.rows["probability"]],
            },
        )
        self.observe(lambda _: self.attempt(self._show), names=["selection"])
        self.selection = [link for link in self.rows["link_id"] if link not in self.verdicts][:1] or list(self.rows["link_id"][:1])
        self.rewrite()

    def rewrite(self) -> None:
        """Say how much is decided, and show the pair."""
        decided = sum(link in self.verdicts for link in self.rows["link_id"])
        self.count_text = self.say("widgets_review_count", shown=len(self.rows), total=len(self._queue), decided=decided)
        self._show()

    def decide(self, verdict: str, note: str = "", link_id: str | None = None) -> None:
        """Decide a pair and go on to the next that is open.

        Args:
            verdict: accept, reject or unsure.
            note: why.
            link_id: the pair; by default the one shown.

        Raises:
            ArgumentError: if the verdict is no verdict, or the pair is not in the queue.
        """
        chosen = link_id or self._current()
        if chosen not in set(self.rows["link_id"]):
            message = f"link_id={chosen!r} is not among the {len(self.rows)} pairs of this view"
            raise ArgumentError(message)
        self._verdicts.decide(chosen, verdict, note)
        self._take_over(self._next_open(chosen))

    def undo(self) -> None:
        """Take back the last decision made in this view, and show its pair."""
        self._take_over(self._verdicts.undo(self.say("view_withdrawn")))

    def known(self) -> list[str]:
        """List the ids that are listed."""
        return list(self.rows["link_id"])

    def follow(self, ids: Collection[str]) -> None:
        """Show the first of these ids that is listed; where none is, nothing is selected, and what was shown stays."""
        self.selection = [one for one in self.known() if one in ids][:1]

    def describe(self, chosen: str) -> list[str]:
        """Say nothing more than the pair itself does."""
        del chosen
        return []

    def shown(self) -> pd.DataFrame:
        """List the pairs, ids first, with what was decided."""
        return pd.DataFrame({
            "id": self.rows["link_id"],
            "left": self._pairs["left"],
            "right": self._pairs["right"],
            "probability": [f"{p:.2f}" for p in self.rows["probability"]],
            "verdict": [self.verdicts.get(link, "") for link in self.rows["link_id"]],
        })  # fmt: skip

    def still(self) -> Picture:
        """Draw what speaks for and against the pair shown."""
        chosen = self._current()
        if chosen in self._links.index:
            link = self._links.loc[chosen].to_dict()
            return draw_waterfall(link["reasons"], link["against"], language=self.language)
        return draw_rows(self.shown(), title=self.count_text)

    def hear_verdicts(self, verdicts: Verdicts) -> None:
        """Take over what was decided elsewhere, and whether it is stored."""
        self._verdicts.by_target = dict(verdicts.by_target)
        self._stored = verdicts.are_stored
        self._take_over(None)

    def _current(self) -> str:
        return next(iter(self.selection), "") or str(self._pair.get("id", ""))

    def _take_over(self, then: str | None) -> None:
        self.verdicts = self._verdicts.by_target
        if then is not None:
            self.selection = [then]
        self.rewrite()

    def _next_open(self, chosen: str) -> str:
        order = list(self.rows["link_id"])
        at = order.index(chosen)
        return next((link for link in [*order[at + 1 :], *order[:at]] if link not in self._verdicts.by_target), chosen)

    def _show(self) -> None:
        wanted = self.rows[self.rows["link_id"].isin([self._current()])]
        self._pair = {} if wanted.empty else self._write_pair(wanted.to_dict("records")[0])

    def _write_pair(self, row: Mapping[Hashable, Any]) -> dict[str, Any]:
        left, right = (self._records.loc[row[end]].to_dict() for end in ("left_id", "right_id"))
        claim = self._links.loc[row["link_id"]].to_dict() if row["link_id"] in self._links.index else {"reasons": [], "against": []}
        return {
            "id": row["link_id"],
            "left": self._name(row["left_id"]),
            "right": self._name(row["right_id"]),
            "head": self.say("widgets_review_pair", probability=float(row["probability"])),
            "settles": write_lines(row["settles_reasons"], self.language),
            "rows": [self._write_row(line) for line in [*compare_records(left, right), *self._tell_places(left, right)]],
            "steps": write_steps(claim["reasons"], claim["against"], self.language),
            "common": self._tell_common(row),
        }

    def _write_row(self, line: PairRow) -> dict[str, Any]:
        column, _, key = line.field.partition(".")
        field = self.say(f"view_field_{column}") if column in _FIELDS | {"source", "others"} else column
        is_kind = column == "kind"
        return {
            "field": self.word("column", key) if column in _NUMBERED else key or field,
            "left": self._say_kind(line.left) if is_kind else line.left,
            "right": self._say_kind(line.right) if is_kind else line.right,
            "agreement": line.agreement,
        }

    def _say_kind(self, said: Marked) -> Marked:
        kind = "".join(text for text, _ in said)
        return [(self.word("kind", kind), any(differs for _, differs in said))] if kind else []

    def _tell_places(self, left: Mapping[str, Any], right: Mapping[str, Any]) -> list[PairRow]:
        place, other = ([(f"{self._names.get(row['source_id'], row['source_id'])} · {row['locator']}", False)] for row in (left, right))
        further = [self._tell_others(str(row["record_id"])) for row in (left, right)]
        one, two = ([(text, False)] if text else [] for text in further)
        rows = [PairRow("source", place, other, "")]
        return [PairRow("others", one, two, ""), *rows] if any(further) else rows

    def _tell_others(self, record_id: str) -> str:
        others = [other for other in self._group(record_id) if other != record_id]
        more = f" +{len(others) - _SHOWN}" if len(others) > _SHOWN else ""
        return " · ".join(dict.fromkeys(self._name(other) for other in others[:_SHOWN])) + more

    def _tell_common(self, row: Mapping[Hashable, Any]) -> list[str]:
        found = find_common(self._group(row["left_id"]), self._group(row["right_id"]), self._relations, self._goods)
        lines = [
            self.say("widgets_review_common", name=self._name(one.neighbour), left=list(one.left), right=list(one.right))
            for one in found[:_SHOWN]
        ]
        more = [self.say("widgets_table_count", shown=_SHOWN, total=len(found))] if len(found) > _SHOWN else []
        return [*lines, *more]

    def _group(self, record_id: str) -> list[str]:
        return self._members.get(self._entity_of.get(record_id, ""), [record_id])

    def _name(self, record_id: str) -> str:
        name = self._records["name"].get(record_id)
        return record_id if pd.isna(name) or not str(name).strip() else str(name)


def _read_queue(queue: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Bring either table into one shape: link_id, left_id, right_id, probability, settles_reasons.

    Raises:
        TableError: if a column is missing.
        ArgumentError: if a record is not in ``records``.
    """
    needed = ["link_id", "left_id", "right_id", "probability"]
    missing = [name for name in needed if name not in queue.columns]
    if missing:
        message = f"table 'queue' lacks column {missing[0]!r}; columns found: {', '.join(map(str, queue.columns))}"
        raise TableError(message)
    strangers = sorted({*queue["left_id"], *queue["right_id"]} - set(records.index))
    if strangers:
        message = f"queue names records that are not in records: {strangers[:3]} ({len(strangers)} in all); pass the records they came from"
        raise ArgumentError(message)
    told = (
        queue["reasons"] if "settles" in queue.columns and "reasons" in queue.columns else pd.Series([[]] * len(queue), index=queue.index)
    )
    return queue[needed].assign(settles_reasons=told).reset_index(drop=True)
