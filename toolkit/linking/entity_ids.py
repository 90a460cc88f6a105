"""Ids of entities that stay when records are added and links change, and the log of what a rerun moved."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.ids import make_id
from toolkit.linking.keys import find_texts
from toolkit.tables import check, make_table

__all__ = ["log_changes", "name_groups"]


def name_groups(ids: pd.Series, home: NDArray[np.int64], previous: pd.DataFrame | None) -> pd.Series:
    """Name each group: by the id that most of its records had before, else by its smallest record.

    Args:
        ids: record ids, ascending.
        home: the group of each record, as any number.
        previous: the ``entities`` of an earlier run.

    Returns:
        The entity of each record.

    Raises:
        TableError: ``previous`` lacks a column.
    """
    group, _ = pd.factorize(home)  # numbered by their smallest records
    _, first = np.unique(group, return_index=True)
    names = np.full(len(first), None, dtype=object)
    if previous is not None and len(previous):
        check(previous, "entities")
        for place, entity in _keep_names(ids, group, previous):
            names[place] = entity
    taken = set(names) - {None}
    fresh = np.flatnonzero(names == None)  # noqa: E711 - compared cell by cell
    for place, record_id in zip(fresh.tolist(), ids.iloc[first[fresh]], strict=True):
        entity = make_id("entity", record_id)
        # A split may leave the smallest record in the group that lost the old id.
        names[place] = entity if entity not in taken else make_id("entity", record_id, "split")
        taken.add(names[place])
    return pd.Series(names, dtype="str").take(group).reset_index(drop=True)


def _keep_names(ids: pd.Series, group: NDArray[np.int64], previous: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Say which groups keep which id: the largest share of an earlier entity takes its id, each id once."""
    codes, entities = pd.factorize(previous["entity_id"])
    place = find_texts(ids, previous["record_id"])
    known = np.flatnonzero(place >= 0)
    moved = pd.DataFrame({"group": group[known], "earlier": codes[place[known]]})
    counts = moved.groupby(["group", "earlier"], sort=True).size().reset_index(name="count")
    alone = ~counts["group"].duplicated(keep=False) & ~counts["earlier"].duplicated(keep=False)
    yield from zip(counts.loc[alone, "group"].tolist(), entities[counts.loc[alone, "earlier"]], strict=True)
    rest = counts[~alone].assign(entity=entities[counts.loc[~alone, "earlier"]])
    named: set[int] = set()
    taken: set[str] = set()
    for place, entity in rest.sort_values(["count", "group", "entity"], ascending=[False, True, True])[["group", "entity"]].itertuples(
        index=False
    ):
        if place not in named and entity not in taken:
            named.add(place)
            taken.add(entity)
            yield place, entity


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
