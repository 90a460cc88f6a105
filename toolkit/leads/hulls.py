"""Who a track is: the names it reported, what the register says of them, and who owned it on a day."""

import unicodedata

import pandas as pd

from toolkit.ids import make_ref
from toolkit.tables import Reason, Tables, each_row, make_reason

__all__ = ["Hulls", "plain"]


def plain(name: str) -> str:
    """Bring a vessel's name to the form in which names are compared: width, case and spacing removed, digits kept.

    >>> plain("ＨＡＩ YUE 66") == plain("Hai Yue 66")
    True
    """
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


class Hulls:
    """Looks up names and owners of tracks, each table read once."""

    def __init__(self, tables: Tables) -> None:
        """Take ``positions`` with tracks, vessels among the ``records``, and ``Ownership`` among the ``relations``."""
        statics = tables["positions"][["track_id", "name", "imo"]].drop_duplicates()
        self._statics = {str(track): rows for track, rows in statics.groupby("track_id", observed=True)}
        records = tables["records"]
        self._register = records[(records["kind"] == "Vessel") & ~records["role"].isin(["listed", "alias"])]
        self._records = records.set_index("record_id")
        relations = tables["relations"]
        self._ownerships = relations[relations["kind"] == "Ownership"]

    def names(self, track: object) -> frozenset[str]:
        """Give every name of the hull behind a track, in plain form: reported by itself, and in the register."""
        reported = self._reported(track)
        entries = self.entries(track)
        further = {plain(name) for names in entries["aliases"] for name in names} | {plain(name) for name in entries["name"].dropna()}
        return frozenset(reported | further)

    def entries(self, track: object) -> pd.DataFrame:
        """Give the register's entries of a hull: by IMO number, else by name; a number that two hulls share decides nothing."""
        numbers = {str(imo) for imo in self._rows(track)["imo"].dropna()}
        reported = self._reported(track)
        by_number = self._register["identifiers"].map(lambda ids: bool(numbers & set(ids.get("imo", []))))
        by_name = [bool({plain(n) for n in (name, *aliases) if isinstance(n, str)} & reported) for name, aliases in self._named()]
        chosen = self._register[by_number.astype("bool")]
        return chosen if len(chosen) else self._register[by_name]

    def owners(self, track: object, instant: pd.Timestamp) -> list[Reason]:
        """Say who owned the hull on the day, and that others did before or after."""
        day = instant.strftime("%Y-%m-%d")
        entries = self.entries(track)
        owned = self._ownerships[self._ownerships["to_id"].isin(entries["record_id"])]
        began = owned["started_at"].isna() | (owned["started_at"].str[:10] <= day)
        lasted = owned["ended_at"].isna() | (owned["ended_at"].str[:10] >= day)
        then = owned[began & lasted]
        reasons = []
        for relation in each_row(then):
            refs = [make_ref("relations", relation.relation_id, column="started_at"), make_ref("records", relation.from_id, column="name")]
            owner, name = self._name(relation.from_id), self._name(relation.to_id)
            reasons.append(make_reason("vessel_owner_then", refs=refs, date=day, owner=owner, name=name))
        others = owned[~(began & lasted) & ~owned["from_id"].isin(then["from_id"])]
        if reasons and len(others):
            refs = [make_ref("relations", relation_id) for relation_id in others["relation_id"]]
            reasons.append(make_reason("vessel_owner_changed", refs=refs, owners=sorted({self._name(i) for i in others["from_id"]})))
        return reasons

    def _rows(self, track: object) -> pd.DataFrame:
        return self._statics.get(str(track), pd.DataFrame({"name": [], "imo": []}))

    def _reported(self, track: object) -> set[str]:
        return {plain(str(name)) for name in self._rows(track)["name"].dropna()} - {""}

    def _named(self) -> list[tuple[object, list[str]]]:
        return list(zip(self._register["name"], self._register["aliases"], strict=True))

    def _name(self, record_id: str) -> str:
        return str(self._records.loc[record_id, "name"]) if record_id in self._records.index else record_id
