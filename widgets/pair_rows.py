"""Two records side by side: what each says, and where they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

import pandas as pd

__all__ = ["Marked", "PairRow", "compare_records", "mark_differences"]

Marked = list[tuple[str, bool]]
"""Pieces of a text, each with whether the other text lacks it."""

_TEXTS = ("name", "name_original", "aliases", "kind", "role", "country", "address", "topics")
_MARKED_UP_TO = 300
"""Characters: finding what two texts share takes the product of their lengths."""


@dataclass(frozen=True, slots=True)
class PairRow:
    """One line of the comparison."""

    field: str
    """A column, or ``identifiers.imo``, ``dates.birth``, ``extra.…``."""
    left: Marked
    right: Marked
    agreement: str
    """same, differs, one_sided."""


def compare_records(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[PairRow]:
    """Lay two rows of ``records`` beside each other; what neither says is left out.

    >>> row = {"name": "HAI YUE 66", "identifiers": {"imo": ["9074729"]}}
    >>> [(line.field, line.agreement) for line in compare_records(row, {"name": "HAI YUE 68", "identifiers": {}})]
    [('name', 'differs'), ('identifiers.imo', 'one_sided')]
    """
    fields = _list_fields(left, right)
    pairs = [(field, _write(_read(left, field)), _write(_read(right, field))) for field in fields]
    return [PairRow(field, *mark_differences(one, other), _agree(one, other)) for field, one, other in pairs if one or other]


def mark_differences(left: str, right: str) -> tuple[Marked, Marked]:
    """Mark in each text what the other lacks; capitals count as their small letters.

    >>> mark_differences("Hai Yue 66", "HAI YUE 68")
    ([('Hai Yue 6', False), ('6', True)], [('HAI YUE 6', False), ('8', True)])
    """
    if not left or not right or left == right:
        return _whole(left, differs=False), _whole(right, differs=False)
    # a letter that changes its length with its case would shift every mark after it
    one, other = left.lower(), right.lower()
    if len(one) != len(left) or len(other) != len(right):
        one, other = left, right
    if max(len(left), len(right)) > _MARKED_UP_TO:
        return _whole(left, differs=one != other), _whole(right, differs=one != other)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return _cut(left, [(block.a, block.size) for block in blocks]), _cut(right, [(block.b, block.size) for block in blocks])


def _list_fields(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[str]:
    nested = [
        f"{column}.{key}"
        for column in ("identifiers", "dates", "extra")
        for key in dict.fromkeys([*(left.get(column) or {}), *(right.get(column) or {})])
    ]
    return [*_TEXTS, *nested]


def _read(row: Mapping[str, Any], field: str) -> object:
    column, dot, key = field.partition(".")
    return (row.get(column) or {}).get(key) if dot else row.get(column)


def _write(value: object) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " · ".join(_write(part) for part in value)
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _agree(left: str, right: str) -> str:
    if not left or not right:
        return "one_sided"
    return "same" if left.lower() == right.lower() else "differs"


def _whole(text: str, *, differs: bool) -> Marked:
    return [(text, differs)] if text else []


def _cut(text: str, shared: Sequence[tuple[int, int]]) -> Marked:
    ends = sorted({0, len(text), *(start for start, _ in shared), *(start + size for start, size in shared)})
    common = {start for start, size in shared if size}
    pieces: Marked = []
    for start, end in pairwise(ends):
        differs = start not in common
        if pieces and pieces[-1][1] == differs:
            pieces[-1] = (pieces[-1][0] + text[start:end], differs)
        else:
            pieces.append((text[start:end], differs))
    return pieces
