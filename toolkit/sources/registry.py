"""Registers of companies and of vessels: who they are, who directs or owns them, and from when to when."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.ids import make_id
from toolkit.sources.extras import find_damaged, read_extras
from toolkit.sources.intake import Intake
from toolkit.sources.parties import Parties
from toolkit.tables import Source, Tables, conform, empty

__all__ = ["read_registry"]

_COMPANY = ("uscc", "hk_cr", "lei", "registration_no", "phone")
_VESSEL = ("imo", "mmsi", "call_sign")
_OWNER = ("uscc", "phone")
_HONG_KONG = "HK"
_CN_ID = re.compile(r"\d{14}\d{3}[\dXx]|\d\.\d+[eE]\+17")  # of 18 places, or what a spreadsheet makes of them


def read_registry(
    source: Source | str | Path,
    *,
    mapping: Mapping[str, object] | None = None,
) -> tuple[Tables, Source]:
    """Read a register of companies or vessels from CSV, xlsx or Parquet, with English or Chinese headers.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}``; overrides what the headers say.

    Returns:
        ``(tables, source)``: ``records`` (roles ``company``, ``director``, ``vessel``, ``owner``) and ``relations``
        (Directorship from the person to the company, from its incorporation if the file gives no other date; Ownership from
        the owner to the vessel with the dates that the file gives). A vessel that stands on several rows with different
        owners is one record with several ownerships. Date columns that cannot be read are kept in ``dates`` under
        ``<what>_original``.

    Raises:
        SourceError: the file is no register, or damaged.
        EvidenceError: it is not the file that was recorded.
    """
    intake = Intake(source, "registry", mapping=mapping)
    is_vessels = intake.has("vessel.name", "imo", "owner.name")
    name = "vessel.name" if is_vessels else "name"
    named = intake.field(name).notna() | intake.field("vessel.name_latin" if is_vessels else "name_chinese").notna()
    if is_vessels:
        named |= intake.field("imo").notna() | intake.field("mmsi").notna()
    intake.drop(~named, "source_no_name")
    parties = Parties(intake.source.source_id)
    relations = _read_vessels(intake, parties) if is_vessels else _read_companies(intake, parties)
    frame = pd.DataFrame(relations).drop_duplicates("relation_id") if relations else pd.DataFrame()
    tables = {"records": parties.table(), "relations": conform(frame, "relations") if len(frame) else empty("relations")}
    return Tables(tables), intake.close(_placed(is_vessels=is_vessels))


def _placed(*, is_vessels: bool) -> dict[str, dict[str, str]]:
    if is_vessels:
        return {
            "records.vessel": {"name": "vessel.name", "name_latin": "vessel.name_latin", "country": "flag", **{n: n for n in _VESSEL}},
            "records.owner": {"name": "owner.name", "address": "owner.address", **{n: f"owner.{n}" for n in _OWNER}},
            "relations": {"started_at": "owned_from", "ended_at": "owned_to"},
        }
    return {
        "records.company": {n: n for n in ("name", "name_chinese", "address", "incorporated", "dissolved", *_COMPANY)},
        "records.director": {"name": "director.name", "person_id": "director.person_id"},
    }


def _read_vessels(intake: Intake, parties: Parties) -> list[dict[str, Any]]:
    columns = ("vessel.name", "vessel.name_latin", "imo", "mmsi", "call_sign", "flag", "owner.name", "owner.uscc", "owner.phone")
    starts, _ = intake.moments("owned_from")
    ends, _ = intake.moments("owned_to")
    lost = {scheme: find_damaged(intake, scheme).tolist() for scheme in _VESSEL}
    lost_owner = find_damaged(intake, "owner.uscc").tolist()
    relations = []
    extras = read_extras(intake)
    rows = zip(
        intake.frame["locator"].tolist(), *(intake.texts(c) for c in columns), intake.texts("owner.address"), starts, ends, strict=True
    )
    for index, (locator, name, latin, imo, mmsi, call_sign, flag, owner, uscc, phone, address, start, end) in enumerate(rows):
        vessel = parties.add(
            locator,
            "Vessel",
            "vessel",
            name or latin,
            identifiers=(("imo", imo), ("mmsi", mmsi), ("call_sign", call_sign)),
            aliases=[latin] if name and latin else [],
            country=flag,
            damaged=frozenset(scheme for scheme in _VESSEL if lost[scheme][index]),
            extra=extras[index],
        )
        damaged = frozenset({"uscc"} if lost_owner[index] else ())
        holder = parties.add(
            locator, "Company", "owner", owner, identifiers=(("uscc", uscc), ("phone", phone)), address=address, damaged=damaged
        )
        if vessel and holder:
            relations.append(_relation(intake, locator, "Ownership", (holder, vessel), start=start, end=end, role="owner"))
    return relations


def _read_companies(intake: Intake, parties: Parties) -> list[dict[str, Any]]:
    dates = {what: (intake.moments(what)[0], intake.texts(what)) for what in ("incorporated", "dissolved")}
    codes = {scheme: intake.texts(scheme) for scheme in _COMPANY}
    lost = {scheme: find_damaged(intake, scheme).tolist() for scheme in (*_COMPANY, "director.person_id")}
    is_hong_kong = intake.has("hk_cr")
    default = _HONG_KONG if is_hong_kong else "CN" if intake.has("uscc") else None
    relations = []
    extras = read_extras(intake)
    columns = ("name", "name_chinese", "name_latin", "address", "country", "status", "director.name", "director.person_id")
    rows = zip(intake.frame["locator"].tolist(), *(intake.texts(c) for c in columns), strict=True)
    for index, (locator, name, chinese, latin, address, country, status, director, person_id) in enumerate(rows):
        moments = {}
        for what, (read, written) in dates.items():
            if read[index] is not None:
                moments[what] = read[index]
            elif written[index] is not None:
                moments[f"{what}_original"] = written[index]
        names = [text for text in (name, chinese, latin) if text]
        company = parties.add(
            locator,
            "Company",
            "company",
            names[0] if names else None,
            identifiers=[(scheme, codes[scheme][index]) for scheme in _COMPANY],
            aliases=names[1:],
            country=country or default,
            address=address,
            dates={what: moment for what, moment in moments.items() if moment},
            topics=[status] if status else [],
            damaged=frozenset(scheme for scheme in _COMPANY if lost[scheme][index]),
            extra=extras[index],
        )
        scheme = "cn_id" if _CN_ID.fullmatch(person_id or "") else "person_id"
        damaged = frozenset({scheme} if lost["director.person_id"][index] else ())
        person = parties.add(locator, "Person", "director", director, identifiers=[(scheme, person_id)], damaged=damaged)
        if company and person:
            start, end = moments.get("incorporated"), moments.get("dissolved")
            relations.append(_relation(intake, locator, "Directorship", (person, company), start=start, end=end, role=_role_words(intake)))
    return relations


def _role_words(intake: Intake) -> str:
    section = intake.sections[0]
    column = section.match.columns.get("director.name")
    return section.headers[column - 1] if column else "director"


def _relation(  # noqa: PLR0913 - a relation has these columns
    intake: Intake, locator: str, kind: str, ends: tuple[str, str], *, start: str | None, end: str | None, role: str
) -> dict[str, Any]:
    return {
        "relation_id": make_id("relation", intake.source.source_id, kind, *ends, start),
        "source_id": intake.source.source_id,
        "locator": locator,
        "kind": kind,
        "from_id": ends[0],
        "to_id": ends[1],
        "started_at": start,
        "ended_at": end,
        "role": role,
    }
