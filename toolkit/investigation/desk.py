"""A case on the desk of somebody who works in a notebook: taken up again by a cell that is run again, and shown by views."""

import re
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.case import Case
from toolkit.investigation.result import Investigation
from toolkit.leads import rank_leads
from toolkit.provenance import locate
from toolkit.report.naming import name_subjects
from toolkit.routes import find_regions, load_ports
from toolkit.scans import ScanLibrary, load_scan
from toolkit.wording import LANGUAGES, say_label

__all__ = ["connect_views", "open_case"]

_OPEN: dict[Path, Case] = {}
"""Cases that this process took up, by folder: one writer at a time, and a cell that is run again is the same writer."""


def open_case(path: str | Path, *, analyst: str, language: str = "en") -> Case:
    """Open a case for writing, or make it where there is none.

    Where this process opened it before in this way, that one is closed first, so that a cell may be run again. The case
    stays open for what is decided in a view; it closes with the process, or by ``case.close()``.

    Args:
        path: its folder.
        analyst: who works, named in the ledger with everything written.
        language: in which answers are told, ``"en"`` or ``"zh"``.

    Raises:
        CaseError: the folder holds something else, or cannot be read or made.
        CaseLockedError: somebody else has it open for writing; the message names them.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     first = open_case(f"{home}/case", analyst="Li")
    ...     with open_case(f"{home}/case", analyst="Li") as again:
    ...         again.verify().ok
    True
    """
    folder = Path(path).resolve()
    if folder in _OPEN:
        _OPEN.pop(folder).close()
    start = Case.open if (folder / "case.toml").exists() else Case.create
    return _OPEN.setdefault(folder, start(folder, analyst=analyst, language=language))


def connect_views(case: Case, result: Investigation | None = None) -> dict[str, Any]:
    """Give what a board of views takes: ``CaseBoard(**connect_views(case, result))``.

    Args:
        case: an open case; opened read-only it can be looked at, and a decision raises.
        result: of its investigation, which knows the track of each position; without it a map draws what sources call one
            ship as one line.

    Returns:
        ``tables`` with the leads in reading order and the known ports; ``names`` of what they hold; ``on_decide``, ``on_note``,
        ``on_state``, ``search``, ``locate`` and ``load_image`` of the case; ``on_assign``, which notes beside a lead who has it,
        and ``assigned``, who has one by the notes written before; ``search_scans`` if it has a library of scans; ``regions`` of
        the silences that are gaps, if there is a result; and the case's ``language``.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home, Case.create(f"{home}/case") as case:
    ...     sorted(connect_views(case))
    ['assigned', 'language', 'load_image', 'locate', 'names', 'on_assign', 'on_decide', 'on_note', 'on_state', 'search', 'tables']
    """

    def assign(finding_id: str, who: str) -> None:
        case.add_note(say_label("investigation_assigned", language=case.language, who=who), about=f"findings:{finding_id}")

    tables = case.tables()
    if result is not None:
        tables |= result.tables.only("positions")
    ranked = rank_leads(tables["findings"], tables["decisions"])
    paths = dict(zip(tables["scans"]["scan_id"], tables["scans"]["path"], strict=True))
    offered: dict[str, Any] = {
        "tables": dict(tables) | {"findings": ranked, "ports": load_ports()},
        "on_decide": case.decide,
        "names": name_subjects(tables, case.language),
        "on_note": case.add_note,
        "on_state": case.add_fact,
        "on_assign": assign,
        "assigned": _read_assigned(tables["notes"]),
        "search": case.search,
        "locate": partial(locate, case),
        "load_image": lambda scan_id: load_scan(paths[scan_id]),
        "language": case.language,
    }
    if (library := case.path / "scan_library").is_dir():
        offered["search_scans"] = ScanLibrary.open(library).search
    if result is not None:
        offered["regions"] = _find_gap_regions(tables["positions"], tables["events"])
    return offered


def _read_assigned(notes: pd.DataFrame) -> dict[str, str]:
    """Read who has each lead out of the notes that say so in the words of the catalogue, of whatever language; the last one counts."""
    said = [re.escape(say_label("investigation_assigned", language=language, who="\0")).replace("\0", "(.+)") for language in LANGUAGES]
    told = [re.compile(sentence, re.DOTALL) for sentence in said]
    found: dict[str, str] = {}
    for about, text in notes[["about", "text"]].dropna().itertuples(index=False):
        table, _, lead = str(about).partition(":")
        matched = next((match for sentence in told if (match := sentence.fullmatch(str(text)))), None)
        if table == "findings" and matched:
            found[lead] = matched[1]
    return found


def _find_gap_regions(positions: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Find where ships may have been in those silences that are gaps: shorter ones are as usual where few receivers listen."""
    gaps = events[events["kind"] == "gap"]
    regions = find_regions(positions[positions["asset_id"].isin(gaps["asset_id"].astype("str"))])
    known = set(zip(gaps["started_at"], gaps["ended_at"], strict=True))
    own: pd.DataFrame = regions[[moments in known for moments in zip(regions["started_at"], regions["ended_at"], strict=True)]]
    return own
