"""What a rule is, and what it drafts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from toolkit.tables import Reason, Tables

__all__ = ["AGAINST_SOLID", "SOLID", "STRENGTHS", "WEAK", "Draft", "Rule", "reweigh"]

WEAK = 1.0
"""Weight of a reason that only makes a lead worth a look."""
SOLID = 2.0
"""Weight of a reason that could carry a lead by itself."""
AGAINST_SOLID = -2.0
"""Weight of a reason against that takes a step of strength away."""

STRENGTHS = ("weak", "moderate", "strong")
"""A lead climbs one step for each independent solid ground."""

RiskKind = Literal["control_failure", "false_declaration", "evasion", "fraud", "threat"]
Line = Literal["overseas", "port", "domestic"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A lead before its strength is known.

    The first ref of each solid reason names the source that carries it.
    """

    subject_id: str
    reasons: list[Reason]
    against: list[Reason] = field(default_factory=list)
    refs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Rule:
    """A named way to draft leads from tables; the docstring of ``find`` is its explanation on screen."""

    name: str
    risk_kind: RiskKind
    line_of_defence: Line
    find: Callable[[Tables], Iterable[Draft]]

    @property
    def explanation(self) -> str:
        """Say what the rule looks for, in one paragraph."""
        return " ".join((self.find.__doc__ or "").split())


def reweigh(reason: Reason, weight: float) -> Reason:
    """Give a reason the weight that it has for a lead; claims weigh in units of their own."""
    return {"code": reason["code"], "values": reason["values"], "weight": weight, "refs": reason["refs"]}
