"""Hold every stored byte of a case against its ledger."""

from pathlib import Path

from toolkit.case.evidence import EvidenceStore
from toolkit.case.ledger import Ledger
from toolkit.case.parts import PartStore
from toolkit.case.state import CaseState
from toolkit.case.verification import Verification
from toolkit.tables import Reason, make_reason

__all__ = ["examine_case"]


def examine_case(
    ledger: Ledger,
    evidence: EvidenceStore,
    parts: PartStore,
    settings: dict[str, object],
    *,
    expected_head: str | None = None,
) -> Verification:
    """Check the chain, every evidence file and every part, superseded ones as well.

    Args:
        ledger: the chain.
        evidence: the copies, all hashed anew.
        parts: the stored tables.
        settings: what ``case.toml`` says.
        expected_head: a head that was deposited outside; it must be one of the chain's hashes.

    Returns:
        The result; it never raises for damage, it names it.
    """
    entries = list(ledger.entries())
    state = CaseState()
    state.replay(entries)
    named = {part["sha256"]: (table, run) for run in state.runs for table, part in run["parts"].items()}
    reasons = [
        *_chain_reasons(ledger, state, settings),
        *_evidence_reasons(evidence, state),
        *_part_reasons(parts, named),
    ]
    if expected_head is not None and expected_head not in {entry.hash for entry in entries}:
        reasons.append(make_reason("case_head_missing", head=expected_head))
    counts = {
        "ledger entries": len(entries),
        "evidence files": len(state.sources),
        "table parts": len(named),
        "decisions": len(state.decisions),
    }
    wanted = {evidence.path_of(body["sha256"]) for body in state.sources.values()} | {parts.path_of(sha256) for sha256 in named}
    return Verification(state.head, counts, tuple(reasons), _find_orphans(evidence.folder, parts.folder, wanted))


def _chain_reasons(ledger: Ledger, state: CaseState, settings: dict[str, object]) -> list[Reason]:
    reasons = [make_reason("case_chain_broken", entry=seq) for seq in state.breaks]
    if ledger.highest_seq > state.seq:
        reasons.append(make_reason("case_entries_missing", last=state.seq, highest=ledger.highest_seq))
    if state.opening.get("case_id") != settings.get("case_id"):
        reasons.append(make_reason("case_settings_foreign", found=settings.get("case_id"), recorded=state.opening.get("case_id")))
    return reasons


def _evidence_reasons(evidence: EvidenceStore, state: CaseState) -> list[Reason]:
    names = {body["sha256"]: (body["path"], key) for key, body in state.sources.items()}
    damage = evidence.find_damage(names, anew=True)
    return [
        make_reason("case_evidence_damaged", name=names[sha256][0], source=names[sha256][1], fault=fault)
        for sha256, fault in damage.items()
    ]


def _part_reasons(parts: PartStore, named: dict[str, tuple[str, dict[str, object]]]) -> list[Reason]:
    faults = {sha256: parts.fault_of(sha256) for sha256 in named}
    return [
        make_reason(
            "case_part_damaged", table=named[sha256][0], run=named[sha256][1]["run_id"], method=named[sha256][1]["method"], fault=fault
        )
        for sha256, fault in faults.items()
        if fault
    ]


def _find_orphans(evidence: Path, parts: Path, wanted: set[Path]) -> tuple[str, ...]:
    found = [path for folder in (evidence, parts) for path in folder.iterdir() if path not in wanted]
    return tuple(sorted(f"{path.parent.name}/{path.name}" for path in found))
