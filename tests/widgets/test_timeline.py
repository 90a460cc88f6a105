import pandas as pd
import pytest
from conftest import PLACE, START, make_table

from toolkit.errors import ArgumentError
from widgets import CaseBoard, Timeline
from widgets.moments import read_span, write_span


@pytest.fixture
def timed(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    goods = {**PLACE, "declaration_id": "d", "importer_id": "r1"}
    return {
        "events": events,
        "goods": make_table(
            "goods",
            {**goods, "goods_id": "g1", "declared_at": "2024-05-01", "description": "pellets"},
            {**goods, "goods_id": "g2", "declared_at": None, "description": "<b>film</b>"},
        ),
    }


def test_lanes_are_lines_of_defence(timed: dict[str, pd.DataFrame]) -> None:
    timeline = Timeline(timed)
    assert timeline._lane_names == ["overseas", "port", "domestic"]
    assert dict(zip(timeline._items["id"], timeline._items["lane"], strict=True)) == {"event_nowhere": 0, "g1": 1, "event_gap": 0, "g2": -1}


def test_a_lead_places_its_subject(timed: dict[str, pd.DataFrame]) -> None:
    lead = {"finding_id": "f", "subject_id": "g1", "rule": "r", "strength": "weak", "method": "t/1", "line_of_defence": "domestic"}
    timeline = Timeline({**timed, "findings": make_table("findings", lead)})
    assert timeline._items["lane"][timeline._items["id"].index("g1")] == 2


def test_lanes_by_entity_bear_names(timed: dict[str, pd.DataFrame]) -> None:
    timeline = Timeline(timed, names={"r1": "远海贸易"}, lanes="entity")
    assert timeline._lane_names == ["mmsi:1", "远海贸易"]


def test_every_time_says_its_zone_and_a_date_stays_a_date(timed: dict[str, pd.DataFrame]) -> None:
    timeline = Timeline(timed, zones=["Asia/Shanghai"])
    when = dict(zip(timeline._items["id"], timeline._items["when"], strict=True))
    assert when == {
        "event_gap": "2024-05-01 10:00:00 – 2024-05-01 16:00:00 Asia/Shanghai (UTC+08:00)",
        "event_nowhere": "2024-05-01 08:00:00 Asia/Shanghai (UTC+08:00)",
        "g1": "2024-05-01 (zone not stated)",
        "g2": "time unknown",
    }
    timeline.zone = "UTC"
    assert timeline._items["when"][0] == "2024-05-01 00:00:00 UTC"


@pytest.mark.parametrize(
    ("moment", "days"), [("2024", 366), ("2024-12", 31), ("2024-05-12", 1), ("2024-05-12T15:40", 1), ("2024-05-12T15:40:00Z", 0)]
)
def test_a_moment_covers_what_is_known_of_it(moment: str, days: int) -> None:
    span = read_span(moment)
    assert span is not None
    assert (span.end - span.start) / 86400 == days


def test_a_clock_without_a_zone_says_so() -> None:
    span = read_span("2024-05-12T15:40")
    assert span is not None
    assert write_span(span, "UTC", "zone not stated") == "2024-05-12T15:40 (zone not stated)"


@pytest.mark.parametrize("moment", [None, pd.NaT, "", "soon", "2024-13", "2024-02-30"])
def test_what_is_no_time_is_unknown(moment: object) -> None:
    assert read_span(moment) is None


def test_a_range_counts_and_lists_what_lies_in_it(timed: dict[str, pd.DataFrame]) -> None:
    timeline = Timeline(timed)
    begin = START.timestamp()
    timeline.time_range = [begin + 3 * 3600, begin + 4 * 3600]
    assert timeline.within() == ["g1", "event_gap"]
    assert timeline.count_text == "Showing 4 of 4 rows; 2 within the range, 1 without a known time."
    assert list(timeline.shown()["id"]) == ["g1", "event_gap", "g2"]


def test_two_dates_stand_side_by_side(timed: dict[str, pd.DataFrame]) -> None:
    timeline = Timeline(timed)
    timeline.days = ["2024-05-01", "2024-05-02"]
    assert [(day["title"], day["total"]) for day in timeline._compared] == [("2024-05-01 · UTC", 3), ("2024-05-02 · UTC", 0)]
    timeline.days = ["yesterday"]
    assert "write dates as YYYY-MM-DD" in timeline.trouble


def test_a_brush_filters_the_map_of_a_board(timed: dict[str, pd.DataFrame], positions: pd.DataFrame) -> None:
    board = CaseBoard({**timed, "positions": positions})
    board.views["timeline"].time_range = [1.0, 2.0]
    assert board.views["map"].time_range == [1.0, 2.0]


def test_wrong_settings_are_refused(timed: dict[str, pd.DataFrame]) -> None:
    with pytest.raises(ArgumentError, match="zone='Mars/Phobos' is no time zone"):
        Timeline(timed, zones=["Mars/Phobos"])
    with pytest.raises(ArgumentError, match="lanes='colour'; allowed: line, entity"):
        Timeline(timed, lanes="colour")
    with pytest.raises(ArgumentError, match="none of the tables has times"):
        Timeline({"records": make_table("records")})


def test_a_timeline_leaves_a_picture(timed: dict[str, pd.DataFrame]) -> None:
    assert Timeline(timed).still().to_png().startswith(b"\x89PNG")
    assert Timeline({"goods": timed["goods"]}).still().total == 2
