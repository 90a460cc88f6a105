"""What speaks for and against a pair, each reason with the very cells it rests on."""

import re
from collections.abc import Mapping

import numpy as np

from toolkit import names
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_ref
from toolkit.linking.addresses import address_key, split_address
from toolkit.linking.comparisons import Comparison, Level
from toolkit.linking.contradictions import LIFELONG
from toolkit.linking.dates import DAY, list_births, read_dates
from toolkit.linking.details import list_details, quote_detail
from toolkit.linking.keys import hash_texts
from toolkit.linking.levels import count_bearers
from toolkit.linking.parties import Parties
from toolkit.linking.weights import Model
from toolkit.tables import Reason, make_reason

__all__ = ["align_best", "list_evidence"]

_AGAINST = frozenset({"countries_differ", "details_differ", "common_phone", "common_address"})
_DIGIT = re.compile(r"\d")
_COLUMN = {"birth": "dates.birth", "founded": "dates.incorporated", "address": "address", "country": "country", "name": "name"}


def list_evidence(parties: Parties, pair: tuple[int, int], levels: Mapping[str, int], model: Model) -> tuple[list[Reason], list[Reason]]:
    """Say which comparisons agree and which differ.

    Args:
        parties: prepared records.
        pair: two rows of ``parties``.
        levels: comparison → place of the level that the pair reached; below 0 where nothing is said.
        model: the weights of the family.

    Returns:
        Reasons for and reasons against, in the order of comparisons. Their weights and the prior odds sum to the match weight.
    """
    reasons: list[Reason] = []
    against: list[Reason] = []
    for comparison in model.comparisons:
        place = levels.get(comparison.name, -1)
        if place < 0:
            continue
        level = comparison.levels[place]
        weight = model.weigh(comparison.name, place)
        if level.code:
            reason = _describe(parties, pair, comparison, level, weight)
            (against if level.code in _AGAINST or weight < 0 else reasons).append(reason)
        elif abs(weight) >= _TOLD:
            against.append(
                make_reason("differs", weight=weight, refs=_refs(parties, pair, _column_of(comparison)), what=comparison.name)
                if weight < 0
                else make_reason("agrees_in_part", weight=weight, refs=_refs(parties, pair, _column_of(comparison)), what=comparison.name)
            )
    return reasons, against


_TOLD = 0.05
"""Bits below which a level without a reason of its own is passed over."""


def _column_of(comparison: Comparison) -> str:
    if comparison.name in _COLUMN:
        return _COLUMN[comparison.name]
    return f"identifiers.{comparison.name}" if comparison.name in IDENTIFIERS else "extra"


def _refs(parties: Parties, pair: tuple[int, int], column: str) -> list[str]:
    return [make_ref("records", str(parties.records["record_id"].iloc[row]), column=column) for row in pair]


def _cell(parties: Parties, row: int, column: str) -> object:
    return parties.records[column].iloc[row] if column in parties.records.columns else None


def _describe(parties: Parties, pair: tuple[int, int], comparison: Comparison, level: Level, weight: float) -> Reason:
    code = level.code or ""
    if comparison.name == "name":
        return _describe_names(parties, pair, level, weight)
    column = _column_of(comparison)
    values: dict[str, object]
    if comparison.name == "lifelong" or comparison.name in IDENTIFIERS:
        scheme, value = _share_number(parties, pair, comparison.name)
        column, values = f"identifiers.{scheme}", {"scheme": scheme, "value": value}
        if code == "common_phone":
            values |= {"count": _count_names(parties, "phone", value)}
    elif comparison.name == "birth":
        values = _tell_dates(parties, pair, "birth", code)
    elif comparison.name == "founded":
        values = _tell_dates(parties, pair, "incorporated", code)
    elif comparison.name == "address":
        values = _tell_addresses(parties, pair, code)
    elif comparison.name == "country":
        own, other = (str(_cell(parties, row, "country")) for row in pair)
        values = {"value": own} if own == other else {"left": own, "right": other}
    elif comparison.name == "context":
        column, values = "name", {"count": _count_beside(parties, pair)}
    else:
        values = {"what": comparison.name, **_quote_details(parties, pair, comparison.name)}
    return make_reason(code, weight=weight, refs=_refs(parties, pair, column), **values)


def _mapping(cell: object) -> Mapping[str, list[str]]:
    return cell if isinstance(cell, Mapping) else {}


def _tell_dates(parties: Parties, pair: tuple[int, int], what: str, code: str) -> dict[str, object]:
    """Give the date that both tell, or the two that are closest."""
    cells = [_mapping(_cell(parties, row, "dates")) for row in pair]
    numbers = [_mapping(_cell(parties, row, "identifiers")) if what == "birth" else {} for row in pair]
    own, other = (
        [day[:DAY] for day in (list_births(dates, told) if what == "birth" else read_dates(dates.get(what)))]
        for dates, told in zip(cells, numbers, strict=True)
    )
    one, two = max(
        ((a, b) for a in own for b in other), key=lambda days: sum(x == y for x, y in zip(*days, strict=False)), default=("", "")
    )
    return {"left": one, "right": two} if code == "near_birth_date" else {"value": one}


def _share_number(parties: Parties, pair: tuple[int, int], name: str) -> tuple[str, str]:
    own, other = (_mapping(_cell(parties, row, "identifiers")) for row in pair)
    schemes = [name] if name in IDENTIFIERS else LIFELONG
    shared = ((scheme, value) for scheme in schemes for value in sorted(set(own.get(scheme, ())) & set(other.get(scheme, ()))))
    return next(shared, (name, ""))


def _tell_addresses(parties: Parties, pair: tuple[int, int], code: str) -> dict[str, object]:
    own, other = (str(_cell(parties, row, "address") or "") for row in pair)
    if code == "shared_address_piece":
        return {"left": own, "right": other}
    pieces = split_address(own)
    if code == "shared_place":
        known = set(split_address(other))
        return {"value": [word for word in dict.fromkeys(pieces) if word in known and not _DIGIT.search(word)]}
    if code == "common_address":
        return {"value": own, "count": _count_names(parties, "address", address_key(pieces))}
    return {"value": own}


def _count_names(parties: Parties, aspect: str, text: str) -> int:
    """Count the names of the records that share a telephone or an address, as :func:`toolkit.linking.levels.count_bearers` does."""
    keys = parties.of(aspect)
    held = keys.where(keys.keys == hash_texts([text])[0])
    return int(count_bearers(parties, held).max(initial=0))


def _count_beside(parties: Parties, pair: tuple[int, int]) -> int:
    """Count the records beside the rarest neighbour that both have."""
    keys = parties.of("context")
    own, other = (keys.keys[slice(*np.searchsorted(keys.rows, [row, row + 1]))] for row in pair)
    return min((int((keys.keys == key).sum()) for key in np.intersect1d(own, other)), default=0)


def _quote_details(parties: Parties, pair: tuple[int, int], field: str) -> dict[str, object]:
    """Give what is written on both sides; of columns that are not known those in which both agree."""
    cells = [_mapping(_cell(parties, row, "extra")) for row in pair]
    agreed = set(list_details(cells[0])) & set(list_details(cells[1]))
    if field == "other":
        cells = [{header: text for header, text in cell.items() if not agreed.isdisjoint(list_details({header: text}))} for cell in cells]
    own, other = (quote_detail(cell, field) for cell in cells)
    return {"left": own, "right": other}


def _describe_names(parties: Parties, pair: tuple[int, int], level: Level, weight: float) -> Reason:
    found = align_best(parties, pair)
    if found is None:
        return make_reason(level.code or "same_name", weight=weight, refs=_refs(parties, pair, "name"), value="")
    one, other, alignment = found
    refs = [
        make_ref(
            "records", str(parties.records["record_id"].iloc[row]), column="name" if name.text == _cell(parties, row, "name") else "aliases"
        )
        for row, name in zip(pair, (one, other), strict=True)
    ]
    if level.code == "similar_names":
        code = "similar_names" if weight > 0 else "names_differ"
        return make_reason(code, weight=weight, refs=refs, left=one.text, right=other.text, score=alignment.score)
    return make_reason(level.code or "same_name", weight=weight, refs=refs, value=one.key, left=one.text, right=other.text)


def align_best(parties: Parties, pair: tuple[int, int]) -> tuple[names.PreparedName, names.PreparedName, names.Alignment] | None:
    """Find the two names of a pair that agree best; ``None`` where a side has none."""
    combined = [(one, other) for one in parties.names.of(pair[0]) for other in parties.names.of(pair[1])]
    if not combined:
        return None
    one, other = max(combined, key=lambda both: names.score_names(*both))
    return one, other, names.align_names(one, other)
