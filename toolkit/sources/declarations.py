"""Customs declarations: lines of goods, the parties they name, and who ships to whom."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from toolkit.ids import make_id, make_ids
from toolkit.sources.amounts import read_amounts, read_currencies
from toolkit.sources.control_totals import check_totals
from toolkit.sources.countries import read_country
from toolkit.sources.cut_lines import is_large_text
from toolkit.sources.damage import has_lost_zero, is_damaged
from toolkit.sources.extras import find_damaged, read_extras
from toolkit.sources.formats import read_grids
from toolkit.sources.forms import Form, find_forms
from toolkit.sources.intake import Intake
from toolkit.sources.opening import open_source
from toolkit.sources.parties import Parties
from toolkit.tables import Source, Tables

__all__ = ["read_declarations"]

_ROLES = ("importer", "exporter", "declarant")
_SCHEMES = ("uscc", "party_code", "phone")
_AMOUNTS = ("quantity", "gross_kg", "net_kg", "value")
_UNIT_FIELDS = {"gross_kg": "weight_unit", "net_kg": "weight_unit"}
_PLAIN = ("declaration_id", "declared_at", "hs", "description", "grade", "quantity", "unit", "gross_kg", "net_kg", "value", "currency")
_REST = ("origin", "departure", "container_id", "transport_doc", "lot_id", "line_no")


def read_declarations(
    source: Source | str | Path,
    *,
    mapping: Mapping[str, object] | None = None,
    units: Mapping[str, str] | None = None,
    zone: str | None = None,
    day_first: bool | None = None,
) -> tuple[Tables, Source]:
    r"""Read customs declarations from a table with English or Chinese headers, or from the declaration's own print.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}`` or the form of ``Source.mapping``; overrides what the headers say.
        units: ``{field: unit}`` for weights or amounts whose header states none, vouched for by a named analyst.
        zone: zone of times that state none, named by an analyst.
        day_first: how an analyst reads a date whose day and month could be either; both readings are kept where nobody says.

    Returns:
        ``(tables, source)``: ``goods``, ``records`` (importer, exporter, declarant), ``relations`` (Shipment from exporter to
        importer, Representation by the declarant), ``checks`` (control totals; weights whose unit is not known). Weights are
        in kilograms; where the file names no unit the weight is NA and stands in ``extra`` as written. A date of which no
        one reading exists is NA; ``time_original`` keeps it, ``time_readings`` both ways to read it. Of a print (报关单, as a
        sheet or as a PDF), ``extra`` holds under ``places`` where each value stands; weights of a print with several lines are
        not theirs, and are left out.

    Raises:
        SourceError: the file is no table of declarations, or damaged.
        EvidenceError: it is not the file that was recorded.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "goods.csv"
    ...     _ = file.write_text("报关单号,商品编号,净重(吨)\n1,3901100000,25.2\n2,3901100000,n\n", encoding="utf-8")
    ...     tables, source = read_declarations(file)
    >>> str(tables["goods"]["net_kg"].iloc[0].normalize()), source.rows_read, source.rows_kept, source.rows_quarantined
    ('2.52E+4', 2, 1, 1)
    """
    opened = open_source(source)
    grids = None if is_large_text(opened) else read_grids(opened)  # a print is never so large
    forms = find_forms(opened, grids or [])
    intake = Intake(opened, "declarations", mapping=mapping, units=units, grids=[form.grid for form in forms] if forms else grids)
    intake.drop(intake.field("declaration_id").isna(), "source_no_declaration_number")
    amounts, unread = read_amounts(intake, _AMOUNTS, unit_fields=_UNIT_FIELDS)
    frame, source_id = intake.frame, intake.source.source_id
    times, undated = intake.times("declared_at", zone=zone, day_first=day_first)
    if undated.any():
        unread["declared_at"] = undated
    hs = intake.field("hs")
    codes = {text: _code(text) for text in hs.dropna().unique()}
    goods = pd.DataFrame(
        {
            "goods_id": make_ids("goods", source_id, intake.frame["locator"].tolist()),
            "source_id": source_id,
            "locator": frame["locator"],
            "declaration_id": intake.field("declaration_id"),
            "line_no": pd.to_numeric(intake.field("line_no").where(intake.field("line_no").str.fullmatch(r"\d{1,9}")), errors="coerce"),
            "declared_at": pd.Series(times.moments, dtype="str"),
            "hs": hs.map(codes).astype("str"),
            "description": intake.field("description"),
            "quantity": amounts["quantity"],
            "unit": intake.field("unit"),
            "gross_kg": amounts["gross_kg"],
            "net_kg": amounts["net_kg"],
            "value": amounts["value"],
            "currency": read_currencies(intake),
            "origin": _countries(intake.field("origin")),
            "departure": _countries(intake.field("departure")),
            "container_id": intake.containers(),
            "transport_doc": intake.field("transport_doc"),
            "grade": intake.field("grade"),
            "lot_id": intake.field("lot_id"),
            **times.columns(),
        }
    )
    goods["extra"] = pd.Series(read_extras(intake, unread), dtype="object")
    for extra in goods["extra"][hs.isin([code for code in codes if has_lost_zero(code)])]:
        extra["marks"] = "; ".join(filter(None, (extra.get("marks"), "lost_zero:hs")))
    if forms:
        _name_places(goods, forms, intake)
    parties = Parties(source_id)
    for role in _ROLES:
        goods[f"{role}_id"] = pd.Series(_add_parties(intake, parties, role), dtype="str", index=goods.index)
    tables = {"goods": goods, "records": parties.table(), "relations": _relate(goods, source_id)}
    checks = check_totals(intake, amounts)
    if len(checks):
        tables["checks"] = checks
    columns = {name: name for name in (*_PLAIN, *_REST)}
    placed: dict[str, dict[str, str]] = {"goods": columns}
    for role in _ROLES:
        placed[f"records.{role}"] = {name: f"{role}.{name}" for name in ("name", "address", *_SCHEMES)}
    return Tables(tables), intake.close({} if forms else placed)


def _code(text: str) -> str:
    """Take spacing and points out of a code of goods; one that a spreadsheet has damaged stays as it stands."""
    return text if is_damaged(text) else re.sub(r"[\s.\-]", "", text)


def _name_places(goods: pd.DataFrame, forms: Sequence[Form], intake: Intake) -> None:
    """Write beside each line of a declaration's print where its values stand, since a print has no columns."""
    places = {form.grid.locate(number): place for form in forms for number, place in zip(form.grid.numbers, form.places, strict=True)}
    match = intake.sections[0]
    names = {field: match.headers[column - 1] for field, column in match.match.columns.items()}
    for locator, extra in zip(goods["locator"], goods["extra"], strict=True):
        known = places[locator]
        extra["places"] = {field: known[name] for field, name in names.items() if name in known}


def _countries(texts: pd.Series) -> pd.Series:
    return texts.map({text: read_country(text) or text for text in texts.dropna().unique()}).astype("str")


def _add_parties(intake: Intake, parties: Parties, role: str) -> list[str | None]:
    if not intake.has(*(f"{role}.{name}" for name in ("name", *_SCHEMES))):
        return [None] * len(intake.frame)
    texts = [intake.texts(f"{role}.{name}") for name in ("name", "address", *_SCHEMES)]
    damaged = [find_damaged(intake, f"{role}.{scheme}").tolist() for scheme in _SCHEMES]
    known: dict[tuple[object, ...], str | None] = {}
    found: list[str | None] = []
    for locator, mention in zip(intake.frame["locator"].tolist(), zip(*texts, *damaged, strict=True), strict=True):
        if mention not in known:
            name, address, *rest = mention
            written = list(zip(_SCHEMES, rest[: len(_SCHEMES)], strict=True))
            lost = frozenset(scheme for scheme, flag in zip(_SCHEMES, rest[len(_SCHEMES) :], strict=True) if flag)
            known[mention] = parties.add(locator, "Company", role, name, identifiers=written, address=address, damaged=lost)
        found.append(known[mention])
    return found


def _relate(goods: pd.DataFrame, source_id: str) -> pd.DataFrame:
    parts = []
    for kind, giver, taker in (("Shipment", "exporter_id", "importer_id"), ("Representation", "declarant_id", "importer_id")):
        pairs = goods.loc[goods[giver].notna() & goods[taker].notna(), [giver, taker, "locator", "declared_at"]]
        grouped = pairs.groupby([giver, taker], sort=False).agg(
            locator=("locator", "first"), started_at=("declared_at", "min"), ended_at=("declared_at", "max")
        )
        part = grouped.reset_index().rename(columns={giver: "from_id", taker: "to_id"})
        part["kind"] = kind
        part["role"] = "exporter of goods" if kind == "Shipment" else "declarant"
        parts.append(part)
    relations = pd.concat(parts, ignore_index=True)
    relations["source_id"] = source_id
    relations["relation_id"] = [
        make_id("relation", source_id, kind, giver, taker)
        for kind, giver, taker in zip(relations["kind"], relations["from_id"], relations["to_id"], strict=True)
    ]
    return relations
