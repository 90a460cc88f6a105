"""Independent grounds for a meeting: a note or a book of somebody else that names one of the vessels at that time."""

import pandas as pd

from toolkit.ids import make_ref
from toolkit.leads.hulls import plain
from toolkit.leads.rule import SOLID
from toolkit.tables import Reason, Row, Tables, each_row, make_reason

__all__ = ["find_books", "find_notes"]

_SLACK = pd.Timedelta(hours=1)
_DAY = pd.Timedelta(days=1)


def find_notes(tables: Tables, event: Row, names: frozenset[str]) -> list[Reason]:
    """Find texts whose instant, in a known zone, lies within the event (an hour either side), and that name a vessel of it."""
    texts = tables["texts"]
    if texts.empty or not names:
        return []
    ended = event.started_at if pd.isna(event.ended_at) else event.ended_at
    timely = texts[(texts["written_at"] >= event.started_at - _SLACK) & (texts["written_at"] <= ended + _SLACK)]
    reasons = []
    for text in each_row(timely):
        named = sorted(name for name in names if name in plain(str(text.text)))
        if named:
            refs = [make_ref("texts", text.text_id)]
            time = text.written_at.strftime("%Y-%m-%dT%H:%MZ")
            reasons.append(make_reason("vessel_note_agrees", weight=SOLID, refs=refs, name=named[0], time=f"{time} = {text.time_original}"))
    return reasons


def find_books(tables: Tables, event: Row, names: frozenset[str]) -> list[Reason]:
    """Find loads that a book records on the days of the event for a vessel of it; days are those of any zone."""
    transfers = tables["transfers"]
    if transfers.empty or not names:
        return []
    ended = event.started_at if pd.isna(event.ended_at) else event.ended_at
    first, last = (event.started_at - _DAY / 2).strftime("%Y-%m-%d"), (ended + _DAY / 2).strftime("%Y-%m-%d")
    day = transfers["occurred_at"].str[:10]
    timely = transfers[(day >= first) & (day <= last)]
    vessels = _names(tables, timely)
    reasons = []
    for transfer in each_row(timely):
        named = sorted({vessels[i] for i in (transfer.from_id, transfer.to_id) if i in vessels and plain(vessels[i]) in names})
        if named:
            refs = [make_ref("transfers", transfer.transfer_id, column="volume_m3")]
            date = str(transfer.occurred_at)[:10]
            reasons.append(make_reason("vessel_book_agrees", weight=SOLID, refs=refs, name=named, date=date, tonnes=_tonnes(transfer)))
    return reasons


def _names(tables: Tables, transfers: pd.DataFrame) -> dict[str, str]:
    ends = {*transfers["from_id"].dropna(), *transfers["to_id"].dropna()}
    records = tables["records"]
    return {row.record_id: str(row.name) for row in each_row(records[records["record_id"].isin(ends)])}


def _tonnes(transfer: Row) -> float:
    if pd.notna(transfer.volume_m3) and pd.notna(transfer.density_t_m3):
        return float(transfer.volume_m3 * transfer.density_t_m3)
    return float(transfer.mass_kg) / 1000 if pd.notna(transfer.mass_kg) else float("nan")
