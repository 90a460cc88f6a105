"""What people call the things that claims are about."""

from collections.abc import Mapping, Sequence

import pandas as pd

from toolkit.report.words import word_of
from toolkit.tables import Tables, each_row

__all__ = ["name_subjects"]

_NAMES_SHOWN = 3


def name_subjects(tables: Tables, language: str = "en") -> dict[str, str]:
    """Give names by id, for sources, records, links, entities, goods, tracks and events; ids alone tell a reader nothing.

    Args:
        tables: tables of a case; those that are not there name nothing.
        language: ``"en"`` or ``"zh"``, for kinds of events; names stay as the sources have them.

    >>> from toolkit.tables import make_table
    >>> ship = {"record_id": "r1", "source_id": "s1", "locator": "line=2", "kind": "Vessel", "name": "海悦66"}
    >>> name_subjects(Tables({"records": make_table([ship], "records")}))
    {'r1': '海悦66'}
    """
    records = tables["records"]
    names = {key: name for key, name in zip(records["record_id"], records["name"], strict=True) if isinstance(name, str)}
    names |= dict(zip(tables["sources"]["source_id"], tables["sources"]["path"], strict=True))
    links = tables["links"]
    names |= {
        key: f"{names.get(left, left)} – {names.get(right, right)}"
        for key, left, right in zip(links["link_id"], links["left_id"], links["right_id"], strict=True)
    }
    grouped: dict[str, list[str]] = {}
    for key, entity in zip(tables["entities"]["record_id"], tables["entities"]["entity_id"], strict=True):
        if key in names:
            grouped.setdefault(entity, []).append(names[key])
    names |= {entity: _join(sorted(set(group))) for entity, group in grouped.items()}
    tracks = _name_tracks(tables["positions"])
    return names | _name_goods(tables["goods"]) | tracks | _name_events(tables["events"], tracks, language)


def _join(names: Sequence[str]) -> str:
    return " / ".join(names[:_NAMES_SHOWN]) + (f" (+{len(names) - _NAMES_SHOWN})" if len(names) > _NAMES_SHOWN else "")


def _name_goods(goods: pd.DataFrame) -> dict[str, str]:
    named = {}
    for row in each_row(goods[["goods_id", "declaration_id", "line_no", "description"]]):
        number = "" if pd.isna(row.line_no) else f" · {row.line_no}"
        text = f" · {row.description}" if isinstance(row.description, str) else ""
        named[row.goods_id] = f"{row.declaration_id}{number}{text}"
    return named


def _name_tracks(positions: pd.DataFrame) -> dict[str, str]:
    """Names that the ships themselves sent, beside the identity that they sent them under."""
    sent = positions[["asset_id", "name"]].dropna().drop_duplicates().astype("str")
    return {str(asset): f"{_join(sorted(group['name']))} ({asset})" for asset, group in sent.groupby("asset_id", sort=True)}


def _name_events(events: pd.DataFrame, tracks: Mapping[str, str], language: str) -> dict[str, str]:
    named = {}
    for row in each_row(events[["event_id", "kind", "asset_id", "other_id", "started_at"]]):
        parties = [row.asset_id, *([row.other_id] if isinstance(row.other_id, str) else [])]
        # A track is an asset and a number behind a stroke once identities are split.
        shown = " – ".join(tracks.get(party.partition("/")[0], party) for party in parties)
        day = "" if pd.isna(row.started_at) else f", {row.started_at:%Y-%m-%d %H:%MZ}"
        named[row.event_id] = f"{word_of('event', row.kind, language)} {shown}{day}"
    return named
