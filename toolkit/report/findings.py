"""Findings as the report tells them: what it is about, why, what speaks against it, who decided what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.leads import STRENGTHS, describe_rules, rank_leads
from toolkit.report.naming import name_subjects
from toolkit.report.places import Citation, PlaceRegister
from toolkit.report.words import say_plainly, word_of
from toolkit.tables import Reason, Tables, each_row

__all__ = ["MAX_FINDINGS", "Statement", "Told", "choose_findings", "tell_decisions", "tell_findings", "write_instant"]

MAX_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence and what stands behind it."""

    text: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Told:
    """One finding in words."""

    finding_id: str
    subject: str
    subject_id: str
    rule: str
    explanation: str
    risk_kind: str
    line_of_defence: str
    strength: str
    strength_word: str
    sources: int
    method: str
    state: str
    note: str
    reasons: tuple[Statement, ...]
    against: tuple[Statement, ...]
    citation: Citation


def choose_findings(findings: pd.DataFrame, only: Sequence[str] | None) -> frozenset[str] | None:
    """Give the ids of findings that are named, are about what is named, or rest on it; ``None`` for all.

    Raises:
        ArgumentError: if something is named that no finding has to do with.
    """
    if only is None:
        return None
    chosen: set[str] = set()
    for named in only:
        key = named.partition(":")[2] or named
        rests = findings["refs"].map(lambda refs, named=named: any(named in {ref, ref.partition("@")[0]} for ref in refs)).astype(bool)
        found = findings.loc[findings["finding_id"].isin([key]) | findings["subject_id"].isin([key]) | rests, "finding_id"]
        if found.empty:
            message = f"only holds {named!r}, with which no lead of this case has to do; name leads, or rows that leads are about"
            raise ArgumentError(message)
        chosen.update(found)
    return frozenset(chosen)


def tell_findings(tables: Tables, register: PlaceRegister, language: str, chosen: frozenset[str] | None = None) -> list[Told]:
    """Tell the findings, or those that were chosen, strongest first; at most 200, since nobody reads more on paper."""
    ranked = rank_leads(tables["findings"], tables["decisions"])
    ranked = ranked if chosen is None else ranked[ranked["finding_id"].isin(chosen)].reset_index(drop=True)
    order = pd.Series([-STRENGTHS.index(str(strength)) for strength in ranked["strength"]], dtype=int).sort_values(kind="stable").index
    subjects = name_subjects(tables, language)
    notes = dict(zip(tables["decisions"]["target_id"], tables["decisions"]["note"], strict=True))
    explanations = _explain_rules()
    told = []
    for row in each_row(ranked.loc[order].head(MAX_FINDINGS)):
        rule = str(row.rule)
        note = notes.get(row.finding_id)
        told.append(
            Told(
                row.finding_id,
                subjects.get(row.subject_id, row.subject_id),
                row.subject_id,
                word_of("rule", rule, language),
                explanations.get(rule, "") if language == "en" else word_of("explain", rule, language),
                word_of("risk", row.risk_kind, language),
                word_of("line", row.line_of_defence, language),
                str(row.strength),
                word_of("strength", row.strength, language),
                len(row.sources),
                str(row.method),
                word_of("state", row.state, language),
                note if isinstance(note, str) else "",
                _state(row.reasons, register, language),
                _state(row.against, register, language),
                register.cite(row.refs),
            )
        )
    return told


def _state(reasons: Iterable[Reason], register: PlaceRegister, language: str) -> tuple[Statement, ...]:
    return tuple(Statement(say_plainly(reason, language), register.cite(reason["refs"])) for reason in reasons)


def _explain_rules() -> dict[str, str]:
    rules = describe_rules()
    return {str(row.rule): str(row.explanation) for row in each_row(rules)}


def tell_decisions(tables: Tables, language: str) -> list[tuple[str, str, str, str, str]]:
    """Give decisions as target, verdict, analyst, instant and note."""
    subjects = name_subjects(tables, language)
    about = dict(zip(tables["findings"]["finding_id"], tables["findings"]["subject_id"], strict=True))
    told = []
    for row in each_row(tables["decisions"].sort_values("decided_at", kind="stable")):
        subject = about.get(row.target_id)
        target = row.target_id if subject is None else f"{row.target_id} · {subjects.get(subject, subject)}"
        told.append((target, word_of("state", row.verdict, language), _text(row.analyst), write_instant(row.decided_at), _text(row.note)))
    return told


def write_instant(instant: pd.Timestamp) -> str:
    """Write an instant in UTC to the second."""
    return "" if pd.isna(instant) else instant.strftime("%Y-%m-%d %H:%M:%SZ")


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else ""
