"""Tables of judgements and of the record that is kept of work: appended, superseded, never overwritten."""

from toolkit.tables.schema import Column, Schema

__all__ = ["JUDGEMENTS"]

DECISIONS = Schema(
    "decisions",
    ("decision_id",),
    (
        Column("decision_id", "text", "Hashed from target, analyst and instant."),
        Column("target_id", "text", "The claim that was judged.", required=True),
        Column("verdict", "category", "accept, reject, unsure.", required=True),
        Column("analyst", "text", "Who judged."),
        Column("decided_at", "instant", "UTC."),
        Column("note", "text", "Why."),
        Column("supersedes", "text", "The decision that this one replaces."),
    ),
    "What people decided of claims.",
)

RUNS = Schema(
    "runs",
    ("run_id",),
    (
        Column("run_id", "text", "Hashed from method, parameters and inputs."),
        Column("method", "text", "Name and version.", required=True),
        Column("version", "text", "Version of tidewaiter that ran it."),
        Column("parameters", "mapping", "Every argument that changes the result."),
        Column("input_hashes", "texts", "SHA-256 of the files and table parts that went in, and ids of decisions."),
        Column("started_at", "instant", "UTC."),
        Column("rows_out", "mapping", "{table: rows}."),
    ),
    "What was computed, when, from what.",
)

NOTES = Schema(
    "notes",
    ("note_id",),
    (
        Column("note_id", "text", "Hashed from subject, analyst and instant."),
        Column("about", "text", "Ref of the row that it comments on; NA for the case as a whole."),
        Column("text", "text", "What was noted.", required=True),
        Column("analyst", "text", "Who noted it."),
        Column("written_at", "instant", "UTC."),
    ),
    "What people noted beside a row, or of the case.",
)

STATEMENTS = Schema(
    "statements",
    ("statement_id",),
    (
        Column("statement_id", "text", "Hashed from text, signer and instant."),
        Column("text", "text", "What was said or seen, in the words of whoever said it.", required=True),
        Column("stated_by", "text", "Who said or saw it, such as a patrol.", required=True),
        Column("reliability", "category", "Grade of the one who states, A (completely reliable) to F (cannot be judged).", required=True),
        Column("credibility", "category", "Grade of what is stated, 1 (confirmed) to 6 (cannot be judged).", required=True),
        Column("about", "texts", "Refs of the rows that it speaks of."),
        Column("occurred_at", "moment", "When it happened, at the precision that is known."),
        Column("source_id", "text", "The document that it is written down in, if there is one."),
        Column("caveat", "text", "Handling caveat."),
        Column("signed_by", "text", "Who took it down and answers for it.", required=True),
        Column("signed_at", "instant", "UTC."),
    ),
    "What a person states: graded, signed, and never mixed with what was computed.",
)

JUDGEMENTS = (DECISIONS, NOTES, STATEMENTS, RUNS)
