"""The one pipeline: intake, then the steps, then the result."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from toolkit.case import Case
from toolkit.errors import ArgumentError
from toolkit.investigation.clock import Clock
from toolkit.investigation.intake import read_folder
from toolkit.investigation.result import Investigation
from toolkit.investigation.steps import STEPS, Step
from toolkit.tables import FACT_TABLES, Tables
from toolkit.wording import say_label

__all__ = ["derive_claims", "investigate"]

_GATHERED = ("checks", "assessments")
"""Tables to which several steps add rows; of the others, each belongs to one step."""


def investigate(folder: str | Path, case: Case, *, zone: str | None = None, progress: bool = True) -> Investigation:
    """Read a folder into a case and draw up leads.

    Run again on the same folder nothing is written twice; run on a folder that grew, what is new is added, and decisions
    taken in between are respected.

    Args:
        folder: the folder of files.
        case: an open case.
        zone: zone for texts that state none, named by the analyst; goes into the ledger.
        progress: show progress bars.

    Returns:
        The result; everything in it is recorded in the case.

    Raises:
        ArgumentError: if ``folder`` is not a folder, or ``zone`` not a zone.
        CaseError: if the case cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as home:
    ...     with Case.create(Path(home) / "case", analyst="example") as case:
    ...         len(investigate(empty, case, progress=False).findings)
    0
    """
    _check_zone(zone)
    clock = Clock(progress=progress)
    try:
        with clock.step("read"):
            intake = read_folder(folder, case, zone=zone, progress=progress)
        with clock.step("load"):
            tables = _load(case)
        for step, frames, known in _run(tables, case.path / "scan_library", clock):
            with clock.step("record"):
                stored = {name: frame for name, frame in frames.items() if name != "positions"}
                case.record(stored, method=step.method, parameters=step.parameters, inputs=_list_inputs(case, step))
            tables = known
    finally:
        clock.close()
    title = say_label("investigation_title", language=case.language, name=Path(folder).name)
    return Investigation(tables, intake, clock.seconds, title=title, language=case.language)


def _list_inputs(case: Case, step: Step) -> list[str]:
    """Name what a step read: the parts of its tables, its own earlier result left out, and the decisions in effect."""
    decisions = case.table("decisions")["decision_id"].tolist() if "decisions" in step.reads else []
    return [*case.list_parts(*(name for name in step.reads if name != "decisions"), without=step.method), *decisions]


def _check_zone(zone: str | None) -> None:
    """Refuse a zone that does not exist before it goes into the ledger."""
    try:
        if zone is not None:
            ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"zone={zone!r} is not a time zone; give a name such as Asia/Shanghai"
        raise ArgumentError(message) from error


def _load(case: Case) -> Tables:
    """Give facts, decisions, earlier links and entities, and the totals that readers checked; other claims are made anew."""
    checks = case.table("checks")
    return case.tables(*FACT_TABLES, "decisions", "links", "entities", "entity_changes") | {
        "checks": checks[checks["kind"] == "control_total"]
    }


def derive_claims(facts: Mapping[str, pd.DataFrame], *, library: Path | None = None) -> Tables:
    """Run the steps on tables in memory, without a case.

    Args:
        facts: tables of facts; a ``decisions`` table is respected.
        library: folder of a scan library to use or make; a temporary one by default.

    Returns:
        Facts and claims together.
    """
    clock = Clock(progress=False)
    tables = facts if isinstance(facts, Tables) else Tables(facts)
    with TemporaryDirectory() as scratch:
        for _, _, known in _run(tables, library or Path(scratch) / "scan_library", clock):
            tables = known
    clock.close()
    return tables


def _run(tables: Tables, library: Path, clock: Clock) -> Iterator[tuple[Step, Mapping[str, pd.DataFrame], Tables]]:
    """Go through the steps; give each with what it gave and everything known after it."""
    for step in STEPS:
        with clock.step(step.name):
            frames = step.run(tables.only(*step.reads), library)
        tables = _merge(tables, frames)
        yield step, frames, tables


def _merge(tables: Tables, frames: Mapping[str, pd.DataFrame]) -> Tables:
    merged = dict(frames)
    for name in _GATHERED:
        if name in frames and len(tables[name]):
            merged[name] = pd.concat([tables[name], frames[name]], ignore_index=True) if len(frames[name]) else tables[name]
    return tables | merged
