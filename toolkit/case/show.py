"""Show a case in a notebook."""

from collections.abc import Mapping
from html import escape

from toolkit.case.state import CaseState

__all__ = ["show_case"]


def show_case(state: CaseState, *, title: str, read_only: bool, damaged: Mapping[str, str]) -> str:
    """Write HTML: tables and their rows, the chain's head, damaged evidence."""
    totals: dict[str, int] = {}
    for run in state.current_runs:
        for table, part in run["parts"].items():
            totals[table] = totals.get(table, 0) + part["rows"]
    totals = {"sources": len(state.sources), **totals, "decisions": len(state.current_decisions)}
    rows = "".join(f"<tr><th scope='row'>{escape(name)}</th><td>{count:,}</td></tr>" for name, count in totals.items())
    damage = "".join(f"<p><strong>{escape(name)}</strong>: {escape(fault)}</p>" for name, fault in damaged.items())
    caption = f"{title} · {'read-only' if read_only else 'writing'} · head {state.head[:16]}…"
    head = "<thead><tr><th>table</th><th>rows</th></tr></thead>"
    return f"<table><caption>{escape(caption)}</caption>{head}<tbody>{rows}</tbody></table>{damage}"
