"""Companions: two ships that kept company under way, more than once or for long."""

from collections.abc import Iterator

import pandas as pd

from toolkit.routes.blocks import TracksSource, read_blocks
from toolkit.routes.fixes import HOUR_US, Fixes
from toolkit.routes.marks import MARK_US, Marks, Pairs, read_marks
from toolkit.routes.neighbours import Candidates, measure_pairs, read_candidates
from toolkit.routes.rows import Row, make_event, show, soften_rows, to_events
from toolkit.routes.spans import close_spans
from toolkit.routes.states import SLOW_KN
from toolkit.tables import make_reason

__all__ = ["MIN_COMPANY_H", "find_companions"]

METHOD = "routes.companions/1"
WITHIN_M = 2_000.0  # about a mile: ships that only share a lane rarely keep so near for hours
MIN_COMPANY_H = 12.0


def find_companions(tracks: TracksSource, *, within_m: float = WITHIN_M, min_company_h: float = MIN_COMPANY_H) -> pd.DataFrame:
    """Find pairs of ships that were under way together, 2 kn or more and within 2 km of each other, for 12 h in all.

    Our own definition, after the "co-travel" of movement analysis: hours count only while both make way, so that neighbours at
    anchor are none. Traffic on one lane keeps company without intent, and a tow does by its nature. A file is read as
    :func:`find_encounters` reads one.

    Args:
        tracks: a ``positions`` table, cleaned and split, or a file of :func:`write_tracks`.
        within_m: metres.
        min_company_h: hours in all, over every stretch of two hours or more.

    Returns:
        ``events`` of kind ``companions``, one a pair, from the first such stretch to the last; ``duration_h`` runs from the one to the
        other, the hours together are in the reasons.

    Raises:
        TableError: if a table is not what it is taken for.
    """
    rows: list[Row] = []
    vague: dict[str, float] = {}
    for fixes, candidates in read_candidates(read_blocks(tracks), within_m, 2.0, see=lambda block: vague.update(block.vague)):
        rows += _companions(fixes, candidates, within_m, min_company_h)
    return to_events(soften_rows(rows, vague))


def _companions(fixes: Fixes, candidates: Candidates, within_m: float, min_company_h: float) -> Iterator[Row]:
    marks = read_marks(fixes)
    pairs = measure_pairs(marks, candidates, within_m)
    moving = (marks.speed[pairs.left] >= SLOW_KN) & (marks.speed[pairs.right] >= SLOW_KN)
    pairs = Pairs(pairs.left[moving], pairs.right[moving], pairs.distance[moving])
    first, last = close_spans(marks, pairs)
    together: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for a, b in zip(first.tolist(), last.tolist(), strict=True):
        if (marks.mark[pairs.left[b]] - marks.mark[pairs.left[a]]) * MARK_US >= 2 * HOUR_US:
            pair = int(marks.track[pairs.left[a]]), int(marks.track[pairs.right[a]])
            together.setdefault(pair, []).append((a, b))
    for spans in together.values():
        ends = [(int(marks.mark[pairs.left[a]]) * MARK_US, int(marks.mark[pairs.left[b]]) * MARK_US) for a, b in spans]
        if sum(end - start for start, end in ends) >= min_company_h * HOUR_US:
            yield _row(fixes, marks, pairs, spans, ends)


def _row(fixes: Fixes, marks: Marks, pairs: Pairs, spans: list[tuple[int, int]], ends: list[tuple[int, int]]) -> Row:
    metres = sorted(float(m) for a, b in spans for m in pairs.distance[a : b + 1])
    at = [(int(marks.fix[side[spans[0][0]]]), int(marks.fix[side[spans[-1][1]]])) for side in (pairs.left, pairs.right)]
    refs = [ref for i, j in at for ref in fixes.refs(i, j)]
    why = make_reason(
        "route_companions",
        refs=refs,
        hours=round(sum(end - start for start, end in ends) / HOUR_US, 1),
        stretches=len(spans),
        metres=round(metres[len(metres) // 2]),
        start=show(ends[0][0]),
        end=show(ends[-1][1]),
    )
    left, right = (fixes.tracks[fixes.track[i]] for i, _ in at)
    return make_event(
        "companions",
        left,
        ends[0][0],
        ends[-1][1],
        method=METHOD,
        other_id=right,
        lon=fixes.lon[at[0][0]],
        lat=fixes.lat[at[0][0]],
        distance_m=metres[len(metres) // 2],
        reasons=[why],
        against=[make_reason("route_companions_may_be")],
        refs=refs,
    )
