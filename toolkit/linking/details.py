"""What else a file says of a party: length and year of a ship, occupation and gender of a person, columns of its own.

Different files call the same thing by different headers; ``details.toml`` lists those that are compared as one.
"""

import math
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from toolkit import names

__all__ = ["Field", "list_details", "quote_detail", "read_fields"]

_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-z0-9]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LONGEST = 40
"""A longer text is a remark: nobody writes the same one twice."""
_NOTHING = frozenset({"", "-", "n a", "na", "none", "unknown", "null", "无", "不详"})


@dataclass(frozen=True, slots=True)
class Field:
    """A detail that files call by several headers."""

    name: str
    step: float | None
    """Figures that differ by no more are written of one ship; ``None`` for texts."""
    m: float
    u: float
    independent: float
    headers: tuple[str, ...]


@cache
def read_fields() -> tuple[Field, ...]:
    """Read the details that are known."""
    listed = tomllib.loads(files("toolkit.linking").joinpath("details.toml").read_text("utf-8"))
    return tuple(
        Field(name, cell["step"] if cell["kind"] == "number" else None, cell["m"], cell["u"], cell["independent"], tuple(cell["headers"]))
        for name, cell in listed.items()
    )


@cache
def _by_header() -> dict[str, Field]:
    return {header: field for field in read_fields() for header in field.headers}


@cache
def _fold(text: str) -> str:
    lowered = names.simplify_han(text).lower()
    if _HAN.search(lowered):
        return " ".join(re.findall(f"{_HAN.pattern}|{_LATIN.pattern}", lowered))
    return names.fold_text(lowered)


def list_details(extra: object) -> Iterator[tuple[str, str]]:
    """Give the comparable details of a record as (field, value); of a column that is not known, as (other, header=value).

    A figure gives the two steps of its scale that it lies between, so that two figures less than a step apart share one.

    >>> list(list_details({"LOA (m)": "112.4", "Occupation": "Baker"}))
    [('length_m', '112'), ('length_m', '113'), ('occupation', 'baker')]
    """
    if not isinstance(extra, Mapping):
        return
    for header, written in extra.items():
        text = str(written).strip()
        if len(text) > _LONGEST:
            continue
        folded = _fold(str(header))
        field = _by_header().get(folded)
        if field is None or field.step is None:
            value = _fold(text)
            if value not in _NOTHING:
                yield (field.name, value) if field else ("other", f"{folded}={value}")
        elif number := _NUMBER.search(text.replace(",", "")):
            at = float(number[0]) / field.step
            yield from ((field.name, str(step)) for step in sorted({math.floor(at), math.ceil(at)}))


def quote_detail(extra: object, field: str) -> list[str]:
    """Give what a record says of a field, as it is written; of ``other``, each column that is not known with its header.

    >>> quote_detail({"LOA (m)": "112.4", "Hull": "steel"}, "length_m"), quote_detail({"Hull": "steel"}, "other")
    (['112.4'], ['Hull: steel'])
    """
    if not isinstance(extra, Mapping):
        return []
    cells = [(str(header), str(written).strip()) for header, written in extra.items()]
    told = [(header, text) for header, text in cells if any(name == field for name, _ in list_details({header: text}))]
    return [f"{header}: {text}" if field == "other" else text for header, text in told]
