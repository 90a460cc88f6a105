import pandas as pd
import pytest

from toolkit import leads, tables
from toolkit.leads import RULES, Draft, Rule
from toolkit.leads.rule import AGAINST_SOLID, SOLID, WEAK
from toolkit.tables import Tables, make_reason


def goods(*rows: tuple[str, str]) -> pd.DataFrame:
    made = [{"goods_id": g, "source_id": s, "locator": "line=2", "declaration_id": g, "hs": "3901100000"} for g, s in rows]
    return tables.conform(pd.DataFrame(made), "goods")


def one_rule(*reasons: tuple[float, str], against: float = 0.0) -> Rule:
    def find(_: Tables) -> list[Draft]:
        """Test rule."""
        speaking = [make_reason("name_only", weight=against)] if against else []
        return [Draft("subject", [make_reason("name_only", weight=weight, refs=[ref]) for weight, ref in reasons], speaking)]

    return Rule("test_rule", "fraud", "port", find)


FACTS = {"goods": goods(("g1", "source_a"), ("g2", "source_a"), ("g3", "source_b"))}


@pytest.mark.parametrize(
    ("rule", "strength"),
    [
        (one_rule((WEAK, "goods:g1")), "weak"),
        (one_rule((SOLID, "goods:g1")), "moderate"),
        (one_rule((SOLID, "goods:g1"), (SOLID, "goods:g2")), "moderate"),
        (one_rule((SOLID, "goods:g1"), (SOLID, "goods:g3")), "strong"),
        (one_rule((SOLID, "goods:g1"), (SOLID, "goods:g3"), against=AGAINST_SOLID), "moderate"),
        (one_rule((SOLID, "goods:g1"), against=AGAINST_SOLID), "weak"),
        (one_rule((SOLID, "goods:gone")), "weak"),
    ],
)
def test_strength_follows_independent_sources(rule: Rule, strength: str) -> None:
    findings = leads.apply_rules(FACTS, rules=[rule])
    assert findings["strength"].tolist() == [strength]


def test_a_finding_names_every_source_it_rests_on() -> None:
    rule = one_rule((SOLID, "goods:g1"), (WEAK, "goods:g3"), (WEAK, "positions:source_c#4-9"))
    assert leads.apply_rules(FACTS, rules=[rule]).loc[0, "sources"] == ["source_a", "source_b", "source_c"]


def test_no_tables_no_findings() -> None:
    assert leads.apply_rules({}).empty


def test_every_rule_is_named_once_and_explains_itself() -> None:
    described = leads.describe_rules()
    assert described["rule"].is_unique
    assert described["explanation"].is_unique
    assert described["explanation"].str.len().min() > 40
    assert len(described) == len(RULES)


def test_decided_leads_come_last() -> None:
    rule = one_rule((SOLID, "goods:g1"), (SOLID, "goods:g3"))
    weak = Rule("weak_rule", "fraud", "port", one_rule((WEAK, "goods:g1")).find)
    findings = leads.apply_rules(FACTS, rules=[rule, weak])
    decisions = pd.DataFrame(
        {"decision_id": ["d1"], "target_id": [findings.loc[0, "finding_id"]], "verdict": ["accept"], "supersedes": [None]},
    )
    ranked = leads.rank_leads(findings, tables.conform(decisions, "decisions"))
    assert ranked[["rule", "state"]].to_numpy().tolist() == [["weak_rule", "open"], ["test_rule", "accept"]]
