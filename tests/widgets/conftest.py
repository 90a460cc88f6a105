"""Tiny row factories for the tables that views take."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from toolkit import tables

Rows = Callable[..., pd.DataFrame]
START = pd.Timestamp("2024-05-01", tz="UTC")
PLACE = {"source_id": "source_1", "locator": "line=2"}


def make_table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    return tables.conform(pd.DataFrame(list(rows)), name) if rows else tables.empty(name)


@pytest.fixture
def records() -> pd.DataFrame:
    company = {**PLACE, "kind": "Company"}
    return make_table(
        "records",
        {**company, "record_id": "r1", "name": "远海贸易", "role": "importer", "identifiers": {"phone": ["+8659212345678"]}},
        {**company, "record_id": "r2", "name": "Yuanhai Trading"},
        {**PLACE, "record_id": "r3", "kind": "Person", "name": "<b>陈奕</b>"},
        {**PLACE, "record_id": "r4", "kind": "Vessel", "name": None},
        {**PLACE, "record_id": "r5", "kind": "Person", "name": "alone"},
    )


@pytest.fixture
def relations() -> pd.DataFrame:
    return make_table(
        "relations",
        {**PLACE, "relation_id": "e1", "kind": "Directorship", "from_id": "r3", "to_id": "r1", "started_at": "2024-03-01"},
        {**PLACE, "relation_id": "e2", "kind": "Ownership", "from_id": "r2", "to_id": "r4"},
    )


@pytest.fixture
def links() -> pd.DataFrame:
    reasons = [tables.make_reason("name_only")]
    return make_table(
        "links", {"link_id": "l1", "left_id": "r1", "right_id": "r2", "probability": 0.7, "method": "test/1", "reasons": reasons}
    )


@pytest.fixture
def positions() -> pd.DataFrame:
    rows = [
        {"source_id": "s", "line": line, "asset_id": "mmsi:1", "time": START + pd.Timedelta(hours=hour), "lon": 119.0 + hour, "lat": 24.0}
        for line, hour in enumerate((0, 1, 2, 8, 9), start=2)
    ]
    return make_table("positions", *rows)


@pytest.fixture
def events() -> pd.DataFrame:
    gap = {"kind": "gap", "asset_id": "mmsi:1", "started_at": START + pd.Timedelta(hours=2), "ended_at": START + pd.Timedelta(hours=8)}
    meeting = {"kind": "encounter", "asset_id": "mmsi:1", "other_id": "mmsi:2", "started_at": START}
    return make_table(
        "events",
        {**gap, "event_id": "event_gap", "lon": 121.0, "lat": 24.0, "duration_h": 6.0, "method": "test/1"},
        {**meeting, "event_id": "event_nowhere", "method": "test/1"},
    )
