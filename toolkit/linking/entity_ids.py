"""Ids of entities that stay when records are added and links change, and the log of what a rerun moved."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.ids import make_id
from toolkit.tables import check, make_table

__all__ = ["log_changes", "name_groups"]


def name_groups(ids: NDArray[np.object_], home: NDArray[np.int64], previous: pd.DataFrame | None) -> list[str]:
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
    table = pd.DataFrame({"record_id": ids, "home": home})
    smallest = table.groupby("home", sort=True)["record_id"].first()
    names: dict[int, str] = {}
    if previous is not None and len(previous):
        check(previous, "entities")
        table["earlier"] = table["record_id"].map(dict(zip(previous["record_id"], previous["entity_id"], strict=True)))
        counts = table.dropna(subset="earlier").groupby(["home", "earlier"], sort=False).size().reset_index(name="count")
        counts["smallest"] = counts["home"].map(smallest)
        taken: set[str] = set()
        for group, entity in (
            counts.sort_values(["count", "smallest", "earlier"], ascending=[False, True, True])[["home", "earlier"]].to_numpy().tolist()
        ):
            if group not in names and entity not in taken:
                names[group] = entity
                taken.add(entity)
    taken = set(names.values())
    for group, record_id in zip(smallest.index.tolist(), smallest.tolist(), strict=True):
        if group not in names:
            fresh = make_id("entity", record_id)
            # A split may leave the smallest record in the group that lost the old id.
            names[group] = fresh if fresh not in taken else make_id("entity", record_id, "split")
            taken.add(names[group])
    return [names[group] for group in home.tolist()]


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
