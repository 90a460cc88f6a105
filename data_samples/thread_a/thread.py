"""The whole of thread A: plan the ships, write what is heard and written of them, and keep the truth apart."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from data_samples.thread_a.answers import answer_questions
from data_samples.thread_a.coastal import write_coastal
from data_samples.thread_a.crew import draw_firms, draw_hulls
from data_samples.thread_a.figures import draw_figures, write_instant
from data_samples.thread_a.fuel import write_bunker_notes
from data_samples.thread_a.lookalikes import plan_bunkerings, sail_fleet, sail_lookalikes
from data_samples.thread_a.offences import sail_offenders
from data_samples.thread_a.papers import write_papers
from data_samples.thread_a.receiver import write_receiver_log
from data_samples.thread_a.registry import write_registry
from data_samples.thread_a.reports import Reports, hear_vessel
from data_samples.thread_a.story import Story, list_gaps, list_meetings
from data_samples.thread_a.traffic import sail_traffic
from data_samples.thread_a.vessel import Vessel

__all__ = ["COASTAL", "FUEL", "RECEIVER", "REGISTRY", "write_thread_a"]

COASTAL = "ais/ais_coastal.csv"
RECEIVER = "ais/receiver_log.nmea"
REGISTRY = "registry/船舶登记.xlsx"
FUEL = "fuel/bunker_notes.csv"


def write_thread_a(out: Path, *, seed: int, scale: float, lawful: bool) -> list[dict[str, Any]]:
    """Write evidence and truth of thread A and give its rows of the answer key."""
    evidence = out / "evidence"
    figures, hulls, firms = draw_figures(seed), draw_hulls(seed), draw_firms(seed)
    plans = plan_bunkerings(figures, seed=seed, lawful=lawful)
    fleet = sail_vessels(seed=seed, scale=scale, lawful=lawful)
    rng = np.random.default_rng([seed, 1])
    heard = [hear_vessel(vessel, rng) for vessel in fleet if "csv" in vessel.heard_by]
    logged = [hear_vessel(vessel, rng, spans=vessel.nmea_spans) for vessel in fleet if "nmea" in vessel.heard_by]
    coastal = write_coastal(heard, evidence / COASTAL, seed=seed)
    write_receiver_log(logged, evidence / RECEIVER, seed=seed)
    vessels = {vessel.key: vessel for vessel in fleet}
    write_papers(figures, vessels["h66"].track.place_at(figures.noted_s), evidence, lawful=lawful)
    story = Story(
        figures=figures,
        lawful=lawful,
        hulls=hulls,
        firms=firms,
        vessels=vessels,
        plans=plans,
        meetings=list_meetings(figures, vessels, plans, lawful=lawful),
        gaps=list_gaps(figures, heard, lawful=lawful),
        coastal=coastal,
        fuel=write_bunker_notes(figures, plans, hulls, firms, evidence / FUEL),
        registry=write_registry(figures, hulls, firms, evidence / REGISTRY),
    )
    _write_truth(story, heard, logged, out / "truth")
    return answer_questions(story)


def sail_vessels(*, seed: int, scale: float, lawful: bool) -> list[Vessel]:
    """Plan every ship of thread A."""
    figures, hulls = draw_figures(seed), draw_hulls(seed)
    named = sail_offenders(figures, hulls, seed=seed, lawful=lawful)
    named += sail_lookalikes(figures, hulls, seed=seed, lawful=lawful)
    named += sail_fleet(figures, seed=seed)
    return named + sail_traffic(figures, named, seed=seed, scale=scale)


def _write_truth(story: Story, heard: list[Reports], logged: list[Reports], folder: Path) -> None:
    mmsi = {key: vessel.mmsi for key, vessel in story.vessels.items()}
    _write_table(
        folder / "meetings.csv",
        ("kind", "left_key", "left_mmsi", "right_key", "right_mmsi", "started_at", "ended_at", "lon", "lat"),
        (
            (m.kind, m.left, mmsi[m.left], m.right, mmsi[m.right], *map(write_instant, m.span), f"{m.place[0]:.4f}", f"{m.place[1]:.4f}")
            for m in story.meetings
        ),
    )
    _write_table(
        folder / "gaps.csv",
        ("key", "mmsi", "last_heard_at", "heard_again_at", "others", "silent", "cause"),
        ((g.key, mmsi[g.key], *map(write_instant, g.span), g.others, g.silent, g.cause) for g in story.gaps),
    )
    counts = {reports.vessel.key: len(reports.time_s) for reports in heard}
    in_log = {reports.vessel.key: len(reports.time_s) for reports in logged}
    _write_table(
        folder / "vessels.csv",
        ("key", "mmsi", "imo", "length_m", "names", "csv_reports", "nmea_reports"),
        (
            (v.key, v.mmsi, v.imo, v.length_m, " / ".join(name for _, name in v.names), counts.get(v.key, 0), in_log.get(v.key, 0))
            for v in story.vessels.values()
        ),
    )


def _write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
