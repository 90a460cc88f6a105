"""The way back: every cited fact gets a number, and the number a file, a hash, a cell and a raw value."""

from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.case import Case
from toolkit.errors import EvidenceError, RefError, SourceError
from toolkit.provenance import Place, locate_all

__all__ = ["Citation", "PlaceRegister", "Way"]

MAX_CITED = 12
_VALUE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Way:
    """One numbered way back."""

    number: int
    ref: str
    path: str
    locator: str
    value: str
    sha256: str
    fault: str = ""
    """Why it cannot be followed, empty if it can."""


@dataclass(frozen=True, slots=True)
class Citation:
    """What stands behind one statement: numbers of ways, and how many more there are."""

    numbers: tuple[int, ...]
    more: int


class PlaceRegister:
    """Numbers places in the order in which the report cites them."""

    def __init__(self, case: Case) -> None:
        """Start with none."""
        self._case = case
        self._ways: dict[tuple[str, str, str], Way] = {}
        self._known: dict[str, tuple[int, ...]] = {}

    @property
    def ways(self) -> list[Way]:
        """All that were cited, by number."""
        return list(self._ways.values())

    def cite(self, refs: Iterable[str]) -> Citation:
        """Number what refs lead to; the first twelve places are followed and given, the refs left over counted."""
        numbers: dict[int, None] = {}
        left = list(dict.fromkeys(refs))
        while left and len(numbers) < MAX_CITED:
            numbers |= dict.fromkeys(self._follow(left.pop(0)))
        given = tuple(numbers)[:MAX_CITED]
        return Citation(given, len(numbers) - len(given) + len(left))

    def _follow(self, ref: str) -> tuple[int, ...]:
        if ref not in self._known:
            try:
                self._known[ref] = tuple(self._add(place) for place in locate_all(self._case, ref))
            except (RefError, EvidenceError, SourceError) as error:
                self._known[ref] = (self._number((ref, "", ""), Way(len(self._ways) + 1, ref, "", "", "", "", str(error))),)
        return self._known[ref]

    def _add(self, place: Place) -> int:
        value = "" if place.value is None else place.value
        value = value if len(value) <= _VALUE_LENGTH else f"{value[:_VALUE_LENGTH]}…"
        way = Way(len(self._ways) + 1, place.ref, place.path, place.locator, value, place.sha256)
        return self._number((place.sha256, place.locator, value), way)

    def _number(self, key: tuple[str, str, str], way: Way) -> int:
        return self._ways.setdefault(key, way).number
