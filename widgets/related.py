"""Which ids belong together across tables: select one, and what hangs on it follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pandas as pd

__all__ = ["Related", "key_of"]

_NEAR = {
    "relations": ("relation_id", "from_id", "to_id"),
    "links": ("link_id", "left_id", "right_id"),
    "events": ("event_id", "asset_id", "other_id"),
    "voyages": ("voyage_id", "asset_id", "from_port", "to_port"),
    "goods": ("goods_id", "importer_id", "exporter_id", "declarant_id", "container_id"),
    "scans": ("scan_id", "container_id", "goods_id"),
    "checks": ("check_id", "subject_id"),
    "hits": ("hit_id", "query_id", "entry_id"),
    "mentions": ("mention_id", "text_id", "record_id"),
    "samples": ("sample_id", "container_id"),
    "transfers": ("transfer_id", "from_id", "to_id"),
    "findings": ("finding_id", "subject_id"),
}
"""The id of a row, and the columns that name what it is about."""
_BEHIND_GOODS = ("importer_id", "exporter_id", "declarant_id")
_ASSET_SCHEMES = ("mmsi", "imo")
_FURTHEST = 2000
"""Ids: what hangs on a port or a forwarder that serves everybody would light up the whole case."""


def key_of(ref: str) -> str:
    """Give the key that a ref names.

    >>> key_of("goods:g1@value"), key_of("positions:s1#120-188")
    ('g1', 's1')
    """
    return ref.partition(":")[2].partition("@")[0].partition("#")[0]


class Related:
    """Ids that stand for one thing, and ids that name one another.

    Args:
        tables: tables by name; those that are missing are left out.

    >>> links = pd.DataFrame({"link_id": ["l"], "left_id": ["a"], "right_id": ["b"]})
    >>> sorted(Related({"links": links}).follow(["l"]))
    ['a', 'b', 'l']
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        """Read which ids each row names."""
        self._same: dict[str, set[str]] = defaultdict(set)
        self._near: dict[str, set[str]] = defaultdict(set)
        self._behind: dict[str, set[str]] = defaultdict(set)
        """Records that stand behind goods and assets."""
        self._records: set[str] = set()
        self._subjects: dict[str, str] = {}
        for name, (key, *columns) in _NEAR.items():
            if name in tables:
                self._read_rows(tables[name], key, columns)
        if "findings" in tables:
            findings = tables["findings"]
            self._subjects = dict(zip(findings["finding_id"], findings["subject_id"], strict=True))
            for finding, refs in zip(findings["finding_id"], findings["refs"], strict=True):
                self._join(self._near, finding, (key_of(ref) for ref in refs))
        if "entities" in tables:
            for record, entity in zip(tables["entities"]["record_id"], tables["entities"]["entity_id"], strict=True):
                self._join(self._same, record, [entity])
        if "records" in tables:
            self._records = set(tables["records"]["record_id"])
            self._read_identifiers(tables["records"])

    def follow(self, ids: Iterable[str]) -> dict[str, None]:
        """Give the ids, what they stand for, what names them or is named by them, and what that stands for.

        Returns:
            Ids in the order of how close they are: of a lead, its subject, what belongs to that and, where that is goods or a
            ship, who stands behind it come before the facts that it is compared with.
        """
        own = self._widen(set(ids))
        subjects = self._widen({self._subjects[one] for one in own if one in self._subjects})
        about = {other for one in subjects for other in self._near.get(one, ())}
        things = subjects | about if subjects.isdisjoint(self._records) else set()
        parties = {other for one in things for other in self._behind.get(one, ())}
        near = {other for one in own for other in self._near.get(one, ())}
        ordered = [*sorted(own), *sorted(subjects), *(one for group in (about, parties, near) for one in sorted(group)[:_FURTHEST])]
        return dict.fromkeys([*ordered, *sorted(self._widen(set(ordered)))])

    def _widen(self, ids: set[str]) -> set[str]:
        reached, waiting = set(ids), list(ids)
        while waiting:
            fresh = self._same.get(waiting.pop(), set()) - reached
            reached |= fresh
            waiting.extend(fresh)
        return reached

    def _read_rows(self, frame: pd.DataFrame, key: str, columns: list[str]) -> None:
        for column in columns:
            if column in frame.columns:
                named = frame[[key, column]].dropna().astype("str")
                for one, other in zip(named[key], named[column], strict=True):
                    self._join(self._near, one, [other])
                    if column in _BEHIND_GOODS:
                        self._behind[one].add(other)

    def _read_identifiers(self, records: pd.DataFrame) -> None:
        for record, identifiers in zip(records["record_id"], records["identifiers"], strict=True):
            if identifiers:
                assets = [f"{scheme}:{number}" for scheme in _ASSET_SCHEMES for number in identifiers.get(scheme, ())]
                # two records may give one number and yet be two: the number names both, and makes them no one
                self._join(self._near, record, [*assets, *identifiers.get("container", ())])
                for asset in assets:
                    self._behind[asset].add(record)

    @staticmethod
    def _join(graph: dict[str, set[str]], one: str, others: Iterable[str]) -> None:
        for other in others:
            graph[one].add(other)
            graph[other].add(one)
