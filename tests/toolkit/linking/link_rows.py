"""Tiny factories of links and decisions."""

import pandas as pd

from toolkit.tables import conform, empty


def make_links(*rows: tuple[str, str, float] | tuple[str, str, float, bool]) -> pd.DataFrame:
    """Make a links table from rows (left_id, right_id, probability, anything where the two are in conflict)."""
    built = [
        {"link_id": f"{r[0]}-{r[1]}", "left_id": r[0], "right_id": r[1], "probability": r[2], "conflict": len(r) > 3, "method": "m"}
        for r in rows
    ]
    return conform(pd.DataFrame(built), "links") if built else empty("links")


def decide(*rows: tuple[str, str]) -> pd.DataFrame:
    """Make a decisions table from rows (target_id, verdict)."""
    return pd.DataFrame([{"decision_id": f"d{at}", "target_id": target, "verdict": verdict} for at, (target, verdict) in enumerate(rows)])
