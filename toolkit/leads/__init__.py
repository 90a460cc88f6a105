"""From claims to leads: a declared list of rules, each with its explanation, its risk kind and its line of defence.

A rule reads tables and drafts leads. How strong a lead is follows from how many independent sources stand behind it, not
from how often one source repeats itself: one solid ground makes it moderate, a second one from another source makes it
strong, and what speaks against it takes a step away. A strength is a reading order for people, never a verdict.
"""

from toolkit.leads.apply import apply_rules, describe_rules
from toolkit.leads.rank import rank_leads
from toolkit.leads.rule import STRENGTHS, Draft, Rule
from toolkit.leads.rules import RULES

__all__ = ["RULES", "STRENGTHS", "Draft", "Rule", "apply_rules", "describe_rules", "rank_leads"]
