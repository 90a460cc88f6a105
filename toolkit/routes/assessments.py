"""What each detector can say of tracks: found, not found, or not assessable and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.errors import ArgumentError
from toolkit.geo import land_exists
from toolkit.routes.calls import MIN_CALL_H
from toolkit.routes.companions import MIN_COMPANY_H
from toolkit.routes.encounters import ENCOUNTER_KINDS, MIN_ENCOUNTER_H
from toolkit.routes.fixes import HOUR_US, Fixes, read_fixes
from toolkit.routes.gaps import MIN_GAP_H, PUBLISHED_GAP_H, find_silences
from toolkit.routes.reception import Hours, count_hours
from toolkit.routes.rings import MAX_STEP_MIN
from toolkit.routes.rows import show
from toolkit.routes.stays import MIN_LOITERING_H, MIN_STOP_H
from toolkit.tables import Reason, make_reason

__all__ = ["DETECTORS", "assess_tracks"]

METHOD = "routes.assessments/1"
_MIN_POSITIONS = 2
_OF_ANYTHING = frozenset({"gap", "jump", "stop", "gnss_manipulation"})
"""Detectors whose definition fits whatever moves; the others were published for ships."""
_NO_SHIPS = ("asset:", "train:", "wagon:", "container:", "waybill:")
"""What is no ship, or not known to be one."""

DETECTORS: dict[str, tuple[tuple[str, ...], float]] = {
    "gap": (("gap",), MIN_GAP_H),
    "jump": (("jump",), 0.0),
    "stop": (("stop",), MIN_STOP_H),
    "loitering": (("loitering",), MIN_LOITERING_H),
    "draught_change": (("draught_change",), 0.0),
    "encounter": (ENCOUNTER_KINDS, MIN_ENCOUNTER_H),
    "one_sided_meeting": (("one_sided_meeting",), MIN_LOITERING_H),
    "companions": (("companions",), MIN_COMPANY_H),
    "suspected_disabling": (("suspected_disabling",), PUBLISHED_GAP_H),
    "gnss_manipulation": (("gnss_manipulation",), 0.0),
    "port_call": (("port_call",), MIN_CALL_H),
    "identity_split": (("identity_split",), 0.0),
    "same_hull": (("same_hull", "renamed"), 0.0),
}
"""Detector: the kinds of event that answer it, and the hours that its definition asks for."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What one source holds: its positions, the usable ones as fixes, and how well it was heard."""

    source_id: str
    frame: pd.DataFrame
    fixes: Fixes
    hours: Hours

    @property
    def heard_h(self) -> float:
        """The longest stretch of time in which the record heard anybody, in hours."""
        if not len(self.fixes):
            return 0.0
        # ships in different hours of a dark stretch say nothing of durations across it
        dark = self.hours.spans()
        edges = [int(self.fixes.time.min()), *(edge for span in dark for edge in span), int(self.fixes.time.max())]
        return max(max(end - start, 0) for start, end in zip(edges[::2], edges[1::2], strict=True)) / HOUR_US


def assess_tracks(
    tracks: pd.DataFrame, events: pd.DataFrame, kinds: Sequence[str] | None = None, *, ports: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Tell, for each detector and each source of positions, what it could say.

    Args:
        tracks: a ``positions`` table, cleaned and split: the one that the events were found in.
        events: everything that was found in it.
        kinds: of :data:`DETECTORS`; ``None`` for all.
        ports: a ``ports`` table of files of the case; they hold places and no movements, and are answered for as such.

    Returns:
        ``assessments``: one row a detector and source. ``not_assessable`` with a reason where the source has no times, or none whose
        zone is known, no track with two positions, no ships where the definition speaks of ships, hears them for less time than it
        asks for, falls silent as a whole, or lacks the static data that the detector reads; else ``found`` or ``not_found``, with
        what limits it in ``against``.

    Raises:
        ArgumentError: for a kind that no detector answers.
        TableError: if a table is not what it is taken for.
    """
    chosen = tuple(DETECTORS) if kinds is None else tuple(kinds)
    unknown = sorted(set(chosen) - set(DETECTORS))
    if unknown:
        message = f"kinds={chosen!r}: {unknown[0]!r} has no detector; allowed: {tuple(DETECTORS)}"
        raise ArgumentError(message)
    tables.check(tracks, "positions")
    tables.check(events, "events", columns=("kind", "refs"))
    rows: list[dict[str, object]] = []
    for source_id, frame in tracks.groupby(tracks["source_id"].astype("str"), sort=True):
        fixes = read_fixes(frame)
        record = _Record(str(source_id), frame, fixes, count_hours(fixes))
        cited = f"positions:{source_id}#"
        kind_of = [kind for kind, refs in zip(events["kind"], events["refs"], strict=True) if any(r.startswith(cited) for r in refs)]
        rows += [_assess(record, detector, sum(kind in DETECTORS[detector][0] for kind in kind_of)) for detector in chosen]
    if ports is not None:
        tables.check(ports, "ports")
        rows += [_places(str(source), len(own), detector) for source, own in ports.groupby("source_id", sort=True) for detector in chosen]
    if not rows:
        rows = [_nothing(detector) for detector in chosen]
    return tables.make_table(rows, "assessments")


def _nothing(detector: str) -> dict[str, object]:
    return _row(detector, "positions", "not_assessable", 0, 0, [make_reason("assess_no_positions")], [], [])


def _places(source_id: str, n: int, detector: str) -> dict[str, object]:
    return _row(detector, source_id, "not_assessable", 0, n, [make_reason("assess_only_places", places=n)], [], [])


def _assess(record: _Record, detector: str, found: int) -> dict[str, object]:
    refs = [ids.make_ref("positions", record.source_id, first=int(record.frame["line"].min()), last=int(record.frame["line"].max()))]
    examined, n_tracks = len(record.fixes), len(record.fixes.tracks)
    blocking = [reason for question in QUESTIONS for reason in question(record, detector)]
    limits = _limits(record, detector)
    if blocking and not found:
        return _row(detector, record.source_id, "not_assessable", 0, examined, blocking, limits, refs)
    code = "assess_found" if found else "assess_not_found"
    reasons = [make_reason(code, refs=refs, found=found, tracks=n_tracks, positions=examined)]
    return _row(detector, record.source_id, "found" if found else "not_found", found, examined, reasons, [*blocking, *limits], refs)


def _has_times(record: _Record, detector: str) -> list[Reason]:  # noqa: ARG001 - one signature for all questions
    missing = int(record.frame["time"].isna().sum()) if "time" in record.frame.columns else len(record.frame)
    if missing * 2 <= len(record.frame):
        return []
    zoneless = int((record.frame["quality"] == "no_zone").sum()) if "quality" in record.frame.columns else 0
    if zoneless * 2 > missing:
        return [make_reason("assess_no_zone", missing=zoneless, positions=len(record.frame))]
    return [make_reason("assess_no_times", missing=missing, positions=len(record.frame))]


def _has_tracks(record: _Record, detector: str) -> list[Reason]:  # noqa: ARG001 - one signature for all questions
    sizes = np.diff(record.fixes.first)
    long = int((sizes >= _MIN_POSITIONS).sum())
    if long:
        return []
    return [make_reason("assess_few_positions", tracks=long, needed=_MIN_POSITIONS, short=len(sizes) - long)]


def _has_ships(record: _Record, detector: str) -> list[Reason]:
    """Say where a definition speaks of ships and the source knows none."""
    assets = [str(asset) for asset in record.frame["asset_id"].unique()]
    if detector in _OF_ANYTHING or not all(asset.startswith(_NO_SHIPS) for asset in assets):
        return []
    told = {"asset_kind": ("vessel",), "sensor": ("ais", "radar", "patrol")}
    if any(name in record.frame.columns and record.frame[name].isin(words).any() for name, words in told.items()):
        return []
    return [make_reason("assess_no_ships", assets=len(assets))]


def _has_company(record: _Record, detector: str) -> list[Reason]:
    """Say where a definition speaks of two and the source follows one."""
    if detector not in ("encounter", "companions") or len(record.fixes.tracks) != 1:
        return []
    return [make_reason("assess_alone", asset=record.fixes.tracks[0])]


def _is_long_enough(record: _Record, detector: str) -> list[Reason]:
    needed = DETECTORS[detector][1]
    if record.heard_h >= needed or not len(record.fixes):
        return []
    return [make_reason("assess_window_short", hours=round(record.heard_h, 2), needed=needed)]


def _is_heard_throughout(record: _Record, detector: str) -> list[Reason]:
    """Say where the whole record fell silent; it blocks only what asks about silence."""
    if detector not in ("gap", "suspected_disabling"):
        return []
    at, until, _ = find_silences(record.fixes, MIN_GAP_H)
    dark = record.hours.dark_hours(record.fixes.time[at], until)
    own = (until - record.fixes.time[at]) / HOUR_US - dark < MIN_GAP_H
    spans = [(start, end) for start, end in record.hours.spans() if end - start >= MIN_GAP_H * HOUR_US]
    return [_silence(record, start, end, at[own], until[own]) for start, end in spans]


def _silence(record: _Record, start: int, end: int, at: np.ndarray, until: np.ndarray) -> Reason:
    low, high = start // HOUR_US - record.hours.first, end // HOUR_US - record.hours.first
    last = record.fixes.first[1:] - 1
    ended = set(last.tolist())
    within = (record.fixes.time[at] < end) & (until > start)
    never = sum(i in ended for i in at[within].tolist())
    heard = len(np.unique(record.fixes.track[(record.fixes.time >= start) & (record.fixes.time < end)]))
    return make_reason(
        "assess_record_silent",
        start=show(start),
        end=show(end),
        heard=heard,
        expected=int(record.hours.expected[low:high].max()),
        silences=int(within.sum()) - never,
        never=never,
    )


def _is_dense(record: _Record, detector: str) -> list[Reason]:
    """Say where reports are too far apart to draw a ring."""
    steps = record.fixes.step_us[record.fixes.joined] if len(record.fixes) else np.zeros(0, dtype=np.int64)
    if detector != "gnss_manipulation" or not len(steps):
        return []
    minutes = float(np.median(steps)) / HOUR_US * 60
    return [] if minutes <= MAX_STEP_MIN else [make_reason("assess_sparse", minutes=round(minutes, 1), needed=MAX_STEP_MIN)]


def _has_shores(record: _Record, detector: str) -> list[Reason]:  # noqa: ARG001 - one signature for all questions
    """Say where the outlines of the land are missing that a definition asks for."""
    return [make_reason("assess_no_shores")] if detector == "suspected_disabling" and not land_exists() else []


def _has_statics(record: _Record, detector: str) -> list[Reason]:
    if detector in ("draught_change", "one_sided_meeting") and not _known(record.frame, ("draught_m",)):
        return [make_reason("assess_no_draughts")]
    if detector == "same_hull" and not _known(record.frame, ("name", "call_sign", "imo", "length_m")):
        return [make_reason("assess_no_statics")]
    return []


def _known(frame: pd.DataFrame, columns: Sequence[str]) -> bool:
    return any(column in frame.columns and bool(frame[column].notna().any()) for column in columns)


QUESTIONS: tuple[Callable[[_Record, str], list[Reason]], ...] = (
    _has_times,
    _has_tracks,
    _has_ships,
    _has_company,
    _is_heard_throughout,
    _is_long_enough,
    _is_dense,
    _has_shores,
    _has_statics,
)


def _limits(record: _Record, detector: str) -> list[Reason]:  # noqa: ARG001 - one signature for all questions
    unusable = len(record.frame) - len(record.fixes)
    if not unusable or "quality" not in record.frame.columns:
        return []
    quality = record.frame["quality"].astype("str").value_counts()
    why = [f"{name} {count}" for name, count in sorted(quality.items()) if name not in ("ok", "no_speed", "nan") and count]
    return [make_reason("assess_unusable", unusable=unusable, positions=len(record.frame), why=why)]


def _row(  # noqa: PLR0913, PLR0917 - one call
    detector: str,
    subject_id: str,
    outcome: str,
    n_found: int,
    n_examined: int,
    reasons: list[Reason],
    against: list[Reason],
    refs: list[str],
) -> dict[str, object]:
    return {
        "assessment_id": ids.make_id("assessment", "routes", detector, subject_id),
        "detector": detector,
        "subject_id": subject_id,
        "outcome": outcome,
        "n_found": n_found,
        "n_examined": n_examined,
        "method": METHOD,
        "reasons": reasons,
        "against": against,
        "refs": refs,
    }
