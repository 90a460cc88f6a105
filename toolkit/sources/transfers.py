"""Books of fuel and money: who handed what to whom, as one side's book records it."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from toolkit.ids import make_ids
from toolkit.sources.amounts import read_amounts, read_currencies
from toolkit.sources.control_totals import check_totals
from toolkit.sources.extras import read_extras
from toolkit.sources.intake import Intake
from toolkit.sources.parties import Parties
from toolkit.tables import Source, Tables

__all__ = ["read_transfers"]

_AMOUNTS = ("volume_m3", "density_t_m3", "mass_kg", "value")
_BOOKS = {"卖方": "seller", "供方": "seller", "seller": "seller", "买方": "buyer", "受方": "buyer", "buyer": "buyer"}


def read_transfers(
    source: Source | str | Path,
    *,
    mapping: Mapping[str, object] | None = None,
    units: Mapping[str, str] | None = None,
    zone: str | None = None,
    day_first: bool | None = None,
) -> tuple[Tables, Source]:
    """Read bunker notes or payments from CSV, xlsx or Parquet.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}``; overrides what the headers say.
        units: ``{field: unit}`` for amounts whose header states none, vouched for by a named analyst.
        zone: zone of times that state none, named by an analyst.
        day_first: how an analyst reads a date whose day and month could be either; both readings are kept where nobody says.

    Returns:
        ``(tables, source)``: ``transfers`` (volume in m³, mass in kg, density in t/m³; NA where the file names no unit) from and
        to the vessel where the row names one, else the company; ``records`` (roles ``giver``, ``taker``, ``giver_vessel``,
        ``taker_vessel``); ``checks`` of totals. Two books of one delivery are two rows: nothing is added up.

    Raises:
        SourceError: the file is no such book, or damaged.
        EvidenceError: it is not the file that was recorded.
    """
    intake = Intake(source, "transfers", mapping=mapping, units=units)
    amounts, unread = read_amounts(intake, _AMOUNTS)
    source_id, parties = intake.source.source_id, Parties(intake.source.source_id)
    sides: dict[str, list[str | None]] = {"giver": [], "taker": []}
    for side, found in sides.items():
        rows = zip(intake.frame["locator"].tolist(), intake.texts(f"{side}.name"), intake.texts(f"{side}.vessel"), strict=True)
        for locator, company, vessel in rows:
            firm = parties.add(locator, "Company", side, company)
            found.append(parties.add(locator, "Vessel", f"{side}_vessel", vessel) or firm)
    times, _ = intake.times("occurred_at", zone=zone, day_first=day_first)
    is_fuel = intake.has("volume_m3", "mass_kg", "product")
    frame = pd.DataFrame(
        {
            "transfer_id": make_ids("transfer", source_id, intake.frame["locator"].tolist()),
            "source_id": source_id,
            "locator": intake.frame["locator"],
            "kind": "fuel" if is_fuel else "money",
            "from_id": pd.Series(sides["giver"], dtype="str"),
            "to_id": pd.Series(sides["taker"], dtype="str"),
            "occurred_at": pd.Series(times.moments, dtype="str"),
            "product": intake.field("product"),
            **amounts,
            "currency": read_currencies(intake),
            "document_no": intake.field("document_no"),
            **times.columns(),
            "book": [_BOOKS.get(text.casefold(), text) if text else None for text in intake.texts("book")],
        }
    )
    frame["extra"] = pd.Series(read_extras(intake, unread), dtype="object")
    tables = {"transfers": frame, "records": parties.table()}
    checks = check_totals(intake, amounts)
    if len(checks):
        tables["checks"] = checks
    plain = ("occurred_at", "product", *_AMOUNTS, "currency", "document_no", "book")
    placed = {"transfers": {n: n for n in plain}}
    for side in sides:
        placed[f"records.{side}"] = {"name": f"{side}.name"}
        placed[f"records.{side}_vessel"] = {"name": f"{side}.vessel"}
    return Tables(tables), intake.close(placed)
