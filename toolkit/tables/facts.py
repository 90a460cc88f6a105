"""Tables of facts: what was read from files. Every row carries the source and the place it came from."""

from toolkit.tables.schema import Column, Schema

__all__ = ["FACTS"]

_SOURCE_ID = Column("source_id", "text", "The file that the row was read from.", required=True)
_LOCATOR = Column("locator", "text", "Place of the row inside that file (toolkit.ids.parse_locator).", required=True)
_EXTRA = Column("extra", "mapping", "Columns of the file that no table column takes, by their header.")
_TIME_ORIGINAL = Column("time_original", "text", "The time as the file writes it.")
_TIME_BASIS = Column("time_basis", "category", "Why the zone is known: stated, layout, analyst, unknown.")
_TIME_PRECISION = Column("time_precision", "category", "second, minute, day, month, year.")
_TIME_READINGS = Column("time_readings", "texts", "Both readings of a date whose day and month could be either; empty where there is one.")

SOURCES = Schema(
    "sources",
    ("source_id",),
    (
        Column("source_id", "text", "Hashed from the content of the file."),
        Column("path", "text", "Where the file lay when it was added, relative to the folder that was named.", required=True),
        Column("sha256", "text", "SHA-256 of the whole file, 64 hexadecimal digits.", required=True),
        Column("media_type", "text", "Type by content, not by file name."),
        Column("size_bytes", "integer", "Length of the file."),
        Column("layout", "text", "What the file was read as, such as declarations or positions."),
        Column("mapping", "mapping", "{table or table.role: {table column: column number in the file, from 1}}."),
        Column("also_at", "texts", "Further names under which the same content was added."),
        Column("collected_by", "text", "Who collected the file; several names parted by semicolons."),
        Column("holder", "text", "Who held it before."),
        Column("witness", "text", "Who saw it being collected."),
        Column("place", "text", "Where it was collected."),
        Column("method", "text", "How it was acquired."),
        Column("authority", "text", "Number of the warrant or request."),
        Column("caveat", "text", "Handling caveat."),
        Column("parent_id", "text", "The source that contained it, such as an archive."),
        Column("acquired_at", "moment", "When it was acquired."),
        Column("rows_read", "integer", "Rows that the reader met."),
        Column("rows_kept", "integer", "Rows that became facts."),
        Column("rows_quarantined", "integer", "Rows set aside with a reason; read = kept + quarantined."),
    ),
    "One row a file, by the hash of its content.",
)

QUARANTINE = Schema(
    "quarantine",
    ("source_id", "locator"),
    (
        _SOURCE_ID,
        _LOCATOR,
        Column("reason", "text", "Code of the reason (toolkit.wording).", required=True),
        Column("raw", "text", "The row as it stands in the file, cut at 2,000 characters.", required=True),
    ),
    "Rows that could not be taken as facts, each with its reason.",
)

RECORDS = Schema(
    "records",
    ("record_id",),
    (
        Column("record_id", "text", "Hashed from source, kind, role and what the row says of the party."),
        _SOURCE_ID,
        _LOCATOR,
        Column("kind", "category", "FollowTheMoney schema (Person, Company, Vessel, Address ...), or Container, Consignment, Seizure."),
        Column("role", "category", "Part it plays in the file: importer, exporter, owner, director, listed, vessel ..."),
        Column("name", "text", "Name with spacing and width normalised; script kept."),
        Column("name_original", "text", "Name as the file writes it."),
        Column("aliases", "texts", "Further names that the file gives to the same party."),
        Column("country", "text", "ISO 3166 alpha-2, or NA."),
        Column("address", "text", "Address as written."),
        Column(
            "identifiers",
            "mapping",
            "{scheme: [normalised value]}; schemes: imo, mmsi, call_sign, uscc, cn_id, lei, phone, hk_cr, container ...",
        ),
        Column("dates", "mapping", "{birth, incorporated, dissolved, listed, first_seen, last_seen: moment}."),
        Column("topics", "texts", "Why a list names the party, such as sanctions programmes."),
        _EXTRA,
    ),
    "A person, company, vessel, container or listed party as one source names it.",
)

RELATIONS = Schema(
    "relations",
    ("relation_id",),
    (
        Column("relation_id", "text", "Hashed from kind, both ends and start."),
        _SOURCE_ID,
        _LOCATOR,
        Column("kind", "category", "Ownership, Directorship, Representation, Shipment, Carriage, UnknownLink ..."),
        Column("from_id", "text", "The record that owns, directs, ships.", required=True),
        Column("to_id", "text", "The record that is owned, directed, shipped to.", required=True),
        Column("started_at", "moment", "When it began, at the precision the file gives."),
        Column("ended_at", "moment", "When it ended; NA while it lasts or where unknown."),
        Column("role", "text", "Role as the file words it."),
    ),
    "What a source says of two records.",
)

GOODS = Schema(
    "goods",
    ("goods_id",),
    (
        Column("goods_id", "text", "Hashed from source and locator of the declaration line."),
        _SOURCE_ID,
        _LOCATOR,
        Column("declaration_id", "text", "Number of the declaration.", required=True),
        Column("line_no", "integer", "Line of goods in the declaration."),
        Column("declared_at", "moment", "Date or instant of the declaration."),
        Column("hs", "text", "HS code as declared, digits only, leading zeros kept."),
        Column("description", "text", "Goods as described."),
        Column("quantity", "decimal", "Declared quantity in unit."),
        Column("unit", "text", "Unit of quantity as written."),
        Column("gross_kg", "decimal", "Gross weight in kilograms."),
        Column("net_kg", "decimal", "Net weight in kilograms."),
        Column("value", "decimal", "Declared value in currency."),
        Column("currency", "text", "ISO 4217."),
        Column("origin", "text", "Country of origin, ISO 3166 alpha-2 where it could be read."),
        Column("departure", "text", "Country of departure, ISO 3166 alpha-2 where it could be read."),
        Column("importer_id", "text", "records.record_id."),
        Column("exporter_id", "text", "records.record_id."),
        Column("declarant_id", "text", "records.record_id."),
        Column("container_id", "text", "Container number as text, normalised; check digit not implied."),
        Column("transport_doc", "text", "Bill of lading or air waybill."),
        Column("grade", "text", "Grade or model, where declared."),
        Column("lot_id", "text", "Lot, where declared."),
        _TIME_ORIGINAL,
        _TIME_BASIS,
        _TIME_PRECISION,
        _TIME_READINGS,
        _EXTRA,
    ),
    "One line of goods of a declaration.",
)

POSITIONS = Schema(
    "positions",
    ("source_id", "line"),
    (
        Column("source_id", "category", "The file that the position was read from."),
        Column("line", "integer", "Line in that file, from 1; a ref is positions:SOURCE#first-last."),
        Column("asset_id", "category", "What the file identifies the asset by, such as mmsi:413000001.", required=True),
        Column("track_id", "category", "Asset after identities are split (routes.split_identities)."),
        Column("time", "instant", "UTC; NaT where the file gives no time."),
        Column("seq", "integer", "Order among equal times of a track."),
        Column("lon", "number", "Degrees east, WGS 84.", required=True),
        Column("lat", "number", "Degrees north, WGS 84.", required=True),
        Column("speed_kn", "number", "Speed over ground; NaN where not available."),
        Column("course_deg", "number", "Course over ground, 0..360; NaN where not available."),
        Column("draught_m", "number", "Draught from static data; NaN where not available."),
        Column("length_m", "number", "Length from static data; NaN where not available."),
        Column("name", "category", "Name from static data."),
        Column("imo", "category", "IMO number from static data, digits only."),
        Column("call_sign", "category", "Call sign from static data."),
        Column("vessel_type", "category", "AIS ship type code as text."),
        Column("quality", "category", "ok, or why a position is not to be trusted (routes.clean_positions)."),
        Column("asset_kind", "category", "vessel, truck, train, wagon, container, waybill; NA where the file does not say."),
        Column("sensor", "category", "Who saw it: ais, gps, radar, patrol, gate; NA where the file does not say."),
        Column("receiver_id", "category", "The receiver, gate or station whose clock gave the time."),
        Column("milestone", "category", "What happened there: scan, seal, unseal, gate_in, gate_out, load, discharge, release, return."),
        Column("place", "category", "Place as the file names it, where it gives no coordinates or besides them."),
        Column("uncertainty_m", "number", "Radius within which the asset was; NaN where the file does not say."),
        _TIME_BASIS,
        _TIME_PRECISION,
    ),
    "One reported position, or one milestone, of a vessel, vehicle, container or consignment.",
)

SCANS = Schema(
    "scans",
    ("scan_id",),
    (
        Column("scan_id", "text", "Hashed from the content of the image."),
        _SOURCE_ID,
        _LOCATOR,
        Column("path", "text", "Image file that can be opened (high energy, where there are two).", required=True),
        Column("sha256", "text", "SHA-256 of that file.", required=True),
        Column("low_path", "text", "Low-energy image of the same scan, where it is a file of its own."),
        Column("low_sha256", "text", "SHA-256 of that file."),
        Column("scanned_at", "moment", "When it was scanned."),
        Column("container_id", "text", "Container number."),
        Column("goods_id", "text", "goods.goods_id where one line alone fits."),
        Column("lot_id", "text", "Lot or consignment."),
        Column("declared_hs", "text", "HS code declared for the load."),
        Column("declared_kg", "number", "Declared net weight."),
        Column("port", "text", "Where it was scanned."),
        Column("energy", "category", "single or dual."),
        Column("width_px", "integer", "Width of the image."),
        Column("height_px", "integer", "Height of the image."),
        Column("bit_depth", "integer", "8 or 16."),
        Column("labels", "mapping", "Further columns of the scan index, by their header."),
    ),
    "One scan image, or one pair of energies.",
)

TEXTS = Schema(
    "texts",
    ("text_id",),
    (
        Column("text_id", "text", "Hashed from source and locator."),
        _SOURCE_ID,
        _LOCATOR,
        Column("text", "text", "One paragraph as written.", required=True),
        Column("written_at", "instant", "Instant that the paragraph states, in UTC, where its zone is known."),
        _TIME_ORIGINAL,
        _TIME_BASIS,
        _TIME_PRECISION,
        Column("date_original", "text", "The date that the time belongs to, as the file writes it."),
        Column("date_locator", "text", "Where that date stands."),
        Column("zone", "text", "Zone used for written_at, such as Asia/Shanghai."),
    ),
    "A paragraph of a tip, note or message.",
)

TRANSFERS = Schema(
    "transfers",
    ("transfer_id",),
    (
        Column("transfer_id", "text", "Hashed from source and locator."),
        _SOURCE_ID,
        _LOCATOR,
        Column("kind", "category", "fuel, money."),
        Column("from_id", "text", "records.record_id of the giver."),
        Column("to_id", "text", "records.record_id of the taker."),
        Column("occurred_at", "moment", "When, at the precision the file gives."),
        Column("product", "text", "What was handed over, as written."),
        Column("volume_m3", "decimal", "Volume in cubic metres."),
        Column("density_t_m3", "decimal", "Density in tonnes a cubic metre."),
        Column("mass_kg", "decimal", "Mass in kilograms, where the file states it."),
        Column("value", "decimal", "Price or amount in currency."),
        Column("currency", "text", "ISO 4217."),
        Column("document_no", "text", "Number of the note or payment."),
        Column("book", "text", "Whose book the row stands in: seller, buyer."),
        _TIME_ORIGINAL,
        _TIME_BASIS,
        _TIME_PRECISION,
        _TIME_READINGS,
        _EXTRA,
    ),
    "A handing over of fuel or money as one book records it.",
)

SAMPLES = Schema(
    "samples",
    ("sample_id",),
    (
        Column("sample_id", "text", "Hashed from source and locator."),
        _SOURCE_ID,
        _LOCATOR,
        Column("sample_no", "text", "Number that the laboratory gave.", required=True),
        Column("container_id", "text", "Container the sample was taken from."),
        Column("taken_at", "moment", "When the sample was taken."),
        Column("laboratory", "text", "Who examined it."),
        Column("result", "text", "Result as written."),
        Column("conclusion", "category", "waste, product, undetermined."),
        _EXTRA,
    ),
    "A laboratory result.",
)

PORTS = Schema(
    "ports",
    ("port_id",),
    (
        Column("port_id", "text", "UN/LOCODE where known, else hashed from source and locator."),
        Column("source_id", "text", "The file or package that the port was read from."),
        Column("locator", "text", "Place of the row in it."),
        Column("name", "text", "Name of the port.", required=True),
        Column("country", "text", "ISO 3166 alpha-2."),
        Column("lon", "number", "Degrees east.", required=True),
        Column("lat", "number", "Degrees north.", required=True),
    ),
    "Ports and anchorages that a port call may be read against.",
)

FACTS = (SOURCES, QUARANTINE, RECORDS, RELATIONS, GOODS, POSITIONS, SCANS, TEXTS, TRANSFERS, SAMPLES, PORTS)
