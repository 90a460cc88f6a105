"""The consolidated list of the United Nations Security Council (XML), read without entities, DTD or network."""

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from toolkit.errors import SourceError
from toolkit.ids import make_locator
from toolkit.sources.opening import Opened
from toolkit.sources.parties import Parties
from toolkit.sources.problems import Problem
from toolkit.sources.set_aside import SetAside
from toolkit.sources.values import read_moment
from toolkit.tables import Source, Tables

__all__ = ["is_un_list", "parse_xml", "read_un_list"]

_ROOT = "CONSOLIDATED_LIST"
_GROUPS = (("INDIVIDUALS", "INDIVIDUAL", "Person"), ("ENTITIES", "ENTITY", "Organization"))
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_ADDRESS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def is_un_list(content: bytes) -> bool:
    """Tell whether a file opens as the consolidated list does."""
    return f"<{_ROOT}".encode() in content[:4096]


def parse_xml(content: bytes, name: str) -> Element:
    """Parse XML that nobody vouches for.

    Raises:
        SourceError: not well-formed, or it declares a document type or entities (which could expand without end or open
            other files).
    """
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        message = Problem("problem_entities", name=name, error=type(error).__name__)
        raise SourceError(message) from error
    except (ParseError, ValueError, LookupError) as error:
        message = Problem("problem_xml", name=name, error=error)
        raise SourceError(message) from error
    return root


def read_un_list(opened: Opened) -> tuple[Tables, Source]:
    """Read the list: one record with role ``listed`` an INDIVIDUAL or ENTITY, with aliases, birth date, documents, addresses.

    ``extra`` names the aliases of low quality under ``weak_aliases``, ``births`` where several are given, and ``gender``.

    Raises:
        SourceError: not the consolidated list, damaged, or with entities.
    """
    root = parse_xml(opened.content, opened.source.name)
    if root.tag != _ROOT:
        message = f"{opened.source.name!r}: the root is {root.tag!r}, not {_ROOT!r}; this XML has no reader"
        raise SourceError(message)
    parties = Parties(opened.source.source_id)
    aside = SetAside(opened.source)
    read = 0
    for group, tag, kind in _GROUPS:
        for number, entry in enumerate(root.findall(f"{group}/{tag}"), start=1):
            read += 1
            locator = make_locator(path=f"/{_ROOT}/{group}/{tag}[{number}]")
            if _take(parties, locator, entry, tag, kind) is None:
                aside.add(locator, "source_no_name", " ".join("".join(entry.itertext()).split()))
    return Tables({"records": parties.table()}), aside.close("watchlist", read)


def _take(parties: Parties, locator: str, entry: Element, tag: str, kind: str) -> str | None:
    name = " ".join(part for field in _NAMES if (part := _text(entry, field)))
    if not name:
        return None
    original = _text(entry, "NAME_ORIGINAL_SCRIPT")
    named = [(text, _text(e, "QUALITY")) for e in entry.findall(f"{tag}_ALIAS") if (text := _text(e, "ALIAS_NAME"))]
    documents = [
        ("passport" if "passport" in (_text(e, "TYPE_OF_DOCUMENT") or "").lower() else "national_id", _text(e, "NUMBER"))
        for e in entry.findall("INDIVIDUAL_DOCUMENT")
    ]
    country = _text(entry, "NATIONALITY/VALUE") or _text(entry, f"{tag}_ADDRESS/COUNTRY")
    address = ", ".join(text for field in _ADDRESS if (place := entry.find(f"{tag}_ADDRESS")) is not None and (text := _text(place, field)))
    dates = {}
    born = [moment for e in entry.findall("INDIVIDUAL_DATE_OF_BIRTH") if (moment := _birth(e))]
    if born:
        dates["birth"] = born[0]
    extra = {
        "weak_aliases": [text for text, quality in named if quality == "Low"],
        "births": born if len(born) > 1 else [],
        "gender": (_text(entry, "GENDER") or "").lower(),
    }
    listed = read_moment(_text(entry, "LISTED_ON") or "")
    if listed:
        dates["listed"] = listed.text
    return parties.add(
        locator,
        kind,
        "listed",
        name,
        identifiers=[("un_reference", _text(entry, "REFERENCE_NUMBER")), *documents],
        aliases=[*([original] if original else []), *(text for text, _ in named)],
        country=country,
        address=address or None,
        dates=dates,
        topics=[text for text in (_text(entry, "UN_LIST_TYPE"),) if text],
        key=[_text(entry, "DATAID")],
        extra={what: found for what, found in extra.items() if found},
    )


def _text(entry: Element, path: str) -> str | None:
    text = entry.findtext(path)
    return " ".join(text.split()) or None if text else None


def _birth(entry: Element) -> str | None:
    """Take an exact date or year; approximate ones and ranges say too little to compare."""
    if (_text(entry, "TYPE_OF_DATE") or "EXACT").upper() != "EXACT":
        return None
    moment = read_moment((_text(entry, "DATE") or _text(entry, "YEAR") or "")[:10])
    return moment.text if moment else None
