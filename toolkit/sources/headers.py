"""Headers, English and Chinese, and the fields they name: one small file, ``headers.toml``, that anybody can extend."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from toolkit.errors import ArgumentError
from toolkit.units import Dimension, Unit, parse_unit, unit_in_header

__all__ = [
    "LAYOUTS",
    "Match",
    "count_units",
    "dimension_of",
    "fields_of",
    "fold_header",
    "match_headers",
    "names_field",
    "published_for",
    "score_layout",
]

LAYOUTS = ("declarations", "positions", "scan_index", "transfers", "samples", "registry", "watchlist", "ports")
"""Layouts that headers can name, the more particular before the more general."""
_MAX_HEADERS = 2_000
"""A table of more columns names nothing that is read here."""
_HAN = re.compile("[\u3400-\u9fff]")
_PUNCTUATION = re.compile(r"[\s_\-./,:;'\"()\[\]【】#*]+")


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads(files("toolkit.sources").joinpath("headers.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=50_000)
def fold_header(header: str) -> str:
    """Take width, case, spacing and punctuation away, and write Han in simplified form.

    >>> fold_header("CR No."), fold_header("報關單號")
    ('crno', '报关单号')
    """
    folded = _PUNCTUATION.sub("", unicodedata.normalize("NFKC", header)).casefold()
    if not _HAN.search(folded):
        return folded
    from toolkit.names import simplify_han

    return simplify_han(folded)


@lru_cache(maxsize=50_000)
def _without_unit(header: str) -> str:
    return unit_in_header(header)[0]


@lru_cache(maxsize=50_000)
def _folded(header: str) -> frozenset[str]:
    return frozenset({fold_header(header), fold_header(_without_unit(header))})


@cache
def _synonyms(layout: str) -> dict[str, str]:
    fields: dict[str, list[str]] = _catalogue()[layout]["fields"]
    found: dict[str, str] = {}
    for name, headers in fields.items():
        for header in (*headers, name):
            found.setdefault(fold_header(header), name)
    return found


def fields_of(layout: str) -> frozenset[str]:
    """Name the fields of a layout."""
    return frozenset(_catalogue()[layout]["fields"])


def dimension_of(name: str) -> Dimension | None:
    """Give the dimension that a field's unit must have, if it carries an amount."""
    dimension: Dimension | None = _catalogue()["dimensions"].get(name)
    return dimension


@dataclass(frozen=True, slots=True)
class Match:
    """What the headers of one sheet were found to name."""

    columns: dict[str, int]
    """{field: column number from 1}."""
    units: dict[str, Unit] = field(default_factory=dict)
    """Units that a header, the publisher or the analyst states."""
    unknown_units: dict[str, str] = field(default_factory=dict)
    """{field: text that stands where a unit stands and is none that is known}."""
    zone: str | None = None
    """Zone that the publisher of the layout states for its times."""


def match_headers(
    headers: Sequence[str],
    layout: str,
    *,
    mapping: Mapping[str, str | int] | None = None,
    units: Mapping[str, str] | None = None,
    stated: Mapping[Dimension, Unit] | None = None,
) -> Match:
    """Find which column carries which field.

    Args:
        headers: headers of one sheet, in order.
        layout: one of :data:`LAYOUTS`.
        mapping: ``{field: header or column number}``, overrides what is found; an empty text drops a field.
        units: ``{field: unit}`` that a named analyst vouches for.
        stated: units that a title above the header states, by their dimension.

    Raises:
        ArgumentError: the mapping names a field, header or column that is not there, or a unit that is not known.

    >>> match_headers(["报关单号", "毛重(千克)"], "declarations").columns
    {'declaration_id': 1, 'gross_kg': 2}
    """
    columns = _guess(headers, layout)
    chosen = _overrides(headers, layout, mapping)
    columns = {name: number for name, number in columns.items() if number not in chosen.values()} | chosen
    columns = {name: number for name, number in sorted(columns.items(), key=lambda item: item[1]) if number}
    published, zone = published_for(headers)
    match = Match(columns, zone=zone)
    for name, number in columns.items():
        dimension = dimension_of(name)
        if dimension is None:
            continue
        _, unit, written = unit_in_header(headers[number - 1], dimension)
        if unit is None and written is None:
            unit = parse_unit(published.get(name), dimension) or (stated or {}).get(dimension)
        if units and name in units:
            unit = _vouched(units[name], name, dimension)
        if unit is not None:
            match.units[name] = unit
        elif written is not None:
            match.unknown_units[name] = written
    return match


def _guess(headers: Sequence[str], layout: str) -> dict[str, int]:
    synonyms = _synonyms(layout)
    columns: dict[str, int] = {}
    if len(headers) > _MAX_HEADERS or not any(
        fold_header(h) in synonyms or fold_header(_without_unit(h)) in synonyms for h in headers if h
    ):
        return columns
    taken: set[int] = set()
    for exact in (True, False):  # a header that matches whole goes before one that matches without its unit
        for number, header in enumerate(headers, start=1):
            if not header or number in taken:
                continue
            name = synonyms.get(fold_header(header if exact else _without_unit(header)))
            if name is not None and name not in columns:
                columns[name] = number
                taken.add(number)
    return columns


def _vouched(written: str, name: str, dimension: Dimension) -> Unit:
    unit = parse_unit(written, dimension)
    if unit is None:
        message = f"units[{name!r}]={written!r} is no known unit of {dimension}; see toolkit.units"
        raise ArgumentError(message)
    return unit


def _overrides(headers: Sequence[str], layout: str, mapping: Mapping[str, str | int] | None) -> dict[str, int]:
    chosen: dict[str, int] = {}
    for name, place in (mapping or {}).items():
        fields = _catalogue()[layout]["fields"]
        if name not in fields:
            message = f"mapping names the field {name!r}, which {layout} does not have; fields: {', '.join(fields)}"
            raise ArgumentError(message)
        if isinstance(place, int):
            if not 0 <= place <= len(headers):
                message = f"mapping[{name!r}]={place}: columns run from 1 to {len(headers)}"
                raise ArgumentError(message)
            chosen[name] = place
        elif place == "":
            chosen[name] = 0
        elif place in headers:
            chosen[name] = list(headers).index(place) + 1
        else:
            message = f"mapping[{name!r}]={place!r}: no such header; headers: {[h for h in headers if h]}"
            raise ArgumentError(message)
    return chosen


def published_for(headers: Sequence[str]) -> tuple[dict[str, str], str | None]:
    """Give units and zone that the publisher of a layout states, if the headers are those of a published layout."""
    present = {fold_header(header) for header in headers}
    for layout in _catalogue()["published"]:
        if all(fold_header(header) in present for header in layout["headers"]):
            return dict(layout.get("units", {})), layout.get("zone")
    return {}, None


@lru_cache(maxsize=50_000)
def names_field(header: str) -> bool:
    """Tell whether a header names a field of any layout."""
    folded = _folded(header)
    return any(name in _synonyms(layout) for layout in LAYOUTS for name in folded)


def count_units(headers: Sequence[str], layout: str) -> int:
    """Say of how many fields the headers themselves state the unit."""
    found = ((name, headers[number - 1]) for name, number in _guess(headers, layout).items())
    return sum(unit_in_header(header, dimension)[1] is not None for name, header in found if (dimension := dimension_of(name)))


def score_layout(headers: Sequence[str], layout: str) -> tuple[int, float]:
    """Say how well headers fit a layout.

    Returns:
        Number of fields matched and their share of the headers; ``(0, 0.0)`` where a field that the layout needs is missing.
    """
    columns = _guess(headers, layout)
    if not all(any(name in columns for name in group) for group in _catalogue()[layout]["needs"]):
        return 0, 0.0
    if not columns:
        return 0, 0.0
    named = sum(1 for header in headers if header)
    return len(columns), len(columns) / max(named, 1)
