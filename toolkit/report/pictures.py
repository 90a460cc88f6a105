"""Pictures of the report: map, timeline, link chart, scan strips."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from toolkit import figures, routes, scans
from toolkit.case import Case
from toolkit.errors import ArgumentError, EvidenceError, SourceError
from toolkit.ids import make_id, parse_ref
from toolkit.tables import Row, Tables, each_row

__all__ = ["Shown", "draw_pictures", "draw_strips"]

MAX_STRIPS = 10
_NEIGHBOURS = 5
_PICTURED = ("scan_mismatch", "scan_outlier", "scan_reused", "scan_lot_uneven", "scan_empty")
"""Kinds of checks whose scans are shown."""
_STRIP_DPI = 80


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a ``data:`` address and the words beneath it."""

    address: str
    alt: str
    caption: str = ""


def draw_pictures(tables: Tables, language: str) -> dict[str, Shown]:
    """Draw the map, the timeline and the link chart; each is left out where there is nothing to draw."""
    drawn: dict[str, Shown] = {}
    if len(tables["positions"]) or len(tables["events"]):
        tracks = _split(tables["positions"])
        drawn["map"] = _show(figures.draw_map(tracks, _foremost(tables["events"]), ports=tables["ports"], language=language))
    if len(tables["events"]):
        drawn["timeline"] = _show(figures.draw_timeline(_foremost(tables["events"]), language=language))
    if len(tables["relations"]) or len(tables["links"]):
        focus = [str(subject) for subject in tables["findings"]["subject_id"]]
        chart = figures.draw_chart(
            tables["records"], tables["relations"], tables["links"], tables["entities"], focus=focus, language=language
        )
        drawn["chart"] = _show(chart)
    return drawn


def _split(positions: pd.DataFrame) -> pd.DataFrame:
    """Two hulls under one identity are two tracks; joined they would show a voyage that nobody made."""
    if positions.empty or positions["track_id"].notna().any():
        return positions
    tracks = routes.split_identities(routes.clean_positions(positions))
    return tracks[tracks["quality"].isna() | (tracks["quality"] == "ok")]


def _foremost(events: pd.DataFrame) -> pd.DataFrame:
    """Leave routine stops and port calls out where the record has more telling events."""
    telling = events[~events["kind"].isin(["stop", "port_call"])]
    return telling if len(telling) else events


def _show(picture: figures.Picture) -> Shown:
    return Shown(picture.to_data_uri(), picture.alt)


def draw_strips(case: Case, tables: Tables, language: str) -> tuple[list[Shown], int]:
    """Draw scans in question beside those that resemble them.

    Returns:
        At most ten strips, and how many there would have been.
    """
    rows = {row.scan_id: row for row in each_row(tables["scans"])}
    wanted = list(_queries(tables))
    strips = [strip for subject, ids in wanted[:MAX_STRIPS] if (strip := _draw_strip(case, subject, ids, rows, language))]
    return strips, len(wanted)


def _queries(tables: Tables) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Go through ``subject, [(scan_id, note)]``.

    First mismatches that checks found, then loads that findings are about, then matches that were searched for.
    """
    checks = tables["checks"]
    compared = checks[checks["kind"].isin(_PICTURED) & (checks["outcome"] != "not_assessable")]
    within = compared["outcome"] == "within"
    about = compared["subject_id"].isin(tables["findings"]["subject_id"])
    suspect = pd.concat([compared[~within], compared[within & about]])
    for check in each_row(suspect):
        own = _scans_in(check.refs)
        cited = [scan for reason in [*check.reasons, *check.against] for scan in _scans_in(reason["refs"])]
        ids = list(dict.fromkeys(own[:1] + [scan for scan in cited if scan not in own[:1]]))
        if ids:
            yield check.subject_id, [(scan, "") for scan in ids[: _NEIGHBOURS + 1]]
    for query, group in tables["matches"].groupby("query_id", sort=True):
        nearest = group.sort_values("rank").head(_NEIGHBOURS)
        yield str(query), [(str(query), ""), *((row.scan_id, f"{row.similarity:.2f}") for row in each_row(nearest))]


def _scans_in(refs: list[str]) -> list[str]:
    return list(dict.fromkeys(parsed.key for parsed in map(parse_ref, refs) if parsed.table == "scans"))


def _draw_strip(case: Case, subject: str, ids: list[tuple[str, str]], rows: dict[str, Row], language: str) -> Shown | None:
    images, captions = [], []
    for scan_id, note in ids:
        image = _load(case, rows[scan_id]) if scan_id in rows else None
        if image is not None:
            images.append(image)
            captions.append(_caption(rows[scan_id], note))
    if not images:
        return None
    picture = figures.draw_strip(images, captions, language=language)
    encoded = b64encode(picture.to_png(dpi=_STRIP_DPI)).decode()
    return Shown(f"data:image/png;base64,{encoded}", picture.alt, subject)


def _load(case: Case, row: Row) -> NDArray[Any] | None:
    """Open the case's own copy of an image, checked; nothing outside the case is opened for a report.

    A copy that is damaged or not in the case is left out of the strip; the integrity section names the damage.
    """
    try:
        return scans.load_scan(case.source(make_id("source", str(row.sha256))).path)
    except (ArgumentError, EvidenceError, SourceError):
        return None


def _caption(row: Row, note: str) -> str:
    parts = [getattr(row, name) for name in ("container_id", "declared_hs")]
    first = " · ".join(str(part) for part in parts if isinstance(part, str))
    return "\n".join(line for line in (first, note) if line) or str(row.scan_id)
