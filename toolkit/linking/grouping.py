"""How the records of one component fall into groups: the strongest links first, and no group on a chain of weak ones.

Two groups join if as many links as the smaller one has records support it on average: a record that resembles two parties
does not glue them together. A pair that no link speaks for counts as :data:`UNSPOKEN` bits. One link that is all but
certain is enough by itself. What must stay apart stays apart, whichever way round the links lead.
"""

import heapq
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

__all__ = ["CERTAIN", "UNSPOKEN", "Grouping", "group_records"]

UNSPOKEN = -6.0
"""Bits that a pair without a link counts for."""
CERTAIN = 12.0
"""Bits from which one link joins two groups whatever their size; no link counts for more."""
_KEPT = 16

What = TypeVar("What")
Support = tuple[tuple[float, int], ...]
"""Bits and place of the strongest links between two groups, the strongest first."""


@dataclass(slots=True)
class Grouping:
    """Groups, and the links that were strong enough and joined nothing."""

    groups: list[list[int]]
    held: list[tuple[int, int, int]] = field(default_factory=list)
    """Place of a link, and the two records that must stay apart and so held it."""
    thin: list[int] = field(default_factory=list)
    """Places of links of the asked strength that too few others bore out."""


@dataclass(slots=True)
class _State:
    members: dict[int, list[int]]
    home: dict[int, int]
    support: dict[int, dict[int, Support]]
    apart: dict[int, dict[int, tuple[int, int]]]
    """Group → groups that it must not join, and the two records that forbid it."""


def group_records(
    records: Iterable[int],
    links: Collection[tuple[int, int, float]],
    apart: Iterable[tuple[int, int]],
    least: float,
    together: Collection[int] = (),
) -> Grouping:
    """Group the records of one component.

    Args:
        records: their numbers.
        links: two records and the bits that speak for them.
        apart: pairs of records that must not share a group.
        least: bits that a join needs.
        together: places of links that join before all others, whatever their bits.

    >>> chain = [(0, 1, 5.0), (1, 2, 4.5), (2, 3, 5.0)]
    >>> group_records(range(4), chain, [], 4.0).groups
    [[0, 1], [2, 3]]
    """
    state = _start(records, links, apart)
    found = Grouping([])
    ends = [(one, other) for one, other, _ in links]
    for place in together:
        one, other = (state.home[end] for end in ends[place])
        if one != other and other in state.apart[one]:
            found.held.append((place, *state.apart[one][other]))
        elif one != other:
            _join(state, one, other)
    queue = [
        (-_weigh(state, a, b), a, b, len(state.members[a]), len(state.members[b])) for a in state.support for b in state.support[a] if a < b
    ]
    heapq.heapify(queue)
    while queue:
        negative, a, b, size_a, size_b = heapq.heappop(queue)
        stale = a not in state.members or b not in state.members or (len(state.members[a]), len(state.members[b])) != (size_a, size_b)
        if stale or -negative < least:
            continue
        if b in state.apart[a]:
            found.held.append((state.support[a][b][0][1], *state.apart[a][b]))
            continue
        joined = _join(state, a, b)
        for other in state.support[joined]:
            one, two = sorted((joined, other))
            weight = _weigh(state, one, two)
            if weight >= least:
                heapq.heappush(queue, (-weight, one, two, len(state.members[one]), len(state.members[two])))
    found.groups = sorted(sorted(group) for group in state.members.values())
    held = {place for place, _, _ in found.held}
    found.thin = [
        place
        for place, (one, other, bits) in enumerate(links)
        if bits >= least
        and place not in held
        and state.home[one] != state.home[other]
        and state.home[other] not in state.apart[state.home[one]]
    ]
    return found


def _start(records: Iterable[int], links: Collection[tuple[int, int, float]], apart: Iterable[tuple[int, int]]) -> _State:
    members = {record: [record] for record in records}
    support: dict[int, dict[int, Support]] = {record: {} for record in members}
    for place, (one, other, bits) in enumerate(links):
        support[one][other] = support[other][one] = ((min(bits, CERTAIN), place),)
    forbidden: dict[int, dict[int, tuple[int, int]]] = {record: {} for record in members}
    for one, other in apart:
        forbidden[one][other] = forbidden[other][one] = (one, other)
    return _State(members, {record: record for record in members}, support, forbidden)


def _weigh(state: _State, a: int, b: int) -> float:
    """Average the strongest links between two groups, as many as the smaller has records."""
    found = state.support[a][b]
    if found[0][0] >= CERTAIN:
        return CERTAIN
    size = min(len(state.members[a]), len(state.members[b]), _KEPT)
    counted = found[:size]
    return (sum(bits for bits, _ in counted) + (size - len(counted)) * UNSPOKEN) / size


def _join(state: _State, a: int, b: int) -> int:
    """Join two groups; the one with more neighbours keeps its number."""
    if len(state.support[a]) < len(state.support[b]):
        a, b = b, a
    state.members[a] += state.members.pop(b)
    for record in state.members[a]:
        state.home[record] = a
    _move(state.support, a, b, _merge_support)
    _move(state.apart, a, b, _merge_apart)
    return a


def _move(found: dict[int, dict[int, What]], kept: int, gone: int, merge: Callable[[What | None, What], What]) -> None:
    """Let the group that stays take what was known of the one that is gone."""
    taken = found.pop(gone)
    found[kept].pop(gone, None)
    for other, what in taken.items():
        if other != kept:
            found[other].pop(gone, None)
            found[kept][other] = found[other][kept] = merge(found[kept].get(other), what)


def _merge_support(own: Support | None, taken: Support) -> Support:
    return tuple(sorted((*own, *taken), key=lambda link: (-link[0], link[1]))[:_KEPT]) if own else taken


def _merge_apart(own: tuple[int, int] | None, taken: tuple[int, int]) -> tuple[int, int]:
    return own or taken
