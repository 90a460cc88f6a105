"""What a person adds to a chart by hand: a party, an event or a connection, graded and sourced, never mixed with the tables."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.errors import ArgumentError

__all__ = ["GRADES", "HAND_KINDS", "ByHand", "OnState", "add_by_hand"]

OnState = Callable[..., object]
"""Called as ``on_state(text, stated_by=..., reliability="B", credibility="2", about=refs)``; such as ``case.add_fact``."""

HAND_KINDS = ("Person", "Company", "Vessel", "Vehicle", "Container", "Address", "Event")
GRADES = re.compile(r"[A-F][1-6]")
"""The 6×6 scheme: reliability of the source A to F, credibility of what it says 1 to 6."""
_ID = 12


@dataclass(frozen=True, slots=True)
class ByHand:
    """One thing added by hand."""

    id: str
    kind: str
    """Kind of a party, or what a connection is called."""
    name: str
    """Of a party or event; empty for a connection."""
    left: str
    """For a connection: a party, record or entity; empty for a party."""
    right: str
    grade: str
    source: str
    """Who says so."""
    when: str
    """When it happened, in ISO 8601 at the precision that is known; may be empty."""

    @property
    def is_link(self) -> bool:
        """Whether it connects two parties."""
        return bool(self.left)


def add_by_hand(  # noqa: PLR0913 - each is a field of the row
    *, kind: str, grade: str, source: str, name: str = "", left: str = "", right: str = "", when: str = ""
) -> ByHand:
    """Check what a person wants to add, and give it an id hashed from its content.

    Raises:
        ArgumentError: without kind, grade or source, or where a party has no name and a connection not two ends.

    >>> add_by_hand(kind="Person", name="Li Wen", grade="B2", source="patrol").is_link
    False
    """
    values = {"kind": kind.strip(), "source": source.strip(), **({"name": name.strip()} if not left and not right else {})}
    for argument, value in values.items():
        if not value:
            message = f"{argument} is blank; what is added by hand needs a {argument}, so that others can judge it"
            raise ArgumentError(message)
    if not GRADES.fullmatch(grade):
        message = f"grade={grade!r}; write the source's reliability A to F and the statement's credibility 1 to 6, such as B2"
        raise ArgumentError(message)
    if bool(left) != bool(right) or (left and left == right):
        message = f"a connection needs two different ends; left is {left!r}, right is {right!r}"
        raise ArgumentError(message)
    fields = (values["kind"], values.get("name", ""), left, right, grade, values["source"], when.strip())
    digest = hashlib.sha256("\x1f".join(fields).encode()).hexdigest()[:_ID]
    return ByHand(f"hand_{digest}", *fields)
