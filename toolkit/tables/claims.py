"""Tables of claims: what was computed. Every row says by which method, with reasons for and against, and from what."""

from toolkit.tables.schema import Column, Schema

__all__ = ["CLAIMS"]

_METHOD = Column("method", "category", "Name and version of the method.", required=True)
_REASONS = Column("reasons", "reasons", "What speaks for it: {code, values, weight, refs}.")
_AGAINST = Column("against", "reasons", "What speaks against it, innocent explanations among it.")
_REFS = Column("refs", "texts", "The facts that it rests on.")
_CLAIM = (_METHOD, _REASONS, _AGAINST, _REFS)

LINKS = Schema(
    "links",
    ("link_id",),
    (
        Column("link_id", "text", "Hashed from both record ids."),
        Column("left_id", "text", "records.record_id, the smaller of the two.", required=True),
        Column("right_id", "text", "records.record_id.", required=True),
        Column("probability", "number", "0..1, that both are one party.", required=True),
        Column("weight", "number", "Match weight in bits: prior odds and what every comparison adds, conflicts left aside."),
        Column("score_kind", "category", "trained, documented: where the weights come from."),
        Column("kind", "category", "same_party, or successor: one company follows the other, never one party."),
        Column("conflict", "boolean", "Evidence against is strong enough that no machine may merge them."),
        *_CLAIM,
    ),
    "A suggestion that two records are one party.",
)

ENTITIES = Schema(
    "entities",
    ("record_id",),
    (
        Column("record_id", "text", "records.record_id."),
        Column("entity_id", "text", "Stable across reruns.", required=True),
        Column("kind", "category", "Kind of the records in it."),
        *_CLAIM,
    ),
    "Which records are taken to be one party.",
)

ENTITY_CHANGES = Schema(
    "entity_changes",
    ("change_id",),
    (
        Column("change_id", "text", "Hashed from the change."),
        Column("kind", "category", "merge, split."),
        Column("entity_id", "text", "The entity afterwards.", required=True),
        Column("previous_id", "text", "The entity before."),
        Column("record_ids", "texts", "Records that moved."),
    ),
    "What a rerun changed among the entities.",
)

HITS = Schema(
    "hits",
    ("hit_id",),
    (
        Column("hit_id", "text", "Hashed from query and entry."),
        Column("query_id", "text", "records.record_id that was screened.", required=True),
        Column("entry_id", "text", "records.record_id on the list.", required=True),
        Column("rank", "integer", "1 is best."),
        Column("score", "number", "0..1.", required=True),
        *_CLAIM,
    ),
    "A name that resembles a name on a list: a candidate for a person to judge.",
)

MENTIONS = Schema(
    "mentions",
    ("mention_id",),
    (
        Column("mention_id", "text", "Hashed from text, place and kind."),
        Column("text_id", "text", "texts.text_id.", required=True),
        Column("start", "integer", "First character, from 0.", required=True),
        Column("end", "integer", "Character after the last.", required=True),
        Column("kind", "category", "name, or the scheme of an identifier.", required=True),
        Column("value", "text", "What was found, in its normal form."),
        Column("record_id", "text", "records.record_id that is meant; NA where no record bears it."),
        Column("score", "number", "0..1."),
        *_CLAIM,
    ),
    "A name or number that occurs in a text.",
)

EVENTS = Schema(
    "events",
    ("event_id",),
    (
        Column("event_id", "text", "Hashed from kind, asset, other asset and start."),
        Column("kind", "category", "gap, jump, stop, loitering, encounter, port_call, identity_split, draught_change ..."),
        Column("asset_id", "text", "Track it happened to.", required=True),
        Column("other_id", "text", "The other track, or the port."),
        Column("started_at", "instant", "UTC.", required=True),
        Column("ended_at", "instant", "UTC; NaT while open at the end of the window."),
        Column("lon", "number", "Degrees east."),
        Column("lat", "number", "Degrees north."),
        Column("duration_h", "number", "Hours."),
        Column("distance_m", "number", "Smallest or bridged distance, by kind."),
        Column("strength", "category", "weak, moderate, strong."),
        *_CLAIM,
    ),
    "Something that positions show, by a cited definition.",
)

IDENTITIES = Schema(
    "identities",
    ("identity_id",),
    (
        Column("identity_id", "text", "Hashed from track, field, value and start."),
        Column("hull_id", "text", "imo:NUMBER where the track sends a valid one, else the track.", required=True),
        Column("track_id", "text", "Track that said it.", required=True),
        Column("field", "category", "name, call_sign, imo, length_m, vessel_type, mmsi, flag.", required=True),
        Column("value", "text", "What it said; the flag is read from the MMSI.", required=True),
        Column("started_at", "instant", "First report of it, UTC."),
        Column("ended_at", "instant", "Last report of it, UTC."),
        Column("n", "integer", "Reports."),
        *_CLAIM,
    ),
    "What a hull said of herself over time; a change of it stands in the reasons of the later row.",
)

VOYAGES = Schema(
    "voyages",
    ("voyage_id",),
    (
        Column("voyage_id", "text", "Hashed from asset and departure."),
        Column("asset_id", "text", "Track that made it.", required=True),
        Column("from_port", "text", "ports.port_id."),
        Column("to_port", "text", "ports.port_id; NA while under way."),
        Column("started_at", "instant", "UTC."),
        Column("ended_at", "instant", "UTC."),
        Column("distance_km", "number", "Along the observed positions."),
        Column("plausible_km", "number", "Shortest plausible sea route between the ports."),
        Column("silent_h", "number", "Hours of it in which the track was not heard for more than an hour."),
        Column("passages", "texts", "Named passages that positions show it went through, in their order."),
        Column("confidence", "number", "0..1: how much of it was heard, less where a port is doubtful; no probability."),
        Column("declared_from_port", "text", "As declared."),
        Column("declared_to_port", "text", "As declared."),
        Column("declared_started_at", "moment", "As declared."),
        Column("declared_ended_at", "moment", "As declared."),
        Column("declared_passages", "texts", "As declared."),
        *_CLAIM,
    ),
    "A leg between two port calls, what was declared beside what was observed.",
)

LEGS = Schema(
    "legs",
    ("leg_id",),
    (
        Column("leg_id", "text", "Hashed from cargo, number and loading."),
        Column("cargo_id", "text", "Container number or waybill.", required=True),
        Column("leg_no", "integer", "From 1, in order of time."),
        Column("outcome", "category", "found, not_found, not_assessable.", required=True),
        Column("asset_id", "text", "Track that carried it; NA where none or several fit."),
        Column("voyage_ids", "texts", "voyages.voyage_id that it was aboard for, in their order."),
        Column("from_port", "text", "Where it was loaded, as its milestones say."),
        Column("to_port", "text", "Where it was discharged, as its milestones say."),
        Column("loaded_at", "instant", "UTC."),
        Column("discharged_at", "instant", "UTC."),
        Column("started_at", "instant", "When the track left the port of loading."),
        Column("ended_at", "instant", "When the track came to the port of discharge."),
        Column("confidence", "number", "0..1: of the weakest voyage, shared among the tracks that fit; no probability."),
        *_CLAIM,
    ),
    "A stretch that cargo was carried by one ship: what its milestones say, and which track fits.",
)

MATCHES = Schema(
    "matches",
    ("query_id", "scan_id"),
    (
        Column("query_id", "text", "Scan or image that was asked for."),
        Column("scan_id", "text", "scans.scan_id that resembles it."),
        Column("rank", "integer", "1 is nearest.", required=True),
        Column("similarity", "number", "Cosine, -1..1.", required=True),
        Column("box", "text", "Best region, x,y,width,height in pixels of scan_id."),
        *_CLAIM,
    ),
    "A scan that resembles another: not an identification.",
)

CHECKS = Schema(
    "checks",
    ("check_id",),
    (
        Column("check_id", "text", "Hashed from kind and subject."),
        Column("kind", "category", "unit_price, weight, control_total, scan_mismatch, mass_balance ..."),
        Column("subject_id", "text", "goods, container or other id that was checked.", required=True),
        Column("outcome", "category", "within, below, above, not_assessable."),
        Column("observed", "number", "What was observed, in unit."),
        Column("expected_low", "number", "Lower end of what is expected."),
        Column("expected_high", "number", "Upper end of what is expected."),
        Column("unit", "text", "Unit of the three figures."),
        Column("n", "integer", "How many peers the expectation rests on."),
        *_CLAIM,
    ),
    "A figure held against what is expected of it.",
)

ASSESSMENTS = Schema(
    "assessments",
    ("assessment_id",),
    (
        Column("assessment_id", "text", "Hashed from detector and subject."),
        Column("detector", "category", "What was looked for: gap, encounter, link, scan_mismatch ...", required=True),
        Column("subject_id", "text", "Track, source or table it was looked for in.", required=True),
        Column("outcome", "category", "found, not_found, not_assessable.", required=True),
        Column("n_found", "integer", "How many were found."),
        Column("n_examined", "integer", "How many rows were examined."),
        *_CLAIM,
    ),
    "What each detector answered: found, not found, or not assessable and why.",
)

FINDINGS = Schema(
    "findings",
    ("finding_id",),
    (
        Column("finding_id", "text", "Hashed from rule and subject."),
        Column("subject_id", "text", "What it is about.", required=True),
        Column("rule", "category", "Name of the rule.", required=True),
        Column("risk_kind", "category", "control_failure, false_declaration, evasion, fraud, threat."),
        Column("line_of_defence", "category", "overseas, port, domestic."),
        Column("strength", "category", "weak, moderate, strong: never a verdict.", required=True),
        Column("sources", "texts", "Independent sources that it rests on."),
        Column("decisions", "texts", "Decisions of people that it rests on."),
        *_CLAIM,
    ),
    "A lead for a person to judge.",
)

CLAIMS = (LINKS, ENTITIES, ENTITY_CHANGES, HITS, MENTIONS, EVENTS, IDENTITIES, VOYAGES, LEGS, MATCHES, CHECKS, ASSESSMENTS, FINDINGS)
