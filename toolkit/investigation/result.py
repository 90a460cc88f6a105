"""What an investigation gave."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from toolkit.tables import Tables, each_row
from toolkit.wording import say

__all__ = ["Investigation"]


@dataclass(frozen=True, slots=True)
class Investigation:
    """Tables of facts and claims, what was read from each file, and where the time went."""

    tables: Tables
    intake: pd.DataFrame
    """A row a file: ``path, layout, rows_read, rows_kept, rows_quarantined, why``."""
    timings: dict[str, float]
    """Seconds by step."""
    title: str = ""

    @property
    def findings(self) -> pd.DataFrame:
        """The leads, strongest first."""
        return self.tables["findings"]

    @property
    def rows_kept(self) -> dict[str, int]:
        """Rows that became facts, by file."""
        return {str(path): int(rows) for path, rows in zip(self.intake["path"], self.intake["rows_kept"], strict=True)}

    @property
    def not_assessable(self) -> pd.DataFrame:
        """What could not be assessed: ``detector, subject_id, why``."""
        rows = self.tables["assessments"]
        rows = rows[rows["outcome"] == "not_assessable"]
        why = [" ".join(say(reason) for reason in reasons) for reasons in rows["reasons"]]
        return pd.DataFrame({"detector": rows["detector"].astype("str"), "subject_id": rows["subject_id"], "why": why})

    def __str__(self) -> str:
        """Give the leads with their reasons, what could not be assessed, and where the time went, as text."""
        lines = [self.title, *self._intake_lines(), "", *self._finding_lines(), "", *self._open_lines(), "", *self._time_lines()]
        return "\n".join(lines).strip() + "\n"

    def _intake_lines(self) -> list[str]:
        total = self.intake[["rows_read", "rows_kept", "rows_quarantined"]].sum()
        kept, aside = f"{total['rows_kept']:,} kept", f"{total['rows_quarantined']:,} set aside with a reason"
        return [f"{len(self.intake):,} files: {total['rows_read']:,} rows read = {kept} + {aside}"]

    def _finding_lines(self) -> list[str]:
        shown = self.findings.head(_FINDINGS_SHOWN)
        lines = [f"Leads: {len(shown)} of {len(self.findings):,} shown. A strength is a reading order, not a verdict."]
        for row in each_row(shown):
            lines.append(f"  {row.strength!s:<9}{row.rule}  {row.subject_id}  ({len(row.sources)} sources)")
            lines += [f"      for:     {say(reason)}" for reason in row.reasons[:_REASONS_SHOWN]]
            lines += [f"      against: {say(reason)}" for reason in row.against[:_REASONS_SHOWN]]
        return lines

    def _open_lines(self) -> list[str]:
        counts = self.not_assessable.groupby(["detector", "why"], as_index=False).size()
        return ["Not assessable, and why:", *(f"  {row.detector} ({row.size}): {row.why}" for row in each_row(counts))]

    def _time_lines(self) -> list[str]:
        return ["Where the time went:", *(f"  {name:<10}{seconds:8.2f} s" for name, seconds in self.timings.items())]

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(str(row.strength))}</td><td>{escape(str(row.rule))}</td><td>{escape(str(row.subject_id))}</td>"
            f"<td>{'<br>'.join(escape(say(reason)) for reason in row.reasons[:_REASONS_SHOWN])}</td>"
            f"<td>{'<br>'.join(escape(say(reason)) for reason in row.against[:_REASONS_SHOWN])}</td></tr>"
            for row in each_row(self.findings.head(_FINDINGS_SHOWN))
        )
        head = "".join(f"<th scope='col'>{name}</th>" for name in ("strength", "rule", "about", "for", "against"))
        caption = f"{min(len(self.findings), _FINDINGS_SHOWN)} of {len(self.findings):,} leads"
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


_FINDINGS_SHOWN = 40
_REASONS_SHOWN = 9
