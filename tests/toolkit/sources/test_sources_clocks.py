"""No time is invented: what is written is kept, its zone has a basis, and a clock that was wrong is set right in the open."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit.errors import ArgumentError, TableError
from toolkit.sources import ClockOffset, correct_clock, read_declarations
from toolkit.sources.clocks import read_times


def test_each_time_keeps_what_was_written_with_its_basis_and_precision() -> None:
    times = read_times(["2025-05-12T23:40:15+08:00", "2025-05-12 23:40", "2025年5月12日", None, "n/a"])
    assert times.moments == ["2025-05-12T15:40:15Z", "2025-05-12T23:40:00", "2025-05-12", None, None]
    assert times.time_basis == ["stated", "unknown", "unknown", None, "unknown"]
    assert times.time_precision == ["second", "minute", "day", None, None]
    assert times.time_original[1] == "2025-05-12 23:40"


def test_the_zone_of_an_analyst_or_a_layout_is_named_as_such_and_never_moves_a_date() -> None:
    assert read_times(["2025-05-12 23:40", "2025-05-12"], zone="Asia/Shanghai").moments == ["2025-05-12T15:40:00Z", "2025-05-12"]
    assert read_times(["2025-05-12 23:40"], zone="Asia/Shanghai").time_basis == ["analyst"]
    assert read_times(["2025-05-12 23:40"], zone="UTC", zone_basis="layout").time_basis == ["layout"]


def test_an_ambiguous_date_keeps_both_readings_until_an_analyst_says() -> None:
    both = read_times(["03/04/2025", "28/04/2025"])
    assert both.moments == [None, "2025-04-28"]
    assert both.time_readings == [["2025-04-03", "2025-03-04"], []]
    assert read_times(["03/04/2025"], day_first=True).moments == ["2025-04-03"]
    assert read_times(["03/04/2025"], day_first=False).moments == ["2025-03-04"]


def test_goods_carry_the_columns_of_time(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("报关单号,商品编号,申报时间\n1,3901100000,2025-05-12 23:40\n2,3901100000,\n3,3901100000,03/04/2025\n", encoding="utf-8")
    goods = read_declarations(path, zone="Asia/Shanghai")[0]["goods"]
    assert goods["declared_at"].fillna("").tolist() == ["2025-05-12T15:40:00Z", "", ""]
    assert goods["time_original"].fillna("").tolist() == ["2025-05-12 23:40", "", "03/04/2025"]
    assert goods["time_basis"].astype("str").fillna("").tolist() == ["analyst", "", "unknown"]
    assert goods["time_readings"].tolist()[2] == ["2025-04-03", "2025-03-04"]


def test_a_wrong_clock_is_set_right_in_the_open() -> None:
    known = ClockOffset("gate 3", 47 * 60, "212 passes of other gates", "Li Wen")
    gate = pd.DataFrame({"time": pd.to_datetime(["2025-05-12T10:47:00Z", None])})
    moved = correct_clock(gate, "time", known)
    assert moved["time"].iloc[0].isoformat() == "2025-05-12T10:00:00+00:00"
    assert pd.isna(moved["time"].iloc[1])
    assert moved["time_by_clock"].equals(gate["time"])
    assert moved["clock_fast_by_s"].tolist() == [2820, 2820]
    assert known.parameters["clock"]["by"] == "Li Wen"  # type: ignore[index]
    with pytest.raises(ArgumentError, match="already"):
        correct_clock(moved, "time", known)
    with pytest.raises(TableError, match="not in the frame"):
        correct_clock(gate, "passed", known)
    with pytest.raises(ArgumentError, match="who says so"):
        ClockOffset("gate 3", 60, "", "Li Wen")
