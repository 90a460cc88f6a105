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
        Column("parameters", "mapping", "Every argument that changes the result."),
        Column("input_hashes", "texts", "SHA-256 of what went in."),
        Column("started_at", "instant", "UTC."),
        Column("rows_out", "mapping", "{table: rows}."),
    ),
    "What was computed, when, from what.",
)

JUDGEMENTS = (DECISIONS, RUNS)
