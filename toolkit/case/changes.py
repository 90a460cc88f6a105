"""What changed since: new sources, findings that came, went, grew or shrank and why, and decisions to look at again."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from toolkit.case.causes import find_causes, is_same_claim
from toolkit.case.grounds import each_mapping
from toolkit.case.history import Since, View, find_entry, states_at
from toolkit.case.ledger import Entry
from toolkit.case.parts import PartStore
from toolkit.tables import Reason
from toolkit.wording import codes, say

__all__ = ["Changes", "find_changes"]

_STRENGTHS = ("weak", "moderate", "strong")
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Changes:
    """What :meth:`toolkit.case.Case.changes` found."""

    since: int
    """Number of the last entry that was known already."""
    sources: pd.DataFrame
    """New or damaged sources: ``source_id, path, change`` (new, second_place, damaged)."""
    findings: pd.DataFrame
    """``finding_id, change`` (new, gone, stronger, weaker, other_reasons), ``subject_id, rule, strength_before,
    strength_now, causes`` (reasons that name what brought it about)."""
    decisions: pd.DataFrame
    """Decisions to look at again: ``decision_id, target_id, verdict, analyst, causes``."""
    entries: pd.DataFrame
    """Every entry of the ledger since: ``seq, kind, id, analyst, at``."""
    language: str = "en"
    """Language of the sentences."""

    @property
    def empty(self) -> bool:
        """Whether nothing was written since, and nothing is damaged."""
        return not (len(self.entries) or len(self.sources))

    def sentences(self, language: str | None = None) -> tuple[str, ...]:
        """Tell the changes, a sentence each, those of findings and decisions with their causes."""
        return tuple(self._tell(language or self.language))

    def _tell(self, language: str) -> Iterator[str]:
        for path, change in zip(self.sources["path"], self.sources["change"], strict=True):
            yield say({"code": f"change_source_{change}", "values": {"name": path}}, language)
        shown = self.findings.head(_SHOWN)
        for row in shown.to_dict("records"):
            values = {"rule": row["rule"], "subject": row["subject_id"], "before": row["strength_before"], "now": row["strength_now"]}
            values |= {name: _word(f"report_strength_{values[name]}", values[name], language) for name in ("before", "now")}
            values["rule"] = _word(f"report_rule_{row['rule']}", row["rule"], language)
            yield " ".join([say({"code": f"change_finding_{row['change']}", "values": values}, language), *_say_causes(row, language)])
        if len(self.findings) > len(shown):
            yield say({"code": "change_findings_more", "values": {"n": len(self.findings) - len(shown)}}, language)
        for row in self.decisions.to_dict("records"):
            values = {"target": row["target_id"], "verdict": _word(f"report_state_{row['verdict']}", row["verdict"], language)}
            values["analyst"] = row["analyst"]
            yield " ".join([say({"code": "change_look_again", "values": values}, language), *_say_causes(row, language)])

    def __str__(self) -> str:
        """Tell the changes line by line."""
        return "\n".join([self._head(), *(f"  {sentence}" for sentence in self.sentences())])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences())
        return f"<p><strong>{escape(self._head())}</strong></p><ul>{items}</ul>"

    def _head(self) -> str:
        code = "changes_none" if self.empty else "changes_head"
        counts = {"entries": len(self.entries), "sources": len(self.sources), "findings": len(self.findings)}
        return say({"code": code, "values": {"since": self.since, "decisions": len(self.decisions), **counts}}, self.language)


def _word(code: str, otherwise: object, language: str) -> str:
    return say({"code": code, "values": {}}, language) if code in codes() else str(otherwise or "–")


def _say_causes(row: Mapping[Any, Any], language: str) -> list[str]:
    return [say(_with_words(cause, language), language) for cause in row["causes"]]


def _with_words(cause: Reason, language: str) -> Reason:
    """Put the sentence of a reason that came or went in place of the reason."""
    values = {name: say(value, language) if isinstance(value, dict) else value for name, value in cause["values"].items()}
    return {**cause, "values": values}


def find_changes(entries: Sequence[Entry], parts: PartStore, since: Since, *, damaged: Mapping[str, str], language: str) -> Changes:
    """Compare the case as it was with the case as it is.

    Args:
        entries: the whole ledger.
        parts: the stored tables.
        since: an instant, a head, or the number of an entry.
        damaged: ``{name: fault}`` of evidence that is not what was added.
        language: of the sentences.

    Raises:
        ArgumentError: no such head or entry, or an instant without its zone.
        EvidenceError: a stored part is not the one that the ledger names.
    """
    start = find_entry(entries, since)
    last = entries[-1].seq
    latest = states_at(entries, [last])[last]
    bases = {
        decision["decision_id"]: max(start, latest.entry_of[decision["decision_id"]]) for decision in latest.current_decisions.values()
    }
    cache: dict[tuple[str, ...], pd.DataFrame] = {}
    views = {number: View(state, parts, cache) for number, state in states_at(entries, {start, last, *bases.values()}).items()}
    then, now = views[start], views[last]
    unsound = {key for key, body in latest.sources.items() if body["path"] in damaged}
    return Changes(
        start,
        _compare_sources(then, now, unsound),
        _compare_findings(then, now, unsound),
        _find_shaken(views, bases, now, unsound),
        _list_entries(entries[start:]),
        language,
    )


def _compare_sources(then: View, now: View, unsound: set[str]) -> pd.DataFrame:
    rows = [(key, body["path"], "new") for key, body in now.state.sources.items() if key not in then.state.sources]
    rows += [(copy["source_id"], copy["path"], "second_place") for copy in now.state.copies[len(then.state.copies) :]]
    rows += [(key, now.state.sources[key]["path"], "damaged") for key in sorted(unsound)]
    return pd.DataFrame(rows, columns=["source_id", "path", "change"])


def _compare_findings(then: View, now: View, unsound: set[str]) -> pd.DataFrame:
    before = {row["finding_id"]: row for row in each_mapping(then.frame("findings"))}
    after = {row["finding_id"]: row for row in each_mapping(now.frame("findings"))}
    rows = []
    for key in dict.fromkeys([*after, *before]):
        old, new = before.get(key), after.get(key)
        change = _name_change(old, new)
        if change:
            shown = new or old or {}
            strengths = [None if row is None else str(row["strength"]) for row in (old, new)]
            causes = find_causes("findings", old, new, then, now, unsound)
            rows.append((key, change, shown["subject_id"], str(shown["rule"]), *strengths, causes))
    columns = ["finding_id", "change", "subject_id", "rule", "strength_before", "strength_now", "causes"]
    return pd.DataFrame(rows, columns=columns).sort_values(
        "change", key=lambda names: names.map(_ORDER.index), kind="stable", ignore_index=True
    )


_ORDER = ["new", "stronger", "weaker", "gone", "other_reasons"]


def _name_change(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    """Name the change by strength, then by the number of independent sources, then by the reasons; empty if there is none."""
    if old is None or new is None:
        return "new" if old is None else "gone"
    weights = [(_STRENGTHS.index(str(row["strength"])), len(row["sources"])) for row in (old, new)]
    if weights[0] != weights[1]:
        return "stronger" if weights[1] > weights[0] else "weaker"
    return "" if is_same_claim(old, new) else "other_reasons"


def _find_shaken(views: Mapping[int, View], bases: Mapping[str, int], now: View, unsound: set[str]) -> pd.DataFrame:
    """Find decisions whose target, or what stands beneath it, is no longer what was judged."""
    rows = []
    for target, decision in now.state.current_decisions.items():
        then = views[bases[decision["decision_id"]]]
        old, new = then.grounds.find_target(target), now.grounds.find_target(target)
        if old is None and new is None:
            continue
        table = (new or old or ("", {}))[0]
        causes = find_causes(table, old and old[1], new and new[1], then, now, unsound, judged=target)
        if causes:
            rows.append((decision["decision_id"], target, decision["verdict"], decision["analyst"], causes))
    return pd.DataFrame(rows, columns=["decision_id", "target_id", "verdict", "analyst", "causes"])


def _list_entries(entries: Sequence[Entry]) -> pd.DataFrame:
    rows = []
    for entry in entries:
        body = json.loads(entry.body)
        rows.append((entry.seq, entry.kind, body.get(f"{entry.kind}_id", body.get("source_id")), entry.analyst, entry.at))
    return pd.DataFrame(rows, columns=["seq", "kind", "id", "analyst", "at"])
