"""Records as the linker sees them: one row a party, everything comparable in lists of short keys.

Splink compares these columns with equality, list intersection and integers only, on which every engine agrees.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from toolkit import names
from toolkit.identifiers import IDENTIFIERS

__all__ = ["FAMILIES", "LIST_COLUMNS", "Parties", "prepare_parties"]

FAMILIES: dict[str, str] = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "LegalEntity": "company",
    "PublicBody": "company",
    "Vessel": "vessel",
}
"""FollowTheMoney schema → the family that a record is compared within."""

RARE_NAME = 10
"""A name that more records than this bear is common; its equality says less."""
RARE_CONTACT = 6
"""An address or telephone that parties of more names than this share is a hub: a forwarder, an office tower, an agency."""

DISTINCTIVE = 0.5
"""Words that weigh less (trade and place words) block nothing."""

LIST_COLUMNS = (
    "names_rare",
    "names_common",
    "sounds",
    "words",
    *(scheme for scheme in IDENTIFIERS if scheme != "phone"),
    "phone",
    "address",
    "birth",
    "birth_year",
    "incorporated",
    "country",
)
_ADDRESS_NUMBERS = re.compile(r"\d+")
_SHORTEST_ADDRESS = 8
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Parties:
    """Comparable records with their prepared names."""

    frame: pd.DataFrame
    """``record_id``, ``source_id``, ``family`` and :data:`LIST_COLUMNS`, each cell a list of text."""
    names: dict[str, tuple[names.PreparedName, ...]]
    """Record id → its names, the main one first, aliases after it."""
    identifiers: dict[str, dict[str, frozenset[str]]]
    dates: dict[str, dict[str, str]]
    addresses: dict[str, str]
    """Record id → its address as a key; empty where it has none."""
    hubs: dict[str, dict[str, int]]
    """``phone`` and ``address`` → key → how many names share it, where that is too many to be evidence."""


def prepare_parties(records: pd.DataFrame) -> Parties:
    """Prepare persons, companies and vessels for linking; other kinds are left out.

    Args:
        records: a ``records`` table.

    Returns:
        One row a record, in the order of record ids.
    """
    known = records[records["kind"].astype("str").isin(FAMILIES)].sort_values("record_id", kind="stable")
    families = [FAMILIES[kind] for kind in known["kind"].astype("str")]
    ids = known["record_id"].tolist()
    written = {
        i: tuple(_written_names(name, aliases))
        for i, name, aliases in zip(ids, _column(known, "name"), _column(known, "aliases"), strict=True)
    }
    prepared: dict[tuple[str, str], names.PreparedName] = {}
    for family in names.KINDS:
        distinct = (name for i, f in zip(ids, families, strict=True) if f == family for name in written[i])
        prepared.update(((family, name), ready) for name, ready in names.prepare_names(distinct, family).items())
    by_record = {i: tuple(prepared[f, name] for name in written[i] if prepared[f, name].words) for i, f in zip(ids, families, strict=True)}
    identifiers = {i: _read_identifiers(cell) for i, cell in zip(ids, _column(known, "identifiers"), strict=True)}
    dates = {
        i: {k: str(v) for k, v in cell.items() if v} if isinstance(cell, Mapping) else {}
        for i, cell in zip(ids, _column(known, "dates"), strict=True)
    }
    addresses = [address_key(text) for text in _column(known, "address")]
    countries = _column(known, "country")

    name_counts = Counter((f, key) for i, f in zip(ids, families, strict=True) for key in {n.key for n in by_record[i]})
    # One party named in many files is no hub: bearers are counted by their main name.
    bearers = [by_record[i][0].key if by_record[i] else i for i in ids]
    address_counts = Counter(key for key, _ in {(key, bearer) for key, bearer in zip(addresses, bearers, strict=True) if key})
    phone_counts = Counter(
        p for p, _ in {(p, bearer) for i, bearer in zip(ids, bearers, strict=True) for p in identifiers[i].get("phone", ())}
    )
    hubs = {
        "phone": {key: count for key, count in phone_counts.items() if count > RARE_CONTACT},
        "address": {key: count for key, count in address_counts.items() if count > RARE_CONTACT},
    }
    rows = []
    for i, family, address, country in zip(ids, families, addresses, countries, strict=True):
        keys = sorted({n.key for n in by_record[i]})
        birth = dates[i].get("birth", "") if family == "person" else ""
        incorporated = dates[i].get("incorporated", "")
        row = {
            "names_rare": [key for key in keys if name_counts[family, key] <= RARE_NAME],
            "names_common": [key for key in keys if name_counts[family, key] > RARE_NAME],
            "sounds": sorted({" ".join(sorted(n.skeletons)) for n in by_record[i]}),
            "words": sorted({s for n in by_record[i] for s, w in zip(n.skeletons, n.weights, strict=True) if w >= DISTINCTIVE}),
            "phone": sorted(p for p in identifiers[i].get("phone", ()) if p not in hubs["phone"]),
            "address": [address] if address and address not in hubs["address"] else [],
            "birth": [birth[:10]] if _FULL_DATE.match(birth) else [],
            "birth_year": [birth[:4]] if birth else [],
            "incorporated": [incorporated[:10]] if _FULL_DATE.match(incorporated) else [],
            "country": [str(country)] if isinstance(country, str) and country and family != "vessel" else [],
        }
        for scheme in IDENTIFIERS:
            if scheme != "phone":
                row[scheme] = sorted(identifiers[i].get(scheme, ()))
        rows.append(row)
    frame = pd.DataFrame(rows, columns=list(LIST_COLUMNS), dtype="object")
    sources = _column(known, "source_id")
    frame = pd.concat([pd.DataFrame({"record_id": ids, "source_id": sources, "family": families}, dtype="object"), frame], axis=1)
    return Parties(frame, by_record, identifiers, dates, dict(zip(ids, addresses, strict=True)), hubs)


def address_key(text: object) -> str:
    """Reduce an address to its words in alphabetical order, numbers among them; empty where too little is left.

    >>> address_key("88号 北仑路, 宁波") == address_key("宁波 北仑路 88号")
    True
    """
    if not isinstance(text, str) or not text.strip():
        return ""
    pieces = names.fold_text(_ADDRESS_NUMBERS.sub(lambda m: f" {m[0]} ", names.simplify_han(text))).split()
    key = " ".join(sorted(pieces))
    return key if len(key) >= _SHORTEST_ADDRESS and any(not piece.isdigit() for piece in pieces) else ""


def _written_names(name: object, aliases: object) -> Iterable[str]:
    seen = [name] if isinstance(name, str) and name.strip() else []
    if isinstance(aliases, (list, tuple)):
        seen.extend(alias for alias in aliases if isinstance(alias, str) and alias.strip())
    return dict.fromkeys(seen)


def _read_identifiers(cell: object) -> dict[str, frozenset[str]]:
    if not isinstance(cell, Mapping):
        return {}
    return {
        str(scheme): frozenset(map(str, values)) for scheme, values in cell.items() if isinstance(values, (list, tuple)) and len(values)
    }


def _column(frame: pd.DataFrame, column: str) -> list[object]:
    return frame[column].tolist() if column in frame.columns else [None] * len(frame)
