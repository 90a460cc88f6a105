"""Parts of a load that do not belong to the rest of it: what may be hidden there, or lawfully mixed in.

Each part of a load is compared with its surroundings (``windows``) and judged by trees that were fitted on simulated loads with
and without something hidden (``tests/benchmarks/fit_scan_parts.py``). No neighbours and no declarations are needed, so a single
scan can be judged; but a part that stands out is a place to look at, and never tells what lies there.
"""

from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.errors import EvidenceError, SourceError
from toolkit.ids import make_id, make_ref
from toolkit.scans.additions import open_row
from toolkit.scans.images import Image
from toolkit.scans.library import ScanLibrary
from toolkit.scans.search import select_rows
from toolkit.scans.trees import Trees
from toolkit.scans.windows import describe_windows

__all__ = ["BAR", "find_odd_parts", "score_parts"]

METHOD = "scans.parts/1"
BAR = 3.2
"""Logit from which a part stands out: one in twenty of 204 loads of seed 12 in which nothing was hidden, stowed as those that
were fitted on."""
_FILE = "parts.npz"


def score_parts(image: Image) -> tuple[float, tuple[int, int, int, int]] | None:
    """Find the part of a load that belongs to it least.

    Args:
        image: (height, width, 2), transmission at high and low energy.

    Returns:
        A score, in logits as fitted, and the part's x, y, width and height in pixels; None where hardly anything is loaded.

    >>> score_parts(np.full((60, 120, 2), 60_000, np.uint16)) is None
    True
    """
    windows = describe_windows(image)
    if not len(windows.boxes):
        return None
    scores = shipped_trees().score(windows.features)
    best = int(scores.argmax())
    x, y, width, height = windows.boxes[best].tolist()
    return float(scores[best]), (x, y, width, height)


def find_odd_parts(library: ScanLibrary, *, where: str | None = None, progress: bool = False) -> pd.DataFrame:
    """Find scans with a part whose mass, material or grain is not that of the load around it.

    Args:
        library: scans of whole containers, two energies each; their files are opened.
        where: a condition over the metadata, such as ``'lot_id == "L7"'``; all scans by default.
        progress: show a progress bar.

    Returns:
        A ``checks`` table of kind ``scan_odd_part``, one row a scan: ``observed`` is the score of its oddest part, ``above`` means
        that it stands out; the reason names its box. ``not_assessable`` comes with its reason.
    """
    from tqdm.auto import tqdm

    scans = library.metadata[select_rows(library.metadata, where)]
    found = [_score_row(row) for _, row in tqdm(scans.iterrows(), total=len(scans), desc="comparing parts", disable=not progress)]
    scores = np.array([one[0] for one in found if not isinstance(one, str)])
    rows = [_as_check(scan_id, one, scores) for scan_id, one in zip(scans["scan_id"], found, strict=True)]
    return tables.make_table(rows, "checks")


def _score_row(row: "pd.Series[Any]") -> tuple[float, tuple[int, int, int, int]] | str:
    """Give score and box, or the code of the reason why there is none."""
    try:
        image = open_row(row)
    except (SourceError, EvidenceError):  # it was readable when it was added; the check says that it no longer is
        return "scan_image_gone"
    if image.ndim != 3:  # noqa: PLR2004 - height, width and two energies
        return "scan_needs_two_energies"
    return score_parts(image) or "scan_no_load_seen"


def _as_check(scan_id: str, found: tuple[float, tuple[int, int, int, int]] | str, scores: "np.ndarray[Any, Any]") -> dict[str, object]:
    ref = make_ref("scans", scan_id)
    check: dict[str, object] = {
        "check_id": make_id("check", "scan_odd_part", scan_id),
        "kind": "scan_odd_part",
        "subject_id": scan_id,
        "outcome": "not_assessable",
        "unit": "logit",
        "n": len(scores),
        "method": METHOD,
        "reasons": [],
        "against": [],
        "refs": [ref],
    }
    if isinstance(found, str):
        return check | {"reasons": [tables.make_reason(found, refs=[ref])]}
    score, box = found
    place = ",".join(map(str, box))
    odd = score > BAR
    code = "scan_part_stands_out" if odd else "scan_parts_alike"
    why = tables.make_reason(code, refs=[ref], box=place, score=score, bar=BAR)
    against = [
        tables.make_reason("scan_part_lawful"),
        tables.make_reason("scan_parts_as_odd", k=int(np.count_nonzero(scores >= score)), n=len(scores)),
        tables.make_reason("scan_cannot_show"),
    ]
    judged = {"outcome": "above" if odd else "within", "observed": score, "expected_high": BAR}
    return check | judged | {"reasons": [why], "against": against if odd else against[-1:]}


@cache
def shipped_trees() -> Trees:
    """Give the trees that come with the toolkit."""
    return Trees.from_bytes(files("toolkit.scans").joinpath(_FILE).read_bytes())
