"""What speaks for and against a pair, each reason with the very cells it rests on."""

from collections.abc import Mapping

from toolkit import names
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_ref
from toolkit.linking.addresses import split_address
from toolkit.linking.comparisons import Comparison, Level
from toolkit.linking.dates import list_births
from toolkit.linking.details import list_details
from toolkit.linking.parties import Parties
from toolkit.linking.weights import Model
from toolkit.tables import Reason, make_reason

__all__ = ["align_best", "list_evidence"]

_AGAINST = frozenset({"countries_differ", "details_differ", "common_phone", "common_address"})
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
    return [make_ref("records", str(parties.records["record_id"].iat[row]), column=column) for row in pair]


def _cell(parties: Parties, row: int, column: str) -> object:
    return parties.records[column].iat[row] if column in parties.records.columns else None


def _describe(parties: Parties, pair: tuple[int, int], comparison: Comparison, level: Level, weight: float) -> Reason:
    left, right = pair
    code = level.code or ""
    refs = _refs(parties, pair, _column_of(comparison))
    if comparison.name == "name":
        return _describe_names(parties, pair, level, weight)
    if comparison.name == "lifelong" or comparison.name in IDENTIFIERS:
        scheme, value = _share_number(parties, pair, comparison.name)
        refs = _refs(parties, pair, f"identifiers.{scheme}")
        if code == "shared_identifier":
            return make_reason(code, weight=weight, refs=refs, scheme=scheme, value=value)
        return make_reason(code, weight=weight, refs=refs, value=value)
    if comparison.name == "birth":
        own, other = (list_births(_mapping(_cell(parties, row, "dates")), _mapping(_cell(parties, row, "identifiers"))) for row in pair)
        return make_reason(code, weight=weight, refs=refs, **_both(own, other, code))
    if comparison.name == "founded":
        own, other = ([str(_mapping(_cell(parties, row, "dates")).get("incorporated"))] for row in pair)
        return make_reason(code, weight=weight, refs=refs, value=own[0])
    if comparison.name == "address":
        return make_reason(code, weight=weight, refs=refs, value=" ".join(_share_words(parties, pair)))
    if comparison.name == "country":
        own_country, other_country = str(_cell(parties, left, "country")), str(_cell(parties, right, "country"))
        if code == "same_country":
            return make_reason(code, weight=weight, refs=refs, value=own_country)
        return make_reason(code, weight=weight, refs=refs, left=own_country, right=other_country)
    if comparison.name == "context":
        return make_reason(code, weight=weight, refs=_refs(parties, pair, "name"))
    own_values, other_values = (_values(parties, row, comparison.name) for row in pair)
    return make_reason(code, weight=weight, refs=refs, what=comparison.name, left=own_values, right=other_values)


def _mapping(cell: object) -> Mapping[str, list[str]]:
    return cell if isinstance(cell, Mapping) else {}


def _both(own: list[str], other: list[str], code: str) -> dict[str, object]:
    shared = next((day for day in own if day in other), None)
    return {"value": shared} if shared and code != "near_birth_date" else {"left": own[0], "right": other[0]}


def _share_number(parties: Parties, pair: tuple[int, int], name: str) -> tuple[str, str]:
    own, other = (_mapping(_cell(parties, row, "identifiers")) for row in pair)
    schemes = [name] if name in IDENTIFIERS else [scheme for scheme in IDENTIFIERS if IDENTIFIERS[scheme].lifelong]
    shared = ((scheme, value) for scheme in schemes for value in sorted(set(own.get(scheme, ())) & set(other.get(scheme, ()))))
    return next(shared, (name, ""))


def _share_words(parties: Parties, pair: tuple[int, int]) -> list[str]:
    own, other = (split_address(str(_cell(parties, row, "address") or "")) for row in pair)
    known = set(other)
    return [word for word in dict.fromkeys(own) if word in known]


def _values(parties: Parties, row: int, field: str) -> str:
    return ", ".join(dict.fromkeys(value for name, value in list_details(_cell(parties, row, "extra")) if name == field))


def _describe_names(parties: Parties, pair: tuple[int, int], level: Level, weight: float) -> Reason:
    found = align_best(parties, pair)
    if found is None:
        return make_reason(level.code or "same_name", weight=weight, refs=_refs(parties, pair, "name"), value="")
    one, other, alignment = found
    refs = [
        make_ref("records", str(parties.records["record_id"].iat[row]), column="name" if name.text == _cell(parties, row, "name") else "aliases")
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
