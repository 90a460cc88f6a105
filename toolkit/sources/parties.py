"""Parties that rows name: one record a distinct mention, with the place where it stands first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from toolkit.ids import make_id
from toolkit.sources.countries import read_country
from toolkit.sources.values import clean_name

__all__ = ["Parties", "read_number", "sort_identifiers"]

_GENERAL = frozenset({"registration_no", "tax_no", "national_id"})
Normalise = Callable[[str, str, str | None], str | None]


def _normaliser() -> tuple[Normalise, frozenset[str]]:
    from toolkit import identifiers

    def normalise(scheme: str, text: str, country: str | None) -> str | None:
        found: str | None = identifiers.normalise_identifier(scheme, text, country=country)
        return found

    return normalise, frozenset(identifiers.IDENTIFIERS)


def sort_identifiers(
    written: Iterable[tuple[str, str | None]], *, country: str | None = None, damaged: frozenset[str] = frozenset()
) -> dict[str, list[str]]:
    """Bring identifiers to one form; those that fail their check stay visible under another scheme.

    Args:
        written: pairs of scheme and text as written.
        country: country of the party, for telephone numbers without a prefix.
        damaged: schemes of which a spreadsheet has lost digits.

    Returns:
        ``{scheme: [value]}``; ``invalid_<scheme>`` for values that cannot be such an id, ``damaged_<scheme>`` for values
        that a spreadsheet has shortened. Schemes without a rule are kept as written.

    >>> sort_identifiers([("imo", "IMO 9074729"), ("imo", "9074728")])
    {'imo': ['9074729'], 'invalid_imo': ['9074728']}
    """
    normalise, ruled = _normaliser()
    found: dict[str, list[str]] = {}
    for scheme, text in written:
        if not isinstance(text, str) or not text:
            continue
        value: str | None
        if scheme in damaged:
            key, value = f"damaged_{scheme}", text
        elif scheme in ruled:
            value = normalise(scheme, text, country)
            key = scheme if value is not None else f"invalid_{scheme}"
            value = text if value is None else value
        else:
            key, value = scheme, text
        values = found.setdefault(key, [])
        if value not in values:
            values.append(value)
    return found


def read_number(scheme: str, text: str) -> tuple[str, str]:
    """Give the scheme of a number that a source files under a general heading, where its check digit tells.

    >>> read_number("registration_no", "91350211M000100Y46")
    ('uscc', '91350211M000100Y46')
    >>> read_number("registration_no", "HRB 4711")
    ('registration_no', 'HRB 4711')
    """
    if scheme in _GENERAL:
        normalise, _ = _normaliser()
        return next(((told, text) for told in ("uscc", "cn_id") if normalise(told, text, None)), (scheme, text))
    return scheme, text


class Parties:
    """Collects the parties of one source."""

    def __init__(self, source_id: str) -> None:
        """Begin without any."""
        self.source_id = source_id
        self._rows: dict[str, dict[str, Any]] = {}
        self._seen: dict[tuple[Any, ...], str] = {}

    def add(  # noqa: PLR0913 - a record has these columns
        self,
        locator: str,
        kind: str,
        role: str,
        name: str | None,
        *,
        identifiers: Sequence[tuple[str, str | None]] = (),
        aliases: Sequence[str] = (),
        country: str | None = None,
        address: str | None = None,
        dates: Mapping[str, str] | None = None,
        topics: Sequence[str] = (),
        damaged: frozenset[str] = frozenset(),
        key: Sequence[object] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> str | None:
        """Add a mention; the same mention again gives the same id.

        Args:
            locator: place of the row.
            kind: schema name.
            role: part it plays in the file.
            name: name as written.
            identifiers: pairs of scheme and text as written.
            aliases: further names.
            country: code or name of its country, as written.
            address: address as written.
            dates: moments by what they date.
            topics: why a list names it.
            damaged: schemes whose digits a spreadsheet has lost.
            extra: columns that no field takes, by header, and what else the source says, such as ``weak_aliases``.
            key: what else tells this party from another of the same name.

        Returns:
            The record id; ``None`` if the row says nothing of such a party.
        """
        written = tuple((scheme, text) for scheme, text in identifiers if isinstance(text, str) and text)
        name = name if isinstance(name, str) and name else None
        address = address if isinstance(address, str) and address else None
        country = country if isinstance(country, str) and country else None
        aliases = tuple(alias for alias in aliases if isinstance(alias, str) and alias)
        if name is None and not written and address is None:
            return None
        mention = (kind, role, name, written, address, country, aliases, tuple(key), tuple(sorted((dates or {}).items())))
        if mention in self._seen:
            return self._seen[mention]
        code = read_country(country)
        values = sort_identifiers(written, country=code, damaged=damaged)
        record_id = make_id(
            "record", self.source_id, kind, role, name, [list(pair) for pair in written], address, country, list(aliases), list(key)
        )
        self._seen[mention] = record_id
        if record_id in self._rows:
            return record_id
        self._rows[record_id] = {
            "record_id": record_id,
            "source_id": self.source_id,
            "locator": locator,
            "kind": kind,
            "role": role,
            "name": None if name is None else clean_name(name),
            "name_original": name,
            "aliases": [clean_name(alias) for alias in aliases],
            "country": code,
            "address": address,
            "identifiers": values,
            "dates": dict(dates or {}),
            "topics": list(topics),
            "extra": dict(extra or {}),
        }
        return record_id

    def table(self) -> pd.DataFrame:
        """Give the rows of the ``records`` table."""
        columns = ("record_id", "source_id", "locator", "kind", "role", "name", "name_original", "aliases", "country", "address")
        further = ("identifiers", "dates", "topics", "extra")
        return pd.DataFrame(list(self._rows.values()), columns=[*columns, *further])
