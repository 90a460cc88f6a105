"""Entities: records taken to be one party, by links strong enough and by what people decided."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.ids import make_id
from toolkit.linking.evidence import find_conflicts
from toolkit.linking.keys import Parties, prepare_parties
from toolkit.linking.links import check_share
from toolkit.tables import Reason, check, conform, empty, last_verdicts, make_reason, make_table

__all__ = ["METHOD", "cluster_records", "log_changes"]

METHOD = "linking.clusters/1"


@dataclass(slots=True)
class _Clusters:
    """Groups of records that grow by merging, and what must not come together."""

    members: dict[str, list[str]]
    home: dict[str, str]
    apart: dict[str, set[str]]
    """Record id → records that must not share a cluster with it."""
    links: dict[str, list[str]] = field(default_factory=dict)
    """Cluster → links that made it."""

    def merge(self, left: str, right: str, link_id: str) -> None:
        a, b = sorted((self.home[left], self.home[right]))
        if a != b:
            for record_id in self.members[b]:
                self.home[record_id] = a
            self.members[a] += self.members.pop(b)
            self.links.setdefault(a, []).extend(self.links.pop(b, []))
        self.links.setdefault(a, []).append(link_id)

    def held_apart(self, left: str, right: str) -> bool:
        one, other = self.members[self.home[left]], set(self.members[self.home[right]])
        return any(not other.isdisjoint(self.apart.get(record_id, ())) for record_id in one)


def cluster_records(
    records: pd.DataFrame,
    links: pd.DataFrame,
    threshold: float = 0.95,
    decisions: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Group records into entities.

    Accepted links merge first, whatever their probability. Then links of at least ``threshold``, the most probable
    first, merge two groups unless something holds any of their members apart: a rejected link, a link in conflict, or
    records whose identifiers or dates exclude each other although no link says so. Nothing else merges.

    Args:
        records: a ``records`` table; every record gets an entity, most of them one of their own.
        links: a ``links`` table; links of kind ``successor`` hold apart.
        threshold: lowest probability that merges by machine.
        decisions: a ``decisions`` table; the last verdict on a link counts.
        previous: the ``entities`` of an earlier run, whose ids are kept: a group takes the id that most of its records had.

    Returns:
        An ``entities`` table with further columns ``method``, ``refs`` (the links that made the group) and ``against``
        (why links that were strong enough did not merge). An id is hashed from the smallest record id of the group.

    Raises:
        TableError: a table lacks a required column.
        ArgumentError: a link names a record that is not there, or the threshold is not between 0 and 1.

    >>> import pandas as pd
    >>> records = pd.DataFrame({"record_id": ["a", "b", "c"], "source_id": "s", "locator": "line=1", "kind": "Company"})
    >>> links = pd.DataFrame({"link_id": ["l"], "left_id": ["a"], "right_id": ["b"], "probability": [0.99], "method": "m"})
    >>> cluster_records(records, links)["entity_id"].nunique()
    2
    """
    check_share("threshold", threshold)
    check(records, "records", columns=("kind",))
    links = conform(links, "links")
    if records.empty:
        return empty("entities")
    known = set(records["record_id"])
    strangers = sorted((set(links["left_id"]) | set(links["right_id"])) - known)
    if strangers:
        message = f"links name records that are not in records: {strangers[:3]} ({len(strangers)} in all); pass the records they came from"
        raise ArgumentError(message)
    verdicts = last_verdicts(decisions)
    parties = prepare_parties(records)
    clusters = _start_clusters(known, links, verdicts)
    against = _merge_links(clusters, links, threshold, verdicts, parties)
    names = _name_clusters(clusters, previous)
    kinds = dict(zip(records["record_id"], records["kind"].astype("str"), strict=True))
    rows = [
        {
            "record_id": record_id,
            "entity_id": names[clusters.home[record_id]],
            "kind": kinds[record_id],
            "method": METHOD,
            "refs": [f"links:{link}" for link in sorted(clusters.links.get(clusters.home[record_id], ()))],
            "against": against.get(record_id, []),
        }
        for record_id in sorted(known)
    ]
    return conform(pd.DataFrame(rows), "entities")


def _start_clusters(known: Iterable[str], links: pd.DataFrame, verdicts: dict[str, str]) -> _Clusters:
    apart: dict[str, set[str]] = {}
    for link_id, left, right, kind, conflict in zip(
        links["link_id"],
        links["left_id"],
        links["right_id"],
        links["kind"].astype("str"),
        links["conflict"].fillna(value=False),
        strict=True,
    ):
        successor = kind == "successor"
        verdict = verdicts.get(link_id)
        # To reject a succession says nothing of one party; to accept it says that they are two.
        if (successor and verdict != "reject") or (not successor and (verdict == "reject" or (conflict and verdict != "accept"))):
            apart.setdefault(left, set()).add(right)
            apart.setdefault(right, set()).add(left)
    return _Clusters({i: [i] for i in known}, {i: i for i in known}, apart)


def _merge_links(
    clusters: _Clusters,
    links: pd.DataFrame,
    threshold: float,
    verdicts: dict[str, str],
    parties: Parties,
) -> dict[str, list[Reason]]:
    against: dict[str, list[Reason]] = {}
    same = links[links["kind"].astype("str") != "successor"].sort_values(
        ["probability", "left_id", "right_id"], ascending=[False, True, True]
    )
    rows = list(
        zip(same["link_id"], same["left_id"], same["right_id"], same["probability"], same["conflict"].fillna(value=False), strict=True)
    )
    accepted = {(left, right) for link_id, left, right, _, _ in rows if verdicts.get(link_id) == "accept"}
    for link_id, left, right, _, _ in rows:
        if (left, right) in accepted and not clusters.held_apart(left, right):
            clusters.merge(left, right, link_id)
        elif (left, right) in accepted:
            _note(against, left, right, "held_apart", link_id)
    for link_id, left, right, probability, conflict in rows:
        if probability < threshold or conflict or (left, right) in accepted or verdicts.get(link_id) in {"reject", "unsure"}:
            continue
        together = clusters.home[left] == clusters.home[right]
        if not together and (clusters.held_apart(left, right) or _conflict_between(clusters, left, right, parties, accepted)):
            _note(against, left, right, "held_apart", link_id)
            continue
        clusters.merge(left, right, link_id)
    return against


def _note(against: dict[str, list[Reason]], left: str, right: str, code: str, link_id: str) -> None:
    for record_id in (left, right):
        against.setdefault(record_id, []).append(make_reason(code, refs=[f"links:{link_id}"]))


def _conflict_between(clusters: _Clusters, left: str, right: str, parties: Parties, accepted: set[tuple[str, str]]) -> bool:
    """Whether any record of one group excludes any of the other, pairs that somebody accepted left aside."""
    one = [i for i in clusters.members[clusters.home[left]] if i in parties.names]
    other = [i for i in clusters.members[clusters.home[right]] if i in parties.names]
    return any(find_conflicts(*pair, parties) for a in one for b in other if (pair := (min(a, b), max(a, b))) not in accepted)


def _name_clusters(clusters: _Clusters, previous: pd.DataFrame | None) -> dict[str, str]:
    """Name each group: by the id that most of its records had before, else by its smallest record."""
    earlier: dict[str, str] = {}
    if previous is not None and len(previous):
        check(previous, "entities")
        earlier = dict(zip(previous["record_id"], previous["entity_id"], strict=True))
    claims: list[tuple[int, str, str, str]] = []
    for home, members in clusters.members.items():
        counts: dict[str, int] = {}
        for record_id in members:
            if record_id in earlier:
                counts[earlier[record_id]] = counts.get(earlier[record_id], 0) + 1
        claims.extend((-count, min(members), entity_id, home) for entity_id, count in counts.items())
    names: dict[str, str] = {}
    taken: set[str] = set()
    for _, _, entity_id, home in sorted(claims):
        if home not in names and entity_id not in taken:
            names[home] = entity_id
            taken.add(entity_id)
    for home, members in sorted(clusters.members.items()):
        if home not in names:
            fresh = make_id("entity", min(members))
            # A split may leave the smallest record in the group that lost the old id.
            names[home] = fresh if fresh not in taken else make_id("entity", min(members), "split")
            taken.add(names[home])
    return names


def log_changes(previous: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Tell which entities a rerun merged or split.

    Args:
        previous: the ``entities`` of the earlier run.
        entities: those of the later one.

    Returns:
        An ``entity_changes`` table: one row for each earlier entity whose records now lie in another one. ``merge`` where
        all its records moved together, ``split`` where some stayed or went elsewhere.

    >>> import pandas as pd
    >>> before = pd.DataFrame({"record_id": ["a", "b"], "entity_id": ["e1", "e2"], "method": "m"})
    >>> log_changes(before, before.assign(entity_id="e1"))[["kind", "entity_id", "previous_id"]].values.tolist()
    [['merge', 'e1', 'e2']]
    """
    check(previous, "entities")
    check(entities, "entities")
    both = previous[["record_id", "entity_id"]].merge(entities[["record_id", "entity_id"]], on="record_id", suffixes=("_before", "_after"))
    rows = []
    for before, group in both.groupby("entity_id_before", sort=True):
        targets = group.groupby("entity_id_after", sort=True)["record_id"].apply(list)
        for after, moved in targets.items():
            if after == before:
                continue
            kind = "merge" if len(targets) == 1 else "split"
            rows.append(
                {
                    "change_id": make_id("change", before, after, sorted(moved)),
                    "kind": kind,
                    "entity_id": after,
                    "previous_id": before,
                    "record_ids": sorted(moved),
                }
            )
    return make_table(rows, "entity_changes")
