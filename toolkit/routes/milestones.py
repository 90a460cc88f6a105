"""Milestones: what happened to a truck, wagon, container or consignment, out of the one table of movements."""

import pandas as pd

from toolkit import ids, tables
from toolkit.routes.cleaning import refuse_zoneless

__all__ = ["list_milestones"]

_NOT_TRUSTED = ("clock", "duplicate", "no_time", "no_zone", "swapped", "out_of_range")


def list_milestones(positions: pd.DataFrame) -> pd.DataFrame:
    """List the scans, seals, gates, releases and returns of each asset in order of time, ready for :func:`check_trips`.

    Args:
        positions: a ``positions`` table, best cleaned.

    Returns:
        ``trip_id`` (the asset), ``kind, time, lon, lat, place, receiver_id, ref``. A row that is marked as wrong stays, without its time
        and coordinates: nothing is judged by them.

    Raises:
        TableError: if ``positions`` is no ``positions`` table, or its times name no zone.

    >>> positions = pd.DataFrame({"source_id": "s", "line": [2], "asset_id": "container:MSKU1234565", "lon": 121.9, "lat": 30.6})
    >>> positions["time"] = pd.to_datetime(["2025-05-12T00:00Z"])
    >>> list_milestones(positions.assign(milestone="sealed"))[["trip_id", "kind", "ref"]].values.tolist()
    [['container:MSKU1234565', 'sealed', 'positions:s#2']]
    """
    refuse_zoneless(positions)
    frame = tables.conform(positions, "positions")
    frame = frame[frame["milestone"].notna()]
    doubtful = frame["quality"].isin(_NOT_TRUSTED)
    listed = pd.DataFrame(
        {
            "trip_id": frame["asset_id"].astype("str"),
            "kind": frame["milestone"].astype("str"),
            "time": frame["time"].mask(doubtful),
            "lon": frame["lon"].mask(doubtful),
            "lat": frame["lat"].mask(doubtful),
            "place": frame["place"].astype("object"),
            "receiver_id": frame["receiver_id"].astype("object"),
            "ref": [ids.make_ref("positions", str(s), first=int(n)) for s, n in zip(frame["source_id"], frame["line"], strict=True)],
        }
    )
    return listed.sort_values(["trip_id", "time", "ref"], kind="stable").reset_index(drop=True)
