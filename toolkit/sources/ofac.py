"""The three headerless files of the list of the Office of Foreign Assets Control: parties, aliases, addresses.

Columns are those that the office publishes ("SDN data file specification", dat_spec.txt); ``-0-`` stands for nothing, and
a lone Ctrl-Z ends each file.
"""

import re
from collections.abc import Sequence

from toolkit.sources.delimited import read_delimited
from toolkit.sources.opening import Opened
from toolkit.sources.parties import Parties
from toolkit.sources.set_aside import SetAside
from toolkit.sources.values import read_moment
from toolkit.tables import Source, Tables

__all__ = ["ofac_file", "read_ofac"]

_NOTHING = "-0-"
_SDN, _ALT, _ADD = 12, 5, 6
_ALIASES = frozenset({"aka", "fka", "nka"})
_KINDS = {"individual": "Person", "vessel": "Vessel", "aircraft": "Airplane"}
_SAMPLE = 20
_MOST = 0.8
_BORN = re.compile(r"(?<!alt\. )DOB (?!circa)([^;.]+)", re.IGNORECASE)
_IMO = re.compile(r"\bIMO (\d{7})\b")
_MMSI = re.compile(r"\bMMSI[: ]+(\d{9})\b")
_LEI = re.compile(r"\bLegal Entity (?:Identifier|Number) ([A-Z0-9]{20})\b")
_USCC = re.compile(r"\bUnified Social Credit Code(?: \(USCC\))? ([0-9A-Z]{18})\b")
_PASSPORT = re.compile(r"\bPassport ([A-Z0-9]{5,15}) \(([^)]+)\)")
_CN_ID = re.compile(r"\b(?:National ID No\.|Citizen's Card Number|Identification Number) (\d{17}[0-9X]) \(China\)")
_PHONE = re.compile(r"\bPhone Number (\+?[0-9][0-9 ()-]{6,20}[0-9])")
_NATION = re.compile(r"\bnationality ([A-Z][A-Za-z ]+)")
_GENDER = re.compile(r"\bGender (Male|Female)\b", re.IGNORECASE)
_QUOTED = re.compile(r"\b[afn]\.k\.a\. '([^;]+?)'(?=[;.]|$)")


def ofac_file(rows: Sequence[Sequence[str]]) -> str | None:
    """Tell which of the three files rows come from: ``sdn``, ``alt``, ``add``, or ``None``.

    >>> ofac_file([["36", "12", "aka", "AERO-CARIBBEAN", "-0- "]])
    'alt'
    """
    head = [row for row in rows[:_SAMPLE] if len(row) > 1]
    if not head or not all(row[0].strip().isdigit() for row in head):
        return None
    nothing = sum(any(cell.strip() == _NOTHING for cell in row) for row in head) >= _MOST * len(head)
    if all(len(row) == _ALT and row[2].strip() in _ALIASES and row[1].strip().isdigit() for row in head):
        return "alt"
    if nothing and all(len(row) == _SDN for row in head):
        return "sdn"
    if nothing and all(len(row) == _ADD and row[1].strip().isdigit() for row in head):
        return "add"
    return None


def read_ofac(opened: Opened) -> tuple[Tables, Source]:
    """Read one of the three files; each stands alone.

    ``sdn`` gives records with role ``listed``; ``alt`` records of kind LegalEntity with role ``alias`` (what kind of party it is
    stands in ``sdn`` only); ``add`` records of kind Address with role ``address``. All carry the number of the entry under
    the identifier ``ofac_uid``, which joins them. Remarks give dates of birth (not the approximate ones), IMO numbers, MMSI,
    LEI, credit codes, passports, telephones, gender, and the weak aliases, which ``extra`` names under ``weak_aliases``.
    """
    grid = read_delimited(opened.content, opened.source.name, delimiter=",")
    file = ofac_file(grid.rows) or "sdn"
    width = {"sdn": _SDN, "alt": _ALT, "add": _ADD}[file]
    aside = SetAside(opened.source)
    for broken in grid.broken:
        aside.add(grid.locate(broken.number), broken.reason, broken.raw)
    parties = Parties(opened.source.source_id)
    take = {"sdn": _take_party, "alt": _take_alias, "add": _take_address}[file]
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        locator = grid.locate(number)
        cells = ["" if cell.strip() == _NOTHING else cell.strip() for cell in row]
        if len(row) != width or not cells[0].isdigit():
            aside.add(locator, "source_field_count", ",".join(row))
        elif take(parties, locator, cells) is None:
            aside.add(locator, "source_empty_row", ",".join(row))
    mapping = {
        "sdn": {"records.listed": {"name": 2, "topics": 4, "call_sign": 6, "country": 10, "identifiers": 12, "dates": 12}},
        "alt": {"records.alias": {"ofac_uid": 1, "name": 4}},
        "add": {"records.address": {"ofac_uid": 1, "address": 3, "country": 5}},
    }[file]
    return Tables({"records": parties.table()}), aside.close("watchlist", len(grid.rows) + len(grid.broken), mapping)


def _take_party(parties: Parties, locator: str, cells: list[str]) -> str | None:
    uid, name, kind, programme, _title, call_sign, _type, _tonnage, _grt, flag, _owner, remarks = cells
    if not name:
        return None
    nation = _NATION.search(remarks)
    born = _BORN.search(remarks)
    moment = read_moment(born[1].strip()) if born else None
    # Strong aliases stand in alt.csv; those in the remarks are the weak ones, broad or seldom used (OFAC, FAQ 124).
    weak = [text.strip("'") for text in _QUOTED.findall(remarks)]
    gender = _GENDER.search(remarks)
    identifiers = [
        ("ofac_uid", uid),
        ("call_sign", call_sign),
        *(("imo", found) for found in _IMO.findall(remarks)),
        *(("mmsi", found) for found in _MMSI.findall(remarks)),
        *(("lei", found) for found in _LEI.findall(remarks)),
        *(("uscc", found) for found in _USCC.findall(remarks)),
        *(("passport", found) for found, _ in _PASSPORT.findall(remarks)),
        *(("cn_id", found) for found in _CN_ID.findall(remarks)),
        *(("phone", found) for found in _PHONE.findall(remarks)),
    ]
    return parties.add(
        locator,
        _KINDS.get(kind, "Organization"),
        "listed",
        name,
        identifiers=identifiers,
        aliases=weak,
        country=flag or (nation[1].strip() if nation else None),
        dates={"birth": moment.text} if moment else None,
        topics=[part for part in re.split(r"[\]\[; ]+", programme) if part],
        extra={**({"weak_aliases": weak} if weak else {}), **({"gender": gender[1].lower()} if gender else {})},
    )


def _take_alias(parties: Parties, locator: str, cells: list[str]) -> str | None:
    uid, _number, kind, name, _remarks = cells
    return parties.add(locator, "LegalEntity", "alias", name, identifiers=[("ofac_uid", uid)], topics=[kind]) if name else None


def _take_address(parties: Parties, locator: str, cells: list[str]) -> str | None:
    uid, number, street, city, country, _remarks = cells
    address = ", ".join(part for part in (street, city, country) if part)
    return parties.add(locator, "Address", "address", None, identifiers=[("ofac_uid", uid)], address=address, country=country, key=[number])
