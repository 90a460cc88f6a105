"""Lists of parties to look out for: published sanctions lists and lists of one's own."""

import re
from collections.abc import Mapping
from pathlib import Path

from toolkit.sources.delimited import read_delimited
from toolkit.sources.entity_lines import is_followthemoney
from toolkit.sources.extras import read_extras
from toolkit.sources.followthemoney import read_followthemoney
from toolkit.sources.formats import SPREADSHEET
from toolkit.sources.intake import Intake
from toolkit.sources.ofac import ofac_file, read_ofac
from toolkit.sources.opening import Opened, open_source
from toolkit.sources.parties import Parties
from toolkit.sources.un_list import is_un_list, read_un_list
from toolkit.tables import Source, Tables

__all__ = ["read_watchlist"]

_KINDS = {
    "person": "Person",
    "individual": "Person",
    "自然人": "Person",
    "个人": "Person",
    "company": "Company",
    "企业": "Company",
    "公司": "Company",
    "organization": "Organization",
    "organisation": "Organization",
    "entity": "Organization",
    "组织": "Organization",
    "legalentity": "LegalEntity",
    "publicbody": "PublicBody",
    "vessel": "Vessel",
    "ship": "Vessel",
    "船舶": "Vessel",
    "airplane": "Airplane",
    "aircraft": "Airplane",
}
_SCHEMES = {
    "imo": "imo",
    "mmsi": "mmsi",
    "call sign": "call_sign",
    "callsign": "call_sign",
    "呼号": "call_sign",
    "uscc": "uscc",
    "统一社会信用代码": "uscc",
    "passport": "passport",
    "护照": "passport",
    "id": "cn_id",
    "cn_id": "cn_id",
    "身份证": "cn_id",
    "身份证号": "cn_id",
    "phone": "phone",
    "tel": "phone",
    "电话": "phone",
    "lei": "lei",
    "cr": "hk_cr",
    "cr no": "hk_cr",
    "hk_cr": "hk_cr",
}
_IDENTIFIER = re.compile(r"^\s*([^:：=\d]+?)\s*(?:[:：=]\s*|\s+(?=[\d+]))(.+)$")
_IMO_ALONE = re.compile(r"(?:IMO)?\s*(\d{7})", re.IGNORECASE)


def read_watchlist(source: Source | str | Path, *, mapping: Mapping[str, object] | None = None) -> tuple[Tables, Source]:
    """Read a list of parties.

    The three files of the United States' list (``sdn.csv``, ``alt.csv``, ``add.csv``, told apart by their columns), the
    consolidated list of the United Nations (XML), entities of FollowTheMoney (JSON, one a line), and any table with headers for
    a name and for what lists it.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}`` for tables; overrides what the headers say.

    Returns:
        ``(tables, source)``: ``records`` with role ``listed`` (``alias`` and ``address`` from ``alt.csv`` and ``add.csv``), and
        ``relations`` from entities. ``extra`` names ``weak_aliases``, those that the list itself holds to be broad or seldom
        used. A list says who is on it, not that anybody met is that party.

    Raises:
        SourceError: the file is no such list, or damaged.
        EvidenceError: it is not the file that was recorded.
    """
    opened = open_source(source)
    if opened.source.media_type == "application/xml" or is_un_list(opened.content):
        return read_un_list(opened)
    if mapping is None and is_followthemoney(opened.content):
        return read_followthemoney(opened)
    if mapping is None and _is_ofac(opened):
        return read_ofac(opened)
    return _read_table(Intake(opened, "watchlist", mapping=mapping))


def _is_ofac(opened: Opened) -> bool:
    if opened.source.media_type == SPREADSHEET or not opened.content[:1].isdigit():
        return False
    head = b"\n".join(opened.content[:65_536].split(b"\n")[:30])
    return ofac_file(read_delimited(head, opened.source.name, delimiter=",").rows) is not None


def _read_table(intake: Intake) -> tuple[Tables, Source]:
    intake.drop(intake.field("name").isna() & intake.field("name_chinese").isna(), "source_no_name")
    parties = Parties(intake.source.source_id)
    listed, _ = intake.moments("listed_on")
    ended, _ = intake.moments("ended_on")
    extras = read_extras(intake)
    columns = ("kind", "name", "name_chinese", "aliases", "weak_aliases", "previous_names", "country", "flag", "identifiers", "programme")
    codes = ("entry_id", "imo", "mmsi", "registration_no", "tax_no")
    rows = zip(
        intake.frame["locator"].tolist(),
        *(intake.texts(name) for name in (*columns, *codes, "address")),
        listed,
        ended,
        extras,
        strict=True,
    )
    for locator, kind, name, chinese, aliases, weak, previous, country, flag, written, programme, *rest in rows:
        entry, imo, mmsi, registration, tax, address, start, end, extra = rest
        names = [text for text in (name, chinese) if text]
        kinds_of_name = {"weak_aliases": _split(weak), "previous_names": _split(previous)}
        dates = {what: moment for what, moment in (("listed", start), ("ended", end)) if moment}
        parties.add(
            locator,
            _KINDS.get((kind or "").casefold().replace(" ", ""), "LegalEntity"),
            "listed",
            names[0],
            identifiers=[
                ("entry_id", entry),
                ("imo", imo),
                ("mmsi", mmsi),
                ("registration_no", registration),
                ("tax_no", tax),
                *_identifiers(written),
            ],
            aliases=[*names[1:], *_split(aliases), *_split(weak), *_split(previous)],
            country=flag or country,
            address=address,
            dates=dates,
            topics=_split(programme),
            extra={**extra, **{what: found for what, found in kinds_of_name.items() if found}},
        )
    names_of = {"records.listed": {n: n for n in (*columns, *codes, "address", "listed_on")}}
    return Tables({"records": parties.table()}), intake.close(names_of)


def _split(text: str | None) -> list[str]:
    return [part.strip() for part in re.split(r"[;；|]", text or "") if part.strip()]


def _identifiers(text: str | None) -> list[tuple[str, str]]:
    """Read ``"IMO 9074729; 护照: E12345678"``; a part without a word that names its scheme stays under ``other``."""
    found = []
    for part in _split(text):
        match = _IDENTIFIER.match(part)
        word = match[1].strip(" .#").casefold() if match else ""
        if match and word in _SCHEMES:
            found.append((_SCHEMES[word], match[2].strip()))
        elif alone := _IMO_ALONE.fullmatch(part):
            found.append(("imo", alone[1]))
        else:
            found.append(("other", part))
    return found
