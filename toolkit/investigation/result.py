"""What an investigation gave."""

from dataclasses import dataclass, replace

import pandas as pd

from toolkit.leads import rank_leads
from toolkit.report import list_claims
from toolkit.report.naming import name_subjects
from toolkit.report.words import word_of
from toolkit.tables import Tables, each_row
from toolkit.wording import make_visible, say, say_label

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
    language: str = "en"
    """Language in which it is told: that of the case."""

    @property
    def findings(self) -> pd.DataFrame:
        """The leads, strongest first, then those with more independent sources."""
        return rank_leads(self.tables["findings"]).drop(columns="state")

    @property
    def rows_kept(self) -> dict[str, int]:
        """Rows that became facts, by file."""
        return {str(path): int(rows) for path, rows in zip(self.intake["path"], self.intake["rows_kept"], strict=True)}

    @property
    def not_assessable(self) -> pd.DataFrame:
        """What could not be assessed: ``detector, subject_id, why``."""
        rows = self.tables["assessments"]
        rows = rows[rows["outcome"] == "not_assessable"]
        why = [" ".join(say(reason, self.language) for reason in reasons) for reasons in rows["reasons"]]
        return pd.DataFrame({"detector": rows["detector"].astype("str"), "subject_id": rows["subject_id"], "why": why})

    def __str__(self) -> str:
        """Give the leads with their reasons, what could not be assessed, and where the time went, as text."""
        lines = [self.title, *self._intake_lines(), "", *self._finding_lines(), "", *self._open_lines(), "", *self._time_lines()]
        return "\n".join(lines).strip() + "\n"

    def _intake_lines(self) -> list[str]:
        total = self.intake[["rows_read", "rows_kept", "rows_quarantined"]].sum()
        counts = {str(name).removeprefix("rows_"): f"{int(count):,}" for name, count in total.items()}
        lines = [self._label("investigation_files", files=f"{len(self.intake):,}", **counts)]
        told = self.intake[(self.intake["rows_kept"] == 0) & ~self.intake["layout"].isin(["scan_image"]) & (self.intake["why"] != "")]
        lines += [f"  {make_visible(row.path)}: {make_visible(row.why)}" for row in each_row(told.head(_FILES_SHOWN))]
        if len(told) > _FILES_SHOWN:
            lines.append(self._label("investigation_further_files", files=f"{len(told) - _FILES_SHOWN:,}"))
        return lines

    def _label(self, code: str, **values: object) -> str:
        return say_label(code, language=self.language, **values)

    def _finding_lines(self) -> list[str]:
        shown = self.findings.head(_FINDINGS_SHOWN)
        names = name_subjects(self.tables, self.language)
        lines = [self._leads_head(len(shown))]
        for row in each_row(shown):
            rule, about = word_of("rule", row.rule, self.language), names.get(row.subject_id)
            strength = word_of("strength", row.strength, self.language)
            lines.append(f"  {strength:<9}{rule}: {about or row.subject_id}  ({self._label('report_independent', n=len(row.sources))})")
            lines += [f"      {self._label('investigation_about')}: {row.subject_id}"] if about else []
            for name, reasons in (("report_for", row.reasons), ("report_against", row.against)):
                lines += [f"      {self._label(name)}: {say(reason, self.language)}" for reason in reasons[:_REASONS_SHOWN]]
        return lines

    def _leads_head(self, shown: int) -> str:
        return self._label("investigation_leads", shown=shown, total=f"{len(self.tables['findings']):,}")

    def _open_lines(self) -> list[str]:
        counts = self.not_assessable.groupby(["detector", "why"], as_index=False).size()
        if counts.empty:
            return [self._label("investigation_all_assessable")]
        lines = [f"  {word_of('detector', row.detector, self.language)} ({row.size}): {row.why}" for row in each_row(counts)]
        return [self._label("investigation_not_assessable"), *lines]

    def _time_lines(self) -> list[str]:
        lines = [f"  {self._label('investigation_step_' + name):<10}{seconds:8.2f} s" for name, seconds in self.timings.items()]
        return [self._label("investigation_time"), *lines]

    def _repr_html_(self) -> str:
        listed = list_claims(self.findings, self.tables, first=_FINDINGS_SHOWN, language=self.language)
        return replace(listed, heading=self._leads_head(len(listed.rows)))._repr_html_()


_FILES_SHOWN = 40
_FINDINGS_SHOWN = 40
_REASONS_SHOWN = 9
