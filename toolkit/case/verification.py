"""The result of checking a whole case: what was checked, and what does not agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from html import escape

from toolkit.tables import Reason
from toolkit.wording import say, say_label

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
    language: str = "en"
    """Language in which it is told."""

    @property
    def ok(self) -> bool:
        """Whether everything agrees."""
        return not self.reasons

    @property
    def problems(self) -> tuple[str, ...]:
        """What does not agree, in English."""
        return self.sentences("en")

    def sentences(self, language: str | None = None) -> tuple[str, ...]:
        """What does not agree, in words."""
        return tuple(say(reason, language or self.language) for reason in self.reasons)

    def __bool__(self) -> bool:
        """Whether everything agrees."""
        return self.ok

    def __str__(self) -> str:
        """Tell it in a few lines."""
        label = partial(say_label, language=self.language)
        checked = ", ".join(f"{count:,} {label('case_count_' + name.replace(' ', '_'))}" for name, count in self.counts.items())
        verdict = label("case_agrees") if self.ok else label("case_disagrees", n=len(self.reasons))
        lines = [verdict, label("case_checked", what=checked), label("case_chain_head", head=self.head), *self.sentences()]
        if self.orphans:
            lines.append(label("case_orphans", names=", ".join(self.orphans)))
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        first, *rest = str(self).splitlines()
        return f"<p><strong>{escape(first)}</strong></p><ul>{''.join(f'<li>{escape(line)}</li>' for line in rest)}</ul>"
