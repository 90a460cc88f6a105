"""LeadQueue: leads in reading order, with what speaks for and against; decided, assigned and commented one by one."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, ClassVar

import pandas as pd
import traitlets

from toolkit.errors import ArgumentError
from toolkit.figures import Picture
from toolkit.tables import conform
from widgets.comments import Comments, OnNote
from widgets.still import draw_rows
from widgets.verdicts import OnDecide, Verdicts
from widgets.view import Explain, View, find_bundle, refuse_unknown, write_steps

__all__ = ["LeadQueue", "OnAssign"]

OnAssign = Callable[[str, str], object]
"""Called as ``on_assign(finding_id, who)``."""

_FILTERS = {"risk": "risk_kind", "line": "line_of_defence", "strength": "strength"}


class LeadQueue(View):
    """Judge leads one by one.

    Args:
        findings: ``findings`` table in the order in which to read it, such as ``leads.rank_leads`` gives.
        decisions: ``decisions`` table; verdicts that stand are shown.
        notes: ``notes`` table (about, text, analyst, written_at); shown beside the lead.
        names: name of each subject by its id, where there is one.
        assigned: who has a lead already, by its id.
        colleagues: names offered for assigning; any other may be typed.
        on_decide: called at once as ``on_decide(finding_id, verdict, note=...)``, such as ``case.decide``.
        on_note: called at once as ``on_note(text, about=ref)``, such as ``case.add_note``.
        on_assign: called at once as ``on_assign(finding_id, who)``.
        explain: takes the id of the lead shown; what it gives, such as the rule's explanation, is shown below.
        limit: how many leads at most (default 500); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument.

    ``selection`` holds the id of the lead shown, ``verdicts`` what was decided, ``assignees`` who has which lead.
    """

    _esm = find_bundle("lead_queue.js")
    acts: ClassVar = ("assign", "comment", "decide", "undo")

    verdicts = traitlets.Dict(help="Verdict by finding id: accept, reject, unsure. Written by Python.").tag(sync=True)
    assignees = traitlets.Dict(help="Who has which lead, by finding id. Written by Python.").tag(sync=True)
    filters = traitlets.Dict(help="What is listed: risk, line, strength, state, each a value or left out. Default: all.").tag(sync=True)
    _leads = traitlets.Dict(help="Columns id, text, risk, line, strength.").tag(sync=True)
    _options = traitlets.Dict(help="Values to filter by, each with its word: risk, line, strength.").tag(sync=True)
    _lead = traitlets.Dict(help="The lead shown: id, title, facts, steps, refs, comments.").tag(sync=True)
    _colleagues = traitlets.List(traitlets.Unicode(), help="Names offered for assigning.").tag(sync=True)
    _stored = traitlets.Bool(help="Whether decisions are handed on.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table, an action or a setting that a caller names
        self,
        findings: pd.DataFrame,
        *,
        decisions: pd.DataFrame | None = None,
        notes: pd.DataFrame | None = None,
        names: Mapping[str, str] | None = None,
        assigned: Mapping[str, str] | None = None,
        colleagues: Iterable[str] = (),
        on_decide: OnDecide | None = None,
        on_note: OnNote | None = None,
        on_assign: OnAssign | None = None,
        explain: Explain | None = None,
        limit: int = 500,
        language: str = "en",
        height: int = 480,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and show the first lead that is open."""
        refuse_unknown(LeadQueue, unknown)
        self._findings = conform(findings, "findings")
        self._names = dict(names or {})
        self._verdicts = Verdicts(decisions, on_decide)
        self._comments = Comments(notes, on_note)
        self._on_assign = on_assign
        self.rows = self._findings.head(limit).reset_index(drop=True)
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            verdicts=self._verdicts.by_target,
            assignees=dict(assigned or {}),
            _colleagues=sorted({*colleagues, *(assigned or {}).values()}),
            _stored=self._verdicts.are_stored,
        )
        self.observe(lambda _: self.attempt(self._show), names=["selection"])
        self.observe(lambda _: self.attempt(self._count), names=["filters"])
        self.selection = [lead for lead in self.rows["finding_id"] if lead not in self.verdicts][:1] or list(self.rows["finding_id"][:1])
        self.rewrite()

    def rewrite(self) -> None:
        """Write the list, the filters, the count and the lead shown."""
        columns = {name: [str(value) for value in self.rows[column]] for name, column in _FILTERS.items()}
        self._leads = {
            "id": list(self.rows["finding_id"]),
            "text": [f"{self.word('rule', rule)} · {self._name(subject)}" for rule, subject in self._subjects()],
            **columns,
        }
        self._options = {
            name: [[value, self.word(name, value)] for value in dict.fromkeys(values) if value != "nan"] for name, values in columns.items()
        }
        self._count()
        self._show()

    def decide(self, verdict: str, note: str = "", finding_id: str | None = None) -> None:
        """Decide a lead and go on to the next that is open.

        Args:
            verdict: accept, reject or unsure.
            note: why.
            finding_id: the lead; by default the one shown.

        Raises:
            ArgumentError: if the verdict is no verdict, or the lead is not in the queue.
        """
        chosen = self._find(finding_id)
        self._verdicts.decide(chosen, verdict, note)
        self._take_over(self._next_open(chosen))

    def undo(self) -> None:
        """Take back the last decision made in this view, and show its lead."""
        self._take_over(self._verdicts.undo(self.say("view_withdrawn")))

    def comment(self, text: str, finding_id: str | None = None) -> None:
        """Write beside a lead.

        Raises:
            ArgumentError: if the text is blank, or the lead is not in the queue.
        """
        self._comments.add(text, f"findings:{self._find(finding_id)}")
        self._show()

    def assign(self, who: str, finding_id: str | None = None) -> None:
        """Give a lead to somebody.

        Raises:
            ArgumentError: if nobody is named, or the lead is not in the queue.
        """
        chosen = self._find(finding_id)
        if not who.strip():
            message = "who is blank; name the person who takes the lead"
            raise ArgumentError(message)
        if self._on_assign is not None:
            self._on_assign(chosen, who.strip())
        self.assignees = {**self.assignees, chosen: who.strip()}
        self._show()

    def known(self) -> list[str]:
        """List the ids that are listed."""
        return list(self.rows["finding_id"])

    def follow(self, ids: Collection[str]) -> None:
        """Show the first of these ids that is listed; where none is, nothing is selected, and what was shown stays."""
        self.selection = [one for one in self.known() if one in ids][:1]

    def describe(self, chosen: str) -> list[str]:
        """Say nothing more than the lead itself does."""
        del chosen
        return []

    def shown(self) -> pd.DataFrame:
        """List the leads, ids first, with what was decided and who has them."""
        listed = self.rows.iloc[[at for at in range(len(self.rows)) if self._passes(at)]]
        return pd.DataFrame({
            "id": listed["finding_id"],
            "rule": [self.word("rule", rule) for rule in listed["rule"]],
            "subject": [self._name(subject) for subject in listed["subject_id"]],
            **{name: [self.word(name, value) for value in listed[column]] for name, column in _FILTERS.items()},
            "verdict": [self.verdicts.get(lead, "") for lead in listed["finding_id"]],
            "assigned": [self.assignees.get(lead, "") for lead in listed["finding_id"]],
        })  # fmt: skip

    def still(self) -> Picture:
        """Draw the first leads as lines."""
        return draw_rows(self.shown(), title=self.count_text)

    def _subjects(self) -> list[tuple[str, str]]:
        return list(zip(self.rows["rule"].astype("str"), self.rows["subject_id"], strict=True))

    def _find(self, finding_id: str | None) -> str:
        chosen = finding_id or self._current()
        if chosen not in set(self.rows["finding_id"]):
            message = f"finding_id={chosen!r} is not among the {len(self.rows)} leads of this view"
            raise ArgumentError(message)
        return chosen

    def hear_verdicts(self, verdicts: Verdicts) -> None:
        """Take over what was decided elsewhere, and whether it is stored."""
        self._verdicts.by_target = dict(verdicts.by_target)
        self._stored = verdicts.are_stored
        self._take_over(None)

    def _current(self) -> str:
        return next(iter(self.selection), "") or str(self._lead.get("id", ""))

    def _take_over(self, then: str | None) -> None:
        self.verdicts = self._verdicts.by_target
        if then is not None:
            self.selection = [then]
        self._count()
        self._show()

    def _next_open(self, chosen: str) -> str:
        order = list(self.rows["finding_id"])
        at = order.index(chosen)
        after = [*range(at + 1, len(order)), *range(at)]
        return next((order[i] for i in after if order[i] not in self._verdicts.by_target and self._passes(i)), chosen)

    def _passes(self, at: int) -> bool:
        row = self.rows.iloc[at]
        state = self._verdicts.by_target.get(row["finding_id"], "open")
        wanted = {**{name: str(row[column]) for name, column in _FILTERS.items()}, "state": state}
        return all(not value or wanted.get(name) == value for name, value in self.filters.items())

    def _count(self) -> None:
        decided = sum(lead in self.verdicts for lead in self.rows["finding_id"])
        shown = sum(self._passes(at) for at in range(len(self.rows)))
        self.count_text = self.say("widgets_leads_count", shown=shown, total=len(self._findings), decided=decided)

    def _show(self) -> None:
        wanted = self.rows[self.rows["finding_id"].isin([self._current()])].to_dict("records")
        self._lead = self._write_lead({str(name): value for name, value in wanted[0].items()}) if wanted else {}

    def _write_lead(self, row: Mapping[str, Any]) -> dict[str, Any]:
        lead = str(row["finding_id"])
        words = [[self.say(f"view_{name}"), self.word(name, row[column])] for name, column in _FILTERS.items()]
        sources = "\n".join(self._names.get(source, source) for source in row["sources"])
        facts = [*words, [self.say("view_subject"), self._name(str(row["subject_id"]))], [self.say("view_sources"), sources]]
        return {
            "id": lead,
            "title": self.word("rule", row["rule"]),
            "facts": [*facts, [self.say("view_assigned"), self.assignees.get(lead, "–")]],
            "steps": write_steps(row["reasons"], row["against"], self.language),
            "refs": list(row["refs"]),
            "comments": self._comments.about(f"findings:{lead}"),
        }

    def _name(self, subject: str) -> str:
        name = self._names.get(subject)
        return subject if not name else f"{name} ({subject})"
