"""Who stands beside two parties at once."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

__all__ = ["Beside", "find_common"]

_ROLES = ("importer_id", "exporter_id", "declarant_id")


@dataclass(frozen=True, slots=True)
class Beside:
    """A record or container that stands beside both."""

    neighbour: str
    """A record id, or a container number."""
    left: tuple[str, ...]
    """How it stands to the one: kinds of relations, or roles in declarations."""
    right: tuple[str, ...]


def find_common(left: Collection[str], right: Collection[str], relations: pd.DataFrame, goods: pd.DataFrame) -> list[Beside]:
    """Find what relations and declarations show beside both of two groups of records.

    Args:
        left: record ids of the one party.
        right: record ids of the other.
        relations: ``relations`` table.
        goods: ``goods`` table; parties and container of one line stand beside each other.

    Returns:
        Neighbours that are in neither group, those of most kinds first.
    """
    near = [_gather(group, relations, goods) for group in (left, right)]
    shared = (near[0].keys() & near[1].keys()) - {*left, *right}
    found = [Beside(one, tuple(sorted(near[0][one])), tuple(sorted(near[1][one]))) for one in shared]
    return sorted(found, key=lambda beside: (-len(beside.left) - len(beside.right), beside.neighbour))


def _gather(group: Collection[str], relations: pd.DataFrame, goods: pd.DataFrame) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {}
    for ours, theirs in (("from_id", "to_id"), ("to_id", "from_id")):
        rows = relations[relations[ours].isin(group)]
        for other, kind in zip(rows[theirs], rows["kind"].astype("str"), strict=True):
            near.setdefault(str(other), set()).add(kind)
    for ours in _ROLES:
        rows = goods[goods[ours].isin(group)]
        for theirs in (*_ROLES, "container_id"):
            for other in rows[theirs].dropna():
                near.setdefault(str(other), set()).add(f"goods.{theirs.removesuffix('_id')}")
    return near
