"""Show a case in a notebook."""

from collections.abc import Mapping
from functools import partial
from html import escape

from toolkit.case.state import CaseState
from toolkit.wording import say_label

__all__ = ["show_case"]


def show_case(state: CaseState, *, title: str, read_only: bool, damaged: Mapping[str, str], language: str) -> str:
    """Write HTML: tables and their rows, the chain's head, damaged evidence."""
    label = partial(say_label, language=language)
    totals: dict[str, int] = {}
    for run in state.current_runs:
        for table, part in run["parts"].items():
            totals[table] = totals.get(table, 0) + part["rows"]
    words = {"decisions": len(state.current_decisions), "notes": len(state.notes), "statements": len(state.statements)}
    totals = {"sources": len(state.sources), **totals, **{name: count for name, count in words.items() if count}}
    rows = "".join(f"<tr><th scope='row'>{escape(name)}</th><td>{count:,}</td></tr>" for name, count in totals.items())
    damage = "".join(f"<p><strong>{escape(name)}</strong>: {escape(fault)}</p>" for name, fault in damaged.items())
    mode = label("case_read_only" if read_only else "case_writing")
    caption = f"{title} · {mode} · {label('case_head', head=state.head[:16])}…"
    head = f"<thead><tr><th>{label('case_table')}</th><th>{label('case_rows')}</th></tr></thead>"
    return f"<table><caption>{escape(caption)}</caption>{head}<tbody>{rows}</tbody></table>{damage}"
