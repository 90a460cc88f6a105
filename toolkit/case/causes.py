"""Why a claim changed: what can be named as cause, from new files and decisions to another version of a method."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from toolkit.case.history import View
from toolkit.case.state import Body
from toolkit.tables import Reason, make_reason

__all__ = ["find_causes", "is_same_claim"]

_NAMED = 3
_COMPARED = (
    "strength",
    "probability",
    "similarity",
    "outcome",
    "observed",
    "expected_low",
    "expected_high",
    "members",
    "reasons",
    "against",
)

Row = Mapping[str, Any]


def is_same_claim(old: Row, new: Row) -> bool:
    """Tell whether two rows of one claim say the same for the same reasons, whatever rows the reasons cite."""
    return _content(old) == _content(new)


def _content(row: Row) -> str:
    said = {name: row.get(name) for name in _COMPARED}
    for column in ("reasons", "against"):
        said[column] = sorted(_reasons_of(row, column))
    return json.dumps(said, sort_keys=True, default=str)


def _reasons_of(row: Row | None, column: str) -> dict[str, Reason]:
    reasons = [] if row is None else row.get(column) or []
    return {json.dumps([reason["code"], reason["values"]], sort_keys=True, default=str): reason for reason in reasons}


def find_causes(  # noqa: PLR0913, PLR0917 - the claim twice, the case twice, and what is asked
    table: str, old: Row | None, new: Row | None, then: View, now: View, unsound: set[str], *, judged: str | None = None
) -> list[Reason]:
    """Name what brought a change about.

    Args:
        table: table of the claim.
        old: its row as it was; none if it was not there.
        new: its row as it is; none if it is gone.
        then: the case as it was.
        now: the case as it is.
        unsound: sources whose stored copy is damaged.
        judged: the id that a person decided on; then only what touches this claim counts, and no change has no causes.

    Returns:
        Causes in words' codes, the most telling first; for a finding that changed never empty.
    """
    causes = [*_causes_of_sources(old, new, then, now, unsound), *_causes_of_decisions(old, new, then, now, judged)]
    same = old is not None and new is not None and is_same_claim(old, new)
    if judged is not None and same:
        return causes
    causes += _causes_of_runs(table, old or new or {}, then, now)
    if new is None and judged is not None:
        causes.append(make_reason("change_target_gone"))
    if old is not None and new is not None:
        causes += _causes_of_reasons(old, new)
    if not causes or (judged is None and all(cause["code"].startswith("change_reason") for cause in causes)):
        causes = [_name_rest(then, now), *causes]
    return causes


def _causes_of_sources(old: Row | None, new: Row | None, then: View, now: View, unsound: set[str]) -> Iterator[Reason]:
    before = frozenset() if old is None else then.grounds.sources_of(old)
    after = frozenset() if new is None else now.grounds.sources_of(new)
    for key in sorted(after | before):
        if key not in now.state.sources:
            continue
        name = now.state.sources[key]["path"]
        if key in unsound:
            yield make_reason("change_evidence_damaged", refs=[f"sources:{key}"], name=name)
        if key in after and key not in then.state.sources:
            yield make_reason("change_rests_on_new", refs=[f"sources:{key}"], name=name)
        elif then.readings.get(key) != now.readings.get(key) and key in then.readings:
            yield make_reason("change_read_again", refs=[f"sources:{key}"], name=name)


def _causes_of_decisions(old: Row | None, new: Row | None, then: View, now: View, judged: str | None) -> Iterator[Reason]:
    targets = (frozenset() if old is None else then.grounds.judged_of(old)) | (frozenset() if new is None else now.grounds.judged_of(new))
    for decision in now.state.decisions[len(then.state.decisions) :]:
        if decision["target_id"] in targets and decision["target_id"] != judged:
            yield make_reason(
                "change_decided",
                refs=[f"decisions:{decision['decision_id']}"],
                target=decision["target_id"],
                verdict=decision["verdict"],
                analyst=decision["analyst"] or "–",
            )


def _causes_of_runs(table: str, row: Row, then: View, now: View) -> Iterator[Reason]:
    """Runs behind the claim's tables that were made in another way than before."""
    tables = now.grounds.tables_of(row) | then.grounds.tables_of(row) | {table}
    before = {_run_key(run): run for run in then.state.current_runs}
    for run in now.state.current_runs:
        earlier = before.get(_run_key(run))
        if earlier is None or earlier is run or not tables & run["rows_out"].keys():
            continue
        if earlier["method"] != run["method"]:
            yield make_reason("change_method", before=earlier["method"], now=run["method"])
        elif earlier.get("version") != run.get("version"):
            yield make_reason("change_version", method=run["method"], before=earlier.get("version"), now=run.get("version"))
        for name in sorted(earlier["parameters"].keys() | run["parameters"].keys()):
            values = [body["parameters"].get(name) for body in (earlier, run)]
            if values[0] != values[1]:
                yield make_reason("change_parameter", method=run["method"], name=name, before=str(values[0]), now=str(values[1]))


def _run_key(run: Body) -> tuple[str, object]:
    return run["method"].rpartition("/")[0], run["source_id"]


def _causes_of_reasons(old: Row, new: Row) -> Iterator[Reason]:
    for column, side in (("reasons", "for"), ("against", "against")):
        before, after = _reasons_of(old, column), _reasons_of(new, column)
        for key in [key for key in after if key not in before]:
            yield make_reason(f"change_reason_{side}_new", refs=after[key].get("refs", ()), reason=_bare(after[key]))
        for key in [key for key in before if key not in after]:
            yield make_reason(f"change_reason_{side}_gone", refs=before[key].get("refs", ()), reason=_bare(before[key]))


def _bare(reason: Reason) -> dict[str, object]:
    return {"code": reason["code"], "values": reason["values"]}


def _name_rest(then: View, now: View) -> Reason:
    """What is left as cause where nothing touches the claim itself: it was compared with other rows."""
    added = [body["path"] for key, body in now.state.sources.items() if key not in then.state.sources]
    if added:
        shown = ", ".join(added[:_NAMED]) + ("…" if len(added) > _NAMED else "")
        return make_reason("change_compared_with_new", names=shown, n=len(added))
    return make_reason("change_cause_unknown")
