"""Whether longitude and latitude were exchanged: ships belong on water, vehicles on land."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit import ids, tables
from toolkit.geo import land_exists, measure_shore_km
from toolkit.routes.cleaning import refuse_zoneless
from toolkit.tables import Reason, make_reason

__all__ = ["check_axes"]

METHOD = "routes.axis_checks/1"
_MIN_PLACES, _MOST_PLACES = 30, 2_000
_WRONG, _RIGHT = 0.5, 0.2
_POLE = 90.0

Floats = npt.NDArray[np.float64]


def check_axes(positions: pd.DataFrame) -> pd.DataFrame:
    """Tell for each source whether its longitudes and latitudes read better the other way round; nothing is turned.

    Up to 2,000 distinct places of a source, a hundredth of a degree each, are held against the outlines of the land as they
    stand, and exchanged. Exchanged they fit where more than half lie wrongly as they stand (ships on land; vehicles, trains and
    wagons at sea), and at most a fifth when turned. Places of another kind, or with a longitude beyond 90°, speak for
    themselves: a latitude beyond 90° is exchanged, a longitude beyond it is not.

    Args:
        positions: a ``positions`` table.

    Returns:
        ``checks`` of kind ``axes``, one a source: ``observed`` is the share of places that lie wrongly. ``above`` where they seem
        exchanged, ``not_assessable`` with fewer than 30 places or without the outlines of the land.

    Raises:
        TableError: if ``positions`` is no ``positions`` table.
    """
    refuse_zoneless(positions)
    frame = tables.conform(positions, "positions")
    rows = [_check(str(source), own) for source, own in frame.groupby(frame["source_id"].astype("str"), sort=True)]
    return tables.make_table(rows, "checks")


def _check(source: str, frame: pd.DataFrame) -> dict[str, object]:
    asset = frame["asset_id"].astype("str")
    at_sea = asset.str.startswith("mmsi:") | (frame["asset_kind"] == "vessel")
    on_land = frame["asset_kind"].isin(["truck", "train", "wagon"]) | asset.str.startswith(("train:", "wagon:"))
    places = pd.DataFrame({"lon": frame["lon"].round(2), "lat": frame["lat"].round(2), "at_sea": at_sea})
    places = places[(at_sea | on_land) & places["lon"].notna() & places["lat"].notna()].drop_duplicates()
    turned = int(((places["lat"].abs() > _POLE) & (places["lon"].abs() <= _POLE)).sum())
    both = places[(places["lon"].abs() <= _POLE) & (places["lat"].abs() <= _POLE)]
    sound = int(((places["lon"].abs() > _POLE) & (places["lat"].abs() <= _POLE)).sum())
    both = both.sort_values(["lon", "lat"]).iloc[:: max(len(both) // _MOST_PLACES, 1)]
    refs = [ids.make_ref("positions", source, first=int(frame["line"].min()), last=int(frame["line"].max()))]
    told = len(both) + sound + turned
    row = {
        "check_id": ids.make_id("check", "axes", source),
        "kind": "axes",
        "subject_id": source,
        "unit": "share of places",
        "expected_low": 0.0,
        "expected_high": _WRONG,
        "n": told,
        "method": METHOD,
        "against": [],
        "refs": refs,
    }
    if told < _MIN_PLACES or not land_exists():
        return {**row, "outcome": "not_assessable", "reasons": [make_reason("route_axes_unknown", places=told, needed=_MIN_PLACES)]}
    wrong, exchanged = _misplaced(both["lon"], both["lat"], both["at_sea"]), _misplaced(both["lat"], both["lon"], both["at_sea"])
    as_it_is = (float(wrong.sum()) + turned) / told
    the_other_way = (float(exchanged.sum()) + sound) / told
    values = {"wrong": round(100 * as_it_is), "exchanged": round(100 * the_other_way), "places": told}
    seems = as_it_is > _WRONG and the_other_way <= _RIGHT
    why: Reason = make_reason("route_axes_exchanged" if seems else "route_axes_stand", refs=refs, **values)
    return {**row, "outcome": "above" if seems else "within", "observed": as_it_is, "reasons": [why]}


def _misplaced(lon: pd.Series, lat: pd.Series, at_sea: pd.Series) -> npt.NDArray[np.bool_]:
    """Tell which places lie on land and should be at sea, or the other way round."""
    on_land = measure_shore_km(lon, lat) == 0
    wrong: npt.NDArray[np.bool_] = on_land == at_sea.to_numpy(np.bool_)
    return wrong
