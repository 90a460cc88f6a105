import csv
import re
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from pyais import decode
from pyais.exceptions import AISBaseException
from stdnum import imo
from stdnum.cn import uscc

from data_samples.answer_key import COLUMNS, read_key, write_key
from data_samples.thread_a import write_thread_a
from data_samples.thread_a.figures import draw_figures
from data_samples.thread_a.sea import HARBOURS, METRES_A_DEGREE
from data_samples.thread_a.thread import sail_vessels
from data_samples.thread_a.traffic import meets_for

COASTAL = "ais/ais_coastal.csv"


def _write(out: Path, *, seed: int, lawful: bool) -> Path:
    write_key(write_thread_a(out, seed=seed, scale=0.2, lawful=lawful), out / "truth" / "answers.csv")
    return out


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("offences"), seed=5, lawful=False)


@pytest.fixture(scope="module")
def lawful(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("lawful"), seed=0, lawful=True)


@pytest.fixture(scope="module")
def reports(case: Path) -> pd.DataFrame:
    return _read_reports(case)


def _read_reports(folder: Path) -> pd.DataFrame:
    frame = pd.read_csv(folder / "evidence" / COASTAL, dtype={"MMSI": str, "IMO": str})
    frame["time"] = pd.to_datetime(frame["BaseDateTime"], utc=True)
    return frame[frame["LAT"] < 91]


def _expected(folder: Path) -> dict[str, Any]:
    return {row["question_id"]: row["expected"] for row in read_key(folder / "truth" / "answers.csv")}


def _metres(a: pd.DataFrame, b: pd.DataFrame) -> float:
    east = (a["LON"].mean() - b["LON"].mean()) * np.cos(np.radians(a["LAT"].mean()))
    return float(np.hypot(east, a["LAT"].mean() - b["LAT"].mean()) * METRES_A_DEGREE)


@cache
def _read_workbook(path: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@cache
def _read_lines(path: Path, encoding: str) -> list[str]:
    return path.read_bytes().decode(encoding).splitlines()


def _read_raw(evidence: Path, file: str, locator: str) -> str:
    """Read a cited cell with nothing of the toolkit."""
    parts = dict(part.split("=") for part in locator.split(";"))
    if file.endswith(".xlsx"):
        return str(_read_workbook(evidence / file)[parts["sheet"]].cell(int(parts["row"]), int(parts["column"])).value)
    line = _read_lines(evidence / file, "gb18030" if file.startswith("fuel") else "utf-8")[int(parts["line"]) - 1]
    return next(csv.reader([line]))[int(parts["column"]) - 1] if "column" in parts else line


@pytest.mark.parametrize("folder", ["case", "lawful"])
def test_every_cited_cell_holds_the_cited_value(folder: str, request: pytest.FixtureRequest) -> None:
    root = request.getfixturevalue(folder)
    rows = read_key(root / "truth" / "answers.csv")
    assert [row["question_id"] for row in rows] == ["A1", "A2", "A3", "A4", "A5"]
    for row in rows:
        assert tuple(row) == COLUMNS
        assert row["evidence"]
        for cell in row["evidence"]:
            assert cell["file"] in row["files"]
            assert cell["value"] in _read_raw(root / "evidence", cell["file"], cell["locator"])


def test_seed_0_carries_the_figures_of_the_case_book() -> None:
    figures = draw_figures(0)
    assert figures.noted_local.isoformat() == "2025-05-12T23:40:00"
    assert (figures.fleet, figures.still_heard, figures.second_fleet) == (34, 3, 28)
    assert (figures.draught_before_m, figures.draught_after_m) == (5.1, 6.8)
    assert str(figures.mass_t) == "252.600"
    assert [(end - start) / 3600 for start, end in (figures.reception, figures.silence)] == [14.0, 9.0]


def test_transfers_are_two_hours_near_slow_and_far_from_ports(case: Path, reports: pd.DataFrame) -> None:
    transfers = _expected(case)["A3"]["transfers"]
    assert len(transfers) == 2
    for meeting in transfers:
        start, end = pd.Timestamp(meeting["started_at"]), pd.Timestamp(meeting["ended_at"])
        assert end - start >= pd.Timedelta(hours=2)
        inside = reports[reports["time"].between(start, end) & reports["MMSI"].isin(meeting["mmsi"]) & (reports["SOG"] < 2)]
        sides = [rows for _, rows in inside.groupby("MMSI")]
        sides = [rows[rows["LAT"].between(25, 29.5) & (rows["LON"] < 125)] for rows in sides]
        assert len(sides) == 2
        assert _metres(*sides) < 300
        for lon, lat in HARBOURS.values():
            assert _metres(sides[0], pd.DataFrame({"LON": [lon], "LAT": [lat]})) > 20_000


def test_nobody_meets_by_chance_outside_harbours() -> None:
    vessels = sail_vessels(seed=4, scale=0.2, lawful=False)
    pairs = {(a.key, b.key) for a, b in combinations(vessels, 2) if meets_for(a.track, b.track) >= 12}
    assert pairs == {
        ("h66", "mother"),
        ("h68", "mother"),
        ("barge_north", "client_1"),
        ("barge_north", "client_2"),
        ("barge_north", "client_3"),
        ("barge_south", "client_4"),
        ("barge_south", "client_5"),
        ("tug_1", "tow_1"),
        ("tug_2", "tow_2"),
        ("piloted", "pilot"),
        ("survey", "survey_second"),
    }


def test_the_waiting_ship_lies_deeper_afterwards_and_nobody_is_near(case: Path, reports: pd.DataFrame) -> None:
    wait = _expected(case)["A3"]["loitering"][0]
    own = reports[reports["MMSI"] == wait["mmsi"]]
    assert own["Draft"].iloc[0] == wait["draught_before_m"] < wait["draught_after_m"] == own["Draft"].iloc[-1]
    inside = reports[reports["time"].between(pd.Timestamp(wait["started_at"]), pd.Timestamp(wait["ended_at"]))]
    mine = inside[inside["MMSI"] == wait["mmsi"]]
    away = inside[inside["MMSI"] != wait["mmsi"]].groupby("MMSI").apply(lambda rows: _metres(rows, mine), include_groups=False)
    assert away.min() > 5_000


def test_most_fall_silent_on_the_17th_and_nobody_on_the_21st(case: Path, reports: pd.DataFrame) -> None:
    first, second = _expected(case)["A4"]["gaps"]
    assert first["hours"] > 12 > second["hours"] > 6
    for gap, verdict in ((first, "no_sign"), (second, "moderate")):
        start, end = pd.Timestamp(gap["started_at"]), pd.Timestamp(gap["ended_at"])
        own = reports[reports["MMSI"] == gap["mmsi"]]
        assert not own["time"].between(start, end, inclusive="neither").any()
        last = own[own["time"] == start]
        before = reports[reports["time"].between(start - pd.Timedelta(hours=6), start) & (reports["MMSI"] != gap["mmsi"])]
        near = {mmsi for mmsi, rows in before.groupby("MMSI") if _metres(rows, last) < 60_000}
        inner = reports[reports["time"].between(start + pd.Timedelta(hours=1), end - pd.Timedelta(hours=1))]
        assert (gap["others"], gap["silent"], gap["verdict"]) == (len(near), len(near - set(inner["MMSI"])), verdict)
    assert first["silent"] > 0.8 * first["others"]
    assert second["silent"] == 0


def test_two_hulls_share_one_mmsi_and_are_far_apart(case: Path, reports: pd.DataFrame) -> None:
    owner = _expected(case)["A1"]
    shared = reports[reports["MMSI"] == owner["mmsi"]]
    assert sorted(shared["Length"].unique()) == owner["lengths_m"] == [80, 112]
    hours = shared.assign(hour=shared["time"].dt.floor("h"))
    days = hours.pivot_table(index="hour", columns="Length", values=["LON", "LAT"]).dropna()
    assert (np.hypot(days["LON"].diff(axis=1).iloc[:, 1], days["LAT"].diff(axis=1).iloc[:, 1]) > 2).all()
    assert (reports.groupby("MMSI")["Length"].agg(lambda column: len(set(column))) > 1).sum() == 1


def test_one_hull_changes_her_name_and_keeps_her_numbers(reports: pd.DataFrame) -> None:
    names = reports.dropna(subset=["IMO"]).groupby("IMO")["VesselName"].unique()
    assert [sorted(row) for row in names if len(row) > 1] == [["GOLDEN TERN", "SEA LARK 8"]]


def test_a_lawful_case_has_look_alikes_and_no_offence(lawful: Path) -> None:
    key, reports = _expected(lawful), _read_reports(lawful)
    assert key["A3"]["transfers"] == []
    assert key["A3"]["unknown_partner"] == 0
    assert key["A3"]["loitering"][0]["draught_before_m"] == key["A3"]["loitering"][0]["draught_after_m"]
    assert [gap["verdict"] for gap in key["A4"]["gaps"]] == ["no_sign"]
    assert key["A1"]["hulls"] == 1
    kinds = [meeting["kind"] for meeting in key["A3"]["innocent"]]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "bunkering": 6,
        "towing": 2,
        "pilotage": 1,
        "rafting": 1,
        "two_transponders": 1,
    }
    assert reports.groupby("MMSI")["Length"].nunique().max() == 1


@pytest.mark.parametrize("folder", ["case", "lawful"])
def test_no_report_lies_on_land_away_from_ports(folder: str, request: pytest.FixtureRequest) -> None:
    import shapely

    from toolkit.geo import load_land

    reports = _read_reports(request.getfixturevalue(folder))
    lon, lat = reports["LON"].to_numpy(), reports["LAT"].to_numpy()
    land = shapely.union_all([shape for shape in load_land("50m") if shape.intersects(shapely.box(110, 18, 135, 40))])
    shapely.prepare(land)
    in_port = np.zeros(len(lon), dtype=bool)
    for x, y in HARBOURS.values():
        in_port |= np.hypot((lon - x) * np.cos(np.radians(y)), lat - y) * METRES_A_DEGREE < 12_000
    assert reports[shapely.contains_xy(land, lon, lat) & ~in_port].empty


def test_the_receiver_log_has_times_and_broken_lines(case: Path) -> None:
    lines = (case / "evidence" / "ais" / "receiver_log.nmea").read_text(encoding="ascii").splitlines()
    tagged = [line for line in lines if re.match(r"\\s:SLACK07,c:\d{10}\*[0-9A-F]{2}\\!AIVDM,", line)]
    assert 0.93 < len(tagged) / len(lines) < 1
    readable, single = 0, [line[line.index("!") :] for line in tagged if "!AIVDM,1," in line]
    for sentence in single:
        try:
            readable += decode(sentence, error_if_checksum_invalid=True).msg_type in {1, 18}
        except AISBaseException:
            continue
    assert 0.93 < readable / len(single) < 1
    parts = [match[1] if (match := re.search(r"!AIVDM,2,([12]),", line)) else "-" for line in lines]
    whole = "".join(parts).count("12")
    assert whole > 20
    assert whole < max(parts.count("1"), parts.count("2"))


def test_some_ships_are_heard_only_by_the_receiver(case: Path) -> None:
    counts = pd.read_csv(case / "truth" / "vessels.csv")
    only = counts[(counts["csv_reports"] == 0) & (counts["nmea_reports"] > 0)]
    both = counts[(counts["csv_reports"] > 0) & (counts["nmea_reports"] > 0)]
    assert len(only) >= 1
    assert {"h66", "mother"} <= set(both["key"])


def test_numbers_hold_their_check_digits_and_are_nobodys(case: Path) -> None:
    sheet = openpyxl.load_workbook(case / "evidence" / "registry" / "船舶登记.xlsx").active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    imos = {str(row[2]) for row in rows if row[2]}
    codes = {str(row[9]) for row in rows if row[9]}
    assert all(imo.is_valid(number) and number.startswith("4") for number in imos)
    assert all(uscc.is_valid(code) and code.startswith("91359900") for code in codes)
    vessels = pd.read_csv(case / "truth" / "vessels.csv", dtype=str)
    assert vessels["mmsi"].value_counts().max() == 2
    assert (vessels["mmsi"].value_counts() == 2).sum() == 1
    assert vessels["mmsi"].str.fullmatch(r"\d{3}99\d{4}").all()


def test_one_load_stands_in_two_books(case: Path) -> None:
    load = _expected(case)["A5"]
    notes = pd.read_csv(case / "evidence" / "fuel" / "bunker_notes.csv", encoding="gb18030")
    own = notes[notes["受方船舶"] == "海悦66"]
    assert own["账簿"].tolist() == ["供方账", "受方账"]
    assert own["单据号"].nunique() == 2
    assert own["质量(吨)"].sum() == pytest.approx(2 * load["mass_t"], abs=0.1)
    assert load["draught_t"]["low"] < load["mass_t"] < load["draught_t"]["high"]
    assert len(notes) == 2 * load["loads_in_file"]
