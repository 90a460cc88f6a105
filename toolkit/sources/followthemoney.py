"""FollowTheMoney entities, one a line, read without its library: parties, what they own or direct, and what lists them.

Schemata and properties are those that the model publishes (followthemoney.tech, "Explore the model"). Two forms are met: flat,
where a property names another entity by its id, and nested, where the other entity stands inside. An intermediate entity
(Ownership, Directorship, Sanction ...) says something of others: it becomes a relation, or the dates of a listing, where those
are in the file.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from toolkit.ids import make_id, make_locator
from toolkit.sources.decoding import decode_text
from toolkit.sources.entity_lines import Entity, number_lines, unfold_entity
from toolkit.sources.opening import Opened
from toolkit.sources.parties import Parties, read_number
from toolkit.sources.set_aside import SetAside
from toolkit.sources.values import read_moment
from toolkit.tables import Source, Tables, conform, empty

__all__ = ["read_followthemoney"]

_PARTIES = frozenset({"Person", "Company", "Organization", "LegalEntity", "PublicBody", "Vessel", "Airplane", "Vehicle"})
_ENDS = {
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
    "Membership": ("member", "organization"),
    "Employment": ("employee", "employer"),
    "Representation": ("agent", "client"),
    "Family": ("person", "relative"),
    "Associate": ("person", "associate"),
    "Succession": ("predecessor", "successor"),
    "Debt": ("debtor", "creditor"),
    "UnknownLink": ("subject", "object"),
}
"""Schema of a relation → the properties that hold its ends, from and to."""
_SCHEMES = {
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    "leiCode": "lei",
    "uscCode": "uscc",
    "passportNumber": "passport",
    "idNumber": "national_id",
    "registrationNumber": "registration_no",
    "taxNumber": "tax_no",
    "innCode": "inn",
    "ogrnCode": "ogrn",
    "phone": "phone",
}
_DATES = {"birthDate": "birth", "deathDate": "died", "incorporationDate": "incorporated", "dissolutionDate": "dissolved"}
_NAMES = ("name", "alias", "weakAlias", "previousName", "abbreviation")
_NAME_PARTS = ("firstName", "secondName", "middleName", "fatherName", "lastName")
_COUNTRIES = ("flag", "jurisdiction", "country", "nationality", "citizenship", "mainCountry")
_PLACE = ("postOfficeBox", "street", "street2", "city", "postalCode", "region", "state", "country")
_TAKEN = frozenset({*_NAMES, *_SCHEMES, *_DATES, *_COUNTRIES, "address", "topics", "gender"})
_TAKEN_OF_ADDRESS = frozenset({*_PLACE, "full", "name"})


def read_followthemoney(opened: Opened) -> tuple[Tables, Source]:
    """Read entities.

    A row is a line. Parties become ``records`` with role ``listed`` (``related`` where the publisher says that the list is not
    about them), addresses records of kind Address; a Sanction gives its party the dates ``listed`` and ``ended`` (ended only
    where every sanction has), other intermediate entities become ``relations``. ``extra`` holds ``weak_aliases``,
    ``previous_names``, ``births`` and ``countries`` (where several), ``gender``, ``sanctions`` and every property that no column
    takes. Several lines of one id and schema are one entity.

    Returns:
        ``(tables, source)``: ``records`` and ``relations``; lines that are no entity, of a schema that is neither, without a
        name, or that speak of entities which are not in the file are set aside, each with its reason.
    """
    source = opened.source
    aside = SetAside(source)
    entities: dict[str, Entity] = {}
    lines: dict[int, tuple[str, str]] = {}
    read = 0
    for number, line in number_lines(decode_text(opened.content, source.name).text):
        read += 1
        found = unfold_entity(line, number)
        if not found:
            aside.add(make_locator(line=number), "source_not_an_entity", line)
        elif found[0].schema != entities.setdefault(found[0].entity_id, found[0]).schema:
            aside.add(make_locator(line=number), "source_id_repeated", line)
        else:
            lines[number] = (found[0].entity_id, line)
            for entity in found:
                entities[entity.entity_id] = _merge(entities.get(entity.entity_id, entity), entity)
    sanctions, attached = _attach_sanctions(entities)
    parties = Parties(source.source_id)
    records = {entity.entity_id: _add(parties, entity, entities, sanctions.get(entity.entity_id, [])) for entity in entities.values()}
    relations = {entity.entity_id: _relate(entity, records, source.source_id) for entity in entities.values()}
    for number, (entity_id, line) in lines.items():
        if not (records[entity_id] or relations[entity_id] or entity_id in attached):
            aside.add(make_locator(line=number), _why_not(entities[entity_id]), line)
    rows = [row for found in relations.values() for row in found]
    frame = conform(pd.DataFrame(rows).drop_duplicates("relation_id"), "relations") if rows else empty("relations")
    return Tables({"records": parties.table(), "relations": frame}), aside.close("watchlist", read)


def _merge(known: Entity, further: Entity) -> Entity:
    """Join what two lines say of one entity; another schema under the same id is nested and says nothing of this one."""
    if known is further or known.schema != further.schema:
        return known
    for name, values in further.properties.items():
        kept = known.properties.setdefault(name, [])
        kept.extend(value for value in values if value not in kept)
    return replace(
        known,
        caption=known.caption or further.caption,
        target=further.target if known.target is None else known.target,
        parent=known.parent if further.parent else None,
    )


def _why_not(entity: Entity) -> str:
    if entity.schema in _ENDS or entity.schema == "Sanction":
        return "source_end_missing"
    return "source_no_name" if entity.schema in _PARTIES or entity.schema == "Address" else "source_schema_unread"


def _attach_sanctions(entities: Mapping[str, Entity]) -> tuple[dict[str, list[Entity]], set[str]]:
    """Find the sanctions of each party, and which sanctions have one."""
    found: dict[str, list[Entity]] = {}
    attached = set()
    for entity in entities.values():
        if entity.schema != "Sanction":
            continue
        for subject in entity.all("entity") or ([entity.parent] if entity.parent else []):
            if subject in entities and entities[subject].schema in _PARTIES:
                found.setdefault(subject, []).append(entity)
                attached.add(entity.entity_id)
    return found, attached


def _add(parties: Parties, entity: Entity, entities: Mapping[str, Entity], sanctions: list[Entity]) -> str | None:
    if entity.schema == "Address":
        return _add_address(parties, entity)
    if entity.schema not in _PARTIES:
        return None
    names = entity.all(*_NAMES) or [" ".join(entity.all(*_NAME_PARTS))]
    caption = entity.caption
    if caption is not None and caption in names:
        names = list(dict.fromkeys([caption, *names]))
    identifiers = [read_number(scheme, value) for name, scheme in _SCHEMES.items() for value in entity.all(name)]
    places = (_place_of(entities[place]) for place in entity.all("addressEntity") if place in entities)
    address = entity.first("address") or next((place for place in places if place), None)
    if not (names[0] or identifiers or address):
        return None
    topics = entity.all("topics")
    outright = entity.target if entity.target is not None else entity.parent is None
    return parties.add(
        make_locator(line=entity.line),
        entity.schema,
        "listed" if outright or topics or sanctions else "related",
        names[0],
        identifiers=[("entry_id", entity.entity_id), *identifiers],
        aliases=names[1:],
        country=entity.first(*_COUNTRIES),
        address=address,
        dates={**_dates(entity), **_listing(sanctions)},
        topics=list(dict.fromkeys([*topics, *(value for sanction in sanctions for value in sanction.all("program", "programId"))])),
        extra=_extra(entity, sanctions),
    )


def _add_address(parties: Parties, entity: Entity) -> str | None:
    address = _place_of(entity)
    if not address:
        return None
    own = [("entry_id", entity.entity_id)]
    extra = {name: values for name, values in entity.properties.items() if name not in _TAKEN_OF_ADDRESS and values}
    locator, country = make_locator(line=entity.line), entity.first("country")
    return parties.add(locator, "Address", "address", None, identifiers=own, address=address, country=country, extra=extra)


def _place_of(entity: Entity) -> str:
    return entity.first("full", "name") or ", ".join(entity.all(*_PLACE))


def _dates(entity: Entity) -> dict[str, str]:
    """Give what happened when, the most exact of several moments; what cannot be read stays as written."""
    found = {}
    for name, what in _DATES.items():
        read = sorted(_moments(entity, name), key=lambda text: (-len(text), text))
        if read:
            found[what] = read[0]
        elif written := entity.first(name):
            found[f"{what}_original"] = written
    return found


def _listing(sanctions: list[Entity]) -> dict[str, str]:
    starts = [min(found) for sanction in sanctions if (found := _moments(sanction, "startDate") or _moments(sanction, "listingDate"))]
    ends = [max(found) for sanction in sanctions if (found := _moments(sanction, "endDate"))]
    ended = bool(ends) and len(ends) == len(sanctions)
    return {**({"listed": min(starts)} if starts else {}), **({"ended": max(ends)} if ended else {})}


def _moments(entity: Entity, name: str) -> list[str]:
    return [moment.text for text in entity.all(name) if (moment := read_moment(text))]


def _extra(entity: Entity, sanctions: list[Entity]) -> dict[str, Any]:
    births, countries = _moments(entity, "birthDate"), entity.all(*_COUNTRIES)
    found: dict[str, Any] = {
        "weak_aliases": entity.all("weakAlias"),
        "previous_names": entity.all("previousName"),
        "births": births if len(births) > 1 else [],
        "countries": countries if len(countries) > 1 else [],
        "gender": entity.first("gender"),
        "sanctions": [{"line": sanction.line, **sanction.properties} for sanction in sanctions],
    }
    unread = {name: values for name, values in entity.properties.items() if name not in _TAKEN}
    return {name: value for name, value in {**unread, **found}.items() if value}


def _relate(entity: Entity, records: Mapping[str, str | None], source_id: str) -> list[dict[str, Any]]:
    if entity.schema not in _ENDS:
        return []
    sides = [entity.all(name) for name in _ENDS[entity.schema]]
    if entity.parent and sum(map(bool, sides)) == 1:
        sides = [side or [entity.parent] for side in sides]
    start, end = (next(iter(_moments(entity, name)), None) for name in ("startDate", "endDate"))
    pairs = [(left, right) for a in sides[0] for b in sides[1] if (left := records.get(a)) and (right := records.get(b))]
    return [
        {
            "relation_id": make_id("relation", source_id, entity.schema, left, right, start),
            "source_id": source_id,
            "locator": make_locator(line=entity.line),
            "kind": entity.schema,
            "from_id": left,
            "to_id": right,
            "started_at": start,
            "ended_at": end,
            "role": entity.first("role", "relationship", "percentage", "status"),
        }
        for left, right in pairs
    ]
