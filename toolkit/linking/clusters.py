"""Entities: records taken to be one party, by links strong enough and by what people decided."""

import math
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.engines.memory import release_memory
from toolkit.errors import ArgumentError
from toolkit.linking.conflicts import find_conflicts
from toolkit.linking.door import check_records, check_share
from toolkit.linking.entity_ids import name_groups
from toolkit.linking.families import FAMILIES
from toolkit.linking.grouping import group_records
from toolkit.linking.keys import count_within, find_texts
from toolkit.linking.parties import Parties, prepare_parties
from toolkit.linking.torn import find_torn
from toolkit.tables import Reason, conform, empty, last_verdicts, make_reason

__all__ = ["METHOD", "cluster_records"]

METHOD = "linking.clusters/2"
_READ = ("link_id", "left_id", "right_id", "probability", "weight", "kind", "conflict", "method")
_LARGEST = 400
"""Members of a component up to which every pair is looked at for contradictions, whether or not a link joins them."""
_MOST_BITS = 30.0


@dataclass(frozen=True, slots=True)
class _Network:
    """Links between rows: what may join, what must, what must not."""

    ids: pd.Series
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    bits: NDArray[np.float64]
    link_ids: pd.Series
    """As the caller's links stand."""
    order: NDArray[np.int64]
    """Of each link here, its place there."""
    accepted: NDArray[np.bool_]
    usable: NDArray[np.bool_]
    """Links that a machine may join by."""
    apart: NDArray[np.int64]
    """Pairs of rows that a link holds apart, one a line."""
    torn: dict[int, tuple[int, int]]
    """Place of a link → two records that exclude each other, and that one end of it resembles about equally."""

    def refer(self, place: int) -> str:
        """Give the reference of the link at a place."""
        return f"links:{self.link_ids.iloc[self.order[place]]}"


def cluster_records(
    records: pd.DataFrame | Parties,
    links: pd.DataFrame,
    threshold: float = 0.95,
    decisions: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Group records into entities.

    Accepted links join first, whatever their probability. Then the strongest links of at least ``threshold`` join two
    groups if the other links between them bear it out (:mod:`toolkit.linking.grouping`), unless something holds any of
    their members apart: a rejected link, a link in conflict, or records whose identifiers or dates exclude each other
    although no link says so. A record that resembles two who exclude each other about equally joins neither. Nothing else
    joins.

    Args:
        records: a ``records`` table, or prepared records; every record gets an entity, most of them one of their own.
        links: a ``links`` table; links of kind ``successor`` hold apart.
        threshold: lowest probability that joins by machine.
        decisions: a ``decisions`` table; the last verdict on a link counts.
        previous: the ``entities`` of an earlier run, whose ids are kept: a group takes the id that most of its records had.

    Returns:
        An ``entities`` table. ``refs`` are the links inside the group; ``against`` says why links that were strong enough
        did not join, and warns of a record that is close to two groups which exclude each other. An id is hashed from the
        smallest record id of the group.

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
    table = records.records if isinstance(records, Parties) else records
    if not isinstance(records, Parties):
        check_records(table)
    links = conform(links[[name for name in _READ if name in links.columns]], "links", fill=False)
    if table.empty:
        return empty("entities")
    release_memory()
    table = table[["record_id", "kind"]].astype("str").sort_values("record_id", ignore_index=True)
    network = _read_links(table["record_id"], links, decisions, ships=(table["kind"] == "Vessel").to_numpy(dtype=bool))
    home, against = _group(records, network, threshold)
    least = _bits_of(threshold)
    for place, excluded in sorted(network.torn.items()):
        if network.bits[place] >= least:
            _note_held(network, place, excluded, against)
    frame = table.assign(entity_id=name_groups(table["record_id"], home, previous), method=METHOD)
    frame["refs"] = _list_refs(network, home)
    frame["against"] = pd.Series([against.get(row, []) for row in range(len(table))], dtype="object")
    return conform(frame, "entities")


def _list_refs(network: _Network, home: NDArray[np.int64]) -> pd.Series:
    """Give every record the links inside its group."""
    import pyarrow as pa
    import pyarrow.compute as pc

    joined = np.flatnonzero((network.usable | network.accepted) & (home[network.left] == home[network.right]))
    found = pa.table({"home": home[network.left[joined]], "id": pa.array(network.link_ids.iloc[network.order[joined]].array)})
    found = found.sort_by([("home", "ascending"), ("id", "ascending")])
    groups, starts = np.unique(found["home"].to_numpy(), return_index=True)
    start, between = (pa.scalar(text, pa.large_string()) for text in ("links", ":"))
    told = pc.binary_join_element_wise(start, found["id"].cast(pa.large_string()), between).to_pylist()
    bounds = pairwise([*starts.tolist(), len(told)])
    refs = {group: told[start:stop] for group, (start, stop) in zip(groups.tolist(), bounds, strict=True)}
    return pd.Series([refs.get(group, []) for group in home.tolist()], dtype="object")


def _read_links(ids: pd.Series, links: pd.DataFrame, decisions: pd.DataFrame | None, *, ships: NDArray[np.bool_]) -> _Network:
    left, right = (find_texts(links[column], ids) for column in ("left_id", "right_id"))
    if (left < 0).any() or (right < 0).any():
        strangers = sorted({*links["left_id"][left < 0], *links["right_id"][right < 0]})
        message = f"links name records that are not in records: {strangers[:3]} ({len(strangers)} in all); pass the records they came from"
        raise ArgumentError(message)
    order = np.lexsort((right, left, -links["probability"].to_numpy(dtype=float)))  # rows stand in the order of ids
    ordered, left, right = (
        links.drop(columns=["link_id", "left_id", "right_id"]).iloc[order].reset_index(drop=True),
        left[order],
        right[order],
    )
    verdicts = last_verdicts(decisions)
    verdict = links["link_id"].map(verdicts).to_numpy(dtype=object)[order] if verdicts else np.full(len(ordered), None)
    successor = _column(ordered, "kind", "same_party") == "successor"
    conflict = _column(ordered, "conflict", 0).astype(bool)
    accepted = ~successor & (verdict == "accept")
    # To reject a succession says nothing of one party; to accept it says that they are two.
    apart = (successor & (verdict != "reject")) | (~successor & ((verdict == "reject") | (conflict & ~accepted)))
    chance = np.clip(ordered["probability"].to_numpy(dtype=float), 2**-_MOST_BITS, 1 - 2**-_MOST_BITS)
    bits = np.log2(chance / (1 - chance))
    weight = _column(ordered, "weight", math.nan).astype(float)
    weight = np.where(np.isnan(weight), bits, weight)
    usable = ~successor & ~apart & ~accepted & (verdict != "unsure")
    pairs = np.unique(np.sort(np.stack([left[apart], right[apart]], axis=1), axis=1), axis=0)
    torn = find_torn((left, right), weight, usable, pairs, ships)
    usable[list(torn)] = False
    return _Network(
        ids,
        left,
        right,
        bits,
        links["link_id"].reset_index(drop=True),
        order,
        accepted,
        usable,
        pairs,
        torn,
    )


def _column(links: pd.DataFrame, name: str, default: str | float) -> NDArray[np.object_]:
    """Give a column that a table of links may lack."""
    return links[name].astype("object").fillna(default).to_numpy() if name in links.columns else np.full(len(links), default, dtype=object)


def _group(records: pd.DataFrame | Parties, network: _Network, threshold: float) -> tuple[NDArray[np.int64], dict[int, list[Reason]]]:
    """Find the groups of every component; most hold two records, or are linked throughout, and need no second look."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    size = len(network.ids)
    least = _bits_of(threshold)
    strong = network.accepted | (network.usable & (network.bits >= least))
    edges = coo_matrix((np.ones(strong.sum()), (network.left[strong], network.right[strong])), shape=(size, size))
    _, component = connected_components(edges, directed=False)
    members = np.bincount(component)
    against: dict[int, list[Reason]] = defaultdict(list)
    apart = _find_exclusions(records, network, component, members)
    joined = np.bincount(component[network.left[strong]], minlength=len(members))
    plain = joined == members * (members - 1) // 2  # linked throughout, each pair once
    plain[np.unique([component[a] for a, _ in apart]).astype(np.int64)] = False
    home = np.arange(size)
    order = np.argsort(component, kind="stable")
    starts = np.concatenate([[0], np.cumsum(members)])
    first = order[starts[:-1]]
    home[plain[component]] = first[component[plain[component]]]
    contested = np.flatnonzero(~plain & (members > 1))
    if len(contested):
        _group_contested(network, (component, contested, home), apart, least, against)
    return home, against


def _bits_of(threshold: float) -> float:
    return math.log2(threshold / (1 - threshold)) if 0 < threshold < 1 else math.copysign(math.inf, threshold - 0.5)


def _find_exclusions(
    records: pd.DataFrame | Parties, network: _Network, component: NDArray[np.int32], members: NDArray[np.int64]
) -> set[tuple[int, int]]:
    """Add to the links that hold apart the pairs of one component whose records contradict each other."""
    together = (members > 1) & (members <= _LARGEST)
    rows = np.flatnonzero(together[component])
    rows = rows[np.argsort(component[rows], kind="stable")]
    known = _prepare(records, network.ids.iloc[rows])
    place = known.find(network.ids.iloc[rows])
    rows, place = rows[place >= 0], place[place >= 0]
    sizes = np.bincount(component[rows], minlength=len(members))[np.unique(component[rows])] if len(rows) else np.zeros(0, dtype=np.int64)
    one, other = _pair_within(sizes)
    pairs = pd.DataFrame({"left": np.minimum(place[one], place[other]), "right": np.maximum(place[one], place[other])})
    accepted = {(min(a, b), max(a, b)) for a, b in zip(network.left[network.accepted], network.right[network.accepted], strict=True)}
    near = network.apart[component[network.apart[:, 0]] == component[network.apart[:, 1]]]
    found = {(a, b) for a, b in near.tolist()}
    for at in np.flatnonzero(find_conflicts(known, pairs)).tolist():
        pair = (min(int(rows[one[at]]), int(rows[other[at]])), max(int(rows[one[at]]), int(rows[other[at]])))
        if pair not in accepted:
            found.add(pair)
    return found


def _prepare(records: pd.DataFrame | Parties, ids: pd.Series) -> Parties:
    if isinstance(records, Parties):
        return records
    return prepare_parties(records[records["record_id"].isin(ids) & records["kind"].astype("str").isin(FAMILIES)])


def _pair_within(sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Give every pair of places within runs of the given lengths."""
    lengths = np.repeat(sizes, sizes)
    ends = np.repeat(np.cumsum(sizes), sizes)
    places = np.arange(len(lengths))
    after = ends - places - 1
    one = np.repeat(places, after)
    other = one + 1 + count_within(after)
    return one, other


def _group_contested(
    network: _Network,
    where: tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]],
    apart: set[tuple[int, int]],
    least: float,
    against: dict[int, list[Reason]],
) -> None:
    """Group the records of components that are not linked throughout, or in which something holds apart; fill in their homes."""
    component, contested, home = where
    number = np.full(component.max() + 1, -1)
    number[contested] = np.arange(len(contested))
    records: list[list[int]] = [[] for _ in contested]
    for row in np.flatnonzero(number[component] >= 0).tolist():
        records[number[component[row]]].append(row)
    links: list[list[int]] = [[] for _ in contested]
    spoken = (
        (network.usable | network.accepted) & (number[component[network.left]] >= 0) & (component[network.left] == component[network.right])
    )
    for place in np.flatnonzero(spoken).tolist():
        links[number[component[network.left[place]]]].append(place)
    forbidden: list[list[tuple[int, int]]] = [[] for _ in contested]
    for pair in sorted(apart):
        if number[component[pair[0]]] >= 0:
            forbidden[number[component[pair[0]]]].append(pair)
    for rows, places, pairs in zip(records, links, forbidden, strict=True):
        ends = [(int(network.left[at]), int(network.right[at]), float(network.bits[at])) for at in places]
        together = [at for at, place in enumerate(places) if network.accepted[place]]
        found = group_records(rows, ends, pairs, least, together)
        for group in found.groups:
            home[group] = group[0]
        for at, one, other in found.held:
            _note_held(network, places[at], (one, other), against)
        for at in found.thin:
            for row in ends[at][:2]:
                against[row].append(make_reason("thinly_linked", refs=[network.refer(places[at])]))


def _note_held(network: _Network, place: int, excluded: tuple[int, int], against: dict[int, list[Reason]]) -> None:
    """Say on both ends why a link did not join; one that is close to two who exclude each other is warned of."""
    refs = [network.refer(place)]
    for row in (int(network.left[place]), int(network.right[place])):
        if row in excluded:
            against[row].append(make_reason("held_apart", refs=refs))
        else:
            named = [f"records:{network.ids[one]}" for one in excluded]
            against[row].append(make_reason("close_to_both", refs=[*refs, *named]))
