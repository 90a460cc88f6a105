"""Write the awkward files, family by family."""

import dataclasses
import json
import random
from pathlib import Path

from data_samples.awkward import containers, documents, markup, new_sheets, old_sheets, plain
from data_samples.awkward.truth import Truth

__all__ = ["write_awkward"]

FAMILIES = (new_sheets, old_sheets, markup, plain, documents, containers)
"""Modules with a ``write(home, rng)`` each; the last puts copies of others into archives."""


def write_awkward(out: Path, *, seed: int = 0) -> list[Truth]:
    """Write 41 files under ``out/files`` and their truth to ``out/truth.json``.

    Args:
        out: folder to write to; created if needed. Files of an earlier run are overwritten.
        seed: draws the numbers, dates and goods; the traps stay.

    Returns:
        The truth of each file.
    """
    home = out / "files"
    home.mkdir(parents=True, exist_ok=True)
    rng = random.Random(seed)
    truths = [truth for family in FAMILIES for truth in family.write(home, rng)]
    (out / "truth.json").write_text(json.dumps([dataclasses.asdict(t) for t in truths], ensure_ascii=False, indent=1), encoding="utf-8")
    return truths
