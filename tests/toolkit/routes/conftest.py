"""One tiny factory of positions for every test of routes."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pytest

Maker = Callable[..., pd.DataFrame]

METRES_A_DEGREE = 111_195.0


@pytest.fixture
def sail() -> Maker:
    """Make positions of one ship: hours since 2024-05-01 and points, or one point held."""

    def make(asset: str, hours: Iterable[float], lon: object = 125.0, lat: object = 28.0, **columns: object) -> pd.DataFrame:
        hours = np.asarray(list(hours), dtype=np.float64)
        start = pd.Timestamp("2024-05-01", tz="UTC")
        frame = pd.DataFrame(
            {"source_id": "s1", "asset_id": f"mmsi:{asset}", "time": start + pd.to_timedelta(np.round(hours * 3600), unit="s")}
        )
        frame["lon"], frame["lat"], frame["speed_kn"] = lon, lat, 0.1
        for name, values in columns.items():
            frame[name] = values
        return frame

    return make


@pytest.fixture
def together() -> Maker:
    """Put ships into one file: lines in order of time, as a receiver writes them."""

    def make(*ships: pd.DataFrame) -> pd.DataFrame:
        frame = pd.concat(ships, ignore_index=True).sort_values(["time", "asset_id"], kind="stable").reset_index(drop=True)
        return frame.assign(line=range(2, len(frame) + 2))

    return make


@pytest.fixture
def ports() -> pd.DataFrame:
    return pd.DataFrame({"port_id": ["CNAAA", "CNBBB"], "name": ["Alpha", "Beta"], "lon": [121.0, 123.0], "lat": [28.0, 28.0]})
