"""The result of checking a whole case: what was checked, and what does not agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from toolkit.tables import Reason
from toolkit.wording import say

__all__ = ["Verification"]


@dataclass(frozen=True, slots=True)
class Verification:
    """What :meth:`toolkit.case.Case.verify` found."""

    head: str
    """Hash of the last ledger entry; deposit it outside the case to be able to prove that nothing was rewritten."""
    counts: Mapping[str, int]
    """How many entries, evidence files, parts and decisions were checked."""
    reasons: tuple[Reason, ...] = ()
    """One reason for each thing that does not agree, for ``toolkit.wording``."""
    orphans: tuple[str, ...] = field(default=())
    """Files that no entry names: left by an interrupted write, or by an entry that was taken away."""

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.reasons

    @property
    def problems(self) -> tuple[str, ...]:
        """What does not agree, in English."""
        return self.sentences("en")

    def sentences(self, language: str = "en") -> tuple[str, ...]:
        """What does not agree, in words."""
        return tuple(say(reason, language) for reason in self.reasons)

    def __bool__(self) -> bool:
        """Whether everything agrees."""
        return self.ok

    def __str__(self) -> str:
        """Tell it in a few lines."""
        checked = ", ".join(f"{count:,} {name}" for name, count in self.counts.items())
        verdict = "agrees with its ledger" if self.ok else f"does NOT agree with its ledger: {len(self.reasons)} problems"
        lines = [f"The case {verdict}.", f"Checked: {checked}.", f"Chain head: {self.head}", *self.problems]
        if self.orphans:
            lines.append(f"Files that no entry names: {', '.join(self.orphans)}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        first, *rest = str(self).splitlines()
        return f"<p><strong>{escape(first)}</strong></p><ul>{''.join(f'<li>{escape(line)}</li>' for line in rest)}</ul>"
