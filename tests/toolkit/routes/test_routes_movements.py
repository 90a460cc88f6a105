"""One table of movements: radar beside AIS, milestones beside positions, clocks held against each other."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import routes, sources, tables
from toolkit.errors import TableError

Maker = Callable[..., pd.DataFrame]

HOURS = np.arange(0, 6, 1 / 12)
DEGREES_A_METRE = 1 / 111_195


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def codes(event: pd.Series, side: str) -> list[str]:
    return [reason["code"] for reason in event[side]]


def test_what_radar_saw_is_imprecise_and_used(sail: Maker, together: Maker) -> None:
    cleaned = routes.clean_positions(together(sail("1", [0, 1], sensor="radar"), sail("2", [0, 1], sensor="radar", uncertainty_m=40.0)))
    assert cleaned["quality"].tolist() == ["imprecise", "imprecise", "ok", "ok"]
    assert cleaned["uncertainty_m"].tolist() == [500.0, 500.0, 40.0, 40.0]
    assert len(routes.find_stops(cleaned)) == 2


def test_a_meeting_that_radar_saw_is_weak_and_says_so(sail: Maker, together: Maker, ports: pd.DataFrame) -> None:
    def strength(**second: object) -> tuple[list[str], list[str]]:
        came = np.interp(HOURS, [0, 1, 5, 6], [126.0, 125.0, 125.0, 126.0])
        speed = np.where((HOURS >= 1) & (HOURS <= 5), 0.4, 12.0)
        frame = together(
            sail("1", HOURS, speed_kn=0.4), sail("2", HOURS, lon=came, lat=28.0 + 30 * DEGREES_A_METRE, speed_kn=speed, **second)
        )
        found = routes.find_encounters(routes.clean_positions(frame), ports)
        return found["strength"].tolist(), codes(found.iloc[0], "against")

    assert strength()[0] == ["strong"]
    assert strength(sensor="patrol") == (["weak"], ["route_imprecise", "route_encounter_may_be"])


def test_uncertainty_widens_what_a_leap_is(sail: Maker, together: Maker) -> None:
    lon = np.where(np.arange(len(HOURS)) % 2, 125.0, 125.125)  # 12 km in five minutes
    assert len(routes.find_jumps(routes.clean_positions(together(sail("1", HOURS, lon=lon))))) == len(HOURS) - 1
    vague = routes.clean_positions(together(sail("1", HOURS, lon=lon, uncertainty_m=4_000.0)))
    assert routes.find_jumps(vague).empty


def test_a_file_of_tracks_keeps_what_is_imprecise(sail: Maker, together: Maker, tmp_path: Path) -> None:
    frame = routes.clean_positions(together(sail("1", HOURS[HOURS < 2], sensor="radar"), sail("2", np.arange(0, 40, 0.5))))
    path = routes.write_tracks(frame, tmp_path / "tracks.parquet")
    pd.testing.assert_frame_equal(routes.find_gaps(path), routes.find_gaps(frame))
    assert "route_imprecise" in codes(routes.find_gaps(path).iloc[0], "against")


def test_milestones_of_containers_and_waybills_are_read_without_coordinates(tmp_path: Path) -> None:
    boxes = write(
        tmp_path / "a.csv",
        "箱号,事件,时间,地点,卡口",
        "MSKU 123456-5,施封,2025-05-12 08:00,洋山,G1",
        "MSKU1234565,Gate In,2025-05-12 12:00,外高桥,G2",
    )
    waybills = write(tmp_path / "b.csv", "AWB,Event,timestamp", "160-12345675,Release,2025-05-12T08:00:00Z")
    frame = pd.concat([sources.read_positions(path, zone="Asia/Shanghai")[0]["positions"] for path in (boxes, waybills)])
    listed = routes.list_milestones(routes.clean_positions(frame))
    assert listed[["trip_id", "kind", "place"]].fillna("").to_numpy().tolist() == [
        ["container:MSKU1234565", "sealed", "洋山"],
        ["container:MSKU1234565", "gate_in", "外高桥"],
        ["waybill:160-12345675", "released", ""],
    ]
    assert listed["time"].dt.strftime("%H:%M").tolist() == ["00:00", "04:00", "08:00"]
    assert frame["asset_kind"].tolist() == ["container", "container", "waybill"]
    assert routes.check_trips(listed).set_index("kind")["outcome"].to_dict()["trip_order"] == "not_assessable"


def test_trains_and_wagons_are_movements(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv",
        "Train No,Wagon No,Event,Time,lat,lon",
        "X8024,C701,Arrival,2025-05-12T08:00Z,45.2,82.5",
        "X8024,,Departed,2025-05-12T09:00Z,45.2,82.5",
    )
    frame = sources.read_positions(path)[0]["positions"]
    assert frame[["asset_id", "asset_kind", "milestone"]].to_numpy().tolist() == [
        ["wagon:C701", "wagon", "arrived"],
        ["train:X8024", "train", "departed"],
    ]


@pytest.mark.parametrize(("header", "speed"), [("speed (km/h)", 10.0), ("speed(节)", 18.52), ("speed", 18.52), ("speed (furlongs)", None)])
def test_a_stated_unit_is_taken_and_an_unknown_one_never_guessed(tmp_path: Path, header: str, speed: float | None) -> None:
    path = write(tmp_path / "a.csv", f"vehicle_id,time,lat,lon,{header}", "A,2025-05-12T08:00Z,31.0,121.0,18.52")
    read = sources.read_positions(path)[0]["positions"]["speed_kn"]
    assert read.isna().tolist() == [speed is None]
    assert speed is None or read.round(6).tolist() == [speed]


def test_kilometres_an_hour_among_knots_are_said_for_their_track(sail: Maker, together: Maker) -> None:
    hours = np.arange(0, 4, 1 / 12)
    way = 125.0 + hours * 10 * 1852 * DEGREES_A_METRE / np.cos(np.radians(28.0))
    frame = together(*(sail(str(n), hours, lon=way, speed_kn=10.0) for n in range(3)), sail("9", hours, lon=way, speed_kn=18.52))
    checks = routes.check_units(frame)
    assert checks[["subject_id", "outcome"]].to_numpy().tolist() == [["s1", "within"], ["mmsi:9", "above"]]
    assert checks["reasons"][1][0]["values"]["unit"] == "km/h"
    assert frame["speed_kn"].max() == 18.52


def test_exchanged_axes_are_said_and_not_turned(sail: Maker, together: Maker) -> None:
    lon, lat = np.linspace(18.5, 20.0, 60), np.linspace(56.0, 58.5, 60)  # the Baltic; exchanged it is the desert of Oman
    frame = together(sail("1", np.arange(60), lon=lon, lat=lat))
    turned = frame.assign(lon=frame["lat"], lat=frame["lon"])
    assert routes.check_axes(frame)["outcome"].tolist() == ["within"]
    assert routes.check_axes(turned)["outcome"].tolist() == ["above"]
    assert turned["lon"].tolist() == frame["lat"].tolist()
    assert routes.check_axes(frame.head(9))["outcome"].tolist() == ["not_assessable"]


def test_a_row_with_exchanged_degrees_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.csv", "MMSI,time,lat,lon", "413000001,2025-05-12T08:00Z,121.9,30.6", "413000001,2025-05-12T08:10Z,30.6,121.9"
    )
    read, source = sources.read_positions(path)
    assert len(read["positions"]) == 1
    assert source.quarantine["reason"].tolist() == ["source_position_swapped"]


@pytest.mark.parametrize("time", [pd.Timestamp("2025-05-12 08:00"), "2025-05-12 08:00", "2025-05-12"])
def test_times_without_a_zone_are_refused_at_every_door(sail: Maker, together: Maker, time: object) -> None:
    frame = together(sail("1", [0, 1])).assign(time=time)
    for door in (
        routes.clean_positions,
        routes.find_gaps,
        routes.find_encounters,
        routes.list_milestones,
        routes.estimate_clocks,
        routes.check_axes,
    ):
        with pytest.raises(TableError, match="has no zone"):
            door(frame)


def test_a_file_without_a_zone_is_marked_and_the_answer_says_so(tmp_path: Path) -> None:
    rows = [f"A,2025-05-12 08:{n:02d}:00,31.0,121.{n:02d}" for n in range(20)]
    frame = sources.read_positions(write(tmp_path / "a.csv", "vehicle_id,time,lat,lon", *rows))[0]["positions"]
    cleaned = routes.clean_positions(frame)
    assert set(cleaned["quality"]) == {"no_zone"}
    answers = routes.assess_tracks(cleaned, tables.empty("events"))
    assert {reasons[0]["code"] for reasons in answers["reasons"]} == {"assess_no_zone"}


def gate_log(seconds: float, passes: int) -> pd.DataFrame:
    """Draw trucks that pass a gate, whose clock is that many seconds ahead."""
    rng = np.random.default_rng(5)
    parts = []
    for n in range(passes):
        start = pd.Timestamp("2025-05-12", tz="UTC") + pd.Timedelta(hours=3.0 * n)
        way = pd.DataFrame({"asset_id": f"asset:{n % 3}", "source_id": "gps", "lat": 31.0, "lon": 121.0 + np.arange(60) / 200})
        way["time"] = start + pd.to_timedelta(np.arange(60) * 30, unit="s")
        seen = start + pd.Timedelta(seconds=600 + seconds + float(rng.normal(0, 5)))
        gate = {"asset_id": f"asset:{n % 3}", "source_id": "log", "receiver_id": "G1", "milestone": "gate_in", "lon": 121.1, "lat": 31.0}
        parts += [way, pd.DataFrame([{**gate, "time": seen}])]
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(line=range(2, len(frame) + 2))


@pytest.mark.parametrize(("seconds", "outcome"), [(0, "within"), (2_520, "above"), (-7_200, "below")])
def test_the_clock_of_a_gate_is_told_from_all_its_passes(seconds: float, outcome: str) -> None:
    frame = gate_log(seconds, 12)
    checks = routes.estimate_clocks(frame)
    assert checks[["subject_id", "outcome"]].to_numpy().tolist() == [["G1", outcome]]
    assert abs(checks["observed"][0] - seconds) < 20
    assert checks["n"][0] >= 11
    pd.testing.assert_frame_equal(frame, gate_log(seconds, 12))


def test_a_few_passes_tell_nothing_of_a_clock() -> None:
    assert routes.estimate_clocks(gate_log(2_520, 3))["outcome"].tolist() == ["not_assessable"]
