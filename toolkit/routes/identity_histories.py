"""Histories of identities: under which name, flag, call sign, number and length a hull was heard, and when that changed."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit import ids, tables
from toolkit.routes.fixes import Fixes, read_fixes
from toolkit.routes.flags import flag_of
from toolkit.routes.rows import instant, show
from toolkit.routes.statics import Particulars, read_particulars, summarise_particulars
from toolkit.tables import make_reason

__all__ = ["list_identities"]

METHOD = "routes.identities/1"
_FIELDS = ("name", "call_sign", "imo", "length_m", "vessel_type")
_MIN_SAID = 3
_MOST_OF_ONE = 4  # a number that more tracks send is a placeholder, not a hull


class _Span(NamedTuple):
    """A value that a track gave of itself, from one fix to another."""

    track: int
    value: str
    first: int
    last: int
    n: int


def list_identities(tracks: pd.DataFrame) -> pd.DataFrame:
    """List what each hull said of herself over time: name, call sign, IMO number, length, type, MMSI and flag.

    A value counts from the third report on; fewer are slips of the hand, and a value that comes back after one was there all
    along. Tracks that send the same valid IMO number, which a hull keeps for life (IMO resolution A.1117(30)), share a
    ``hull_id``, so that a hull's history runs on under another MMSI; nothing is merged by it. The flag is read from the MMSI.

    Args:
        tracks: a ``positions`` table, cleaned and split.

    Returns:
        ``identities``: one row a track, field and stretch of time. Where another value of that field went before on the same hull,
        the change is in ``reasons`` with both ends as refs, and in ``against`` what else it may be.

    Raises:
        TableError: if ``tracks`` is no ``positions`` table.

    >>> tracks = pd.DataFrame({"source_id": "s", "line": range(8), "asset_id": "mmsi:412000001", "lon": 121.9, "lat": 30.0})
    >>> tracks["time"] = pd.Timestamp("2025-05-12T00:00Z") + pd.to_timedelta(range(8), unit="h")
    >>> list_identities(tracks.assign(name=["LARK"] * 4 + ["TERN"] * 4))[["field", "value", "n"]].values.tolist()
    [['flag', 'CN', 8], ['mmsi', '412000001', 8], ['name', 'LARK', 4], ['name', 'TERN', 4]]
    """
    fixes = read_fixes(tracks)
    if not len(fixes):
        return tables.empty("identities")
    frame = tracks.iloc[fixes.order]
    hull = _hulls(fixes, summarise_particulars(frame, fixes.track, len(fixes.tracks)))
    known, code = read_particulars(frame)
    spans = {field: list(_said(fixes, np.array([_shown(p, field) for p in known], dtype=object)[code])) for field in _FIELDS}
    spans |= _numbers(fixes)
    rows = [row for field in sorted(spans) for row in _rows(fixes, field, spans[field], hull)]
    order = ["hull_id", "field", "started_at", "identity_id"]
    return (
        tables.make_table(rows, "identities").sort_values(order, kind="stable").reset_index(drop=True)
        if rows
        else tables.empty("identities")
    )


def _hulls(fixes: Fixes, hulls: list[Particulars]) -> list[str]:
    """Name the hull of each track: by its IMO number, if not too many send it, else by the track."""
    senders = Counter(hull.imo for hull in hulls)
    return [
        f"imo:{hull.imo}" if hull.imo and senders[hull.imo] <= _MOST_OF_ONE else track
        for hull, track in zip(hulls, fixes.tracks, strict=True)
    ]


def _shown(particulars: Particulars, field: str) -> str:
    value = getattr(particulars, field)
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}"
    return str(value)


def _said(fixes: Fixes, value: np.ndarray) -> Iterator[_Span]:
    """Give the stretches of one value along each track, unknown and rare ones left out."""
    texts, code = np.unique(value.astype("str"), return_inverse=True)
    at = np.flatnonzero(texts[code] != "")
    for _ in range(2):  # once to find what was said too rarely, once without it
        if not len(at):
            return
        new = np.concatenate([[True], (code[at][1:] != code[at][:-1]) | (fixes.track[at][1:] != fixes.track[at][:-1])])
        starts = np.flatnonzero(new)
        size = np.diff(np.append(starts, len(at)))
        often = size >= _MIN_SAID
        if often.all():
            break
        at = at[np.repeat(often, size)]
    for start, n in zip(starts.tolist(), size.tolist(), strict=True):
        first, last = int(at[start]), int(at[start + n - 1])
        yield _Span(int(fixes.track[first]), str(texts[code[first]]), first, last, n)


def _numbers(fixes: Fixes) -> dict[str, list[_Span]]:
    """Give the MMSI that each track is sent under, and the flag that it says."""
    found: dict[str, list[_Span]] = {"mmsi": [], "flag": []}
    for number, track in enumerate(fixes.tracks):
        scheme, _, rest = track.partition(":")
        mmsi = rest.partition("/")[0]
        first, last = int(fixes.first[number]), int(fixes.first[number + 1]) - 1
        values = {"mmsi": mmsi, "flag": flag_of(mmsi)} if scheme == "mmsi" else {}
        for field, value in values.items():
            if value:
                found[field].append(_Span(number, value, first, last, last - first + 1))
    return found


def _rows(fixes: Fixes, field: str, spans: list[_Span], hull: list[str]) -> Iterator[dict[str, object]]:
    by_time = sorted(spans, key=lambda span: (hull[span.track], int(fixes.time[span.first]), fixes.tracks[span.track]))
    before: dict[str, _Span] = {}
    for span in by_time:
        earlier = before.get(hull[span.track])
        reasons, against = [], []
        if earlier is not None and earlier.value != span.value:
            at_once = fixes.time[earlier.last] > fixes.time[span.first]
            reasons = [
                make_reason(
                    "route_identity_both" if at_once else "route_identity_changed",
                    refs=fixes.ends(earlier.last, span.first),
                    field=field,
                    before=earlier.value,
                    after=span.value,
                    start=show(fixes.time[earlier.last]),
                    end=show(fixes.time[span.first]),
                )
            ]
            against = [make_reason("route_identity_may_be")]
        before[hull[span.track]] = span
        yield {
            "identity_id": ids.make_id("identity", fixes.tracks[span.track], field, span.value, show(fixes.time[span.first])),
            "hull_id": hull[span.track],
            "track_id": fixes.tracks[span.track],
            "field": field,
            "value": span.value,
            "started_at": instant(fixes.time[span.first]),
            "ended_at": instant(fixes.time[span.last]),
            "n": span.n,
            "method": METHOD,
            "reasons": reasons,
            "against": against,
            "refs": fixes.refs(span.first, span.last),
        }
