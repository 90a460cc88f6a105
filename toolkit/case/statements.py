"""What people add in words: notes beside a row, and statements that are graded and signed.

The two grades are those of the 6×6 scheme that police and customs services share (NATO AJP-2.1, annex; in Chinese
practice 来源可靠性 and 内容可信度): how reliable the one who states has proved, and how well what is stated is borne out.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from toolkit.case.entries import OWN_TABLES, as_text, now
from toolkit.case.parts import PartStore
from toolkit.case.state import CaseState
from toolkit.errors import ArgumentError, RefError
from toolkit.ids import make_id, parse_ref
from toolkit.tables import SCHEMAS

__all__ = ["CREDIBILITIES", "RELIABILITIES", "Credibility", "Reliability", "check_refs", "note_body", "statement_body"]

Reliability = Literal["A", "B", "C", "D", "E", "F"]
RELIABILITIES: tuple[Reliability, ...] = ("A", "B", "C", "D", "E", "F")
Credibility = Literal["1", "2", "3", "4", "5", "6"]
CREDIBILITIES: tuple[Credibility, ...] = ("1", "2", "3", "4", "5", "6")


def note_body(text: str, about: str | None, analyst: str) -> dict[str, Any]:
    """What the entry of a note says.

    Raises:
        ArgumentError: the text is blank.
    """
    _refuse_blank("text", text)
    written_at = now("microseconds")
    return {
        "note_id": make_id("note", about, analyst, written_at),
        "about": about,
        "text": as_text(text),
        "analyst": analyst,
        "written_at": written_at,
    }


def statement_body(text: str, told: Mapping[str, str | None], about: Sequence[str], signer: str) -> dict[str, Any]:
    """What the entry of a statement says.

    Args:
        text: the statement.
        told: ``stated_by, reliability, credibility, occurred_at, source_id, caveat``.
        about: refs that it speaks of.
        signer: who signs.

    Raises:
        ArgumentError: blank text or speaker, a grade that is none, or nobody signs.
    """
    _refuse_blank("text", text)
    _refuse_blank("stated_by", told["stated_by"] or "")
    for name, allowed in (("reliability", RELIABILITIES), ("credibility", CREDIBILITIES)):
        if told[name] not in allowed:
            message = f"{name}={told[name]!r}; allowed: {', '.join(allowed)}"
            raise ArgumentError(message)
    if not signer.strip():
        message = "nobody signs: open the case with analyst=..., a statement must name who took it down"
        raise ArgumentError(message)
    signed_at = now("microseconds")
    return {
        "statement_id": make_id("statement", text, signer, signed_at),
        "text": as_text(text),
        **told,
        "about": list(about),
        "signed_by": signer,
        "signed_at": signed_at,
    }


def _refuse_blank(name: str, text: str) -> None:
    if not text.strip():
        message = f"{name}={text!r} says nothing; give words"
        raise ArgumentError(message)


def check_refs(refs: Iterable[str], state: CaseState, parts: PartStore) -> None:
    """Refuse a ref that names no row of the case.

    Raises:
        RefError: it is malformed, or the row is not there.
    """
    for ref in refs:
        parsed = parse_ref(ref)
        if parsed.table not in SCHEMAS or not _is_there(parsed.table, parsed.key, parsed.first, state, parts):
            message = f"{ref!r} names no row of this case; take a ref from a hit, a reason or a table"
            raise RefError(message)


def _is_there(table: str, key: str, line: int | None, state: CaseState, parts: PartStore) -> bool:
    if table in OWN_TABLES:
        return key in state.entry_of and key.startswith(f"{table[:-1]}_")
    digests = state.parts_of(table)
    if table == "positions":
        return any(parts.has_row(digest, {"source_id": key, "line": line}) for digest in digests)
    cells = key.replace("%20", " ").split("|", len(SCHEMAS[table].key) - 1)
    wanted = dict(zip(SCHEMAS[table].key, cells, strict=False))
    return len(wanted) == len(SCHEMAS[table].key) and any(parts.has_row(digest, wanted) for digest in digests)
