"""What the ledger's entries hold, and what is refused before one is written."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import pandas as pd

from toolkit.case.state import CaseState
from toolkit.errors import ArgumentError, CaseError
from toolkit.ids import make_id
from toolkit.tables import Source, check, media_type_of

__all__ = [
    "OWN_TABLES",
    "as_text",
    "check_method",
    "check_reading",
    "content_of",
    "copy_body",
    "decision_body",
    "gather_frames",
    "now",
    "run_body",
    "sign_run",
    "source_body",
]

OWN_TABLES = ("sources", "runs", "decisions", "notes", "statements")
"""Tables that the case keeps itself."""

_CONTENT = ("method", "parameters", "input_hashes", "rows_out", "parts", "source_id", "readings")


def as_text(name: str) -> str:
    r"""Write a name as text that every store takes.

    File names that are not UTF-8 arrive with lone surrogates; those are shown as escapes.

    >>> as_text("\udcb4.txt")
    '\\xb4.txt'
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def source_body(stored: Source, custody: Mapping[str, object]) -> dict[str, Any]:
    """What the entry of an added file says."""
    return {
        "source_id": stored.source_id,
        "path": stored.name,
        "sha256": stored.sha256,
        "media_type": media_type_of(stored.path),
        "size_bytes": stored.size_bytes,
        "acquired_at": now("seconds"),
        **custody,
    }


def copy_body(source: Mapping[str, Any], copies: Sequence[Mapping[str, Any]], name: str, custody: Mapping[str, object]) -> dict[str, Any]:
    """What the entry of a second place of the same content says; nothing if the ledger says it already."""
    told = {name: value for name, value in custody.items() if value}
    for earlier in (source, *(copy for copy in copies if copy["source_id"] == source["source_id"])):
        if earlier["path"] == name and all(earlier.get(key) == value for key, value in told.items()):
            return {}
    return {"source_id": source["source_id"], "path": name, "acquired_at": now("seconds"), **told}


def check_method(method: str) -> None:
    """Refuse a method without a version.

    Raises:
        ArgumentError: it does not read like ``routes.gaps/1``.
    """
    name, slash, version = method.rpartition("/")
    if not (name and slash and version):
        message = f"method={method!r} has no version; write it like 'routes.gaps/1'"
        raise ArgumentError(message)


def check_reading(source: Source, state: CaseState) -> None:
    """Refuse a source that is not of this case, or whose counts do not add up.

    Raises:
        CaseError: the case holds no such file.
        ArgumentError: rows were neither kept nor quarantined.
    """
    known = state.sources.get(source.source_id)
    if known is None or known["sha256"] != source.sha256:
        message = f"source {source.name!r} is not of this case; read the source that case.add_source returned"
        raise CaseError(message)
    if source.rows_read != source.rows_kept + source.rows_quarantined:
        counts = f"rows_read={source.rows_read}, rows_kept={source.rows_kept}, quarantined={source.rows_quarantined}"
        message = f"source {source.name!r}: {counts} do not add up; a reader must keep or quarantine every row"
        raise ArgumentError(message)


def gather_frames(tables: Mapping[str, pd.DataFrame], sources: Sequence[Source]) -> dict[str, pd.DataFrame]:
    """Take the frames of a run, the quarantine of its sources among them, each checked.

    Raises:
        ArgumentError: a table is unknown or the case's own.
        TableError: a frame is not the table it is given as.
    """
    frames = dict(tables)
    for name in OWN_TABLES:
        if name in frames:
            message = f"table {name!r} is written by the case itself; leave it out of record()"
            raise ArgumentError(message)
    set_aside = [source.quarantine for source in sources if source.quarantine is not None and len(source.quarantine)]
    if set_aside:
        frames.setdefault("quarantine", pd.concat(set_aside, ignore_index=True))
    for name, frame in frames.items():
        check(frame, name)
    return frames


def run_body(  # noqa: PLR0913 - each is a field of the entry
    method: str,
    parameters: Mapping[str, object],
    sources: Sequence[Source],
    inputs: Sequence[str],
    *,
    rows_out: Mapping[str, int],
    parts: Mapping[str, Mapping[str, object]],
) -> dict[str, Any]:
    """What the entry of a run says, before :func:`sign_run`."""
    return {
        "method": method,
        "parameters": dict(parameters),
        "version": version("tidewaiter"),
        "input_hashes": [*(source.sha256 for source in sources), *inputs],
        "rows_out": dict(rows_out),
        "parts": dict(parts),
        "source_id": _subject(sources),
        "readings": {source.source_id: reading for source in sources if (reading := _reading_of(source))},
    }


def _subject(sources: Sequence[Source]) -> str | None:
    """What the run is on: nothing, one source, or several by one id of their own."""
    keys = sorted(source.source_id for source in sources)
    return None if not keys else keys[0] if len(keys) == 1 else make_id("sources", *keys)


def _reading_of(source: Source) -> dict[str, object] | None:
    if not source.layout and not source.rows_read:
        return None
    return {
        "layout": source.layout,
        "mapping": source.mapping,
        "rows_read": source.rows_read,
        "rows_kept": source.rows_kept,
        "rows_quarantined": source.rows_quarantined,
    }


def content_of(run: Mapping[str, Any]) -> str:
    """What makes two runs the same, as canonical JSON."""
    return json.dumps({key: run[key] for key in _CONTENT}, sort_keys=True, default=str)


def sign_run(body: dict[str, Any], runs: Sequence[Mapping[str, Any]], earlier: Mapping[str, Any] | None) -> None:
    """Give a run its id, its instant and what it supersedes.

    The id counts the runs with the same content before it, so that a return to an earlier result has its own.
    """
    content = content_of(body)
    alike = (run for run in runs if run["method"] == body["method"] and run["source_id"] == body["source_id"])
    nth = sum(content_of(run) == content for run in alike)
    body["run_id"] = make_id("run", json.loads(content), nth)
    body["started_at"] = now("microseconds")
    body["supersedes"] = None if earlier is None else earlier["run_id"]


def decision_body(target_id: str, verdict: str, note: str, analyst: str, earlier: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the entry of a decision says."""
    decided_at = now("microseconds")
    return {
        "decision_id": make_id("decision", target_id, analyst, decided_at),
        "target_id": target_id,
        "verdict": verdict,
        "analyst": analyst,
        "decided_at": decided_at,
        "note": note,
        "supersedes": None if earlier is None else earlier["decision_id"],
    }


def now(precision: str) -> str:
    """Write this instant, in UTC; ``precision`` as :meth:`datetime.isoformat` takes it."""
    return datetime.now(UTC).isoformat(timespec=precision)
