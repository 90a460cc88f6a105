from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest

import widgets.view
from widgets import LinkChart, RouteMap


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    bundles: list[Mapping[str, Any]] = []
    monkeypatch.setattr(widgets.view, "display", lambda bundle, **_: bundles.append(bundle))
    return bundles


def test_a_chart_leaves_a_picture_and_a_table_in_outputs_of_their_own(
    records: pd.DataFrame, relations: pd.DataFrame, shown: list[Mapping[str, Any]]
) -> None:
    LinkChart(records, relations)._ipython_display_()
    assert [
        next(key for key in ("application/vnd.jupyter.widget-view+json", "image/png", "text/html") if key in bundle) for bundle in shown
    ] == [
        "application/vnd.jupyter.widget-view+json",
        "image/png",
        "text/html",
    ]
    assert shown[1]["image/png"].startswith(b"\x89PNG")


def test_names_in_the_table_are_text(records: pd.DataFrame, relations: pd.DataFrame, shown: list[Mapping[str, Any]]) -> None:
    LinkChart(records, relations)._ipython_display_()
    assert ">&lt;b&gt;陈奕&lt;/b&gt;</td>" in shown[2]["text/html"]
    assert "<script" not in shown[2]["text/html"]


def test_a_map_leaves_a_picture_and_a_table(positions: pd.DataFrame, events: pd.DataFrame, shown: list[Mapping[str, Any]]) -> None:
    RouteMap(positions, events=events)._ipython_display_()
    assert shown[1]["image/png"].startswith(b"\x89PNG")
    assert ">event_gap</td>" in shown[2]["text/html"]
