"""Hasty answers to questions A1 to A5, as an analyst's first script gives them."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from data_samples.answer_key import read_key

__all__ = ["answer_gaps", "answer_load", "answer_owner", "answer_transfers", "answer_when", "score_questions"]

_COASTAL = "ais/ais_coastal.csv"
_METRES_A_DEGREE = 111_195.0
_MARK_S, _NEAR_M, _LONG_MARKS, _SLOW_KN = 600, 500.0, 12, 2.0
_TANKERS = range(80, 90)


def score_questions(case: Path) -> dict[str, float]:
    """Answer each question from the evidence and score the answers against the key; of several rules the best counts."""
    evidence = case / "evidence"
    expected = {row["question_id"]: row["expected"] for row in read_key(case / "truth" / "answers.csv")}
    reports = read_reports(evidence)
    return {
        "A1": _score_owner(answer_owner(evidence, reports), expected["A1"]),
        "A2": _score_when(answer_when(evidence, reports), expected["A2"]),
        "A3": max(_score_transfers(pairs, expected["A3"]) for pairs in answer_transfers(reports).values()),
        "A4": max(_score_gaps(answer_gaps(reports, hours=hours), expected["A4"]) for hours in (6, 12)),
        "A5": max(_score_load(mass, expected["A5"]) for mass in answer_load(evidence).values()),
    }


def read_reports(evidence: Path) -> pd.DataFrame:
    """Read the coastal extract; a script takes the MMSI for the ship."""
    reports = pd.read_csv(evidence / _COASTAL, dtype={"MMSI": str, "IMO": str, "CallSign": str})
    reports["time"] = pd.to_datetime(reports["BaseDateTime"], utc=True)
    return reports[reports["LAT"] < 91].sort_values(["MMSI", "time"], kind="stable")


def answer_owner(evidence: Path, reports: pd.DataFrame) -> dict[str, Any]:
    """Take the owner in the newest row of that name, and one ship for one MMSI."""
    register = pd.read_excel(evidence / "registry" / "船舶登记.xlsx", dtype=str, engine="openpyxl")
    rows = register[register["船名"] == "海悦66"].sort_values("所有权起")
    mine = reports[reports["MMSI"] == rows["MMSI"].iloc[-1]]
    return {"owner": rows["船舶所有人"].iloc[-1], "hulls": mine["MMSI"].nunique(), "lengths_m": [int(mine["Length"].iloc[0])]}


def _score_owner(answer: dict[str, Any], expected: dict[str, Any]) -> float:
    return float(np.mean([answer[name] == expected[name] for name in ("owner", "hulls", "lengths_m")]))


def answer_when(evidence: Path, reports: pd.DataFrame) -> dict[str, Any]:
    """Read the patrol's clock as UTC and look for a ship within a kilometre of 海悦66 at that time."""
    note = next((evidence / "notes").glob("巡逻记录_*.txt")).read_text(encoding="utf-8")
    year, month, day = re.search(r"(\d{4})年(\d+)月(\d+)日", note).groups()  # type: ignore[union-attr]
    hour, minute = re.search(r"(\d\d):(\d\d)", note).groups()  # type: ignore[union-attr]
    moment = pd.Timestamp(int(year), int(month), int(day), int(hour), int(minute), tz="UTC")
    now = reports[(reports["time"] - moment).abs() <= pd.Timedelta(minutes=10)]
    own = now[now["VesselName"] == "HAI YUE 66"]
    others = now[now["VesselName"] != "HAI YUE 66"]
    near: set[str] = set()
    for lon, lat in own[["LON", "LAT"]].itertuples(index=False):
        near |= set(others["MMSI"][_metres(others["LON"] - lon, others["LAT"] - lat, lat) < 1_000])
    return {"met_at": moment.strftime("%Y-%m-%dT%H:%M:%SZ"), "mmsi": sorted({*own["MMSI"], *near})}


def _score_when(answer: dict[str, Any], expected: dict[str, Any]) -> float:
    return float(np.mean([answer["met_at"] == expected["met_at"], answer["mmsi"] == expected["mmsi"]]))


def answer_transfers(reports: pd.DataFrame) -> dict[str, set[tuple[str, str]]]:
    """Give pairs of MMSI under three rules: near for two hours; also slow and not moored; also both tankers."""
    start = reports["time"].min().floor("D")
    marks = np.arange(0, 15 * 86_400, _MARK_S, dtype=float)
    tracks = {}
    for mmsi, rows in reports.groupby("MMSI"):
        seconds = (rows["time"] - start).dt.total_seconds().to_numpy()
        speed = rows["SOG"].where(rows["SOG"] < 102).ffill().to_numpy()
        last = np.clip(np.searchsorted(seconds, marks, side="right") - 1, 0, None)
        tracks[str(mmsi)] = (
            np.interp(marks, seconds, rows["LON"]),
            np.interp(marks, seconds, rows["LAT"]),
            speed[last],
            rows["Status"].fillna(0).to_numpy()[last],
            int(rows["VesselType"].iloc[0]) in _TANKERS,
        )
    found: dict[str, set[tuple[str, str]]] = {"near": set(), "slow": set(), "tankers": set()}
    names = sorted(tracks)
    for number, left in enumerate(names):
        for right in names[number + 1 :]:
            for name in _judge_pair(tracks[left], tracks[right]):
                found[name].add((left, right))
    return found


def _judge_pair(left: tuple[Any, ...], right: tuple[Any, ...]) -> list[str]:
    near = _metres(left[0] - right[0], left[1] - right[1], left[1]) < _NEAR_M
    edges = np.flatnonzero(np.diff(np.concatenate(([0], near.astype(np.int8), [0]))))
    runs = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b - a >= _LONG_MARKS]
    if not runs:
        return []
    moored = 5
    slow = any(np.median(side[2][a:b]) < _SLOW_KN and not (side[3][a:b] == moored).any() for a, b in runs for side in (left, right))
    return ["near", *(["slow"] if slow else []), *(["tankers"] if slow and left[4] and right[4] else [])]


def _metres(east_deg: Any, north_deg: Any, lat_deg: Any) -> Any:  # noqa: ANN401 - number, array or series alike
    return np.hypot(east_deg * np.cos(np.radians(lat_deg)), north_deg) * _METRES_A_DEGREE


def _score_transfers(pairs: set[tuple[str, str]], expected: dict[str, Any]) -> float:
    true = {tuple(event["mmsi"]) for event in expected["transfers"]}
    return _f1(len(pairs & true), len(pairs), len(true) + expected["unknown_partner"])


def answer_gaps(reports: pd.DataFrame, *, hours: float) -> set[tuple[str, str]]:
    """Call every silence of so many hours a switched-off transponder; give MMSI and the day it began."""
    before = reports.groupby("MMSI")["time"].shift()
    long = (reports["time"] - before).dt.total_seconds() >= hours * 3_600
    return {(str(mmsi), f"{time:%Y-%m-%d}") for mmsi, time in zip(reports["MMSI"][long], before[long], strict=True)}


def _score_gaps(gaps: set[tuple[str, str]], expected: dict[str, Any]) -> float:
    """Score the asked ship alone, so that the fleet's silences do not count against the script."""
    asked = {gap["mmsi"] for gap in expected["gaps"]}
    true = {(gap["mmsi"], gap["started_at"][:10]) for gap in expected["gaps"] if gap["verdict"] != "no_sign"}
    called = {gap for gap in gaps if gap[0] in asked}
    return _f1(len(called & true), len(called), len(true))


def answer_load(evidence: Path) -> dict[str, float]:
    """Give tonnes under two rules: every row of 海悦66 added, and rows that repeat a volume dropped."""
    notes = pd.read_csv(evidence / "fuel" / "bunker_notes.csv", encoding="gb18030")
    own = notes[notes["受方船舶"] == "海悦66"]
    return {"added": float(own["质量(吨)"].sum()), "deduplicated": float(own.drop_duplicates("体积(立方米)")["质量(吨)"].sum())}


def _score_load(mass_t: float, expected: dict[str, Any]) -> float:
    """Score half for the mass within one part in a hundred; the other half is for the range by draught, which neither gives."""
    return 0.5 * (abs(mass_t - expected["mass_t"]) <= 0.01 * expected["mass_t"])


def _f1(hits: int, called: int, true: int) -> float:
    return 2 * hits / (called + true) if called + true else 1.0
