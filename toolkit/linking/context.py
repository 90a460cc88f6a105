"""The company a record keeps: who owns or directs it, whom it trades with, in whose boxes its goods travel.

Two records of one party tend to be found beside the same others. One shared neighbour that hardly anybody else has is
evidence; a forwarder with three thousand customers is none. So each shared neighbour weighs the less the more records
stand beside it (:mod:`toolkit.linking.levels` cuts this into steps; Adamic and Adar 2003 weigh by 1/log of the degree).
"""

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from toolkit import names
from toolkit.linking.families import FAMILIES
from toolkit.tables import check

__all__ = ["collect_context"]

_PARTIES = ("importer_id", "exporter_id", "declarant_id")
_SHORTEST_NUMBER = 5


def collect_context(
    records: pd.DataFrame, relations: pd.DataFrame | None = None, goods: pd.DataFrame | None = None
) -> Iterator[tuple[str, str]]:
    """Say beside which others each record stands.

    A neighbour is named by its numbers and by its names, not by its record: that is how files which know nothing of each
    other can be seen to speak of one owner.

    Args:
        records: a ``records`` table.
        relations: a ``relations`` table: owners, directors, representatives, both ways.
        goods: a ``goods`` table: importer, exporter, declarant and container of a line stand beside one another.

    Yields:
        Record id and neighbour, ``Ownership:name:…`` or ``container:…``.

    Raises:
        TableError: a table lacks a required column.
    """
    ends = {end for table, columns in ((relations, ("from_id", "to_id")), (goods, _PARTIES)) for end in _list_ends(table, columns)}
    known = _name_neighbours(records[records["record_id"].isin(ends)])
    if relations is not None and len(relations):
        check(relations, "relations", columns=("kind",))
        for kind, one, other in zip(relations["kind"].astype("str"), relations["from_id"], relations["to_id"], strict=True):
            yield from ((other, f"{kind}:{label}") for label in known.get(one, ()))
            yield from ((one, f"{kind}<{label}") for label in known.get(other, ()))
    if goods is not None and len(goods):
        check(goods, "goods")
        yield from _read_goods(goods, known)


def _list_ends(table: pd.DataFrame | None, columns: tuple[str, ...]) -> Iterator[str]:
    for column in columns:
        if table is not None and column in table.columns:
            yield from table[column].dropna().unique()


def _read_goods(goods: pd.DataFrame, known: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    columns = [column for column in (*_PARTIES, "container_id") if column in goods.columns]
    for cells in goods[columns].drop_duplicates().itertuples(index=False):
        line = dict(zip(columns, cells, strict=True))
        present = {role: party for role in _PARTIES if isinstance(party := line.get(role), str)}
        container = line.get("container_id")
        for role, party in present.items():
            if isinstance(container, str):
                yield party, f"container:{container}"
            for other_role, other in present.items():
                if other_role != role:
                    yield from ((party, f"{other_role}:{label}") for label in known.get(other, ()))


def _name_neighbours(records: pd.DataFrame) -> dict[str, list[str]]:
    labels: dict[str, list[str]] = defaultdict(list)
    identifiers = records["identifiers"] if "identifiers" in records.columns else [None] * len(records)
    written = records["name"] if "name" in records.columns else [None] * len(records)
    for record_id, kind, name, numbers in zip(records["record_id"], records["kind"].astype("str"), written, identifiers, strict=True):
        if isinstance(name, str) and kind in FAMILIES:
            prepared = names.prepare_name(name, FAMILIES[kind])
            if prepared.key:
                labels[record_id].append(f"name:{prepared.key}")
                labels[record_id].extend(f"reading:{key}" for key in prepared.block_keys)
        if isinstance(numbers, dict):
            labels[record_id].extend(f"{s}:{v}" for s, values in sorted(numbers.items()) for v in values if len(v) >= _SHORTEST_NUMBER)
    return labels
