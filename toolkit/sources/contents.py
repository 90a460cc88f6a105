"""What the cells of a column look like, where its header says nothing: a suggestion for a person, followed by no reader."""

import re
from collections.abc import Callable, Sequence

from toolkit.identifiers import normalise_identifier
from toolkit.sources.currencies import read_currency
from toolkit.sources.headers import LAYOUTS, fields_of
from toolkit.sources.values import read_decimal, read_moments

__all__ = ["guess_field"]

_LEAST = 0.8
_MOST_SURE = 0.8
_HS = re.compile(r"(?!00)\d{2}(?:\d{4}|\d{6}|\d{8})")
_CONTAINER = re.compile(r"[A-Z]{3}[UJZ]\s?\d{7}")
_DECLARATION = re.compile(r"\d{18}")
_COMPANY = re.compile("[\u4e00-\u9fff].*(?:公司|厂|行)$|\\b(?:LTD|LIMITED|INC|GMBH|LLC)\\b", re.IGNORECASE)
_KNOWN_CURRENCIES = frozenset(
    {"CNY", "USD", "HKD", "EUR", "JPY", "GBP", "KRW", "SGD", "AUD", "CAD", "TWD", "MYR", "THB", "VND", "RUB", "CHF"}
)


def _is_date(text: str) -> bool:
    return bool(re.search(r"\d[-/.:年月]\d", text)) and any(m.precision in ("day", "minute", "second") for m in read_moments(text))


def _names(scheme: str) -> Callable[[str], bool]:
    return lambda text: normalise_identifier(scheme, text) is not None


_LOOKS: tuple[tuple[Callable[[str], bool], tuple[str, ...]], ...] = (
    (lambda text: bool(_CONTAINER.fullmatch(text)), ("container_id",)),
    (_names("uscc"), ("uscc", "importer.uscc", "owner.uscc")),
    (_names("cn_id"), ("director.person_id",)),
    (lambda text: bool(_DECLARATION.fullmatch(text)), ("declaration_id",)),
    (_names("imo"), ("imo",)),
    (lambda text: bool(_HS.fullmatch(text)), ("hs", "declared_hs")),
    (lambda text: read_currency(text) in _KNOWN_CURRENCIES, ("currency",)),
    (_is_date, ("declared_at", "occurred_at", "taken_at", "scanned_at", "time", "incorporated", "listed_on")),
    (lambda text: bool(_COMPANY.search(text)), ("importer.name", "name")),
)


def guess_field(cells: Sequence[str], layout: str | None) -> tuple[str | None, float]:
    """Guess what a column holds from its cells.

    Args:
        cells: texts that are not empty.
        layout: whose fields are asked for; any if ``None``.

    Returns:
        The field and the share of cells that look like it, .8 at most; ``(None, 0.0)`` where nothing does. Amounts are never
        guessed: a number without a header may be anything, in any unit.

    >>> guess_field(["3901100000", "0901210000"], "declarations")
    ('hs', 0.8)
    """
    if not cells or all(read_decimal(cell) is not None and "." in cell for cell in cells):
        return None, 0.0
    allowed = fields_of(layout) if layout else frozenset(name for known in LAYOUTS for name in fields_of(known))
    for looks, fields in _LOOKS:
        name = next((field for field in fields if field in allowed), None)
        if name is None:
            continue
        share = sum(looks(cell.strip()) for cell in cells) / len(cells)
        if share >= _LEAST:
            return name, min(share, _MOST_SURE)
    return None, 0.0
