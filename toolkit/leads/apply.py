"""Run the rules over the tables, and give each lead its strength."""

from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.ids import make_id
from toolkit.leads.origins import Origins
from toolkit.leads.rule import AGAINST_SOLID, SOLID, STRENGTHS, Draft, Rule
from toolkit.leads.rules import RULES
from toolkit.tables import Tables, conform, empty

__all__ = ["apply_rules", "describe_rules"]

METHOD = "leads.rules/1"


def apply_rules(tables: Mapping[str, pd.DataFrame], *, rules: Sequence[Rule] = RULES) -> pd.DataFrame:
    """Draft leads from tables of facts and claims.

    Args:
        tables: facts and claims by name; a table that is not there counts as empty.
        rules: which rules to run.

    Returns:
        A ``findings`` table, strongest first. ``sources`` are all sources that a lead rests on; ``strength`` is moderate
        for one solid ground, strong for solid grounds from two or more independent sources, else weak; one step less
        where something solid speaks against it.

    >>> len(apply_rules({}))
    0
    """
    tables = tables if isinstance(tables, Tables) else Tables(tables)
    origins = Origins(tables)
    rows = [_finding(rule, draft, origins) for rule in rules for draft in rule.find(tables)]
    if not rows:
        return empty("findings")
    findings = pd.DataFrame(rows).drop_duplicates("finding_id")
    order = findings["strength"].map(STRENGTHS.index)
    findings = findings.assign(_order=-order).sort_values(["_order", "rule", "subject_id"], kind="stable").drop(columns="_order")
    return conform(findings, "findings")


def _finding(rule: Rule, draft: Draft, origins: Origins) -> dict[str, object]:
    refs = list(dict.fromkeys([ref for reason in draft.reasons for ref in reason["refs"]] + draft.refs))
    against = [ref for reason in draft.against for ref in reason["refs"]]
    return {
        "finding_id": make_id("finding", rule.name, draft.subject_id),
        "subject_id": draft.subject_id,
        "rule": rule.name,
        "risk_kind": rule.risk_kind,
        "line_of_defence": rule.line_of_defence,
        "strength": _strength(draft, origins),
        "sources": sorted(origins.of_all([*refs, *against])),
        "method": METHOD,
        "reasons": draft.reasons,
        "against": draft.against,
        "refs": refs,
    }


def _strength(draft: Draft, origins: Origins) -> str:
    grounds = {min(carried) for reason in draft.reasons if reason["weight"] >= SOLID and (carried := origins.of(reason["refs"][0]))}
    step = min(len(grounds), len(STRENGTHS) - 1)
    if any(reason["weight"] <= AGAINST_SOLID for reason in draft.against):
        step = max(step - 1, 0)
    return STRENGTHS[step]


def describe_rules(rules: Sequence[Rule] = RULES) -> pd.DataFrame:
    """Show the rules: name, risk kind, line of defence, explanation.

    >>> describe_rules().loc[0, "rule"]
    'goods_not_as_declared'
    """
    rows = [(rule.name, rule.risk_kind, rule.line_of_defence, rule.explanation) for rule in rules]
    return pd.DataFrame(rows, columns=["rule", "risk_kind", "line_of_defence", "explanation"])
